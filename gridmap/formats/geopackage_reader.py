"""GeoPackage through GDAL, streamed as Arrow batches. Lines are feature ids (`fid`), as QGIS shows them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FieldError, GeometryError

from gridmap.errors import BadFile, BadValue
from gridmap.formats.arrow import frame_of, resized
from gridmap.formats.stated_crs import datum_of_wkt
from gridmap.formats.table import Chunk, Header, path_of
from gridmap.formats.wkb import shapes_of_wkb

_BROKEN = (DataSourceError, DataLayerError, FieldError, GeometryError, pa.ArrowException, RuntimeError, OSError)


def peek(path: Path, *, encoding: str | None, layer: str | None) -> Header:
    """Columns and CRS of the layer named, else of the only one. Columns of raw bytes are not offered."""
    try:
        with warnings.catch_warnings():  # what GDAL has to say of a damaged file; the sentence below says it
            warnings.simplefilter("ignore", RuntimeWarning)
            name = _layer(path, layer)
            about = pyogrio.read_info(path, layer=name, force_feature_count=True)
    except _BROKEN as error:
        raise _damaged(path) from error
    if about["driver"] != "GPKG":
        raise BadFile(f"{path.name} is a {about['driver']} database, not a GeoPackage.")
    kinds = zip(about["fields"], about["ogr_types"], strict=True)
    return Header(
        path=path,
        format="gpkg",
        columns=tuple(str(field) for field, kind in kinds if kind != "OFTBinary"),
        geometry=about["geometry_type"] is not None,
        datum=datum_of_wkt(about["crs"]) if about["crs"] else None,
        rows=int(about["features"]),
        layer=name,
    )


def read(header: Header, columns: Sequence[str], *, rows_per_chunk: int) -> Iterator[Chunk]:
    """Chunks of features with numbers and timestamps as typed."""
    path = path_of(header)
    try:
        with pyogrio.raw.open_arrow(
            path,
            layer=header.layer,
            columns=list(columns),
            read_geometry=header.geometry,
            return_fids=True,
            batch_size=min(rows_per_chunk, 65_536),
            use_pyarrow=True,
        ) as (about, reader):
            for table in resized(reader, rows=rows_per_chunk):
                yield _chunk(table, about, columns, header=header)
    except _BROKEN as error:
        raise _damaged(path) from error


def _chunk(table: pa.Table, about: dict[str, Any], columns: Sequence[str], *, header: Header) -> Chunk:
    lines = table.column(about["fid_column"] or "OGC_FID").to_numpy().astype("int64")
    file = path_of(header).name
    frame = frame_of(table.select(list(columns)), lines, file=file)
    if not header.geometry:
        return Chunk(frame)
    geometry, issues = shapes_of_wkb(table.column(about["geometry_name"] or "wkb_geometry"), lines)
    return Chunk(frame, geometry, issues)


def _layer(path: Path, layer: str | None) -> str:
    layers = [(str(name), kind) for name, kind in pyogrio.list_layers(path)]
    names = [name for name, _ in layers]
    if layer is not None:
        if layer not in names:
            raise BadValue(f"{path.name} has no layer {layer!r}; it has {', '.join(names)}.")
        return layer
    choice = [name for name, kind in layers if kind is not None] or names
    if not choice:
        raise BadFile(f"{path.name} has no layers.")
    if len(choice) > 1:
        raise BadValue(f"{path.name} has several layers; name one of {', '.join(choice)}.")
    return choice[0]


def _damaged(path: Path) -> BadFile:
    return BadFile(f"{path.name} is damaged or cut off, or another kind of database; save it as a GeoPackage again.")
