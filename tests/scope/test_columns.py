"""No personal and no platform fields: the schema and everything that leaves it equal a positive list (columns.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import psycopg
import pytest
from starlette.testclient import TestClient

from gridmap.api.layers import LAYERS
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.server import Server
from gridmap.db.statements import statement
from gridmap.kinds import _KINDS as KINDS
from tests.api.test_layers import CORNER, DAY, SECOND, ZOOMS, tile_path
from tests.db.rows import database_name, superuser

ALLOWED: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(Path(__file__).with_name("columns.toml").read_text())
DECISION = "an addition is a decision page"

# as whole words of a name: what would say who, or how to reach the pictures
FORBIDDEN = frozenset({
    "person", "persons", "people", "citizen", "resident", "reporter", "complainant", "owner", "owners", "tenant",
    "staff", "worker", "officer", "caller", "victim", "suspect", "surname", "forename", "firstname", "lastname",
    "gender", "sex", "birth", "birthday", "age", "nationality", "ethnic", "religion", "belief", "id_card", "passport",
    "phone", "mobile", "tel", "telephone", "email", "mail", "wechat", "face", "faces", "plate", "plates", "fingerprint",
    "biometric", "gait", "photo", "photos", "picture", "image", "images", "video", "audio", "clip", "footage",
    "snapshot", "recording", "stream", "streams", "rtsp", "rtmp", "url", "uri", "link", "host", "ip", "ipv4", "ipv6",
    "mac", "port", "serial", "sn", "imei", "gb28181", "sip", "channel", "device", "nvr", "dvr", "password", "secret",
    "credential", "credentials", "username", "login", "track", "trajectory", "online", "heartbeat", "outage",
    "bitrate", "text", "note", "notes", "remark", "remarks", "comment", "comments", "description", "message", "body",
    "title", "subject", "content",
})  # fmt: skip
# name → why it may stand
EXCEPTIONS = {
    "access.import_issue.message": "our own sentence about a row, with the value of an allow-listed column cut at 80 characters",
    "access.token.digest": "the hash of a token, not the token",
    "access.release.content": "fixed tables of a public release",
    "service.incident.channel": "how the report came in (app, hotline, patrol), a closed word of the source, not a device's channel",
    "exports.incidents.channel": "the same",
    "kinds.incidents.channel": "the same",
    "exports.cameras.audio": "a function of the camera (no, fitted_off, on, unknown), told truly",
    "exports.cameras.recording": "a function of the camera, told truly",
    "exports.cameras.number_plates": "a function of the camera, told truly",
    "exports.cameras.face_recognition": "a function of the camera, told truly",
    "exports.cameras.other_biometric": "a function of the camera, told truly",
    "kinds.cameras.audio": "a function of the camera",
    "kinds.cameras.recording": "a function of the camera",
    "kinds.cameras.number_plates": "a function of the camera",
    "kinds.cameras.face_recognition": "a function of the camera",
    "kinds.cameras.other_biometric": "a function of the camera",
}
# `name` says what a thing is called: areas, grids, streets, works; of accounts only the one that signs in
NAMED = {
    "access.account", "grids.area", "grids.grid", "grids.junction", "grids.street", "grids.water", "register.camera",
    "register.scenario", "service.unit",
}  # fmt: skip
# households are a number of a whole area or grid, never records
HOUSEHOLDS = {"grids.area", "grids.grid"}


def _words(name: str) -> set[str]:
    """`content_digest` is how a repeated import finds that nothing changed."""
    return set() if name == "content_digest" else {*name.split("_"), name}


def _schema(connection: psycopg.Connection[Any]) -> dict[str, list[str]]:
    rows = connection.execute("""
        SELECT n.nspname || '.' || r.relname, a.attname
        FROM pg_attribute AS a JOIN pg_class AS r ON r.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = r.relnamespace
        WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND r.relkind IN ('r', 'p', 'v', 'm', 'f')
            AND NOT r.relispartition AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY 1, a.attnum
    """)
    found: dict[str, list[str]] = {}
    for table, column in rows:
        found.setdefault(table, []).append(column)
    return found


@pytest.fixture(scope="module")
def schema(new_database: Callable[[], Database], server: Server) -> dict[str, list[str]]:
    with superuser(server, database_name(new_database())) as connection:
        return _schema(connection)


_NOT_OURS = {"public.alembic_version", "public.spatial_ref_sys", "public.geometry_columns", "public.geography_columns",
             "public.pg_stat_statements", "public.pg_stat_statements_info"}  # fmt: skip


def test_the_schema_is_the_list(schema: dict[str, list[str]]) -> None:
    ours = {name: sorted(columns) for name, columns in schema.items() if name not in _NOT_OURS}
    listed = {name: sorted(columns) for name, columns in ALLOWED["tables"].items()}
    assert ours.keys() - listed.keys() == set(), DECISION
    assert ours == listed, DECISION


def _columns(schema: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    for table, columns in schema.items():
        for column in columns:
            yield table, column


def test_no_column_has_a_word_for_persons_or_platforms() -> None:
    strange = [
        f"{table}.{column}"
        for table, column in _columns(ALLOWED["tables"])
        if _words(column) & FORBIDDEN and f"{table}.{column}" not in EXCEPTIONS
    ]
    assert strange == []


def test_only_things_have_names_and_only_areas_count_households() -> None:
    assert {table for table, column in _columns(ALLOWED["tables"]) if column == "name"} == NAMED
    assert {table for table, column in _columns(ALLOWED["tables"]) if "household" in column} == HOUSEHOLDS


@pytest.mark.parametrize(
    "name", ["owner_phone", "face_id", "ip", "stream_url", "reporter_name", "sip_server", "remark", "device_sn"]
)
def test_forbidden_words_are_recognised(name: str) -> None:
    assert _words(name) & FORBIDDEN


def test_no_exception_stands_for_nothing() -> None:
    everything = {f"{table}.{column}" for table, column in _columns(ALLOWED["tables"])}
    for part in ("exports", "kinds"):
        everything |= {f"{part}.{table}.{column}" for table, column in _columns(ALLOWED[part])}
    assert EXCEPTIONS.keys() - everything == set()


def _keys(properties: Mapping[str, Any]) -> set[str]:
    """Names of properties, those of nested objects too."""
    found = set(properties)
    for value in properties.values():
        if isinstance(value, dict):
            found |= _keys(value)
    return found


@pytest.mark.parametrize("name", LAYERS)
def test_properties_that_leave_are_the_list(client: TestClient, name: str) -> None:
    features = client.get(f"/exports/{name}.geojson", params={"day": DAY}).json()["features"]
    paged = client.get(f"/collections/{name}/items", params={"datetime": f"../{DAY}"}).json()["features"]
    item = client.get(f"/collections/{name}/items/2").json()
    assert item.pop("links")
    assert item in paged
    for feature in [*features, *paged, item]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        found = _keys(feature["properties"]) - {"n"}  # the samples' JSON holds {"n": 1}
        assert found <= set(ALLOWED["exports"][name]), DECISION
    assert _keys(item["properties"]) - {"n"} >= set(ALLOWED["exports"][name]) - _FUNCTIONS, (
        "a promised property is gone"
    )


_FUNCTIONS = frozenset(
    [
        "audio",
        "behaviour_analysis",
        "counting",
        "face_recognition",
        "live_view",
        "number_plates",
        "other_biometric",
        "recording",
        "thermal",
    ]
)  # a sample camera has one of them


@pytest.mark.parametrize("name", LAYERS)
def test_tiles_carry_no_more_than_exports_do(client: TestClient, name: str) -> None:
    path = tile_path(name, *CORNER.get(name, SECOND), ZOOMS.get(name, 12))
    decoded = mapbox_vector_tile.decode(client.get(path, params={"day": DAY}).content)
    found = {key for feature in decoded[name]["features"] for key in feature["properties"]}
    assert found <= {*ALLOWED["exports"][name], "count", "check_name"}


def test_no_property_that_leaves_has_a_word_for_persons_or_platforms() -> None:
    strange = [
        f"{part}.{name}.{column}"
        for part in ("exports", "kinds")
        for name, column in _columns(ALLOWED[part])
        if _words(column) & FORBIDDEN and f"{part}.{name}.{column}" not in EXCEPTIONS
    ]
    assert strange == []


@pytest.mark.parametrize("name", KINDS)
def test_fields_that_an_import_reads_are_the_list(name: str) -> None:
    """A file's other columns are left behind, named in the report, never read."""
    assert sorted(field.name for field in KINDS[name].fields) == sorted(ALLOWED["kinds"][name]), DECISION


def test_fields_that_an_import_of_incidents_reads_are_the_list() -> None:
    from gridmap.service.rules.incident import FIELDS

    assert sorted(field.name for field in FIELDS) == sorted(ALLOWED["kinds"]["incidents"]), DECISION


@pytest.mark.parametrize(
    ("context", "name"), [(layer.context, name) for name, layer in LAYERS.items() if name != "tiling"]
)
def test_written_map_carries_no_more_than_exports_do(city: Database, context: str, name: str) -> None:
    query = re.sub(r":area\b", "''", re.sub(r":day\b", f"'{DAY}'::date", statement(context, f"map_{name}")))
    role = DbRole.REGISTER if context == "register" else DbRole.SERVICE
    with psycopg.connect(city.url(role)) as connection:
        columns = {column.name for column in connection.execute(query).description or []}
    assert columns - {"geom"} <= {*ALLOWED["exports"][name], "count"}
