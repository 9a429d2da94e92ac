"""Delimited text: CSV and TSV, plain or gzip, any encoding and delimiter, read by Arrow block by block.

Every cell stays text, so that codes keep their zeros. Lines are numbered by record, as a spreadsheet does:
the header is line 1, blank lines count, a cell with line breaks does not. The apostrophe that keeps a spreadsheet from
taking a cell for a formula (`formula.py`) is no part of the cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from gridmap.errors import BadFile
from gridmap.formats.arrow import CELL_BYTES_AT_MOST, frame_of, repeated_names, resized, unique_names
from gridmap.formats.csv_rows import ODD_AT_MOST, OddRows, spare_names
from gridmap.formats.encoded import Utf8File, find_encoding, text_blocks
from gridmap.formats.forms import optional_at_end
from gridmap.formats.formula import unmarked
from gridmap.formats.table import Chunk, Header, path_of

_BLOCK_BYTES = 8 << 20
_SAMPLE_CHARACTERS = 1 << 20
_SAMPLE_ROWS = 50
_DELIMITERS = (",", ";", "\t", "|")


def peek(path: Path, *, encoding: str | None, layer: str | None) -> Header:
    """Columns, encoding and delimiter; the rows are not counted."""
    encoding = find_encoding(path, given=encoding)
    sample = _sample(path, encoding)
    delimiter = _delimiter(sample)
    names = next(_records(sample, delimiter), [])
    if not any(name.strip() for name in names):
        raise BadFile(f"The first line of {path.name} is blank; the names of the columns are needed there.")
    columns = unique_names(names)
    return Header(
        path=path,
        format="csv",
        columns=columns,
        geometry=False,
        encoding=encoding,
        delimiter=delimiter,
        repeated=repeated_names(names),
    )


def read(header: Header, columns: Sequence[str], *, rows_per_chunk: int) -> Iterator[Chunk]:
    """Chunks of text columns. A row with too many or too few cells is an issue and is left out; empty cells beyond
    the header are no cells, and a known form's rows may end before its optional columns.

    Rows with nothing in `columns` are left out without an issue: blank lines, and the empty tail that
    spreadsheets export.
    """
    file = path_of(header).name
    wanted = [header.columns.index(name) for name in columns]
    lacking = optional_at_end(header.columns)
    odd = OddRows(len(header.columns), wanted, header.delimiter or ",", may_lack=lacking)
    line = 2
    for even in resized(_batches(header, columns, odd), rows=rows_per_chunk):
        lines = odd.lines(line, count=even.num_rows)
        line = int(lines[-1]) + 1
        table, lines = odd.put_back(*odd.without_spare(even, lines), before=line)
        table = _unmarked(table)
        filled = _filled(table)
        kept = table if filled.all() else table.filter(pa.array(filled))
        issues = odd.issues(before=line)
        if kept.num_rows or issues:
            yield Chunk(frame_of(kept, lines[filled], file=file), issues=issues)
    table, lines = odd.put_back(_schema(columns).empty_table(), np.empty(0, "int64"), before=None)
    issues = odd.issues(before=None)
    if table.num_rows or issues:
        yield Chunk(frame_of(_unmarked(table), lines, file=file), issues=issues)


def _batches(header: Header, columns: Sequence[str], odd: OddRows) -> Iterator[pa.RecordBatch]:
    path = path_of(header)
    if not columns:
        raise BadFile(f"No column of {path.name} is known; it has {', '.join(header.columns)}.")
    encoding, delimiter = header.encoding or "utf-8", header.delimiter or ","
    rows = islice(_records(_sample(path, encoding), delimiter), 1, _SAMPLE_ROWS)
    spare = spare_names(rows, width=len(header.columns))
    file = Utf8File(text_blocks(path, encoding))
    try:
        yield from arrow_csv.open_csv(
            pa.PythonFile(io.BufferedReader(file, _BLOCK_BYTES), mode="r"),
            read_options=arrow_csv.ReadOptions(
                column_names=[*header.columns, *spare],
                skip_rows_after_names=1,
                block_size=_BLOCK_BYTES,
                use_threads=False,
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=odd.take,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=_schema([*columns, *spare]),
                include_columns=[*columns, *spare],
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as error:
        raise BadFile(_reason(path, error, odd=odd)) from error
    finally:
        file.end()


def _reason(path: Path, error: Exception, *, odd: OddRows) -> str:
    if "straddling" in str(error):
        return (
            f"{path.name} has a row of more than {_BLOCK_BYTES:,} bytes; cells hold at most {CELL_BYTES_AT_MOST:,}. "
            "A quote that is never closed does this."
        )
    if len(odd.refused) + len(odd.mended) >= ODD_AT_MOST:
        number, text = min(odd.refused.items(), default=(min(odd.mended, default=1), "it ends with empty cells"))
        return f"{path.name} has more than {ODD_AT_MOST:,} rows of a wrong length, the first in line {number}: {text}"
    return f"{path.name} cannot be read as delimited text: {error}"


def _schema(columns: Sequence[str]) -> pa.Schema:
    return pa.schema([(name, pa.large_string()) for name in columns])


def _unmarked(table: pa.Table) -> pa.Table:
    for place, column in enumerate(table.columns):
        if pc.any(pc.starts_with(column, "'")).as_py():
            texts = [text if text is None else unmarked(text) for text in column.to_pylist()]
            table = table.set_column(place, table.field(place), pa.array(texts, pa.large_string()))
    return table


def _filled(table: pa.Table) -> np.ndarray:
    """Rows with text in at least one column."""
    filled = np.zeros(table.num_rows, dtype=bool)
    for column in table.columns:
        filled |= pc.greater(pc.binary_length(column), 0).to_numpy()
        if filled.all():
            break
    return filled


def _sample(path: Path, encoding: str) -> str:
    """The start of the text, up to about a million characters."""
    sample = ""
    for block in text_blocks(path, encoding):
        sample += block
        if len(sample) >= _SAMPLE_CHARACTERS:
            break
    if not sample.strip():
        raise BadFile(f"{path.name} is empty.")
    return sample[:_SAMPLE_CHARACTERS]


def _records(sample: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    except csv.Error:  # a cell of more than 131,072 characters: no header, and no help in finding the delimiter
        return


def _delimiter(sample: str) -> str:
    """The delimiter that cuts the most rows into as many cells as the header, then into the most cells."""

    def merit(delimiter: str) -> tuple[float, int]:
        rows = list(islice(_records(sample, delimiter), _SAMPLE_ROWS))
        width = len(rows[0]) if rows else 0
        if width < 2:
            return 0.0, 0
        return sum(len(row) == width for row in rows) / len(rows), width

    return max(_DELIMITERS, key=merit)
