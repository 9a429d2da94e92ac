"""Outer walls of homes, and the stretches of them that views hit."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.register.rules.dwelling import Hits, Walls, hits_per_view, outer_walls, wall_hits
from gridmap.register.rules.edges import Pairs, edges_of, outlines_of
from gridmap.register.rules.span import Spans, left_over, spans_inside, united_lengths

HOME = shapely.box(0, 0, 10, 10)


def shapes(*given: shapely.Geometry) -> np.ndarray:
    made = np.empty(len(given), dtype=object)
    made[:] = given
    return made


def walls_of(*homes: shapely.Geometry, others: tuple[shapely.Geometry, ...] = ()) -> Walls:
    """Of buildings of one polygon each; in the `others` nobody lives."""
    row = np.append(np.arange(len(homes)), np.full(len(others), -1))
    return outer_walls(outlines_of(shapes(*homes, *others)), row, homes=len(homes))


def hits_of(walls: Walls, *views: tuple[shapely.Geometry, tuple[float, float]]) -> Hits:
    x, y = np.array([eye for _view, eye in views], dtype=float).T
    return hits_per_view(walls, wall_hits(walls, edges_of(shapes(*(view for view, _eye in views))), x, y), x, y)


def test_outer_walls_of_a_house_alone_and_of_a_courtyard() -> None:
    courtyard = shapely.box(20, 0, 40, 20).difference(shapely.box(25, 5, 35, 15))
    assert walls_of(HOME, courtyard).outer_m.tolist() == pytest.approx([40, 120])


@pytest.mark.parametrize("gap_m", [0.0, 0.05])
def test_party_walls_are_left_out_on_both_sides(gap_m: float) -> None:
    half = shapely.box(10 + gap_m, 5, 20, 15)
    assert walls_of(HOME, half).outer_m.tolist() == pytest.approx([35, 35 - 2 * gap_m])
    assert walls_of(HOME, others=(half,)).outer_m.tolist() == pytest.approx([35])


def test_a_gap_that_one_can_look_into_is_no_party_wall() -> None:
    assert walls_of(HOME, shapely.box(10.2, 0, 20.2, 10)).outer_m.tolist() == pytest.approx([40, 40])


def test_a_wing_does_not_make_a_party_wall_of_its_own_house() -> None:
    wings = shapely.Polygon([(0, 0), (10, 0), (10, 10), (5, 2), (0, 10)])  # their inner walls meet at 64°
    assert walls_of(wings).outer_m.tolist() == pytest.approx([wings.exterior.length])


def test_a_house_that_is_shut_in_has_no_outer_wall() -> None:
    around = shapely.box(-5, -5, 15, 15).difference(HOME)
    assert walls_of(HOME, around).outer_m.tolist() == pytest.approx([0, 80])


def test_walls_on_the_far_side_are_not_hit() -> None:
    ring = shapely.box(-20, -20, 30, 30).difference(HOME)
    hits = hits_of(walls_of(HOME), (ring, (-10, 5)))
    assert hits.wall_m.tolist() == pytest.approx([10]), "the near side only: the other three face away"
    assert hits.nearest_m.tolist() == pytest.approx([10])


def test_stretches_flatter_than_75_degrees_are_dropped() -> None:
    """One metre in front of a long wall: tan 75° is 3.732 m to either side."""
    slab = shapely.box(0, 0, 100, 10)
    hits = hits_of(walls_of(slab), (shapely.box(-20, -30, 120, 0), (50, -1)))
    assert hits.wall_m.tolist() == pytest.approx([2 * np.tan(np.radians(75))])


def test_less_than_a_metre_is_no_building_hit() -> None:
    walls = walls_of(HOME)
    hits = hits_of(walls, (shapely.box(-5, 0, 0, 0.9), (-5, 0.5)), (shapely.box(-5, 0, 0, 1.1), (-5, 0.5)))
    assert hits.buildings.tolist() == [0, 1]
    assert hits.wall_m.tolist() == pytest.approx([0.9, 1.1])
    assert hits.outer_m.tolist() == pytest.approx([40, 40])


def test_a_view_of_no_home_has_no_distance() -> None:
    hits = hits_of(walls_of(HOME), (shapely.box(100, 0, 110, 10), (100, 5)))
    assert (hits.wall_m.tolist(), hits.buildings.tolist(), hits.outer_m.tolist()) == ([0], [0], [0])
    assert np.isnan(hits.nearest_m[0])


def test_no_homes_at_all() -> None:
    hits = hits_of(walls_of(others=(HOME,)), (shapely.box(-5, 0, 0, 5), (-5, 1)))
    assert (hits.wall_m.tolist(), hits.buildings.tolist()) == ([0], [0])


places = st.integers(0, 24)
boxes = st.builds(
    lambda x, y, w, h: shapely.box(x, y, x + w, y + h), places, places, st.integers(1, 9), st.integers(1, 9)
)


@st.composite
def towns(draw: st.DrawFn) -> list[shapely.Polygon]:
    """Houses that touch or stand apart, but do not overlap."""
    town: list[shapely.Polygon] = []
    for house in draw(st.lists(boxes, min_size=1, max_size=6)):
        if all(house.intersection(other).area == 0 for other in town):
            town.append(house)
    return town


@given(towns())
@settings(max_examples=150, deadline=None)
def test_outer_walls_are_the_outlines_without_what_touches(town: list[shapely.Polygon]) -> None:
    walls = walls_of(*town)
    for n, house in enumerate(town):
        rest = shapely.union_all([other for m, other in enumerate(town) if m != n])
        assert walls.outer_m[n] == pytest.approx(house.exterior.difference(rest).length, abs=1e-6)


@given(towns(), places, places, st.integers(3, 40), st.floats(0.1, 1.0))
@settings(max_examples=150, deadline=None)
def test_a_smaller_view_never_hits_more_and_party_walls_are_never_hit(
    town: list[shapely.Polygon], x: int, y: int, reach: int, share: float
) -> None:
    eye = (x + 0.5, y + 0.5)
    walls, houses = walls_of(*town), shapely.union_all(town)
    discs = [shapely.Point(eye).buffer(r).difference(houses) for r in (reach, reach * share)]
    large, small = (hits_of(walls, (disc, eye)) for disc in discs)
    assert small.wall_m[0] <= large.wall_m[0] + 1e-6
    assert small.buildings[0] <= large.buildings[0]
    outer = sum(h.exterior.difference(shapely.union_all([o for o in town if o is not h])).length for h in town)
    assert large.wall_m[0] <= min(outer, large.outer_m[0]) + 1e-6
    near = large.nearest_m[0]
    assert np.isnan(near) or near >= shapely.Point(eye).distance(houses.boundary) - 1e-6


@given(st.tuples(places, places, places, places), boxes, boxes)
@settings(max_examples=200, deadline=None)
def test_stretches_inside_are_those_of_overlay(
    ends: tuple[int, int, int, int], one: shapely.Polygon, other: shapely.Polygon
) -> None:
    shape = one.symmetric_difference(other)  # holes, parts that touch
    line = np.array([ends], dtype=float) + 0.25
    exact = shapely.LineString(line.reshape(2, 2)).intersection(shape).length
    spans = spans_inside(line, edges_of(shapes(shape)), Pairs(np.array([0]), np.array([0, 1])))
    assert (spans.end_m - spans.start_m).sum() == pytest.approx(exact, abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9), st.integers(1, 9)), max_size=12))
def test_a_union_and_what_it_leaves_make_up_the_lines(rows: list[tuple[int, int, int]]) -> None:
    lines = np.array([[0.0, n, 20.0, n] for n in range(3)])
    line, start, end = (np.array([(r[0], r[1], r[1] + r[2])[n] for r in rows]) for n in range(3))
    spans = Spans(line.astype(np.int64), np.zeros(len(rows), dtype=np.int64), start.astype(float), end.astype(float))
    union = [len(set().union(*(range(s, s + w) for n, s, w in rows if n == one))) for one in range(3)]
    found, length = united_lengths(spans.line, spans.start_m, spans.end_m)
    assert dict(zip(found.tolist(), length.tolist(), strict=True)) == {n: u for n, u in enumerate(union) if u}
    row, pieces = left_over(lines, spans)
    assert np.bincount(row, pieces[:, 2] - pieces[:, 0], minlength=3).tolist() == [20 - u for u in union]
