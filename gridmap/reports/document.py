"""A report before it has a form: titled sections of text, facts, tables and figures.

The writers (`html`, `pdf`, `xlsx`) know nothing of coverage or cameras, and what composes a document knows nothing of
pages and cells. All text is plain: no writer takes markup from it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd

from gridmap.locale import Language, day_text, number_text, share_text, words


class Cell(StrEnum):
    """What a column holds, so that each writer can set it right."""

    TEXT = "text"
    CODE = "code"
    COUNT = "count"
    AREA_M2 = "area_m2"
    SHARE = "share"
    DAY = "day"

    @property
    def is_number(self) -> bool:
        """Whether it is set to the right and summed by spreadsheets."""
        return self in (Cell.COUNT, Cell.AREA_M2, Cell.SHARE)


_DIGITS = {Cell.COUNT: 0, Cell.AREA_M2: 0}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: the frame's name, the header as read, and what it holds."""

    name: str
    label: str
    cell: Cell = Cell.TEXT


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs; a caution stands out."""

    paragraphs: tuple[str, ...]
    is_caution: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a name and a value, both as read."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a frame under their columns. most_rows: what a printed page shows; spreadsheets get all.

    name: short and without signs, for a sheet or a file; empty: what is said when there are no rows; more: what to type for
    the rows that a page leaves out, "" where the spreadsheet is the place.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: pd.DataFrame
    empty: str
    most_rows: int = 2_000
    more: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture as SVG text made by us, with what it shows in words for those who do not see it. table: the numbers behind it,
    for spreadsheets; pages show the picture only."""

    svg: str
    caption: str
    described: str
    table: Table | None = None


Block = Text | Facts | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part; it begins on a page of its own where `starts_page`."""

    title: str
    blocks: tuple[Block, ...]
    starts_page: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report. notice: what must stand on every page (a fictional city says so); made: when, as read; contents: the title
    of a list of its sections, "" for none."""

    title: str
    subtitle: str
    language: Language
    made: str
    sections: tuple[Section, ...]
    notice: str = ""
    facts: Facts = field(default_factory=lambda: Facts(()))
    contents: str = ""

    def tables(self) -> list[Table]:
        """All tables in their order, those behind pictures among them."""
        blocks = (block for section in self.sections for block in section.blocks)
        tables = (block.table if isinstance(block, Figure) else block for block in blocks)
        return [table for table in tables if isinstance(table, Table)]


def is_missing(value: object) -> bool:
    """None, NaN or pandas' NA."""
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def cell_text(value: object, cell: Cell) -> str:
    """One value as a reader sees it; a dash where there is none."""
    if is_missing(value):
        return "–"
    if cell is Cell.SHARE:
        return share_text(float(str(value)))
    if cell in _DIGITS:
        return number_text(float(str(value)), digits=_DIGITS[cell])
    return day_text(str(value)) if cell is Cell.DAY else str(value)


def cut_text(table: Table, language: Language) -> str:
    """That a page shows the first rows only; "" where it shows all."""
    if len(table.rows) <= table.most_rows:
        return ""
    say = words("report", language).say
    if table.more:
        return say("rows_more", count=number_text(len(table.rows) - table.most_rows), command=table.more)
    return say("rows_cut", shown=number_text(table.most_rows), all=number_text(len(table.rows)))


def table_texts(table: Table) -> list[list[str]]:
    """The rows that a page shows, as texts."""
    shown = table.rows.head(table.most_rows)
    columns: Sequence[list[object]] = [list(shown[column.name]) for column in table.columns]
    texts = [
        [cell_text(value, column.cell) for value in values]
        for values, column in zip(columns, table.columns, strict=True)
    ]
    return [list(row) for row in zip(*texts, strict=True)]
