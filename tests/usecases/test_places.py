"""Who films this place: what is told, what is not, and what unknown means."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.register.rules.place import WhoFilms
from gridmap.register.usecases.coverage import audit_coverage
from gridmap.register.usecases.places import who_films
from tests.usecases import toy

DAY = date(2026, 6, 1)
LON, LAT = toy.at(0.5, 0.5)
UP = 20 / 110_996  # 20 m north of the cameras, in degrees
HEADER = (
    "camera_id,name,operator,operator_kind,purpose,kind,environment,status,lon,lat,heading_deg,hfov_deg,width_px,max_range_m,recording,"
    "face_recognition,audio,legal_regime,legal_basis,basis_ref,retention_days,sign,contact,in_service_since,out_of_service_since,removed_on"
)


def _camera(name: str, **given: Any) -> str:
    values = {
        "camera_id": name, "name": "路口", "operator": "市政局", "operator_kind": "public", "purpose": "traffic_flow", "kind": "fixed",
        "environment": "outdoor_public", "status": "in_service", "lon": LON, "lat": LAT, "heading_deg": 0, "hfov_deg": 68, "width_px": 1920,
        "max_range_m": 60, "recording": "on", "face_recognition": "fitted_off", "audio": "", "legal_regime": "gdpr", "legal_basis": "gdpr_6_1_e",
        "basis_ref": "Art. 4 Road Act", "retention_days": 7, "sign": "layer1", "contact": "office@city.example", **given,
    }  # fmt: skip
    return ",".join(str(values.get(name, "")) for name in HEADER.split(","))


@pytest.fixture
def asked(database: Database, tmp_path: Path) -> Callable[..., WhoFilms]:
    """Imports cameras, audits unless told not to, and asks for a place 20 m north of them."""

    def ask(
        *cameras: str, audits: tuple[float, ...] = (25.0,), north: float = UP, scope: str = "*", day: date = DAY
    ) -> WhoFilms:
        for kind, rows in (("areas", toy.AREAS), ("grids", toy.GRIDS)):
            (tmp_path / f"{kind}.geojson").write_text(toy.features(rows))
            toy.load(database, kind, tmp_path / f"{kind}.geojson")
        (tmp_path / "cameras.csv").write_text("\n".join([HEADER, *cameras]) + "\n")
        toy.load(database, "cameras", tmp_path / "cameras.csv")
        for px_per_m in audits:
            audit_coverage(database.engine(DbRole.REGISTER_JOB), day=DAY, px_per_m=px_per_m, actor="test")
        engine = database.engine(DbRole.REGISTER)
        return who_films(engine, lon=LON, lat=LAT + north, day=day, scope=scope, actor="test")

    return ask


def test_all_that_is_told_of_a_camera(asked: Callable[..., WhoFilms]) -> None:
    answer = asked(_camera("K1"))
    [camera] = answer.films
    assert (camera.camera_id, camera.operator, camera.operator_kind) == ("K1", "市政局", "public")
    assert (camera.purpose, camera.retention_days, camera.sign) == (("traffic_flow",), 7, "layer1")
    assert camera.contact == "office@city.example"
    assert camera.authorities == ("the data-protection supervisory authority (GDPR, Art. 77)",)
    functions = {f.function: f for f in camera.functions}
    assert (functions["recording"].state, functions["recording"].legal_basis) == ("on", "gdpr_6_1_e")
    assert functions["recording"].basis_ref == "Art. 4 Road Act"
    assert functions["face_recognition"].state == "fitted_off"
    assert {name for name, f in functions.items() if f.state == "unknown"} >= {"audio", "number_plates", "thermal"}
    words = "\n".join(answer.lines())
    assert "this place is filmed by 1 of the register's cameras" in words
    assert "on: recording (gdpr_6_1_e, Art. 4 Road Act); fitted but off: face_recognition (" in words


def test_neither_sharpness_nor_state_nor_geometry_is_told(asked: Callable[..., WhoFilms]) -> None:
    answer = asked(_camera("K1"), _camera("K2", heading_deg=""))
    text = json.dumps(answer.to_json())

    def keys(value: Any) -> set[str]:
        if isinstance(value, dict):
            return {*value, *(key for inner in value.values() for key in keys(inner))}
        return {key for inner in value for key in keys(inner)} if isinstance(value, (list, tuple)) else set()

    assert keys(answer.to_json()) == {
        "day", "views_known", "films", "unknown_views", "nearby_m", "out_of_service", "camera_id", "operator", "operator_kind", "purpose",
        "functions", "function", "state", "legal_regime", "legal_basis", "basis_ref", "retention_days", "sign", "contact", "authorities", "cameras",
    }  # fmt: skip
    for hidden in ("px_per_m", "geom", "lon", "heading", "range", "status", "coordinates", str(LON)):
        assert hidden not in text


def test_a_place_outside_the_view_is_not_filmed(asked: Callable[..., WhoFilms]) -> None:
    assert asked(_camera("K1"), north=-UP).films == ()
    assert asked(_camera("K1"), north=5 * UP).films == ()


def test_unknown_views_nearby_are_counted_with_operator_and_purpose(asked: Callable[..., WhoFilms]) -> None:
    answer = asked(
        _camera("K1"),
        _camera("U1", heading_deg="", operator="某公司", purpose="property_protection"),
        _camera("U2", heading_deg="", operator="某公司", purpose="property_protection", lon=LON + 0.001),
        _camera("U3", heading_deg="", lon=LON + 0.003),  # 263 m away
        _camera("U4", heading_deg="", environment="indoor"),
    )
    assert [c.camera_id for c in answer.films] == ["K1"]
    assert [(u.operator, u.purpose, u.cameras) for u in answer.unknown_views] == [
        ("某公司", ("property_protection",), 2)
    ]
    assert "2 more within 120 m have a view that nobody knows; they may film it as well" in "\n".join(answer.lines())


def test_planned_and_dummy_never_and_out_of_service_as_such(asked: Callable[..., WhoFilms]) -> None:
    answer = asked(
        _camera("K1"),
        _camera("P1", status="planned"),
        _camera("D1", status="dummy"),
        _camera("O1", status="out_of_service", out_of_service_since="2026-01-01"),
        _camera("R1", status="removed", removed_on="2026-01-01"),
        _camera("N1", in_service_since="2026-09-01"),
    )
    assert [c.camera_id for c in answer.films] == ["K1"]
    assert (answer.out_of_service, answer.unknown_views) == (1, ())


def test_a_camera_that_went_out_of_service_after_the_audit_is_counted_as_such(asked: Callable[..., WhoFilms]) -> None:
    camera = _camera("K1", status="out_of_service", out_of_service_since="2026-08-01")
    assert [c.camera_id for c in asked(camera).films] == ["K1"]
    later = asked(camera, audits=(), day=date(2026, 9, 1))
    assert (later.films, later.out_of_service) == ((), 1)


@pytest.mark.parametrize("now", [{"status": "dummy"}, {"status": "planned"}, {"environment": "indoor"}])
def test_what_was_a_camera_at_the_audit_and_films_nothing_now(
    asked: Callable[..., WhoFilms], now: dict[str, str]
) -> None:
    assert [c.camera_id for c in asked(_camera("K1")).films] == ["K1"]
    answer = asked(_camera("K1", **now), audits=())
    assert (answer.films, answer.unknown_views, answer.out_of_service) == ((), (), 0)


def test_the_widest_stored_view_answers(asked: Callable[..., WhoFilms], database: Database) -> None:
    """At 250 px/m the camera reaches 5.7 m, at 25 it reaches 56.9."""
    assert [c.camera_id for c in asked(_camera("K1"), audits=(250.0, 25.0)).films] == ["K1"]
    with psycopg.connect(database.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute("DELETE FROM register.view WHERE px_per_m = 25")
    assert asked(_camera("K1"), audits=()).films == ()


def test_a_reachable_view_is_wider_than_the_home_view_and_walls_count(
    asked: Callable[..., WhoFilms], database: Database
) -> None:
    camera, place = _camera("K1"), {"north": -UP}
    assert asked(camera, **place).films == ()
    turned = """
        INSERT INTO register.view (camera_row_id, px_per_m, reach, ground, range_m, area_m2, area_id, geom)
        SELECT camera_row_id, px_per_m, 'reachable', 'footprints_cut', range_m, area_m2, area_id, ST_Multi(ST_Buffer(ST_StartPoint(ST_ExteriorRing(
            ST_GeometryN(geom, 1))), 0.002)) FROM register.view
    """
    with psycopg.connect(database.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute(turned)
    assert [c.camera_id for c in asked(camera, audits=(), **place).films] == ["K1"]
    with psycopg.connect(database.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute("""
            INSERT INTO register.view (camera_row_id, px_per_m, reach, ground, range_m, area_m2, area_id, geom)
            SELECT camera_row_id, px_per_m, 'reachable', 'occluded', range_m, area_m2, area_id, geom FROM register.view WHERE reach = 'instantaneous'
        """)
    assert asked(camera, audits=(), **place).films == ()  # walls leave no more than the home view


def test_without_an_audit_nobody_can_say(asked: Callable[..., WhoFilms]) -> None:
    answer = asked(_camera("K1"), audits=())
    assert not answer.views_known
    assert sum(u.cameras for u in answer.unknown_views) == 1
    assert "No views have been stored yet" in answer.lines()[0]


def test_another_district_is_told_nothing(asked: Callable[..., WhoFilms]) -> None:
    assert len(asked(_camera("K1"), scope="9901/990101/990101001001/").films) == 1
    assert asked(_camera("K1"), scope="9901/990101/990101001002/").films == ()


def test_the_question_is_logged_with_the_place_to_some_ten_metres(
    asked: Callable[..., WhoFilms], database: Database
) -> None:
    asked(_camera("K1"))
    with psycopg.connect(database.url(DbRole.GRIDS_JOB)) as connection:
        row = connection.execute(
            "SELECT actor, action, object, detail, row_count FROM access.log ORDER BY seq DESC LIMIT 1"
        ).fetchone()
    assert row == ("test", "read", "who films", {"lon": round(LON, 4), "lat": round(LAT + UP, 4)}, 1)
