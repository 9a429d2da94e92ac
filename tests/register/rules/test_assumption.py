"""Assumed optics: only where nothing is documented, only what the file says, and never without a name and a reason."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from gridmap.errors import BadValue
from gridmap.register.rules.assumption import read_assumption, with_assumed
from gridmap.register.rules.view import lay_views

GAUSS_KRUGER = pyproj.CRS.from_epsg(4548)
FILE = {"name": "amnesty", "reason": "Decode Surveillance NYC, 2022", "heading": "all_round", "range_m": 120}


def _camera(**values: Any) -> gpd.GeoDataFrame:
    row = {
        "kind": "fixed", "heading_deg": np.nan, "hfov_deg": np.nan, "vfov_deg": np.nan, "tilt_deg": np.nan,
        "height_m": np.nan, "width_px": np.nan, "height_px": np.nan, "max_range_m": np.nan, "pan_range_deg": np.nan,
        "geometry_quality": "{}",
    } | values  # fmt: skip
    return gpd.GeoDataFrame([row], geometry=[shapely.Point(117.0, 36.6)], crs=4326)


_DOCUMENTED = {
    "heading_deg": 90.0, "hfov_deg": 60.0, "max_range_m": 40.0,
    "geometry_quality": '{"heading": "measured", "hfov": "measured", "max_range": "derived"}',
}  # fmt: skip
_HEADING_ONLY = {"heading_deg": 90.0, "geometry_quality": '{"heading": "measured"}'}


def _area_m2(camera: gpd.GeoDataFrame, **values: Any) -> float | None:
    told, assumed = with_assumed(camera, read_assumption(FILE | values))
    views = lay_views(told, crs=GAUSS_KRUGER, px_per_m=25)
    assert assumed.tolist() == [bool(len(views)) and not camera.equals(told)]
    return None if views.empty else float(views.area.iloc[0])


def test_a_camera_of_which_nothing_is_known_sees_the_assumed_disc() -> None:
    for kind in ("fixed", "ptz", "dome_fixed", "unknown"):
        assert _area_m2(_camera(kind=kind)) == pytest.approx(np.pi * 120**2, rel=1e-6)


def test_a_lens_without_a_direction_sees_the_assumed_disc_too() -> None:
    """Turned all round it would be a panorama, which nobody has."""
    known = '{"hfov": "measured", "width_px": "measured", "max_range": "measured"}'
    camera = _camera(hfov_deg=68.0, width_px=1920, max_range_m=60.0, height_m=6.0, geometry_quality=known)
    assert _area_m2(camera) == pytest.approx(np.pi * 120**2, rel=1e-6)


def test_documented_optics_are_left_alone() -> None:
    assert _area_m2(_camera(**_DOCUMENTED)) == pytest.approx(np.pi * 40**2 / 6, rel=1e-6)


def test_defaulted_values_are_replaced_and_documented_ones_kept() -> None:
    defaulted = '{"heading": "measured", "hfov": "defaulted", "max_range": "defaulted"}'
    camera = _camera(**_DOCUMENTED | {"geometry_quality": defaulted})
    assert _area_m2(camera, hfov_deg=90) == pytest.approx(np.pi * 120**2 / 4, rel=1e-6)


def test_an_angle_that_is_not_assumed_stays_unknown() -> None:
    assert _area_m2(_camera(**_HEADING_ONLY)) is None


def test_without_an_assumed_heading_only_documented_directions_are_drawn() -> None:
    given = {"heading": "unknown", "hfov_deg": 90}
    assert _area_m2(_camera(), **given) is None
    assert _area_m2(_camera(**_HEADING_ONLY), **given) == pytest.approx(np.pi * 120**2 / 4, rel=1e-6)


def test_assumed_pixels_give_the_range_of_the_density() -> None:
    values = {key: value for key, value in FILE.items() if key != "range_m"} | {"width_px": 1920, "heading": "unknown"}
    told, _ = with_assumed(_camera(**_HEADING_ONLY), read_assumption(values | {"hfov_deg": 68}))
    ranges = [lay_views(told, crs=GAUSS_KRUGER, px_per_m=p)["range_m"].iloc[0] for p in (25, 125)]
    assert ranges == pytest.approx([56.9, 11.4], abs=0.05)  # DOMAIN-register 3


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": " "}, "name"),
        ({"reason": None}, "reason"),
        ({"heading": "north"}, "all_round or unknown"),
        ({"range_m": 0}, "range_m"),
        ({"range_m": 501}, "500"),
        ({"range_m": True}, "range_m"),
        ({"range_m": float("nan")}, "range_m"),
        ({"width_px": 1920}, "one of the two"),
        ({"hfov_deg": 400}, "hfov_deg"),
        ({"heading": "unknown", "hfov_deg": 360}, "all_round"),
        ({"height_m": 3}, "'height_m'"),
    ],
)
def test_a_wrong_file_is_refused_with_its_key(values: dict[str, Any], said: str) -> None:
    with pytest.raises(BadValue, match=said):
        read_assumption(FILE | values)


def test_a_range_is_needed() -> None:
    with pytest.raises(BadValue, match="range_m or width_px"):
        read_assumption({key: value for key, value in FILE.items() if key != "range_m"})


def test_a_camera_that_stays_unknown_is_as_it_was() -> None:
    camera = _camera(**_HEADING_ONLY, height_m=6.0)
    told, assumed = with_assumed(camera, read_assumption(FILE))
    assert not assumed.any()
    assert told.drop(columns="geometry").equals(camera.drop(columns="geometry"))
