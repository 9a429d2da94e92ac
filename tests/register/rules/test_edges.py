"""Polygons as arrays: what comes back is what went in, and no pair is missed."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.register.rules.edges import edges_of, joined, outlines_of, pairs_of_boxes

HOLED = shapely.box(0, 0, 10, 10) - shapely.box(2, 2, 4, 4) - shapely.box(6, 6, 7, 8)
SHAPES = [
    shapely.box(-3, 5, -1, 6),
    HOLED,
    shapely.MultiPolygon([shapely.box(20, 0, 21, 1), HOLED]),
    shapely.Polygon(),
    shapely.MultiPolygon(),
]
CHOSEN = st.lists(st.sampled_from(SHAPES), max_size=6)
BOXES = st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50), st.floats(0, 60), st.floats(0, 60)), max_size=40)


def _array(shapes: list[shapely.Geometry]) -> np.ndarray:
    return np.array([*shapes, None], dtype=object)[:-1]


def _full_parts(shapes: list[shapely.Geometry]) -> np.ndarray:
    parts = shapely.get_parts(_array(shapes))
    return np.asarray(parts[~shapely.is_empty(parts)])


@settings(deadline=None)  # the first call compiles
@given(CHOSEN, CHOSEN)
def test_outlines_keep_the_full_parts(one: list[shapely.Geometry], other: list[shapely.Geometry]) -> None:
    both = joined([outlines_of(_array(one)), outlines_of(_array(other))])
    parts = _full_parts([*one, *other])
    assert len(both) == len(parts)
    assert shapely.equals_exact(both.polygons(), parts, 0.0).all()
    assert both.bounds().tolist() == shapely.bounds(parts).reshape(-1, 4).tolist()
    rows = np.arange(len(parts))[::-2]
    assert shapely.equals_exact(both.taken(rows).polygons(), parts[rows], 0.0).all()


@settings(deadline=None)
@given(CHOSEN)
def test_edges_run_around_each_shape(shapes: list[shapely.Geometry]) -> None:
    """By Green's theorem the directed edges of shells and holes add up to the area, of each shape and of each part."""
    for edges, areas in (
        (edges_of(_array(shapes)), shapely.area(_array(shapes))),
        (outlines_of(_array(shapes)).edges(), shapely.area(_full_parts(shapes))),
    ):
        x0, y0, x1, y1 = edges.ends.T
        doubled = np.append(0, np.cumsum(x0 * y1 - x1 * y0))[edges.first]
        assert (np.diff(doubled) / 2).tolist() == areas.tolist()


@settings(deadline=None)
@given(BOXES, BOXES, st.booleans())
def test_pairs_are_the_boxes_that_meet(
    cells: list[tuple[float, ...]], boxes: list[tuple[float, ...]], gap: bool
) -> None:
    one, other = (np.array(b, dtype=float).reshape(-1, 4) for b in (cells, boxes))
    one[:, 2:], other[:, 2:] = one[:, :2] + one[:, 2:], other[:, :2] + other[:, 2:]
    if gap and len(one):
        one[len(one) // 2] = np.nan  # an empty cell
    pairs = pairs_of_boxes(one, other)
    for n, (west, south, east, north) in enumerate(one):
        apart = (other[:, 0] > east) | (other[:, 2] < west) | (other[:, 1] > north) | (other[:, 3] < south)
        expected = [] if np.isnan(west) else np.flatnonzero(~apart).tolist()
        assert pairs.row[pairs.first[n] : pairs.first[n + 1]].tolist() == expected
