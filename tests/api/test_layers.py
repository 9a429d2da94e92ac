"""Collections over HTTP: tiles that decode, features, freshness, and who may see what."""

from __future__ import annotations

import math
from typing import Any

import mapbox_vector_tile
import pytest
from starlette.testclient import TestClient

from gridmap.api.layers import LAYERS
from gridmap.db.engines import Database
from gridmap.db.server import Server
from tests.api.client import add_account, client_of
from tests.db.rows import database_name, superuser

DAY = "2026-11-24"
FIRST, SECOND = (21.005, 60.005), (22.005, 60.005)  # inside grid 1 and grid 2
# deep enough that each layer shows single things, not clusters
ZOOMS = {"cameras": 15, "incidents": 15, "views": 14, "streets": 14, "tiling": 13}
PROPERTIES = {
    "areas": {"code", "name", "level"},
    "grids": {"code", "name", "kind"},
    "streets": {"name", "class"},
    "tiling": {"check", "codes"},
    "buildings": {"height_m", "use"},
    "incidents": {"category", "severity", "state"},
    "hotspots": {"code", "name", "count", "class", "p"},
    "cameras": {"camera_id", "name", "kind", "purpose", "status", "optics", "heading_deg"},
    "views": {"camera_id", "px_per_m"},
    "coverage": {"code", "name", "share", "cameras", "unknown_views"},
}
# where row 2 of each layer lies: points and lines at the corner, the rest inside
CORNER = dict.fromkeys(("cameras", "incidents", "streets"), (22.0, 60.0))


def tile_path(name: str, lon: float, lat: float, zoom: int) -> str:
    """The path of the tile that holds the point."""
    x = int((lon + 180) / 360 * 2**zoom)
    y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**zoom)
    return f"/collections/{name}/tiles/WebMercatorQuad/{zoom}/{y}/{x}"


def _tile(client: TestClient, name: str, where: tuple[float, float], **headers: str) -> Any:
    zoom = ZOOMS.get(name, 12)
    return client.get(tile_path(name, *where, zoom), params={"day": DAY}, headers=headers)


@pytest.mark.parametrize("name", LAYERS)
def test_tile_decodes_to_one_layer_of_the_collections_name(client: TestClient, name: str) -> None:
    answer = _tile(client, name, CORNER.get(name, SECOND))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    decoded = mapbox_vector_tile.decode(answer.content)
    assert list(decoded) == [name]
    assert decoded[name]["extent"] == 4096
    (feature,) = decoded[name]["features"]
    assert feature["id"] == 2
    assert set(feature["properties"]) <= PROPERTIES[name]
    assert feature["properties"].keys() >= PROPERTIES[name] - {"share", "heading_deg", "p", "name"}


@pytest.mark.parametrize("name", ["cameras", "incidents"])
def test_points_far_away_are_thinned_to_clusters_with_their_number(client: TestClient, name: str) -> None:
    answer = client.get(tile_path(name, 21.5, 60, 5), params={"day": DAY})
    features = mapbox_vector_tile.decode(answer.content)[name]["features"]
    assert sum(f["properties"]["n"] for f in features) == (2 if name == "cameras" else 3)
    assert not any("camera_id" in f["properties"] for f in features)


def test_finding_of_the_tiling_is_a_cluster_far_away_a_mark_nearer_and_its_shape_beside_it_when_near(
    client: TestClient,
) -> None:
    """A sliver is thinner than a pixel: its mark is always drawn."""
    found = {}
    for zoom in (12, 13, 14):
        answer = client.get(tile_path("tiling", *SECOND, zoom), params={"day": DAY})
        features = mapbox_vector_tile.decode(answer.content)["tiling"]["features"]
        found[zoom] = sorted((f["geometry"]["type"], f["properties"].get("n")) for f in features)
        assert {f["id"] for f in features} == {2}
        assert {f["properties"]["check"] for f in features} == {"check_name-2"}
    assert found == {12: [("Point", 1)], 13: [("Point", None)], 14: [("Point", None), ("Polygon", None)]}


@pytest.mark.parametrize("name", LAYERS)
def test_empty_tile_is_204(client: TestClient, name: str) -> None:
    answer = client.get(f"/collections/{name}/tiles/WebMercatorQuad/14/0/0")
    assert (answer.status_code, answer.content) == (204, b"")


