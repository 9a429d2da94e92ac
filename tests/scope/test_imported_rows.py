"""What of a file stays in the house: the thing's place and not the point as received, our columns and no others, no row of conduct.

Each file carries marks where nothing may be kept; afterwards every table of every schema is read as text and searched for them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.server import Server
from gridmap.grids.usecases.import_report import ImportReport
from tests.db.rows import database_name, superuser
from tests.scope.stored import whole_text
from tests.usecases import toy

NEAR, FAR = toy.at(0.73591, 0.5271), toy.at(0.61237, 0.19753)  # 12 m from the first street, and 130 m from any
MARK = "ZX-MARKED-81"
_HEAD = "source_system,source_id,label,reported_at,status,lon,lat,reporter_name,reporter_phone,description"
_PERSON = f"{MARK}-name,{MARK}-phone,{MARK} text"


def _line(number: int, label: str, where: tuple[float, float]) -> str:
    return f"gridmap,I{number},{label},2026-03-02T08:00:00Z,open,{where[0]},{where[1]},{_PERSON}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def town(new_database: Callable[[], Database], folder: Path) -> Database:
    made = new_database()
    toy.load_town(made, folder)
    return made


@pytest.fixture(scope="module", params=["into a filled store", "into an empty one"])
def imported(
    request: pytest.FixtureRequest, new_database: Callable[[], Database], folder: Path
) -> tuple[Database, ImportReport]:
    """Incidents near a street, far from one, and of two labels that name conduct; by both ways in."""
    database = new_database()
    for kind, name, rows in (("areas", "a", toy.AREAS), ("grids", "g", toy.GRIDS), ("streets", "s", toy.STREETS)):
        (folder / f"{name}.geojson").write_text(toy.features(rows))
        toy.load(database, kind, folder / f"{name}.geojson")
    if request.param == "into a filled store":
        (folder / "first.csv").write_text(toy.incidents(3, first=100))
        toy.load(database, "incidents", folder / "first.csv")
    lines = [_HEAD, _line(1, "LGT-OUT", NEAR), _line(2, "ROD-POT", FAR)]
    lines += [_line(3, f"{MARK} neighbours quarrel", NEAR), _line(4, f"{MARK} beggar", NEAR)]
    (folder / "incidents.csv").write_text("\n".join(lines) + "\n")
    fix_up = folder / "fix-up.csv"
    fix_up.unlink(missing_ok=True)
    return database, toy.load(database, "incidents", folder / "incidents.csv", fix_up=fix_up)


def test_position_stored_is_the_things_and_the_one_received_is_nowhere(
    imported: tuple[Database, ImportReport], server: Server
) -> None:
    database, _report = imported
    with superuser(server, database_name(database)) as connection:
        stored = connection.execute(
            "SELECT place_kind, segment_id, ST_X(geom), ST_Y(geom) FROM service.incident WHERE source_id IN ('I1', 'I2') ORDER BY source_id"
        ).fetchall()
    (near_kind, segment, near_x, near_y), (far_kind, no_segment, far_x, far_y) = stored
    assert (near_kind, segment) == ("segment", "S1")
    assert (near_x, near_y) != NEAR
    assert (far_kind, no_segment) == ("rounded", None)
    assert (far_x, far_y) == (round(FAR[0], 4), round(FAR[1], 4))
    assert (far_x, far_y) != FAR
    text = whole_text(server, database)
    assert str(FAR[0]) not in text
    assert str(FAR[1]) not in text
    assert str(NEAR[1]) not in text, (
        "along the street its longitude is the thing's too; its distance from the street is not"
    )


def test_grid_is_that_of_the_point_as_received(imported: tuple[Database, ImportReport], server: Server) -> None:
    database, _report = imported
    with superuser(server, database_name(database)) as connection:
        rows = connection.execute("""
            SELECT i.source_id, g.code, ST_Covers(g.geom, i.geom) FROM service.incident AS i JOIN grids.grid AS g USING (grid_id)
            WHERE i.source_id IN ('I1', 'I2') ORDER BY 1
        """).fetchall()
    assert [(source, code) for source, code, _inside in rows] == [
        ("I1", toy.GRIDS[0][0]["code"]),
        ("I2", toy.GRIDS[0][0]["code"]),
    ]
    assert all(inside for *_row, inside in rows)


def test_rows_of_conduct_are_counted_by_reason_and_kept_nowhere(
    imported: tuple[Database, ImportReport], server: Server, folder: Path
) -> None:
    database, report = imported
    assert report.new == 2
    assert sum(report.refused_by_reason.values()) == 2
    with superuser(server, database_name(database)) as connection:
        counted = connection.execute("SELECT sum(rows_refused) FROM service.refusal").fetchone()
        sources = connection.execute(
            "SELECT source_id FROM service.incident_key WHERE source_id IN ('I3', 'I4')"
        ).fetchall()
    assert counted == (2,)
    assert sources == []
    assert "quarrel" not in whole_text(server, database)
    assert "beggar" not in str(report.to_json())
    assert not (folder / "fix-up.csv").exists() or "beggar" not in (folder / "fix-up.csv").read_text()


def test_columns_outside_the_list_are_named_and_never_read(
    imported: tuple[Database, ImportReport], server: Server, folder: Path
) -> None:
    database, report = imported
    assert set(report.left_behind) == {"reporter_name", "reporter_phone", "description"}
    assert MARK not in whole_text(server, database)
    assert MARK not in str(report.to_json())
    assert not (folder / "fix-up.csv").exists() or MARK not in (folder / "fix-up.csv").read_text()


_CAMERAS = (
    "camera_id,name,operator,operator_kind,kind,place_kind,status,lon,lat,stream_url,ip_address,mac,device_code,owner_phone,online,password\n"
    "K9,crossing,works department,authority,fixed,street,in_service,{lon},{lat},"
    + ",".join(f"{MARK}-{n}" for n in range(7))
    + "\n"
)


def test_platform_fields_of_a_camera_list_are_left_behind(town: Database, server: Server, folder: Path) -> None:
    (folder / "k9.csv").write_text(_CAMERAS.format(lon=toy.at(2.5, 1.5)[0], lat=toy.at(2.5, 1.5)[1]))
    report = toy.load(town, "cameras", folder / "k9.csv", fix_up=folder / "k9-fix-up.csv")
    assert report.new == 1
    assert set(report.left_behind) == {
        "stream_url", "ip_address", "mac", "device_code", "owner_phone", "online", "password",
    }  # fmt: skip
    assert MARK not in whole_text(server, town)
    assert MARK not in str(report.to_json())


def test_sensitive_places_come_in_without_what_they_are(town: Database, server: Server, folder: Path) -> None:
    places = [
        ({"place_id": "P1", "name": f"{MARK} school", "amenity": "school", "religion": MARK}, toy.box(2, 1, 0.2, 0.2))
    ]
    (folder / "places.geojson").write_text(toy.features(places))
    report = toy.load(town, "sensitive-places", folder / "places.geojson")
    assert report.new == 1
    assert MARK not in whole_text(server, town)
    with psycopg.connect(town.url(DbRole.REGISTER_JOB)) as connection:
        rows = connection.execute("SELECT place_id FROM register.sensitive_place").fetchall()
    assert len(rows) == 1
    assert "P1" not in rows[0][0], "the source's id may tell what it is (school-12), so only its digest is kept"
