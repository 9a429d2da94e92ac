"""What a caller hears when the database is away, slow or wrong: one sentence, never the server's insides."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from starlette.testclient import TestClient

from gridmap import errors
from gridmap.api.problems import STATUSES, status_of
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from tests.api.client import client_of, signed_in


@pytest.fixture
def client(database: Database) -> Iterator[TestClient]:
    with signed_in(database) as opened:
        yield opened


def _tree(kind: type[errors.GridmapError]) -> list[type[errors.GridmapError]]:
    return [kind, *(found for child in kind.__subclasses__() for found in _tree(child))]


def test_every_error_has_a_status_and_only_ours_are_500() -> None:
    for kind in _tree(errors.GridmapError):
        status = status_of(kind("x"))
        assert status in STATUSES.values()
        assert (status == 500) == (kind is errors.GridmapError), kind


def test_database_that_is_not_there_is_503_and_alive_stays_alive() -> None:
    nowhere = Database({role: f"postgresql://{role}@/none?host=/nonexistent" for role in DbRole})
    with client_of(nowhere) as client:
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "2"
        assert answer.headers["content-type"] == "application/problem+json"
        assert "nonexistent" not in answer.text
        assert client.get("/healthz").status_code == 200


def test_wrong_password_is_503_and_is_not_repeated(database: Database) -> None:
    wrong = Database({role: f"postgresql://{role}:secret@/x?{database.url(role).partition('?')[2]}" for role in DbRole})
    with client_of(wrong) as client:
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "secret" not in answer.text


def test_connections_that_the_server_ended_are_replaced(client: TestClient, database: Database) -> None:
    assert client.get("/readyz").status_code == 200
    with psycopg.connect(database.url(DbRole.SERVICE), autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE usename = current_user AND pid <> pg_backend_pid() AND datname = current_database()"
        )
    statuses = [client.get("/readyz").status_code for _ in range(3)]
    assert set(statuses) <= {200, 503}
    assert statuses[-1] == 200


def test_session_ended_in_the_middle_of_a_request_is_503(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    _replace_statement(monkeypatch, "SELECT pg_terminate_backend(pg_backend_pid(), 1000), $1::text, $2::date")
    answer = client.get("/service/grids/1")
    assert answer.status_code == 503, answer.text
    assert client.get("/readyz").status_code == 200


def test_statement_that_takes_too_long_is_503(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    _replace_statement(
        monkeypatch, "SELECT pg_sleep(9)::text, $1::text, $2::date, set_config('statement_timeout', '50', true)"
    )
    monkeypatch.setattr("gridmap.db.serving._STATEMENT_TIMEOUT_MS", 200)
    # pools made with the old limit go
    portal, app = client.portal, client.app
    assert portal is not None
    portal.call(app.state.serving.close)  # type: ignore[attr-defined,call-arg]
    answer = client.get("/service/grids/1")
    assert answer.status_code == 503
    assert "ask for less" in answer.json()["detail"]


def test_fault_of_ours_tells_nothing_of_the_statement(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    _replace_statement(monkeypatch, "SELECT secret_column FROM secret_table WHERE $1 = $2")
    answer = client.get("/service/grids/1")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert "content-security-policy" in answer.headers


def test_serving_role_cannot_leave_the_read_only_transaction(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    _replace_statement(monkeypatch, "SELECT access.append_log('x', $1::text, 'x', '{}', 1)::text, $2::date")
    assert client.get("/service/grids/1").status_code == 500


def _replace_statement(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("gridmap.api.routes.cards.statement", lambda _context, _name: text)


_TEXTS = (
    "/service/grids/{}", "/register/grids/{}", "/collections/{}/items/1", "/collections/grids/items/{}", "/exports/{}.geojson",
    "/collections/{}/tiles/WebMercatorQuad/1/0/0", "/collections/grids/tiles/WebMercatorQuad/1/0/{}", "/static/{}", "/{}",
    "/exports/grids.geojson?bbox={}", "/exports/grids.geojson?day={}", "/collections/grids/items/1?day={}",
    "/map?lang={}", "/sign-in?token={}",
)  # fmt: skip


@pytest.mark.parametrize("path", _TEXTS)
@pytest.mark.parametrize(
    "text", ["%00", "1%00", "%FF", "%ED%A0%80", "%F4%90%80%80", "'\"%25", "1" * 400, "%F0%9F%8F%A0"]
)
def test_no_text_of_a_request_is_a_fault_of_ours(client: TestClient, path: str, text: str) -> None:
    answer = client.get(path.format(text))
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_nul_is_told(client: TestClient) -> None:
    for card in ("service", "register"):
        answer = client.get(f"/{card}/grids/%00")
        assert (answer.status_code, answer.json()["status"]) == (400, 400)
        assert "NUL" in answer.json()["detail"]
