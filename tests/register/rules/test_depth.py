"""By how many cameras and operators ground is seen, for what and with which functions: the worked example, overlay, invariants."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.register.rules import part, rollup
from gridmap.register.rules.coverage import Coverage, blocked_ground, covered, covered_by
from tests.register.rules.test_coverage import BOXES, GRIDS, LOOKS, _buildings, _layer, _views

BUILDING = shapely.box(60, 0, 100, 100)
EXAMPLE = [shapely.box(0, 0, 30, 40), shapely.box(20, 0, 50, 40), shapely.box(50, 50, 70, 100)]


def _cameras(*rows: dict[str, Any]) -> pd.DataFrame:
    none = {"housing_id": None, "operator": "A", "purpose": "parking", "functions": "", "quality": "measured"}
    frame = pd.DataFrame([none | row for row in rows], columns=list(none))
    return frame.assign(parts=part.part_lists(frame))


def _seen(
    grids: list[Any], views: list[Any], blocked: list[Any], cameras: pd.DataFrame, public_m2: np.ndarray | None = None
) -> Coverage:
    layer = _layer(grids)
    barred = blocked_ground(layer, _layer(blocked), None, None)
    return covered_by(layer, _layer(views), barred, tags=part.tags_of(cameras), public_m2=public_m2)


def test_the_worked_example_is_computed_exactly() -> None:
    cameras = _cameras({}, {"quality": "derived"}, {"operator": "B"})
    found = _seen([shapely.box(0, 0, 100, 100)], EXAMPLE, [BUILDING], cameras)
    told = rollup.told(found.ground.sum(), public_m2=float(found.figures["public_m2"].sum()))
    assert found.figures["public_m2"].tolist() == pytest.approx([6_000])
    assert told["share"] == pytest.approx(0.416667, abs=1e-6)
    assert told["by_cameras"]["2"] == {"seen_m2": 400.0, "share": pytest.approx(0.066667, abs=1e-6)}
    assert "3" not in told["by_cameras"]
    assert (told["camera_m2"], told["mean_depth"]) == (2_900.0, 1.16)
    assert told["quality"] == {
        "measured": pytest.approx(1_700 / 2_900, abs=1e-6),
        "derived": pytest.approx(1_200 / 2_900, abs=1e-6),
    }
    assert told["by_operators"] == {"1": {"seen_m2": 2_500.0, "share": pytest.approx(0.416667, abs=1e-6)}}


def test_imagers_of_one_housing_are_one_camera_and_strangers_in_it_are_two() -> None:
    grid, view = shapely.box(0, 0, 10, 10), shapely.box(0, 0, 10, 5)
    one = _cameras({"housing_id": "P1", "quality": "derived"}, {"housing_id": "P1"})
    ground = _seen([grid], [view, view], [], one).ground.iloc[0]
    assert (ground["cameras:1"], ground["cameras:2"], ground["camera_m2:derived"]) == (50, 0, 50)
    two = _cameras({"housing_id": "P1"}, {"housing_id": "P1", "operator": "B"})
    ground = _seen([grid], [view, view], [], two).ground.iloc[0]
    assert (ground["cameras:2"], ground["operators:2"], ground["camera_m2:measured"]) == (50, 50, 100)


def test_an_unknown_operator_is_a_group_of_its_own() -> None:
    grid, view = shapely.box(0, 0, 10, 10), shapely.box(0, 0, 10, 5)
    ground = _seen([grid], [view] * 3, [], _cameras({}, {"operator": None}, {"operator": None})).ground.iloc[0]
    assert (ground["cameras:3"], ground["operators:2"], ground["operators:3"]) == (50, 50, 0)


def test_functions_tell_on_off_and_unknown_from_no() -> None:
    told = ("audio:on", "audio:fitted_off", "audio:unknown", "audio:no")
    views = [shapely.box(10 * n, 0, 10 * n + 10, 10) for n in range(5)]
    cameras = _cameras(*({"functions": functions} for functions in (*told, "")))
    ground = _seen([shapely.box(0, 0, 50, 10)], views, [], cameras).ground.iloc[0]
    states = {state: ground[f"function:audio:{state}"] for state in ("on", "fitted_off", "unknown")}
    assert states == {"on": 100, "fitted_off": 100, "unknown": 200}  # nobody told of the last one
    assert "function:audio:no" not in ground.index
    counts = part.function_counts(cameras["parts"])
    assert counts["audio"] == {"no": 1, "fitted_off": 1, "on": 1, "unknown": 2}


def test_a_camera_of_two_purposes_counts_under_both_and_one_of_none_as_unspecified() -> None:
    views = [shapely.box(0, 0, 10, 10), shapely.box(5, 0, 15, 10), shapely.box(20, 0, 21, 10)]
    cameras = _cameras({"purpose": "parking,webcam"}, {"purpose": "parking"}, {"purpose": ""})
    ground = _seen([shapely.box(0, 0, 30, 10)], views, [], cameras).ground.iloc[0]
    purposes = [ground[f"purpose:{name}"] for name in ("parking", "webcam", "unspecified")]
    assert purposes == [150, 100, 10]


def test_nothing_is_told_by_programme() -> None:
    assert not [name for name in part.PARTS if "programme" in name]


def _at_least(views: list[Any], n: int) -> Any:
    return shapely.union_all([shapely.intersection_all(list(some)) for some in combinations(views, n)])


@settings(max_examples=40, deadline=None)
@given(LOOKS, BOXES, st.lists(st.integers(0, 2), min_size=7, max_size=7))
def test_depths_equal_the_naive_overlay(
    looks: list[tuple[float, ...]], boxes: list[tuple[float, ...]], owners: list[int]
) -> None:
    views, buildings = _views(looks), _buildings(boxes)
    cameras = _cameras(*({"operator": str(n), "purpose": "webcam" if n else "parking"} for n in owners[: len(views)]))
    found = _seen(GRIDS, views, buildings, cameras)
    of = [[v for v, n in zip(views, owners, strict=False) if n == owner] for owner in range(3)]
    by_owner = [shapely.union_all(shapes) for shapes in of if shapes]
    for grid, row in zip(GRIDS, found.ground.to_dict("records"), strict=True):
        public = grid.difference(shapely.union_all(buildings))
        for n in (1, 2, 3):
            assert row[f"cameras:{n}"] == pytest.approx(_at_least(views, n).intersection(public).area, abs=1e-5)
            assert row[f"operators:{n}"] == pytest.approx(_at_least(by_owner, n).intersection(public).area, abs=1e-5)
        purpose = shapely.union_all([v for v, n in zip(views, owners, strict=False) if n]).intersection(public)
        assert row["purpose:webcam"] == pytest.approx(purpose.area, abs=1e-5)
        summed = sum(v.intersection(public).area for v in views)
        assert row["camera_m2:measured"] == pytest.approx(summed, abs=1e-4)


@settings(max_examples=25, deadline=None)
@given(LOOKS, BOXES)
def test_seen_by_one_is_the_union_and_no_depth_grows_when_a_camera_goes(
    looks: list[tuple[float, ...]], boxes: list[tuple[float, ...]]
) -> None:
    views, buildings = _views(looks), _buildings(boxes)
    cameras = _cameras(*({"operator": str(n % 2), "housing_id": f"H{n // 2}"} for n in range(len(views))))
    before = _seen(GRIDS, views, buildings, cameras)
    barred = blocked_ground(_layer(GRIDS), _layer(buildings), None, None)
    union = covered(_layer(GRIDS), _layer(views), barred)
    assert before.ground["cameras:1"].to_numpy() == pytest.approx(union["seen_m2"].to_numpy(), abs=1e-6)
    assert (before.ground[list(part.CAMERAS)].diff(axis=1).iloc[:, 1:] <= 0).all(axis=None)
    assert (before.ground["operators:2"] <= before.ground["cameras:2"] + 1e-6).all()
    for gone in range(len(views)):
        left = cameras.drop(index=gone)
        after = _seen(GRIDS, views[:gone] + views[gone + 1 :], buildings, left)
        assert (after.ground <= before.ground + 1e-6).all(axis=None)


@settings(max_examples=40, deadline=None)
@given(LOOKS, BOXES)
def test_ground_near_views_is_measured_as_the_whole_grid_is(
    looks: list[tuple[float, ...]], boxes: list[tuple[float, ...]]
) -> None:
    views, buildings = _views(looks), _buildings(boxes)
    cameras = _cameras(*({"operator": str(n)} for n in range(len(views))))
    whole = _seen(GRIDS, views, buildings, cameras)
    near = _seen(GRIDS, views, buildings, cameras, public_m2=whole.figures["public_m2"].to_numpy())
    assert near.ground.to_numpy() == pytest.approx(whole.ground.to_numpy(), abs=1e-5)
