"""Landing page, conformance, collections and API description, against 17-069r4 and OpenAPI 3.0.3, clause by clause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from gridmap.api.layers import LAYERS
from gridmap.api.parameters import OF_A_PAGE
from gridmap.api.routes import capabilities, features
from tests.api.test_layers import tile_path

OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
JSON = {"Accept": "application/json"}


def _rels(document: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for link in document["links"]:
        found.setdefault(link["rel"], []).append(link)
    return found


def test_landing_page_leads_to_everything(client: TestClient) -> None:
    """root-success; links of links are followed until nothing is new."""
    answer = client.get("/", headers=JSON)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    rels = _rels(answer.json())
    assert rels.keys() == {"self", "alternate", "service-desc", "service-doc", "conformance", "data"}
    assert rels["service-desc"][0]["type"] == OPENAPI
    seen, waiting = set(), [link for links in rels.values() for link in links]
    while waiting:
        link = waiting.pop()
        if link["href"] in seen or link.get("templated"):
            continue
        seen.add(link["href"])
        found = client.get(link["href"])
        assert found.status_code == 200, link
        assert found.headers["content-type"].partition(";")[0] == link["type"].partition(";")[0], link
        if "json" in link["type"] and link["rel"] not in ("enclosure", "service-desc"):
            waiting += [inner for inner in _inner(found.json()) if inner["rel"] != "next"]
    assert len(seen) > 6 * len(LAYERS)


def _inner(document: Any) -> Iterator[Any]:
    yield from document.get("links", [])
    for collection in document.get("collections", []):
        yield from collection["links"]


@pytest.mark.parametrize(
    "accept",
    [
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "text/html, application/json;q=0.5",
        "text/html",
    ],
)
def test_a_browser_still_comes_to_the_map(client: TestClient, accept: str) -> None:
    answer = client.get("/", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["location"]) == (307, "/map")
    assert client.get("/", params={"f": "json"}, headers={"Accept": accept}).json()["title"] == "gridmap"
    assert client.get("/", params={"f": "html"}, headers={"Accept": accept}).headers["content-type"].startswith("text/")


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/json, text/html;q=0.5"])
def test_a_program_comes_to_the_landing_page(client: TestClient, accept: str) -> None:
    """OWSLib and curl name no type."""
    assert client.get("/", headers={"Accept": accept}).json()["title"] == "gridmap"


def test_conformance_tells_four_classes(client: TestClient) -> None:
    """conformance-success. A class more is a set of tests more."""
    found = client.get("/conformance").json()["conformsTo"]
    base = "http://www.opengis.net/spec/ogcapi-features-"
    assert found == [f"{base}1/1.0/conf/{c}" for c in ("core", "geojson", "oas30")] + [f"{base}2/1.0/conf/crs"]


def test_collections_describes_each_that_is_read(client: TestClient) -> None:
    """fc-md-success, fc-md-links, fc-md-items, fc-md-items-links, fc-md-extent."""
    document = client.get("/collections").json()
    assert {"self", "alternate"} <= _rels(document).keys()
    assert [c["id"] for c in document["collections"]] == list(LAYERS)
    for listed in document["collections"]:
        rels = _rels(listed)
        assert {link["type"] for link in rels["items"]} == {"application/geo+json", "text/html"}
        (box,) = listed["extent"]["spatial"]["bbox"]
        single = client.get(f"/collections/{listed['id']}").json()
        assert {"self", "alternate"} <= _rels(single).keys()
        assert {k: v for k, v in single.items() if k != "links"} == {k: v for k, v in listed.items() if k != "links"}
        inside = client.get(
            f"/collections/{listed['id']}/items", params={"bbox": ",".join(map(str, box)), "count": "true"}
        )
        assert (
            inside.json()["numberMatched"]
            == client.get(f"/collections/{listed['id']}/items?count=true").json()["numberMatched"]
        )


@pytest.mark.parametrize(
    ("name", "interval"),
    [
        ("grids", ["2026-01-01T00:00:00Z", None]),
        ("incidents", ["2026-11-01T08:00:00+00:00", "2026-11-02T08:00:00+00:00"]),
        ("cameras", None),
    ],
)
def test_extent_in_time(client: TestClient, name: str, interval: list[str | None] | None) -> None:
    extent = client.get(f"/collections/{name}").json()["extent"]
    assert extent.get("temporal", {}).get("interval") == (None if interval is None else [interval])


def test_each_collection_is_offered_in_the_same_crs(client: TestClient) -> None:
    """18-058r1: crs-uri, fc-md-crs-list, storageCrs-valid-value."""
    for listed in client.get("/collections").json()["collections"]:
        assert len(listed["crs"]) == 5
        assert listed["crs"][0] == "http://www.opengis.net/def/crs/OGC/1.3/CRS84" == listed["storageCrs"]
        epsg = [re.fullmatch(r"http://www\.opengis\.net/def/crs/EPSG/0/(\d+)", uri) for uri in listed["crs"][1:]]
        assert [found and found[1] for found in epsg] == ["4326", "4490", "3857", "32634"]


def test_metric_crs_of_a_chinese_city_has_northing_first() -> None:
    from gridmap.grids.rules.served_crs import served_crs

    local = served_crs((120.0, 30.0, 120.5, 30.5))[-1]
    assert (local.uri, local.flipped, local.decimals) == ("http://www.opengis.net/def/crs/EPSG/0/4549", True, 3)


def test_tile_link_leads_to_a_tile(client: TestClient) -> None:
    rels = _rels(client.get("/collections/grids").json())
    path = tile_path("grids", 22.005, 60.005, 12)
    z, y, x = path.rsplit("/", 3)[1:]
    href = rels["tiles"][0]["href"].replace("{z}", z).replace("{y}", y).replace("{x}", x)
    assert client.get(href).headers["content-type"] == "application/vnd.mapbox-vector-tile"


# OpenAPI 3.0.3, by its own text; an independent validator is not among the dependencies (docs/decisions/0023)


@pytest.fixture(scope="module")
def described(client: TestClient) -> Any:
    answer = client.get("/api")
    assert answer.headers["content-type"] == OPENAPI
    return answer.json()


def _walk(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    yield path, node
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, inner in items:
        yield from _walk(inner, f"{path}/{key}")


def test_description_has_what_openapi_requires(described: Any) -> None:
    assert re.fullmatch(r"3\.0\.\d", described["openapi"])
    assert described["info"].keys() >= {"title", "version"}
    assert set(described) <= {"openapi", "info", "servers", "paths", "components", "security", "tags", "externalDocs"}
    operations = [operation for methods in described["paths"].values() for operation in methods.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names)) == len(operations)
    for operation in operations:
        assert operation["responses"]["200"]["description"]
        assert set(operation) <= {"operationId", "tags", "summary", "parameters", "responses"}


def test_references_lead_somewhere(described: Any) -> None:
    references = [node["$ref"] for _path, node in _walk(described) if isinstance(node, dict) and "$ref" in node]
    assert len(references) > 100
    for reference in references:
        node = described
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]


def test_nothing_of_openapi_31_is_in_it(described: Any) -> None:
    for path, node in _walk(described):
        if isinstance(node, dict):
            assert not isinstance(node.get("type"), list), path
            assert not {"const", "examples", "$defs", "prefixItems"} & node.keys(), path
            if node.get("type") == "array":
                assert "items" in node, path


def test_path_parameters_are_declared(described: Any) -> None:
    for path, methods in described["paths"].items():
        assert path.startswith("/")
        parameters = [p["$ref"].rsplit("/", 1)[1] for p in methods["get"]["parameters"]]
        assert set(re.findall(r"{(\w+)}", path)) == {
            p for p in parameters if described["components"]["parameters"][p]["in"] == "path"
        }
        assert all(described["components"]["parameters"][p].get("required") for p in re.findall(r"{(\w+)}", path))


def test_description_and_routes_are_the_same(described: Any) -> None:
    """oas30/completeness: every operation, and none that is not there."""
    routes = {route.path for router in (capabilities.router, features.router) for route in router.routes}  # type: ignore[attr-defined]
    made = {path.replace("{name}", name).replace("{item_id}", "{itemId}") for path in routes for name in LAYERS}
    assert made == set(described["paths"])


def test_parameters_are_those_of_the_standard(described: Any) -> None:
    """fc-limit-definition, fc-bbox-definition, fc-time-definition, fc-crs-definition, fc-bbox-crs-definition."""
    parameters = described["components"]["parameters"]
    for name in OF_A_PAGE:
        assert (parameters[name]["in"], parameters[name]["required"], parameters[name]["style"], parameters[name]["explode"]) == (
            "query", False, "form", False,
        )  # fmt: skip
    assert parameters["limit"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 100}
    assert parameters["bbox"]["schema"] == {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
    assert parameters["datetime"]["schema"] == {"type": "string"}
    assert parameters["crs"]["schema"]["type"] == parameters["bbox-crs"]["schema"]["type"] == "string"


def test_security_is_described(described: Any) -> None:
    """oas30/security."""
    schemes = described["components"]["securitySchemes"]
    assert {name for requirement in described["security"] for name in requirement} == set(schemes)
    assert schemes["bearer"] == {"type": "http", "scheme": "bearer"}


def test_each_answer_fits_its_schema(client: TestClient, described: Any) -> None:
    """The names that a schema requires are there, and no other than it has (of objects whose properties it lists)."""
    for path, methods in described["paths"].items():
        answer = client.get(path.replace("{itemId}", "2"), headers={"Accept": "application/json"})
        content = methods["get"]["responses"]["200"]["content"]
        kind = answer.headers["content-type"].replace("text/html; charset=utf-8", "text/html")
        assert kind in content, path
        if "json" in kind:
            _fits(answer.json(), content[kind]["schema"], described, path)


def _fits(value: Any, schema: Any, document: Any, where: str) -> None:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if value is None:
        assert schema.get("nullable"), where
        return
    kinds: dict[str, Any] = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
    }
    assert "type" not in schema or isinstance(value, kinds[schema["type"]]), (where, value, schema)
    assert "enum" not in schema or value in schema["enum"], where
    if isinstance(value, dict) and "properties" in schema:
        assert set(schema.get("required", [])) <= value.keys(), where
        if schema["properties"].keys() != {"type", "coordinates"}:
            assert value.keys() - {"title"} <= schema["properties"].keys(), (where, value.keys())
        for name, inner in schema["properties"].items():
            if name in value:
                _fits(value[name], inner, document, f"{where}.{name}")
    if isinstance(value, list):
        for inner in value:
            _fits(inner, schema.get("items", {}), document, f"{where}[]")


def test_description_as_a_page_says_the_same(client: TestClient, described: Any) -> None:
    """oas30/oas-definition-1: an HTML version."""
    page = client.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert all(path in page.text for path in described["paths"])
    assert "<script" not in page.text
