"""OGC API - Features, items, against the text of the standard (17-069r4, Part 1; 18-058r1, Part 2), clause by clause."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient

from gridmap.api import paging
from gridmap.api.layers import LAYERS
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.server import Server
from tests.api.client import add_account, client_of, signed_in
from tests.db.rows import database_name, fill_every_table, insert_row, superuser, tables_of

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/{}".format
UTM34, UTM35 = EPSG(32634), EPSG(32635)
CAMERAS = 25


@pytest.fixture(scope="module")
def many(new_database: Callable[[], Database], server: Server) -> Iterator[Database]:
    """The two districts, with cameras 1 to 25 on the meridians 21 to 45 and one incident without a place."""
    made = new_database()
    fill_every_table(server, database_name(made))
    (camera,) = (t for t in tables_of(["register"]) if t.name == "camera")
    (incident,) = (t for t in tables_of(["service"]) if t.name == "incident")
    with superuser(server, database_name(made)) as connection:
        for n in range(3, CAMERAS + 1):
            insert_row(connection, camera, n, area_id=1 + n % 2)
        insert_row(
            connection, incident, 7, geom=None, grid_id=2, reported_at="2026-11-20T10:00:00Z", category="LGT-ROW"
        )
        connection.execute("UPDATE service.incident SET geom = NULL WHERE incident_id = 7")
        connection.execute("UPDATE grids.grid SET valid_to = '2026-03-01' WHERE grid_id = 1")
    yield made
    made.close()


@pytest.fixture(scope="module")
def asking(many: Database) -> Iterator[TestClient]:
    with signed_in(many) as opened:
        yield opened


def _items(client: TestClient, name: str, **query: str) -> Any:
    answer = client.get(f"/collections/{name}/items", params={k.replace("_", "-"): v for k, v in query.items()})
    assert answer.status_code == 200, answer.text
    return answer.json()


def _ids(client: TestClient, name: str, **query: str) -> list[int]:
    return [feature["id"] for feature in _items(client, name, **query)["features"]]


def _next(page: Any) -> str | None:
    return next((link["href"] for link in page["links"] if link["rel"] == "next"), None)


def _walk(client: TestClient, name: str, **query: str) -> Iterator[Any]:
    page = _items(client, name, **query)
    yield page
    while href := _next(page):
        page = client.get(href).json()
        yield page


# Part 1, 7.15


@pytest.mark.parametrize("name", LAYERS)
def test_page_is_a_feature_collection_with_its_members(asking: TestClient, name: str) -> None:
    """fc-response, fc-links, fc-rel-type, fc-timeStamp, fc-numberReturned, geojson/content."""
    answer = asking.get(f"/collections/{name}/items")
    page = answer.json()
    assert answer.headers["content-type"] == "application/geo+json"
    assert page["type"] == "FeatureCollection"
    assert page["numberReturned"] == len(page["features"]) > 0
    assert "numberMatched" not in page
    assert abs((datetime.now(UTC) - datetime.fromisoformat(page["timeStamp"])).total_seconds()) < 60
    rels = {link["rel"]: link["type"] for link in page["links"]}
    assert rels == {"self": "application/geo+json", "alternate": "text/html", "collection": "application/json"}
    for feature in page["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"


@pytest.mark.parametrize("name", LAYERS)
def test_item_has_its_links_and_is_the_one_of_the_page(asking: TestClient, name: str) -> None:
    """f-success, f-links."""
    answer = asking.get(f"/collections/{name}/items/2")
    feature = answer.json()
    links = {link["rel"]: link for link in feature.pop("links")}
    assert feature in _items(asking, name)["features"]
    assert set(links) == {"self", "alternate", "collection"}
    assert links["alternate"]["type"] == "text/html"
    assert asking.get(links["alternate"]["href"]).headers["content-type"].startswith("text/html")
    assert asking.get(links["self"]["href"]).json()["id"] == 2
    assert asking.get(links["collection"]["href"]).json()["id"] == name


@pytest.mark.parametrize(
    ("limit", "returned"), [("1", 1), ("24", 24), ("25", 25), ("26", 25), ("0010", 10), ("10000000000000000000", 25)]
)
def test_no_more_features_than_the_limit(asking: TestClient, limit: str, returned: int) -> None:
    """fc-limit-response-1; more than the maximum counts as the maximum."""
    page = _items(asking, "cameras", limit=limit)
    assert page["numberReturned"] == returned
    assert (_next(page) is None) == (returned == CAMERAS)


def test_limit_is_clamped_to_what_the_description_says(asking: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MOST_FEATURES", 4)
    assert _items(asking, "cameras", limit="9")["numberReturned"] == 4


BAD = [
    "limit=0", "limit=-1", "limit=1.5", "limit=x", "limit=", "limit=%2B5", "limit=%C2%B2",
    "bbox=1,2,3", "bbox=1,2,3,4,5", "bbox=a,b,c,d", "bbox=", "bbox=nan,1,2,3", "bbox=inf,1,2,3", "bbox=1,5,2,4", "bbox=-181,0,1,1",
    "bbox=0,0,181,1", "bbox=0,0,1,91", "bbox=0,-91,1,1",
    "datetime=", "datetime=..", "datetime=yesterday", "datetime=2026-13-01", "datetime=2026-11-24T25:00:00Z", "datetime=2026-11-24T08:00:00",
    "datetime=2026-11-25/2026-11-24", "datetime=2026-11-24/2026-11-25/2026-11-26", "datetime=20261124", "datetime=0001-01-01T00:00:00%2B14:00",
    "crs=EPSG:4326", "crs=http://www.opengis.net/def/crs/EPSG/0/27700", "crs=", "bbox-crs=x&bbox=1,2,3,4", "bbox-crs=x",
    "next=", "next=AAAA", "next=!!!!", "next=__________8", "next=AAAAAAAAAAE=", "next=AAAAAAAAAAF",
    "count=yes", "count=", "f=xml", "f=", "limit=1&limit=2",
    "whatever=1", "Limit=1", "filter=1", "sortby=share", "properties=a",
    "bbox=1%00,2,3,4", "datetime=%00", "next=%00",
]  # fmt: skip


@pytest.mark.parametrize("name", ["cameras", "incidents", "grids"])
@pytest.mark.parametrize("query", BAD)
def test_parameter_that_cannot_be_is_a_problem_that_names_it(asking: TestClient, name: str, query: str) -> None:
    """query-param-unknown, query-param-invalid: 400; with RFC 9457."""
    answer = asking.get(f"/collections/{name}/items?{query}")
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == 400
    assert "parameter" in problem["detail"] or query.partition("=")[0] in problem["detail"]
    assert not re.search(r"SELECT|asyncpg|Traceback|psycopg", problem["detail"])


@pytest.mark.parametrize(
    "path", ["/", "/conformance", "/api", "/docs", "/collections", "/collections/grids", "/collections/grids/items/2"]
)
def test_unknown_parameter_is_refused_everywhere(asking: TestClient, path: str) -> None:
    headers = {"Accept": "application/json"}
    assert asking.get(path, headers=headers).status_code == 200
    answer = asking.get(path, params={"bbox": "1,2,3,4"}, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("path", ["/collections/persons", "/collections/persons/items", "/collections/grids/items/99"])
def test_what_is_not_there_is_404(asking: TestClient, path: str) -> None:
    answer = asking.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("box", "ids"),
    [
        ("21.5,59,23.5,61", [2, 3]),
        ("22,60,22,60", [2]),  # a point, and what lies on the edge
        ("22,60,23,60", [2, 3]),  # a line
        ("21.5,59,-9999,23.5,61,9999", [2, 3]),  # heights
        ("0,0,1,1", []),
        ("44.5,59,21.5,61", [1, 25]),  # across the antimeridian
        ("-180,-90,180,90", list(range(1, CAMERAS + 1))),
    ],
)
def test_box_gives_what_meets_it(asking: TestClient, box: str, ids: list[int]) -> None:
    """fc-bbox-response."""
    assert _ids(asking, "cameras", bbox=box) == ids


def test_box_meets_the_shape_and_not_only_the_box_around_it(asking: TestClient, many: Database, server: Server) -> None:
    with superuser(server, database_name(many)) as connection:
        made = "ST_GeomFromText('MULTIPOLYGON(((50 50, 51 50, 50 51, 50 50)))', 4326)"
        connection.execute(
            f"INSERT INTO grids.building (building_row_id, building_id, use, geom, content_digest) OVERRIDING SYSTEM VALUE VALUES (50, 'b', 'other', {made}, 0)"
        )
    assert _ids(asking, "buildings", bbox="50.1,50.1,50.2,50.2") == [50]
    assert _ids(asking, "buildings", bbox="50.8,50.8,50.9,50.9") == []


def test_feature_without_a_place_lies_in_every_box(asking: TestClient) -> None:
    """fc-bbox-response: `bbox` SHALL match features that are not associated with a geometry, too."""
    page = _items(asking, "incidents", bbox="21.9,59.9,22.1,60.1")
    assert [(f["id"], f["geometry"] is None) for f in page["features"]] == [(2, False), (7, True)]


@pytest.mark.parametrize(
    ("when", "ids"),
    [
        ("2026-11-20T10:00:00Z", [7]),
        ("2026-11-20T18:00:00+08:00", [7]),
        ("2026-11-20T10:00:00.5Z", []),
        ("2026-11-02T08:00:00Z/..", [2, 7]),
        ("2026-11-02T08:00:01Z/..", [7]),
        ("../2026-11-02T08:00:00Z", [1, 2]),
        ("/2026-11-02T08:00:00Z", [1, 2]),
        ("2026-11-02T08:00:00Z/", [2, 7]),
        ("2026-11-02t08:00:00z/2026-11-20t10:00:00z", [2, 7]),
        ("2026-11-20", [7]),
        ("../..", [1, 2, 7]),
        ("0001-01-01T00:00:00Z/9999-12-31T23:59:59Z", [1, 2, 7]),
    ],
)
def test_incidents_of_a_time(asking: TestClient, when: str, ids: list[int]) -> None:
    """fc-time-response A, D, E, F."""
    assert _ids(asking, "incidents", datetime=when) == ids


@pytest.mark.parametrize(
    ("when", "ids"),
    [
        (None, [2]),
        ("2026-02-28", [1, 2]),
        ("2026-03-01", [2]),  # the first day on which the version no longer holds
        ("2026-01-01", [1]),
        ("2025-12-31", []),
        ("../..", [1, 2]),
        ("../2026-01-01", [1]),
        ("2026-03-01/..", [2]),
    ],
)
def test_versions_valid_at_a_time(asking: TestClient, when: str | None, ids: list[int]) -> None:
    """Today's without `datetime`, as tiles and exports have it (docs/decisions/0023)."""
    assert _ids(asking, "grids", **({"datetime": when} if when else {})) == ids


