"""The smallest set against all subsets, the greedy beside it, twins, and what is not in the base."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.errors import BadValue
from gridmap.register.rules import set_cover
from gridmap.register.rules.faces import Faces
from gridmap.register.rules.reduction import (
    loss_budgets,
    lost_cells,
    not_together,
    preferring,
    removable_alone,
    smallest_set,
)

Group = tuple[int, int, tuple[int, ...]]  # area, cells, cameras


def faces_of(groups: Sequence[Group], *, areas: int, cameras: int) -> Faces:
    """Faces written by hand."""
    rows = sorted((area, cells, tuple(sorted(seen))) for area, cells, seen in groups)
    return Faces(
        np.array([r[0] for r in rows], dtype=np.int64),
        np.array([r[1] for r in rows], dtype=np.int64),
        np.cumsum([0, *(len(r[2]) for r in rows)]),
        np.array([c for r in rows for c in r[2]], dtype=np.int64),
        areas,
        cameras,
    )


CAMERAS, AREAS = 5, 2
SETS = st.sets(st.integers(0, CAMERAS - 1), min_size=1, max_size=3).map(lambda s: tuple(sorted(s)))
GROUPS = st.dictionaries(st.tuples(st.integers(0, AREAS - 1), SETS), st.integers(1, 60), max_size=10).map(
    lambda d: [(area, cells, seen) for (area, seen), cells in d.items()]
)
SHARES = st.sampled_from([0.5, 0.9, 0.98, 1.0])
WEIGHTS = st.lists(st.sampled_from([1.0, 1.0, 1.5, 3.0]), min_size=CAMERAS, max_size=CAMERAS).map(np.array)


def _keeps(groups: Sequence[Group], kept: set[int], share: float) -> bool:
    """By the definition, in whole numbers."""
    for area in range(AREAS):
        seen = sum(n for a, n, _s in groups if a == area)
        still = sum(n for a, n, s in groups if a == area and kept & set(s))
        if still < Fraction(str(share)) * seen:
            return False
    return True


def _subsets() -> list[tuple[int, ...]]:
    return list(chain.from_iterable(combinations(range(CAMERAS), n) for n in range(CAMERAS + 1)))


@settings(max_examples=300, deadline=None)
@given(groups=GROUPS, share=SHARES, weight=WEIGHTS, always=st.sets(st.integers(0, CAMERAS - 1), max_size=2))
def test_smallest_set_is_the_best_of_all_subsets(
    groups: list[Group], share: float, weight: np.ndarray, always: set[int]
) -> None:
    fixed = np.isin(np.arange(CAMERAS), list(always))
    found = smallest_set(faces_of(groups, areas=AREAS, cameras=CAMERAS), share=share, weight=weight, always=fixed)
    least = min(sum(weight[c] for c in s) for s in _subsets() if _keeps(groups, {*s, *always}, share))
    assert found.is_proven
    assert found.cost == pytest.approx(least) == found.bound
    assert _keeps(groups, {*np.flatnonzero(found.kept).tolist(), *always}, share)
    assert not (found.kept & fixed).any()


@settings(max_examples=100, deadline=None)
@given(groups=GROUPS, share=SHARES, weight=WEIGHTS)
def test_integer_programme_gives_what_enumeration_gives(groups: list[Group], share: float, weight: np.ndarray) -> None:
    """Small components never reach the solver otherwise."""
    faces = faces_of(groups, areas=AREAS, cameras=CAMERAS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(set_cover, "_ENUMERATED", -1)
        patch.setattr(set_cover, "_presolved", lambda task: (set(), task))
        programmed = smallest_set(faces, share=share, weight=weight)
    assert programmed.solved == programmed.parts
    assert programmed.cost == pytest.approx(smallest_set(faces, share=share, weight=weight).cost)


@settings(max_examples=200, deadline=None)
@given(groups=GROUPS, share=SHARES, weight=WEIGHTS)
def test_greedy_keeps_every_area_and_stays_within_its_factor(
    groups: list[Group], share: float, weight: np.ndarray
) -> None:
    found = smallest_set(faces_of(groups, areas=AREAS, cameras=CAMERAS), share=share, weight=weight)
    assert _keeps(groups, set(np.flatnonzero(found.greedy.kept).tolist()), share)
    assert found.cost <= found.greedy.cost + 1e-9
    assert found.greedy.cost <= found.greedy.factor * found.cost + 1e-9


@settings(max_examples=200, deadline=None)
@given(groups=GROUPS, share=SHARES)
def test_removable_alone_and_together_is_what_the_definition_says(groups: list[Group], share: float) -> None:
    faces = faces_of(groups, areas=AREAS, cameras=CAMERAS)
    everyone = set(range(CAMERAS))
    removable = removable_alone(faces, share=share)
    assert removable.tolist() == [_keeps(groups, everyone - {c}, share) for c in range(CAMERAS)]
    together = {
        (a, b)
        for a, b in combinations(np.flatnonzero(removable).tolist(), 2)
        if not _keeps(groups, everyone - {a, b}, share)
    }
    assert set(not_together(faces, share=share)) == together


@given(groups=GROUPS, share=SHARES, kept=st.sets(st.integers(0, CAMERAS - 1)))
def test_what_is_lost_is_counted_among_what_is_seen_today(groups: list[Group], share: float, kept: set[int]) -> None:
    faces = faces_of(groups, areas=AREAS, cameras=CAMERAS)
    lost = lost_cells(faces, np.isin(np.arange(CAMERAS), list(kept)))
    assert lost.tolist() == [sum(n for a, n, s in groups if a == area and not kept & set(s)) for area in range(AREAS)]
    assert ((lost <= loss_budgets(faces, share=share)).all()) == _keeps(groups, kept, share)


def test_three_sets_of_the_textbook() -> None:
    """S1={1,2,3}, S2={4,5,6}, S3={1,2,4,5}: exact 2, greedy 3, H(4) = 2.08 (DOMAIN-register 4)."""
    sets = ({1, 2, 3}, {4, 5, 6}, {1, 2, 4, 5})
    groups = [(0, 1, tuple(n for n, s in enumerate(sets) if e in s)) for e in range(1, 7)]
    found = smallest_set(faces_of(groups, areas=1, cameras=3), share=1.0)
    assert found.kept.tolist() == [True, True, False]
    assert found.greedy.kept.tolist() == [True, True, True]
    assert round(found.greedy.factor, 2) == 2.08
    assert found.is_proven


def test_twins_are_each_removable_and_not_both() -> None:
    faces = faces_of([(0, 400, (0, 1))], areas=1, cameras=2)
    assert removable_alone(faces).tolist() == [True, True]
    assert not_together(faces) == [(0, 1)]
    assert smallest_set(faces).kept.sum() == 1


def test_of_twins_the_less_intrusive_stays() -> None:
    faces = faces_of([(0, 400, (0, 1))], areas=1, cameras=2)
    assert smallest_set(faces, weight=np.array([1.2, 1.0])).kept.tolist() == [False, True]


@settings(max_examples=200, deadline=None)
@given(groups=GROUPS, share=SHARES, intrusion=st.lists(st.integers(0, 900), min_size=CAMERAS, max_size=CAMERAS))
def test_among_the_smallest_sets_the_least_intrusive_is_taken(
    groups: list[Group], share: float, intrusion: list[int]
) -> None:
    faces = faces_of(groups, areas=AREAS, cameras=CAMERAS)
    found = smallest_set(faces, share=share, weight=preferring(faces, np.array(intrusion, dtype=np.float64)))
    kept = np.flatnonzero(found.kept).tolist()
    best = min((len(s), sum(intrusion[c] for c in s)) for s in _subsets() if _keeps(groups, set(s), share))
    assert (len(kept), sum(intrusion[c] for c in kept)) == best


def test_a_dear_camera_does_not_replace_two_cheap_ones() -> None:
    """1 sees all that 0 sees and all that 2 sees, but costs more than both."""
    faces = faces_of([(0, 100, (0, 1)), (0, 100, (1, 2))], areas=1, cameras=3)
    assert smallest_set(faces, weight=np.array([1.0, 3.0, 1.0])).kept.tolist() == [True, False, True]
    assert smallest_set(faces, weight=np.array([1.0, 1.5, 1.0])).kept.tolist() == [False, True, False]


def test_an_area_that_nobody_sees_constrains_nothing_and_shows_nowhere() -> None:
    with_it = smallest_set(faces_of([(0, 100, (0,))], areas=2, cameras=2))
    without = smallest_set(faces_of([(0, 100, (0,))], areas=1, cameras=2))
    assert with_it.kept.tolist() == without.kept.tolist() == [True, False]
    assert (with_it.faces, with_it.parts, with_it.bound) == (without.faces, without.parts, without.bound)


def test_no_faces_need_no_camera() -> None:
    found = smallest_set(faces_of([], areas=3, cameras=2))
    assert not found.kept.any()
    assert found.is_proven
    assert (found.cost, found.faces, found.parts, found.largest) == (0.0, 0, 0, 0)


def test_tiny_faces_are_left_out_and_come_back_where_they_matter() -> None:
    """100 slivers of a camera of its own are more than 2 % of the area together, although none is alone."""
    slivers = [(0, 1, (0, 2 + n)) for n in range(5)]
    few = smallest_set(faces_of([(0, 400, (1,)), *slivers[:2]], areas=1, cameras=7))
    assert few.tiny_faces == 2
    many = [(0, 1, tuple({0, 2 + n % 5, 2 + n // 5})) for n in range(20)]
    found = smallest_set(faces_of([(0, 400, (1,)), *many], areas=1, cameras=7))
    assert found.tiny_faces == 0
    assert found.kept[[0, 1]].all()
    assert found.cost == 2


def test_time_that_runs_out_leaves_a_bound_and_a_gap() -> None:
    rng = np.random.default_rng(4)
    groups = {(0, tuple(sorted(rng.choice(120, 12, replace=False)))): 5 for _ in range(700)}
    faces = faces_of([(a, n, s) for (a, s), n in groups.items()], areas=1, cameras=120)
    found = smallest_set(faces, share=1.0, time_limit_s=0.05)
    assert lost_cells(faces, found.kept).tolist() == [0]
    assert not found.is_proven
    assert 0 < found.bound < found.cost
    assert found.bound == math.floor(found.bound)
    assert found.relative_gap == pytest.approx((found.cost - found.bound) / found.cost)


@pytest.mark.parametrize("share", [0.0, -0.1, 1.01, math.nan])
def test_a_share_that_cannot_be_is_refused(share: float) -> None:
    with pytest.raises(BadValue, match="above 0 and at most 1"):
        smallest_set(faces_of([], areas=1, cameras=1), share=share)


@pytest.mark.parametrize("weight", [0.0, -1.0, math.nan, math.inf])
def test_a_weight_that_cannot_be_is_refused(weight: float) -> None:
    with pytest.raises(BadValue, match="above 0"):
        smallest_set(faces_of([(0, 1, (0,))], areas=1, cameras=1), weight=np.array([weight]))
