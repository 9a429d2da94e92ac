"""One camera's record in the database: what is read, what is withheld, what is logged, and how an assessment comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.errors import Conflict, NotFound
from gridmap.register.rules.assessment import PiaStatus, ReturnedPia
from gridmap.register.rules.camera_record import CameraRecord
from gridmap.register.store.camera_records import StoredView
from gridmap.register.usecases.camera_records import hand_over, take_assessment
from gridmap.register.usecases.coverage import audit_coverage
from tests.usecases import toy

DAY = date(2026, 6, 1)
AREAS: list[toy.Row] = [
    ({"purpose_area_id": "P1", "purpose": "traffic_flow", "approval": "Decision 7", "cameras": "K1;K9", "valid_from": "2026-01-01"},
     toy.box(0.4, 0.4, 0.2, 0.2)),
    ({"purpose_area_id": "P2", "purpose": "parking", "approval": "Decision 8", "cameras": "K1", "valid_from": "2027-01-01"},
     toy.box(0.4, 0.4, 0.1, 0.1)),
]  # fmt: skip
CAMERAS = toy.CAMERAS.rstrip("\n").replace("face_recognition\n", "face_recognition,dpia_ref,place_kind\n").replace(
    ",on,no\n", ",on,no,reported,school\n"
).replace(",unknown,unknown", ",unknown,unknown,,") + "\n"  # fmt: skip


@pytest.fixture
def town(new_database: Callable[[], Database], tmp_path: Path) -> Database:
    database = new_database()
    files = {
        "areas": ("areas.geojson", toy.features(toy.AREAS)),
        "grids": ("grids.geojson", toy.features(toy.GRIDS)),
        "cameras": ("cameras.csv", CAMERAS),
        "purpose-areas": ("purposes.geojson", toy.features(AREAS)),
    }
    for kind, (name, text) in files.items():
        (tmp_path / name).write_text(text)
        assert toy.load(database, kind, tmp_path / name).rows_refused == 0
    return database


def _record(database: Database, camera: str = "K1", **options: Any) -> tuple[CameraRecord, StoredView | None]:
    given = {"day": DAY, "scope": "*", "actor": "tester", "sheet": "sign", **options}
    return hand_over(database.engine(DbRole.REGISTER), camera, **given)


def _rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute("SELECT set_config('gridmap.scope', '*', false)")
        return connection.execute(query).fetchall()


def _log(database: Database) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.url(DbRole.OWNER)) as connection:
        return connection.execute(
            "SELECT actor, action, object, detail FROM access.log WHERE object = 'camera' ORDER BY seq"
        ).fetchall()


def test_the_record_is_what_was_imported(town: Database) -> None:
    record, view = _record(town)
    assert (record.camera_id, record.name, record.operator, record.purpose) == (
        "K1",
        "路口一",
        "市政局",
        ("traffic_flow",),
    )
    assert (record.lon, record.lat) == pytest.approx(toy.at(0.5, 0.5))
    assert {f.function: f.state for f in record.functions}["recording"] == "on"
    assert (record.optic("heading_deg").value, record.optic("heading_deg").quality) == (0.0, "measured")
    assert view is None


def test_a_sensitive_place_does_not_leave_the_register(town: Database) -> None:
    assert _rows(town, "SELECT place_kind FROM register.camera WHERE camera_id = 'K1'") == [("sensitive",)]
    assert _record(town)[0].place_kind == "unknown"


def test_purpose_areas_of_the_day_that_name_the_camera_belong_to_it(town: Database) -> None:
    [area] = _record(town)[0].areas
    assert (area.purpose_area_id, area.approval) == ("P1", "Decision 7")
    assert area.area_m2 == pytest.approx(0.04 * 350 * 444, rel=0.02)
    assert [a.purpose_area_id for a in _record(town, day=date(2027, 6, 1))[0].areas] == ["P1", "P2"]
    assert _record(town, "K2")[0].areas == ()


def test_the_view_comes_only_when_it_is_asked_for(town: Database) -> None:
    assert _record(town, view="given")[1] is None  # nothing is computed yet
    audit_coverage(town.engine(DbRole.REGISTER_JOB), day=DAY, px_per_m=25, actor="test")
    assert _record(town)[1] is None
    view = _record(town, view="given")[1]
    assert view is not None
    assert (view.px_per_m, view.shape["type"]) == (25.0, "MultiPolygon")
    assert _record(town, "K2", view="given")[1] is None


def test_each_hand_over_is_logged_with_the_view_said(town: Database) -> None:
    _record(town)
    _record(town, sheet="sensorthings", view="given")
    assert [row[:3] for row in _log(town)] == [("tester", "export", "camera")] * 2
    assert [row[3] for row in _log(town)] == [
        {"camera": "K1", "sheet": "sign", "view": "withheld"},
        {"camera": "K1", "sheet": "sensorthings", "view": "given"},
    ]


def test_outside_the_scope_there_is_no_such_camera(town: Database) -> None:
    path = "9901/990101/990101001002/"
    assert _record(town, "K2", scope=path)[0].camera_id == "K2"
    for camera, scope in (("K1", path), ("K1", ""), ("none", "*"), ("K1' OR '1'='1", "*"), ("x" * 5000, "*")):
        with pytest.raises(NotFound, match="There is no camera"):
            _record(town, camera, scope=scope)
    assert len(_log(town)) == 1


def _take(database: Database, status: PiaStatus, *, pia: int = 7, camera: str = "K1") -> CameraRecord:
    engine = database.engine(DbRole.REGISTER_JOB)
    return take_assessment(engine, camera, ReturnedPia(pia, status, date(2026, 2, 1)), day=DAY, actor="dpo")


def test_a_validated_assessment_is_curated_and_the_reported_value_stays(town: Database, tmp_path: Path) -> None:
    changed = _take(town, PiaStatus.SIGNED_VALIDATION)
    assert (changed.dpia_ref, changed.dpia_on) == ("CNIL PIA 7, signed_validation", date(2026, 2, 1))
    assert {(c.name, c.reported, c.reason) for c in changed.curated} == {
        ("dpia_on", None, "pia-returned"),
        ("dpia_ref", "reported", "pia-returned"),
    }
    reported = "SELECT dpia_ref, dpia_on FROM register.camera WHERE camera_id = 'K1'"
    assert _rows(town, reported) == [("reported", None)]
    toy.load(town, "cameras", tmp_path / "cameras.csv")  # the same list again takes nothing back
    assert _record(town)[0].dpia_ref == "CNIL PIA 7, signed_validation"
    assert _record(town, "K2")[0].dpia_ref is None
    assert _log(town)[0][1:] == ("change", "camera", {"camera": "K1", "fields": ["dpia_on", "dpia_ref"], "pia": 7})


def test_a_later_one_takes_the_place_of_the_earlier(town: Database) -> None:
    _take(town, PiaStatus.SIMPLE_VALIDATION)
    assert _take(town, PiaStatus.SIGNED_VALIDATION, pia=8).dpia_ref == "CNIL PIA 8, signed_validation"
    assert _rows(town, "SELECT count(*) FROM register.camera_override") == [(2,)]


def test_one_that_does_not_count_or_names_no_camera_changes_nothing(town: Database) -> None:
    with pytest.raises(Conflict):
        _take(town, PiaStatus.DOING)
    with pytest.raises(NotFound):
        _take(town, PiaStatus.SIGNED_VALIDATION, camera="none")
    assert _rows(town, "SELECT count(*) FROM register.camera_override") == [(0,)]
    assert _log(town) == []


def test_the_serving_role_cannot_set_curated_values(town: Database) -> None:
    from gridmap.errors import NotAllowed

    with pytest.raises(NotAllowed):
        take_assessment(
            town.engine(DbRole.REGISTER), "K1", ReturnedPia(7, PiaStatus.SIGNED_VALIDATION, DAY), day=DAY, actor="x"
        )
