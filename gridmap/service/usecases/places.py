"""The ground under an import of incidents: grids of each day, segments, assets and junctions; and the position rule applied to a chunk."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.assign import OUTSIDE, Lookup, assign, grid_lookup
from gridmap.grids.rules.street import length_m
from gridmap.service.rules import place
from gridmap.service.rules.place import NONE, SegmentIndex
from gridmap.service.store import incidents as store

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
_JUNCTION_UNCERTAINTY_M = 15.0
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Things:
    """Assets or junctions: where each stands, in degrees. One more row at the end, NaN, is where an unknown one stands."""

    ids: pa.Array
    lon: Floats
    lat: Floats

    def rows_of(self, column: pd.Series) -> Rows:
        """Row of each id that is known, -1 for others and for missing."""
        found = pc.index_in(pa.array(column, type=pa.large_string(), from_pandas=True), value_set=self.ids)
        rows: Rows = found.fill_null(NONE).to_numpy(zero_copy_only=False).astype(np.int64)
        return rows


@dataclass(slots=True)
class Ground:
    """Read once an import. Lookups of grids are built for the days that rows fall on.

    edges: days (since 1970) on which the set of valid grids changes; valid: rows of `grid_ids` in force in each span.
    """

    kind: str | None
    grid_ids: Rows
    shapes: npt.NDArray[np.object_]
    codes: npt.NDArray[np.object_]
    starts: Rows
    ends: Rows
    edges: Rows
    segments: SegmentIndex
    segment_ids: npt.NDArray[np.object_]
    things: dict[str, Things]
    lookups: dict[int, tuple[Rows, Lookup]] = field(default_factory=dict)
    before_grids: int = 0
    unknown_things: int = 0

    def grid_rows(self, lon: Floats, lat: Floats, day: Rows) -> Rows:
        """Row of the grid that each point belongs to on its day, NONE outside."""
        found = np.full(len(lon), NONE, dtype=np.int64)
        span = np.searchsorted(self.edges, day, side="right")
        for number in np.unique(span):
            rows, lookup = self.lookup_of(int(number))
            there = span == number
            if len(rows):
                hit = assign(lookup, lon[there], lat[there])
                found[there] = np.where(hit == OUTSIDE, NONE, rows[hit])
            elif number == 0 and len(self.edges):
                self.before_grids += int((there & np.isfinite(lon)).sum())
        return found

    def lookup_of(self, span: int) -> tuple[Rows, Lookup]:
        """Rows in force in a span of days, and their lookup."""
        if span not in self.lookups:
            day = self.edges[span - 1] if span else np.iinfo(np.int64).min
            rows = np.flatnonzero((self.starts <= day) & (self.ends > day))
            self.lookups[span] = rows, grid_lookup(self.shapes[rows], self.codes[rows].tolist())
        return self.lookups[span]

    def notes(self) -> tuple[Issue, ...]:
        """What the caller should know about the ground."""
        found = []
        if self.kind is None:
            found.append(
                Issue(
                    0,
                    "grid",
                    "no-grids",
                    "There are no grids, so incidents are in none; import grids first.",
                    Severity.WARNING,
                )
            )
        if self.before_grids:
            first = date.fromordinal(_EPOCH.toordinal() + int(self.edges[0]))
            message = (
                f"{self.before_grids:,} incidents were reported before the first grid stands ({first}) and are in none; "
                "import the grids with an earlier --as-of."
            )
            found.append(Issue(0, "grid", "older-than-grids", message, Severity.WARNING))
        if self.unknown_things:
            message = (
                f"{self.unknown_things:,} rows name an asset or junction that is not known here; the name was not kept, "
                "and they were placed by their point."
            )
            found.append(Issue(0, "asset_id", "unknown-thing", message, Severity.NOTE))
        return tuple(found)


def read_ground(connection: Connection) -> Ground:
    """Read grids (of the kind with the most), segments, assets and junctions."""
    kind = store.finest_kind(connection)
    versions = store.read_versions(connection, kind=kind or "")
    streets = store.read_streets(connection)
    lines = streets.geometry.to_numpy()
    starts = _days(versions["valid_from"], missing=0)
    ends = _days(versions["valid_to"], missing=np.iinfo(np.int64).max)
    edges = np.unique(np.concatenate([starts, ends[ends < np.iinfo(np.int64).max]])) if len(starts) else starts
    return Ground(
        kind=kind,
        grid_ids=versions["grid_id"].to_numpy("int64"),
        shapes=versions.geometry.to_numpy(),
        codes=versions["code"].to_numpy(dtype=object),
        starts=starts,
        ends=ends,
        edges=edges,
        segments=place.segment_index(lines, length_m(lines)),
        segment_ids=streets["segment_id"].to_numpy(dtype=object),
        things={kind: _things(frame) for kind, frame in store.read_things(connection).items()},
    )


def _things(frame: pd.DataFrame) -> Things:
    lon, lat = (np.append(frame[name].to_numpy("float64"), np.nan) for name in ("lon", "lat"))
    return Things(pa.array(frame.index.astype(str).tolist(), type=pa.large_string()), lon, lat)


def _days(series: pd.Series, *, missing: int) -> Rows:
    return np.array([missing if v is None or pd.isna(v) else (v - _EPOCH).days for v in series], dtype=np.int64)


def place_incidents(frame: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """The chunk with stored positions, place_kind, segment_id, uncertainty_m, grid_row and grid_id; received positions are gone.

    frame: lon, lat as received (WGS-84, NaN for none), reported_at (UTC), and asset_id, junction_id where the source has them.
    """
    lon, lat = frame["lon"].to_numpy("float64").copy(), frame["lat"].to_numpy("float64").copy()
    day = frame["reported_at"].dt.tz_localize(None).to_numpy("datetime64[D]").astype("int64")
    kinds = np.full(len(frame), "none", dtype=object)
    uncertainty = np.full(len(frame), np.nan)
    at_thing = np.zeros(len(frame), dtype=bool)
    thing_lon, thing_lat = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
    for name, error_m in (("asset", 0.0), ("junction", _JUNCTION_UNCERTAINTY_M)):
        x, y, unknown = _at_things(frame, ground, name)
        if unknown.any():
            frame = frame.assign(**{f"{name}_id": frame[f"{name}_id"].mask(unknown)})
        found = np.isfinite(x) & ~at_thing
        fixed_grid = np.isnan(lon) & found
        lon[fixed_grid], lat[fixed_grid] = x[fixed_grid], y[fixed_grid]
        thing_lon[found], thing_lat[found] = x[found], y[found]
        kinds[found], uncertainty[found] = name, error_m
        at_thing |= found
    grid = ground.grid_rows(lon, lat, day)
    lon, lat, segment = _bring(lon, lat, grid, ground, only=~at_thing, day=day)
    lon[at_thing], lat[at_thing] = thing_lon[at_thing], thing_lat[at_thing]
    on_segment = (segment >= 0) & ~at_thing
    rounded = ~at_thing & ~on_segment & np.isfinite(lon)
    kinds[on_segment], kinds[rounded] = "segment", "rounded"
    uncertainty[on_segment] = ground.segments.length_m[segment[on_segment]] / 2.0
    uncertainty[rounded] = place.ROUNDED_UNCERTAINTY_M
    segment_id = np.full(len(frame), None, dtype=object)
    segment_id[on_segment] = ground.segment_ids[segment[on_segment]]
    grid_id = pd.array(
        np.where(grid >= 0, ground.grid_ids[grid] if len(ground.grid_ids) else NONE, NONE), dtype="Int64"
    )
    return frame.assign(
        lon=lon,
        lat=lat,
        place_kind=pd.Categorical(kinds),
        segment_id=segment_id,
        uncertainty_m=uncertainty,
        grid_row=grid,
        grid_id=pd.Series(grid_id, index=frame.index).mask(grid < 0),
    )


def _bring(
    lon: Floats, lat: Floats, grid: Rows, ground: Ground, *, only: npt.NDArray[np.bool_], day: Rows
) -> tuple[Floats, Floats, Rows]:
    """Positions at their segments or rounded; rows outside `only` keep theirs."""
    x, y = np.where(only, lon, np.nan), np.where(only, lat, np.nan)
    span = np.searchsorted(ground.edges, day, side="right")
    segment = np.full(len(lon), NONE, dtype=np.int64)
    out_lon, out_lat = lon.copy(), lat.copy()
    for number in np.unique(span):
        rows, lookup = ground.lookup_of(int(number))
        there = (span == number) & only

        def in_grid(px: Floats, py: Floats, rows: Rows = rows, lookup: Lookup = lookup) -> Rows:
            if not len(rows):
                return np.full(len(px), NONE, dtype=np.int64)
            hit = assign(lookup, px, py)
            return np.where(hit == OUTSIDE, NONE, rows[hit])

        brought = place.bring_to_segments(ground.segments, x[there], y[there], in_grid=in_grid, grid=grid[there])
        out_lon[there], out_lat[there], segment[there] = brought.lon, brought.lat, brought.segment
    return out_lon, out_lat, segment


def _at_things(frame: pd.DataFrame, ground: Ground, name: str) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Where the asset or junction stands that a row names, NaN where it names none or one that is not known; and which are not.

    A name that is not known could be anybody's, so the caller drops it.
    """
    column = f"{name}_id"
    if column not in frame or frame[column].isna().all():
        return np.full(len(frame), np.nan), np.full(len(frame), np.nan), np.zeros(len(frame), dtype=bool)
    things = ground.things[name]
    rows = things.rows_of(frame[column])
    unknown = (rows == NONE) & frame[column].notna().to_numpy(dtype=bool)
    ground.unknown_things += int(unknown.sum())
    return things.lon[rows], things.lat[rows], unknown
