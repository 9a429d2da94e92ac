"""A set of 64-bit keys that grows with a file of millions of rows: 16 bytes a key, where Python's own set takes 80."""

# numba compiles these; what it returns has no types that mypy could check
# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

Keys = npt.NDArray[np.uint64]

_FIRST_SIZE = 1 << 16
_MIXER = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio, Knuth's multiplicative hashing


class SeenKeys:
    """Which keys came before. Key 0 counts as key 1."""

    def __init__(self) -> None:
        self._table = np.zeros(_FIRST_SIZE, dtype=np.uint64)
        self._count = 0

    def add(self, keys: Keys) -> npt.NDArray[np.bool_]:
        """Put keys in; returns which of them were there already, an earlier one of the same call included."""
        keys = np.maximum(keys.astype(np.uint64), np.uint64(1))
        while (self._count + len(keys)) * 2 > len(self._table):
            wider = np.zeros(len(self._table) * 2, dtype=np.uint64)
            _put(wider, self._table[self._table != 0])
            self._table = wider
        again: npt.NDArray[np.bool_] = _put(self._table, keys)
        self._count += int((~again).sum())
        return again


@njit(cache=True, nogil=True)
def _put(table, keys):
    again = np.zeros(len(keys), dtype=np.bool_)
    mask = np.uint64(len(table) - 1)
    for i in range(len(keys)):
        slot = ((keys[i] * _MIXER) >> np.uint64(20)) & mask
        while table[slot] != 0 and table[slot] != keys[i]:
            slot = (slot + np.uint64(1)) & mask
        again[i] = table[slot] == keys[i]
        table[slot] = keys[i]
    return again
