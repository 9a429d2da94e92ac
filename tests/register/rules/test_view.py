"""Wedges: area, direction, north, near edges; footprints cut out of them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.errors import BadValue, WrongCrs
from gridmap.register.rules.view import cut_footprints, grid_heading, lay_views, view_terms, wedges

GAUSS_KRUGER = pyproj.CRS.from_epsg(4548)
HEADINGS = st.floats(-720, 720)
ANGLES = st.floats(0.5, 360)


def _one(heading_deg: float, hfov_deg: float, range_m: float = 50.0, near_m: float = 0.0) -> shapely.Polygon:
    return wedges([0.0], [0.0], heading_deg=heading_deg, hfov_deg=hfov_deg, range_m=range_m, near_m=near_m)[0]


@settings(deadline=None)
@given(HEADINGS, ANGLES, st.floats(0.5, 500), st.floats(0, 0.95))
def test_wedge_has_the_area_of_its_sector(heading: float, hfov: float, range_m: float, hollow: float) -> None:
    wedge = _one(heading, hfov, range_m, range_m * hollow)
    sector = np.radians(hfov) / 2 * range_m**2 * (1 - hollow**2)
    assert wedge.is_valid
    assert shapely.is_ccw(shapely.get_exterior_ring(wedge))
    assert wedge.area == pytest.approx(sector, rel=1e-9)


@settings(deadline=None)
@given(HEADINGS, ANGLES, st.floats(0, 1), st.floats(0.01, 0.998))
def test_points_of_the_sector_lie_in_the_wedge(heading: float, hfov: float, across: float, along: float) -> None:
    bearing = np.radians(heading + (across - 0.5) * hfov * 0.999)
    point = shapely.Point(50 * along * np.sin(bearing), 50 * along * np.cos(bearing))
    assert _one(heading, hfov).buffer(1e-9).covers(point)


@settings(deadline=None)
@given(HEADINGS, st.floats(0.5, 350), st.floats(0.01, 1.0))
def test_points_beside_the_sector_lie_outside(heading: float, hfov: float, beside: float) -> None:
    bearing = np.radians(heading + hfov / 2 + beside * (360 - hfov) * 0.5 + 0.05)
    assert not _one(heading, hfov).contains(shapely.Point(20 * np.sin(bearing), 20 * np.cos(bearing)))


def test_outline_stays_within_a_thousandth_of_the_range() -> None:
    arc = shapely.get_coordinates(shapely.segmentize(_one(0.0, 360.0, 100.0), 0.05))
    assert np.abs(np.hypot(*arc.T) - 100.0).max() < 0.1


@pytest.mark.parametrize(("heading", "east", "north"), [(0, 0, 1), (90, 1, 0), (180, 0, -1), (270, -1, 0), (360, 0, 1)])
def test_headings_run_clockwise_from_north(heading: float, east: float, north: float) -> None:
    centre = _one(heading, 20.0).centroid
    assert (centre.x, centre.y) == pytest.approx((east * centre.distance(shapely.Point(0, 0)),
                                                  north * centre.distance(shapely.Point(0, 0))), abs=1e-6)  # fmt: skip


def test_wedge_across_north_is_one_piece() -> None:
    wedge = _one(350.0, 60.0)
    assert wedge.covers(shapely.Point(0, 49))
    assert wedge.covers(shapely.Point(-10, 40))
    assert not wedge.covers(shapely.Point(0, -10))


@pytest.mark.parametrize("hfov", [0.0, -10.0, 361.0, np.nan])
def test_wedge_of_no_width_is_refused(hfov: float) -> None:
    with pytest.raises(BadValue, match="width"):
        _one(0.0, hfov)


def test_unknown_heading_is_refused_unless_it_does_not_matter() -> None:
    with pytest.raises(BadValue, match="heading"):
        _one(np.nan, 90.0)
    assert _one(np.nan, 360.0).area == pytest.approx(np.pi * 2500)


def test_wedge_that_reaches_no_ground_is_empty() -> None:
    assert _one(0.0, 90.0, 5.0, 8.0).is_empty
    assert _one(0.0, 90.0, 5.0, np.inf).is_empty
    assert _one(0.0, 90.0, 0.0).is_empty


def test_no_wedges() -> None:
    nothing: list[float] = []
    assert len(wedges(nothing, nothing, heading_deg=nothing, hfov_deg=nothing, range_m=nothing)) == 0


@pytest.mark.parametrize("lon", [115.6, 117.0, 118.4])
@pytest.mark.parametrize("heading", [0.0, 73.0, 200.0])
def test_true_headings_are_turned_by_the_meridian_convergence(lon: float, heading: float) -> None:
    east, north, _ = pyproj.Geod(ellps="GRS80").fwd(lon, 39.9, heading, 100.0)
    to_metres = pyproj.Transformer.from_crs(4326, GAUSS_KRUGER, always_xy=True)
    (x0, y0), (x1, y1) = to_metres.transform(lon, 39.9), to_metres.transform(east, north)
    planar = np.degrees(np.arctan2(x1 - x0, y1 - y0)) % 360
    found = float(grid_heading([heading], [lon], [39.9], crs=GAUSS_KRUGER)[0])
    assert (found - planar + 180) % 360 - 180 == pytest.approx(0.0, abs=0.01)


def test_convergence_is_not_small_enough_to_forget() -> None:
    assert abs(float(grid_heading([180.0], [118.4], [39.9], crs=GAUSS_KRUGER)[0]) - 180.0) > 0.5


def _camera(**values: object) -> pd.DataFrame:
    row = {
        "kind": "fixed", "heading_deg": 90.0, "hfov_deg": 68.0, "width_px": 1920.0, "height_px": np.nan,
        "max_range_m": np.nan, "height_m": np.nan, "tilt_deg": np.nan, "vfov_deg": np.nan, "pan_range_deg": np.nan,
    }  # fmt: skip
    return pd.DataFrame([row | values])


def test_range_comes_from_density_and_never_beyond_what_is_stated() -> None:
    assert view_terms(_camera(), px_per_m=25)["range_m"].iloc[0] == pytest.approx(56.9, abs=0.05)
    assert view_terms(_camera(max_range_m=30.0), px_per_m=25)["range_m"].iloc[0] == 30.0
    assert view_terms(_camera(max_range_m=300.0), px_per_m=25)["range_m"].iloc[0] == pytest.approx(56.9, abs=0.05)
    assert view_terms(_camera(max_range_m=300.0, width_px=np.nan), px_per_m=25)["range_m"].iloc[0] == 300.0


def test_height_and_tilt_give_near_and_far_edges() -> None:
    terms = view_terms(_camera(height_m=6.0, tilt_deg=20.0, vfov_deg=35.0, width_px=19200.0), px_per_m=25).iloc[0]
    assert terms["near_m"] == pytest.approx(7.82, abs=0.005)
    assert terms["range_m"] == pytest.approx(137.4, abs=0.05)
    near = view_terms(_camera(height_m=6.0, hfov_deg=90.0), px_per_m=25).iloc[0]
    assert (near["near_m"], near["range_m"]) == (0.0, pytest.approx(38.2, abs=0.05))


def test_undocumented_cameras_have_no_view() -> None:
    assert view_terms(_camera(heading_deg=np.nan), px_per_m=25).empty
    assert view_terms(_camera(kind="mobile"), px_per_m=25).empty


def test_ptz_sees_its_home_view_at_once_and_its_pan_range_in_turn() -> None:
    ptz = _camera(kind="ptz", pan_range_deg=180.0)
    assert view_terms(ptz, px_per_m=25)["hfov_deg"].tolist() == [68.0]
    assert view_terms(ptz, px_per_m=25, reach="reachable")["hfov_deg"].tolist() == [248.0]
    assert view_terms(_camera(kind="ptz"), px_per_m=25, reach="reachable")["hfov_deg"].tolist() == [360.0]


def test_fisheye_and_panorama_look_all_round_with_their_own_density() -> None:
    fisheye = _camera(kind="fisheye", heading_deg=np.nan, hfov_deg=np.nan, width_px=3000.0)
    panorama = _camera(kind="panoramic", heading_deg=np.nan, hfov_deg=np.nan, width_px=7680.0)
    terms = view_terms(pd.concat([fisheye, panorama], ignore_index=True), px_per_m=125)
    assert terms["hfov_deg"].tolist() == [360.0, 360.0]
    assert terms["range_m"].tolist() == pytest.approx([7.6, 9.8], abs=0.05)


def test_views_lie_on_true_bearings() -> None:
    point = shapely.Point(118.4, 39.9)
    cameras = gpd.GeoDataFrame(_camera(heading_deg=0.0, hfov_deg=10.0), geometry=[point], crs=4326).set_axis([7])
    views = lay_views(cameras, crs=GAUSS_KRUGER, px_per_m=25)
    assert views.index.tolist() == [7]
    assert views.crs == GAUSS_KRUGER
    assert views.to_crs(4326).geometry.iloc[0].centroid.x == pytest.approx(118.4, abs=1e-6)
    with pytest.raises(WrongCrs):
        lay_views(cameras, crs=pyproj.CRS.from_epsg(4326), px_per_m=25)
    with pytest.raises(WrongCrs):
        lay_views(cameras.to_crs(4548), crs=GAUSS_KRUGER, px_per_m=25)


def _cut(views: list[shapely.Geometry], buildings: list[shapely.Geometry]) -> np.ndarray:
    footprints = np.array(buildings, dtype=object)
    return cut_footprints(np.array(views, dtype=object), footprints, shapely.STRtree(footprints))


def test_camera_inside_its_wall_keeps_the_view_outside() -> None:
    building = shapely.box(-20, -10, 20, 2)  # the eye lies 2 m inside the wall that it hangs on
    view = _cut([_one(0.0, 90.0, 40.0)], [building])[0]
    assert view.area == pytest.approx(np.pi / 4 * 1600 - 4.0, rel=1e-6)
    assert not view.intersects(shapely.box(-1, -1, 1, 1.9))


def test_touching_and_overlapping_footprints_are_cut_once() -> None:
    row = [shapely.box(x, 5, x + 3, 9) for x in range(-9, 9, 3)] + [shapely.box(-2, 7, 2, 12)]
    wedge = _one(0.0, 120.0, 30.0)
    assert _cut([wedge], row)[0].area == pytest.approx(wedge.difference(shapely.union_all(row)).area)


def test_footprints_as_a_database_returns_them_are_cut_alike() -> None:
    boxes = [shapely.box(0, 5, 3, 9), shapely.box(5, 5, 8, 9), shapely.box(7, 8, 9, 12)]
    wrapped = [shapely.MultiPolygon([box]) for box in boxes[:2]] + [
        shapely.MultiPolygon([boxes[2], shapely.box(0, 15, 2, 17)])
    ]
    wedge = _one(0.0, 120.0, 30.0)
    assert _cut([wedge], wrapped)[0].area == pytest.approx(wedge.difference(shapely.union_all(wrapped)).area)


def test_views_without_buildings_stay_and_empty_ones_too() -> None:
    far = shapely.box(1000, 1000, 1010, 1010)
    cut = _cut([_one(0.0, 90.0), shapely.Polygon()], [far])
    assert cut[0].equals(_one(0.0, 90.0))
    assert cut[1].is_empty
    assert _cut([_one(0.0, 90.0)], [])[0].equals(_one(0.0, 90.0))
    assert _cut([_one(0.0, 90.0, 5.0)], [shapely.box(-50, -50, 50, 50)])[0].is_empty


BOXES = st.lists(
    st.tuples(st.integers(-40, 40), st.integers(-40, 40), st.integers(1, 20), st.integers(1, 20)), max_size=8
)


@settings(deadline=None)
@given(st.lists(st.tuples(HEADINGS, ANGLES, st.floats(1, 60)), max_size=4), BOXES)
def test_cutting_is_subtracting_the_union(
    looks: list[tuple[float, float, float]], boxes: list[tuple[int, ...]]
) -> None:
    views = [_one(*look) for look in looks]
    buildings = [shapely.box(x, y, x + w, y + h) for x, y, w, h in boxes]
    cut = _cut(views, buildings)
    whole = shapely.union_all(buildings)
    for view, left in zip(views, cut, strict=True):
        assert left.area == pytest.approx(view.difference(whole).area, abs=1e-6)