def test_time_matches_all_of_a_collection_without_time(asking: TestClient) -> None:
    """fc-time-response C."""
    assert _ids(asking, "cameras", datetime="1999-01-01") == list(range(1, CAMERAS + 1))


@pytest.mark.parametrize("limit", [1, 2, 7, 24, 25])
def test_pages_give_each_feature_once_in_order(asking: TestClient, limit: int) -> None:
    pages = list(_walk(asking, "cameras", limit=str(limit)))
    assert [f["id"] for page in pages for f in page["features"]] == list(range(1, CAMERAS + 1))
    assert all(page["numberReturned"] == limit for page in pages[:-1])


def test_next_keeps_the_question(asking: TestClient) -> None:
    page = _items(asking, "cameras", bbox="60,21.5,60,30", bbox_crs=EPSG(4326), crs=EPSG(3857), limit="3", count="true")
    assert page["numberMatched"] == 9
    query = dict(parse_qsl(urlsplit(_next(page) or "").query))
    assert query.pop("next")
    assert query == {
        "bbox": "60,21.5,60,30",
        "bbox-crs": EPSG(4326),
        "crs": EPSG(3857),
        "limit": "3",
        "count": "true",
        "f": "json",
    }
    rest = [
        f for p in _walk(asking, "cameras", bbox="60,21.5,60,30", bbox_crs=EPSG(4326), limit="3") for f in p["features"]
    ]
    assert [f["id"] for f in rest] == list(range(2, 11))


