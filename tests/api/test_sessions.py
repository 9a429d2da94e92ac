"""Signing in and out, and what an answer says to somebody who is not signed in."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from gridmap.access.usecases.links import make_local_link
from gridmap.api.app import create_app
from gridmap.api.callers import COOKIE
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.server import Server
from gridmap.errors import BadValue
from gridmap.settings import Settings
from tests.api.client import SETTINGS, add_account, client_of, signed_in
from tests.db.rows import database_name, superuser

_GUARDED = [
    "/conformance",
    "/api",
    "/docs",
    "/collections",
    "/collections/grids",
    "/collections/grids/items",
    "/collections/grids/tiles/WebMercatorQuad/3/2/4",
    "/collections/grids/items/1",
    "/exports/grids.geojson",
    "/service/grids/1",
    "/register/grids/1",
]


def _link(database: Database) -> str:
    return make_local_link(database.engine(DbRole.GRIDS_JOB))


@pytest.mark.parametrize("path", _GUARDED)
def test_without_a_token_every_path_answers_401_as_a_problem(city: Database, path: str) -> None:
    with client_of(city) as client:
        answer = client.get(path)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == "Bearer"
    assert set(answer.json()) == {"type", "title", "status", "detail", "instance"}
    assert (answer.json()["status"], answer.json()["instance"]) == (401, path)


@pytest.mark.parametrize("token", ["guess", "", "Bearer", "x" * 5000])
def test_guessed_token_is_nobody(city: Database, token: str) -> None:
    with client_of(city) as client:
        assert client.get("/collections", headers={"Authorization": f"Bearer {token}"}).status_code == 401
        client.cookies.set(COOKIE, token[:3000])
        assert client.get("/collections").status_code == 401


def test_what_is_said_to_nobody_is_true(city: Database) -> None:
    """There are no tokens for programs yet; the printed link is the one way in."""
    with client_of(city) as client:
        without = client.get("/collections").json()["detail"]
        bearer = client.get("/collections", headers={"Authorization": "Bearer x"}).json()["detail"]
        client.cookies.set(COOKIE, "x")
        ended = client.get("/collections").json()["detail"]
    assert all("the link that `gridmap up` prints" in said for said in (without, bearer, ended))
    assert "token" not in without + ended
    assert "tokens for programs come with a later version" in bearer
    assert "session" not in bearer
    assert "session has ended" in ended


def test_link_becomes_a_session_cookie_and_leads_to_the_map(database: Database) -> None:
    with client_of(database) as client:
        answer = client.get("/sign-in", params={"token": _link(database)})
        assert (answer.status_code, answer.headers["location"]) == (303, "/map")
        cookie = answer.headers["set-cookie"].lower()
        assert all(word in cookie for word in (COOKIE, "httponly", "samesite=lax", "path=/", "max-age=43200"))
        assert client.get("/collections").status_code == 200


def test_link_signs_in_once(database: Database) -> None:
    link = _link(database)
    with client_of(database) as client:
        assert client.get("/sign-in", params={"token": link}).status_code == 303
    with client_of(database) as client:
        answer = client.get("/sign-in", params={"token": link})
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
        assert "used already" in answer.json()["detail"]


def test_token_in_an_address_other_than_the_link_is_no_session(database: Database) -> None:
    with client_of(database) as client:
        assert client.get("/collections", params={"token": _link(database)}).status_code == 401


def test_signed_out_session_is_over_at_once(database: Database) -> None:
    with signed_in(database) as client:
        session = client.cookies[COOKIE]
        assert client.get("/collections").status_code == 200
        assert client.post("/sign-out").status_code == 204
        assert client.get("/collections", headers={"Authorization": f"Bearer {session}"}).status_code == 401


def test_signing_out_without_a_session_is_no_error(database: Database) -> None:
    with client_of(database) as client:
        assert client.post("/sign-out").status_code == 204
        assert client.get("/sign-out").status_code == 405


def test_disabled_account_is_out_when_it_is_no_longer_remembered(
    database: Database, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with signed_in(database) as client:
        assert client.get("/collections").status_code == 200
        with superuser(server, database_name(database)) as connection:
            connection.execute("UPDATE access.account SET disabled_at = now()")
        now = __import__("time").monotonic()
        monkeypatch.setattr("gridmap.api.callers.time.monotonic", lambda: now + 6)
        assert client.get("/collections").status_code == 401


def test_bearer_token_of_a_program_calls_as_its_account(city: Database, server: Server) -> None:
    headers = add_account(server, city, roles=["viewer"], paths=["99/9901/"])
    with client_of(city) as client:
        names = [c["id"] for c in client.get("/collections", headers=headers).json()["collections"]]
    assert "grids" in names
    assert "views" not in names


@pytest.mark.parametrize(
    "host", ["example.org", "127.0.0.1.example.org", "", "gridmap.local:8321", "localhost:x", "[::1", "[::1]x", "a b"]
)
def test_strange_host_is_refused_as_a_problem(city: Database, host: str) -> None:
    """Against names that are made to point at the loopback address by somebody else's page."""
    with client_of(city) as client:
        answer = client.get("/healthz", headers={"Host": host})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert (body["status"], body["title"], body["instance"]) == (400, "Bad Request", "/healthz")
    assert "localhost" in body["detail"]
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("host", ["127.0.0.1:8321", "localhost:9", "localhost", "LOCALHOST", "[::1]:8321", "[::1]"])
def test_names_of_this_machine_are_served(city: Database, host: str) -> None:
    with client_of(city) as client:
        assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_address_beyond_this_machine_is_not_served_without_accounts(database: Database) -> None:
    with pytest.raises(BadValue, match="only loopback"):
        create_app(Settings(home=SETTINGS.home, host="192.0.2.1"), database)


def test_health_needs_no_token_and_tells_nothing(city: Database) -> None:
    with client_of(city) as client:
        assert (client.get("/healthz").status_code, client.get("/healthz").text) == (200, "ok\n")
        assert (client.get("/readyz").status_code, client.get("/readyz").text) == (200, "ready\n")


def test_every_answer_carries_the_page_policy(client: TestClient) -> None:
    for path in ("/healthz", "/map", "/collections", "/nowhere", "/static/nowhere.js", "/exports/grids.geojson"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy, path
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
        script = next(part for part in policy.split("; ") if part.startswith("script-src"))
        assert "unsafe-inline" not in script
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"].startswith(("private", "no-")), path


def test_no_two_answers_share_a_nonce(client: TestClient) -> None:
    policies = {client.get("/healthz").headers["content-security-policy"] for _ in range(5)}
    assert len(policies) == 5


def test_map_without_a_session_says_how_to_get_one(city: Database) -> None:
    with client_of(city) as client:
        answer = client.get("/map")
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("text/html")
    assert "gridmap up" in answer.text


def test_map_with_a_session_is_the_page(database: Database) -> None:
    with signed_in(database) as client:
        answer = client.get("/map")
    assert answer.status_code == 200
    assert len(answer.content) < 500_000
    nonce = answer.headers["content-security-policy"].split("'nonce-")[1].split("'")[0]
    assert f'nonce="{nonce}"' in answer.text


def test_front_leads_to_the_map(client: TestClient) -> None:
    answer = client.get("/", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (answer.status_code, answer.headers["location"]) == (307, "/map")
