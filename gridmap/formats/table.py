"""Files as tables: what a file holds (`peek`) and its rows, one chunk at a time (`read_chunks`).

The only door of this package for readers. A format is one entry of READERS (`known.py`) and one module with the
functions `peek` and `read`; a module is imported when a file of its format is opened, not before.
Nothing here knows a database, a context or what a column means.
"""

from __future__ import annotations

import importlib
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
import pandas as pd

from gridmap.errors import BadFile, BadValue, Issue
from gridmap.formats.known import READERS, Format, checked_format
from gridmap.formats.wkb import as_shapes

ROWS_PER_CHUNK = 200_000
COLUMNS_AT_MOST = 2_000  # PostgreSQL stops at 1,600; the widest published register has 139


@dataclass(frozen=True, slots=True)
class Header:
    """What a file holds, found without reading it to the end.

    columns: the source's own names, unique, in order. datum: what the file itself states ("wgs84",
    "cgcs2000", "gcj02", "EPSG:2249" …); None where it states nothing (CSV, XLSX, bare GeoJSON, whose WGS-84 is
    an assumption that the caller must make). rows: None where counting would mean reading. layer: the
    table, sheet or OSM layer. delimiter: of delimited text only. repeated: names that stand over several columns; the
    first has the name, the next are `name (2)` …
    """

    path: Path | None
    format: str
    columns: tuple[str, ...]
    geometry: bool
    datum: str | None = None
    rows: int | None = None
    layer: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    repeated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows of a file, next to each other.

    frame: the columns asked for, raw: text as str, numbers and timestamps as the file types them; index =
    line numbers (int64; see each reader). shapes: shapely objects on the same rows in the file's own
    coordinates, two-dimensional, None where a row has none; None for a file without geometry. points: x and y (rows × 2,
    float64, NaN where a row has none) in place of shapes, where a reader saw that all geometries are points: millions of
    rows need no objects. issues: rows that could not be read as rows (not in `frame`) or whose geometry could not (there, None).
    """

    frame: pd.DataFrame
    shapes: np.ndarray[Any, np.dtype[np.object_]] | None = None
    issues: tuple[Issue, ...] = field(default=())
    points: np.ndarray[Any, np.dtype[np.float64]] | None = None

    @property
    def geometry(self) -> np.ndarray[Any, np.dtype[np.object_]] | None:
        """The geometries as shapely objects, made now where they came as points."""
        return self.shapes if self.points is None else as_shapes(self.points)


class Reader(Protocol):
    """What the module of a format offers."""

    def peek(self, path: Path, *, encoding: str | None, layer: str | None) -> Header:
        """The header of the file; raises BadFile or BadValue."""

    def read(self, header: Header, columns: Sequence[str], *, rows_per_chunk: int) -> Generator[Chunk, None, None]:
        """The rows of the file, only with the columns named."""


def peek(path: Path | str, *, encoding: str | None = None, layer: str | None = None) -> Header:
    """What the file holds.

    encoding: overrides what is found out (text formats). layer: sheet of a workbook, table of a GeoPackage,
    layer of an OSM extract or a list of devices. Raises BadFile for a file that is missing, empty, of another kind than its name
    says, or broken; BadValue for an option that its format has not.
    """
    path = Path(path)
    entry = checked_format(path)
    for option, value in (("encoding", encoding), ("layer", layer)):
        if value is not None and option not in entry.options:
            raise BadValue(f"{path.name} is {entry.name}, which has no {option}; leave {option} {value!r} out.")
    header = _module(entry).peek(path, encoding=encoding, layer=layer)
    if len(header.columns) > COLUMNS_AT_MOST:
        raise BadFile(f"{path.name} has {len(header.columns):,} columns; at most {COLUMNS_AT_MOST:,} are read.")
    return header


def read_chunks(
    header: Header, columns: Sequence[str], *, rows_per_chunk: int = ROWS_PER_CHUNK
) -> Generator[Chunk, None, None]:
    """The rows, with only the columns named: the others are never turned into values. Close it to leave early.

    Rows keep their order; a file with no rows gives no chunk. A row with nothing in the columns asked
    for and no geometry (blank lines, the tail of a spreadsheet) is left out.
    Raises BadValue for a column that the file lacks, BadFile where the file breaks off or cannot be
    read further: chunks before that point have been given out by then, so write them in one transaction.
    """
    unknown = [name for name in columns if name not in header.columns]
    if unknown:
        raise BadValue(f"The file has no column {unknown[0]!r}; it has {', '.join(header.columns)}.")
    if rows_per_chunk < 1:
        raise BadValue(f"rows_per_chunk is {rows_per_chunk}; at least 1 is needed.")
    wanted = tuple(dict.fromkeys(columns))
    return _module(READERS[header.format]).read(header, wanted, rows_per_chunk=rows_per_chunk)


def path_of(header: Header) -> Path:
    """The path of a header that came from a file."""
    if header.path is None:
        raise BadFile("There is no file behind this header; peek at one first.")
    return header.path


def _module(entry: Format) -> Reader:
    return cast(Reader, importlib.import_module(f"gridmap.formats.{entry.module}"))
