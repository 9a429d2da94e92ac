"""Scopes: minimal, stable, and never further than they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmap.access.rules.jurisdiction import CITY, NOTHING, Scope, scope_of
from gridmap.access.rules.role import SEES_VIEWS, Role, may_see_views
from gridmap.errors import BadValue

_codes = st.lists(st.sampled_from(["1", "2", "12", "99"]), min_size=1, max_size=4)
_paths = st.lists(_codes.map(lambda codes: "/".join(codes) + "/"), max_size=6)


def _covers(scope: Scope, path: str) -> bool:
    return "*" in scope.paths or any(path.startswith(p) for p in scope.paths)


@given(_paths)
def test_scope_reaches_exactly_what_its_paths_reach(paths: list[str]) -> None:
    scope = scope_of(paths)
    assert all(_covers(scope, path) for path in paths)
    assert set(scope.paths) <= set(paths)


@given(_paths)
def test_scope_is_minimal(paths: list[str]) -> None:
    scope = scope_of(paths)
    for path in scope.paths:
        assert not _covers(Scope(tuple(p for p in scope.paths if p != path)), path)


@given(_paths, st.randoms(use_true_random=False))
def test_scope_does_not_depend_on_order_or_repetition(paths: list[str], random: object) -> None:
    shuffled = paths * 2
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert scope_of(shuffled) == scope_of(paths)
    assert scope_of(scope_of(paths).paths) == scope_of(paths)


@given(_paths)
def test_whole_city_swallows_the_rest(paths: list[str]) -> None:
    assert scope_of([*paths, "*"]) == CITY
    assert CITY.text == "*"


def test_no_path_is_nothing() -> None:
    assert scope_of([]) == NOTHING
    assert NOTHING.text == ""


def test_sibling_whose_code_begins_alike_is_another_area() -> None:
    assert scope_of(["99/1/", "99/12/"]).paths == ("99/1/", "99/12/")
    assert scope_of(["99/", "99/12/"]).text == "99/"


@pytest.mark.parametrize("path", ["99", "", "/", "99/1,2/", "*,99/", "%", "99/*"])
def test_path_that_could_reach_further_is_refused(path: str) -> None:
    with pytest.raises(BadValue, match="no area path"):
        Scope((path,))


def test_views_are_for_planner_dpo_and_auditor() -> None:
    assert {Role.PLANNER, Role.DPO, Role.AUDITOR} == SEES_VIEWS
    assert may_see_views([Role.VIEWER, Role.DPO])
    assert not may_see_views([Role.VIEWER, Role.DISPATCHER, Role.ADMIN])
    assert not may_see_views([])