def test_next_keeps_the_day_that_was_today(asking: TestClient) -> None:
    page = _items(asking, "areas", limit="1")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", dict(parse_qsl(urlsplit(_next(page) or "").query))["datetime"])


def test_next_survives_what_is_added_and_deleted_meanwhile(asking: TestClient, many: Database, server: Server) -> None:
    page = _items(asking, "cameras", limit="5")
    (camera,) = (t for t in tables_of(["register"]) if t.name == "camera")
    with superuser(server, database_name(many)) as connection:
        connection.execute("DELETE FROM register.camera WHERE camera_row_id IN (2, 5, 7)")
        insert_row(connection, camera, 27, camera_row_id=90)
    try:
        after = asking.get(_next(page) or "").json()
        assert [f["id"] for f in after["features"]] == [6, 8, 9, 10, 11]
        assert [f["id"] for f in [*_walk(asking, "cameras", limit="7")][-1]["features"]][-1] == 90
    finally:
        with superuser(server, database_name(many)) as connection:
            connection.execute("DELETE FROM register.camera WHERE camera_row_id = 90")
            for n in (2, 5, 7):
                insert_row(connection, camera, n, area_id=1 + n % 2)


@pytest.mark.parametrize("budget", [1, 3000, 5000])
def test_page_ends_at_the_byte_budget_and_the_next_goes_on(
    asking: TestClient, monkeypatch: pytest.MonkeyPatch, budget: int
) -> None:
    monkeypatch.setattr(paging, "PAGE_BYTES", budget)
    pages = list(_walk(asking, "cameras"))
    assert len(pages) > 3
    assert [f["id"] for page in pages for f in page["features"]] == list(range(1, CAMERAS + 1))
    for page in pages:
        assert len(page["features"]) == 1 or len(json.dumps(page["features"])) <= budget * 1.1


