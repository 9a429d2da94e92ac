"""Vector files through GDAL, streamed as Arrow batches: what GeoPackage, FlatGeobuf and Shapefile have in common."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FieldError, GeometryError

from gridmap.errors import BadFile
from gridmap.formats.arrow import frame_of, resized
from gridmap.formats.stated_crs import datum_of_wkt
from gridmap.formats.table import Chunk
from gridmap.formats.wkb import shapes_of_wkb

BROKEN = (
    *(DataSourceError, DataLayerError, FieldError, GeometryError, pa.ArrowException, RuntimeError, OSError),
    IndexError,  # pyogrio, of a file that ends within its header
)


@dataclass(frozen=True, slots=True)
class OgrLayer:
    """A layer as GDAL tells it. rows: counted, or what the file says; datum: None where it states none."""

    driver: str
    columns: tuple[str, ...]
    geometry: bool
    datum: str | None
    rows: int


def told_of(path: Path, layer: str | None) -> OgrLayer:
    """The layer's columns, except those of raw bytes, and its CRS. Raises one of BROKEN."""
    with warnings.catch_warnings():  # what GDAL has to say of a damaged file; the caller's sentence says it
        warnings.simplefilter("ignore", RuntimeWarning)
        about = pyogrio.read_info(path, layer=layer, force_feature_count=True)
    kinds = zip(about["fields"], about["ogr_types"], strict=True)
    return OgrLayer(
        driver=str(about["driver"]),
        columns=tuple(str(field) for field, kind in kinds if kind != "OFTBinary"),
        geometry=about["geometry_type"] is not None,
        datum=datum_of_wkt(about["crs"]) if about["crs"] else None,
        rows=int(about["features"]),
    )


def chunks(
    path: Path, layer: str | None, columns: Sequence[str], *, geometry: bool, rows_per_chunk: int, first: int, file: str
) -> Iterator[Chunk]:
    """Chunks of features, numbers and timestamps as typed. Lines are feature ids, counted from `first` where the format counts from 0.

    file: the name to tell. Raises one of BROKEN, BadFile for a cell that is too long.
    """
    with pyogrio.raw.open_arrow(
        path,
        layer=layer,
        columns=list(columns),
        read_geometry=geometry,
        return_fids=True,
        batch_size=min(rows_per_chunk, 65_536),
        use_pyarrow=True,
    ) as (about, reader):
        for table in resized(reader, rows=rows_per_chunk):
            lines = table.column(about["fid_column"] or "OGC_FID").to_numpy().astype("int64") + first
            yield _chunk(table, about, columns, lines=lines, geometry=geometry, file=file)


def whole(chunks: Iterator[Chunk], *, rows: int, damaged: BadFile) -> Iterator[Chunk]:
    """The chunks; raises `damaged` when they end before the rows that the file says it has, which GDAL may pass over in silence."""
    found = 0
    for chunk in chunks:
        found += len(chunk.frame)
        yield chunk
    if found < rows:
        raise damaged


def _chunk(
    table: pa.Table, about: dict[str, Any], columns: Sequence[str], *, lines: np.ndarray, geometry: bool, file: str
) -> Chunk:
    frame = frame_of(table.select(list(columns)), lines, file=file)
    if not geometry:
        return Chunk(frame)
    shapes, issues = shapes_of_wkb(table.column(about["geometry_name"] or "wkb_geometry"), lines)
    return Chunk(frame, shapes, issues)
