"""Downloads: GeoJSON that parses, in a box, written to the log before the first byte, and cut short where it fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from starlette.testclient import TestClient

from gridmap.access.usecases.logs import show_log
from gridmap.api.layers import LAYERS, TABLES
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.server import Server
from gridmap.db.statements import statement
from gridmap.formats.table import peek, read_chunks
from gridmap.formats.writers import WRITERS
from tests.api.client import add_account, client_of
from tests.db.rows import database_name, insert_row, superuser, tables_of
from tests.scope.test_columns import ALLOWED

DAY = "2026-11-24"


def _export(client: TestClient, name: str, **params: str) -> dict[str, Any]:
    answer = client.get(f"/exports/{name}.geojson", params={"day": DAY} | params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("name", LAYERS)
def test_export_is_a_feature_collection(client: TestClient, name: str) -> None:
    answer = client.get(f"/exports/{name}.geojson", params={"day": DAY})
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}.geojson"'
    collection = answer.json()
    assert (collection["type"], collection["name"]) == ("FeatureCollection", name)
    assert collection["datum"] == "wgs84"
    assert "notice" not in collection  # a real city's file says nothing of a made-up one
    assert collection["features"], "the sample has a row for every layer"
    for feature in collection["features"]:
        assert feature["type"] == "Feature"
        assert shapely.from_geojson(json.dumps(feature["geometry"])).is_valid


@pytest.mark.parametrize("format_", WRITERS)
@pytest.mark.parametrize("name", LAYERS)
def test_every_collection_goes_out_in_every_format_with_the_listed_columns_only(
    client: TestClient, tmp_path: Path, name: str, format_: str
) -> None:
    answer = client.get(f"/exports/{name}.{format_}", params={"day": DAY})
    assert answer.status_code == 200, answer.text
    writer = WRITERS[format_]
    assert answer.headers["content-type"] == writer.media_type
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}{writer.suffix}"'
    assert answer.headers["cache-control"] == "private, no-store"
    path = tmp_path / f"a{writer.suffix}"
    path.write_bytes(answer.content)
    header = peek(path)
    listed = {*ALLOWED["exports"][name], *(f"functions.{column}" for column in ALLOWED["exports"][name])}
    ours = {"csv": {"lon", "lat", "wkt"}, "xlsx": {"lon", "lat", "wkt"}, "kml": {"name"}}.get(format_, set())
    assert set(header.columns) - {"id", "n"} <= listed | ours
    rows = sum(len(chunk.frame) for chunk in read_chunks(header, header.columns))
    assert rows == len(_export(client, name)["features"]) > 0


def test_a_table_of_each_collection_has_all_listed_columns() -> None:
    for name in LAYERS:
        assert {*TABLES[name].columns} == {*ALLOWED["exports"][name]} - {"functions"}, name


@pytest.mark.parametrize("format_", WRITERS)
def test_a_scope_and_a_role_hold_in_every_format(city: Database, server: Server, tmp_path: Path, format_: str) -> None:
    """An account of the second district gets its grid alone; a viewer gets no views."""
    headers = add_account(server, city, roles=["viewer"], paths=["99/9902/"])
    with client_of(city) as stranger:
        answer = stranger.get(f"/exports/grids.{format_}", params={"day": DAY}, headers=headers)
        path = tmp_path / f"a{WRITERS[format_].suffix}"
        path.write_bytes(answer.content)
        header = peek(path)
        assert sum(len(chunk.frame) for chunk in read_chunks(header, header.columns)) == 1
        assert stranger.get(f"/exports/views.{format_}", headers=headers).status_code == 403
        assert stranger.get(f"/exports/grids.{format_}").status_code == 401


def test_a_format_that_is_none_is_not_found(client: TestClient) -> None:
    answer = client.get("/exports/grids.exe")
    assert answer.status_code == 404
    assert "geojson, geojsonseq, csv" in answer.json()["detail"]


def test_a_line_keeps_its_direction(client: TestClient) -> None:
    """Left and right ranges of house numbers hang on it."""
    for feature in _export(client, "streets")["features"]:
        assert [position[1] for position in feature["geometry"]["coordinates"]] == [60, 60.001]
        assert client.get(f"/collections/streets/items/{feature['id']}").json()["geometry"] == feature["geometry"]


def test_polygons_follow_the_right_hand_rule(client: TestClient) -> None:
    for feature in _export(client, "grids")["features"]:
        for polygon in shapely.from_geojson(json.dumps(feature["geometry"])).geoms:
            assert polygon.exterior.is_ccw


def test_box_leaves_out_what_lies_elsewhere(client: TestClient) -> None:
    for name in ("grids", "cameras", "incidents", "streets"):
        found = _export(client, name, bbox="21.9,59.9,22.1,60.1")["features"]
        assert [f["id"] for f in found] == [2], name
        assert _export(client, name, bbox="10,10,11,11")["features"] == []


def test_incident_without_a_place_is_exported_with_the_whole_city_only(
    client: TestClient, city: Database, server: Server
) -> None:
    (incident,) = [t for t in tables_of(["service"]) if t.name == "incident"]
    with superuser(server, database_name(city)) as connection:
        insert_row(connection, incident, 3, geom=None, grid_id=None, category="LGT-OUT")
        connection.execute("UPDATE service.incident SET geom = NULL, grid_id = NULL WHERE incident_id = 3")
    try:
        assert 3 in [f["id"] for f in _export(client, "incidents")["features"]]
        boxed = _export(client, "incidents", bbox="20,50,30,70")["features"]
        assert 3 not in [f["id"] for f in boxed]
    finally:
        with superuser(server, database_name(city)) as connection:
            connection.execute("DELETE FROM service.incident WHERE incident_id = 3")


@pytest.mark.parametrize(
    "bbox",
    [
        "",
        "1,2,3",
        "1,2,3,4,5",
        "a,b,c,d",
        "nan,0,1,1",
        "inf,0,1,1",
        "5,0,1,1",
        "0,5,1,1",
        "-181,0,0,1",
        "0,-91,1,1",
        "0,0,0,91",
    ],
)
def test_box_that_is_none_is_a_bad_request(client: TestClient, bbox: str) -> None:
    answer = client.get("/exports/grids.geojson", params={"bbox": bbox})
    assert answer.status_code == 400
    assert "bbox" in answer.json()["detail"]
    assert "west" in answer.json()["detail"]


def test_refused_export_is_not_in_the_log_and_a_served_one_is(client: TestClient, city: Database) -> None:
    def exports() -> list[dict[str, object]]:
        return show_log(city.engine(DbRole.GRIDS_JOB), action="export", limit=10_000)

    before = len(exports())
    client.get("/exports/cameras.geojson", params={"bbox": "x"})
    client.get("/exports/persons.geojson")
    assert len(exports()) == before
    _export(client, "cameras", bbox="0,0,90,90")
    newest = exports()[0]
    assert len(exports()) == before + 1
    assert (newest["actor"], newest["object"]) == ("local", "cameras")
    assert newest["detail"] == {"bbox": [0.0, 0.0, 90.0, 90.0], "format": "geojson"}


@pytest.mark.parametrize(
    "path", ["/collections/views/items/2", "/collections/views/tiles/WebMercatorQuad/14/4750/9192"]
)
def test_each_read_of_views_is_in_the_log(client: TestClient, city: Database, path: str) -> None:
    before = len(show_log(city.engine(DbRole.GRIDS_JOB), action="read"))
    client.get(path)
    entries = show_log(city.engine(DbRole.GRIDS_JOB), action="read")
    assert len(entries) == before + 1
    assert (entries[0]["actor"], entries[0]["object"]) == ("local", "views")


def test_text_of_any_kind_comes_out_as_json(client: TestClient, city: Database, server: Server) -> None:
    awkward = 'quote " backslash \\ line\nbreak tab\t control\x02\x01 雪亮 </script> , ; \u2028'
    with superuser(server, database_name(city)) as connection:
        connection.execute("UPDATE register.camera SET name = %s WHERE camera_row_id = 2", [awkward])
    try:
        named = {f["id"]: f["properties"]["name"] for f in _export(client, "cameras")["features"]}
        assert named[2] == awkward
        assert client.get("/collections/cameras/items/2").json()["properties"]["name"] == awkward
    finally:
        with superuser(server, database_name(city)) as connection:
            connection.execute("UPDATE register.camera SET name = 'name-2' WHERE camera_row_id = 2")


def test_long_export_is_whole(client: TestClient, city: Database, server: Server) -> None:
    """More than one piece of 256 kB: pieces end between features, never inside."""
    with superuser(server, database_name(city)) as connection:
        connection.execute(
            "INSERT INTO grids.street (segment_id, name, length_m, geom, content_digest) "
            "SELECT 'long-' || n, repeat('名', 40), 1, ST_SetSRID(ST_MakeLine(ST_MakePoint(30, 60), ST_MakePoint(30, 60.1)), 4326), 0 "
            "FROM generate_series(1, 5000) AS n"
        )
    try:
        features = _export(client, "streets", bbox="29,59,31,61")["features"]
        assert len({f["id"] for f in features}) == 5000
    finally:
        with superuser(server, database_name(city)) as connection:
            connection.execute("DELETE FROM grids.street WHERE segment_id LIKE 'long-%'")


def test_export_that_fails_on_the_way_does_not_parse_as_whole(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = (
        "SELECT json_build_object('n', n, 'half', 1 / (40000 - n))::text FROM generate_series(1, 40000) AS n "
        "WHERE $1::float8 IS NOT NULL AND $2::float8 IS NOT NULL AND $3::float8 IS NOT NULL AND $4::float8 IS NOT NULL AND $5::date IS NOT NULL"
    )
    monkeypatch.setattr(
        "gridmap.api.exporting.statement",
        lambda context, name: failing if name.startswith("export_") else statement(context, name),
    )
    answer = client.get("/exports/grids.geojson")
    assert len(answer.content) > 256 * 1024
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.content)
