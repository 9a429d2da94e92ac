"""Cells and faces against shapely, cell by cell; what nobody sees makes no face."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.errors import BadValue
from gridmap.register.rules.edges import edges_of
from gridmap.register.rules.faces import Faces, centres_within, cut_faces
from gridmap.register.rules.view import wedges
from tests.builders import AWKWARD

Pair = tuple[int, int]


def _cut(areas: list[shapely.Geometry], views: list[shapely.Geometry], pairs: list[Pair], cell_m: float = 2.0) -> Faces:
    area_row, view_row = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return cut_faces(
        edges_of(np.array(areas, dtype=object)),
        edges_of(np.array(views, dtype=object)),
        area_row=area_row,
        view_row=view_row,
        camera_row=view_row,
        cameras=len(views),
        cell_m=cell_m,
    )


def _as_counts(faces: Faces) -> Counter[tuple[int, tuple[int, ...]]]:
    found: Counter[tuple[int, tuple[int, ...]]] = Counter()
    for n in range(len(faces)):
        found[int(faces.area[n]), tuple(faces.camera[faces.first[n] : faces.first[n + 1]].tolist())] += int(
            faces.cells[n]
        )
    return found


def _by_shapely(
    areas: list[shapely.Geometry], views: list[shapely.Geometry], pairs: list[Pair], cell_m: float
) -> Counter[tuple[int, tuple[int, ...]]]:
    found: Counter[tuple[int, tuple[int, ...]]] = Counter()
    for a, area in enumerate(areas):
        if area.is_empty:
            continue
        west, south, east, north = area.bounds
        x = (np.arange(np.floor(west / cell_m), np.ceil(east / cell_m)) + 0.5) * cell_m
        y = (np.arange(np.floor(south / cell_m), np.ceil(north / cell_m)) + 0.5) * cell_m
        centres = shapely.points(*(v.ravel() for v in np.meshgrid(x, y)))
        inside = centres[shapely.contains(area, centres)]
        mine = sorted(v for p, v in pairs if p == a)
        hits = np.array([shapely.contains(views[v], inside) for v in mine]).reshape(len(mine), len(inside))
        for column in hits.T:
            if column.any():
                found[a, tuple(v for v, hit in zip(mine, column, strict=True) if hit)] += 1
    return found


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), cell_m=st.sampled_from([1.0, 2.0, 3.7]))
def test_faces_are_what_shapely_finds_cell_by_cell(seed: int, cell_m: float) -> None:
    rng = np.random.default_rng(seed)
    x, y, turn = rng.uniform(-80, 80, (3, 6))
    views = list(wedges(x, y, heading_deg=turn * 4, hfov_deg=rng.uniform(20, 360, 6), range_m=rng.uniform(1, 70, 6),
                        near_m=rng.uniform(0, 8, 6)))  # fmt: skip
    west, south = rng.uniform(-90, 60, (2, 3))
    areas = [
        shapely.box(west[0], south[0], west[0] + 41.3, south[0] + 23.7),
        shapely.Point(west[1], south[1]).buffer(33.1),
        shapely.box(west[2], south[2], west[2] + 60.1, south[2] + 50.3).difference(
            shapely.box(west[2] + 10.2, south[2] + 10.4, west[2] + 30.6, south[2] + 30.9)
        ),
    ]
    pairs = [(a, v) for a in range(3) for v in range(6) if rng.random() < 0.7]
    assert _as_counts(_cut(areas, views, pairs, cell_m)) == _by_shapely(areas, views, pairs, cell_m)


def test_multipolygons_and_holes_of_the_awkward_set() -> None:
    views = [shapely.box(-50, -50, 50, 50), shapely.box(1.03, -50, 50, 50)]
    areas = [AWKWARD[name] for name in ("hole", "multipolygon", "corner-touching", "empty")]
    pairs = [(a, v) for a in range(len(areas)) for v in range(2)]
    found = _cut(areas, views, pairs, 0.07)
    assert _as_counts(found) == _by_shapely(areas, views, pairs, 0.07)
    assert found.seen_cells()[3] == 0


def test_a_cell_on_a_shared_border_is_seen_once() -> None:
    """Centres at 1, 3, 5 …: the border x = 5 runs through a column of them."""
    views = [shapely.box(0, 0, 5, 10), shapely.box(5, 0, 10, 10)]
    found = _as_counts(_cut([shapely.box(0, 0, 10, 10)], views, [(0, 0), (0, 1)]))
    assert found == {(0, (0,)): 10, (0, (1,)): 15}


def test_what_no_camera_sees_makes_no_face() -> None:
    found = _cut(
        [shapely.box(0, 0, 100, 100), shapely.box(500, 0, 600, 100)], [shapely.box(0, 0, 10, 10)], [(0, 0), (1, 0)]
    )
    assert _as_counts(found) == {(0, (0,)): 25}
    assert found.seen_cells().tolist() == [25, 0]


def test_a_view_is_of_no_use_to_an_area_that_it_does_not_serve() -> None:
    both = [shapely.box(0, 0, 10, 10), shapely.box(0, 0, 10, 10)]
    assert _as_counts(_cut([shapely.box(0, 0, 10, 10)], both, [(0, 1)])) == {(0, (1,)): 25}


def test_no_pairs_no_faces() -> None:
    assert len(_cut([shapely.box(0, 0, 10, 10)], [shapely.box(0, 0, 10, 10)], [])) == 0


@pytest.mark.parametrize("cell_m", [0.0, -2.0, np.nan, np.inf])
def test_a_cell_that_cannot_be_laid_is_refused(cell_m: float) -> None:
    with pytest.raises(BadValue, match="above 0"):
        _cut([shapely.box(0, 0, 10, 10)], [shapely.box(0, 0, 10, 10)], [(0, 0)], cell_m)


def test_an_area_too_large_for_its_cells_is_refused_with_its_size() -> None:
    huge = shapely.box(0, 0, 40_000, 30_000)
    with pytest.raises(BadValue, match=r"40\.0 by 30\.0 km"):
        _cut([huge], [huge], [(0, 0)])


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 1000))
def test_centres_within_both_are_those_of_the_face(seed: int) -> None:
    rng = np.random.default_rng(seed)
    view = wedges(*rng.uniform(-30, 30, 2), heading_deg=rng.uniform(0, 360), hfov_deg=70, range_m=50)[0]
    area = shapely.box(-20.3, -15.1, 25.7, 30.3)
    x, y = centres_within(*(edges_of(np.array([s], dtype=object)).ends for s in (area, view)), cell_m=2.0)
    assert shapely.contains_xy(area, x, y).all()
    assert shapely.contains_xy(view, x, y).all()
    assert len(x) == _cut([area], [view], [(0, 0)]).seen_cells()[0]
