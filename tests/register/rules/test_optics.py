"""The figures of DOMAIN-register 3, and what counts as documented optics."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.errors import BadValue
from gridmap.register.rules import optics
from gridmap.register.rules.optics import Edition

BANDS = (25.0, 62.5, 125.0, 250.0, 500.0)


@pytest.mark.parametrize(
    ("width_px", "hfov_deg", "ranges_m"),
    [
        (1920, 90, (38.4, 15.4, 7.7, 3.8, 1.9)),
        (1920, 68, (56.9, 22.8, 11.4, 5.7, 2.8)),
        (3840, 60, (133.0, 53.2, 26.6, 13.3, 6.7)),
    ],
)
def test_range_at_density_is_the_check_table(width_px: int, hfov_deg: int, ranges_m: tuple[float, ...]) -> None:
    found = optics.range_at_density(width_px, hfov_deg, np.array(BANDS))
    assert np.abs(found - ranges_m).max() < 0.051


def test_a_calculators_63_px_per_m_gives_its_figure() -> None:
    assert float(optics.range_at_density(1920, 68, 63)) == pytest.approx(22.6, abs=0.05)


def test_panorama_and_fisheye_spread_their_pixels_over_the_angle() -> None:
    assert float(optics.range_at_density(7680, 360, 125)) == pytest.approx(9.8, abs=0.05)
    assert float(optics.range_at_density(3000, 180, 125)) == pytest.approx(7.6, abs=0.05)


@settings(deadline=None)
@given(st.floats(100, 8000), st.floats(1, 360), st.floats(1, 2000))
def test_density_is_the_inverse_of_range(width_px: float, hfov_deg: float, px_per_m: float) -> None:
    range_m = optics.range_at_density(width_px, hfov_deg, px_per_m)
    assert float(optics.density_at_range(width_px, hfov_deg, range_m)) == pytest.approx(px_per_m)


def test_vertical_angle_follows_the_aspect() -> None:
    found = optics.vfov_from_aspect([90.0, 60.0, 180.0], 1920, 1080)
    assert found[:2] == pytest.approx([58.7, 36.0], abs=0.05)
    assert np.isnan(found[2])


def test_horizontal_angle_of_a_lens() -> None:
    assert float(optics.hfov_from_lens(6.4, 3.2)) == pytest.approx(90.0)


def test_slant_range_on_the_ground() -> None:
    assert float(optics.ground_range_simple(38.4, 6.0)) == pytest.approx(38.2, abs=0.05)
    assert float(optics.ground_range_on_axis(38.4, 6.0, 20.0)) == pytest.approx(39.3, abs=0.05)
    assert float(optics.ground_range_simple(3.84, 6.0)) == 0.0
    assert float(optics.ground_range_on_axis(3.84, 6.0, 20.0)) == pytest.approx(2.5, abs=0.05)


def test_near_and_far_edges() -> None:
    assert float(optics.near_edge(3.5, 15.0, 30.0)) == pytest.approx(6.06, abs=0.005)
    assert float(optics.near_edge(3.5, 15.0, 30.0, target_m=1.7)) == pytest.approx(3.12, abs=0.005)
    assert np.isinf(float(optics.far_edge(3.5, 15.0, 30.0)))
    assert float(optics.near_edge(6.0, 20.0, 35.0)) == pytest.approx(7.82, abs=0.005)
    assert float(optics.near_edge(6.0, 20.0, 35.0, target_m=1.7)) == pytest.approx(5.60, abs=0.005)
    assert float(optics.far_edge(6.0, 20.0, 35.0)) == pytest.approx(137.4, abs=0.05)
    assert float(optics.far_edge(6.0, 20.0, 35.0, target_m=1.7)) == pytest.approx(98.5, abs=0.05)


def test_straight_down_has_no_near_edge_and_upwards_sees_no_ground() -> None:
    assert float(optics.near_edge(4.0, 80.0, 40.0)) == 0.0
    assert np.isinf(float(optics.near_edge(4.0, -10.0, 10.0)))


def test_unknown_gives_unknown() -> None:
    assert np.isnan(float(optics.range_at_density(np.nan, 90.0, 25.0)))
    assert np.isnan(float(optics.range_at_density(1920, np.nan, 25.0)))
    assert np.isnan(float(optics.ground_range_simple(10.0, np.nan)))


def test_names_of_one_edition_are_not_read_in_the_other() -> None:
    assert optics.density_px_per_m("detect") == 25.0
    assert optics.density_px_per_m("outline", edition=Edition.IEC_2025) == 40.0
    assert optics.density_px_per_m("62.5") == 62.5
    with pytest.raises(BadValue, match="detect"):
        optics.density_px_per_m("detect", edition=Edition.IEC_2025)
    for bad in ("0", "-3", "nan", "inf"):
        with pytest.raises(BadValue):
            optics.density_px_per_m(bad)


def _camera(**values: object) -> pd.DataFrame:
    row = {"kind": "fixed", "heading_deg": 0.0, "hfov_deg": 90.0, "width_px": 1920.0, "max_range_m": np.nan}
    return pd.DataFrame([row | values])


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, "documented"),
        ({"width_px": np.nan, "max_range_m": 40.0}, "documented"),
        ({"heading_deg": np.nan}, "partly"),
        ({"hfov_deg": np.nan}, "partly"),
        ({"width_px": np.nan}, "partly"),
        ({"heading_deg": np.nan, "hfov_deg": np.nan, "width_px": np.nan}, "unknown"),
        ({"kind": "fisheye", "heading_deg": np.nan, "hfov_deg": np.nan}, "documented"),
        ({"kind": "panoramic", "heading_deg": np.nan, "hfov_deg": np.nan}, "documented"),
        ({"kind": "panoramic", "heading_deg": np.nan, "hfov_deg": 180.0}, "partly"),
        ({"kind": "fixed", "heading_deg": np.nan, "hfov_deg": 360.0}, "documented"),
        ({"kind": "ptz", "heading_deg": np.nan, "hfov_deg": 360.0}, "partly"),
        ({"kind": "mobile"}, "unknown"),
        ({"geometry_quality": {"heading": "defaulted", "hfov": "measured", "width_px": "measured"}}, "partly"),
        ({"geometry_quality": {"heading": "derived", "hfov": "measured", "width_px": "measured"}}, "documented"),
        ({"geometry_quality": '{"heading":"measured","hfov":"measured","width_px":"measured"}'}, "documented"),
        ({"geometry_quality": None}, "unknown"),
    ],
)
def test_optics_state(values: dict[str, object], state: str) -> None:
    assert optics.optics_state(_camera(**values)).tolist() == [state]


def test_optics_state_of_nothing() -> None:
    assert optics.optics_state(_camera().head(0)).empty
