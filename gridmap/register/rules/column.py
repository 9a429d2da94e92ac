"""Columns of a raw frame, as the register's readers take them: always there, as text, None where empty."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.field import as_text, missing_value

T = TypeVar("T")


def text_column(frame: pd.DataFrame, name: str) -> pd.Series:
    """The column as text (dtype object) with None for what is empty; all None where the frame lacks it."""
    if name not in frame:
        return pd.Series([None] * len(frame), index=frame.index, dtype=object)
    texts = as_text(frame[name]).to_numpy(dtype=object, na_value=None)  # type: ignore[call-overload]
    return pd.Series(texts, index=frame.index, dtype=object)


def each(text: pd.Series, read: Callable[[str], T], *, empty: T | None = None) -> pd.Series:
    """`read` of each text, `empty` where there is none; dtype object. Texts that repeat are read once."""
    texts = text.tolist()
    known = {value: read(value) for value in set(texts) if isinstance(value, str)}
    made = [known.get(value, empty) for value in texts] if known else [empty] * len(texts)
    return pd.Series(made, index=text.index, dtype=object)


def holds(text: pd.Series, test: Callable[[str], bool]) -> pd.Series:
    """Which texts pass a test, as booleans; what is empty does not."""
    return pd.Series(np.array(each(text, test, empty=False), dtype=bool), index=text.index)


def identified(frame: pd.DataFrame, name: str) -> tuple[pd.DataFrame, list[Issue]]:
    """A frame with the id column alone, and an error for each row that has none."""
    ids = each(text_column(frame, name), without_point)
    return pd.DataFrame({name: ids}, index=frame.index), missing_value(frame.index[ids.isna()], name)


def place_ids(shapes: NDArray[Any], index: pd.Index) -> pd.Series:
    """A digest of where each shape is (7 decimals), for sources without ids; None where there is no shape."""
    return each(
        pd.Series(shapely.to_wkt(shapes, rounding_precision=7), index=index, dtype=object),
        lambda text: hashlib.blake2b(text.encode(), digest_size=8).hexdigest(),
    )


def same_places(ids: pd.Series, *, name: str) -> tuple[NDArray[np.bool_], list[Issue]]:
    """Which rows have the place of an earlier one, where the place is the id (None: it is not), and a note that tells how many."""
    again = (ids.notna() & ids.duplicated()).to_numpy(dtype=np.bool_)
    if not again.any():
        return again, []
    message = f"{int(again.sum())} rows have no id and the very place of an earlier row; a place is stored once."
    return again, [Issue(int(str(ids.index[again][0])), name, "same-place", message, Severity.NOTE)]


def without_point(code: str) -> str:
    """A whole number that a spreadsheet made a float is the number: `1001.0` is 1001."""
    return code[:-2] if code.endswith(".0") and code[:-2].isdigit() else code
