"""Rows of delimited text that are longer or shorter than their header.

Spreadsheets end rows with delimiters of empty cells. Cells beyond the header that hold nothing are nothing; one that
holds something, or a row that ends early, means that its cells may stand under the wrong names: that row is left out.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from gridmap.errors import Issue

ODD_AT_MOST = 10_000  # more rows of another length: the delimiter or the quotes are not what they seem
_OPEN_QUOTE = (
    "A quote that opens in this row is never closed, so that all that follows became one cell; close it, and write a quote "
    "within a quoted cell twice."
)
_LONG_CELL = (
    "The row has {} cells and the header {}, and one of more than 131,072 characters; give it as many as the header."
)
_SPARE = "\x00spare"  # no header has it: files with a NUL are refused


def spare_names(rows: Iterable[Sequence[str]], *, width: int) -> list[str]:
    """Names for the empty cells that most rows have beyond a header of `width` cells; none where most end with it."""
    lengths = Counter(len(row) for row in rows if not any(cell.strip() for cell in row[width:]))
    usual = lengths.most_common(1)[0][0] if lengths else width
    return [f"{_SPARE}{number}" for number in range(usual - width)]


@dataclass(slots=True)
class OddRows:
    """Rows that Arrow hands over because their length is not the usual one; kept until their place is reached.

    width: cells of the header. wanted: which of them are read, in the order of the columns asked for. may_lack: how many
    cells a row may lack at its end, where the form is known to leave them out.
    """

    width: int
    wanted: Sequence[int]
    delimiter: str
    may_lack: int = 0
    refused: dict[int, str] = field(default_factory=dict)
    mended: dict[int, list[str]] = field(default_factory=dict)

    def take(self, row: arrow_csv.InvalidRow) -> str:
        """What Arrow asks of an odd row: leave it out ("skip"), or give up ("error") when there are too many."""
        if len(self.refused) + len(self.mended) >= ODD_AT_MOST:
            return "error"
        cells = _cells(row.text, self.delimiter)
        if "\n" in row.text and row.text.count('"') % 2:
            self.refused[row.number] = _OPEN_QUOTE
        elif cells is None:
            self.refused[row.number] = _LONG_CELL.format(row.actual_columns, self.width)
        elif len(cells) >= self.width - self.may_lack and not any(cell.strip() for cell in cells[self.width :]):
            whole = [*cells, *[""] * (self.width - len(cells))]
            self.mended[row.number] = [whole[place] for place in self.wanted]
        else:
            self.refused[row.number] = _reason(row.actual_columns, self.width)
        return "skip"

    def lines(self, first: int, *, count: int) -> np.ndarray:
        """The next `count` line numbers from `first` on that belong to no odd row."""
        odd = np.fromiter((*self.refused, *self.mended), dtype="int64")
        lines = np.arange(first, first + count + len(odd), dtype="int64")
        return lines[~np.isin(lines, odd)][:count]

    def put_back(self, table: pa.Table, lines: np.ndarray, *, before: int | None) -> tuple[pa.Table, np.ndarray]:
        """The table with the mended rows before that line in their places; they are forgotten here."""
        numbers = sorted(number for number in self.mended if before is None or number < before)
        if not numbers:
            return table, lines
        cells = list(zip(*(self.mended.pop(number) for number in numbers), strict=True))
        rows = pa.table([pa.array(texts, pa.large_string()) for texts in cells], schema=table.schema)
        every = np.concatenate([lines, np.array(numbers, dtype="int64")])
        order = np.argsort(every, kind="stable")
        return pa.concat_tables([table, rows]).take(pa.array(order)), every[order]

    def issues(self, *, before: int | None) -> tuple[Issue, ...]:
        """The refused rows before that line, by line; they are forgotten here. Their text may name people: it is not told."""
        numbers = sorted(number for number in self.refused if before is None or number < before)
        return tuple(Issue(number, "", "uneven-row", self.refused.pop(number)) for number in numbers)

    def without_spare(self, table: pa.Table, lines: np.ndarray) -> tuple[pa.Table, np.ndarray]:
        """The table without its spare columns; rows that hold something there are refused."""
        spare = [name for name in table.column_names if name.startswith(_SPARE)]
        if not spare:
            return table, lines
        held = np.zeros(table.num_rows, dtype=bool)
        for name in spare:
            held |= pc.greater(pc.binary_length(pc.utf8_trim_whitespace(table.column(name))), 0).to_numpy()
        for line in lines[held]:
            self.refused[int(line)] = _reason(self.width + len(spare), self.width)
        kept = table.drop_columns(spare)
        return (kept.filter(pa.array(~held)), lines[~held]) if held.any() else (kept, lines)


def _cells(text: str, delimiter: str) -> list[str] | None:
    """The cells of one row; None where one is longer than Python's reader takes."""
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return None


def _reason(cells: int, width: int) -> str:
    what = f"The row has {cells} cells and the header {width}"
    if cells > width:
        return f"{what}; cells beyond the header must be empty. Quote cells that hold the delimiter."
    return f"{what}; give it all its cells, empty ones too, and quote cells with line breaks."
