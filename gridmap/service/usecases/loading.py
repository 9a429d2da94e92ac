"""How placed incidents get into the store: new rows straight into their months, corrections through a stage, known ones not at all.

A file of a city's year is mostly in the order of time, so a new month that no row has come for in a while is indexed while the next ones
are still read; a row that comes late goes through its indexes. All of it is one transaction.
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


@dataclass(slots=True)
class _Month:
    """A month's table. is_new: made by this import. is_indexed: and its keys written. last_chunk: the last one that had rows for it."""

    table: Any
    is_new: bool
    is_indexed: bool = False
    last_chunk: int = 0


class Loader:
    """Takes placed chunks, from one thread at a time, and ends with the counts. The connection's transaction is the import's."""

    def __init__(self, connection: Connection, batch_id: int) -> None:
        self.connection = connection
        self.batch_id = batch_id
        self.months: dict[date, _Month] = {}
        self.counts = {"new": 0, "known": 0}
        self.chunk = 0
        self.sums = np.zeros((4, 0))
        self.corrections: Any = None  # stage, made when the first correction comes
        self.matching: Any = None  # stage of keys to look up; none in an empty store
        store.await_turn(connection)
        if store.is_empty(connection):
            store.begin_bulk(connection)
        else:
            self.matching = store.begin_matching(connection)

    def add(self, frame: pd.DataFrame) -> None:
        """Store one chunk, and index the months that have gone quiet."""
        self.chunk += 1
        fresh = frame if self.matching is None else self._without_known(frame)
        if len(fresh):
            self._store(fresh)
        for day, known in self.months.items():
            if not known.is_indexed and self.chunk - known.last_chunk > _QUIET_CHUNKS:
                self._index(day)

    def finish(self, ground: Ground) -> MergeCounts:
        """Index what is left, attach the months, merge the corrections and write the summary."""
        for day, known in self.months.items():
            if not known.is_indexed:
                self._index(day)
        store.attach_months(self.connection, sorted(day for day, known in self.months.items() if known.is_new))
        store.close_months(self.connection, sorted(day for day, known in self.months.items() if not known.is_new))
        if self.matching is None:
            store.index_keys(self.connection)
        store.add_summaries(self.connection, _summaries(self.sums, ground))
        corrected = 0  # a correction that stands in a newer revision is none
        if self.corrections is not None:
            corrected, touched = store.merge_corrections(self.connection)
            store.refresh_summaries(self.connection, touched)
        return MergeCounts(self.counts["new"], corrected, self.counts["known"] - corrected)

    def _without_known(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows that are new; corrections are set aside, the rest stands already."""
        same, other = store.match_keys(self.connection, self.matching, frame)
        self.counts["known"] += len(same) + len(other)
        if len(other):
            self._set_aside(frame.iloc[np.sort(other)])
        is_new = np.ones(len(frame), dtype=bool)
        is_new[same] = is_new[other] = False
        return frame if is_new.all() else frame[is_new]

    def _set_aside(self, frame: pd.DataFrame) -> None:
        if self.corrections is None:
            self.corrections = store.begin_stage(self.connection)
        numbered = frame.drop(columns="grid_row").assign(incident_id=0, batch_id=self.batch_id)
        store.copy_rows(self.connection, self.corrections, store.columns_of(numbered))

    def _store(self, frame: pd.DataFrame) -> None:
        """COPY new rows month by month, those of a grid together: indexes of a standing month are then touched in places near each other."""
        month = frame["reported_at"].dt.tz_localize(None).to_numpy("datetime64[M]").astype("int64")
        order = np.lexsort((frame["grid_row"].to_numpy(), month))
        frame, month = frame.iloc[order], month[order]
        numbered = frame.assign(incident_id=store.take_ids(self.connection, len(frame)), batch_id=self.batch_id)
        columns = store.columns_of(numbered.drop(columns="grid_row"))
        edges = np.flatnonzero(np.diff(month, prepend=month[0] - 1))
        for start, stop in zip(edges, [*edges[1:], len(month)], strict=True):
            day = date(1970 + int(month[start]) // 12, int(month[start]) % 12 + 1, 1)
            known = self._month(day, source=str(frame["source_system"].iloc[0]))
            known.last_chunk = self.chunk
            self._copy(known, columns, start=int(start), stop=int(stop))
        self.sums = _with_sums(self.sums, frame)
        self.counts["new"] += len(frame)

    def _month(self, day: date, *, source: str) -> _Month:
        if day not in self.months:
            standing = store.open_month(self.connection, day)
            if standing is not None:
                self.months[day] = _Month(standing, is_new=False, is_indexed=True)
            else:
                made = store.begin_month(self.connection, day, source_system=source, batch_id=self.batch_id)
                self.months[day] = _Month(made, is_new=True)
        return self.months[day]

    def _copy(self, month: _Month, columns: dict[str, Column], *, start: int, stop: int) -> None:
        left_out = _SAME_FOR_ALL if month.is_new else ()
        some = {n: c for n, c in columns.items() if n not in left_out and not c.null[start:stop].all()}
        store.copy_rows(self.connection, month.table, some, start=start, stop=stop)
        if month.is_indexed:
            store.copy_keys(self.connection, columns, start=start, stop=stop)

    def _index(self, day: date) -> None:
        store.index_month(self.connection, day)
        self.months[day].is_indexed = True


def _summaries(sums: npt.NDArray[np.float64], ground: Ground) -> pd.DataFrame:
    """incidents, open_incidents and mean lon and lat of each grid that has any, on the index of grid_id."""
    rows = np.flatnonzero(sums[0])
    count, still_open, lon, lat = sums[:, rows]
    return pd.DataFrame(
        {
            "incidents": count.astype("int64"),
            "open_incidents": still_open.astype("int64"),
            "lon": lon / count,
            "lat": lat / count,
        },
        index=ground.grid_ids[rows],
    )


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
