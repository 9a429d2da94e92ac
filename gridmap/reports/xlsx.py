"""A report as a spreadsheet: one sheet of facts and text, one for each table with all its rows; texts are never formulas."""

from __future__ import annotations

import io
import re
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from gridmap.reports.document import Cell, Document, Facts, Section, Table, Text, is_missing

_FORMATS = {Cell.COUNT: "#,##0", Cell.AREA_M2: "#,##0.0", Cell.SHARE: "0.00%"}
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_NO_CELL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONGEST_TEXT = 32_767  # a cell's, by the format
_WIDTHS = {Cell.CODE: 20, Cell.TEXT: 30, Cell.DAY: 12}


def xlsx_bytes(document: Document) -> bytes:
    """The whole workbook."""
    book = Workbook(write_only=True)
    _write_front(book, document)
    for table in document.tables():
        _write_table(book, table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_front(book: Workbook, document: Document) -> None:
    sheet = book.create_sheet(document.language.value)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 44, 90
    bold = Font(bold=True)
    for line in (document.title, document.subtitle, document.notice, document.made):
        if line:
            sheet.append([_text(sheet, line, font=bold if line == document.title else None)])
    for name, value in document.facts.pairs:
        sheet.append([_text(sheet, name), _text(sheet, value)])
    for section in document.sections:
        _write_section(sheet, section, bold)


def _write_section(sheet: WriteOnlyWorksheet, section: Section, bold: Font) -> None:
    sheet.append([])
    sheet.append([_text(sheet, section.title, font=bold)])
    for block in section.blocks:
        if isinstance(block, Facts):
            for name, value in block.pairs:
                sheet.append([_text(sheet, name), _text(sheet, value)])
        elif isinstance(block, Text):
            for paragraph in block.paragraphs:
                sheet.append([_text(sheet, paragraph)])


def _write_table(book: Workbook, table: Table) -> None:
    sheet = book.create_sheet(_NO_SHEET_NAME.sub(" ", table.name)[:31])
    sheet.freeze_panes = "A2"
    for number, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(column.cell, 14)
    wrapped = Alignment(wrap_text=True, vertical="top")
    sheet.append([_text(sheet, c.label, font=Font(bold=True), alignment=wrapped) for c in table.columns])
    columns = [list(table.rows[column.name]) for column in table.columns]
    for row in zip(*columns, strict=True):
        sheet.append([_cell(sheet, value, column.cell) for value, column in zip(row, table.columns, strict=True)])


def _cell(sheet: WriteOnlyWorksheet, value: object, cell: Cell) -> Any:
    if is_missing(value):
        return None
    if not cell.is_number:
        return _text(sheet, str(value))
    made = WriteOnlyCell(sheet, value=float(str(value)))
    made.number_format = _FORMATS[cell]
    return made


def _text(sheet: WriteOnlyWorksheet, text: str, *, font: Font | None = None, alignment: Alignment | None = None) -> Any:
    """A cell that stays text, whatever it begins with."""
    made = WriteOnlyCell(sheet, value=_NO_CELL.sub("", text)[:_LONGEST_TEXT])
    made.data_type = "s"
    if font is not None:
        made.font = font
    if alignment is not None:
        made.alignment = alignment
    return made
