"""A zipped Shapefile through GDAL: .shp, .shx and .dbf, with .prj (the datum) and .cpg (the encoding) where they are. Lines are rows from 1.

Our own exports bring a map of column names, since a .dbf holds ten characters of each: the whole names are what is offered then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from gridmap.errors import BadFile
from gridmap.formats.dbf_text import encoding_of
from gridmap.formats.ogr_rows import BROKEN, chunks, told_of, whole
from gridmap.formats.shapefile_parts import ShapefileParts, unpacked
from gridmap.formats.table import Chunk, Header, path_of


def peek(path: Path, *, encoding: str | None, layer: str | None) -> Header:
    """Columns, encoding and the datum of the .prj; None without one."""
    with unpacked(path) as parts:
        found = _prepare(parts, encoding, file=path.name)
        try:
            about = told_of(parts.shp, None)
        except BROKEN as error:
            raise _damaged(path) from error
        return Header(
            path=path,
            format="shp",
            columns=tuple(_joined(about.columns, parts.fields, file=path.name)),
            geometry=about.geometry,
            datum=about.datum,
            rows=about.rows,
            layer=parts.layer,
            encoding=found,
        )


def read(header: Header, columns: Sequence[str], *, rows_per_chunk: int) -> Iterator[Chunk]:
    """Chunks of rows with numbers as typed and texts with the blanks at their ends cut."""
    path = path_of(header)
    with unpacked(path) as parts:
        _prepare(parts, header.encoding, file=path.name)
        try:
            own = _joined(told_of(parts.shp, None).columns, parts.fields, file=path.name)
            wanted = {name: own[name] for name in columns}
            short = [part for group in wanted.values() for part in group]
            found = chunks(
                parts.shp, None, short, geometry=header.geometry, rows_per_chunk=rows_per_chunk, first=1, file=path.name
            )
            for chunk in whole(found, rows=header.rows or 0, damaged=_damaged(path)):
                yield replace(chunk, frame=_renamed(chunk.frame, wanted))
        except BROKEN as error:
            raise _damaged(path) from error


def _joined(columns: Sequence[str], fields: Mapping[str, Sequence[str]], *, file: str) -> dict[str, Sequence[str]]:
    """The short columns by the name that is offered. Raises BadFile for a map that names what is not there."""
    mapped = {part for parts in fields.values() for part in parts}
    if not mapped <= set(columns):
        raise BadFile(f"The map of columns in {file} names {min(mapped - set(columns))[:40]!r}, which its .dbf lacks.")
    return {**fields, **{name: [name] for name in columns if name not in mapped and name not in fields}}


def _renamed(frame: pd.DataFrame, wanted: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    made = {}
    for name, parts in wanted.items():
        whole_text = frame[parts[0]]
        for part in parts[1:]:
            whole_text = whole_text.str.cat(frame[part], na_rep="").where(whole_text.notna())
        made[name] = whole_text
    return pd.DataFrame(made, index=frame.index)


def _prepare(parts: ShapefileParts, encoding: str | None, *, file: str) -> str:
    """The encoding of the unpacked table, mended where cells end within a character; GDAL takes it from the .cpg, so it is written there."""
    found = encoding_of(parts.part(".dbf"), given=encoding, file=file)
    parts.part(".cpg").write_text(found.upper(), "ascii")
    return found


def _damaged(path: Path) -> BadFile:
    return BadFile(f"{path.name} is damaged or cut off; save it as a Shapefile again.")
