"""Decimal numbers read straight from the bytes of a text column, to the same double as `float` gives.

A decimal of up to 15 digits and 22 places is an integer below 2**53 divided by an exact power of ten, which IEEE 754
rounds correctly (W. Clinger, How to read floating point numbers accurately, 1990). Anything else goes to pandas.
"""

# numba compiles one function here; what it returns has no types that mypy could check
# mypy: disable-error-code="no-untyped-def,untyped-decorator"

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from numba import njit

from gridmap.grids.rules.text_bytes import text_bytes

Floats = npt.NDArray[np.float64]

_POWERS = 10.0 ** np.arange(23)


def read_floats(column: pd.Series) -> Floats:
    """The column's numbers; NaN where a cell is missing or no number (infinite stays infinite)."""
    if str(column.dtype) != "str":
        return _by_pandas(column)
    data, offsets, missing = text_bytes(column)
    values = np.full(len(column), np.nan)
    odd = np.zeros(len(column), np.bool_)
    _parse(data, offsets, missing, _POWERS, values, odd)
    rows = np.flatnonzero(odd)
    if rows.size:
        values[rows] = _by_pandas(column.iloc[rows])
    return values


def _by_pandas(column: pd.Series) -> Floats:
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


@njit(cache=True)
def _parse(data, offsets, missing, powers, values, odd):
    for row in range(len(values)):
        at, end = offsets[row], offsets[row + 1]
        if missing[row] or at == end:
            continue
        negative = data[at] == 45
        at += 1 if negative else 0
        mantissa, digits, places, point = 0, 0, 0, False
        while at < end:
            c = data[at]
            if 48 <= c <= 57 and digits < 16:
                mantissa = mantissa * 10 + (c - 48)
                digits += 1 if mantissa > 0 else 0
                places += 1 if point else 0
            elif c == 46 and not point:
                point = True
            else:
                break
            at += 1
        if at < end or digits > 15 or places > 22 or (digits == 0 and data[end - 1] != 48):
            odd[row] = True
            continue
        value = mantissa / powers[places]
        values[row] = -value if negative else value
