"""Crops and lower resolutions keep the share of each area, show nothing new, and are as small as they can be."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import CRS

from gridmap.grids.rules.crs import points_to_metric, to_metric
from gridmap.register.rules.edges import edges_of
from gridmap.register.rules.faces import centres_within
from gridmap.register.rules.lessening import (
    Seen,
    _window,
    excess_shares,
    least_cells,
    lowest_width_px,
    narrowest_crop,
    outside,
    own_areas,
    with_crops,
    with_widths,
)
from gridmap.register.rules.optics import slant_range
from gridmap.register.rules.view import grid_heading, lay_views, wedges

LON, LAT = 122.6, 38.0
METRIC = CRS.from_epsg(4549)
X, Y = (float(v[0]) for v in points_to_metric(np.array([LON]), np.array([LAT]), METRIC))
CELL_M = 2.0
CLASSES = np.array([25.0, 62.5])


def camera(**given: object) -> gpd.GeoDataFrame:
    """One fixed camera of 1920 by 1080 pixels and 68°, looking north."""
    values = {"kind": "fixed", "heading_deg": 0.0, "hfov_deg": 68.0, "width_px": 1920, "height_px": 1080, "max_range_m": np.nan, "height_m": np.nan,
              "tilt_deg": np.nan, "vfov_deg": np.nan, "pan_range_deg": np.nan, **given}  # fmt: skip
    return gpd.GeoDataFrame(pd.DataFrame([values]), geometry=gpd.points_from_xy([LON], [LAT]), crs=4326)


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """Metres from the eye."""
    return shapely.box(X + west, Y + south, X + east, Y + north)


def view_of(cameras: gpd.GeoDataFrame, px_per_m: float = 25.0) -> shapely.Geometry:
    return lay_views(cameras, crs=METRIC, px_per_m=px_per_m).geometry.iloc[0]


def seen_of(cameras: gpd.GeoDataFrame, areas: list[shapely.Geometry], classes: np.ndarray = CLASSES) -> Seen:
    x, y, area, range_m = [], [], [], []
    for n, shape in enumerate(areas):
        range_m.append(lay_views(cameras, crs=METRIC, px_per_m=float(classes[n]))["range_m"].iloc[0])
        ends = [edges_of(np.array([s], dtype=object)).ends for s in (shape, view_of(cameras, float(classes[n])))]
        found = centres_within(*ends, cell_m=CELL_M)
        x.append(found[0])
        y.append(found[1])
        area.append(np.full(len(found[0]), n))
    return Seen(
        np.concatenate(x), np.concatenate(y), np.concatenate(area), classes[: len(areas)], np.array(range_m), CELL_M
    )


def crop_of(cameras: gpd.GeoDataFrame, seen: Seen, share: float) -> pd.DataFrame | None:
    row = cameras.iloc[0]
    heading = float(grid_heading([row.heading_deg], [LON], [LAT], crs=METRIC)[0])
    found = narrowest_crop(
        seen, x_m=X, y_m=Y, heading_deg=heading, hfov_deg=row.hfov_deg, width_px=row.width_px, share=share
    )
    if found is None:
        return None
    turned = (row.heading_deg + found[0] - heading) % 360
    return pd.DataFrame({"heading_deg": [turned], "hfov_deg": [found[1]], "width_px": [found[2]]})


def width_of(cameras: gpd.GeoDataFrame, seen: Seen, share: float) -> float | None:
    row = cameras.iloc[0]
    return lowest_width_px(seen, x_m=X, y_m=Y, lens_deg=row.hfov_deg, width_px=row.width_px, height_m=row.height_m,
                           tilt_deg=row.tilt_deg, share=share)  # fmt: skip


CAMERAS = st.builds(
    lambda heading, hfov, height, tilt: camera(heading_deg=heading, hfov_deg=hfov, height_m=height, tilt_deg=tilt),
    st.floats(0, 359), st.floats(15, 119), st.sampled_from([np.nan, 4.0, 8.0]), st.sampled_from([np.nan, 10.0, 25.0]),
)  # fmt: skip
PLACES = st.lists(st.tuples(st.floats(-40, 30), st.floats(-40, 30)), min_size=1, max_size=2)
SHARES = st.sampled_from([0.6, 0.98, 1.0])


def _areas(places: list[tuple[float, float]]) -> list[shapely.Geometry]:
    return [box(w, s, w + 21.3, s + 17.1) for w, s in places]


@settings(max_examples=50, deadline=None)
@example(  # a cell between the chords of today's outline and those of the crop's
    cameras=camera(heading_deg=15.0, hfov_deg=55.0),
    places=[(0.0, 27.144329541081134), (-0.9156645991253853, 16.0)],
    share=0.98,
)
@given(cameras=CAMERAS, places=PLACES, share=SHARES)
def test_a_crop_keeps_the_share_of_each_area_and_shows_nothing_new(
    cameras: gpd.GeoDataFrame, places: list[tuple[float, float]], share: float
) -> None:
    areas = _areas(places)
    seen = seen_of(cameras, areas)
    crops = crop_of(cameras, seen, share)
    if crops is None:
        return
    cropped = with_crops(cameras, crops)
    kept = seen_of(cropped, areas)
    assert (np.bincount(kept.area, minlength=len(areas)) >= least_cells(seen, share)).all()
    assert crops["hfov_deg"].iloc[0] < cameras["hfov_deg"].iloc[0]
    assert crops["width_px"].iloc[0] < 1920
    for px_per_m in (25.0, 62.5, 125.0, 250.0):
        before, after = view_of(cameras, px_per_m), view_of(cropped, px_per_m)
        rim_m = (
            0.0015 * lay_views(cameras, crs=METRIC, px_per_m=px_per_m)["range_m"].iloc[0]
        )  # of chords of another step
        assert after.difference(before.buffer(rim_m)).area == 0


@given(rows=st.lists(st.tuples(st.integers(-60, 60), st.integers(0, 2)), min_size=1, max_size=25), share=SHARES)
def test_no_narrower_window_holds_the_share(rows: list[tuple[int, int]], share: float) -> None:
    off, area = (np.array(column) for column in zip(*sorted(rows), strict=True))
    least = np.ceil(share * np.bincount(area, minlength=3) - 1e-9).astype(np.int64)
    low, high = _window(off.astype(np.float64), area, least)
    widths = [
        b - a
        for a in off
        for b in off
        if (np.bincount(area[(off >= a) & (off <= b)], minlength=3) >= least).all() and b >= a
    ]
    assert high - low == min(widths)


@pytest.mark.parametrize(("share_of_range", "cropped"), [(0.99, True), (0.9998, False)])
def test_a_cell_on_the_rim_is_not_relied_on(share_of_range: float, cropped: bool) -> None:
    """The outline's chords lie elsewhere when its sides are turned, so what hangs on a cell at the very end of the range is not cropped."""
    end = 57.0 * share_of_range
    two = Seen(
        np.array([X, X + end * np.sin(0.2)]), np.array([Y + 20, Y + end * np.cos(0.2)]), np.zeros(2, dtype=np.int64),
        np.array([25.0]), np.array([57.0]), CELL_M,
    )  # fmt: skip
    crop = narrowest_crop(two, x_m=X, y_m=Y, heading_deg=0, hfov_deg=68, width_px=1920, share=1.0)
    assert (crop is not None) == cropped


