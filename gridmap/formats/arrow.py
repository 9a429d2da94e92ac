"""Arrow tables to frames as the imports want them, and cells as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from gridmap.errors import BadFile

CELL_BYTES_AT_MOST = 1_000_000


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Column names as found, blanks cut; a nameless one is `column_3`, a repeated one `name (2)`."""
    seen: dict[str, int] = {}
    result = []
    for number, raw in enumerate(names, start=1):
        name = raw.strip() or f"column_{number}"
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(result)


def repeated_names(names: Sequence[str]) -> tuple[str, ...]:
    """The names that stand more than once, as found, blanks cut."""
    counts = Counter(name.strip() for name in names)
    return tuple(name for name, count in counts.items() if name and count > 1)


def resized(batches: Iterable[pa.RecordBatch], *, rows: int) -> Iterator[pa.Table]:
    """The same rows in tables of exactly `rows` rows, the last one shorter; none for no rows."""
    waiting: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        waiting.append(batch)
        count += batch.num_rows
        if count < rows:
            continue
        table = pa.Table.from_batches(waiting)
        whole = count - count % rows
        yield from (table.slice(start, rows) for start in range(0, whole, rows))
        waiting, count = table.slice(whole).to_batches(), count - whole
    if count:
        yield pa.Table.from_batches(waiting)


def is_readable(kind: pa.DataType) -> bool:
    """Whether a column of this type can become text, numbers or times: not bytes, structs or maps."""
    if pa.types.is_dictionary(kind) or pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return is_readable(kind.value_type) and not pa.types.is_nested(kind.value_type)
    unreadable = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary, pa.types.is_nested)
    return not any(test(kind) for test in unreadable)


def frame_of(table: pa.Table, lines: np.ndarray, *, file: str) -> pd.DataFrame:
    """The table as a frame on `lines` (int64).

    Text is str, whole numbers int64 (Int64 with gaps, so that no code grows a `.0`), floats float64,
    timestamps as they are, days and times ISO text, truth values "true"/"false", lists `a;b`.
    Raises BadFile for a cell of more than 1 MB.
    """
    columns = {name: _series(table.column(name), name=name, lines=lines, file=file) for name in table.column_names}
    return pd.DataFrame(columns, index=pd.Index(lines, dtype="int64"))


def _series(column: pa.ChunkedArray, *, name: str, lines: np.ndarray, file: str) -> pd.Series:
    index = pd.Index(lines, dtype="int64")
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    kind = column.type
    if pa.types.is_integer(kind) and column.null_count:
        kind = pa.uint64() if pa.types.is_uint64(kind) else pa.int64()
        nullable = pd.UInt64Dtype() if pa.types.is_uint64(kind) else pd.Int64Dtype()
        return pd.Series(column.cast(kind).to_pandas(types_mapper={kind: nullable}.get).array, index=index)
    if pa.types.is_integer(kind):
        return pd.Series(column.to_numpy(), index=index)
    if pa.types.is_floating(kind):
        return pd.Series(column.cast(pa.float64()).to_numpy(), index=index)
    if pa.types.is_timestamp(kind):
        return pd.Series(column.to_pandas().array, index=index)
    text = _as_text(column)
    _check_cells(text, name=name, lines=lines, file=file)
    return pd.Series(text.to_pandas().array, index=index, dtype="str")


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pc.binary_join(column.cast(pa.list_(pa.string())), ";")
    return column.cast(pa.string())


def _check_cells(text: pa.ChunkedArray, *, name: str, lines: np.ndarray, file: str) -> None:
    sizes = pc.binary_length(text)
    longest = pc.max(sizes).as_py() or 0
    if longest > CELL_BYTES_AT_MOST:
        line = lines[pc.index(sizes, longest).as_py()]
        raise BadFile(
            f"{file} has a cell of {longest:,} bytes in line {line}, column {name!r}; at most "
            f"{CELL_BYTES_AT_MOST:,} are read. A quote that is never closed does this."
        )
    with_nul = pc.index(pc.match_substring(text, "\x00"), True).as_py()
    if with_nul >= 0:
        raise BadFile(
            f"{file} has a NUL character in line {lines[with_nul]}, column {name!r}, which no text has; take it out."
        )
