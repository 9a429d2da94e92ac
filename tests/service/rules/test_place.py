"""Stored points are no finer than the thing, and stay in the grid of the received ones."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from gridmap.errors import BadValue
from gridmap.service.rules.place import NONE, REACH_M, Floats, Rows, bring_to_segments, nearest, segment_index

PLACES = {"Tianjin": (117.2, 39.1), "Quito": (-78.5, -0.2), "Tromsø": (18.95, 69.65), "Ushuaia": (-68.3, -54.8)}
places = st.sampled_from(sorted(PLACES))


def one_grid(lon: Floats, lat: Floats) -> Rows:
    return np.zeros(len(lon), np.int64)


def metric(place: str) -> Transformer:
    """Metres of a plane around the place."""
    lon, lat = PLACES[place]
    return Transformer.from_crs("EPSG:4326", f"+proj=aeqd +lon_0={lon} +lat_0={lat} +datum=WGS84", always_xy=True)


def back(to: Transformer, metres: Floats) -> Floats:
    return np.column_stack(to.transform(metres[:, 0], metres[:, 1], direction="INVERSE"))


def scene(place: str, seed: int) -> tuple[np.ndarray, Floats, Floats]:
    """Bent streets within some hundred metres and points among them, in degrees."""
    rng = np.random.default_rng(seed)
    to = metric(place)
    lines = []
    for _ in range(12):
        corners = rng.uniform(-400, 400, (rng.integers(2, 5), 2))
        lines.append(shapely.LineString(back(to, corners)))
    x, y = back(to, rng.uniform(-450, 450, (60, 2))).T
    return np.array(lines, dtype=object), np.asarray(x), np.asarray(y)


def to_metres(shapes: np.ndarray, to: Transformer) -> np.ndarray:
    """Lines that are straight in degrees, in metres."""
    dense = shapely.segmentize(shapes, 1e-4)
    flat: np.ndarray = shapely.transform(dense, lambda c: np.column_stack(to.transform(c[:, 0], c[:, 1])))
    return flat


@settings(deadline=None, max_examples=60)
@given(places, st.integers(0, 10_000))
def test_the_nearest_segment_is_the_one_that_shapely_finds(place: str, seed: int) -> None:
    lines, lon, lat = scene(place, seed)
    to = metric(place)
    found, _, _, distance = nearest(segment_index(lines, np.ones(len(lines))), lon, lat)
    flat, points = to_metres(lines, to), shapely.points(*to.transform(lon, lat))
    true = shapely.distance(points[:, None], flat[None, :])
    for i in range(len(lon)):
        if true[i].min() > REACH_M + 0.05:
            assert found[i] == NONE
        elif true[i].min() < REACH_M - 0.05:
            assert true[i, found[i]] == pytest.approx(true[i].min(), abs=0.05)
            assert distance[i] == pytest.approx(true[i].min(), abs=0.05)


@settings(deadline=None, max_examples=40)
@given(places, st.integers(0, 10_000))
def test_a_point_near_a_street_is_stored_3_m_beside_it_on_its_own_side(place: str, seed: int) -> None:
    lines, lon, lat = scene(place, seed)
    to = metric(place)
    brought = bring_to_segments(
        segment_index(lines, np.ones(len(lines))), lon, lat, in_grid=one_grid, grid=one_grid(lon, lat)
    )
    flat = to_metres(lines, to)
    for i in np.flatnonzero(brought.segment >= 0):
        line = flat[brought.segment[i]]
        received = shapely.Point(to.transform(lon[i], lat[i]))
        stored = shapely.Point(to.transform(brought.lon[i], brought.lat[i]))
        foot = line.interpolate(line.project(received))
        if received.distance(line) < 0.5:
            continue  # the side is a matter of centimetres
        assert stored.distance(foot) == pytest.approx(3.0, abs=0.03)
        cosine = np.dot(np.subtract(stored.coords[0], foot.coords[0]), np.subtract(received.coords[0], foot.coords[0]))
        assert cosine > 0


def street(lat: float = 39.1) -> np.ndarray:
    return np.array([shapely.LineString([(117.20, lat), (117.21, lat)])], dtype=object)


def test_a_point_far_from_streets_is_rounded() -> None:
    brought = bring_to_segments(
        segment_index(street(), np.ones(1)),
        np.array([117.2012345]),
        np.array([39.1012345]),
        in_grid=one_grid,
        grid=np.zeros(1, int),
    )
    assert (brought.lon[0], brought.lat[0], brought.segment[0]) == (117.2012, 39.1012, NONE)


def test_without_streets_points_are_rounded_and_missing_ones_stay_missing() -> None:
    for lines in (np.array([], dtype=object), np.array([None, shapely.LineString()], dtype=object)):
        brought = bring_to_segments(
            segment_index(lines, np.ones(len(lines))),
            np.array([117.2012345, np.nan]),
            np.array([39.1012345, 39.1]),
            in_grid=one_grid,
            grid=np.zeros(2, int),
        )
        assert brought.lon[0] == 117.2012
        assert np.isnan(brought.lon[1])
        assert brought.segment.tolist() == [NONE, NONE]


def test_a_point_on_the_line_stays_on_it() -> None:
    brought = bring_to_segments(
        segment_index(street(), np.ones(1)),
        np.array([117.205]),
        np.array([39.1]),
        in_grid=one_grid,
        grid=np.zeros(1, int),
    )
    assert (brought.lon[0], brought.lat[0]) == (pytest.approx(117.205, abs=1e-9), pytest.approx(39.1, abs=1e-9))
    assert brought.segment[0] == 0


def test_what_the_house_is_near_cannot_be_told_from_how_far_it_is() -> None:
    lat = 39.1 + np.array([10.0, 25.0, 45.0]) / 111_000
    brought = bring_to_segments(
        segment_index(street(), np.ones(1)), np.full(3, 117.205), lat, in_grid=one_grid, grid=np.zeros(3, int)
    )
    assert np.ptp(brought.lon) < 1e-9
    assert np.ptp(brought.lat) < 1e-9


@pytest.mark.parametrize("border_m", [-2.0, -0.5, 0.0, 0.5, 2.0, 4.0, 8.0])
def test_the_stored_point_stays_in_its_grid_wherever_the_border_runs_beside_the_street(border_m: float) -> None:
    border = 39.1 + border_m / 111_017
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(117.201, 117.209, 2000), 39.1 + rng.uniform(-45, 45, 2000) / 111_017

    def halves(x: Floats, y: Floats) -> Rows:
        return (y > border).astype(np.int64)

    brought = bring_to_segments(segment_index(street(), np.ones(1)), lon, lat, in_grid=halves, grid=halves(lon, lat))
    kept = halves(brought.lon, brought.lat) == halves(lon, lat)
    # what lies between the axis and a border 8 m beside it, or closer to the border than an offset, may not fit
    assert kept.mean() >= 0.95
    beyond = np.abs(lat - border) * 111_017 > 12
    assert kept[beyond].all()


def test_on_a_city_divided_by_its_streets_99_in_100_points_keep_their_grid() -> None:
    """Blocks of 120 m with streets on their borders that wander up to 2 m from them."""
    rng = np.random.default_rng(11)
    step = 120 / 111_000
    lines = []
    for k in range(21):
        wander = rng.uniform(-2, 2, 41) / 111_000
        along = np.arange(41) * step / 2
        lines += [np.column_stack([along, k * step + wander]), np.column_stack([k * step + wander, along])]
    streets = np.array([shapely.LineString(line) for line in lines], dtype=object)
    lon, lat = rng.uniform(0, 20 * step, (2, 20_000))

    def block(x: Floats, y: Floats) -> Rows:
        return (np.floor(x / step) * 1000 + np.floor(y / step)).astype(np.int64)

    brought = bring_to_segments(
        segment_index(streets, np.ones(len(streets))), lon, lat, in_grid=block, grid=block(lon, lat)
    )
    assert (block(brought.lon, brought.lat) == block(lon, lat)).mean() >= 0.99


def test_lengths_must_match() -> None:
    with pytest.raises(BadValue, match="2 lengths"):
        segment_index(street(), np.ones(2))