def test_a_crop_shows_whole_cells() -> None:
    """One cell of 2 m straight ahead at 20 m is seen under 5.7°."""
    one = Seen(np.array([X]), np.array([Y + 20]), np.array([0]), np.array([25.0]), np.array([57.0]), CELL_M)
    crops = narrowest_crop(one, x_m=X, y_m=Y, heading_deg=0, hfov_deg=68, width_px=np.nan, share=0.98)
    assert crops is not None
    assert crops[1] == pytest.approx(2 * np.degrees(np.arctan(1 / 20)))


@settings(max_examples=50, deadline=None)
@given(cameras=CAMERAS, places=PLACES, share=SHARES)
def test_the_lowest_resolution_keeps_the_share_and_no_much_lower_one_does(
    cameras: gpd.GeoDataFrame, places: list[tuple[float, float]], share: float
) -> None:
    areas = _areas(places)
    seen = seen_of(cameras, areas)
    pixels = width_of(cameras, seen, share)
    if pixels is None:
        return
    assert pixels < 1920
    least = least_cells(seen, share)
    kept = seen_of(with_widths(cameras, pd.Series([pixels])), areas)
    assert (np.bincount(kept.area, minlength=len(areas)) >= least).all()
    fewer = seen_of(with_widths(cameras, pd.Series([np.floor(0.99 * pixels) - 1])), areas)
    assert (np.bincount(fewer.area, minlength=len(areas)) < least).any()


