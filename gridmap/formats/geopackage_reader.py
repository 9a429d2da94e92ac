"""GeoPackage through GDAL. Lines are feature ids (`fid`), as QGIS shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyogrio

from gridmap.errors import BadFile, BadValue
from gridmap.formats.ogr_rows import BROKEN, chunks, told_of
from gridmap.formats.table import Chunk, Header, path_of


def peek(path: Path, *, encoding: str | None, layer: str | None) -> Header:
    """Columns and CRS of the layer named, else of the only one. Columns of raw bytes are not offered."""
    try:
        name = _layer(path, layer)
        about = told_of(path, name)
    except BROKEN as error:
        raise _damaged(path) from error
    if about.driver != "GPKG":
        raise BadFile(f"{path.name} is a {about.driver} database, not a GeoPackage.")
    return Header(
        path=path,
        format="gpkg",
        columns=about.columns,
        geometry=about.geometry,
        datum=about.datum,
        rows=about.rows,
        layer=name,
    )


def read(header: Header, columns: Sequence[str], *, rows_per_chunk: int) -> Iterator[Chunk]:
    """Chunks of features with numbers and timestamps as typed."""
    path, has = path_of(header), header.geometry
    try:
        yield from chunks(
            path, header.layer, columns, geometry=has, rows_per_chunk=rows_per_chunk, first=0, file=path.name
        )
    except BROKEN as error:
        raise _damaged(path) from error


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
