"""Audit the tiling of the grids of a day and store the run with its findings."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import geopandas as gpd
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Engine

from gridmap import __version__
from gridmap.access.store import logs
from gridmap.db.door import translating
from gridmap.db.scope import writing
from gridmap.errors import TooFewData
from gridmap.grids.rules.tiling import CHECKS, TilingTolerance, audit_tiling
from gridmap.grids.store import grids as store

# legal, or a matter of taste: they are told, and make no audit fail
INFORMATION = frozenset({"multipart", "hole", "order", "size"})


@dataclass(frozen=True, slots=True)
class TilingReport:
    """What a run found. `headline` holds the shares and a count a check; `findings` counts those that are faults."""

    run_id: int
    day: str
    kind: str
    headline: dict[str, Any]
    findings: int

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)

    def lines(self) -> list[str]:
        """For a person at a terminal."""
        h = self.headline
        verdict = "complete" if h["is_complete"] else "not complete"
        told = [f"  {count:,} × {check}: {CHECKS[check]}" for check, count in h["counts"].items() if count]
        return [
            f"Run {self.run_id}, {self.day}: {h['grids']:,} {self.kind} grids over {h['area_m2'] / 1e6:.3f} km² are {verdict}: "
            f"{100 * h['gap_share']:.4f} % gaps, {100 * h['overlap_share']:.4f} % overlaps.",
            *(told or ["  Nothing to report."]),
        ]


def audit_grids(engine: Engine, *, day: date, kind: str | None, actor: str) -> tuple[TilingReport, gpd.GeoDataFrame]:
    """Audit the grids of one kind (the tiling kind with the most grids when none is named) inside the areas without a parent.

    engine: the ground's job role. Returns the report and the findings (EPSG:4326). Raises TooFewData when there are no such grids.
    """
    with translating(), writing(engine, "*") as connection:
        frame = store.read_tiling(connection, day=day, kind=kind or "")
        if frame.empty:
            raise TooFewData(
                f"No {kind or 'tiling'} grids stand on {day}; import them first (gridmap import grids FILE)."
            )
        chosen = kind or str(frame["kind"].value_counts().index[0])
        of_kind = frame[frame["kind"] == chosen]
        found = audit_tiling(
            of_kind["code"].tolist(), of_kind.geometry.to_numpy(), area=_area(store.read_top_areas(connection, day=day))
        )
        headline = found.headline.to_json()
        values = {
            "day": day,
            "code_version": __version__,
            "parameters": {"kind": chosen, **asdict(TilingTolerance())},
            "headline": headline,
        }
        run_id = store.write_tiling_run(connection, values, found.findings)
        faults = sum(count for check, count in headline["counts"].items() if check not in INFORMATION)
        logs.append(
            connection, actor=actor, action="audit", what="grids", detail={"run": run_id, "kind": chosen}, rows=faults
        )
    return TilingReport(run_id, day.isoformat(), chosen, headline, faults), found.findings


def _area(top: gpd.GeoDataFrame) -> BaseGeometry | None:
    """What the grids should fill: the areas without a parent, together; None when there are none."""
    return None if top.empty else top.geometry.union_all()
