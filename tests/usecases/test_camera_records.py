"""One camera's record in the database: what is read, what is withheld, what is logged, and how an assessment comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import psycopg
import pytest

from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.errors import BadValue, Conflict, NotFound
from gridmap.register.rules.assessment import PiaStatus, ReturnedPia
from gridmap.register.rules.camera_audits import AuditRun
from gridmap.register.rules.camera_record import CameraRecord
from gridmap.register.store.camera_records import StoredView
from gridmap.register.usecases.camera_records import Handed, hand_over, take_assessment
from gridmap.register.usecases.coverage import audit_coverage
from gridmap.register.usecases.findings import answer_finding, audit_cameras
from gridmap.register.usecases.proportions import audit_proportion
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


def _handed(database: Database, camera: str = "K1", **options: Any) -> Handed:
    given = {"day": DAY, "scope": "*", "actor": "tester", "sheet": "sign", "make": lambda handed: handed, **options}
    made = hand_over(database.engine(DbRole.REGISTER), camera, **given)
    assert isinstance(made, Handed)
    return made


def _record(database: Database, camera: str = "K1", **options: Any) -> CameraRecord:
    return _handed(database, camera, **options).record


def _change(database: Database, query: str) -> None:
    with psycopg.connect(database.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute("SELECT set_config('gridmap.scope', '*', false)")
        connection.execute(query)


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
    record = _record(town)
    assert (record.camera_id, record.operator, record.purpose) == ("K1", "市政局", ("traffic_flow",))
    assert _record(town, "K2").name == "路口二"
    assert (record.lon, record.lat) == pytest.approx(toy.at(0.5, 0.5))
    assert {f.function: f.state for f in record.functions}["recording"] == "on"
    assert (record.optic("heading_deg").value, record.optic("heading_deg").quality) == (0.0, "measured")


_NAMING = (
    "UPDATE register.camera SET name = 'St Mary gate', housing_id = 'St Mary H1', retention_reason = 'St Mary asked'"
)


@pytest.mark.parametrize("stored", ["sensitive", "building"])
def test_cameras_on_sensitive_places_and_on_buildings_are_told_alike_and_unnamed(town: Database, stored: str) -> None:
    assert _rows(town, "SELECT place_kind FROM register.camera WHERE camera_id = 'K1'") == [("sensitive",)]
    _change(town, f"{_NAMING}, place_kind = '{stored}' WHERE camera_id = 'K1'")
    record = _record(town)
    assert record.place_kind == "building"
    assert "St Mary" not in repr(record)


def test_curated_values_tell_no_sensitive_place_either(town: Database) -> None:
    _change(
        town,
        "INSERT INTO register.camera_override (camera_row_id, field, value, reason, set_by) SELECT c.camera_row_id, v.field,"
        " to_jsonb(v.value), 'checked', 'dpo' FROM register.camera AS c, (VALUES ('name', 'St Mary gate'), ('housing_id', 'St Mary H1'),"
        " ('retention_reason', 'St Mary asked'), ('place_kind', 'street'), ('filing_no', 'F1')) AS v (field, value)",
    )
    record = _record(town)
    assert (record.place_kind, record.filing_no) == ("building", "F1")
    assert [c.name for c in record.curated] == ["filing_no"]
    assert "St Mary" not in repr(record)
    other = _record(town, "K2")  # on no building
    assert (other.name, other.place_kind) == ("St Mary gate", "unknown")


def test_purpose_areas_of_the_day_that_name_the_camera_belong_to_it(town: Database) -> None:
    [area] = _record(town).areas
    assert (area.purpose_area_id, area.approval) == ("P1", "Decision 7")
    assert area.area_m2 == pytest.approx(0.04 * 350 * 444, rel=0.02)
    assert [a.purpose_area_id for a in _record(town, day=date(2027, 6, 1)).areas] == ["P1", "P2"]
    assert _record(town, "K2").areas == ()


def test_the_view_comes_only_when_it_is_asked_for(town: Database) -> None:
    assert _handed(town, view="asked").view == "unknown"  # nothing is computed yet
    audit_coverage(town.engine(DbRole.REGISTER_JOB), day=DAY, px_per_m=25, actor="test")
    assert _handed(town).view == "withheld"
    view = _handed(town, view="asked").view
    assert isinstance(view, StoredView)
    assert (view.px_per_m, view.shape["type"]) == (25.0, "MultiPolygon")
    assert _handed(town, "K2", view="asked").view == "unknown"


def test_each_hand_over_is_logged_with_what_became_of_the_view(town: Database) -> None:
    _record(town)
    _record(town, sheet="sensorthings", view="asked")
    audit_coverage(town.engine(DbRole.REGISTER_JOB), day=DAY, px_per_m=25, actor="test")
    _record(town, sheet="sensorthings", view="asked")
    assert [row[:3] for row in _log(town)] == [("tester", "export", "camera")] * 3
    assert [row[3] for row in _log(town)] == [
        {"camera": "K1", "sheet": "sign", "view": "withheld"},
        {"camera": "K1", "sheet": "sensorthings", "view": "unknown"},
        {"camera": "K1", "sheet": "sensorthings", "view": "given"},
    ]


def test_what_could_not_be_made_is_no_hand_over(town: Database) -> None:
    def refuse(_handed: Handed) -> Handed:
        raise BadValue("no sign of a dummy")

    with pytest.raises(BadValue, match="no sign of a dummy"):
        _handed(town, make=refuse)
    assert _log(town) == []


def test_without_audits_nothing_is_computed(town: Database) -> None:
    audited = _handed(town).audited
    assert (audited.proportion, audited.figures, audited.cameras, audited.findings) == (None, None, None, None)


def test_figures_are_those_of_the_newest_run_that_looked_at_the_camera(town: Database) -> None:
    job = town.engine(DbRole.REGISTER_JOB)
    whole = audit_proportion(job, day=DAY, actor="test")[0].run_id
    elsewhere = audit_proportion(job, day=DAY, area="990101001002", actor="test")[0].run_id
    assert elsewhere > whole
    audited = _handed(town).audited
    assert audited.proportion == AuditRun(whole, DAY)
    assert audited.figures is not None
    assert audited.fits is not None
    assert audited.figures["px_per_m"].tolist() == [25, 125]
    assert audited.figures["view_m2"].iloc[0] > 0
    assert audited.fits["purpose_area_id"].tolist() == ["P1"]
    unseen = _handed(town, "K2").audited  # its view is unknown
    assert unseen.figures is not None
    assert unseen.figures.empty


def test_findings_stand_with_their_answers_and_none_is_about_a_sensitive_place(town: Database) -> None:
    job = town.engine(DbRole.REGISTER_JOB)
    [row] = _rows(town, "SELECT camera_row_id FROM register.camera WHERE camera_id = 'K1'")
    beside = pd.DataFrame(
        [(row[0], f"own.{check}", "warning", "own", {}) for check in ("sensitive-place-in-view", "mask-outside-view")],
        columns=["camera_row_id", "rule", "severity", "clause", "detail"],
    )
    run = audit_cameras(job, day=DAY, actor="test", beside=beside).run_id
    stored = _rows(town, f"SELECT rule, finding_id FROM register.finding WHERE run_id = {run} AND camera_id = 'K1'")
    found = dict(stored)
    assert "own.sensitive-place-in-view" in found
    answer_finding(
        job, finding_id=found["own.mask-outside-view"], answer="contested", reason="fact_wrong", scope="*", actor="dpo"
    )
    audit_cameras(job, day=DAY, area="990101001002", actor="test")  # newer, and of other cameras
    audited = _handed(town).audited
    assert audited.cameras == AuditRun(run, DAY)
    assert audited.findings is not None
    assert set(audited.findings["rule"]) == set(found) - {"own.sensitive-place-in-view"}
    answers = audited.findings.set_index("rule")["answer"]
    assert answers["own.mask-outside-view"] == "contested"
    assert set(answers.drop("own.mask-outside-view")) == {None}


def test_outside_the_scope_there_is_no_such_camera(town: Database) -> None:
    path = "9901/990101/990101001002/"
    assert _record(town, "K2", scope=path).camera_id == "K2"
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
    assert _record(town).dpia_ref == "CNIL PIA 7, signed_validation"
    assert _record(town, "K2").dpia_ref is None
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
