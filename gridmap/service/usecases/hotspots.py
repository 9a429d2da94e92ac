"""Find hotspots per grid and store the run: counts with zeros, exposure, neighbours, statistics, false-discovery control."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection, Engine

from gridmap import __version__
from gridmap.access.store import logs
from gridmap.db.door import translating
from gridmap.db.scope import writing
from gridmap.errors import BadValue, TooFewData
from gridmap.grids.rules.crs import metric_crs_of, to_metric
from gridmap.grids.rules.neighbours import queen_neighbours
from gridmap.service.rules.category import categories
from gridmap.service.rules.excess import dispersion
from gridmap.service.rules.hotspots import Method, hotspots
from gridmap.service.store import hotspots as store

_FALSE_DISCOVERY_RATE = 0.05
_OVERDISPERSED = 2.0  # variance of the counts over that of equal rates; from here on the report warns


@dataclass(frozen=True, slots=True)
class HotspotReport:
    """What a run found, and what it rests on."""

    run_id: int
    from_day: str
    to_day: str
    category: str | None
    kind: str
    method: str
    exposure: str
    false_discovery_rate: float
    grids: int
    incidents: int
    elsewhere: int
    hot: int
    cold: int
    masked: int
    dispersion: float | None

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)

    def lines(self) -> list[str]:
        """For a person at a terminal."""
        method = {"excess": "exact Poisson excess", "gi-star": "Gi*"}[self.method]
        return [
            f"Run {self.run_id}: {self.hot:,} hot and {self.cold:,} cold of {self.grids:,} {self.kind} grids, {self.masked:,} not tested.",
            f"  {self.incidents:,} incidents reported from {self.from_day} to before {self.to_day}"
            f"{f' in {self.category}' if self.category else ''}; {self.elsewhere:,} more lie in none of these grids.",
            f"  {method} per {self.exposure}, false-discovery rate {self.false_discovery_rate:g}. Reports are not events: they rest on who reports.",
            *self._cautions(),
        ]

    def _cautions(self) -> list[str]:
        """What a reader must know before believing the exact excess."""
        if self.method != "excess" or self.dispersion is None or self.dispersion < _OVERDISPERSED:
            return []
        return [
            f"  Counts vary {self.dispersion:,.1f} times as much as equal rates allow: grids differ anyway, so many of these are no excess of their own. "
            "On dense counts Gi* is the better question (method gi-star)."
        ]


def find_hotspots(
    engine: Engine,
    *,
    zone: str,
    actor: str,
    from_day: date | None = None,
    to_day: date | None = None,
    category: str | None = None,
    kind: str | None = None,
    method: str = "auto",
) -> HotspotReport:
    """Compute and store one run over [from_day, to_day) in local time; the whole span of the incidents without them.

    engine: the service's job role. category: a code, or a class such as DRN. Raises BadValue for an unknown category or an empty
    period, TooFewData below the method's minimum.
    """
    _check_category(category)
    with translating(), writing(engine, "*") as connection:
        start, end = _period(connection, from_day, to_day, ZoneInfo(zone))
        every, grids = _grids(connection, day=(end - timedelta(microseconds=1)).date(), kind=kind)
        counts = store.count_by_grid(connection, from_at=start, to_at=end, category=category)
        per_grid = counts.dropna(subset="grid_id").set_index("grid_id")["incidents"]
        mine = per_grid.reindex(grids.index).fillna(0).astype("int64")
        _refuse_other_kind(mine, per_grid, every, chosen=str(grids["kind"].iloc[0]))
        exposure, unit = _exposure(connection, grids)
        neighbours = queen_neighbours(grids.geometry.to_numpy())
        found = hotspots(
            mine.to_numpy().astype(np.int64),
            exposure,
            neighbours,
            method=cast("Method", method),
            q=_FALSE_DISCOVERY_RATE,
        )
        found.index = grids.index
        headline: dict[str, Any] = {
            "from_day": start.astimezone(ZoneInfo(zone)).date().isoformat(),
            "to_day": end.astimezone(ZoneInfo(zone)).date().isoformat(),
            "kind": str(grids["kind"].iloc[0]),
            "exposure": unit,
            "false_discovery_rate": _FALSE_DISCOVERY_RATE,
            "grids": len(grids),
            "incidents": int(mine.sum()),
            "elsewhere": int(counts["incidents"].sum()) - int(mine.sum()),
            **{name: int((found["class"] == name).sum()) for name in ("hot", "cold", "masked")},
            "dispersion": _rounded(dispersion(mine.to_numpy().astype(np.int64), exposure)),
        }
        values = {
            "from_at": start,
            "to_at": end,
            "category": category,
            "method": found.attrs["method"],
            "code_version": __version__,
            "parameters": {
                "zone": zone,
                "method": method,
                "kind": headline["kind"],
                "neighbours": "queen",
                "exposure": unit,
            },
            "headline": headline,
        }
        run_id = store.write_run(connection, values, found)
        logs.append(
            connection, actor=actor, action="hotspots", what="hotspots", detail={"run": run_id}, rows=len(found)
        )
    return HotspotReport(run_id=run_id, category=category, method=found.attrs["method"], **headline)


def _rounded(value: float) -> float | None:
    return round(value, 3) if np.isfinite(value) else None


def _check_category(category: str | None) -> None:
    classes = {row.class_code for row in categories().values()}
    if category is not None and category not in categories() and category not in classes:
        raise BadValue(
            f"{category!r} is no category; classes are {', '.join(sorted(classes))}, and LGT-OUT is a category."
        )


def _period(connection: Connection, first: date | None, last: date | None, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The half-open period in UTC. Raises BadValue for an empty one, TooFewData when there are no incidents."""
    if first is None or last is None:
        oldest, newest = store.span(connection)
        if oldest is None or newest is None:
            raise TooFewData("There are no incidents; import them first (gridmap import incidents FILE).")
        first = first or oldest.astimezone(zone).date()
        last = last or newest.astimezone(zone).date() + timedelta(days=1)
    if first >= last:
        raise BadValue(f"The period from {first} to before {last} is empty.")
    start, end = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (first, last))
    return start, end


