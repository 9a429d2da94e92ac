"""Positions row by row: what is read, what is refused, and files that cannot be of their datum."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.errors import Severity, WrongCrs
from gridmap.grids.rules.crs import GCJ02, WGS84, Datum, from_wgs84
from gridmap.grids.rules.position import read_positions
from tests.builders import rows, shapes


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        ("0", "0", "zero-position"),
        ("39.9", "116.4", "swapped-position"),
        ("200", "10", "out-of-range"),
        ("116.4", "inf", "bad-number"),
        ("NaN", "39.9", "bad-number"),
        ("here", "39.9", "bad-number"),
        ("116.4", "", "half-position"),
    ],
)
def test_bad_positions_are_issues_of_their_row(lon: str, lat: str, code: str) -> None:
    read = read_positions(rows(lon=[lon, "116.5", "116.6"], lat=[lat, "39.8", "39.7"]), None, datum=WGS84)
    assert [(i.line, i.code, i.severity) for i in read.issues] == [(2, code, Severity.ERROR)]
    assert read.is_given.tolist() == [False, True, True]
    assert read.points[0] is None


def test_absent_position_is_no_issue() -> None:
    read = read_positions(rows(lon=["", None], lat=["", None]), None, datum=WGS84)
    assert read.issues == ()
    assert not read.is_given.any()


def test_the_caller_decides_how_grave_it_is() -> None:
    read = read_positions(rows(lon=["0"], lat=["0"]), None, datum=WGS84, severity=Severity.WARNING)
    assert [i.severity for i in read.issues] == [Severity.WARNING]


def test_received_and_converted_are_both_kept() -> None:
    there = from_wgs84(np.array([116.4]), np.array([39.9]), GCJ02)
    read = read_positions(rows(lon=[there[0][0]], lat=[there[1][0]]), None, datum=GCJ02)
    assert (read.x[0], read.y[0]) == (there[0][0], there[1][0])
    assert (read.lon[0], read.lat[0]) == pytest.approx((116.4, 39.9), abs=1e-10)


def test_points_of_the_file_come_before_columns() -> None:
    read = read_positions(rows(lon=[1.0, 2.0], lat=[1.0, 2.0]), shapes(shapely.Point(5, 6), None), datum=WGS84)
    assert read.lon[0] == 5
    assert not read.is_given[1]


def test_wkt_column_is_read_where_there_is_nothing_else() -> None:
    read = read_positions(rows(wkt=["POINT (116.4 39.9)", "POINT (", "LINESTRING (0 0, 1 1)"]), None, datum=WGS84)
    assert (read.lon[0], read.lat[0]) == (116.4, 39.9)
    assert [(i.line, i.code) for i in read.issues] == [(3, "bad-wkt"), (4, "wrong-geometry")]


def test_metres_stated_as_degrees_are_the_wrong_crs() -> None:
    with pytest.raises(WrongCrs, match="state the projected CRS"):
        read_positions(rows(lon=[440_000.0, 441_000.0], lat=[4_417_000.0, 4_418_000.0]), None, datum=WGS84)


def test_degrees_stated_as_metres_are_the_wrong_crs() -> None:
    with pytest.raises(WrongCrs, match="EPSG:4548"):
        read_positions(rows(lon=[116.4, 116.5], lat=[39.9, 39.8]), None, datum=Datum("EPSG:4548"))


def test_one_row_outside_the_area_of_use_is_only_that_row() -> None:
    x, y = from_wgs84(np.array([116.9, 117.0, 117.1]), np.array([39.0, 39.1, 39.2]), Datum("EPSG:4548"))
    x[2] = 90_000_000.0
    read = read_positions(rows(lon=x.tolist(), lat=y.tolist()), None, datum=Datum("EPSG:4548"))
    assert [(i.line, i.code) for i in read.issues] == [(4, "out-of-range")]
    assert read.lon[:2] == pytest.approx([116.9, 117.0], abs=1e-9)
