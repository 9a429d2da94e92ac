"""Scenarios on the fictional city: kept without touching the register, refused with figures, approved and applied as one change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from gridmap.access.store import logs
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.demo.generate import generate
from gridmap.errors import BadValue, Conflict, NotAllowed, NotFound, RejectedFile
from gridmap.grids.usecases.import_kind import ImportOptions
from gridmap.kinds import import_file
from gridmap.register.rules.scenario import changes_of
from gridmap.register.store.scenarios import StoredScenario
from gridmap.register.usecases import scenarios
from gridmap.register.usecases.coverage import audit_coverage
from gridmap.register.usecases.proportions import audit_proportion
from gridmap.register.usecases.refreshing import refresh_coverage
from tests.usecases.test_proportions import KINDS

DAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, str | None]]:
    made = generate(tmp_path_factory.mktemp("block"), scale="block", seed=7).files
    return {file.kind: (file.path, file.options.get("datum")) for file in made}


def _load(database: Database, files: dict[str, tuple[Path, str | None]], kind: str) -> None:
    path, datum = files[kind]
    report = import_file(database, kind, path, options=ImportOptions(as_of=date(2026, 1, 1), datum=datum), actor="test")
    assert report.rows_refused == 0, (kind, report.issues)


@pytest.fixture
def block(new_database: Callable[[], Database], files: dict[str, tuple[Path, str | None]]) -> Database:
    database = new_database()
    for kind in KINDS:
        _load(database, files, kind)
    return database


def _job(database: Database) -> Any:
    return database.engine(DbRole.REGISTER_JOB)


def _rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute("SELECT set_config('gridmap.scope', '*', false)")
        return connection.execute(query).fetchall()


def _make(database: Database, name: str, *changes: dict[str, Any]) -> StoredScenario:
    return scenarios.make_scenario(_job(database), name, changes_of(list(changes)), day=DAY, actor="planner")


def _approve(database: Database, name: str) -> StoredScenario:
    return scenarios.approve_scenario(_job(database), name, actor="officer", accounts="several")


def _apply(database: Database, name: str) -> StoredScenario:
    return scenarios.apply_scenario(_job(database), name, day=DAY, actor="planner")


REMOVE = {"change": "remove", "camera": "YT-C000018"}
NARROW = {"change": "narrow", "camera": "YT-C000026", "hfov_deg": 50, "side": "left"}
LOWER = {"change": "lower_resolution", "camera": "YT-C000033", "width_px": 1280}
SHORTEN = {"change": "shorten_retention", "camera": "YT-C000055", "retention_days": 30}
MASK = {"change": "mask", "camera": "YT-C000020", "polygon": {"type": "Polygon", "coordinates": [[
    [122.59973, 37.99807], [122.60043, 37.99807], [122.60043, 37.99826], [122.59973, 37.99826], [122.59973, 37.99807]]]}}  # fmt: skip
HOUSE = {"change": "building", "building_id": "B-NEW-1", "height_m": 9, "use": "other", "polygon": {"type": "Polygon", "coordinates": [[
    [122.599690, 37.998155], [122.599803, 37.998155], [122.599803, 37.998335], [122.599690, 37.998335], [122.599690, 37.998155]]]}}  # fmt: skip


def _figures(result: dict[str, Any], camera: str, when: str, px_per_m: float = 25.0) -> dict[str, float]:
    return next(r[when] for r in result["cameras"] if (r["camera_id"], r["px_per_m"]) == (camera, px_per_m))


@pytest.fixture
def kept(block: Database) -> StoredScenario:
    return _make(block, "homes-off", REMOVE, NARROW, LOWER, SHORTEN, MASK)


def test_a_scenario_is_kept_with_its_figures_and_the_register_stays(block: Database, kept: StoredScenario) -> None:
    assert (kept.state, kept.made_by, len(kept.changes)) == ("kept", "planner", 5)
    result = kept.result
    assert _figures(result, "YT-C000018", "after")["view_m2"] == 0.0
    assert 3_000 < _figures(result, "YT-C000018", "before")["view_m2"] < 5_000
    for camera in ("YT-C000020", "YT-C000026", "YT-C000033"):
        assert _figures(result, camera, "after")["view_m2"] < 0.8 * _figures(result, camera, "before")["view_m2"]
    assert result["retention"] == [{"camera_id": "YT-C000055", "before": 90, "after": 30}]
    for row in result["together"]:
        assert all(row["after"][name] <= row["before"][name] for name in row["before"])
    assert {row["operator"].split(" · ")[1] for row in result["operators"]} == {"Public Security Authority (fictional)"}
    assert [(row["code"], row["px_per_m"]) for row in result["grids"]] == sorted(
        (row["code"], row["px_per_m"]) for row in result["grids"]
    )
    assert _rows(block, "SELECT count(*) FROM register.camera_override") == [(0,)]


def test_figures_before_are_those_of_the_audit(block: Database, kept: StoredScenario) -> None:
    audit_proportion(_job(block), day=DAY, actor="test")
    stored = _rows(block, "SELECT c.camera_id, a.view_m2, a.dwelling_wall_m FROM register.audit_proportion AS a "
                   "JOIN register.camera AS c USING (camera_row_id) WHERE a.px_per_m = 25")  # fmt: skip
    masked = {
        row[0] for row in _rows(block, "SELECT camera_id FROM register.camera JOIN register.mask USING (camera_row_id)")
    }
    compared = 0
    for camera, view_m2, wall_m in stored:
        if camera in {row["camera_id"] for row in kept.result["cameras"]} - masked:
            before = _figures(kept.result, camera, "before")
            assert before["view_m2"] == pytest.approx(view_m2, abs=0.02)
            assert before["dwelling_wall_m"] == pytest.approx(wall_m, abs=0.02)
            compared += 1
    assert compared >= 4
    grids = dict(_rows(block, "SELECT g.code, a.view_m2 FROM register.audit_proportion_grid AS a "
                       "JOIN grids.grid AS g USING (grid_id) WHERE a.px_per_m = 25"))  # fmt: skip
    touched = [row for row in kept.result["grids"] if row["px_per_m"] == 25.0]
    assert len(touched) >= 2
    if not masked:
        assert all(row["before"]["view_m2"] == pytest.approx(grids[row["code"]], abs=0.02) for row in touched)


def test_what_would_rise_is_refused_with_its_figures_and_not_kept(block: Database) -> None:
    with pytest.raises(RejectedFile, match="refused and not kept") as refused:
        _make(block, "turn", {"change": "turn", "camera": "YT-C000033", "heading_deg": 90})
    told = refused.value.report.to_json()
    assert {
        "camera_id": "YT-C000033",
        "px_per_m": 62.5,
        "measure": "dwelling_buildings",
        "before": 0.0,
        "after": 1.0,
    } in told["rises"]
    assert _rows(block, "SELECT count(*) FROM register.scenario") == [(0,)]


def test_a_building_that_stands_or_a_camera_that_does_not_is_told(block: Database) -> None:
    with pytest.raises(NotFound, match="no camera 'YT-NONE'"):
        _make(block, "x", {"change": "remove", "camera": "YT-NONE"})
    (taken,) = _rows(block, "SELECT building_id FROM grids.building ORDER BY 1 LIMIT 1")
    with pytest.raises(BadValue, match="is a building"):
        _make(block, "x", {**HOUSE, "building_id": taken[0]})
    _make(block, "x", SHORTEN)
    with pytest.raises(Conflict, match="already"):
        _make(block, "x", SHORTEN)


def test_a_camera_whose_view_is_unknown_can_only_go(block: Database) -> None:
    ((camera,),) = _rows(
        block, "SELECT min(camera_id) FROM register.camera WHERE optics <> 'documented' AND status = 'in_service'"
    )
    assert _make(block, "gone", {"change": "remove", "camera": camera}).result["without_view"] == [camera]
    with pytest.raises(BadValue, match="cannot be measured"):
        _make(block, "turned", {"change": "turn", "camera": camera, "heading_deg": 90})


def test_who_made_it_cannot_approve_it_where_accounts_exist(block: Database, kept: StoredScenario) -> None:
    with pytest.raises(Conflict, match="not approved yet"):
        _apply(block, kept.name)
    with pytest.raises(NotAllowed, match="second account"):
        scenarios.approve_scenario(_job(block), kept.name, actor="planner", accounts="several")
    assert scenarios.approve_scenario(_job(block), kept.name, actor="planner", accounts="one").approved_by == "planner"
    with pytest.raises(Conflict, match="approved already"):
        _approve(block, kept.name)


def test_applied_is_one_change_that_every_read_follows(
    block: Database, kept: StoredScenario, files: dict[str, tuple[Path, str | None]]
) -> None:
    audit_coverage(_job(block), day=DAY, px_per_m=25.0, actor="test", is_now=True)
    _approve(block, kept.name)
    done = _apply(block, kept.name)
    assert (done.state, done.approved_by, done.applied_by) == ("applied", "officer", "planner")
    query = "SELECT camera_id, status, width_px, height_px, retention_days, removed_on FROM register.{} WHERE camera_id IN " \
            "('YT-C000018', 'YT-C000033', 'YT-C000055') ORDER BY 1"  # fmt: skip
    reported = _rows(block, query.format("camera"))
    now = _rows(block, query.format("camera_now()"))
    assert [row[1:] for row in now] == [
        ("removed", 3840, 2160, 30, DAY), ("in_service", 1280, 720, 15, None), ("in_service", 1920, 1080, 30, None)
    ]  # fmt: skip
    assert [row[2:5] for row in reported] == [(3840, 2160, 30), (1920, 1080, 15), (1920, 1080, 90)]
    assert _rows(block, "SELECT count(*) FROM register.mask AS m JOIN register.camera AS c USING (camera_row_id) "
                 "WHERE c.camera_id = 'YT-C000020' AND m.checked_on IS NULL") == [(1,)]  # fmt: skip
    assert refresh_coverage(_job(block), day=DAY).views == 4, "retention touches no view"
    assert _rows(block, "SELECT count(*) FROM register.view AS v JOIN register.camera AS c USING (camera_row_id) "
                 "WHERE c.camera_id = 'YT-C000018'") == [(0,)]  # fmt: skip
    _load(block, files, "cameras")  # the operator's list comes again
    assert _rows(block, query.format("camera_now()")) == now
    audit_proportion(_job(block), day=DAY, actor="test")
    ((view_m2,),) = _rows(block, "SELECT a.view_m2 FROM register.audit_proportion AS a JOIN register.camera AS c USING (camera_row_id) "
                          "WHERE a.px_per_m = 25 AND c.camera_id = 'YT-C000026'")  # fmt: skip
    assert view_m2 == pytest.approx(_figures(kept.result, "YT-C000026", "after")["view_m2"], abs=0.02)
    with pytest.raises(Conflict, match="applied already"):
        _apply(block, kept.name)
    with pytest.raises(Conflict, match="record of that change"):
        scenarios.drop_scenario(_job(block), kept.name, actor="planner")


def test_an_apply_that_fails_leaves_nothing(
    block: Database, kept: StoredScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    _approve(block, kept.name)

    def fail(*_args: Any, **_options: Any) -> None:
        raise RuntimeError("lost")

    with monkeypatch.context() as patch:
        patch.setattr(logs, "append", fail)
        with pytest.raises(RuntimeError):
            _apply(block, kept.name)
    assert _rows(block, "SELECT count(*) FROM register.camera_override") == [(0,)]
    assert scenarios.read_scenario(block.engine(DbRole.REGISTER), kept.name, actor="test").state == "approved"


def test_an_approval_is_of_the_cameras_as_they_were(block: Database, kept: StoredScenario) -> None:
    _approve(block, kept.name)
    with psycopg.connect(block.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute("UPDATE register.camera SET heading_deg = 10 WHERE camera_id = 'YT-C000033'")
    with pytest.raises(Conflict, match="'YT-C000033' has changed since"):
        _apply(block, kept.name)


def test_a_building_that_is_not_there_excuses_nothing_when_it_comes_to_apply(block: Database) -> None:
    """Turned towards homes that the planned house would hide: fine on paper, and no lessening while there is no house."""
    turn = {"change": "turn", "camera": "YT-C000020", "heading_deg": 95}
    _make(block, "behind", HOUSE, turn)
    _approve(block, "behind")
    with pytest.raises(RejectedFile):
        _apply(block, "behind")
    _make(block, "house", HOUSE)
    _approve(block, "house")
    with pytest.raises(Conflict, match="changes no camera"):
        _apply(block, "house")
    assert _rows(block, "SELECT count(*) FROM grids.building WHERE building_id = 'B-NEW-1'") == [(0,)]


def test_two_scenarios_stand_side_by_side_and_every_step_is_logged(block: Database, kept: StoredScenario) -> None:
    _make(block, "one-gone", REMOVE)
    rows = scenarios.compare_scenarios(block.engine(DbRole.REGISTER), kept.name, "one-gone", actor="auditor")
    ground = next(row for row in rows if (row["px_per_m"], row["measure"]) == (25.0, "view_m2"))
    assert ground["first"] < ground["second"] < 0
    scenarios.drop_scenario(_job(block), "one-gone", actor="planner")
    assert [found.name for found in scenarios.list_scenarios(block.engine(DbRole.REGISTER), actor="auditor")] == [
        kept.name
    ]
    with psycopg.connect(block.url(DbRole.OWNER)) as connection:
        logged = connection.execute(
            "SELECT actor, detail ->> 'step', detail ->> 'name' FROM access.log WHERE action = 'scenario' ORDER BY seq"
        ).fetchall()
    assert logged == [
        ("planner", "make", "homes-off"), ("planner", "make", "one-gone"), ("auditor", "read", "homes-off"),
        ("auditor", "read", "one-gone"), ("planner", "drop", "one-gone"), ("auditor", "list", None),
    ]  # fmt: skip
