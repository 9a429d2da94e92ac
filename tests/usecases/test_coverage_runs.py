"""Runs of coverage with all their figures: by cameras, functions, density and area; under an assumption; compared with each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.errors import BadValue, NotFound
from gridmap.register.rules.assumption import read_assumption
from gridmap.register.usecases.comparisons import ComparisonReport, compare_runs
from gridmap.register.usecases.coverage import CoverageReport, audit_coverage
from gridmap.register.usecases.runs import area_rows, coverage_rows, coverage_run, newest_coverage
from tests.usecases import toy

ASSUMED = read_assumption({"name": "disc-50", "reason": "a test", "heading": "all_round", "range_m": 50})
_HEAD = toy.CAMERAS.partition("\n")[0]
_EAST = f"{toy.at(0.5, 0.5)[0]},{toy.at(0.5, 0.5)[1]}"
# K3 looks where K1 looks, of another operator; K4 is planned
MORE = f"""{_HEAD}
K3,路口三,公司,parking,fixed,outdoor_public,in_service,{_EAST},0,68,1920,60,on,on
K4,路口四,公司,parking,fixed,outdoor_public,planned,{_EAST},90,68,1920,60,on,on
"""


@pytest.fixture
def town(new_database: Callable[[], Database], tmp_path: Path) -> Iterator[Database]:
    database = new_database()
    for kind, name, text in (
        ("areas", "areas.geojson", toy.features(toy.AREAS)),
        ("grids", "grids.geojson", toy.features(toy.GRIDS)),
        ("cameras", "cameras.csv", toy.CAMERAS),
        ("cameras", "more.csv", MORE),
    ):
        (tmp_path / name).write_text(text)
        toy.load(database, kind, tmp_path / name)
    yield database
    database.close()


def _audit(database: Database, **options: Any) -> CoverageReport:
    given: dict[str, Any] = {"day": date(2026, 6, 1), "px_per_m": 25, "actor": "test"} | options
    return audit_coverage(database.engine(DbRole.REGISTER_JOB), **given)


def _change(database: Database, query: str) -> None:
    with psycopg.connect(database.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute("SELECT set_config('gridmap.scope', '*', false)")
        connection.execute(query)


def _compare(database: Database, before: int, after: int) -> tuple[ComparisonReport, Any]:
    return compare_runs(database.engine(DbRole.REGISTER), before=before, after=after, scope="*", actor="test")


def test_one_run_tells_all_bands_depths_and_functions(town: Database) -> None:
    report = _audit(town, bands=(62.5, 125, 250))
    assert [figures["px_per_m"] for figures in report.by_density] == [25, 62.5, 125, 250]
    wide, *_, near = report.by_density
    assert wide["seen_m2"] == report.seen_m2 > 20 * near["seen_m2"] > 0
    for figures in report.by_density:
        seen = figures["by_cameras"]
        assert seen["2"]["seen_m2"] == figures["by_operators"]["2"]["seen_m2"] == seen["1"]["seen_m2"]
        assert "3" not in seen
        assert figures["mean_depth"] == pytest.approx(2, abs=1e-3)
        assert figures["quality"] == {"measured": 1.0}
        assert set(figures["by_purpose"]) == {"traffic_flow", "parking"}
        assert figures["by_function"]["face_recognition:on"]["seen_m2"] == seen["1"]["seen_m2"]
    assert (report.cameras, report.documented, report.unknown_views, report.assumed) == (3, 2, 1, 0)
    assert report.functions["face_recognition"] == {"no": 1, "fitted_off": 0, "on": 1, "unknown": 1}


def test_rows_read_the_same_after_the_register_changed(town: Database) -> None:
    report, serving = _audit(town, bands=(125,)), town.engine(DbRole.REGISTER)

    def read() -> tuple[str, str, dict[str, Any]]:
        rows = coverage_rows(serving, run_id=report.run_id, scope="*", actor="test")
        areas = area_rows(serving, run_id=report.run_id, scope="*", actor="test")
        return rows.to_csv(), areas.to_csv(), coverage_run(serving, run_id=report.run_id, scope="*")

    before = read()
    _change(town, "DELETE FROM register.camera")
    assert read() == before
    assert before[2] == report.to_json() | {"known": list(report.known)}


def test_rows_come_by_code_and_density_with_a_column_a_part(town: Database) -> None:
    report = _audit(town, bands=(125,))
    rows = coverage_rows(town.engine(DbRole.REGISTER), run_id=report.run_id, scope="*", actor="test")
    assert rows[["code", "px_per_m"]].to_records(index=False).tolist() == [
        (code, density) for code in sorted(rows["code"].unique()) for density in (25.0, 125.0)
    ]
    sums = rows.groupby("px_per_m")[["seen_m2", "seen_2_m2", "operators_2_m2", "face_recognition_on_m2"]].sum()
    for figures in report.by_density:
        assert sums.loc[figures["px_per_m"]].tolist() == pytest.approx([figures["seen_m2"]] * 4, abs=0.1)
    assert "seen_3_m2" in rows
    assert (rows["share"].dropna() <= 1).all()


def test_areas_are_the_sums_of_their_grids_at_every_level(town: Database) -> None:
    report = _audit(town)
    rows = area_rows(town.engine(DbRole.REGISTER), run_id=report.run_id, scope="*", actor="test").set_index("code")
    assert rows["grids"].to_dict() == {"9901": 6, "990101": 6, "990101001001": 2, "990101001002": 4}
    assert rows.loc["9901", "seen_m2"] == pytest.approx(report.seen_m2, abs=0.1)
    for column in ("grid_m2", "public_m2", "seen_m2", "seen_2_m2"):
        parts = rows.loc["990101001001", column] + rows.loc["990101001002", column]
        assert rows.loc["990101", column] == pytest.approx(parts)
    assert rows.loc["990101001002", "share"] == 0.0
    part = _audit(town, area="990101001001")
    rows = area_rows(town.engine(DbRole.REGISTER), run_id=part.run_id, scope="*", actor="test")
    assert rows["code"].tolist() == ["990101001001"]  # the areas above would be told by a third of their grids


def test_a_district_reads_its_own_grids_and_areas_only(town: Database) -> None:
    run_id, serving = _audit(town).run_id, town.engine(DbRole.REGISTER)
    path = "9901/990101/990101001002/"
    rows = coverage_rows(serving, run_id=run_id, scope=path, actor="test")
    areas = area_rows(serving, run_id=run_id, scope=path, actor="test")
    assert (len(rows), areas["code"].tolist()) == (4, ["990101001002"])


def test_assumed_optics_are_a_run_of_their_own(town: Database) -> None:
    documented = _audit(town)
    serving = town.engine(DbRole.REGISTER)
    newest = newest_coverage(serving, scope="*")
    assumed = _audit(town, assumption=ASSUMED)
    assert (assumed.assumption, assumed.assumed, assumed.documented, assumed.unknown_views) == ("disc-50", 1, 2, 0)
    assert assumed.seen_m2 - documented.seen_m2 == pytest.approx(3.14159 * 50**2, rel=1e-3)
    assert set(assumed.by_density[0]["quality"]) == {"measured", "assumed"}
    assert newest_coverage(serving, scope="*") == newest
    with psycopg.connect(town.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute("SELECT set_config('gridmap.scope', '*', false)")
        row = connection.execute(
            "SELECT (SELECT count(*) FROM register.view), assumption, parameters #>> '{assumption,reason}' FROM register.audit_run"
            " WHERE run_id = %s", [assumed.run_id],
        ).fetchone()  # fmt: skip
    assert row == (2, "disc-50", "a test")
    with pytest.raises(BadValue, match="one assumption"):
        _compare(town, documented.run_id, assumed.run_id)


def test_an_assumed_range_and_an_unknown_occlusion_are_refused(town: Database) -> None:
    with pytest.raises(BadValue, match="one density"):
        _audit(town, assumption=ASSUMED, bands=(125,))
    with pytest.raises(BadValue, match="'x-ray' is not known"):
        _audit(town, occlusion="x-ray")


_BECAUSE: dict[str, tuple[str, set[str], dict[str, list[str]]]] = {
    "nothing": ("SELECT 1", set(), {}),
    "gone": ("DELETE FROM register.camera WHERE camera_id = 'K1'", {"camera gone"}, {"": ["camera gone"]}),
    "status": (
        "UPDATE register.camera SET status = 'removed' WHERE camera_id = 'K1'",
        {"status changed"},
        {"K1": ["status changed"]},
    ),
    "comes into service": (
        "UPDATE register.camera SET status = 'in_service' WHERE camera_id = 'K4'",
        {"status changed"},
        {"K4": ["status changed"]},
    ),
    "turned": (
        "UPDATE register.camera SET heading_deg = 180 WHERE camera_id = 'K1'",
        {"optics changed"},
        {"K1": ["optics changed"]},
    ),
    "documented": (
        "UPDATE register.camera SET heading_deg = 10, geometry_quality = geometry_quality || '{\"heading\": \"measured\"}' WHERE camera_id = 'K2'",
        {"optics changed"},
        {"K2": ["optics changed"]},
    ),
    "moved": (
        "UPDATE register.camera SET geom = ST_Translate(geom, 0, 0.0001) WHERE camera_id = 'K3'",
        {"camera moved"},
        {"K3": ["camera moved"]},
    ),
    "other operator": (
        "UPDATE register.camera SET operator = '市政局' WHERE camera_id = 'K3'",
        {"operator changed"},
        {"K3": ["operator changed"]},
    ),
    "switched on": (
        "UPDATE register.camera_function SET state = 'on' WHERE function = 'face_recognition'",
        {"purpose or function changed"},
        {"K1": ["purpose or function changed"], "K2": ["purpose or function changed"]},
    ),
}


@pytest.mark.parametrize("case", _BECAUSE)
def test_a_comparison_says_what_changed_and_why(town: Database, case: str) -> None:
    query, reasons, cameras = _BECAUSE[case]
    before = _audit(town, bands=(125,))
    _change(town, query)
    after = _audit(town, bands=(125,))
    report, rows = _compare(town, before.run_id, after.run_id)
    assert {row["camera_id"] or "": row["reasons"] for row in report.cameras} == cameras
    assert report.limits == ()
    told = {reason for text in rows["reasons"] for reason in text.split("; ") if reason}
    assert told == (reasons if len(rows) else set())
    if (
        case == "switched on"
    ):  # K3 saw the same ground with it on; only what is unknown and what K1 says of it changed nothing
        assert set(rows["part"]) <= {"function:face_recognition:unknown", "function:face_recognition:on"}
    elif case != "nothing":
        assert len(rows) > 0
        assert rows["code"].is_monotonic_increasing
    assert [totals["seen_m2"] for totals in report.totals] == [before.seen_m2, after.seen_m2]


def test_a_building_is_told_as_changed_ground(town: Database, tmp_path: Path) -> None:
    before = _audit(town)
    buildings: list[toy.Row] = [({"building_id": "B1"}, toy.box(0.5, 0.52, 0.1, 0.05))]
    (tmp_path / "buildings.geojson").write_text(toy.features(buildings))
    toy.load(town, "buildings", tmp_path / "buildings.geojson")
    report, rows = _compare(town, before.run_id, _audit(town).run_id)
    assert {row["camera_id"]: row["reasons"] for row in report.cameras} == {
        "K1": ["ground changed"],
        "K3": ["ground changed"],
    }
    assert set(rows["reasons"]) == {"ground changed"}
    assert report.limits == ("The footprints are known in one of them only, so public ground means two things.",)


def test_runs_that_measure_different_things_are_refused_or_limited(town: Database) -> None:
    whole, near, part = _audit(town), _audit(town, px_per_m=125), _audit(town, area="990101001001")
    with pytest.raises(BadValue, match="one density"):
        _compare(town, whole.run_id, near.run_id)
    with pytest.raises(NotFound, match="no coverage run 999"):
        _compare(town, whole.run_id, 999)
    report, rows = _compare(town, whole.run_id, part.run_id)
    assert report.limits == ("Their area differs: the whole city and 990101001001.",)
    assert rows["after_m2"].isna().all()  # grids that the second run does not have
    assert set(rows["reasons"]) == {"grid changed"}


def test_another_version_of_the_code_is_a_limit_and_a_reason(town: Database) -> None:
    before = _audit(town)
    _change(town, f"UPDATE register.audit_run SET code_version = 'older' WHERE run_id = {before.run_id}")
    _change(town, f"UPDATE register.audit_ground SET seen_m2[1] = seen_m2[1] + 1 WHERE run_id = {before.run_id}")
    report, rows = _compare(town, before.run_id, _audit(town).run_id)
    assert "different versions: older and" in report.limits[0]
    assert set(rows["reasons"]) == {"method changed"}


def test_every_camera_is_either_counted_or_left_out_with_a_reason(town: Database, tmp_path: Path) -> None:
    lines = [
        f"L{n},x,局,parking,{kind},{environment},{status},{_EAST},0,68,1920,60,on,no,{since},{out},{removed}"
        for n, (kind, environment, status, since, out, removed) in enumerate(
            (kind, environment, status, since, out, removed)
            for kind in ("fixed", "mobile")
            for environment in ("outdoor_public", "indoor")
            for status in ("planned", "in_service", "out_of_service", "removed", "dummy", "")
            for since in ("", "2026-07-01")
            for out, removed in (("", ""), ("2026-05-01", ""), ("2026-08-01", "2026-09-01"))
        )
    ]
    head = f"{_HEAD},in_service_since,out_of_service_since,removed_on"
    (tmp_path / "all.csv").write_text("\n".join([head, *lines]) + "\n")
    toy.load(town, "cameras", tmp_path / "all.csv")
    report = _audit(town)
    with psycopg.connect(town.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute("SELECT set_config('gridmap.scope', '*', false)")
        counts = connection.execute(
            "SELECT count(*), count(*) FILTER (WHERE left_out IS NULL), (SELECT count(*) FROM register.camera) FROM register.audit_camera"
        ).fetchone()
    assert counts == (len(lines) + 4, report.cameras, len(lines) + 4)
