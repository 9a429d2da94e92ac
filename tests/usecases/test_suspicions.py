"""An import whose points fit the ground only in another datum says so, and changes nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gridmap.db.engines import Database
from gridmap.errors import Issue, Severity
from gridmap.grids.rules.crs import GCJ02, from_wgs84
from gridmap.grids.usecases.suspicions import PointSample
from tests.usecases import toy


def _places(count: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """Along the two streets of the toy town, as AMap would give them."""
    along = np.linspace(0.02, 0.98, count // 2)
    west_east = [toy.at(3 * share, 0.505) for share in along]
    south_north = [toy.at(1.505, 2 * share) for share in along]
    lon, lat = np.array(west_east + south_north).T
    return from_wgs84(lon, lat, GCJ02)


def _cameras(folder: Path) -> Path:
    path = folder / "cameras.csv"
    rows = [f"K{n},{x:.7f},{y:.7f}" for n, (x, y) in enumerate(zip(*_places(), strict=True))]
    path.write_text("\n".join(["camera_id,lon,lat", *rows]) + "\n")
    return path


def _addresses(folder: Path) -> Path:
    path = folder / "addresses.csv"
    rows = [f"A{n},海滨路,{n},{x:.7f},{y:.7f}" for n, (x, y) in enumerate(zip(*_places(), strict=True))]
    path.write_text("\n".join(["address_id,street,number,lon,lat", *rows]) + "\n")
    return path


def _places_csv(folder: Path) -> Path:
    path = folder / "places.csv"
    rows = [f"{x:.7f},{y:.7f}" for x, y in zip(*_places(), strict=True)]
    path.write_text("\n".join(["lon,lat", *rows]) + "\n")
    return path


def _incidents(folder: Path) -> Path:
    path = folder / "incidents.csv"
    rows = [
        f"gridmap,I{n},LGT-OUT,2026-02-01T08:00:00Z,{x:.7f},{y:.7f}"
        for n, (x, y) in enumerate(zip(*_places(), strict=True))
    ]
    path.write_text("\n".join(["source_system,source_id,label,reported_at,lon,lat", *rows]) + "\n")
    return path


FILES = {"incidents": _incidents, "cameras": _cameras, "addresses": _addresses, "sensitive-places": _places_csv}


def _ground(database: Database, folder: Path, *kinds: str) -> None:
    for kind, rows in (("areas", toy.AREAS), ("grids", toy.GRIDS), ("streets", toy.STREETS)):
        if kind in kinds:
            path = folder / f"{kind}.geojson"
            path.write_text(toy.features(rows))
            assert _suspicion(toy.load(database, kind, path).issues) is None


def _suspicion(issues: tuple[Issue, ...]) -> Issue | None:
    found = [issue for issue in issues if issue.code == "suspected-datum"]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize("kind", FILES)
def test_shifted_points_stated_as_wgs84_are_told_and_stored_as_stated(
    database: Database, tmp_path: Path, kind: str
) -> None:
    _ground(database, tmp_path, "areas", "grids")
    path = FILES[kind](tmp_path)
    report = toy.load(database, kind, path)
    note = _suspicion(report.issues)
    assert note is not None
    assert note.severity is Severity.NOTE
    assert "100% of the points lie in a grid only if read as GCJ-02; as WGS-84, which was stated, " in note.message
    assert "--datum gcj02" in note.message
    assert (report.new, report.rows_refused, report.datum) == (60, 0, "wgs84")
    assert _suspicion(toy.load(database, kind, path, datum="gcj02").issues) is None


def test_without_grids_the_areas_tell(database: Database, tmp_path: Path) -> None:
    _ground(database, tmp_path, "areas")
    note = _suspicion(toy.load(database, "cameras", _cameras(tmp_path)).issues)
    assert note is not None
    assert "lie in an area only if read as GCJ-02" in note.message


def test_without_either_the_streets_tell(database: Database, tmp_path: Path) -> None:
    _ground(database, tmp_path, "streets")
    note = _suspicion(toy.load(database, "cameras", _cameras(tmp_path)).issues)
    assert note is not None
    assert note.message.startswith("Read as GCJ-02 the points lie 2 m from the nearest street on average")


def test_grids_that_ended_before_the_day_tell_nothing(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "grids.geojson"
    ended = [({**properties, "valid_to": "2026-01-02"}, shape) for properties, shape in toy.GRIDS]
    path.write_text(toy.features(ended))
    toy.load(database, "grids", path)
    cameras = _cameras(tmp_path)
    assert _suspicion(toy.load(database, "cameras", cameras).issues) is not None
    assert _suspicion(toy.load(database, "cameras", cameras, as_of=toy.DAY.replace(day=2)).issues) is None


def test_nothing_to_compare_with_tells_nothing(database: Database, tmp_path: Path) -> None:
    assert _suspicion(toy.load(database, "cameras", _cameras(tmp_path)).issues) is None


@pytest.mark.parametrize("chunk", [1, 7, 1000, 100_000])
def test_sample_is_small_and_from_the_whole_file(chunk: int) -> None:
    sample = PointSample()
    lon = np.arange(0.0, 100_000.0) / 1000.0
    lon[::10] = np.nan
    for start in range(0, len(lon), chunk):
        sample.add(lon[start : start + chunk], lon[start : start + chunk] / 2.0)
    assert 400 <= len(sample.lon) <= 800
    assert np.array_equal(sample.lat, sample.lon / 2.0)
    assert np.ptp(np.diff(sample.lon)) < 0.02
    assert sample.lon[0] == 0.001
    assert sample.lon[-1] > 99.5
