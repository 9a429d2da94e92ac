"""Ordinary files: GeoParquet with one row group a chunk, GeoJSON that states its datum, CSV."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely

from gridmap.demo.city import NOTICE_EN, NOTICE_ZH, Floats
from gridmap.demo.ground import Shapes
from gridmap.formats.geojson import feature_collection, write_features

_POINT_BYTES = 21  # byte order, type, x, y


def write_geoparquet(path: Path, parts: Iterable[tuple[pa.Table, pa.Array]], *, geometry_types: list[str]) -> int:
    """Write tables and their geometries (WKB, lon lat in WGS-84), a row group each; returns the number of rows."""
    rows = 0
    writer: pq.ParquetWriter | None = None
    for table, geometry in parts:
        whole = table.append_column("geometry", geometry)
        if writer is None:
            schema = whole.schema.with_metadata(_geo_metadata(geometry_types))
            writer = pq.ParquetWriter(path, schema, compression="zstd", compression_level=1)
        writer.write_table(whole.cast(schema), row_group_size=max(len(whole), 1))
        rows += len(whole)
    if writer is not None:
        writer.close()
    return rows


def write_frame(path: Path, frame: pd.DataFrame, geometry: pa.Array, *, geometry_types: list[str]) -> int:
    """The same for one frame."""
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    return write_geoparquet(path, [(_without_null_type(table), geometry)], geometry_types=geometry_types)


def write_geojson(path: Path, frame: pd.DataFrame, shapes: Shapes) -> int:
    """A FeatureCollection that states its datum and that it is fictional."""
    members = {"datum": "wgs84", "notice_zh": NOTICE_ZH, "notice_en": NOTICE_EN}
    with path.open("wb") as file:
        file.writelines(feature_collection(write_features(frame, shapes), members=members))
    return len(frame)


def write_csv(path: Path, frame: pd.DataFrame) -> int:
    """UTF-8 without a byte order mark."""
    frame.to_csv(path, index=False, lineterminator="\n")
    return len(frame)


def point_wkb(lon_lat: Floats) -> pa.Array:
    """Points as WKB without making objects of them; NaN becomes null."""
    n = len(lon_lat)
    raw = np.zeros((n, _POINT_BYTES), dtype=np.uint8)
    raw[:, :5] = (1, 1, 0, 0, 0)
    raw[:, 5:] = np.ascontiguousarray(lon_lat, dtype="<f8").view(np.uint8).reshape(n, 16)
    given = np.isfinite(lon_lat).all(axis=1)
    offsets = np.concatenate([[0], np.cumsum(np.where(given, _POINT_BYTES, 0))]).astype(np.int32)
    mask = pa.py_buffer(np.packbits(given, bitorder="little").tobytes())
    return pa.Array.from_buffers(pa.binary(), n, [mask, pa.py_buffer(offsets), pa.py_buffer(raw[given].tobytes())])


def shape_wkb(shapes: Shapes) -> pa.Array:
    """Shapes in degrees as WKB."""
    return pa.array(shapely.to_wkb(shapes), pa.binary())


def _without_null_type(table: pa.Table) -> pa.Table:
    """Columns in which no row has a value are text."""
    fields = [pa.field(f.name, pa.string() if pa.types.is_null(f.type) else f.type) for f in table.schema]
    return table.cast(pa.schema(fields))


def _geo_metadata(geometry_types: list[str]) -> dict[str, str]:
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": geometry_types, "crs": _crs84()}
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    return {"geo": json.dumps(geo), "notice_zh": NOTICE_ZH, "notice_en": NOTICE_EN}


@cache
def _crs84() -> Any:
    return pyproj.CRS.from_user_input("OGC:CRS84").to_json_dict()
