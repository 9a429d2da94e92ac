"""How placed incidents get into the store: in bulk where it is empty, through a stage where it is not.

A file of a city's year is mostly in the order of time, so a month that no row has come for in a while is indexed while the next ones are
still read; a row that comes late goes through its indexes. All of it is one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection

from gridmap.db.copy_binary import Column
from gridmap.db.merging import MergeCounts
from gridmap.service.store import incidents as store
from gridmap.service.usecases.places import Ground

_OPEN = ("reported", "accepted", "assigned", "suspended", "answered")
_UNCOUNTED = ("refused", "void", "duplicate")
_QUIET_CHUNKS = 2  # a month without rows for so long is taken to be complete
_SAME_FOR_ALL = ("source_system", "batch_id")  # stand as defaults on a month that is loaded in bulk


class Loader:
    """Takes placed chunks and ends with the counts."""

    def __init__(self, connection: Connection, batch_id: int) -> None:
        self.connection = connection
        self.batch_id = batch_id

    def add(self, frame: pd.DataFrame) -> None:
        """Store one chunk; called from one thread at a time."""
        raise NotImplementedError

    def finish(self, ground: Ground) -> MergeCounts:
        """After the last chunk."""
        raise NotImplementedError


@dataclass(slots=True)
class _Month:
    """A month's table. last_chunk: the last one that had rows for it."""

    table: Any
    last_chunk: int = 0
    is_indexed: bool = False


class Bulk(Loader):
    """Into an empty store: straight into new months."""

    def __init__(self, connection: Connection, batch_id: int) -> None:
        super().__init__(connection, batch_id)
        self.months: dict[date, _Month] = {}
        self.chunk = 0
        self.rows = 0
        self.sums = np.zeros((4, 0))
        store.begin_bulk(connection)

    def add(self, frame: pd.DataFrame) -> None:
        """COPY the chunk month by month, and index the months that have gone quiet."""
        self.chunk += 1
        month = frame["reported_at"].dt.tz_localize(None).to_numpy("datetime64[M]").astype("int64")
        if (np.diff(month) < 0).any():
            order = np.argsort(month, kind="stable")
            frame, month = frame.iloc[order], month[order]
        numbered = frame.assign(incident_id=store.take_ids(self.connection, len(frame)), batch_id=self.batch_id)
        columns = store.columns_of(numbered.drop(columns="grid_row"))
        edges = np.flatnonzero(np.diff(month, prepend=month[0] - 1))
        for start, stop in zip(edges, [*edges[1:], len(month)], strict=True):
            day = date(1970 + int(month[start]) // 12, int(month[start]) % 12 + 1, 1)
            self._copy(day, columns, start=int(start), stop=int(stop), source=str(frame["source_system"].iloc[0]))
        self.sums = _with_sums(self.sums, frame)
        self.rows += len(frame)
        for day, known in self.months.items():
            if not known.is_indexed and self.chunk - known.last_chunk > _QUIET_CHUNKS:
                self._index(day)

    def _copy(self, day: date, columns: dict[str, Column], *, start: int, stop: int, source: str) -> None:
        if day not in self.months:
            table = store.begin_month(self.connection, day, source_system=source, batch_id=self.batch_id)
            self.months[day] = _Month(table)
        known = self.months[day]
        known.last_chunk = self.chunk
        some = {
            name: column
            for name, column in columns.items()
            if name not in _SAME_FOR_ALL and not column.null[start:stop].all()
        }
        store.copy_rows(self.connection, known.table, some, start=start, stop=stop)
        if known.is_indexed:
            store.copy_keys(self.connection, columns, start=start, stop=stop)

    def _index(self, day: date) -> None:
        store.index_month(self.connection, day)
        self.months[day].is_indexed = True

    def finish(self, ground: Ground) -> MergeCounts:
        """Index what is left, attach the months and write the summary."""
        for day, known in self.months.items():
            if not known.is_indexed:
                self._index(day)
        store.finish_bulk(self.connection, sorted(self.months))
        rows = np.flatnonzero(self.sums[0])
        if len(rows):
            count, still_open, lon, lat = self.sums[:, rows]
            frame = pd.DataFrame(
                {
                    "incidents": count.astype("int64"),
                    "open_incidents": still_open.astype("int64"),
                    "lon": lon / count,
                    "lat": lat / count,
                },
                index=ground.grid_ids[rows],
            )
            store.add_summaries(self.connection, frame)
        return MergeCounts(self.rows, 0, 0)


def _with_sums(sums: npt.NDArray[np.float64], frame: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Counts, open ones, and sums of lon and lat a grid row, those of the chunk added."""
    counted = (frame["grid_row"] >= 0) & frame["lon"].notna() & ~frame["state"].isin(_UNCOUNTED)
    chosen = frame.loc[counted, ["grid_row", "state", "lon", "lat"]]
    row = chosen["grid_row"].to_numpy()
    size = max(int(row.max(initial=-1)) + 1, sums.shape[1])
    total = np.zeros((4, size))
    total[:, : sums.shape[1]] = sums
    weights = (
        None,
        chosen["state"].isin(_OPEN).to_numpy("float64"),
        chosen["lon"].to_numpy(),
        chosen["lat"].to_numpy(),
    )
    for place, weight in enumerate(weights):
        total[place] += np.bincount(row, weights=weight, minlength=size)
    return total


class Staged(Loader):
    """Into a filled store: through a stage, compared with the keys."""

    def __init__(self, connection: Connection, batch_id: int) -> None:
        super().__init__(connection, batch_id)
        self.stage = store.begin_stage(connection)

    def add(self, frame: pd.DataFrame) -> None:
        """COPY the chunk to the stage."""
        ids = store.take_ids(self.connection, len(frame))
        numbered = frame.drop(columns="grid_row").assign(incident_id=ids, batch_id=self.batch_id)
        store.copy_rows(self.connection, self.stage, store.columns_of(numbered))

    def finish(self, ground: Ground) -> MergeCounts:
        """Merge, and count the grids that changed again."""
        merged, touched = store.merge_stage(self.connection)
        store.refresh_summaries(self.connection, touched)
        return MergeCounts(merged.new, merged.corrected, merged.unchanged)
