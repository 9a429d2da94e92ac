"""PostgreSQL's COPY BINARY stream, built from columns by one compiled loop: for imports of millions of rows.

A row is a 16-bit field count, then each field as a 32-bit length (-1 for NULL) and its bytes, all big-endian (PostgreSQL
manual, COPY, "Binary Format"). Fixed-width fields come as a byte matrix, text as Arrow's offsets and data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import psycopg
import pyarrow as pa
from numba import njit
from psycopg import sql
from sqlalchemy import Connection, Table

from gridmap.db.metadata import SRID

Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]

_SIGNATURE = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_END = b"\xff\xff"
_EPOCH_SHIFT_US = 946_684_800_000_000  # PostgreSQL counts microseconds from 2000-01-01
_SLICE_ROWS = 50_000
_SLICE_ROWS = 50_000
_POINT_BYTES = 25  # EWKB: order, type with SRID flag, SRID, x, y
_WKB_POINT_WITH_SRID = 0x20000001


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column: `fixed` (rows × width bytes), or else `data` with `offsets`; and which rows are NULL."""

    null: Bools
    fixed: Bytes | None = None
    data: Bytes = field(default_factory=lambda: np.empty(0, np.uint8))
    offsets: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))


def numbers(values: npt.NDArray[Any], kind: str, *, null: Bools | None = None) -> Column:
    """Numbers as `kind`: i2, i4, i8, f4, f8 or b (boolean, as i1)."""
    big = np.ascontiguousarray(values).astype({"b": ">i1"}.get(kind, f">{kind}"))
    fixed = big.view(np.uint8).reshape(len(big), big.dtype.itemsize)
    return Column(np.zeros(len(big), dtype=np.bool_) if null is None else null, fixed=fixed)


def instants(values: npt.NDArray[np.int64], *, null: Bools) -> Column:
    """Microseconds since 1970 UTC as timestamptz."""
    return numbers(np.where(null, 0, values) - _EPOCH_SHIFT_US, "i8", null=null)


def points(lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64], *, null: Bools) -> Column:
    """Degrees as EWKB points in EPSG:4326."""
    layout = np.dtype([("order", "u1"), ("type", "<u4"), ("srid", "<u4"), ("x", "<f8"), ("y", "<f8")])
    records = np.empty(len(lon), dtype=layout)
    records["order"], records["type"], records["srid"] = 1, _WKB_POINT_WITH_SRID, SRID
    records["x"], records["y"] = lon, lat
    return Column(null, fixed=records.view(np.uint8).reshape(len(lon), _POINT_BYTES))


def texts(values: pa.Array | pa.ChunkedArray) -> Column:
    """Arrow strings (plain or dictionary-encoded) as text."""
    array = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    array = array.cast(pa.large_string())
    null = array.is_null().to_numpy(zero_copy_only=False)
    _validity, offset_buffer, data_buffer = array.buffers()
    offsets = np.frombuffer(offset_buffer, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
    data = np.frombuffer(data_buffer, dtype=np.uint8) if data_buffer is not None else np.empty(0, np.uint8)
    return Column(null, data=data, offsets=offsets)


def copy_columns(
    connection: Connection, table: Table, columns: Mapping[str, Column], *, start: int = 0, stop: int | None = None
) -> int:
    """COPY rows start to stop of the columns into `table` (of any schema, without row policies); returns their number."""
    names = sql.SQL(", ").join(sql.Identifier(name) for name in columns)
    where = sql.Identifier(table.schema, table.name) if table.schema else sql.Identifier(table.name)
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(where, names)
    stop = len(next(iter(columns.values())).null) if stop is None else stop
    raw = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(_SIGNATURE)
        for first in range(start, stop, _SLICE_ROWS):
            copy.write(encode(list(columns.values()), first, min(stop, first + _SLICE_ROWS)).data)
        copy.write(_END)
    return stop - start


def encode(columns: Sequence[Column], start: int, stop: int) -> Bytes:
    """Rows start to stop as COPY BINARY bytes, without signature and end mark."""
    count = stop - start
    sizes = np.full(count, 2, dtype=np.int64)
    for column in columns:
        sizes += 4 + _lengths(column, start, stop)
    ends = np.cumsum(sizes)
    out = np.empty(int(ends[-1]) if count else 0, dtype=np.uint8)
    cursor = ends - sizes
    _put_count(out, cursor, len(columns))
    for column in columns:
        if column.fixed is not None:
            _put_fixed(out, cursor, column.fixed[start:stop], column.null[start:stop])
        else:
            _put_text(out, cursor, column.data, column.offsets[start : stop + 1], column.null[start:stop])
    return out


def _lengths(column: Column, start: int, stop: int) -> npt.NDArray[np.int64]:
    null = column.null[start:stop]
    if column.fixed is not None:
        return np.where(null, 0, column.fixed.shape[1])
    return np.where(null, 0, np.diff(column.offsets[start : stop + 1]))


@njit(cache=True, nogil=True)
def _put_count(out: Bytes, cursor: Any, count: int) -> None:
    for row in range(len(cursor)):
        out[cursor[row]] = count >> 8
        out[cursor[row] + 1] = count & 255
        cursor[row] += 2


@njit(cache=True, nogil=True)
def _put_length(out: Bytes, at: int, length: int) -> None:
    for shift in range(4):
        out[at + shift] = (length >> (24 - 8 * shift)) & 255


@njit(cache=True, nogil=True)
def _put_fixed(out: Bytes, cursor: Any, fixed: Bytes, null: Bools) -> None:
    width = fixed.shape[1]
    for row in range(len(cursor)):
        at = cursor[row]
        if null[row]:
            _put_length(out, at, -1)
            cursor[row] = at + 4
            continue
        _put_length(out, at, width)
        for byte in range(width):
            out[at + 4 + byte] = fixed[row, byte]
        cursor[row] = at + 4 + width


@njit(cache=True, nogil=True)
def _put_text(out: Bytes, cursor: Any, data: Bytes, offsets: Any, null: Bools) -> None:
    for row in range(len(cursor)):
        at = cursor[row]
        if null[row]:
            _put_length(out, at, -1)
            cursor[row] = at + 4
            continue
        first, last = offsets[row], offsets[row + 1]
        _put_length(out, at, last - first)
        for byte in range(last - first):
            out[at + 4 + byte] = data[first + byte]
        cursor[row] = at + 4 + last - first
