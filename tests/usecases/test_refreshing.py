"""A change of one camera, building or piece of ground: views and figures are those of a full audit, without one."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from shapely.geometry import shape

from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.register.store import changes
from gridmap.register.usecases.coverage import audit_coverage
from gridmap.register.usecases.refreshing import Refreshed, refresh_coverage
from gridmap.register.usecases.runs import newest_coverage
from tests.usecases import toy

DAY = date(2026, 6, 1)
BUILDING: toy.Row = ({"building_id": "B1"}, toy.box(0.5, 0.52, 0.1, 0.05))  # in front of camera K1
FIGURES = (
    "SELECT g.code, round(n.public_m2::numeric, 3), round(n.seen_m2::numeric, 3), n.cameras, n.unknown_views "
    "FROM register.coverage_now AS n JOIN grids.grid AS g USING (grid_id) ORDER BY g.code"
)
VIEWS = "SELECT c.camera_id, round(v.area_m2::numeric, 3) FROM register.view AS v JOIN register.camera AS c USING (camera_row_id) ORDER BY 1"


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Database:
    for kind, (name, content) in {
        "areas": ("areas.geojson", toy.features(toy.AREAS)),
        "grids": ("grids.geojson", toy.features(toy.GRIDS)),
        "cameras": ("cameras.csv", toy.CAMERAS),
    }.items():
        (tmp_path / name).write_text(content)
        toy.load(database, kind, tmp_path / name)
    return database


def _audit(database: Database, **options: Any) -> int:
    given: dict[str, Any] = {"day": DAY, "px_per_m": 25.0, "actor": "test"} | options
    return audit_coverage(database.engine(DbRole.REGISTER_JOB), **given).run_id


def _refresh(database: Database) -> Refreshed:
    return refresh_coverage(database.engine(DbRole.REGISTER_JOB), day=DAY)


def _rows(database: Database, query: str, role: DbRole = DbRole.REGISTER_JOB) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.url(role)) as connection:
        connection.execute("SELECT set_config('gridmap.scope', '*', false)")
        return connection.execute(query).fetchall()


def _change(database: Database, statement: str, role: DbRole = DbRole.REGISTER_JOB) -> None:
    with psycopg.connect(database.url(role)) as connection:
        connection.execute("SELECT set_config('gridmap.scope', '*', false)")
        connection.execute(statement)


def _waiting(database: Database) -> list[str]:
    return [row[0] for row in _rows(database, "SELECT what FROM register.change_queue ORDER BY change_id")]


def _load_building(database: Database, folder: Path, row: toy.Row = BUILDING) -> None:
    (folder / "buildings.geojson").write_text(toy.features([row]))
    toy.load(database, "buildings", folder / "buildings.geojson")


TURN = "UPDATE register.camera SET heading_deg = 200, max_range_m = 40 WHERE camera_id = 'K1'"
DOCUMENT = (
    "UPDATE register.camera SET heading_deg = 90, optics = 'documented', "
    """geometry_quality = geometry_quality || '{"heading": "measured"}' WHERE camera_id = 'K2'"""
)
REMOVE = "UPDATE register.camera SET status = 'removed', removed_on = '2026-05-01' WHERE camera_id = 'K1'"
DELETE = "DELETE FROM register.camera WHERE camera_id = 'K1'"
NO_VIEW = "UPDATE register.camera SET status = 'removed', removed_on = '2026-05-01' WHERE camera_id = 'K2'"
DELETE_NO_VIEW = "DELETE FROM register.camera WHERE camera_id = 'K2'"
FORGET = "UPDATE register.camera SET optics = 'unknown', heading_deg = NULL WHERE camera_id = 'K1'"
_ELSEWHERE = "ST_SetSRID(ST_MakePoint({}, {}), 4326)".format(*toy.at(2.5, 1.5))
MOVE_NO_VIEW = f"UPDATE register.camera SET geom = {_ELSEWHERE} WHERE camera_id = 'K2'"
PRIVATE = (
    "INSERT INTO register.private_ground (ground_id, geom, content_digest) "
    "SELECT 'P1', ST_Multi(ST_Envelope(v.geom)), 0 FROM register.view AS v LIMIT 1"
)


CHANGES = [TURN, DOCUMENT, REMOVE, DELETE, PRIVATE, NO_VIEW, DELETE_NO_VIEW, FORGET, MOVE_NO_VIEW]


@pytest.mark.parametrize("statement", CHANGES)
def test_figures_after_a_change_are_those_of_a_full_audit(town: Database, statement: str) -> None:
    _audit(town)
    before = _rows(town, FIGURES), _rows(town, VIEWS)
    _change(town, statement)
    done = _refresh(town)
    assert done.changes == (2 if statement == MOVE_NO_VIEW else 1)
    assert done.grids >= 1
    now = _rows(town, FIGURES), _rows(town, VIEWS)
    assert now != before
    _audit(town)
    assert (_rows(town, FIGURES), _rows(town, VIEWS)) == now


def test_building_in_front_of_a_camera_changes_its_view_and_its_grid(town: Database, tmp_path: Path) -> None:
    _audit(town)
    before = _rows(town, FIGURES), _rows(town, VIEWS)
    _load_building(town, tmp_path)
    assert _waiting(town) == ["building"]
    done = _refresh(town)
    assert (done.views, done.is_due) == (1, False)
    built = _rows(town, FIGURES), _rows(town, VIEWS)
    assert built[1][0][1] < before[1][0][1]
    _audit(town)
    assert (_rows(town, FIGURES), _rows(town, VIEWS)) == built
    _change(town, "DELETE FROM grids.building", DbRole.GRIDS_JOB)
    _refresh(town)
    assert (_rows(town, FIGURES), _rows(town, VIEWS)) == before


def test_run_stays_as_it_was(town: Database) -> None:
    run = _audit(town)
    query = f"SELECT * FROM register.audit_grid WHERE run_id = {run} ORDER BY grid_id"
    before = _rows(town, query)
    _change(town, TURN)
    _refresh(town)
    assert _rows(town, query) == before


def test_change_of_papers_alone_waits_for_nothing(town: Database) -> None:
    _audit(town)
    _change(town, "UPDATE register.camera SET sign = 'full', review_due = '2027-01-01'")
    assert _waiting(town) == []
    assert _refresh(town) == Refreshed()


def test_before_the_first_audit_nothing_waits(town: Database) -> None:
    _change(town, TURN)
    assert _waiting(town) == []


def test_audit_of_the_city_takes_what_waits_and_one_of_an_area_does_not(town: Database) -> None:
    _audit(town)
    _change(town, TURN)
    _audit(town, area="990101001002")
    assert _waiting(town) == ["camera"]
    _audit(town)
    assert _waiting(town) == []


def test_many_changes_at_once_leave_the_figures_to_a_full_audit(town: Database) -> None:
    _audit(town)
    before = _rows(town, FIGURES)
    _change(
        town,
        "INSERT INTO register.private_ground (ground_id, geom, content_digest) "
        "SELECT n::text, ST_Multi(ST_MakeEnvelope(122.6, 38, 122.601, 38.001, 4326)), 0 FROM generate_series(1, 501) AS n",
    )
    assert _waiting(town) == ["all"]
    assert _refresh(town) == Refreshed(is_due=True)
    assert (_rows(town, FIGURES), _waiting(town)) == (before, ["all"])
    _audit(town)
    assert _waiting(town) == []


def test_grid_that_ends_has_no_figures_any_more(town: Database) -> None:
    _audit(town)
    code = toy.GRIDS[0][0]["code"]
    _change(town, f"UPDATE grids.grid SET valid_to = '2026-05-01' WHERE code = '{code}'", DbRole.GRIDS_JOB)
    _refresh(town)
    assert code not in {row[0] for row in _rows(town, FIGURES)}
    assert len(_rows(town, FIGURES)) == len(toy.GRIDS) - 1


def test_what_waits_stays_when_a_refresh_fails(town: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    _audit(town)
    _change(town, TURN)
    before = _rows(town, FIGURES), _rows(town, VIEWS)

    def fail(*_given: Any, **_options: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(changes, "write_figures", fail)
    with pytest.raises(MemoryError):
        _refresh(town)
    assert (_rows(town, FIGURES), _rows(town, VIEWS)) == before
    assert _waiting(town) == ["camera"]
    monkeypatch.undo()
    assert _refresh(town).changes == 1


def test_two_refreshes_at_once_do_the_work_once(town: Database) -> None:
    _audit(town)
    _change(town, TURN)
    with psycopg.connect(town.url(DbRole.REGISTER_JOB)) as other:
        other.execute("SELECT pg_advisory_xact_lock(7305013)")
        assert _refresh(town) == Refreshed()
    assert _refresh(town).changes == 1


def test_legend_is_told_that_changes_wait(town: Database) -> None:
    def waits() -> bool:
        told = newest_coverage(town.engine(DbRole.REGISTER), scope="*")
        return bool(json.loads(str(told))["waits"])

    _audit(town)
    assert not waits()
    _change(town, TURN)
    assert waits()
    _refresh(town)
    assert not waits()


def _full_audit_agrees(database: Database, **options: Any) -> None:
    now = _rows(database, FIGURES), _rows(database, VIEWS)
    _audit(database, **options)
    assert (_rows(database, FIGURES), _rows(database, VIEWS)) == now


def test_new_camera_without_a_view_is_counted_where_it_stands(town: Database, tmp_path: Path) -> None:
    _audit(town)
    before = _rows(town, FIGURES)
    (tmp_path / "new.csv").write_text(
        "camera_id,kind,environment,status,lon,lat\nK9,fixed,outdoor_public,in_service,{},{}\n".format(
            *toy.at(1.5, 1.5)
        )
    )
    toy.load(town, "cameras", tmp_path / "new.csv")
    assert _refresh(town).views == 1
    assert sum(row[4] for row in _rows(town, FIGURES)) == sum(row[4] for row in before) + 1
    _full_audit_agrees(town)


def test_building_over_a_camera_makes_its_view_unknown_and_without_it_the_view_is_back(
    town: Database, tmp_path: Path
) -> None:
    _audit(town)
    before = _rows(town, FIGURES), _rows(town, VIEWS)
    _load_building(town, tmp_path, ({"building_id": "B1"}, toy.box(0.4, 0.4, 0.2, 0.2)))
    assert _refresh(town).views == 1
    assert _rows(town, VIEWS) == []
    _full_audit_agrees(town)
    _change(town, "DELETE FROM grids.building", DbRole.GRIDS_JOB)
    _refresh(town)
    assert (_rows(town, FIGURES), _rows(town, VIEWS)) == before


def test_wall_beside_the_wedge_moves_the_eye(town: Database, tmp_path: Path) -> None:
    # the camera looks north; the wall is behind it, and half a metre of that building holds the stated position
    _load_building(town, tmp_path, ({"building_id": "B1"}, toy.box(0.45, 0.46, 0.1, 0.0400114)))
    _audit(town)
    before = _rows(town, VIEWS)
    _change(town, "UPDATE register.camera SET hfov_deg = 60 WHERE camera_id = 'K1'")
    _refresh(town)
    assert _rows(town, VIEWS) != before
    _full_audit_agrees(town)


def test_mask_that_comes_changes_and_goes_is_cut_and_given_back(town: Database) -> None:
    _audit(town)
    bare = _rows(town, FIGURES), _rows(town, VIEWS)
    north, beside = (f"'SRID=4326;{shape(toy.box(*box)).wkt}'" for box in ((0.4, 0.55, 0.2, 0.5), (0.4, 0.6, 0.2, 0.5)))
    for change in (
        "INSERT INTO register.mask (camera_row_id, follows_ptz, geom) "
        f"SELECT camera_row_id, false, ST_Multi({north}::geometry) FROM register.camera WHERE camera_id = 'K1'",
        f"UPDATE register.mask SET geom = ST_Multi({beside}::geometry)",
    ):
        last = _rows(town, VIEWS)
        _change(town, change)
        assert _refresh(town).views == 1
        assert _rows(town, VIEWS) != last
        _full_audit_agrees(town)
    _change(town, "DELETE FROM register.mask")
    assert _refresh(town).views == 1
    assert (_rows(town, FIGURES), _rows(town, VIEWS)) == bare


@pytest.mark.parametrize(("height_m", "queued"), [("60", ["building"]), ("NULL", [])])
def test_height_of_a_building_alone_is_a_change(
    town: Database, tmp_path: Path, height_m: str, queued: list[str]
) -> None:
    _load_building(town, tmp_path)
    _change(town, "UPDATE register.camera SET height_m = 20 WHERE camera_id = 'K1'")
    _audit(town, occlusion="heights")
    _change(town, f"UPDATE grids.building SET height_m = {height_m}", DbRole.GRIDS_JOB)
    assert _waiting(town) == queued
    _refresh(town)
    _full_audit_agrees(town, occlusion="heights")


def test_run_of_another_day_leaves_what_is_now_alone(town: Database) -> None:
    run = _audit(town)
    before = _rows(town, FIGURES), _rows(town, VIEWS)
    _change(town, TURN)
    past = _audit(town, day=date(2026, 3, 1), is_now=False)
    assert past > run
    assert (_rows(town, FIGURES), _rows(town, VIEWS)) == before
    assert _waiting(town) == ["camera"]
    assert _rows(town, "SELECT register.live_run()") == [(run,)]
    assert _refresh(town).changes == 1


def test_audit_and_refresh_keep_the_views_of_every_density(town: Database) -> None:
    _audit(town, px_per_m=62.5)
    _audit(town)
    query = "SELECT v.px_per_m, round(v.range_m::numeric, 3) FROM register.view AS v ORDER BY v.px_per_m"
    assert [row[0] for row in _rows(town, query)] == [25, 62.5]
    _change(town, "UPDATE register.camera SET width_px = 960 WHERE camera_id = 'K1'")
    before = _rows(town, query)
    _refresh(town)
    now = _rows(town, query)
    assert now[1][1] < before[1][1]
    _change(town, "UPDATE register.camera SET width_px = 1920 WHERE camera_id = 'K1'")
    _audit(town)
    assert _rows(town, query) == before


def test_figures_that_wait_say_so(town: Database) -> None:
    _audit(town)

    def waits() -> bool:
        text = newest_coverage(town.engine(DbRole.REGISTER), scope="*")
        assert text is not None
        return bool(json.loads(text)["waits"])

    assert not waits()
    _change(town, TURN)
    assert waits()
    _refresh(town)
    assert not waits()
