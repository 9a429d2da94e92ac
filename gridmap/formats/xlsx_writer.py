"""Workbooks out: one sheet of cells, a second that says what the file is. Texts are texts, so no cell is a formula and codes keep their zeros."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from gridmap.errors import BadValue
from gridmap.formats.layer_table import About, LayerTable, parsed, place_columns, places_of, row_of

_ROWS_AT_MOST = 1_048_576  # of a sheet, as spreadsheets have it
_CHARACTERS_AT_MOST = 32_767  # of a cell, likewise
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write(pieces: Iterable[bytes], path: Path, table: LayerTable, about: About) -> None:
    """Points are the columns lon and lat, other shapes well-known text. Raises BadValue for what a sheet cannot hold."""
    book = Workbook(write_only=True)
    try:
        sheet = book.create_sheet(about.name)
        sheet.append([_cell(sheet, name) for name in (*table.columns, *place_columns(table))])
        line = 1
        for piece in pieces:
            features = parsed(piece)
            for feature, place in zip(features, places_of(features, table), strict=True):
                line += 1
                if line > _ROWS_AT_MOST:
                    raise BadValue(
                        f"{about.name} has more than {_ROWS_AT_MOST - 1:,} features, and a sheet no more rows; take csv or parquet."
                    )
                sheet.append([_cell(sheet, value) for value in (*row_of(feature, table), *place)])
        notes = book.create_sheet("about")
        for name, text in about.to_texts(table).items():
            notes.append([_cell(notes, name), _cell(notes, text)])
    except BaseException:
        book.close()
        raise
    book.save(path)


def _cell(sheet: WriteOnlyWorksheet, value: Any) -> Any:
    if isinstance(value, float):  # openpyxl would write 16 digits, and a double has up to 17
        cell = WriteOnlyCell(sheet, repr(value))
        cell.data_type = "n"
        return cell
    if not isinstance(value, str):
        return value
    if len(value) > _CHARACTERS_AT_MOST:
        raise BadValue(
            f"A cell of a sheet holds {_CHARACTERS_AT_MOST:,} characters, and {value[:30]!r}… has {len(value):,}; take csv or gpkg."
        )
    cell = WriteOnlyCell(sheet, _NOT_XML.sub("\ufffd", value))
    cell.data_type = "s"
    return cell
