"""A run of coverage in the database: its rows, its views, and nothing of it when the store fails."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
import shapely

from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.errors import NoDatabase, TooFewData
from gridmap.register.store import audits
from gridmap.register.usecases.comparisons import compare_runs
from gridmap.register.usecases.coverage import CoverageReport, audit_coverage
from tests.usecases import toy

BUILDINGS: list[toy.Row] = [({"building_id": "B1"}, toy.box(0.5, 0.52, 0.1, 0.05))]  # in front of camera K1


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Database:
    files = {
        "areas": ("areas.geojson", toy.features(toy.AREAS)),
        "grids": ("grids.geojson", toy.features(toy.GRIDS)),
        "cameras": ("cameras.csv", toy.CAMERAS),
    }
    for kind, (name, text) in files.items():
        (tmp_path / name).write_text(text)
        toy.load(database, kind, tmp_path / name)
    return database


def _audit(database: Database, **options: Any) -> CoverageReport:
    engine = database.engine(DbRole.REGISTER_JOB)
    return audit_coverage(engine, day=date(2026, 6, 1), px_per_m=25, actor="test", **options)


def _rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute("SELECT set_config('gridmap.scope', '*', false)")
        return connection.execute(query).fetchall()


_VIEW = "SELECT ST_IsValid(geom), GeometryType(geom), ST_SRID(geom), round(ST_Area(geom::geography)::numeric) FROM register.view"


def test_a_run_stores_grids_cameras_and_views(town: Database, tmp_path: Path) -> None:
    free = _audit(town)
    assert (free.grids, free.cameras, free.documented, list(free.known)) == (6, 2, 1, [])
    [(valid, kind, srid, free_m2)] = _rows(town, _VIEW)
    assert (valid, kind, srid) == (True, "MULTIPOLYGON", 4326)
    assert abs(float(free_m2) - free.seen_m2) < 5
    (tmp_path / "buildings.geojson").write_text(toy.features(BUILDINGS))
    toy.load(town, "buildings", tmp_path / "buildings.geojson")
    cut = _audit(town)
    [(valid, kind, srid, cut_m2)] = _rows(town, _VIEW)  # in place of the one before
    assert (valid, kind, srid) == (True, "MULTIPOLYGON", 4326)
    assert list(cut.known) == ["footprints"]
    assert 100 < free.seen_m2 - cut.seen_m2 == pytest.approx(float(free_m2 - cut_m2), abs=5)
    runs = "SELECT count(*), (SELECT count(*) FROM register.audit_grid), (SELECT count(*) FROM register.audit_camera) FROM register.audit_run"
    assert _rows(town, runs) == [(2, 12, 4)]


def _mask_rows(kind: str, **mask: str) -> str:
    """The town's cameras, K1 of that kind with a mask over what lies north of it."""
    [header, first, second] = toy.CAMERAS.strip().split("\n")
    names, values = header.split(","), first.replace(",fixed,", f",{kind},").split(",")
    told = {"mask": "", "mask_follows_ptz": "no", **mask}
    return "\n".join(
        [",".join([*names, *told]), ",".join([*values, *(f'"{t}"' for t in told.values())]), second + ",,"]
    )


_NORTH = shapely.geometry.shape(toy.box(0.4, 0.55, 0.2, 0.5)).wkt


@pytest.mark.parametrize("occlusion", ["off", "plane", "heights"])
def test_a_mask_is_cut_from_the_view_and_from_the_figures(town: Database, tmp_path: Path, occlusion: str) -> None:
    bare = _audit(town, occlusion=occlusion, bands=(62.5,))
    (tmp_path / "masked.csv").write_text(_mask_rows("fixed", mask=_NORTH))
    toy.load(town, "cameras", tmp_path / "masked.csv")
    masked = _audit(town, occlusion=occlusion, bands=(62.5,))
    [(_, _, _, view_m2)] = _rows(town, _VIEW)
    assert 0 < masked.seen_m2 < bare.seen_m2 - 100
    assert float(view_m2) == pytest.approx(masked.seen_m2, abs=5)
    assert _rows(
        town, f"SELECT ST_Area(ST_Intersection(v.geom, 'SRID=4326;{_NORTH}')::geography) < 0.1 FROM register.view AS v"
    ) == [(True,)]
    sharp = [run.by_density[1]["seen_m2"] for run in (bare, masked)]
    assert sharp[1] < sharp[0]


@pytest.mark.parametrize(
    ("kind", "mask"),
    [("ptz", {"mask": _NORTH}), ("fixed", {"mask": "yes"}), ("fixed", {"mask": _NORTH.replace("122", "12")})],
)
def test_a_mask_that_hides_nothing_for_certain_cuts_nothing(
    town: Database, tmp_path: Path, kind: str, mask: dict[str, str]
) -> None:
    (tmp_path / "bare.csv").write_text(_mask_rows(kind))
    toy.load(town, "cameras", tmp_path / "bare.csv")
    bare = _audit(town)
    (tmp_path / "masked.csv").write_text(_mask_rows(kind, **mask))
    toy.load(town, "cameras", tmp_path / "masked.csv")
    assert _audit(town).seen_m2 == bare.seen_m2
    assert _rows(town, "SELECT count(*) FROM register.mask") == [(1,)]


