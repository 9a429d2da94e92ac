"""Datums: golden vectors, round trips, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Geod

from gridmap.errors import UnknownDatum, WrongCrs
from gridmap.grids.rules import crs, shifted
from gridmap.grids.rules.crs import BD09, GCJ02, WGS84, Datum, from_wgs84, parse_datum, to_wgs84
from tests.builders import AWKWARD, shapes

METRES_PER_DEGREE = 111_320.0


def _one(lon: float, lat: float) -> tuple[np.ndarray, np.ndarray]:
    return np.array([lon]), np.array([lat])


def test_gcoord_vector_to_bd09() -> None:
    lon, lat = from_wgs84(*_one(116.403988, 39.914266), BD09)
    assert lon[0] == pytest.approx(116.41661560068297, abs=5e-14)
    assert lat[0] == pytest.approx(39.92196580126834, abs=5e-14)


def test_gcoord_vector_to_gcj02() -> None:
    lon, lat = from_wgs84(*_one(116.21444326466906, 39.90445824169115), GCJ02)
    assert lon[0] == pytest.approx(116.22051284252636, abs=5e-14)
    assert lat[0] == pytest.approx(39.90569596220289, abs=5e-14)


def test_inverse_is_exact_where_libraries_stop_early() -> None:
    lon, lat = to_wgs84(*_one(123.0, 45.0), GCJ02)
    assert (lon[0], lat[0]) == pytest.approx((122.993955810, 44.998040618), abs=1e-9)


@pytest.mark.parametrize("datum", [GCJ02, BD09, Datum("EPSG:4548"), WGS84])
@settings(deadline=None)
@given(lon=st.floats(114.1, 119.9), lat=st.floats(19.0, 53.0))
def test_datums_round_trip_within_a_tenth_of_a_millimetre(datum: Datum, lon: float, lat: float) -> None:
    back_lon, back_lat = to_wgs84(*from_wgs84(*_one(lon, lat), datum), datum)
    assert abs(back_lon[0] - lon) * METRES_PER_DEGREE < 1e-4
    assert abs(back_lat[0] - lat) * METRES_PER_DEGREE < 1e-4


def test_inverse_is_below_two_micrometres_over_china() -> None:
    rng = np.random.default_rng(5)
    lon, lat = rng.uniform(74, 134, 50_000), rng.uniform(19, 53, 50_000)
    for datum in (GCJ02, BD09):
        back = to_wgs84(*from_wgs84(lon, lat, datum), datum)
        assert max(np.abs(back[0] - lon).max(), np.abs(back[1] - lat).max()) * METRES_PER_DEGREE < 3e-6


def test_offset_has_the_measured_size() -> None:
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(74, 134, 20_000), rng.uniform(19, 53, 20_000)
    moved_lon, moved_lat = from_wgs84(lon, lat, GCJ02)
    away = np.hypot(
        (moved_lon - lon) * METRES_PER_DEGREE * np.cos(np.radians(lat)), (moved_lat - lat) * METRES_PER_DEGREE
    )
    assert away.mean() == pytest.approx(405, abs=6)  # DOMAIN-grid 5a: mean 405 m, max 695 m
    assert away.max() < 700


def test_nothing_moves_outside_the_region() -> None:
    lon, lat = np.array([-76.61, 140.0, np.nan]), np.array([39.29, 35.0, 40.0])
    for datum in (GCJ02, BD09):
        moved = from_wgs84(lon, lat, datum)
        np.testing.assert_array_equal(moved[0], lon)
        np.testing.assert_array_equal(moved[1], lat)


def test_region_is_configuration() -> None:
    hong_kong = _one(114.17, 22.30)
    region = shapely.box(115, 23, 120, 45)
    assert from_wgs84(*hong_kong, GCJ02)[0][0] != hong_kong[0][0]
    assert from_wgs84(*hong_kong, GCJ02, region=region)[0][0] == hong_kong[0][0]


def test_reference_vectors_of_other_programs(shared_data: Path) -> None:
    points = pd.read_csv(shared_data / "reference" / "gcj02" / "geotool_cn_3.1.0_random500.csv")
    for datum, name in ((GCJ02, "gcj"), (BD09, "bd")):
        lon, lat = from_wgs84(points["wgs_lon"].to_numpy(), points["wgs_lat"].to_numpy(), datum)
        np.testing.assert_allclose(lon, points[f"{name}_lon"], rtol=0, atol=2e-12)
        np.testing.assert_allclose(lat, points[f"{name}_lat"], rtol=0, atol=2e-12)
    vectors = pd.read_csv(shared_data / "reference" / "gcj02" / "vectors.csv")
    forth = vectors[vectors["direction"] == "WGS84->GCJ02"]
    lon, lat = from_wgs84(forth["lon_in"].to_numpy(dtype=float), forth["lat_in"].to_numpy(dtype=float), GCJ02)
    np.testing.assert_allclose(lon, forth["lon_out"], rtol=0, atol=5e-6)
    np.testing.assert_allclose(lat, forth["lat_out"], rtol=0, atol=5e-6)
    assert len(forth) >= 3


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("wgs84", "wgs84"), ("WGS 84", "wgs84"), ("EPSG:4326", "wgs84"), ("urn:ogc:def:crs:OGC:1.3:CRS84", "wgs84"),
        ("CGCS2000", "cgcs2000"), ("epsg:4490", "cgcs2000"), ("urn:ogc:def:crs:EPSG::4490", "cgcs2000"),
        ("GCJ-02", "gcj02"), ("bd09", "bd09"), ("BD-09", "bd09"), ("EPSG:4548", "EPSG:4548"),
        ("urn:ogc:def:crs:EPSG::2249", "EPSG:2249"), ("http://www.opengis.net/def/crs/EPSG/0/28992", "EPSG:28992"),
    ],
)  # fmt: skip
def test_usual_spellings_are_understood(text: str, name: str) -> None:
    assert parse_datum(text) == Datum(name)


@pytest.mark.parametrize("text", [None, "", " ", "mars", "EPSG:999999", "EPSG:4978", "EPSG:5773", "GEOGCS[broken"])
def test_unknown_datum_is_refused(text: str | None) -> None:
    with pytest.raises(UnknownDatum):
        parse_datum(text)


def test_wkt_of_a_projection_file_is_its_epsg_code() -> None:
    assert parse_datum(CRS.from_epsg(4548).to_wkt()) == Datum("EPSG:4548")


@pytest.mark.parametrize(
    ("bounds", "code"),
    [
        ((116.0, 39.0, 118.0, 40.2), 4548), ((119.8, 31.6, 121.9, 32.7), 4549), ((75.0, 39.0, 76.0, 40.0), 4534),
        ((-76.72, 39.19, -76.52, 39.38), 32618), ((24.9, 60.1, 25.0, 60.2), 32635), ((151.0, -34.0, 151.4, -33.7), 32756),
    ],
)  # fmt: skip
def test_metric_crs_of_a_city(bounds: tuple[float, float, float, float], code: int) -> None:
    assert crs.local_metric_epsg(bounds).to_epsg() == code


def test_metric_crs_of_a_country_is_equal_area() -> None:
    chosen = crs.local_metric_epsg((73.0, 18.0, 135.0, 53.0))
    assert "Lambert Azimuthal Equal Area" in chosen.to_wkt()


def test_metric_crs_refuses_metres() -> None:
    with pytest.raises(WrongCrs):
        crs.local_metric_epsg((500_000.0, 4_300_000.0, 501_000.0, 4_301_000.0))


def test_measuring_in_degrees_is_refused() -> None:
    with pytest.raises(WrongCrs):
        crs.to_metric(shapes(AWKWARD["square"]), CRS.from_epsg(4326))


def test_geometries_go_to_metres_and_back_with_holes_none_and_empty() -> None:
    there = shapely.transform(shapes(AWKWARD["hole"], AWKWARD["multipolygon"]), lambda c: c * 0.01 + [117.0, 39.0])
    given_shapes = np.append(there, shapes(None, AWKWARD["empty"]))
    metric_crs = crs.metric_crs_of(given_shapes)
    back = crs.to_degrees(crs.to_metric(given_shapes, metric_crs), metric_crs)
    assert shapely.equals_exact(back[:2], given_shapes[:2], tolerance=1e-9).all()
    assert back[2] is None
    assert back[3].is_empty


def test_conversion_keeps_shared_vertices_shared() -> None:
    left, right = shapely.box(116, 39, 116.01, 39.01), shapely.box(116.01, 39, 116.02, 39.01)
    moved = crs.geometries_to_wgs84(shapes(left, right), GCJ02)
    assert shapely.coverage_is_valid(moved)


def test_third_dimension_is_dropped() -> None:
    moved = crs.geometries_to_wgs84(shapes(shapely.Point(116, 39, 50)), WGS84)
    assert not shapely.has_z(moved[0])


def test_planar_area_of_a_city_is_within_a_hundredth_of_a_percent() -> None:
    city = shapes(shapely.segmentize(shapely.box(116.7, 39.0, 117.3, 39.4), 0.005))
    planar = float(shapely.area(crs.to_metric(city, crs.metric_crs_of(city)))[0])
    geodesic = abs(Geod(ellps="WGS84").geometry_area_perimeter(city[0])[0])
    assert planar == pytest.approx(geodesic, rel=1e-4)


def test_box_is_the_default_region() -> None:
    inside = shifted.is_shifted(np.array([72.004, 72.003, 137.8347]), np.array([0.8293, 30.0, 55.8271]))
    assert inside.tolist() == [True, False, True]
