"""Numbers in text become the doubles that Python's own `float` gives."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.service.rules.number_text import read_floats

decimals = st.decimals(-1000, 1000, places=9).map(str)
doubles = st.floats(allow_nan=False, allow_infinity=False).map(repr)


@settings(deadline=None)
@given(st.lists(decimals | doubles, min_size=1, max_size=30))
def test_every_decimal_is_read_to_the_last_bit(written: list[str]) -> None:
    found = read_floats(pd.Series(written, dtype="str"))
    assert found.tolist() == [float(text) for text in written]


def test_what_is_no_number_is_nan() -> None:
    found = read_floats(pd.Series(["", "-", ".", "1.2.3", "1,5", "abc", None, "12a", "--1"], dtype="str"))
    assert np.isnan(found).all()


def test_other_spellings_are_read_as_well() -> None:
    found = read_floats(
        pd.Series(["1e3", " 2.5 ", "0", "-0.0", "007", "12345678901234567890", ".5", "5."], dtype="str")
    )
    assert found.tolist() == [1000.0, 2.5, 0.0, 0.0, 7.0, 12345678901234567890.0, 0.5, 5.0]


def test_columns_of_numbers_pass_through() -> None:
    assert read_floats(pd.Series([1, 2])).tolist() == [1.0, 2.0]
    assert read_floats(pd.Series(["1.5", None], dtype=object))[0] == 1.5
