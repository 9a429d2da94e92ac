"""Findings over HTTP: who may read them, page by page, from the newest audit of all cameras."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from psycopg.types.json import Jsonb
from starlette.testclient import TestClient

from gridmap.access.usecases.logs import show_log
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.server import Server
from tests.api.client import add_account, client_of
from tests.db.rows import database_name, insert_row, superuser, tables_of

TABLES = {table.name: table for table in tables_of(["register", "grids"])}
RULES = ["cn.sign-none", "own.sensitive-place-in-view", "own.review-overdue"]


@pytest.fixture(scope="module")
def audited(new_database: Callable[[], Database], server: Server) -> Database:
    """Runs 1 and 2: of all cameras, the first from before views were audited; 3 to 5: of one operator's, by one set of rules, of
    the records only. Camera n of operator n in district n; 1 has 250 findings in run 2."""
    database = new_database()
    with superuser(server, database_name(database)) as connection:
        for n in (1, 2):
            for name in ("area", "camera"):
                insert_row(connection, TABLES[name], n)
        whole: dict[str, Any] = {"area": None, "operator": None, "rules": [], "records_only": False}
        old = {name: value for name, value in whole.items() if name != "records_only"}
        part = ({"operator": "operator-1"}, {"rules": ["fr"]}, {"records_only": True})
        for run, parameters in enumerate([old, whole, *(whole | given for given in part)], start=1):
            insert_row(connection, TABLES["audit_run"], run, kind="cameras", parameters=Jsonb(parameters))
        finding_id = 0
        for run, camera, many in ((1, 1, 1), (2, 1, 250), (2, 2, 3), (3, 1, 1)):
            for n in range(many):
                finding_id += 1
                given: dict[str, Any] = {"finding_id": finding_id, "run_id": run, "rule": RULES[n % 3], "answer": None}
                given |= {
                    "detail": Jsonb({"review_due": "2026-01-01"}),
                    "facts_digest": finding_id,
                    "answer_reason": None,
                }
                insert_row(connection, TABLES["finding"], camera, **given)
    return database


@pytest.fixture(scope="module")
def client(audited: Database) -> Iterator[TestClient]:
    with client_of(audited) as opened:
        yield opened


@pytest.fixture
def as_role(audited: Database, server: Server) -> Callable[..., dict[str, str]]:
    def header(role: str, path: str = "*") -> dict[str, str]:
        return add_account(server, audited, roles=[role], paths=[path])

    return header


Header = Callable[..., dict[str, str]]


@pytest.mark.parametrize("role", ["planner", "dpo", "auditor"])
def test_findings_are_for_those_three_roles(client: TestClient, as_role: Header, role: str) -> None:
    answer = client.get("/register/findings", params={"camera": "camera_id-2"}, headers=as_role(role))
    assert answer.status_code == 200, answer.text
    first = answer.json()["findings"][0]
    assert set(first) == {
        "finding_id", "camera_id", "operator", "rule", "severity", "clause", "detail", "answer", "answer_reason", "words",
    }  # fmt: skip
    assert (first["rule"], first["words"]) == ("cn.sign-none", {"en": "There is no sign.", "zh": "未设置提示标识。"})


@pytest.mark.parametrize("role", ["viewer", "dispatcher", "admin"])
def test_findings_are_for_nobody_else(client: TestClient, as_role: Header, role: str) -> None:
    answer = client.get("/register/findings", params={"camera": "camera_id-2"}, headers=as_role(role))
    assert answer.status_code == 403
    assert client.get("/register/findings", params={"camera": "camera_id-2"}).status_code == 401


@pytest.mark.parametrize(("role", "told"), [("planner", 3), ("auditor", 3), ("dpo", 2)])
def test_what_concerns_sensitive_places_is_for_planner_and_auditor(
    client: TestClient, as_role: Header, role: str, told: int
) -> None:
    answer = client.get("/register/findings", params={"operator": "operator-2"}, headers=as_role(role)).json()
    assert len(answer["findings"]) == told


def test_pages_lead_through_every_finding_of_the_newest_run_of_all_cameras(client: TestClient, as_role: Header) -> None:
    header, path, seen = as_role("planner"), "/register/findings?operator=operator-1", []
    while path:
        body = client.get(path, headers=header).json()
        assert body["run"] == 2
        assert len(body["findings"]) <= 100
        seen += [finding["finding_id"] for finding in body["findings"]]
        path = next((link["href"] for link in body["links"] if link["rel"] == "next"), "")
    assert seen == list(range(2, 252))


def test_a_walk_stays_in_the_run_that_it_began_in(client: TestClient, as_role: Header) -> None:
    asked = {"operator": "operator-1", "after": "1-0"}
    assert client.get("/register/findings", params=asked, headers=as_role("planner")).json()["run"] == 1
    for part in (3, 4, 5):
        asked["after"] = f"{part}-0"
        assert client.get("/register/findings", params=asked, headers=as_role("planner")).status_code == 404


@pytest.mark.parametrize(
    "asked", [{}, {"camera": "a", "operator": "b"}, {"camera": "a", "after": "x"}, {"camera": "a", "after": "1-٣"}]
)
def test_bad_questions_get_a_sentence(client: TestClient, as_role: Header, asked: dict[str, str]) -> None:
    answer = client.get("/register/findings", params=asked, headers=as_role("planner"))
    assert answer.status_code == 400
    assert len(answer.json()["detail"]) > 20


def test_a_district_reads_its_own(client: TestClient, as_role: Header) -> None:
    for operator, told in (("operator-1", 100), ("operator-2", 0)):
        asked = {"operator": operator}
        answer = client.get("/register/findings", params=asked, headers=as_role("planner", "99/9901/"))
        assert len(answer.json()["findings"]) == told


def test_the_answer_that_stands_now_is_shown(
    client: TestClient, as_role: Header, audited: Database, server: Server
) -> None:
    header = as_role("auditor")
    for answer, reason, shown in (("mended", "paper_found", "mended"), ("reopened", "not_accepted", None)):
        with superuser(server, database_name(audited)) as connection:
            connection.execute(
                "INSERT INTO register.finding_answer (camera_row_id, area_id, rule, facts_digest, answer, reason, answered_by) "
                "VALUES (2, 2, 'cn.sign-none', 252, %s, %s, 'x')",
                [answer, reason],
            )
        first = client.get("/register/findings", params={"camera": "camera_id-2"}, headers=header).json()["findings"][0]
        assert first["answer"] == shown
        assert (first["answer_reason"] is None) == (shown is None)


def test_reads_are_logged(client: TestClient, as_role: Header, audited: Database) -> None:
    client.get("/register/findings", params={"camera": "camera_id-2"}, headers=as_role("planner"))
    entry = show_log(audited.engine(DbRole.GRIDS_JOB), limit=1)[0]
    assert (entry["action"], entry["object"], entry["row_count"]) == ("read", "findings", 3)
    assert entry["detail"] == {"run": 2, "camera": "camera_id-2"}


def test_without_an_audit_there_is_nothing_to_read(database: Database, server: Server) -> None:
    with client_of(database) as client:
        header = add_account(server, database, roles=["planner"], paths=["*"])
        assert client.get("/register/findings", params={"camera": "x"}, headers=header).status_code == 404
