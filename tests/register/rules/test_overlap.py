"""Overlap with other cameras of the same purpose."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.register.rules.edges import edges_of
from gridmap.register.rules.overlap import overlap_m2

C1, C2 = shapely.box(0, 0, 30, 40), shapely.box(20, 0, 50, 40)


def shared(
    views: list[shapely.Geometry], purposes: list[list[str]], housings: list[str | None] | None = None
) -> list[float]:
    made = np.empty(len(views), dtype=object)
    made[:] = views
    cameras = pd.DataFrame({"purpose": purposes, "housing_id": housings or [None] * len(views)})
    return [float(m2) for m2 in overlap_m2(edges_of(made), cameras)[1]]


def test_ground_that_two_cameras_of_one_purpose_see() -> None:
    assert shared([C1, C2], [["parking"], ["webcam", "parking"]]) == pytest.approx([400, 400])


@pytest.mark.parametrize("purposes", [[["parking"], ["webcam"]], [["unspecified"], ["unspecified"]], [[], []]])
def test_no_purpose_in_common_is_no_overlap(purposes: list[list[str]]) -> None:
    assert shared([C1, C2], purposes) == [0, 0]


def test_imagers_of_one_housing_are_one_camera() -> None:
    assert shared([C1, C2], [["parking"]] * 2, ["H1", "H1"]) == [0, 0]
    assert shared([C1, C2], [["parking"]] * 2, ["H1", "H2"]) == pytest.approx([400, 400])


def test_ground_seen_by_several_others_counts_once() -> None:
    assert shared([C1, C2, C2], [["parking"]] * 3) == pytest.approx([400, 1200, 1200])


boxes = st.builds(
    lambda x, y, w, h: shapely.box(x, y, x + w, y + h),
    st.integers(0, 30), st.integers(0, 30), st.integers(1, 20), st.integers(1, 20),
)  # fmt: skip


@given(st.lists(st.tuples(boxes, st.sampled_from(["parking", "webcam"])), max_size=6))
@settings(max_examples=100, deadline=None)
def test_overlap_is_the_intersection_with_the_union_of_the_others(rows: list[tuple[shapely.Polygon, str]]) -> None:
    found = shared([view for view, _ in rows], [[purpose] for _, purpose in rows])
    for n, (view, purpose) in enumerate(rows):
        others = shapely.union_all([v for m, (v, p) in enumerate(rows) if m != n and p == purpose])
        assert found[n] == pytest.approx(view.intersection(others).area, abs=1e-6)
