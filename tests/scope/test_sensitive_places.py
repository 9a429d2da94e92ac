"""Schools, clinics, places of worship, unions, polling places: stored without kind or name, never exported."""

from __future__ import annotations

import json

import psycopg
import pytest
from starlette.testclient import TestClient

from gridmap.api.layers import LAYERS
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.server import Server
from gridmap.db.statements import statement
from gridmap.kinds import _KINDS as KINDS
from tests.api.test_layers import DAY
from tests.conftest import REPOSITORY
from tests.db.rows import database_name, superuser, tables_of

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
        if file.stem.startswith(("tile_", "item_", "export_", "card_", "map_", "latest_"))
    ]
    assert len(served) > 30
    assert [file.name for file in served if "sensitive_place" in file.read_text()] == []


def test_no_collection_is_made_of_them() -> None:
    assert not any("sensitive" in name or "place" in name for name in LAYERS)


@pytest.fixture
def sensitive_camera(city: Database, server: Server) -> object:
    with superuser(server, database_name(city)) as connection:
        connection.execute("UPDATE register.camera SET place_kind = 'sensitive' WHERE camera_row_id = 2")
    yield 2
    with superuser(server, database_name(city)) as connection:
        connection.execute("UPDATE register.camera SET place_kind = 'place_kind-2' WHERE camera_row_id = 2")


def test_camera_at_a_sensitive_place_leaves_without_that_word(client: TestClient, sensitive_camera: int) -> None:
    item = client.get(f"/collections/cameras/items/{sensitive_camera}")
    export = client.get("/exports/cameras.geojson", params={"day": DAY})
    assert item.json()["properties"]["place_kind"] == "unknown", (
        "as where nobody knows the kind; an empty value would tell it"
    )
    told = {f["id"]: f["properties"]["place_kind"] for f in export.json()["features"]}
    assert told[sensitive_camera] == "unknown"
    assert told[1] == "place_kind-1", "of other cameras it is told"
    for answer in (item, export):
        assert "sensitive" not in json.dumps(answer.json())


@pytest.mark.parametrize("name", ["tile_cameras", "map_cameras", "card_grid", "list_findings", "read_findings"])
def test_other_reads_of_cameras_do_not_tell_the_kind_of_place(name: str) -> None:
    assert "place_kind" not in statement("register", name)
