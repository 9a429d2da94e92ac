"""Point to grid: identical to `covers` with the lowest code, on edges and corners too."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.errors import BadValue
from gridmap.grids.rules.assign import OUTSIDE, area_lookup, assign, grid_lookup, smallest_area_of
from tests.builders import AWKWARD, grid_codes, shapes, squares, voronoi


def _by_covers(geometries: np.ndarray, codes: list[str], lon: np.ndarray, lat: np.ndarray) -> list[int]:
    """The rule as it is written: covers, then min(code)."""
    found = []
    for point in shapely.points(lon, lat):
        rows = np.flatnonzero(shapely.covers(geometries, point))
        found.append(min(rows, key=lambda r: codes[r]) if len(rows) else OUTSIDE)
    return [int(row) for row in found]


def _points_on(geometries: np.ndarray, rng: np.random.Generator, count: int) -> np.ndarray:
    """Vertices, points on edges, and points anywhere around."""
    corners, owner = shapely.get_coordinates(geometries, return_index=True)
    i = rng.integers(0, len(corners) - 1, count)
    share = rng.choice([0.0, 0.5, 0.25, 0.1, 1 / 3], (count, 1))
    edges = np.where((owner[i] == owner[i + 1])[:, None], corners[i] * (1 - share) + corners[i + 1] * share, corners[i])
    low, high = corners.min(axis=0), corners.max(axis=0)
    return np.concatenate(
        [corners[i], edges, rng.uniform(low - 0.1 * (high - low), high + 0.1 * (high - low), (count, 2))]
    )


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), cells=st.integers(2, 60))
def test_irregular_tilings_agree_with_covers(seed: int, cells: int) -> None:
    rng = np.random.default_rng(seed)
    geometries = voronoi(cells, seed=seed)
    codes = [f"{n:03d}" for n in rng.permutation(len(geometries))]
    points = _points_on(geometries, rng, 60)
    found = assign(grid_lookup(geometries, codes), points[:, 0], points[:, 1])
    assert found.tolist() == _by_covers(geometries, codes, points[:, 0], points[:, 1])


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_overlapping_holed_and_many_part_polygons_agree_with_covers(seed: int) -> None:
    rng = np.random.default_rng(seed)
    kinds = ["square", "hole", "multipolygon", "corner-touching", "thin", "none", "empty"]
    picked = [AWKWARD[k] for k in rng.choice(kinds, 8)]
    moved = [shapely.transform(g, lambda c: c * rng.integers(1, 4) + rng.integers(0, 6, 2)) if g else g for g in picked]
    geometries = shapes(*moved)
    codes = [f"{n:02d}" for n in rng.permutation(len(geometries))]
    if not len(shapely.get_coordinates(geometries)):
        return
    points = _points_on(geometries, rng, 40)
    found = assign(grid_lookup(geometries, codes), points[:, 0], points[:, 1])
    assert found.tolist() == _by_covers(geometries, codes, points[:, 0], points[:, 1])


@pytest.mark.parametrize("name", ["bow-tie", "spike", "flat", "thin"])
def test_invalid_slivers_do_as_geos_does(name: str) -> None:
    geometries = shapes(AWKWARD[name])
    points = _points_on(geometries, np.random.default_rng(3), 60)
    found = assign(grid_lookup(geometries, ["1"]), points[:, 0], points[:, 1])
    assert found.tolist() == _by_covers(geometries, ["1"], points[:, 0], points[:, 1])


def test_point_on_shared_edge_goes_to_lower_code() -> None:
    left, right = squares(2, 1)
    middle = (left.bounds[2], (left.bounds[1] + left.bounds[3]) / 2)
    for codes, winner in ((["1", "2"], 0), (["2", "1"], 1), (["10", "9"], 0)):  # text order: "10" < "9"
        found = assign(grid_lookup(shapes(left, right), codes), np.array([middle[0]]), np.array([middle[1]]))
        assert found.tolist() == [winner]


def test_corner_of_four_goes_to_lowest_code() -> None:
    geometries = squares(2, 2)
    corner = geometries[0].bounds[2], geometries[0].bounds[1]
    found = assign(grid_lookup(geometries, ["d", "b", "a", "c"]), np.array([corner[0]]), np.array([corner[1]]))
    assert found.tolist() == [2]


def test_every_point_inside_is_in_exactly_one_grid() -> None:
    geometries = squares(4, 3)
    inner = shapely.point_on_surface(geometries)
    found = assign(grid_lookup(geometries, grid_codes(12)), shapely.get_x(inner), shapely.get_y(inner))
    assert found.tolist() == list(range(12))


def test_outside_nan_and_infinite_are_in_no_grid() -> None:
    lookup = grid_lookup(squares(1, 1), ["1"])
    lon, lat = np.array([0.0, np.nan, 116.302, np.inf, -np.inf]), np.array([0.0, 39.902, np.nan, 39.9, 1e300])
    assert assign(lookup, lon, lat).tolist() == [OUTSIDE] * 5


def test_hole_belongs_to_the_grid_that_fills_it() -> None:
    hole = AWKWARD["hole"]
    island = shapely.box(1, 1, 3, 3)
    lookup = grid_lookup(shapes(hole, island), ["1", "2"])
    assert assign(lookup, np.array([2.0, 1.0, 0.5]), np.array([2.0, 2.0, 0.5])).tolist() == [1, 0, 0]


def test_no_grids_and_no_points() -> None:
    empty = assign(grid_lookup(shapes(), []), np.array([1.0]), np.array([1.0]))
    assert empty.tolist() == [OUTSIDE]
    assert assign(grid_lookup(shapes(None), ["1"]), np.array([1.0]), np.array([1.0])).tolist() == [OUTSIDE]
    assert assign(grid_lookup(squares(1, 1), ["1"]), np.empty(0), np.empty(0)).tolist() == []


def test_one_code_for_each_geometry() -> None:
    with pytest.raises(BadValue):
        grid_lookup(squares(2, 1), ["1"])
    with pytest.raises(BadValue):
        area_lookup(squares(2, 1), ["1"])


def test_smallest_area_wins_and_equals_go_by_code() -> None:
    city, town = shapely.box(0, 0, 10, 10), shapely.box(0, 0, 5, 5)
    points = shapely.points([(1, 1), (8, 8), (20, 20)])
    assert smallest_area_of(shapes(city, town), ["1", "2"], points).tolist() == [1, 0, OUTSIDE]
    assert smallest_area_of(shapes(town, town), ["b", "a"], points[:1]).tolist() == [1]
    assert smallest_area_of(shapes(town), ["a"], shapes(None)).tolist() == [OUTSIDE]


def test_nearly_level_edges_are_not_lost_between_rows() -> None:
    rng = np.random.default_rng(0)
    steps = np.column_stack([np.linspace(0, 1, 200), 0.5 + rng.uniform(-1e-13, 1e-13, 200)])
    lower = shapely.Polygon([(0, 0), (1, 0), *steps[::-1]])
    upper = shapely.Polygon([*steps, (1, 1), (0, 1)])
    points = np.concatenate([steps, rng.uniform([0, 0.5 - 1e-12], [1, 0.5 + 1e-12], (500, 2))])
    found = assign(grid_lookup(shapes(lower, upper), ["1", "2"]), points[:, 0], points[:, 1])
    assert found.tolist() == _by_covers(shapes(lower, upper), ["1", "2"], points[:, 0], points[:, 1])
