"""GeoParquet and plain Parquet, row group by row group, only the columns asked for. Lines are row numbers from 1.

Numbers and timestamps stay as typed. GeoParquet without a `crs` states OGC:CRS84 by its standard; one that
says null states nothing. A plain file has no geometry; its coordinates are columns.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from gridmap.errors import BadFile
from gridmap.formats.arrow import frame_of, is_readable, resized
from gridmap.formats.stated_crs import datum_of_projjson
from gridmap.formats.table import Chunk, Header, path_of
from gridmap.formats.wkb import points_of_wkb, shapes_of_native, shapes_of_wkb

_BROKEN = (pa.ArrowException, OSError)


def peek(path: Path, *, encoding: str | None, layer: str | None) -> Header:
    """Columns that can be read as text, numbers or times, and the CRS of the primary geometry."""
    try:
        with parquet.ParquetFile(path) as file:
            schema, rows = file.schema_arrow, file.metadata.num_rows
    except _BROKEN as error:
        raise _damaged(path) from error
    geometry = _geometry(schema, file=path.name)
    readable = tuple(field.name for field in schema if is_readable(field.type))
    return Header(
        path=path,
        format="parquet",
        columns=tuple(name for name in readable if geometry is None or name != geometry[0]),
        geometry=geometry is not None,
        datum=_datum(geometry[1]) if geometry else None,
        rows=rows,
    )


def read(header: Header, columns: Sequence[str], *, rows_per_chunk: int) -> Iterator[Chunk]:
    """Chunks of rows."""
    path = path_of(header)
    try:
        with parquet.ParquetFile(path, pre_buffer=False) as file:
            geometry = _geometry(file.schema_arrow, file=path.name)
            wanted = [*columns, geometry[0]] if geometry else list(columns)
            if not wanted:
                raise BadFile(f"No column of {path.name} is known; it has {', '.join(header.columns)}.")
            first = 1
            batches = file.iter_batches(batch_size=min(rows_per_chunk, 65_536), columns=wanted, use_threads=False)
            for table in resized(batches, rows=rows_per_chunk):
                yield _chunk(table, columns, geometry, first=first, file=path.name)
                first += table.num_rows
    except _BROKEN as error:
        raise _damaged(path) from error


def _chunk(
    table: pa.Table, columns: Sequence[str], geometry: tuple[str, dict[str, Any]] | None, *, first: int, file: str
) -> Chunk:
    lines = np.arange(first, first + table.num_rows, dtype="int64")
    frame = frame_of(table.select(list(columns)), lines, file=file)
    if geometry is None:
        return Chunk(frame)
    column, encoding = table.column(geometry[0]), str(geometry[1].get("encoding", "WKB"))
    if encoding.upper() == "WKB":
        points = points_of_wkb(column)
        return Chunk(frame, *shapes_of_wkb(column, lines)) if points is None else Chunk(frame, points=points)
    return Chunk(frame, shapes_of_native(column, encoding))


def _damaged(path: Path) -> BadFile:
    return BadFile(f"{path.name} is damaged or cut off; save it as Parquet again.")


def _geometry(schema: pa.Schema, *, file: str) -> tuple[str, dict[str, Any]] | None:
    """The primary geometry column and its description; None for plain Parquet."""
    if not schema.metadata or b"geo" not in schema.metadata:
        return None
    try:
        geo = json.loads(schema.metadata[b"geo"])
        name = str(geo["primary_column"])
        return name, dict(geo["columns"][name])
    except (ValueError, KeyError, TypeError) as error:
        raise BadFile(
            f"The `geo` entry of {file} is none of GeoParquet: it names no primary column that it describes."
        ) from error


def _datum(description: dict[str, Any]) -> str | None:
    if "crs" not in description:
        return "wgs84"
    crs = description["crs"]
    return datum_of_projjson(crs) if isinstance(crs, dict) else None