def test_tile_that_the_caller_has_is_304_and_another_after_an_edit(
    client: TestClient, city: Database, server: Server
) -> None:
    first = _tile(client, "grids", SECOND)
    etag = first.headers["etag"]
    again = _tile(client, "grids", SECOND, **{"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    with superuser(server, database_name(city)) as connection:
        connection.execute("UPDATE grids.grid SET name = 'renamed' WHERE grid_id = 2")
    try:
        changed = _tile(client, "grids", SECOND, **{"If-None-Match": etag})
        assert changed.status_code == 200
        assert changed.headers["etag"] != etag
    finally:
        with superuser(server, database_name(city)) as connection:
            connection.execute("UPDATE grids.grid SET name = 'name-2' WHERE grid_id = 2")


@pytest.mark.parametrize(
    "where", ["23/0/0", "-1/0/0", "3/8/0", "3/0/8", "3/-1/0", "3/0/-1", "x/0/0", "3/0/1.5", "99999999999/0/0"]
)
def test_tile_that_does_not_exist_is_a_bad_request(client: TestClient, where: str) -> None:
    answer = client.get(f"/collections/grids/tiles/WebMercatorQuad/{where}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 400


@pytest.mark.parametrize(
    "path",
    ["/collections/persons/tiles/WebMercatorQuad/0/0/0", "/collections/persons/items/1", "/exports/persons.geojson"],
)
def test_unknown_collection_is_404_and_names_those_that_exist(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert all(name in answer.json()["detail"] for name in LAYERS)


def test_unknown_path_is_a_problem_too(client: TestClient) -> None:
    answer = client.get("/nowhere")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-01", "1"])
def test_day_that_is_none_is_a_bad_request(client: TestClient, day: str) -> None:
    answer = client.get("/exports/grids.geojson", params={"day": day})
    assert answer.status_code == 400
    assert "day" in answer.json()["detail"]


@pytest.mark.parametrize("name", LAYERS)
def test_item_is_one_geojson_feature(client: TestClient, name: str) -> None:
    answer = client.get(f"/collections/{name}/items/2")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geo+json"
    feature = answer.json()
    assert (feature["type"], feature["id"]) == ("Feature", 2)
    assert feature["geometry"]["type"] in {"Point", "LineString", "Polygon", "MultiPolygon"}


@pytest.mark.parametrize("item", ["3", "0", "-1", str(2**63), str(2**70)])
def test_item_that_is_not_there_is_404(client: TestClient, item: str) -> None:
    assert client.get(f"/collections/cameras/items/{item}").status_code == 404


@pytest.mark.parametrize("roles", [["viewer"], ["dispatcher"], ["admin"], []])
def test_views_are_closed_to_others(city: Database, server: Server, roles: list[str]) -> None:
    headers = add_account(server, city, roles=roles, paths=["*"])
    with client_of(city) as client:
        for path in (
            tile_path("views", *SECOND, 14),
            "/collections/views",
            "/collections/views/items",
            "/collections/views/items/2",
            "/exports/views.geojson",
        ):
            answer = client.get(path, headers=headers)
            assert answer.status_code == 403, path
            assert "planners" in answer.json()["detail"]


@pytest.mark.parametrize("name", sorted(set(LAYERS) - {"streets", "buildings", "tiling"}))
def test_district_sees_its_own_and_not_the_next_ones(city: Database, server: Server, name: str) -> None:
    headers = add_account(server, city, roles=["planner"], paths=["99/9902/"])
    elsewhere = add_account(server, city, roles=["planner"], paths=["99/9901/"])
    where = CORNER.get(name, SECOND)
    with client_of(city) as client:
        path = tile_path(name, *where, ZOOMS.get(name, 12))
        assert client.get(path, params={"day": DAY}, headers=headers).status_code == 200
        assert client.get(path, params={"day": DAY}, headers=elsewhere).status_code == 204
        assert client.get(f"/collections/{name}/items/2", headers=headers).status_code == 200
        assert client.get(f"/collections/{name}/items/2", headers=elsewhere).status_code == 404
        mine = client.get(f"/exports/{name}.geojson", params={"day": DAY}, headers=headers).json()["features"]
        assert [f["id"] for f in mine] == [2]
        page = client.get(
            f"/collections/{name}/items", params={"datetime": f"../{DAY}", "count": "true"}, headers=headers
        ).json()
        assert ([f["id"] for f in page["features"]], page["numberMatched"]) == ([2], 1)
        (extent,) = client.get(f"/collections/{name}", headers=headers).json()["extent"]["spatial"]["bbox"]
        assert (extent[0], extent[1]) == (22, 60)


def test_findings_of_the_tiling_are_for_accounts_of_the_whole_city(city: Database, server: Server) -> None:
    """A finding lies between grids, so it belongs to no district."""
    with client_of(city) as client:
        for paths, features in ((["99/9902/"], 0), (["99/"], 0), (["*"], 1)):
            headers = add_account(server, city, roles=["planner"], paths=paths)
            answer = client.get("/exports/tiling.geojson", headers=headers)
            assert len(answer.json()["features"]) == features


@pytest.mark.parametrize("context", ["service", "register"])
def test_card_of_a_grid_follows_the_jurisdiction(city: Database, server: Server, context: str) -> None:
    here, elsewhere = (add_account(server, city, roles=["planner"], paths=[f"99/990{n}/"]) for n in (2, 1))
    with client_of(city) as client:
        answer = client.get(f"/{context}/grids/code-2", headers=here)
        assert answer.status_code == 200, answer.text
        assert answer.json()["code"] == "code-2"
        assert client.get(f"/{context}/grids/code-2", headers=elsewhere).status_code == 404
        assert client.get(f"/{context}/grids/none", headers=here).status_code == 404


def test_account_without_an_area_sees_nothing(city: Database, server: Server) -> None:
    headers = add_account(server, city, roles=["planner"], paths=[])
    with client_of(city) as client:
        for name in LAYERS:
            answer = client.get(f"/exports/{name}.geojson", params={"day": DAY}, headers=headers)
            assert answer.json()["features"] == [], name
            page = client.get(
                f"/collections/{name}/items", params={"datetime": f"../{DAY}", "count": "true"}, headers=headers
            )
            assert (page.json()["features"], page.json()["numberMatched"]) == ([], 0), name
            assert "spatial" not in client.get(f"/collections/{name}", headers=headers).json().get("extent", {})
