"""XLSX workbooks: one sheet as a table of text. Lines are the sheet's own row numbers.

A whole number is written without `.0` up to 15 digits, which is what a spreadsheet keeps; beyond that the
float's own text stays (`1.101080010010012e+17`), so that the rules see a code that a spreadsheet has spoiled.
Days and times become ISO text. The sheet is held in memory; its size is checked beforehand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from gridmap.errors import BadFile, BadValue
from gridmap.formats.arrow import frame_of, repeated_names, unique_names
from gridmap.formats.table import Chunk, Header, path_of
from gridmap.formats.xlsx_size import check_size, damaged

_FIRST_INEXACT = 1e15  # spreadsheets keep 15 digits


def peek(path: Path, *, encoding: str | None, layer: str | None) -> Header:
    """The columns of the sheet named, else of the first visible sheet with anything in it."""
    check_size(path)
    sheet = _sheet(path, layer)
    _, names = _first_row(sheet)
    if not names:
        raise BadFile(f"The sheet {sheet.name!r} of {path.name} is empty.")
    return Header(
        path=path,
        format="xlsx",
        columns=unique_names(names),
        geometry=False,
        layer=sheet.name,
        repeated=repeated_names(names),
    )


def read(header: Header, columns: Sequence[str], *, rows_per_chunk: int) -> Iterator[Chunk]:
    """Chunks of text columns; rows with nothing in `columns` are left out."""
    path = path_of(header)
    if not columns:
        raise BadFile(f"No column of {path.name} is known; it has {', '.join(header.columns)}.")
    sheet = _sheet(path, header.layer)
    places = [header.columns.index(name) for name in columns]
    rows = enumerate(_rows(sheet), start=1)
    top, _ = _first_row(sheet)
    filled = ((line, row) for line, row in rows if line > top and any(row[place] != "" for place in places))
    while part := list(islice(filled, rows_per_chunk)):
        lines = np.array([line for line, _ in part], dtype="int64")
        cells = {
            name: pa.array([_as_text(row[place]) for _, row in part], type=pa.large_string())
            for name, place in zip(columns, places, strict=True)
        }
        yield Chunk(frame_of(pa.table(cells), lines, file=path.name))


def _as_text(value: Any) -> str | None:
    """A cell as text; an empty one as None."""
    match value:
        case "":
            return None
        case bool():
            return "true" if value else "false"
        case int() | float():
            exact = abs(value) < _FIRST_INEXACT and float(value).is_integer()
            return str(int(value)) if exact else repr(float(value))
        case datetime() | date() | time():
            return value.isoformat()
    return str(value)


def _sheet(path: Path, layer: str | None) -> CalamineSheet:
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        if layer is not None:
            if layer not in workbook.sheet_names:
                raise BadValue(f"{path.name} has no sheet {layer!r}; it has {', '.join(workbook.sheet_names)}.")
            return workbook.get_sheet_by_name(layer)
        visible = [m.name for m in workbook.sheets_metadata if m.visible == SheetVisibleEnum.Visible]
        sheets = (workbook.get_sheet_by_name(name) for name in visible)
        filled = next((sheet for sheet in sheets if sheet.start is not None), None)
    except CalamineError as error:
        raise damaged(path) from error
    if filled is None:
        raise BadFile(f"No visible sheet of {path.name} has anything in it.")
    return filled


def _rows(sheet: CalamineSheet) -> Iterator[list[Any]]:
    """The rows from the sheet's row 1 on, cells from its column A on: calamine fills up the rows, not the columns."""
    if sheet.start is None:
        return
    before = [""] * sheet.start[1]
    for row in sheet.iter_rows():
        yield before + row


def _first_row(sheet: CalamineSheet) -> tuple[int, list[str]]:
    """The number of the first row with text, and its cells up to the last that is filled."""
    for line, row in enumerate(_rows(sheet), start=1):
        names = [(_as_text(cell) or "").strip() for cell in row]
        while names and not names[-1]:
            names.pop()
        if names:
            return line, names
    return 0, []
