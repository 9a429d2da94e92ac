"""Ids: the quick look at bytes passes nothing that the slow reading would not."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.grids.rules.record_id import code_problem, find_problems, id_issues, id_problem

_PARTS = st.sampled_from(
    ["Mrs", "Doe", "MRS", "Dr", "Ed", "Zhang", "San", "John", "house", "of", "sip", "13812345678", "110101199003072316",
     "11010119900307002", "X", "34020000001320000001", "3402000000", "1320000001", "10", "0", "1", "255", "fe80", "3c", "ef",
     "8c", "osm", "node", "2024", "SR", "张三", "@", " ", "-", "-", ".", ".", ":", "::", "/", "//", "_", "#", "'s", "+", "\u00b2"]
)  # fmt: skip
_IDS = st.one_of(st.lists(_PARTS, min_size=1, max_size=9).map("".join), st.text(max_size=24))


@settings(max_examples=1500, deadline=None)
@given(st.lists(_IDS, max_size=20))
def test_quick_look_misses_nothing(ids: list[str]) -> None:
    column = pd.Series(ids, dtype="str")
    for problem_of in (id_problem, code_problem):
        slow = {row: found for row, text in enumerate(ids) if (found := problem_of(text))}
        assert find_problems(column, problem_of) == slow


@pytest.mark.parametrize(
    "text",
    ["101001240736", "18-00011944", "SR18-00511234", "550e8400-e29b-41d4-a716-446655440000", "5f1381234567890aabbccdde",
     "{550E8400-E29B-41D4-A716-446655440000}", "SR 2024-17", "京〔2024〕1号", "工单 123", "K-7", "node/13012345678", "osm-13012345678",
     "1234567890123456789", "YT-C000001", "A/B#1", "32050801037000017", "MongoId", "abc+d=="],
)  # fmt: skip
def test_codes_of_real_sources_pass(text: str) -> None:
    assert code_problem(text) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [("Zhang San 13812345678", "person"), ("ZhangSan-13812345678-home", "person"), ("13812345678", "person"), ("张三", "person"),
     ("JohnSmith", "person"), ("Mrs_Doe-4", "person"), ("a@b.nl", "person"), ("K+31612345678", "person"),
     ("110101199003072316", "person"), ("34020000001320000001", "address"), ("10.0.0.1", "address"), ("3c-ef-8c-11-22-33", "address")],
)  # fmt: skip
def test_ids_of_persons_and_devices_do_not(text: str, problem: str) -> None:
    assert (id_problem(text), code_problem(text)) == (problem, problem)
    assert find_problems(pd.Series(["A-1", text], dtype="str"), code_problem) == {1: problem}, "the quick look sees it"


@pytest.mark.parametrize("text", ["Main St 4", "Li Si, Main St 4", "the red one", "x" * 101, "a  b"])
def test_text_is_no_code_but_may_be_an_id_of_the_operators_own(text: str) -> None:
    assert (id_problem(text), code_problem(text)) == (None, "text")


def test_issue_names_the_line_and_not_the_id() -> None:
    lines = pd.Index([7, 8])
    (issue,) = id_issues(
        find_problems(pd.Series(["A-1", "张三"], index=lines, dtype="str"), id_problem), lines=lines, name="camera_id"
    )
    assert (issue.line, issue.field, issue.code, issue.value) == (8, "camera_id", "person-in-id", "")
    assert "张三" not in issue.message


def test_missing_ids_are_no_problem() -> None:
    assert find_problems(pd.Series([None, "A-1"], dtype="str"), code_problem) == {}
    assert find_problems(pd.Series([], dtype="str"), code_problem) == {}
