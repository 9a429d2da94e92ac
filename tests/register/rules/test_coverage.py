"""Coverage against the naive way, its invariants, and its edge cases."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity

from gridmap.bench.coverage_workload import make_workload
from gridmap.errors import WrongCrs
from gridmap.register.rules import slab
from gridmap.register.rules.coverage import blocked_ground, covered
from gridmap.register.rules.view import cut_footprints, wedges

CRS = "EPSG:4548"


def _layer(shapes: list[shapely.Geometry], crs: str | None = CRS) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=np.array(shapes, dtype=object), crs=crs)


def _covered(
    grids: list[shapely.Geometry], views: list[shapely.Geometry], blocked: list[shapely.Geometry]
) -> pd.DataFrame:
    layer = _layer(grids)
    return covered(layer, _layer(views), blocked_ground(layer, _layer(blocked), None, None))


def test_share_of_the_worked_example() -> None:
    building = shapely.box(60, 0, 100, 100)
    views = [shapely.box(0, 0, 30, 40), shapely.box(20, 0, 50, 40), shapely.box(50, 50, 70, 100).difference(building)]
    row = _covered([shapely.box(0, 0, 100, 100)], views, [building]).iloc[0]
    assert (row["grid_m2"], row["public_m2"]) == pytest.approx((10_000, 6_000))
    assert row["seen_m2"] == pytest.approx(2_500)
    assert row["share"] == pytest.approx(0.41667, abs=1e-5)
    assert row["views"] == 3


def test_views_that_overlap_count_once_and_roofs_are_no_public_space() -> None:
    row = _covered([shapely.box(0, 0, 10, 10)], [shapely.box(0, 0, 10, 10)] * 3, [shapely.box(0, 0, 10, 5)]).iloc[0]
    assert (row["public_m2"], row["seen_m2"], row["share"]) == pytest.approx((50, 50, 1))


def test_camera_outside_the_grid_counts_for_what_it_sees_inside() -> None:
    view = wedges([-10.0], [5.0], heading_deg=90.0, hfov_deg=60.0, range_m=15.0)[0]
    grid = shapely.box(0, 0, 10, 10)
    row = _covered([grid], [view], []).iloc[0]
    assert row["seen_m2"] == pytest.approx(view.intersection(grid).area)
    assert row["seen_m2"] > 0


def test_grid_without_public_space_has_no_share() -> None:
    row = _covered([shapely.box(0, 0, 10, 10)], [shapely.box(0, 0, 5, 5)], [shapely.box(-1, -1, 11, 11)]).iloc[0]
    assert (row["public_m2"], row["seen_m2"]) == (0.0, 0.0)
    assert np.isnan(row["share"])


def test_layers_may_be_unknown_and_may_overlap() -> None:
    grids = _layer([shapely.box(0, 0, 10, 10)])
    half, third = _layer([shapely.box(0, 0, 10, 5)]), _layer([shapely.box(0, 4, 10, 8)])
    nothing = _layer([])
    assert covered(grids, nothing, blocked_ground(grids, None, None, None))["public_m2"].tolist() == [100.0]
    blocked = blocked_ground(grids, half, third, half)
    assert covered(grids, nothing, blocked)["public_m2"].tolist() == pytest.approx([20.0])


def test_index_of_the_grids_is_kept() -> None:
    grids = _layer([shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)]).set_axis(["011", "010"])
    rows = covered(grids, _layer([shapely.box(12, 0, 14, 10)]), blocked_ground(grids, None, None, None))
    assert rows.index.tolist() == ["011", "010"]
    assert rows["share"].tolist() == pytest.approx([0.0, 0.2])


def test_no_grids() -> None:
    assert _covered([], [shapely.box(0, 0, 1, 1)], []).empty


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4549", None])
def test_degrees_and_mixed_crs_are_refused(crs: str | None) -> None:
    grids, other = _layer([shapely.box(0, 0, 1, 1)]), _layer([shapely.box(0, 0, 1, 1)], crs)
    with pytest.raises(WrongCrs):
        blocked_ground(grids, other, None, None)
    blocked = blocked_ground(grids, None, None, None)
    with pytest.raises(WrongCrs):
        covered(grids, other, blocked)
    with pytest.raises(WrongCrs):
        covered(other, grids, blocked)


HOLED = shapely.Polygon(shapely.box(0, 0, 40, 40).exterior, [shapely.box(10, 10, 20, 30).exterior.coords[::-1]])
AWKWARD = {
    "hole": HOLED,
    "hole wound the wrong way": shapely.Polygon(
        list(HOLED.exterior.coords)[::-1], [list(r.coords)[::-1] for r in HOLED.interiors]
    ),
    "multipolygon": shapely.MultiPolygon([shapely.box(-5, -5, 0.5, 8), HOLED.buffer(-1), shapely.box(39.5, 5, 60, 9)]),
    "edge": shapely.box(50, 0, 60, 50),
    "corner": shapely.box(50, 50, 60, 60),
    "same": shapely.box(0, 0, 50, 50),
    "outside": shapely.box(90, 90, 95, 95),
    "empty": shapely.Polygon(),
    "sliver": shapely.Polygon([(0, 0), (50, 1e-7), (50, 0)]),
    "narrow view": wedges([-20.0], [25.0], heading_deg=90.0, hfov_deg=0.01, range_m=100.0)[0],
    "all-round view": wedges([50.0], [50.0], heading_deg=0.0, hfov_deg=360.0, range_m=30.0)[0],
}


@pytest.mark.parametrize("view", AWKWARD)
@pytest.mark.parametrize("barred", AWKWARD)
def test_awkward_geometries_are_measured_as_overlay_measures_them(view: str, barred: str) -> None:
    grid = shapely.box(0, 0, 50, 50)
    row = _covered([grid], [AWKWARD[view], shapely.box(3, 3, 12, 45)], [AWKWARD[barred]]).iloc[0]
    public = grid.difference(AWKWARD[barred])
    seen = shapely.union_all([AWKWARD[view], shapely.box(3, 3, 12, 45)]).intersection(public)
    assert row["seen_m2"] == pytest.approx(seen.area, abs=1e-5)
    assert row["public_m2"] == pytest.approx(public.area, abs=1e-5)


LOOKS = st.lists(
    st.tuples(st.floats(-60, 160), st.floats(-60, 160), st.floats(0, 360), st.floats(1, 360), st.floats(2, 90)),
    max_size=7,
)
BOXES = st.lists(
    st.tuples(st.floats(-20, 110), st.floats(-20, 110), st.floats(1, 40), st.floats(1, 40), st.floats(0, 90)),
    max_size=7,
)
# two grids that share an edge, one with a hole, far from the origin as real coordinates are
GRIDS = [affinity.translate(g, 500_000, 4_400_000) for g in (
    shapely.Polygon([(0, 0), (55, 3), (50, 100), (-4, 95)], [[(10, 10), (20, 40), (30, 10)]]),
    shapely.Polygon([(55, 3), (110, 0), (100, 100), (50, 100)]),
)]  # fmt: skip


def _views(looks: list[tuple[float, ...]]) -> list[shapely.Geometry]:
    x, y, heading, hfov, far = np.array(looks, dtype=float).reshape(-1, 5).T
    return list(wedges(x + 500_000, y + 4_400_000, heading_deg=heading, hfov_deg=hfov, range_m=far))


def _buildings(boxes: list[tuple[float, ...]]) -> list[shapely.Geometry]:
    return [affinity.rotate(shapely.box(x + 5e5, y + 4.4e6, x + w + 5e5, y + h + 4.4e6), a) for x, y, w, h, a in boxes]


@settings(max_examples=80, deadline=None)
@given(LOOKS, BOXES)
def test_areas_equal_the_naive_union_per_grid(looks: list[tuple[float, ...]], boxes: list[tuple[float, ...]]) -> None:
    views, buildings = _views(looks), _buildings(boxes)
    rows = _covered(GRIDS, views, buildings)
    for grid, row in zip(GRIDS, rows.itertuples(), strict=True):
        public = grid.difference(shapely.union_all(buildings))
        assert row.public_m2 == pytest.approx(public.area, abs=1e-5)
        assert row.seen_m2 == pytest.approx(shapely.union_all(views).intersection(public).area, abs=1e-5)
        assert row.views == sum(view.intersects(grid) for view in views)


@settings(max_examples=20, deadline=None)
@given(LOOKS, BOXES)
def test_coverage_never_grows_when_a_camera_goes(
    looks: list[tuple[float, ...]], boxes: list[tuple[float, ...]]
) -> None:
    views, buildings = _views(looks), _buildings(boxes)
    before = _covered(GRIDS, views, buildings)
    assert ((before["share"].dropna() >= 0) & (before["share"].dropna() <= 1)).all()
    summed = np.zeros(len(GRIDS))
    for gone in range(len(views)):
        after = _covered(GRIDS, views[:gone] + views[gone + 1 :], buildings)
        assert (after["seen_m2"] <= before["seen_m2"] + 1e-6).all()
        summed += _covered(GRIDS, [views[gone]], buildings)["seen_m2"].to_numpy()
    assert (before["seen_m2"] <= summed + 1e-6).all()


@settings(max_examples=40, deadline=None)
@given(LOOKS, BOXES)
def test_cut_views_cover_what_free_views_cover(looks: list[tuple[float, ...]], boxes: list[tuple[float, ...]]) -> None:
    views, buildings = _views(looks), _buildings(boxes)
    footprints = np.array(buildings, dtype=object)
    cut = cut_footprints(np.array(views, dtype=object), footprints, shapely.STRtree(footprints))
    free = _covered(GRIDS, views, buildings)["seen_m2"]
    assert _covered(GRIDS, list(cut), buildings)["seen_m2"].to_numpy() == pytest.approx(free.to_numpy(), abs=1e-5)


def test_a_small_city_equals_the_naive_way_on_every_grid() -> None:
    work = make_workload(100, 400, buildings=1_500, seed=3)
    views = wedges(work.x_m, work.y_m, heading_deg=work.heading_deg, hfov_deg=work.hfov_deg, range_m=work.range_m)
    footprints = gpd.GeoDataFrame(geometry=work.buildings, crs=work.grids.crs)
    rows = covered(
        work.grids, gpd.GeoDataFrame(geometry=views, crs=work.grids.crs),
        blocked_ground(work.grids, footprints, None, None),
    )  # fmt: skip
    seen, barred = shapely.union_all(views), shapely.union_all(work.buildings)
    naive = shapely.area(shapely.difference(shapely.intersection(work.grids.geometry.to_numpy(), seen), barred))
    assert rows["seen_m2"].to_numpy() == pytest.approx(naive, abs=1e-4)
    assert rows["seen_m2"].sum() > 1_000_000


@settings(deadline=None)
@given(st.lists(st.floats(-5, 5), max_size=40))
def test_the_kernels_sort_sorts(keys: list[float]) -> None:
    values, order = np.array(keys, dtype=float), np.arange(len(keys))
    slab.sort_by(values, order)
    assert values.tolist() == sorted(keys)
    assert [keys[i] for i in order] == sorted(keys)
