"""Sensor registers through the ordinary import: cameras and purpose areas, no person anywhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.errors import BadValue, UnknownDatum
from tests.formats.test_devices import AMSTERDAM, SENSRNET
from tests.usecases import toy


def _rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.url(DbRole.REGISTER_JOB)) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture
def written(tmp_path: Path) -> Callable[[Any], Path]:
    def write(document: Any) -> Path:
        path = tmp_path / "register.json"
        path.write_text(json.dumps(document))
        return path

    return write


_CAMERAS = """
    SELECT c.camera_id, c.housing_id, c.purpose, c.operator, c.removed_on, f.legal_basis
    FROM register.camera AS c INNER JOIN register.camera_function AS f ON f.camera_row_id = c.camera_row_id AND f.function = 'recording'
    ORDER BY 1
"""


def test_amsterdams_answer(database: Database, written: Callable[[Any], Path]) -> None:
    report = toy.load(database, "cameras", written(AMSTERDAM))
    assert (report.rows_read, report.new, report.refused_by_reason) == (2, 1, {"not-a-camera": 1})
    assert report.issue_counts["sentinel-date"] == 1
    assert report.issue_counts["persons-left-behind"] == 1
    assert {"owner.name", "owner.email", "owner.telephone"} <= set(report.left_behind)
    job = "SELECT camera_id, purpose, operator, removed_on FROM register.camera"
    assert _rows(database, job) == [("A-1", ["parking", "traffic_flow"], "Gemeente Amsterdam", None)]


def test_sensrnets_devices_and_what_they_observe(database: Database, written: Callable[[Any], Path]) -> None:
    path = written(SENSRNET)
    report = toy.load(database, "cameras", path)
    assert (report.new, report.refused_by_reason) == (3, {"not-a-camera": 1})
    assert _rows(database, _CAMERAS) == [
        ("d1", None, ["parking", "traffic_flow"], "City Council", None, "gdpr_6_1_e"),
        ("d2/s2", "d2", ["parking"], "City Council", None, "gdpr_6_1_e"),
        ("d2/s3", "d2", ["crime_prevention", "traffic_flow"], "City Council", None, "unknown"),
    ]
    areas = toy.load(database, "purpose-areas", path)
    assert (areas.new, areas.rows_refused) == (4, 0)
    assert areas.issue_counts["no-approval"] == 4
    stored = _rows(database, "SELECT purpose_area_id, purpose, cameras FROM register.purpose_area ORDER BY 1")
    assert stored[0] == ("t1/1", "traffic_flow", ["d1"])
    again = toy.load(database, "cameras", path)
    assert (again.new, again.corrected, again.unchanged) == (0, 0, 3)


@pytest.mark.parametrize("document", [AMSTERDAM, SENSRNET])
def test_no_person_is_stored_reported_or_written_to_a_fix_up_file(
    database: Database, written: Callable[[Any], Path], tmp_path: Path, document: Any
) -> None:
    report = toy.load(database, "cameras", written(document), fix_up=tmp_path / "fix.csv")
    told = json.dumps(report.to_json(), default=str)
    for table in ("register.camera", "register.history", "access.import_batch", "access.import_issue", "access.log"):
        role = DbRole.OWNER if table.startswith("access") else DbRole.REGISTER_JOB
        with psycopg.connect(database.url(role)) as connection:
            told += repr(connection.execute(f"SELECT t::text FROM {table} AS t").fetchall())
    if (tmp_path / "fix.csv").exists():
        told += (tmp_path / "fix.csv").read_text()
    assert not any(person in told for person in ("Jan", "jansen", "0612345678"))


def test_devices_state_no_datum_and_are_no_other_kind(database: Database, written: Callable[[Any], Path]) -> None:
    with pytest.raises(UnknownDatum):
        toy.load(database, "cameras", written(SENSRNET), datum=None)
    with pytest.raises(BadValue, match="not as grids"):
        toy.load(database, "grids", written(SENSRNET))
