"""Which of day and month comes first in a file's times, the same for all of its chunks.

The first chunk whose dates show it decides; a later one that shows the contrary refuses the file. Where dates such as
01/02/2015 come before any that shows it, those columns are read ahead, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from gridmap.formats.table import Chunk, Header, read_chunks
from gridmap.service.rules.incident_time import TIMES
from gridmap.service.rules.instant import joined_order, slash_order_of
from gridmap.service.rules.instant_text import UNDECIDED, UNSEEN


def learnt_orders(
    orders: Mapping[str, int], frame: pd.DataFrame, *, header: Header, columns: Mapping[str, str]
) -> dict[str, int]:
    """The orders by field after these rows, given those before them.

    frame: the next rows under our names. columns: the file's column of each field. Raises BadValue where they contradict.
    """
    found = dict(orders)
    for name in TIMES:
        if name in frame:
            found[name] = joined_order(orders.get(name, UNSEEN), slash_order_of(frame[name]), name=name)
    fresh = {n for n, order in found.items() if order == UNDECIDED and orders.get(n, UNSEEN) == UNSEEN}
    ahead = {name: columns[name] for name in fresh & columns.keys()}
    return _read_ahead(found, read_chunks(header, list(ahead.values())), ahead) if ahead else found


def _read_ahead(orders: dict[str, int], chunks: Iterable[Chunk], columns: Mapping[str, str]) -> dict[str, int]:
    for chunk in chunks:
        for name, column in columns.items():
            orders[name] = joined_order(orders[name], slash_order_of(chunk.frame[column]), name=name)
    return orders