def test_the_example_of_the_guide() -> None:
    """A crossing of 16 by 12 m, 12 to 24 m ahead; the camera sees 34° to either side and 57 m far.

    The map's north is 1.6° off, so that the outermost centres lie 24.3° left and 30.6° right of the axis. Their cells reach 3.8° and 3.7° further, but the view
    ends at 34°: 62.1°. The farthest centre is 24.63 m away: 24.63 / 0.999 · 25 · 2 tan 34° = 831.5 pixels.
    """
    cameras, area = camera(), box(-8, 12, 8, 24)
    seen = seen_of(cameras, [area], np.array([25.0]))
    crops = crop_of(cameras, seen, 0.98)
    assert crops is not None
    pixels = width_of(cameras, seen, 0.98)
    assert pixels is not None
    views = np.array(
        [view_of(c) for c in (cameras, with_crops(cameras, crops), with_widths(cameras, pd.Series([pixels])))]
    )
    own = own_areas(np.array([area], dtype=object), [np.array([0])] * 3)
    assert len(seen.x_m) == 48
    assert crops["hfov_deg"].iloc[0] == pytest.approx(62.14, abs=0.01)
    assert crops["width_px"].iloc[0] == 1715
    assert pixels == 832
    assert np.round(excess_shares(views, own), 3).tolist() == [0.9, 0.891, 0.473]


def test_a_mask_hides_all_outside_the_areas_and_nothing_inside() -> None:
    view, area = view_of(camera()), box(-8, 12, 8, 24)
    mask = outside(np.array([view]), np.array([area]))[0]
    assert mask.intersection(area).area == pytest.approx(0, abs=1e-9)
    assert mask.area + view.intersection(area).area == pytest.approx(view.area)


def test_excess_of_a_camera_without_a_purpose_area_is_all_of_its_view() -> None:
    own = own_areas(np.array([box(0, 0, 1, 1)], dtype=object), [np.empty(0, dtype=np.int64)])
    assert excess_shares(np.array([view_of(camera())]), own).tolist() == [1.0]
    assert np.isnan(excess_shares(np.array([shapely.Polygon()]), own)).all()


def test_wide_lenses_and_unknown_pixels_are_left_as_they_are() -> None:
    wide = camera(hfov_deg=150.0)
    assert crop_of(wide, seen_of(wide, [box(-8, 12, 8, 24)]), 0.98) is None
    by_range = camera(width_px=np.nan, height_px=np.nan, max_range_m=50.0)
    seen = seen_of(by_range, [box(-8, 12, 8, 24)])
    crops = crop_of(by_range, seen, 0.98)
    assert crops is not None
    assert np.isnan(crops["width_px"].iloc[0])
    assert width_of(by_range, seen, 0.98) is None


def test_a_camera_that_sees_nothing_of_its_area_gets_no_crop() -> None:
    seen = seen_of(camera(), [box(-8, -24, 8, -12)])
    assert crop_of(camera(), seen, 0.98) is None
    assert width_of(camera(), seen, 0.98) is None


@given(d=st.floats(5, 200), height=st.sampled_from([np.nan, 3.0, 6.0]), tilt=st.sampled_from([np.nan, 0.0, 20.0, 40.0]))
def test_slant_range_is_the_inverse_of_the_ground_range(d: float, height: float, tilt: float) -> None:
    frame = camera(height_m=height, tilt_deg=tilt, width_px=np.nan, hfov_deg=60.0)
    from gridmap.register.rules.view import _numbers, _on_ground

    ground = _on_ground(np.array([d]), _numbers(frame), np.array([True]))[0]
    if ground > 0:
        assert float(slant_range(ground, height, tilt)) == pytest.approx(d)


def test_the_metric_frame_of_these_tests_is_where_the_eye_is() -> None:
    assert shapely.Point(X, Y).distance(to_metric(camera().geometry.to_numpy(), METRIC)[0]) < 1e-6
    assert wedges(X, Y, heading_deg=0, hfov_deg=60, range_m=5)[0].distance(shapely.Point(X, Y)) == 0
