"""Comparing two stored coverage runs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import geopandas as gpd
from sqlalchemy import Connection, Engine

from gridmap.access.store import logs
from gridmap.db.door import translating
from gridmap.db.scope import writing
from gridmap.register.rules.comparison import StoredRun, comparable_densities, compare
from gridmap.register.store import runs


@dataclass(frozen=True, slots=True)
class ComparisonReport:
    """What changed from one run to the other. totals: the figures of the kind of grids that both tell, as their headlines do;
    cameras: camera_id, reasons, view_before_m2, view_after_m2; limits: what makes the two less alike."""

    before: int
    after: int
    densities: list[float]
    limits: tuple[str, ...]
    totals: list[dict[str, Any]]
    grids_changed: int
    by_reason: dict[str, int]
    cameras: list[dict[str, Any]]

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def compare_runs(
    engine: Engine, *, before: int, after: int, scope: str, actor: str
) -> tuple[ComparisonReport, gpd.GeoDataFrame]:
    """The report, and the changed figures of each grid: code, px_per_m, part, before_m2, after_m2, reasons, cameras.

    From stored rows alone, under the scope; logged as an export. Raises NotFound for a run that is not there, BadValue when
    the two do not measure the same.
    """
    with translating(), writing(engine, scope) as connection:
        heads = [runs.read_head(connection, run_id) for run_id in (before, after)]
        densities = comparable_densities(*heads)
        found = compare(*(_stored(connection, head) for head in heads))
        detail = {"run": after, "compared_with": before}
        logs.append(connection, actor=actor, action="export", what="coverage", detail=detail, rows=len(found.grids))
    rows = found.grids.assign(**{name: found.grids[name].map("; ".join) for name in ("reasons", "cameras")})
    by_reason = found.cameras["reasons"].explode().dropna().value_counts()
    cameras = found.cameras.astype(object).where(found.cameras.notna(), None)
    report = ComparisonReport(
        before,
        after,
        densities,
        found.limits,
        [
            {name: head["headline"][name] for name in ("kind", "grids", "public_m2", "seen_m2", "share")}
            for head in heads
        ],
        int(found.grids["code"].nunique()),
        {str(reason): int(count) for reason, count in by_reason.items()},
        [{str(name): value for name, value in row.items()} for row in cameras.to_dict("records")],
    )
    return report, rows


def _stored(connection: Connection, head: dict[str, Any]) -> StoredRun:
    run_id = head["run_id"]
    grids, ground = runs.read_grids(connection, run_id), runs.read_ground(connection, run_id)
    return StoredRun(head, grids, ground, runs.read_cameras(connection, run_id))