def test_number_matched_is_told_when_it_is_asked_and_counts_past_the_page(asking: TestClient) -> None:
    """fc-numberMatched."""
    page = _items(asking, "cameras", count="true", limit="4", bbox="21.5,59,30.5,61")
    assert (page["numberMatched"], page["numberReturned"]) == (9, 4)
    assert asking.get(_next(page) or "").json()["numberMatched"] == 9
    assert "numberMatched" not in _items(asking, "cameras", count="false")


def test_empty_page_has_no_next_link(asking: TestClient) -> None:
    page = _items(asking, "cameras", bbox="0,0,1,1", count="true")
    assert (page["features"], page["numberReturned"], page["numberMatched"], _next(page)) == ([], 0, 0, None)


# Part 2


@pytest.mark.parametrize(
    ("crs", "corner"),
    [
        (None, (22, 60)),
        (CRS84, (22, 60)),
        (EPSG(4326), (60, 22)),
        (EPSG(4490), (60, 22)),
        (EPSG(3857), (2449028.797, 8399737.890)),
        (UTM34, (555776.267, 6651832.735)),
    ],
)
def test_coordinates_stand_in_the_axes_of_the_crs(
    asking: TestClient, crs: str | None, corner: tuple[float, float]
) -> None:
    """fc-crs-action, ogc-crs-header; page and item alike. Figures: gdaltransform."""
    assert UTM34 in asking.get("/collections/cameras").json()["crs"]
    for path in ("/collections/cameras/items", "/collections/cameras/items/2"):
        answer = asking.get(path, params={"crs": crs} if crs else {})
        assert answer.headers["content-crs"] == f"<{crs or CRS84}>"
        found = answer.json()
        feature = found if path.endswith("/2") else found["features"][1]
        assert feature["geometry"]["coordinates"] == pytest.approx(corner, abs=0.0006 if abs(corner[0]) > 180 else 1e-7)
        assert "crs" not in feature["geometry"]
        assert "crs" not in found


@pytest.mark.parametrize(
    ("crs", "box"),
    [
        (CRS84, "21.5,59.5,22.5,60.5"),
        (EPSG(4326), "59.5,21.5,60.5,22.5"),
        (EPSG(4490), "59.5,21.5,60.5,22.5"),
        (EPSG(3857), "2393369,8287000,2504688,8510000"),
        (UTM34, "530000,6600000,580000,6700000"),
    ],
)
def test_box_is_read_in_the_axes_of_its_crs(asking: TestClient, crs: str, box: str) -> None:
    """fc-bbox-crs-action."""
    assert _ids(asking, "cameras", bbox=box, bbox_crs=crs) == [2]


def test_box_crs_is_crs84_whatever_the_crs_of_the_answer(asking: TestClient) -> None:
    """fc-bbox-crs-default-value."""
    assert _ids(asking, "cameras", bbox="21.5,59.5,22.5,60.5", crs=EPSG(4326)) == [2]


@pytest.mark.parametrize("box", ["5,1,1,5", "1,5,5,1", "1,1,1,5", "1e30,1e30,2e30,2e30"])
def test_box_in_metres_that_is_none_is_refused(asking: TestClient, box: str) -> None:
    answer = asking.get("/collections/cameras/items", params={"bbox": box, "bbox-crs": EPSG(3857)})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


def test_outer_rings_run_counter_clockwise(asking: TestClient) -> None:
    """RFC 7946, 3.1.6."""
    ring = _items(asking, "grids")["features"][0]["geometry"]["coordinates"][0][0]
    assert sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) > 0


# HTTP


