"""Queen neighbours: libpysal's graph on clean tilings, geometry where borders are not shared."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.graph import Graph

from gridmap.grids.rules.neighbours import queen_neighbours
from tests.builders import AWKWARD, shapes, squares, voronoi


def _by_geometry(geometries: np.ndarray) -> np.ndarray:
    touching = np.array([[bool(shapely.intersects(a, b)) for b in geometries] for a in geometries], dtype=float)
    np.fill_diagonal(touching, 0.0)
    return touching


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000), cells=st.integers(2, 80))
def test_clean_tiling_equals_libpysal_queen(seed: int, cells: int) -> None:
    geometries = voronoi(cells, seed=seed)
    ours = queen_neighbours(geometries)
    theirs = Graph.build_contiguity(gpd.GeoSeries(geometries), rook=False).sparse
    assert abs(ours - theirs).sum() == 0


def test_corner_neighbours_count() -> None:
    assert queen_neighbours(squares(3, 3)).sum(axis=1).tolist() == [3, 5, 3, 5, 8, 5, 3, 5, 3]


@settings(max_examples=15, deadline=None)
@given(offset=st.sampled_from([0.25, 0.5, 1.0]), width=st.integers(1, 5))
def test_borders_without_shared_vertices_are_found_by_geometry(offset: float, width: int) -> None:
    long = shapely.box(0, 0, width, 1)
    above = [shapely.box(i + offset - 1, 1, i + offset, 2) for i in range(width + 1)]
    geometries = shapes(long, *above)
    np.testing.assert_array_equal(queen_neighbours(geometries).toarray(), _by_geometry(geometries))


def test_vertex_of_an_inner_grid_on_a_long_edge() -> None:
    long, left = shapely.box(0, 1, 4, 2), shapely.Polygon([(0, 0), (2, 1), (0, 1)])
    right, wedge = shapely.Polygon([(4, 0), (4, 1), (2, 1)]), shapely.Polygon([(0, 0), (4, 0), (2, 1)])
    geometries = shapes(long, left, right, wedge)
    np.testing.assert_array_equal(queen_neighbours(geometries).toarray(), _by_geometry(geometries))


def test_overlaps_holes_none_and_empty() -> None:
    island = shapely.box(1, 1, 3, 3)
    geometries = shapes(AWKWARD["hole"], island, None, shapely.Polygon(), shapely.box(3.5, 3.5, 5, 5))
    expected = np.zeros((5, 5))
    for a, b in ((0, 1), (0, 4)):
        expected[a, b] = expected[b, a] = 1.0
    np.testing.assert_array_equal(queen_neighbours(geometries).toarray(), expected)


@pytest.mark.parametrize("geometries", [shapes(), shapes(None), squares(1, 1)])
def test_nobody_has_no_neighbours(geometries: np.ndarray) -> None:
    assert queen_neighbours(geometries).nnz == 0
