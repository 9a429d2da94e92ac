"""A suspected datum is told, never acted on."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from gridmap.errors import Severity
from gridmap.grids.rules.assign import assign, grid_lookup
from gridmap.grids.rules.crs import BD09, GCJ02, WGS84, Datum, from_wgs84
from gridmap.grids.rules.suspicion import nearer_datum, suspect_datum
from tests.builders import grid_codes, squares

GRIDS = squares(8, 8, side=0.003)
LOOKUP = grid_lookup(GRIDS, grid_codes(64))


def _find(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    return assign(LOOKUP, lon, lat).astype(np.int64)


def _points(count: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    lon, lat = rng.uniform(116.30, 116.324, count), rng.uniform(39.90, 39.924, count)
    return lon, lat, _find(lon, lat)


@pytest.mark.parametrize(("datum", "name"), [(GCJ02, "GCJ-02"), (BD09, "BD-09")])
def test_shifted_points_stated_as_wgs84_are_told(datum: Datum, name: str) -> None:
    lon, lat, own = _points()
    note = suspect_datum(*from_wgs84(lon, lat, datum), _find, stated=WGS84, own=own)
    assert note is not None
    assert f"100% of the points lie in the area that they name only if read as {name}" in note.message
    assert f"import again with --datum {datum.name}" in note.message
    assert (note.line, note.severity) == (0, Severity.NOTE)


def test_true_points_stated_as_gcj02_are_told() -> None:
    lon, lat, own = _points()
    note = suspect_datum(lon, lat, _find, stated=GCJ02, own=own)
    assert note is not None
    assert "WGS-84" in note.message


def test_exchanged_coordinates_are_told_without_own_areas() -> None:
    lon, lat, _ = _points()
    note = suspect_datum(lat, lon, _find, stated=WGS84)
    assert note is not None
    assert "latitude before longitude" in note.message
    assert "--map lon=COLUMN --map lat=COLUMN" in note.message


def test_right_datum_few_points_and_strangers_raise_no_suspicion() -> None:
    lon, lat, own = _points()
    assert suspect_datum(lon, lat, _find, stated=WGS84, own=own) is None
    assert suspect_datum(*from_wgs84(lon[:10], lat[:10], GCJ02), _find, stated=WGS84, own=own[:10]) is None
    assert suspect_datum(lon + 5, lat, _find, stated=WGS84) is None
    assert suspect_datum(np.full(50, np.nan), np.full(50, np.nan), _find, stated=WGS84) is None


def test_distance_to_streets_halves_under_the_right_datum() -> None:
    lon, _, _ = _points()
    on_street = np.full(len(lon), 39.91)
    shifted = from_wgs84(lon, on_street, GCJ02)

    def distance_m(_x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.abs(y - 39.91) * 111_000

    note = nearer_datum(*shifted, distance_m, stated=WGS84)
    assert note is not None
    assert "GCJ-02" in note.message
    assert nearer_datum(lon, on_street, distance_m, stated=WGS84) is None


def test_streets_of_another_city_tell_nothing() -> None:
    """Half of very far is still far."""
    lon, lat, _ = _points()

    def distance_m(x: np.ndarray, _y: np.ndarray) -> np.ndarray:
        return np.where(x > 90.0, 900_000.0, 300_000.0)

    assert nearer_datum(lon, lat, distance_m, stated=WGS84) is None
    assert nearer_datum(lon, lat, lambda x, _y: np.full(len(x), np.inf), stated=WGS84) is None


def test_trafford_cameras_give_no_suspicion(shared_data: Path) -> None:
    wards = gpd.read_file(shared_data / "register" / "trafford_wards_21.geojson")
    cameras = pd.read_csv(shared_data / "register" / "trafford_cctv_163.csv")
    lookup = grid_lookup(np.asarray(wards.geometry, dtype=object), wards["area_code"].tolist())
    row = {code: n for n, code in enumerate(wards["area_code"])}
    own = cameras["area_code"].map(row).to_numpy(dtype=np.int64)
    lon, lat = cameras["lon"].to_numpy(), cameras["lat"].to_numpy()

    def find(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        return assign(lookup, lon, lat).astype(np.int64)

    assert int((find(lon, lat) == own).sum()) == 162
    assert suspect_datum(lon, lat, find, stated=WGS84, own=own) is None
