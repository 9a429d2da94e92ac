"""Points that stand for an unknown place, and points that do not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from gridmap.service.rules.default_point import default_points, lies_on


def scattered(rows: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return np.round(117 + rng.random(rows), 4), np.round(39 + rng.random(rows), 4)


def with_pile(rows: int, piled: int) -> tuple[np.ndarray, np.ndarray]:
    lon, lat = scattered(rows)
    lon[:piled], lat[:piled] = 117.5001, 39.5001
    return lon, lat


def test_boston_city_hall_is_the_only_default_point(shared_data: Path) -> None:
    rows = pd.read_csv(shared_data / "service/boston_311_2015.csv")
    found = default_points(rows["LONGITUDE"].to_numpy(), rows["LATITUDE"].to_numpy())
    assert [(p.lon, p.lat, p.rows, p.rule) for p in found] == [(-71.0587, 42.3594, 1366, 3)]


def test_baltimore_has_four_rows_on_whole_degrees(shared_data: Path) -> None:
    rows = pd.read_csv(shared_data / "service/baltimore_311_2018.csv")
    found = default_points(rows["longitude"].to_numpy(), rows["latitude"].to_numpy())
    assert sorted((p.lon, p.lat, p.rows, p.rule) for p in found) == [(-77, 39, 2, 2), (-76, 39, 2, 2)]


def test_zero_zero_is_a_default_point_in_degrees_only() -> None:
    lon, lat = np.array([0.0, -0.0, 117.2]), np.array([0.0, 0.0, 39.1])
    assert [(p.rows, p.rule) for p in default_points(lon, lat)] == [(2, 2)]
    assert default_points(np.array([500000.0]), np.array([4300000.0]), is_degrees=False) == ()


def test_a_pile_counts_from_thirty_rows_one_percent_and_twenty_times_the_typical() -> None:
    assert default_points(*with_pile(1000, 29)) == ()
    assert [p.rows for p in default_points(*with_pile(1000, 30))] == [30]
    assert default_points(*with_pile(4000, 39)) == ()
    assert [p.rows for p in default_points(*with_pile(4000, 40))] == [40]


def test_centroids_of_a_coarse_source_are_no_default_points() -> None:
    lon = np.repeat(117 + np.arange(20) / 20 + 0.01, 50)
    assert default_points(lon, np.full(1000, 39.013)) == ()


def test_a_lamp_that_is_reported_often_is_no_default_point() -> None:
    lon, lat = np.repeat(117.0123 + np.arange(300) / 1000, 10), np.full(3000, 39.0123)
    lon[:100] = 117.9999
    assert default_points(lon, lat) == ()


def test_named_points_and_earlier_chunks_are_known() -> None:
    lon, lat = scattered(10)
    found = default_points(lon, lat, known=[(float(lon[3]), float(lat[3])), (1.5, 2.5)])
    assert [(p.rows, p.rule) for p in found] == [(1, 1)]
    assert lies_on(lon, lat, found).tolist() == [n == 3 for n in range(10)]


def test_missing_coordinates_are_no_points() -> None:
    nothing = np.full(50, np.nan)
    assert default_points(nothing, nothing) == ()
    assert default_points(nothing[:0], nothing[:0]) == ()
