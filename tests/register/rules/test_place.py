"""Places as people type them, the box that holds a circle, and where one may complain."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmap.errors import BadValue, UnknownDatum
from gridmap.register.rules.place import (
    AUTHORITIES,
    Function,
    authorities_for,
    functions_told,
    logged_place,
    reach_deg,
    read_point,
)
from gridmap.register.rules.vocabulary import FUNCTIONS

_EARTH_M = 6_371_008.77


def test_a_point_is_longitude_first() -> None:
    assert read_point("116.3912, 39.9061", datum="wgs84") == (116.3912, 39.9061)
    assert read_point("-0.12,51.5", datum="wgs84") == (-0.12, 51.5)


def test_another_datum_is_brought_to_wgs84() -> None:
    lon, lat = read_point("116.3912,39.9061", datum="gcj02")
    assert 300 < 111_000 * np.hypot((116.3912 - lon) * 0.77, 39.9061 - lat) < 900
    assert read_point("448000,4417000", datum="EPSG:4548") == pytest.approx((116.39, 39.88), abs=0.02)


@pytest.mark.parametrize("text", ["39.9061,116.3912", "116", "a,b", "1,2,3", "", "nan,1", "181,0", "inf,0"])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match=r"LON,LAT|longitude first"):
        read_point(text, datum="wgs84")


def test_an_unknown_datum_is_refused() -> None:
    with pytest.raises(UnknownDatum):
        read_point("1,2", datum="mars2000")


@given(lat=st.floats(-89.9, 89.9), turn=st.floats(0, 2 * np.pi), radius_m=st.floats(1, 500))
def test_the_box_holds_the_circle(lat: float, turn: float, radius_m: float) -> None:
    """The point at that distance and bearing on the sphere."""
    at, d = np.radians(lat), radius_m / _EARTH_M
    other = np.arcsin(np.sin(at) * np.cos(d) + np.cos(at) * np.sin(d) * np.cos(turn))
    east = np.arctan2(np.sin(turn) * np.sin(d) * np.cos(at), np.cos(d) - np.sin(at) * np.sin(other))
    lon_reach, lat_reach = reach_deg(lat, radius_m=radius_m)
    assert abs(np.degrees(other) - lat) <= lat_reach
    assert abs(np.degrees(east)) <= lon_reach


def test_the_log_keeps_a_door_and_not_a_window() -> None:
    assert logged_place(116.391234567, -39.906123456) == {"lon": 116.3912, "lat": -39.9061}


def test_a_function_that_nobody_told_of_is_unknown() -> None:
    told = functions_told(
        [{"function": "audio", "state": "no", "legal_regime": None, "legal_basis": None, "basis_ref": None}]
    )
    assert [f.function for f in told] == list(FUNCTIONS)
    assert {f.function: f.state for f in told} == {**dict.fromkeys(FUNCTIONS, "unknown"), "audio": "no"}


def test_one_may_complain_under_each_regime() -> None:
    both = (Function("audio", "on", "gdpr"), Function("recording", "on", "cn"), Function("thermal", "on", "other"))
    assert set(authorities_for(both)) == {AUTHORITIES["gdpr"], AUTHORITIES["cn"]}
    assert authorities_for(both[2:]) == ("whoever keeps this register",)
