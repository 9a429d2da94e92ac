"""Imports end to end on the real database: what is written, what is not, and what the report says."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.scope import reading
from gridmap.errors import BadFile, BadValue, RejectedFile, UnknownDatum, WrongCrs
from gridmap.formats.table import read_chunks
from gridmap.grids.rules.grid import GRID_KINDS
from gridmap.service.usecases import incidents
from tests.usecases import toy


def rows(database: Database, query: str, role: DbRole = DbRole.GRIDS_JOB) -> list[tuple[object, ...]]:
    with reading(database.engine(role), "*") as connection:
        return [tuple(row) for row in connection.execute(text(query))]


@pytest.fixture
def areas(tmp_path: Path) -> Path:
    path = tmp_path / "areas.geojson"
    path.write_text(toy.features(toy.AREAS))
    return path


@pytest.fixture
def grids(tmp_path: Path) -> Path:
    path = tmp_path / "grids.geojson"
    path.write_text(toy.features(toy.GRIDS))
    return path


def test_areas_hang_on_their_parents_and_grids_on_the_smallest_area(
    database: Database, areas: Path, grids: Path
) -> None:
    toy.load(database, "areas", areas)
    toy.load(database, "grids", grids)
    assert rows(database, "SELECT path FROM grids.area ORDER BY code") == [
        ("9901/",),
        ("9901/990101/",),
        ("9901/990101/990101001001/",),
        ("9901/990101/990101001002/",),
    ]
    found = rows(database, "SELECT g.code, a.code FROM grids.grid g JOIN grids.area a USING (area_id) ORDER BY 1")
    assert [area for _grid, area in found] == ["990101001001"] * 2 + ["990101001002"] * 4


def test_grids_imported_before_their_areas_follow_them_later(database: Database, areas: Path, grids: Path) -> None:
    toy.load(database, "grids", grids)
    assert rows(database, "SELECT count(*) FROM grids.grid WHERE area_id IS NULL") == [(6,)]
    toy.load(database, "areas", areas)
    assert rows(database, "SELECT count(*) FROM grids.grid WHERE area_id IS NULL") == [(0,)]


def test_same_file_twice_changes_nothing_today_and_tomorrow(database: Database, grids: Path) -> None:
    first = toy.load(database, "grids", grids)
    again = toy.load(database, "grids", grids)
    tomorrow = toy.load(database, "grids", grids, as_of=date(2026, 1, 2))
    assert (first.new, first.corrected) == (6, 0)
    for report in (again, tomorrow):
        assert (report.new, report.corrected, report.unchanged, report.ended) == (0, 0, 6, 0)


def test_redrawn_grid_ends_the_version_before_it(database: Database, grids: Path, tmp_path: Path) -> None:
    toy.load(database, "grids", grids)
    redrawn = tmp_path / "redrawn.geojson"
    redrawn.write_text(toy.features([({**toy.GRIDS[0][0], "valid_from": "2026-06-01"}, toy.box(0, 0, 1, 0.5))]))
    report = toy.load(database, "grids", redrawn)
    assert (report.new, report.ended) == (1, 1)
    assert rows(
        database, f"SELECT valid_from, valid_to FROM grids.grid WHERE code = '{toy.GRIDS[0][0]['code']}' ORDER BY 1"
    ) == [
        (date(2026, 1, 1), date(2026, 6, 1)),
        (date(2026, 6, 1), None),
    ]


def test_correction_keeps_the_old_row_in_history(database: Database, grids: Path, tmp_path: Path) -> None:
    toy.load(database, "grids", grids)
    corrected = tmp_path / "corrected.geojson"
    corrected.write_text(toy.features([({**toy.GRIDS[0][0], "name": "新名"}, toy.GRIDS[0][1])]))
    report = toy.load(database, "grids", corrected, as_of=toy.DAY)
    assert (report.new, report.corrected, report.ended) == (0, 1, 0)
    assert rows(database, "SELECT row ->> 'name' FROM grids.history") == [("网格1",)]


def test_dry_run_reports_and_writes_nothing(database: Database, grids: Path) -> None:
    report = toy.load(database, "grids", grids, run="dry-run")
    assert (report.run, report.new) == ("dry-run", 6)
    assert rows(database, "SELECT count(*) FROM grids.grid") == [(0,)]
    assert rows(database, "SELECT count(*) FROM access.import_batch") == [(0,)]


def test_bad_row_is_skipped_reported_and_written_to_the_fix_up_file(database: Database, tmp_path: Path) -> None:
    bow_tie = {
        "type": "Polygon",
        "coordinates": [[toy.at(0, 0), toy.at(1, 1), toy.at(1, 0), toy.at(0, 1), toy.at(0, 0)]],
    }
    path, fix_up = tmp_path / "grids.geojson", tmp_path / "fix.geojson"
    path.write_text(toy.features([*toy.GRIDS, ({"code": "990101001009001", "kind": "unit"}, bow_tie)]))
    report = toy.load(database, "grids", path, fix_up=fix_up)
    assert (report.new, report.rows_refused) == (6, 1)
    assert [issue.line for issue in report.issues] == [7]
    assert "990101001009001" in fix_up.read_text()
    assert toy.GRIDS[0][0]["code"] not in fix_up.read_text()


def test_reject_file_writes_nothing_when_a_row_is_bad(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "grids.geojson"
    path.write_text(toy.features([*toy.GRIDS, ({"code": "", "kind": "unit"}, toy.box(5, 5))]))
    with pytest.raises(RejectedFile, match="nothing was written"):
        toy.load(database, "grids", path, on_issue="reject-file")
    assert rows(database, "SELECT count(*) FROM grids.grid") == [(0,)]


def test_unstated_datum_is_refused_with_the_choices(database: Database, grids: Path) -> None:
    with pytest.raises(UnknownDatum, match="--datum wgs84"):
        toy.load(database, "grids", grids, datum=None)


def test_degrees_that_claim_to_be_metres_are_refused(database: Database, grids: Path) -> None:
    with pytest.raises(WrongCrs):
        toy.load(database, "grids", grids, datum="EPSG:4548")


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("cut.geojson", toy.features(toy.GRIDS)[:-40], BadFile),
        ("empty.geojson", "", BadFile),
        ("table.csv", "name,kind\nA,unit\n", BadFile),
        ("zip.xlsx", "no workbook", BadFile),
        ("picture.png", "x", BadFile),
    ],
)
def test_unusable_file_is_refused_and_nothing_is_written(
    database: Database, tmp_path: Path, name: str, content: str, error: type[Exception]
) -> None:
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(error):
        toy.load(database, "grids", path)
    assert rows(database, "SELECT count(*) FROM grids.grid") == [(0,)]
    assert rows(database, "SELECT count(*) FROM access.import_batch") == [(0,)]


def test_map_of_an_unknown_column_is_refused(database: Database, grids: Path) -> None:
    with pytest.raises(BadValue, match="NOPE"):
        toy.load(database, "grids", grids, columns={"code": "NOPE"})


def test_snapshot_names_what_is_absent_and_deletes_nothing(database: Database, grids: Path, tmp_path: Path) -> None:
    toy.load(database, "grids", grids)
    part = tmp_path / "part.geojson"
    part.write_text(toy.features(toy.GRIDS[:4]))
    report = toy.load(database, "grids", part, absent="report")
    assert report.absent == tuple(g[0]["code"] for g in toy.GRIDS[4:])
    assert rows(database, "SELECT count(*) FROM grids.grid WHERE valid_to IS NULL") == [(6,)]


def test_kinds_of_grids_are_the_same_in_code_and_database(database: Database) -> None:
    stored = rows(database, "SELECT kind, tiles FROM grids.grid_kind ORDER BY kind")
    assert stored == sorted((kind.name, kind.tiles) for kind in GRID_KINDS.values())


def test_micro_grids_lie_on_top_of_the_tiling_and_get_no_incident(database: Database, tmp_path: Path) -> None:
    """A few dozen homes are no unit that anything is counted by."""
    micro = tmp_path / "micro.geojson"
    boxes = [(c / 2, r / 2) for c in range(6) for r in range(4)]
    micro.write_text(
        toy.features([({"code": f"M{n}", "kind": "微网格"}, toy.box(*at, 0.5, 0.5)) for n, at in enumerate(boxes)])
    )
    toy.load(database, "grids", micro)
    toy.load_town(database, tmp_path)
    kinds = "SELECT g.kind, count(*) FROM service.incident i JOIN grids.grid g USING (grid_id) GROUP BY 1"
    assert rows(database, kinds, DbRole.SERVICE_JOB) == [("unit", 40)]


def test_import_is_logged_with_its_numbers(database: Database, grids: Path) -> None:
    report = toy.load(database, "grids", grids)
    assert rows(database, "SELECT actor, action, object, row_count, detail ->> 'batch' FROM access.log") == [
        ("test", "import", "grids", 6, str(report.batch_id))
    ]


def test_streets_bring_junctions_and_cameras_bring_functions(database: Database, tmp_path: Path) -> None:
    toy.load_town(database, tmp_path)
    assert rows(database, "SELECT count(*) FROM grids.junction") == [(1,)]
    states = rows(
        database,
        "SELECT c.camera_id, f.state FROM register.camera_function f JOIN register.camera c USING (camera_row_id) "
        "WHERE f.function = 'face_recognition' ORDER BY 1",
        DbRole.REGISTER_JOB,
    )
    assert states == [("K1", "no"), ("K2", "unknown")]
    optics = rows(
        database, "SELECT camera_id, optics, area_id IS NOT NULL FROM register.camera ORDER BY 1", DbRole.REGISTER_JOB
    )
    assert optics == [("K1", "documented", True), ("K2", "partly", True)]


class TestIncidents:
    """Both ways in: an empty store and a filled one."""

    def test_same_file_twice_changes_nothing(self, database: Database, tmp_path: Path) -> None:
        toy.load_town(database, tmp_path)
        again = toy.load(database, "incidents", tmp_path / "incidents.csv")
        assert (again.new, again.corrected, again.unchanged) == (0, 0, 40)

    def test_second_file_adds_and_corrects(self, database: Database, tmp_path: Path) -> None:
        toy.load_town(database, tmp_path)
        path = tmp_path / "more.csv"
        path.write_text(
            toy.incidents(40).replace(",open,", ",closed,", 1) + toy.incidents(10, first=101).split("\n", 1)[1]
        )
        report = toy.load(database, "incidents", path)
        assert report.new == 10
        assert report.corrected == 1
        assert report.unchanged == 39
        assert rows(database, "SELECT count(*) FROM service.incident", DbRole.SERVICE_JOB) == [(50,)]

    def test_summary_counts_what_the_months_hold(self, database: Database, tmp_path: Path) -> None:
        toy.load_town(database, tmp_path)
        path = tmp_path / "more.csv"
        path.write_text(toy.incidents(25, first=41))
        toy.load(database, "incidents", path)
        counted = rows(
            database,
            "SELECT grid_id, count(*) FROM service.incident WHERE grid_id IS NOT NULL AND state <> 'duplicate' GROUP BY 1 ORDER BY 1",
            DbRole.SERVICE_JOB,
        )
        assert counted == rows(
            database, "SELECT grid_id, incidents FROM service.incident_summary ORDER BY 1", DbRole.SERVICE_JOB
        )

    def test_received_point_is_brought_to_the_segment_and_discarded(self, database: Database, tmp_path: Path) -> None:
        toy.load_town(database, tmp_path)
        stored = rows(database, "SELECT DISTINCT place_kind, segment_id FROM service.incident", DbRole.SERVICE_JOB)
        assert {kind for kind, _segment in stored} == {"segment"}
        assert {segment for _kind, segment in stored} <= {"S1", "S2"}
        offsets = rows(
            database,
            "SELECT round(ST_Distance(i.geom::geography, s.geom::geography)::numeric, 1)::text, count(*) "
            "FROM service.incident i JOIN grids.street s USING (segment_id) GROUP BY 1 ORDER BY 1",
            DbRole.SERVICE_JOB,
        )
        assert {offset for offset, _count in offsets} <= {"0.0", "3.0"}  # 0 for a point received on the line itself
        assert sum(int(str(count)) for offset, count in offsets if offset == "3.0") >= 36

    def test_refused_categories_are_counted_and_not_stored(self, database: Database, tmp_path: Path) -> None:
        path = tmp_path / "incidents.csv"
        path.write_text(toy.incidents(6).replace("LGT-OUT", "Loud Parties/Music/People"))
        report = toy.load(database, "incidents", path)
        assert report.new == 3
        assert sum(report.refused_by_reason.values()) == 3
        everything = str(rows(database, "SELECT to_jsonb(i)::text FROM service.incident i", DbRole.SERVICE_JOB))
        assert "Loud" not in everything
        assert "Loud" not in str(report.to_json())

    def test_rows_that_come_late_for_a_month_and_corrections_leave_keys_and_months_as_one(
        self, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(incidents, "read_chunks", partial(read_chunks, rows_per_chunk=10))
        months = ["2026-01"] * 10 + ["2026-02"] * 40 + ["2026-01"] * 5 + ["2026-03"] * 5
        path = tmp_path / "incidents.csv"
        header = "source_system,source_id,label,reported_at,status\n"
        lines = [f"gridmap,I{n},LGT-OUT,{month}-{1 + n % 27:02d}T08:00:00Z,open" for n, month in enumerate(months)]
        path.write_text(header + "\n".join(lines) + "\n")
        assert toy.load(database, "incidents", path).new == 60
        assert _stored(database) == sorted((f"I{n}", f"{month}-{1 + n % 27:02d}") for n, month in enumerate(months))
        lines[0] = lines[0].replace("2026-01", "2026-04")  # moves to a month that is not there yet
        lines[30] = lines[30].replace("open", "closed")
        lines += [
            f"gridmap,J{n},ROD-POT,2026-0{n}-03T08:00:00Z,open" for n in range(1, 6)
        ]  # months that stand, and a new one
        path.write_text(header + "\n".join(lines) + "\n")
        report = toy.load(database, "incidents", path)
        assert (report.new, report.corrected, report.unchanged) == (5, 2, 58)
        moved = [("2026-04" if n == 0 else month) for n, month in enumerate(months)]
        expected = [(f"I{n}", f"{month}-{1 + n % 27:02d}") for n, month in enumerate(moved)]
        assert _stored(database) == sorted(expected + [(f"J{n}", f"2026-0{n}-03") for n in range(1, 6)])
        again = toy.load(database, "incidents", path)
        assert (again.new, again.corrected, again.unchanged) == (0, 0, 65)

    @pytest.mark.parametrize("store", ["empty", "filled"])
    def test_two_imports_of_one_file_at_once_take_turns(self, database: Database, tmp_path: Path, store: str) -> None:
        if store == "filled":
            (tmp_path / "first.csv").write_text(toy.incidents(5, first=201))
            toy.load(database, "incidents", tmp_path / "first.csv")
        path = tmp_path / "incidents.csv"
        path.write_text(toy.incidents(40))
        with ThreadPoolExecutor(2) as both:
            reports = list(both.map(lambda _n: toy.load(database, "incidents", path), range(2)))
        assert sorted((report.new, report.unchanged) for report in reports) == [(0, 40), (40, 0)]
        assert len(_stored(database)) == (45 if store == "filled" else 40)

    def test_no_month_stays_open_to_the_job(self, database: Database, tmp_path: Path) -> None:
        toy.load_town(database, tmp_path)
        path = tmp_path / "more.csv"
        path.write_text(toy.incidents(10, first=101))
        toy.load(database, "incidents", path)
        granted = rows(
            database,
            "SELECT table_name FROM information_schema.role_table_grants "
            "WHERE table_schema = 'service' AND table_name LIKE 'incident_2%' AND grantee LIKE 'gridmap_%job'",
            DbRole.SERVICE_JOB,
        )
        assert granted == []


def _stored(database: Database) -> list[tuple[str, str]]:
    """source_id and day of every incident; its key must say the same."""
    held = rows(
        database, "SELECT source_id, incident_id, reported_at FROM service.incident ORDER BY 1", DbRole.SERVICE_JOB
    )
    assert held == rows(
        database, "SELECT source_id, incident_id, reported_at FROM service.incident_key ORDER BY 1", DbRole.SERVICE_JOB
    )
    return sorted((str(source_id), f"{at:%Y-%m-%d}") for source_id, _id, at in held)
