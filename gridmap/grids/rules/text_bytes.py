"""Text columns as the UTF-8 bytes that they are, and a hash of each cell: what parsers and digests of millions of rows work on."""

# numba compiles one function here; what it returns has no types that mypy could check
# mypy: disable-error-code="no-untyped-def,untyped-decorator"

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from numba import njit

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Hashes = npt.NDArray[np.uint64]


def text_bytes(column: pd.Series) -> tuple[Bytes, Ints, Flags]:
    """All cells' UTF-8 bytes in one array, the n + 1 offsets into it, and which cells are missing.

    No copy where the column is Arrow-backed text of 64-bit offsets, as pandas makes it.
    """
    array: Any = column.array if str(column.dtype) == "str" else column.astype("str").array
    arrow = array.__arrow_array__() if hasattr(array, "__arrow_array__") else None
    missing = np.asarray(column.isna(), dtype=bool)
    if arrow is None:
        return _encoded(column, missing)
    if hasattr(arrow, "combine_chunks"):
        arrow = arrow.combine_chunks()
    if not hasattr(arrow, "buffers") or str(arrow.type) not in ("large_string", "string"):
        return _encoded(column, missing)
    _, offset_buffer, data_buffer = arrow.buffers()
    if offset_buffer is None or len(arrow) == 0:
        return np.zeros(0, np.uint8), np.zeros(len(arrow) + 1, np.int64), missing
    width: Any = np.int64 if str(arrow.type) == "large_string" else np.int32
    offsets = np.frombuffer(offset_buffer, dtype=width)[arrow.offset : arrow.offset + len(arrow) + 1]
    data = np.frombuffer(data_buffer, dtype=np.uint8) if data_buffer is not None else np.zeros(0, np.uint8)
    return data, offsets.astype(np.int64, copy=False), missing


def text_hashes(column: pd.Series) -> Hashes:
    """FNV-1a of each cell's bytes; cells without text (missing or empty) all hash alike. 0x1f counts as 0x1c."""
    data, offsets, _ = text_bytes(column)
    return np.asarray(_fnv(data, offsets), dtype=np.uint64)


def hashes_of(texts: Iterable[str]) -> Hashes:
    """The same hashes of texts that are in no column, lone surrogates included."""
    data, offsets = _joined([text.encode("utf-8", "surrogatepass") for text in texts])
    return np.asarray(_fnv(data, offsets), dtype=np.uint64)


def _encoded(column: pd.Series, missing: Flags) -> tuple[Bytes, Ints, Flags]:
    cells = [
        b"" if gone else str(cell).encode("utf-8", "surrogatepass") for cell, gone in zip(column, missing, strict=True)
    ]
    return *_joined(cells), missing


def _joined(cells: list[bytes]) -> tuple[Bytes, Ints]:
    offsets = np.concatenate([[0], np.cumsum([len(cell) for cell in cells])]).astype(np.int64)
    return np.frombuffer(b"".join(cells), dtype=np.uint8), offsets


@njit(cache=True, nogil=True)
def _fnv(data, offsets):
    hashes = np.empty(len(offsets) - 1, np.uint64)
    for row in range(hashes.size):
        h = np.uint64(0xCBF29CE484222325)
        for i in range(offsets[row], offsets[row + 1]):
            byte = data[i]
            if byte == 0x1F:
                byte = np.uint8(0x1C)
            h = (h ^ np.uint64(byte)) * np.uint64(0x100000001B3)
        hashes[row] = h
    return hashes
