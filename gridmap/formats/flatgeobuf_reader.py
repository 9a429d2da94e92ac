"""FlatGeobuf through GDAL. Lines are the features' numbers in the file, from 1; with a spatial index that order is the index's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from gridmap.errors import BadFile
from gridmap.formats.ogr_rows import BROKEN, chunks, told_of, whole
from gridmap.formats.table import Chunk, Header, path_of


def peek(path: Path, *, encoding: str | None, layer: str | None) -> Header:
    """Columns and CRS from the file's header. Columns of raw bytes are not offered."""
    try:
        about = told_of(path, None)
    except BROKEN as error:
        raise _damaged(path) from error
    return Header(
        path=path,
        format="fgb",
        columns=about.columns,
        geometry=about.geometry,
        datum=about.datum,
        rows=about.rows,
    )


def read(header: Header, columns: Sequence[str], *, rows_per_chunk: int) -> Iterator[Chunk]:
    """Chunks of features with numbers and timestamps as typed. Raises BadFile for a file that ends before its last feature."""
    path, has = path_of(header), header.geometry
    found = chunks(path, None, columns, geometry=has, rows_per_chunk=rows_per_chunk, first=1, file=path.name)
    try:
        yield from whole(found, rows=header.rows or 0, damaged=_damaged(path))
    except BROKEN as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> BadFile:
    return BadFile(f"{path.name} is damaged or cut off; save it as FlatGeobuf again.")
