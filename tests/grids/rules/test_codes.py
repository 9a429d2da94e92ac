"""Codes of areas and grids."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.errors import BadValue, Severity
from gridmap.grids.rules import codes

digits = st.from_regex(r"\A[1-9][0-9]([0-9]{2}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?)?\Z")


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("11", "province", None),
        ("1101", "city", "11"),
        ("110108", "county", "1101"),
        ("110108001", "town", "110108"),
        ("110108001001", "village", "110108001000"),
        ("110108001000", "town", "110108000000"),
        ("110108000000", "county", "110100000000"),
        ("110000000000", "province", None),
        ("110000", "province", None),
        ("441900003000", "town", "441900000000"),  # Dongguan has no counties
        ("441900003", "town", "4419"),
    ],
)
def test_level_and_parent_follow_from_the_digits(code: str, level: str, parent: str | None) -> None:
    assert codes.level_of(code) == level
    assert codes.parent_code(code) == parent


@settings(deadline=None)
@given(digits)
def test_climbing_ends_at_the_province(code: str) -> None:
    steps = 0
    while (parent := codes.parent_code(code)) is not None:
        assert codes.is_division_code(parent)
        assert len(codes.parse_area_code(parent).significant) < len(codes.parse_area_code(code).significant)
        code, steps = parent, steps + 1
    assert codes.level_of(code) == "province"
    assert steps <= 4


@settings(deadline=None)
@given(digits)
def test_padding_does_not_change_the_area(code: str) -> None:
    assert codes.same_division(code, codes.parse_area_code(code).significant.ljust(12, "0"))


@pytest.mark.parametrize("code", ["", "1", "011", "11010", "1101080010011", "E05015239", "１１０１０８"])
def test_what_is_no_division_code_says_what_would_be(code: str) -> None:
    with pytest.raises(BadValue, match="2, 4, 6, 9 or 12 digits"):
        codes.parse_area_code(code)
    assert codes.level_of(code) is None
    assert codes.parent_code(code) is None


def test_grid_code_comes_apart() -> None:
    part = codes.parse_grid_code("110108001002003")
    assert (part.county, part.street, part.community, part.sequence) == ("110108", "001", "002", "003")
    assert part.area == "110108001002"
    assert not part.is_opaque


@pytest.mark.parametrize("code", ["01020311010800100201", "Abell", "11010800100200", "1101080010020031"])
def test_other_grid_codes_are_opaque(code: str) -> None:
    part = codes.parse_grid_code(code)
    assert part.is_opaque
    assert part.area is None
    assert part.code == code


def test_pattern_is_configuration() -> None:
    part = codes.parse_grid_code("HX-07-012", pattern=r"^(?P<county>[A-Z]{2})-(?P<street>\d{2})-(?P<sequence>\d{3})$")
    assert (part.county, part.street, part.community, part.sequence) == ("HX", "07", None, "012")
    assert codes.parse_grid_code("110108001002003", pattern=r"^\d{15}$").community == "002"


def test_bad_pattern_is_refused() -> None:
    with pytest.raises(BadValue, match="no regular expression"):
        codes.parse_grid_code("1", pattern="(")


@pytest.mark.parametrize("text", ["1.10108E+14", "3.4e+19", "110108001000.0", "7."])
def test_codes_that_became_floats_are_errors(text: str) -> None:
    read, issues = codes.as_code(pd.Series([text, "110108001001"], index=[2, 3]))
    assert [(i.line, i.code, i.severity, i.value) for i in issues] == [(2, "code-is-float", Severity.ERROR, text)]
    assert read.isna().tolist() == [True, False]


def test_float_column_is_an_error_in_every_row() -> None:
    _, issues = codes.as_code(pd.Series([110108001001001.0, 110108001001002.0], index=[1, 2]))
    assert [i.code for i in issues] == ["code-is-float"] * 2


def test_integer_column_is_kept_with_a_note() -> None:
    read, issues = codes.as_code(pd.Series([110108001001001, 7], index=[1, 2]))
    assert read.tolist() == ["110108001001001", "7"]
    assert [(i.line, i.severity) for i in issues] == [(0, Severity.NOTE)]


def test_leading_zeros_and_twenty_digits_survive() -> None:
    read, issues = codes.as_code(pd.Series(["0113", "01020311010800100201", " 07 "]))
    assert read.tolist() == ["0113", "01020311010800100201", "07"]
    assert issues == []


def test_scheme_of_a_file() -> None:
    assert codes.code_scheme(pd.Series(["110108", "110108001001"])) == codes.CN_DIVISION
    assert codes.code_scheme(pd.Series(["110108", "E05015239"])) == codes.LOCAL
    assert codes.code_scheme(pd.Series([], dtype="string")) == codes.LOCAL
