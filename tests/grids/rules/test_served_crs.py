"""CRSs as they are served: names, axes, and boxes in any of them."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.errors import BadValue
from gridmap.grids.rules.crs import Datum, from_wgs84
from gridmap.grids.rules.served_crs import CRS84, crs_named, parse_box, served_crs, served_of

HANGZHOU = (120.0, 30.0, 120.4, 30.4)
OFFERED = served_crs(HANGZHOU)
DEGREES = st.floats(0.0001, 0.2)


def test_axes_are_those_of_the_register() -> None:
    flipped = {crs.srid: crs.flipped for crs in OFFERED if crs is not CRS84}
    assert flipped == {4326: True, 4490: True, 3857: False, 4549: True}
    assert not CRS84.flipped
    assert not served_of(32633).flipped
    assert not served_of(32733).flipped


@pytest.mark.parametrize("city", [None, (0.0, 85.0, 1.0, 86.0), (0.0, 0.0, 20.0, 10.0)])
def test_without_a_metric_crs_of_the_register_there_are_four(city: tuple[float, float, float, float] | None) -> None:
    assert [crs.srid for crs in served_crs(city)] == [4326, 4326, 4490, 3857]


def test_name_has_to_be_one_of_those_offered() -> None:
    assert crs_named(OFFERED[-1].uri, OFFERED, parameter="crs").srid == 4549
    with pytest.raises(BadValue, match=r"bbox-crs is 'EPSG:4326'.*CRS84"):
        crs_named("EPSG:4326", OFFERED, parameter="bbox-crs")


@pytest.mark.parametrize("crs", OFFERED)
@settings(deadline=None)  # the first transformer takes its time
@given(
    lon=st.floats(120.0, 120.2),
    lat=st.floats(30.0, 30.2),
    width=DEGREES,
    height=DEGREES,
    at=st.tuples(*[st.floats(0.05, 0.95)] * 2),
)
def test_a_point_in_a_box_of_any_crs_is_in_its_area_and_one_beside_is_not(
    crs: object, lon: float, lat: float, width: float, height: float, at: tuple[float, float]
) -> None:
    """The box in the axes of the CRS, by the rule of `crs.py`; the way back by `parse_box`."""
    assert isinstance(crs, type(CRS84))
    datum = Datum("wgs84" if crs.is_degrees else f"EPSG:{crs.srid}")
    x, y = from_wgs84(np.array([lon, lon + width]), np.array([lat, lat + height]), datum)
    west, south, east, north = min(x), min(y), max(x), max(y)
    corners = (south, west, north, east) if crs.flipped else (west, south, east, north)
    area = parse_box(",".join(map(str, corners)), crs)
    inside = (west + at[0] * (east - west), south + at[1] * (north - south))
    beside = (east + (east - west), inside[1])
    there = _to_degrees(inside, datum), _to_degrees(beside, datum)
    assert shapely.intersects_xy(area, *there[0])
    assert not shapely.intersects_xy(area, *there[1])


def _to_degrees(point: tuple[float, float], datum: Datum) -> tuple[float, float]:
    from gridmap.grids.rules.crs import to_wgs84

    lon, lat = to_wgs84(np.array([point[0]]), np.array([point[1]]), datum)
    return float(lon[0]), float(lat[0])


@given(st.text(max_size=40))
def test_any_text_is_a_box_or_a_bad_value(text: str) -> None:
    for crs in OFFERED:
        with suppress(BadValue):
            assert parse_box(text, crs).is_valid


def test_across_the_antimeridian_there_are_two_parts() -> None:
    area = parse_box("170,-10,-170,10", CRS84)
    assert shapely.get_num_geometries(area) == 2
    assert area.area == pytest.approx(400)
    assert shapely.intersects_xy(area, 175, 0)
    assert not shapely.intersects_xy(area, 0, 0)


def test_edges_of_a_wide_box_in_metres_stay_straight_in_metres() -> None:
    """600 km of a UTM zone at 60 degrees: in degrees the middle of the edge lies kilometres off the chord."""
    zone = served_of(32634)
    area = parse_box("200000,6600000,800000,6700000", zone)
    for y_m, inside in [(6_600_100, True), (6_599_000, False), (6_699_000, True), (6_700_100, False)]:
        assert shapely.intersects_xy(area, *_to_degrees((500_000, y_m), Datum("EPSG:32634"))) == inside, y_m
