"""Which of day and month comes first in a file's dates, decided once for the whole file before a row of it is read.

A file of one chunk is decided by that chunk. Of a longer one the columns of dates are read ahead, so that no two
chunks can decide differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gridmap.formats.table import Chunk, Header, read_chunks
from gridmap.grids.rules.day import DayOrders, OrderSeen, order_seen
from gridmap.grids.rules.field import Match
from gridmap.grids.usecases.import_kind import ImportKind, ImportOptions


def day_orders(
    kind: ImportKind, header: Header, match: Match, options: ImportOptions, *, begun: Sequence[Chunk]
) -> DayOrders:
    """The order of each field of dates that has a column; a value that `--set` gives is no column.

    begun: the first two chunks of the file, or the only one.
    """
    days = {f.name for f in kind.fields if f.day} - options.values.keys()
    columns = {name: column for name, column in match.columns.items() if name in days}
    if not columns:
        return {}
    whole = begun if len(begun) < 2 else read_chunks(header, list(columns.values()))
    return _orders(columns, whole)


def _orders(columns: dict[str, str], chunks: Iterable[Chunk]) -> DayOrders:
    seen = dict.fromkeys(columns, OrderSeen())
    for chunk in chunks:
        for name, column in columns.items():
            seen[name] |= order_seen(chunk.frame[column])
    return {name: found.order for name, found in seen.items()}
