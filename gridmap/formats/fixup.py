"""The fix-up file: the rows that an import refused, to be mended and imported again.

It holds the columns that the import knows (never the ones left behind), `_line` and `_problem`. Tables go out as CSV
that spreadsheets open rightly (byte-order mark) and safely (no cell becomes a formula), features as GeoJSON.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from gridmap.errors import BadValue, Issue, Severity
from gridmap.formats.formula import marked
from gridmap.formats.geojson import feature_collection, write_features
from gridmap.formats.table import Chunk
from gridmap.formats.whole_file import whole_file

LINE, PROBLEM = "_line", "_problem"


def refused_rows(chunk: Chunk, issues: Iterable[Issue], *, columns: Sequence[str]) -> Chunk:
    """The chunk's rows that an error refuses, with `columns`, `_line` and `_problem`, on the same index.

    columns: the allow-listed ones; others of the chunk are left out. Rows of refused categories have no
    issue, so they are not here. Issues of other lines are passed over.
    """
    problems: dict[int, list[str]] = {}
    for issue in issues:
        if issue.severity is Severity.ERROR:
            problems.setdefault(issue.line, []).append(issue.message)
    kept = np.asarray(chunk.frame.index.isin(list(problems)))
    frame = chunk.frame.loc[kept, list(columns)].copy()
    frame[LINE] = frame.index
    frame[PROBLEM] = [" ".join(problems[int(line)]) for line in frame.index]
    return Chunk(frame, None if chunk.geometry is None else chunk.geometry[kept])


def write_fixup(path: Path, parts: Iterable[Chunk]) -> int:
    """Write the parts to `path` (.csv for tables, .geojson for features); the number of rows written.

    The file appears when it is complete; without a row there is none, and one of an earlier import goes. Raises BadValue
    for a name that does not fit what it must hold.
    """
    counted = _Counted(parts)
    with whole_file(path) as part, part.open("wb") as file:
        file.writelines(_pieces(path, counted))
    if counted.rows == 0:
        path.unlink()
    return counted.rows


class _Counted:
    """The parts, counting their rows as they pass."""

    def __init__(self, parts: Iterable[Chunk]) -> None:
        self._parts = parts
        self.rows = 0

    def __iter__(self) -> Iterator[Chunk]:
        for part in self._parts:
            self.rows += len(part.frame)
            yield part


def _pieces(path: Path, parts: Iterable[Chunk]) -> Iterator[bytes]:
    match path.suffix.casefold():
        case ".csv":
            return csv_pieces(parts)
        case ".geojson" | ".json":
            return feature_collection(piece for part in parts for piece in _features(part))
    raise BadValue(f"The fix-up file is named {path.name!r}; a name that ends in .csv or .geojson is needed.")


def _features(part: Chunk) -> Iterator[bytes]:
    if part.geometry is None:
        raise BadValue("The rows come from a table without geometry; name the fix-up file .csv.")
    return write_features(part.frame, part.geometry)


def csv_pieces(parts: Iterable[Chunk]) -> Iterator[bytes]:
    """CSV with a byte-order mark; the header is that of the first part, and no cell starts a formula."""
    header: list[str] | None = None
    for part in parts:
        if part.geometry is not None:
            raise BadValue("The rows have geometries, which CSV does not hold; name the fix-up file .geojson.")
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        if header is None:
            header = [str(name) for name in part.frame.columns]
            text.write("\ufeff")
            writer.writerow([safe_cell(name) for name in header])
        cells = part.frame.astype(object).to_numpy()
        writer.writerows([safe_cell(value) for value in row] for row in cells)
        yield text.getvalue().encode("utf-8")


def safe_cell(value: Any) -> str:
    """The value as text that no spreadsheet takes for a formula: such a one gets an apostrophe in front."""
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    return marked(str(value))