def test_a_mask_that_follows_its_ptz_is_cut(town: Database, tmp_path: Path) -> None:
    (tmp_path / "bare.csv").write_text(_mask_rows("ptz"))
    toy.load(town, "cameras", tmp_path / "bare.csv")
    bare = _audit(town)
    (tmp_path / "masked.csv").write_text(_mask_rows("ptz", mask=_NORTH, mask_follows_ptz="yes"))
    toy.load(town, "cameras", tmp_path / "masked.csv")
    assert _audit(town).seen_m2 < bare.seen_m2


def test_the_newest_list_says_which_masks_there_are(town: Database, tmp_path: Path) -> None:
    for mask, count in ((_NORTH, 1), (_NORTH, 1), ("", 0)):
        (tmp_path / "masked.csv").write_text(_mask_rows("fixed", mask=mask))
        toy.load(town, "cameras", tmp_path / "masked.csv")
        assert _rows(town, "SELECT count(*) FROM register.mask") == [(count,)]


def test_a_comparison_says_that_a_mask_changed(town: Database, tmp_path: Path) -> None:
    before = _audit(town).run_id
    (tmp_path / "masked.csv").write_text(_mask_rows("fixed", mask=_NORTH))
    toy.load(town, "cameras", tmp_path / "masked.csv")
    after = _audit(town).run_id
    report, grids = compare_runs(town.engine(DbRole.REGISTER), before=before, after=after, scope="*", actor="test")
    assert [(row["camera_id"], row["reasons"]) for row in report.cameras] == [("K1", ["mask changed"])]
    assert set(grids["reasons"]) == {"mask changed"}


def test_a_run_of_one_area_leaves_the_views_of_the_city(town: Database) -> None:
    _audit(town)
    before = _rows(town, "SELECT view_id FROM register.view")
    part = _audit(town, area="990101001002")
    assert (part.grids, part.seen_m2) == (4, 0.0)
    assert _rows(town, "SELECT view_id FROM register.view") == before != []


def _lose_connection(connection: Any) -> None:
    connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")


def _run_out_of_memory(_connection: Any) -> None:
    raise MemoryError


@pytest.mark.parametrize(("trouble", "error"), [(_lose_connection, NoDatabase), (_run_out_of_memory, MemoryError)])
def test_nothing_stays_of_a_run_whose_views_cannot_be_stored(
    town: Database, monkeypatch: pytest.MonkeyPatch, trouble: Callable[[Any], None], error: type[BaseException]
) -> None:
    _audit(town)
    stood = _rows(town, "SELECT view_id FROM register.view")

    def fail(connection: Any, _views: Any, **_options: Any) -> None:
        connection.exec_driver_sql("DELETE FROM register.view")
        trouble(connection)

    monkeypatch.setattr(audits, "replace_views", fail)
    with pytest.raises(error):
        _audit(town)
    assert _rows(town, "SELECT view_id FROM register.view") == stood
    assert _rows(town, "SELECT count(*) FROM register.audit_run") == [(1,)]


def test_no_grids_is_said(database: Database) -> None:
    with pytest.raises(TooFewData, match="import them first"):
        _audit(database)


def test_walls_hide_what_is_behind_them_unless_they_are_low(town: Database, tmp_path: Path) -> None:
    free = _audit(town, occlusion="off").seen_m2
    (tmp_path / "buildings.geojson").write_text(
        toy.features([({"building_id": "B1", "height_m": 2.0}, toy.box(0.4, 0.55, 0.2, 0.01))])
    )
    toy.load(town, "buildings", tmp_path / "buildings.geojson")
    off, plane = _audit(town, occlusion="off").seen_m2, _audit(town).seen_m2
    assert plane < off < free
    with psycopg.connect(town.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute("UPDATE register.camera SET height_m = 6 WHERE camera_id = 'K1'")
    over = _audit(town, occlusion="heights")
    assert plane < over.seen_m2 <= off
    assert _rows(town, "SELECT DISTINCT ground FROM register.view") == [("occluded",)]


def test_camera_deep_in_a_building_has_an_unknown_view_and_not_an_empty_one(town: Database, tmp_path: Path) -> None:
    (tmp_path / "buildings.geojson").write_text(toy.features([({"building_id": "B1"}, toy.box(0.4, 0.4, 0.2, 0.2))]))
    toy.load(town, "buildings", tmp_path / "buildings.geojson")
    report = _audit(town)
    assert (report.cameras, report.documented, report.unknown_views, report.seen_m2) == (2, 0, 2, 0.0)
    unknown = "SELECT sum(unknown_views) FROM register.audit_grid"
    assert _rows(town, unknown) == [(2,)]


def test_two_audits_at_once_take_turns(town: Database) -> None:
    with ThreadPoolExecutor(2) as people:
        runs = [people.submit(_audit, town) for _ in range(2)]
        reports = [run.result(timeout=120) for run in runs]
    assert len({report.run_id for report in reports}) == 2
    assert len({report.seen_m2 for report in reports}) == 1
    assert _rows(town, "SELECT count(*) FROM register.view") == [(1,)]
