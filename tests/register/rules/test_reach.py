"""Certain and possible views: arc and chord, PTZ at home and wherever it turns, headings with a ±."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import CRS

from gridmap.errors import WrongCrs
from gridmap.register.rules.edges import outlines_of
from gridmap.register.rules.reach import Stance, free_views, hide_behind_walls, lost_eyes, make_views
from gridmap.register.rules.walls import walls_of

METRIC = CRS(4548)
EYE = shapely.Point(117.0, 39.1)  # on the central meridian: grid north is true north
NUMBERS = ("heading_deg", "heading_spread_deg", "pan_range_deg", "hfov_deg", "vfov_deg", "tilt_deg", "height_m", "width_px",
           "height_px", "max_range_m")  # fmt: skip


def cameras(*rows: dict[str, Any], crs: Any = 4326) -> gpd.GeoDataFrame:
    full = [
        {"kind": "fixed", **dict.fromkeys(NUMBERS), "heading_deg": 0, "hfov_deg": 90, "width_px": 1920, **row}
        for row in rows
    ]
    frame = gpd.GeoDataFrame(full, geometry=[EYE] * len(rows), crs=crs)
    return frame.astype(dict.fromkeys(NUMBERS, float))


def view(stance: Stance, **row: Any) -> shapely.Polygon:
    return free_views(cameras(row), crs=METRIC, px_per_m=25, stance=stance).geometry.iloc[0]


@pytest.mark.parametrize(("hfov", "ratio"), [(60, 1.10), (90, 1.27), (110, 1.49), (150, 1.0)])
def test_chord_holds_more_than_the_arc_as_the_domain_reference_says(hfov: float, ratio: float) -> None:
    certain, possible = (view(stance, hfov_deg=hfov) for stance in Stance)
    assert possible.area / certain.area == pytest.approx(ratio, abs=0.006)


def test_chord_is_straight_and_at_the_depth_of_the_density() -> None:
    x, y, *_ = free_views(cameras({}), crs=METRIC, px_per_m=25, stance=Stance.POSSIBLE)[["x_m", "y_m"]].iloc[0]
    triangle = shapely.Polygon([(x, y), (x + 38.4, y + 38.4), (x - 38.4, y + 38.4)])
    assert view(Stance.POSSIBLE).symmetric_difference(triangle).area < 1e-6


def test_a_stated_range_cuts_the_corners_off() -> None:
    free, cut = view(Stance.POSSIBLE), view(Stance.POSSIBLE, max_range_m=45)
    disc = shapely.Point(*shapely.get_coordinates(free)[-2]).buffer(45, quad_segs=90)
    assert cut.area == pytest.approx(free.intersection(disc).area, rel=1e-3)
    assert view(Stance.POSSIBLE, max_range_m=20).area == pytest.approx(view(Stance.CERTAIN, max_range_m=20).area)


def test_ptz_serves_with_its_home_view_and_intrudes_wherever_it_turns() -> None:
    home, turned = (view(stance, kind="ptz", pan_range_deg=90) for stance in Stance)
    assert home.area == pytest.approx(np.pi / 4 * 38.4**2)
    far = 38.4 / np.cos(np.radians(45))
    assert turned.area == pytest.approx(np.pi / 2 * far**2), (
        "a quarter turn and the lens, as far as the picture's corner"
    )
    assert view(Stance.POSSIBLE, kind="ptz").area == pytest.approx(np.pi * far**2), "unknown pan range: all round"


def test_spread_of_the_heading_is_taken_off_and_added() -> None:
    certain, possible = (
        free_views(cameras({"hfov_deg": 60, "heading_spread_deg": 22.5}), crs=METRIC, px_per_m=25, stance=stance).iloc[
            0
        ]
        for stance in Stance
    )
    assert (certain["hfov_deg"], possible["hfov_deg"]) == (15, 105), "DOMAIN-register 4, compass letters"
    assert view(Stance.CERTAIN, hfov_deg=40, heading_spread_deg=22.5).is_empty


def test_near_edge_is_left_out_of_both() -> None:
    optics = {"height_m": 6, "tilt_deg": 20, "height_px": 1080}
    eye = shapely.Point(
        *free_views(cameras({}), crs=METRIC, px_per_m=25, stance=Stance.CERTAIN)[["x_m", "y_m"]].iloc[0]
    )
    for stance in Stance:
        seen = view(stance, **optics)
        assert seen.is_valid
        assert seen.distance(eye) == pytest.approx(5.15, abs=0.1)


def test_cameras_of_unknown_optics_have_neither_view() -> None:
    for stance in Stance:
        assert free_views(cameras({"heading_deg": None}), crs=METRIC, px_per_m=25, stance=stance).empty


def test_points_must_be_degrees_and_the_system_metric() -> None:
    with pytest.raises(WrongCrs):
        free_views(cameras({}, crs=3857), crs=METRIC, px_per_m=25, stance=Stance.CERTAIN)
    with pytest.raises(WrongCrs):
        free_views(cameras({}), crs=CRS(4326), px_per_m=25, stance=Stance.CERTAIN)


def test_whatever_hides_is_asked_with_the_free_views() -> None:
    half = view(Stance.POSSIBLE).intersection(shapely.box(500_000, 0, 500_100, 1e7))
    made = make_views(
        cameras({}), crs=METRIC, px_per_m=25, stance=Stance.POSSIBLE,
        hide=lambda free: shapely.difference(free.geometry.to_numpy(), half.buffer(0.001)),
    )  # fmt: skip
    assert made.geometry.iloc[0].area == pytest.approx(view(Stance.POSSIBLE).area / 2, abs=1)
    assert {"x_m", "y_m", "heading_deg", "hfov_deg", "near_m", "range_m"} <= set(made.columns)


def _behind(*buildings: shapely.Polygon, **row: Any) -> gpd.GeoDataFrame:
    hide = hide_behind_walls(walls_of(outlines_of(np.array(buildings, dtype=object))))
    return make_views(cameras(row), crs=METRIC, px_per_m=25, stance=Stance.POSSIBLE, hide=hide)


def _eye() -> tuple[float, float]:
    free = free_views(cameras({}), crs=METRIC, px_per_m=25, stance=Stance.POSSIBLE)
    return float(free["x_m"].iloc[0]), float(free["y_m"].iloc[0])


def test_wall_ahead_ends_the_possible_view_with_its_chord() -> None:
    x, y = _eye()
    north = {"heading_deg": 0.0, "hfov_deg": 90.0}
    free = free_views(cameras(north), crs=METRIC, px_per_m=25, stance=Stance.POSSIBLE).geometry.iloc[0]
    wall = shapely.box(x - 500, y + 20, x + 500, y + 30)
    [seen] = _behind(wall, **north).geometry
    assert seen.area == pytest.approx(free.intersection(shapely.box(x - 500, y, x + 500, y + 20)).area, rel=1e-6)
    assert free.area > 2 * seen.area
    away = shapely.box(x - 500, y - 30, x + 500, y - 20)
    [whole] = _behind(away, **north).geometry
    assert whole.symmetric_difference(free).area < 1e-6 * free.area


def test_camera_on_a_wall_sees_from_before_it_and_one_deep_inside_has_no_view() -> None:
    x, y = _eye()
    north = {"heading_deg": 0.0, "hfov_deg": 90.0}
    free = free_views(cameras(north), crs=METRIC, px_per_m=25, stance=Stance.POSSIBLE).geometry.iloc[0]
    [seen] = _behind(shapely.box(x - 50, y - 20, x + 50, y + 2), **north).geometry  # its wall is 2 m before it
    assert seen.area == pytest.approx(free.area, rel=1e-6)
    assert seen.bounds[1] == pytest.approx(y + 2.05, abs=1e-6)
    assert _behind(shapely.box(x - 50, y - 50, x + 50, y + 50), **north).empty


optional = st.none() | st.floats(0.0, 60.0)


@given(
    kind=st.sampled_from(["fixed", "ptz", "dome_fixed", "panoramic", "fisheye"]),
    hfov_deg=st.floats(2, 180), heading_deg=st.floats(0, 359.9), heading_spread_deg=optional, pan_range_deg=optional,
    max_range_m=st.none() | st.floats(5, 300), width_px=st.sampled_from([640, 1920, 3840]), px_per_m=st.sampled_from([25, 62.5, 250]),
    height_m=st.none() | st.floats(2, 12), tilt_deg=st.none() | st.floats(0, 60), height_px=st.sampled_from([None, 1080]),
)  # fmt: skip
@example(
    kind="fixed", hfov_deg=76.0, heading_deg=0.0, heading_spread_deg=None, pan_range_deg=None, max_range_m=7.0, width_px=640,
    px_per_m=25, height_m=10.0, tilt_deg=9.0, height_px=1080,
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_what_is_certain_is_possible_and_sharper_views_are_smaller(px_per_m: float, **row: Any) -> None:
    certain, possible = (
        free_views(cameras(row), crs=METRIC, px_per_m=px_per_m, stance=stance).geometry.iloc[0] for stance in Stance
    )
    assert certain.is_valid
    assert possible.is_valid
    assert certain.difference(possible).area <= 0.003 * certain.area + 1e-6, "arcs are drawn as chords"
    free = free_views(cameras(row), crs=METRIC, px_per_m=px_per_m * 2, stance=Stance.POSSIBLE).iloc[0]
    drawn_m2 = np.radians(free["hfov_deg"]) / 2 * (free["range_m"] ** 2 + free["near_m"] ** 2)  # of both arcs
    assert free.geometry.difference(possible).area <= 0.003 * drawn_m2 + 1e-6


@given(
    stance=st.sampled_from(list(Stance)), kind=st.sampled_from(["fixed", "ptz", "panoramic", "fisheye"]),
    hfov_deg=st.floats(2, 180), heading_deg=st.floats(0, 359.9), heading_spread_deg=optional, pan_range_deg=optional,
    max_range_m=st.none() | st.floats(5, 300), height_m=st.none() | st.floats(2, 12), tilt_deg=st.none() | st.floats(0, 60),
    height_px=st.sampled_from([None, 1080]), mount=st.sampled_from([None, "wall", "roof"]), off_m=st.floats(-30, 30),
)  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_walls_never_show_more_than_the_free_view(stance: Stance, off_m: float, **row: Any) -> None:
    """Only outlines with a chord are cut again: a swept sector is the outline of all others."""
    x, y = _eye()
    walls = walls_of(outlines_of(np.array([shapely.box(x + off_m, y + 4, x + off_m + 9, y + 12)], dtype=object)))
    free = free_views(cameras(row), crs=METRIC, px_per_m=25, stance=stance).assign(mount=row["mount"])
    [seen] = hide_behind_walls(walls)(free)
    [outline] = free.geometry
    assert seen.is_valid
    assert seen.difference(outline).area <= 1e-6 * outline.area + 1e-6
    assert not free["is_flat"].iloc[0] or stance is Stance.POSSIBLE


def test_eyes_are_lost_by_their_home_view_and_unknown_optics_may_look_anywhere() -> None:
    x, y = _eye()
    deep, shallow = (walls_of(outlines_of(np.array([box], dtype=object))) for box in (
        shapely.box(x - 50, y - 50, x + 50, y + 50), shapely.box(x - 50, y - 2, x + 50, y + 50),
    ))  # fmt: skip
    rows: list[dict[str, Any]] = [{}, {"heading_deg": 180}, {"kind": "ptz"}, {"heading_deg": None}, {"mount": "roof"}]
    made = cameras(*({"mount": "wall", **row} for row in rows)).set_axis([11, 12, 13, 14, 15])
    assert lost_eyes(made, deep, crs=METRIC)["state"].to_dict() == dict.fromkeys(
        [11, 12, 13, 14], "eye-deep-in-building"
    )
    found = lost_eyes(made, shallow, crs=METRIC)
    assert found["state"].to_dict() == dict.fromkeys([11, 13], "eye-faces-building")
    assert found["depth_m"].tolist() == pytest.approx([2.0, 2.0])
    assert lost_eyes(made.iloc[:0], deep, crs=METRIC).empty
