"""Messages repeat the beginning of a value, however long it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from gridmap.errors import Issue
from gridmap.grids.rules.area import read_areas
from gridmap.grids.rules.crs import WGS84
from gridmap.grids.rules.day import DayOrder, as_date
from gridmap.grids.rules.field import as_number, quoted
from gridmap.grids.rules.grid import read_grids
from gridmap.grids.rules.position import read_positions
from gridmap.grids.rules.record_id import id_problem
from gridmap.grids.rules.row import repeated_keys
from gridmap.grids.rules.withheld import told_safely
from tests.builders import rows, squares

LONG = "x1" * 5_000
DAY = date(2026, 1, 1)


def _areas(**columns: Any) -> list[Issue]:
    frame = rows(**columns)
    return list(read_areas(frame, squares(len(frame), 1), datum=WGS84, as_of=DAY).issues)


def _grids(**columns: Any) -> list[Issue]:
    frame = rows(**columns)
    return list(read_grids(frame, squares(len(frame), 1), datum=WGS84, as_of=DAY).issues)


CODE = "110108001001001"
CASES: dict[str, Callable[[], list[Issue]]] = {
    "other-scheme": lambda: _areas(code=["110108", "110109", LONG], name="x"),
    "parent-differs": lambda: _areas(code=["110108001"], parent=[LONG], name="x"),
    "code-is-float": lambda: _areas(code=["1." + "0" * 9_000], name="x"),
    "opaque-code": lambda: _grids(code=[CODE, CODE[:-1] + "2", LONG]),
    "unknown-kind": lambda: _grids(code=[CODE], kind=[LONG]),
    "area-differs": lambda: _grids(code=[CODE], area=[LONG]),
    "bad-number": lambda: as_number(pd.Series([LONG]), name="height_m", low=0, high=9)[1],
    "bad-date": lambda: as_date(pd.Series([LONG], dtype="str"), name="filed_on", order=DayOrder.DAY)[1],
    "bad-position": lambda: list(read_positions(rows(lon=[LONG], lat=["38"]), None, datum=WGS84).issues),
    "repeated-key": lambda: repeated_keys(rows(unit_id=[LONG, LONG]), ["unit_id"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_no_message_repeats_a_long_value_whole(case: str) -> None:
    issues = CASES[case]()
    assert case in {issue.code for issue in issues} or case == "bad-position"
    assert issues
    assert all(len(issue.message) < 400 and len(issue.value) <= 80 for issue in issues)


def test_a_short_value_is_repeated_whole_and_the_end_of_a_long_one_is_marked() -> None:
    assert quoted("it's") == '"it\'s"'
    assert quoted("a" * 61) == repr("a" * 60 + "…")


def test_a_number_that_the_cut_goes_through_is_not_told_in_part() -> None:
    text = "x" * 71 + " 13812345678"
    told = told_safely(Issue(2, "kind", "unknown-kind", f"{quoted(text)} is no kind.", value=text[:80]))
    assert "1381" not in told.message + told.value
    assert told.value == "x" * 60


def test_a_text_of_more_than_500_characters_is_no_id() -> None:
    assert id_problem("x1" * 251) == "text"
    assert id_problem("x1" * 250) is None