def test_page_that_the_caller_has_is_304_and_another_after_an_edit(
    asking: TestClient, many: Database, server: Server
) -> None:
    etag = asking.get("/collections/cameras/items").headers["etag"]
    again = asking.get("/collections/cameras/items", headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    with superuser(server, database_name(many)) as connection:
        connection.execute("UPDATE register.camera SET operator = 'other' WHERE camera_row_id = 9")
    changed = asking.get("/collections/cameras/items", headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != etag
    assert changed.headers["cache-control"].startswith("private")


@pytest.mark.parametrize(
    "path",
    [
        "/collections",
        "/collections/cameras",
        "/collections/cameras/items",
        "/collections/cameras/items/2",
        "/conformance",
        "/api",
    ],
)
def test_head_tells_what_get_would(asking: TestClient, path: str) -> None:
    """http: HEAD as RFC 9110, 9.3.2 has it; the server drops the body."""
    got, head = asking.get(path), asking.head(path)
    assert head.status_code == got.status_code == 200
    assert {k: v for k, v in head.headers.items() if k != "content-security-policy"} == {
        k: v for k, v in got.headers.items() if k != "content-security-policy"
    }


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_is_changed_through_these_routes(asking: TestClient, method: str) -> None:
    for path in ("/collections/cameras/items", "/collections/cameras/items/2"):
        assert asking.request(method, path).status_code == 405


@pytest.mark.parametrize("path", ["/collections/cameras/items", "/collections/cameras/items/2"])
def test_format_follows_f_then_accept(asking: TestClient, path: str) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    for headers, query, kind in [
        ({}, {}, "application/geo+json"),
        (browser, {}, "text/html"),
        (browser, {"f": "json"}, "application/geo+json"),
        ({}, {"f": "html"}, "text/html"),
        ({"Accept": "application/geo+json, application/json"}, {}, "application/geo+json"),
        ({"Accept": "text/html;q=0.5, application/json"}, {}, "application/geo+json"),
    ]:
        answer = asking.get(path, headers=headers, params=query)
        assert answer.headers["content-type"].partition(";")[0] == kind
    assert asking.get(path, headers={"Accept": "image/png"}).status_code == 406
    assert asking.get(path, headers={"Accept": "application/json;q=0, text/html;q=0"}).status_code == 406


def test_what_users_stored_is_text_on_the_page(asking: TestClient, many: Database, server: Server) -> None:
    with superuser(server, database_name(many)) as connection:
        connection.execute("UPDATE register.camera SET operator = '<script>alert(1)</script>' WHERE camera_row_id = 8")
    for path in ("/collections/cameras/items", "/collections/cameras/items/8"):
        body = asking.get(path, params={"f": "html"}).text
        assert "&lt;script&gt;alert(1)" in body
        assert "<script" not in body


def test_a_page_is_planned_for_its_values(asking: TestClient) -> None:
    """One kept plan would serve a small box as it serves none; the plans themselves are in tests/scope/test_plans.py."""
    assert asking.portal is not None
    serving = asking.app.state.serving  # type: ignore[attr-defined]
    query = "SELECT current_setting('plan_cache_mode') AS mode"
    for _ in range(2):
        assert asking.portal.call(serving.planned_row, DbRole.SERVICE, "*", query)["mode"] == "force_custom_plan"
    assert asking.portal.call(serving.value, DbRole.SERVICE, "*", query) == "auto"


# who may, and what is written down


def _log(database: Database) -> list[tuple[str, Any, int | None]]:
    import psycopg

    with psycopg.connect(database.url(DbRole.OWNER)) as connection:
        return connection.execute("SELECT object, detail, row_count FROM access.log ORDER BY seq").fetchall()


def test_views_are_logged_at_each_read_and_others_when_they_are_many(
    asking: TestClient, many: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(_log(many))
    _items(asking, "views", bbox="0,0,90,90")
    _items(asking, "cameras", limit="5")
    asking.get("/collections/views/items/2")
    assert [(o, r) for o, _d, r in _log(many)[before:]] == [("views", 2), ("views", None)]
    before = len(_log(many))
    list(_walk(asking, "cameras", limit="10"))  # the pages after the first
    assert [(o, r) for o, _d, r in _log(many)[before:]] == [("cameras", 10), ("cameras", 5)]
    monkeypatch.setattr("gridmap.api.routes.features._BULK_ROWS", 20)
    _items(asking, "cameras")
    object_, _detail, rows = _log(many)[-1]
    assert (object_, rows) == ("cameras", 25)


def test_collection_of_views_is_not_listed_for_others(many: Database, server: Server) -> None:
    headers = add_account(server, many, roles=["viewer"], paths=["*"])
    with client_of(many) as client:
        names = [c["id"] for c in client.get("/collections", headers=headers).json()["collections"]]
        paths = client.get("/api", headers=headers).json()["paths"]
        assert names == [name for name in LAYERS if name != "views"]
        assert not any("views" in path for path in paths)
        assert client.get("/collections/views/items", headers=headers).status_code == 403
