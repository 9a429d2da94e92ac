"""Masks are cut out of views, and only those that hide something in every picture."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.errors import BadValue
from gridmap.register.rules.cuts import without, without_masks
from tests.register.rules.sight import array_of

VIEW = shapely.box(0, 0, 10, 10)
LEFT, LOW = shapely.box(-5, -5, 4, 20), shapely.box(-5, -5, 20, 3)


def _masked(mask: shapely.Geometry | None, *, follows_ptz: bool = False, is_ptz: bool = False) -> float:
    cut = without_masks(
        array_of([VIEW]), view=np.array([0]), mask=array_of([mask]), follows_ptz=[follows_ptz], is_ptz=[is_ptz]
    )
    return float(cut[0].area)


def test_a_mask_is_cut_out_of_its_view() -> None:
    assert _masked(LEFT) == 60.0
    assert _masked(shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)])) == 98.0


def test_on_a_camera_that_turns_only_masks_that_follow_cut() -> None:
    assert _masked(LEFT, is_ptz=True) == 100.0
    assert _masked(LEFT, is_ptz=True, follows_ptz=True) == 60.0


@pytest.mark.parametrize("mask", [None, shapely.Polygon()])
def test_a_mask_without_geometry_cuts_nothing(mask: shapely.Geometry | None) -> None:
    assert _masked(mask, follows_ptz=True) == 100.0


@pytest.mark.parametrize("mask", [shapely.Point(1, 1), shapely.Polygon([(0, 0), (4, 4), (4, 0), (0, 4)])])
def test_a_mask_that_is_no_polygon_is_refused(mask: shapely.Geometry) -> None:
    with pytest.raises(BadValue, match="masks"):
        _masked(mask)


def test_pieces_that_overlap_are_cut_once_from_their_view_and_from_no_other() -> None:
    views = array_of([VIEW, shapely.Polygon(), VIEW, VIEW])
    cut = without(views, view=np.array([2, 0, 1, 2]), ground=array_of([LEFT, LOW, LEFT, LOW]))
    assert shapely.area(cut).tolist() == [70.0, 0.0, 42.0, 100.0]
    assert shapely.area(views).tolist() == [100.0, 0.0, 100.0, 100.0]


def test_a_view_masked_as_a_whole_is_empty() -> None:
    assert without(array_of([VIEW]), view=np.array([0]), ground=array_of([VIEW.buffer(1)]))[0].is_empty


def test_slivers_of_rounding_are_dropped_and_pieces_kept() -> None:
    middle = shapely.box(1e-8, -1, 5, 11)
    left = without(array_of([VIEW]), view=np.array([0]), ground=array_of([middle]))[0]
    assert left.equals(shapely.box(5, 0, 10, 10))
    both = without(array_of([VIEW]), view=np.array([0]), ground=array_of([shapely.box(4, -1, 5, 11)]))[0]
    assert both.geom_type == "MultiPolygon"


def test_nothing_to_cut() -> None:
    none = np.empty(0, dtype=np.int64)
    assert without(array_of([VIEW]), view=none, ground=array_of([]))[0] == VIEW
    assert without_masks(array_of([]), view=none, mask=array_of([]), follows_ptz=[], is_ptz=[]).tolist() == []