def _grids(connection: Connection, *, day: date, kind: str | None) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """All grids of the day that tile, and those to compute on: of that kind, else of the kind with the most."""
    every = store.read_grids(connection, day=day)
    if every.empty:
        raise TooFewData(f"No grids stand on {day}; import them with --as-of on or before that day.")
    chosen = every["kind"].value_counts().index[0] if kind is None else kind
    grids = every[every["kind"] == chosen]
    if grids.empty:
        raise BadValue(
            f"No grid of kind {kind!r} tiles on {day}; there are {', '.join(sorted(every['kind'].unique()))}."
        )
    return every, grids


def _refuse_other_kind(mine: pd.Series, per_grid: pd.Series, every: gpd.GeoDataFrame, *, chosen: str) -> None:
    """TooFewData when the incidents belong to grids of another kind: an import gives each one grid, of one tiling."""
    kinds = every["kind"].reindex(per_grid.index).dropna()
    if int(mine.sum()) or kinds.empty:
        return
    theirs = str(kinds.value_counts().index[0])
    raise TooFewData(
        f"None of the {int(per_grid.sum()):,} incidents belongs to a {chosen} grid: they were given {theirs} grids when they were imported. "
        f"Ask with --kind {theirs}; hotspots are not counted again from stored places, which were moved to their things."
    )


def _exposure(connection: Connection, grids: gpd.GeoDataFrame) -> tuple[np.ndarray, str]:
    """Street kilometres in each grid where streets are known, else square kilometres."""
    shapes = grids.geometry.to_numpy()
    crs = metric_crs_of(shapes)
    cells = to_metric(shapes, crs)
    streets = store.read_streets(connection)
    if streets.empty:
        return shapely.area(cells) / 1e6, "km²"
    lines = to_metric(streets.geometry.to_numpy(), crs)
    return street_km(cells, lines), "street km"


def street_km(cells: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """Kilometres of line in each cell (metric); a line along a shared border counts half to each side."""
    line, cell = shapely.STRtree(cells).query(lines, predicate="intersects")
    inside = shapely.STRtree(cells).query(lines, predicate="covered_by")
    whole = pd.MultiIndex.from_arrays([line, cell]).isin(pd.MultiIndex.from_arrays(inside))
    length = np.empty(len(line))
    length[whole] = shapely.length(lines[line[whole]])
    length[~whole] = shapely.length(shapely.intersection(lines[line[~whole]], cells[cell[~whole]]))
    told = np.bincount(line, weights=length, minlength=len(lines))
    share = np.minimum(1.0, np.divide(shapely.length(lines), told, out=np.ones(len(lines)), where=told > 0))
    return np.bincount(cell, weights=length * share[line], minlength=len(cells)) / 1000.0
