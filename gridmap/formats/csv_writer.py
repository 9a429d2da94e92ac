"""CSV out: UTF-8 with a byte-order mark, so that spreadsheets read it rightly, and no cell that they take for a formula.

Points are the columns lon and lat, other shapes well-known text. A made-up city says so in each row, since such a file travels alone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from typing import Any

from gridmap.formats.formula import marked
from gridmap.formats.layer_table import About, LayerTable, parsed, place_columns, places_of, row_of


async def blocks(pieces: AsyncIterable[bytes], table: LayerTable, about: About) -> AsyncIterator[bytes]:
    """The header, then a block a piece."""
    notice = [about.notice] if about.notice else []
    yield b"\xef\xbb\xbf" + _text([[*table.columns, *place_columns(table), *(["notice"] if notice else [])]])
    async for piece in pieces:
        features = parsed(piece)
        places = places_of(features, table)
        yield _text([*row_of(feature, table), *place, *notice] for feature, place in zip(features, places, strict=True))


def _text(rows: Iterable[list[Any]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return marked(value) if isinstance(value, str) else "" if value is None else repr(value)
