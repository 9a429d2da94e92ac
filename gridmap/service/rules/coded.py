"""Columns of codes and of few distinct words, read once per distinct word or not copied at all."""

# numba compiles one function here; what it returns has no types that mypy could check
# mypy: disable-error-code="no-untyped-def,untyped-decorator"

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
from numba import njit

from gridmap.errors import BadValue
from gridmap.grids.rules.field import as_text
from gridmap.grids.rules.text_bytes import text_bytes

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Categorical: TypeAlias = Any  # pandas.Categorical, whose stubs want a type for its codes

_LONGEST_NOTHING = 4  # "none", "null", "n/a": what `as_text` takes as missing


def read_codes(column: pd.Series, *, name: str) -> pd.Series:
    """Codes as text without outer blanks, None where there is none; whole numbers become their digits.

    Raises BadValue for a column of floats: codes lose zeros and digits there.
    """
    if pd.api.types.is_float_dtype(column.dtype):
        if column.isna().all():
            return pd.Series(None, index=column.index, dtype="str")
        raise BadValue(
            f"{name} is a column of floats ({column.dropna().iloc[0]!r}); codes are text: export it as text."
        )
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype("str")
    text = column if str(column.dtype) == "str" else column.astype("str").mask(column.isna())
    data, offsets, missing = text_bytes(text)
    if _needs_cleaning(data, offsets, missing):
        text = as_text(text)
    return cast("pd.Series", text.astype("str"))


def read_words(column: pd.Series | None, *, rows: int) -> Categorical:
    """A categorical of the distinct words of a column without outer blanks; all missing when there is no column."""
    if column is None:
        return _categorical(np.full(rows, -1), [])
    codes, uniques = factorize_text(column)
    words = as_text(pd.Series(uniques, dtype="object").astype("str")) if uniques else pd.Series([], dtype="str")
    new, distinct = pd.factorize(words)
    return _categorical(np.append(new, -1)[codes], [str(word) for word in distinct])


def translate(
    words: Categorical, meaning: Callable[[str], str | None], *, into: Sequence[str]
) -> tuple[Categorical, Flags]:
    """Each distinct word by its meaning in the closed set `into`, and which rows have a word without meaning."""
    position = {word: number for number, word in enumerate(into)}
    table = [-1 if (found := meaning(str(word))) is None else position[found] for word in words.categories]
    codes = np.array([*table, -1], dtype=np.int64)[words.codes]
    return _categorical(codes, list(into)), (codes < 0) & (np.asarray(words.codes) >= 0)


def constant(word: str, *, rows: int) -> Categorical:
    """The same word on every row."""
    return _categorical(np.zeros(rows, np.int64), [word])


def factorize_text(values: pd.Series | Categorical | Sequence[str]) -> tuple[Ints, list[object]]:
    """Codes (missing = -1) and distinct values; a categorical's codes are taken as they are."""
    array: Any = values.array if isinstance(values, pd.Series) else values
    if isinstance(array, pd.Categorical):
        return np.asarray(array.codes, dtype=np.int64), list(array.categories)
    codes, uniques = pd.factorize(array if isinstance(values, pd.Series) else np.asarray(array, dtype=object))
    return np.asarray(codes, dtype=np.int64), list(uniques)


def categorical(codes: npt.NDArray[Any], words: Sequence[str]) -> Categorical:
    """A categorical of these words; -1 is missing."""
    return _categorical(codes, [str(word) for word in words])


def _categorical(codes: npt.NDArray[Any], words: list[str]) -> Categorical:
    narrow: Any = codes.astype(np.int8 if len(words) < 127 else np.int32)
    return pd.Categorical.from_codes(narrow, categories=pd.Index(words, dtype="str"))


@njit(cache=True)
def _needs_cleaning(data, offsets, missing):
    """Whether any cell has outer blanks, is empty, or is so short that it may be a word for nothing."""
    for row in range(len(offsets) - 1):
        if missing[row]:
            continue
        at, end = offsets[row], offsets[row + 1]
        if at == end or data[at] <= 32 or data[end - 1] <= 32 or data[at] >= 0xE2:
            return True
        if end - at <= _LONGEST_NOTHING:
            digits = False
            for i in range(at, end):
                digits |= 48 <= data[i] <= 57
            if not digits:
                return True
    return False
