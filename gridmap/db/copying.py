"""COPY a frame into a temporary table of the transaction: the way in for every import but the millions.

COPY FROM is refused under row policies, and a temporary table has none; it is gone when the transaction ends.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Double,
    Integer,
    MetaData,
    SmallInteger,
    Table,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from gridmap.db import copy_binary
from gridmap.db.copy_binary import copy_columns, instants, numbers, texts
from gridmap.db.metadata import SRID
from gridmap.errors import BadValue

_DAY_ZERO = date(2000, 1, 1)  # PostgreSQL counts days from there
_OID_TEXT = 25
_WHOLE = ((BigInteger, "i8"), (SmallInteger, "i2"), (Integer, "i4"))  # the general type last


def staging_table(connection: Connection, table: Table, columns: Sequence[str], *extra: Column[Any]) -> Table:
    """A temporary table `stage_<name>` with those columns of `table`, nullable and without constraints, and `extra` ones."""
    staged = Table(
        f"stage_{table.name}",
        MetaData(),
        *[Column(name, _plain_type(table.c[name].type)) for name in columns],
        *extra,
        prefixes=["TEMPORARY"],
        postgresql_on_commit="DROP",
    )
    staged.create(connection)
    return staged


def _plain_type(kind: Any) -> Any:
    if isinstance(kind, Geometry):
        return Geometry(kind.geometry_type, srid=SRID, spatial_index=False)
    return kind


def copy_frame(connection: Connection, table: Table, frame: pd.DataFrame, geometry: np.ndarray | None) -> int:
    """COPY the frame's columns (and `geometry` as `geom`) into `table`; returns the number of rows.

    frame: columns named as the table's; missing values are None or NaN; lists for arrays, dicts for JSONB.
    geometry: shapely geometries in EPSG:4326 on the same rows, None where there is none.
    Raises BadValue for a number that its column cannot hold.
    """
    if frame.empty:
        return 0
    columns = {str(name): _column(frame[name], table.c[str(name)].type) for name in frame.columns}
    if geometry is not None:
        columns["geom"] = _byte_strings(_ewkb(geometry))
    return copy_columns(connection, table, columns)


def _ewkb(geometry: np.ndarray) -> np.ndarray:
    return np.asarray(shapely.to_wkb(shapely.set_srid(geometry, SRID), include_srid=True), dtype=object)


def _column(series: pd.Series, kind: Any) -> copy_binary.Column:
    """The column as COPY BINARY wants its type."""
    if isinstance(kind, ARRAY):
        return _written(series, _array_bytes)
    if isinstance(kind, JSONB):
        return _written(series, _jsonb_bytes)
    null = series.isna().to_numpy(dtype=np.bool_)
    if isinstance(kind, Double):
        return numbers(pd.to_numeric(series).to_numpy("float64", na_value=0.0), "f8", null=null)
    if isinstance(kind, Integer):
        return _whole_numbers(series, kind, null)
    if isinstance(kind, Boolean):
        return numbers(series.astype("boolean").to_numpy("int8", na_value=0), "b", null=null)
    if isinstance(kind, Date):
        days = series.to_numpy(dtype=object, copy=True)
        days[null] = _DAY_ZERO
        return numbers((days.astype("datetime64[D]") - np.datetime64(_DAY_ZERO)).astype("int64"), "i4", null=null)
    if isinstance(kind, DateTime):
        stamps = pd.to_datetime(series, utc=True).astype("datetime64[us, UTC]").astype("int64")
        return instants(stamps.to_numpy(dtype=np.int64), null=null)
    return _texts(series)


def _whole_numbers(series: pd.Series, kind: Any, null: np.ndarray) -> copy_binary.Column:
    values = series.astype("Int64").to_numpy("int64", na_value=0)
    code = next(code for of, code in _WHOLE if isinstance(kind, of))
    limits = np.iinfo(code)
    beyond = (values < limits.min) | (values > limits.max)
    if beyond.any():
        raise BadValue(f"A value cannot be stored ({values[beyond][0]} is out of range for {series.name}).")
    return numbers(values, code, null=null)


def _texts(series: pd.Series) -> copy_binary.Column:
    if isinstance(series.dtype, pd.StringDtype):
        return texts(pa.array(series, from_pandas=True))
    given = zip(series.to_numpy(dtype=object), series.isna(), strict=True)
    return texts(pa.array([None if missing else str(value) for value, missing in given], type=pa.large_string()))


def _written(series: pd.Series, write: Callable[[Any], bytes]) -> copy_binary.Column:
    given = zip(series.to_numpy(dtype=object), series.isna(), strict=True)
    return _byte_strings([None if missing else write(value) for value, missing in given])


def _byte_strings(values: Sequence[bytes | None] | np.ndarray) -> copy_binary.Column:
    array = pa.array(values, type=pa.large_binary())
    _validity, offsets, data = array.buffers()
    return copy_binary.Column(
        array.is_null().to_numpy(zero_copy_only=False),
        data=np.frombuffer(data or b"", dtype=np.uint8),
        offsets=np.frombuffer(offsets, dtype=np.int64)[: len(array) + 1],
    )


def _jsonb_bytes(value: Any) -> bytes:
    return b"\x01" + json.dumps(value, ensure_ascii=False).encode()  # a version before the text


def _array_bytes(value: Sequence[Any]) -> bytes:
    """text[] as its receiving function reads it: dimensions, flag, type, then length and lower bound, then the items."""
    items = [str(item).encode() for item in value]
    head = struct.pack(">iii", 1, 0, _OID_TEXT) + struct.pack(">ii", len(items), 1)
    return (head if items else struct.pack(">iii", 0, 0, _OID_TEXT)) + b"".join(
        struct.pack(">i", len(item)) + item for item in items
    )
