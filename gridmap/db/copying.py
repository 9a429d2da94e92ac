"""COPY a frame into a temporary table of the transaction: the way in for every import but the millions.

COPY FROM is refused under row policies, and a temporary table has none; it is gone when the transaction ends.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import pandas as pd
import psycopg
import pyarrow as pa
import pyarrow.csv as pa_csv
import shapely
from geoalchemy2 import Geometry
from psycopg import sql
from sqlalchemy import BigInteger, Boolean, Column, Connection, Double, Integer, MetaData, Table
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from gridmap.db.metadata import SRID


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
    """
    if frame.empty:
        return 0
    arrays = {str(name): _arrow(frame[name], table.c[str(name)].type) for name in frame.columns}
    if geometry is not None:
        arrays["geom"] = _ewkb_hex(geometry)
    names = [sql.Identifier(name) for name in arrays]
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(
        sql.Identifier(table.name), sql.SQL(", ").join(names)
    )
    options = pa_csv.WriteOptions(include_header=False, quoting_style="all_valid")
    raw = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for batch in pa.table(arrays).to_batches(max_chunksize=50_000):
            buffer = io.BytesIO()
            pa_csv.write_csv(pa.Table.from_batches([batch]), buffer, options)
            copy.write(buffer.getbuffer())
    return len(frame)


def _ewkb_hex(geometry: np.ndarray) -> pa.Array:
    with_srid = shapely.set_srid(geometry, SRID)
    return pa.array(shapely.to_wkb(with_srid, hex=True, include_srid=True), type=pa.string())


def _arrow(series: pd.Series, kind: Any) -> pa.Array:
    """The column as Arrow sees it, so that its CSV text is what the database type reads."""
    if isinstance(kind, ARRAY):
        return pa.array([_array_literal(value) for value in series], type=pa.string())
    if isinstance(kind, JSONB):
        return pa.array(
            [None if _is_missing(v) else json.dumps(v, ensure_ascii=False) for v in series], type=pa.string()
        )
    if isinstance(kind, Double):
        return pa.array(pd.to_numeric(series).to_numpy("float64"), from_pandas=True)
    if isinstance(kind, (BigInteger, Integer)):
        return pa.array(series.astype("Int64"), type=pa.int64(), from_pandas=True)
    if isinstance(kind, Boolean):
        return pa.array(series.astype("boolean"), type=pa.bool_(), from_pandas=True)
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return pa.array(series.dt.strftime("%Y-%m-%dT%H:%M:%S.%f%z"), type=pa.string(), from_pandas=True)
    return pa.array([None if _is_missing(v) else str(v) for v in series], type=pa.string())


def _is_missing(value: Any) -> bool:
    if value is None:
        return True
    missing = pd.isna(value)
    return isinstance(missing, (bool, np.bool_)) and bool(missing)


def _array_literal(value: Any) -> str | None:
    if _is_missing(value):
        return None
    items = ['"' + str(item).replace("\\", "\\\\").replace('"', '\\"') + '"' for item in value]
    return "{" + ",".join(items) + "}"
