"""Schools, clinics, places of worship, unions, polling places: stored without kind or name, never exported."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import mapbox_vector_tile
import psycopg
import pytest

from gridmap.api.layers import LAYERS
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.server import Server
from gridmap.db.statements import statement
from gridmap.kinds import _KINDS as KINDS
from tests.api.client import signed_in
from tests.api.test_layers import DAY, tile_path
from tests.conftest import REPOSITORY
from tests.db.rows import database_name, fill_every_table, insert_row, superuser, tables_of

_LEFT_OUT = "CASE WHEN {}.place_kind NOT IN ('building', 'sensitive')"
_CAMERA = next(table for table in tables_of(["register"]) if table.name == "camera")
_TABLE = next(table for table in tables_of(["register"]) if table.name == "sensitive_place")


def test_table_has_no_kind_and_no_name() -> None:
    assert {column.name for column in _TABLE.c} == {"place_row_id", "place_id", "geom", "batch_id", "content_digest"}


def test_import_reads_no_kind_and_no_name() -> None:
    assert {field.name for field in KINDS["sensitive-places"].fields} == {"place_id", "lon", "lat", "wkt"}
    aliases = {alias for field in KINDS["sensitive-places"].fields for alias in field.aliases}
    assert aliases.isdisjoint({"name", "kind", "type", "amenity", "religion", "denomination", "名称", "类型"})


@pytest.mark.parametrize("table", ["sensitive_place", "history"])
@pytest.mark.parametrize("role", [DbRole.REGISTER, DbRole.SERVICE, DbRole.SERVICE_JOB, DbRole.GRIDS_JOB, DbRole.PUBLIC])
def test_no_serving_role_reads_them_or_their_history(city: Database, role: DbRole, table: str) -> None:
    with psycopg.connect(city.url(role)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(f"SELECT * FROM register.{table}")


def test_no_statement_that_serves_names_them() -> None:
    served = [
        file
        for file in REPOSITORY.glob("gridmap/*/store/sql/*.sql")
        if file.stem.startswith(("tile_", "item_", "page_", "extent_", "export_", "card_", "map_", "latest_"))
    ]
    assert len(served) > 30
    assert [file.name for file in served if "sensitive_place" in file.read_text()] == []


def test_no_collection_is_made_of_them() -> None:
    assert not any("sensitive" in name or "place" in name for name in LAYERS)


_MADE = {11: "building", 12: "sensitive", 13: "street"}
_WITHHELD = {"name": "ZX-name", "housing_id": "ZX-housing", "retention_reason": "ZX-reason"}


@pytest.fixture(scope="module")
def told(new_database: Callable[[], Database], server: Server) -> Mapping[str, dict[str, dict[str, object]]]:
    """What each surface tells, by camera, of three that differ by id and kind of place alone."""
    city = new_database()
    fill_every_table(server, database_name(city))
    with superuser(server, database_name(city)) as connection:
        for row, kind in _MADE.items():
            insert_row(connection, _CAMERA, 2, camera_row_id=row, camera_id=kind.upper(), place_kind=kind, **_WITHHELD)
        query = re.sub(r":area\b", "''", re.sub(r":day\b", f"'{DAY}'::date", statement("register", "map_cameras")))
        cursor = connection.execute(query)
        names = [column.name for column in cursor.description or []]
        drawn = [dict(zip(names, map(str, row), strict=True)) for row in cursor]
    with signed_in(city) as client:
        items = [client.get(f"/collections/cameras/items/{row}").json() for row in _MADE]
        export = client.get("/exports/cameras.geojson", params={"day": DAY}).json()["features"]
        tile = client.get(tile_path("cameras", 22.0001, 60.0001, 16), params={"day": DAY}).content
    decoded = mapbox_vector_tile.decode(tile)["cameras"]["features"]
    surfaces = {"item": items, "export": export, "tile": decoded}
    found = {surface: [thing["properties"] for thing in things] for surface, things in surfaces.items()}
    return {
        surface: {row["camera_id"]: row for row in rows if row["camera_id"].lower() in _MADE.values()}
        for surface, rows in {**found, "written map": drawn}.items()
    }


@pytest.mark.parametrize("surface", ["item", "export", "tile", "written map"])
def test_camera_on_a_sensitive_place_is_told_as_one_on_a_building_is(
    told: Mapping[str, dict[str, dict[str, object]]], surface: str
) -> None:
    cameras = {name: {k: v for k, v in row.items() if k != "camera_id"} for name, row in told[surface].items()}
    assert cameras.keys() == {"BUILDING", "SENSITIVE", "STREET"}
    assert cameras["SENSITIVE"] == cameras["BUILDING"], "a value that only one of them lacks would mark it"
    assert "ZX-" not in str(cameras["SENSITIVE"])
    assert "sensitive" not in str(cameras)
    assert cameras["STREET"]["name"] == "ZX-name", "of other cameras it is told"


def test_who_answers_for_it_is_told_all_the_same(told: Mapping[str, dict[str, dict[str, object]]]) -> None:
    camera = told["item"]["SENSITIVE"]
    assert all(camera[name] for name in ("operator", "processor", "programme", "contact", "purpose", "sign"))


@pytest.mark.parametrize("name", ["tile_cameras", "map_cameras", "card_grid", "list_findings", "read_findings"])
def test_other_reads_of_cameras_do_not_tell_the_kind_of_place(name: str) -> None:
    """They name it only to leave the camera's name out."""
    found = statement("register", name).replace(_LEFT_OUT.format("c"), "").replace(_LEFT_OUT.format("s"), "")
    assert "place_kind" not in found


def test_every_statement_that_serves_a_cameras_name_leaves_it_out() -> None:
    """camera.name stands nowhere but behind the condition."""
    for file in REPOSITORY.glob("gridmap/register/store/sql/*.sql"):
        text = file.read_text()
        if "register.camera AS" in text and file.stem.startswith(
            ("tile_", "item_", "page_", "export_", "card_", "map_")
        ):
            alias = re.search(r"register\.camera AS (\w)", text)
            assert alias is not None
            for column in _WITHHELD:
                bare = re.findall(rf"(?<!THEN )\b{alias[1]}\.{column}\b", text)
                assert bare == [], (file.name, column)
