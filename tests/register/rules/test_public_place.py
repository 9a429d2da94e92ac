"""What the public is told of a place: for a square, without ids, in an order that tells nothing."""

from __future__ import annotations

import json
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmap.grids.rules.crs import DEGREE_M
from gridmap.register.rules.place import Filming, Function, UnknownView, WhoFilms
from gridmap.register.rules.public_place import (
    BLOCK_M,
    SQUARE_M,
    Box,
    blocks_around,
    middle,
    square_of,
    told_to_the_public,
)

LON, LAT = st.floats(-180, 180), st.floats(-90, 90)


def _sides_m(box: Box) -> tuple[float, float]:
    west, south, east, north = box
    across = math.cos(math.radians((south + north) / 2))
    return (east - west) * DEGREE_M * across, (north - south) * DEGREE_M


@given(lon=LON, lat=LAT)
def test_a_place_lies_in_its_square(lon: float, lat: float) -> None:
    west, south, east, north = square_of(lon, lat)
    assert west - 1e-9 <= lon <= east + 1e-9
    assert south - 1e-9 <= lat <= north + 1e-9


@given(lon=LON, lat=LAT, across=st.floats(0.01, 0.99), up=st.floats(0.01, 0.99))
def test_all_places_of_a_square_have_the_same_answer(lon: float, lat: float, across: float, up: float) -> None:
    square = west, south, east, north = square_of(lon, lat)
    assert square_of(west + across * (east - west), south + up * (north - south)) == square


@given(lon=LON, lat=st.floats(-75, 75))
def test_squares_are_about_ten_metres_and_blocks_hold_all_within_their_side(lon: float, lat: float) -> None:
    square = square_of(lon, lat)
    blocks = blocks_around(square)
    assert _sides_m(square) == pytest.approx((SQUARE_M, SQUARE_M), rel=0.05)
    assert _sides_m(blocks) == pytest.approx((3 * BLOCK_M, 3 * BLOCK_M), rel=0.05)
    at, (west, south, east, _north) = middle(square), blocks
    across = math.cos(math.radians(at[1])) * DEGREE_M
    assert min((at[0] - west) * across, (east - at[0]) * across, (at[1] - south) * DEGREE_M) > 0.95 * BLOCK_M


@given(lon=st.floats(10, 20), lat=st.floats(45.05, 45.95), turn=st.floats(0, 2 * math.pi), far_m=st.floats(0, 400))
def test_blocks_stand_in_line_so_that_two_questions_never_cut_one(
    lon: float, lat: float, turn: float, far_m: float
) -> None:
    """Edges of any two answers' blocks are whole blocks apart."""
    other_lon = lon + far_m * math.cos(turn) / (DEGREE_M * math.cos(math.radians(lat)))
    one, other = (
        blocks_around(square_of(x, y)) for x, y in ((lon, lat), (other_lon, lat + far_m * math.sin(turn) / DEGREE_M))
    )
    for edge, size in ((0, (one[2] - one[0]) / 3), (1, (one[3] - one[1]) / 3)):
        apart = (other[edge] - one[edge]) / size
        assert apart == pytest.approx(round(apart), abs=1e-6)


def _filming(camera_id: str, **given: object) -> Filming:
    values = {
        "operator": "City", "operator_kind": "public", "purpose": ("parking",), "functions": (Function("audio", "no"),),
        "retention_days": 7, "sign": "full", "contact": None, "authorities": ("whoever",), **given,
    }  # fmt: skip
    return Filming(camera_id, **values)  # type: ignore[arg-type]


CAMERAS = [
    _filming("K9"),
    _filming("K1"),
    _filming("K5", operator=None),
    _filming("K3", operator="Another", retention_days=None),
]


def test_cameras_described_alike_are_one_entry_without_ids_or_what_is_out_of_service() -> None:
    near = (UnknownView("City", ("parking",), 2),)
    made = told_to_the_public(
        WhoFilms("2026-06-01", True, tuple(CAMERAS), near, 120.0, 4), square_of(0.5, 0.5)
    ).to_json()
    assert [(e["operator"], e["cameras"]) for e in made["films"]] == [(None, 1), ("Another", 1), ("City", 2)]
    text = json.dumps(made)
    assert not [hidden for hidden in ("K9", "camera_id", "out_of_service", "px_per_m") if hidden in text]


def test_the_order_does_not_tell_the_order_of_ids() -> None:
    told = set()
    for seed in range(20):
        mixed = random.Random(seed).sample(CAMERAS, len(CAMERAS))
        told.add(told_to_the_public(WhoFilms("d", True, tuple(mixed), (), 120.0, 0), (0, 0, 1, 1)).films)
    assert len(told) == 1
