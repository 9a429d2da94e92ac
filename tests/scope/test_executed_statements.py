"""No statement names tables of both contexts: read from the server itself after the whole test run (STYLE, trap 13).

Runs last (tests/scope/conftest.py). It asks `pg_stat_statements` (track = all: COPY, and what functions execute, too) of the test run's server
for every statement of every database, whoever wrote it, and the bodies of all functions besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from starlette.testclient import TestClient

from gridmap.api.layers import LAYERS
from gridmap.db.engines import Database
from gridmap.db.roles import SUPERUSER, DbRole
from gridmap.db.server import Server
from gridmap.db.statements import statement
from tests.api.test_layers import DAY
from tests.db.rows import database_name, superuser, tables_of

_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_DDL = re.compile(r"\s*(CREATE|ALTER|DROP|GRANT|REVOKE|DO|COMMENT)\b", re.IGNORECASE)
_SEARCH_PATH = re.compile(r"search_path\W+(?:=|TO\b)?[^;]*", re.IGNORECASE)


@dataclass(frozen=True)
class Executed:
    """One statement as the server normalised it: constants are $1, $2 …"""

    role: str
    text: str


def _named(context: str) -> re.Pattern[str]:
    tables = "|".join(sorted((table.name for table in tables_of([context])), key=len, reverse=True))
    return re.compile(rf'(?<![\w.])"?{context}"?\s*\.\s*"?({tables}|incident_\d{{4}}_\d\d)\b', re.IGNORECASE)


_NAMED = {context: _named(context) for context in ("service", "register")}


def contexts_of(text: str) -> set[str]:
    """The contexts whose tables a statement names. Comments do not count."""
    bare = _COMMENT.sub(" ", text)
    return {context for context, pattern in _NAMED.items() if pattern.search(bare)}


def _is_migration(executed: Executed) -> bool:
    return executed.role == DbRole.OWNER and _DDL.match(_COMMENT.sub(" ", executed.text)) is not None


@pytest.fixture(scope="module")
def executed(client: TestClient, city: Database, server: Server) -> list[Executed]:
    """Everything executed so far, after asking each collection once (so that this file alone is no empty promise)."""
    for name in LAYERS:
        client.get(f"/collections/{name}/tiles/WebMercatorQuad/0/0/0", params={"day": DAY})
        client.get(f"/collections/{name}")
        client.get(f"/collections/{name}/items", params={"count": "true"})
        client.get(f"/collections/{name}/items/2")
        client.get(f"/exports/{name}.geojson", params={"day": DAY})
    for context in ("service", "register"):
        client.get(f"/{context}/grids/code-2")
    with psycopg.connect(city.url(DbRole.SERVICE_JOB)) as connection:
        connection.execute("INSERT INTO service.refusal VALUES (77, 'x', 1)")
    with psycopg.connect(city.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute("DELETE FROM register.change_queue WHERE change_id = 77")
    with psycopg.connect(server.url(SUPERUSER, database_name(city))) as connection:
        rows = connection.execute("""
            SELECT r.rolname, s.query FROM pg_stat_statements AS s JOIN pg_roles AS r ON r.oid = s.userid
        """).fetchall()
    return [Executed(*row) for row in rows]


@pytest.mark.parametrize(
    ("text", "contexts"),
    [
        ("SELECT * FROM service.incident", {"service"}),
        ('SELECT * FROM "register"."camera" AS service', {"register"}),
        ("SELECT 1 FROM service.incident AS i JOIN register.view AS v ON i.geom && v.geom", {"service", "register"}),
        ("COPY service.incident_2026_11 (a) FROM STDIN; SELECT FROM register . camera", {"service", "register"}),
        ("SELECT 1 FROM grids.grid -- service.incident, register.camera", set()),
        ("SELECT a.service, b.register FROM access.log AS a, grids.area AS b", set()),
        ("SELECT service.take_incident_ids($1)", set()),
        ("select 1 from SERVICE.Incident, Register.Camera", {"service", "register"}),
    ],
)
def test_contexts_of_a_statement_are_recognised(text: str, contexts: set[str]) -> None:
    assert contexts_of(text) == contexts


def test_no_statement_was_forgotten(server: Server) -> None:
    """The server drops the rarest statements when its memory for them is full; then this file would promise too much."""
    with psycopg.connect(server.url(SUPERUSER, "gridmap_template")) as connection:
        dropped = connection.execute("SELECT dealloc FROM pg_stat_statements_info").fetchone()
        assert connection.execute("SHOW pg_stat_statements.track").fetchone() == ("all",)
    assert dropped == (0,), "raise pg_stat_statements.max in tests/conftest.py"


def test_both_contexts_were_exercised_by_their_roles(executed: list[Executed]) -> None:
    for context, roles in {
        "service": {DbRole.SERVICE, DbRole.SERVICE_JOB},
        "register": {DbRole.REGISTER, DbRole.REGISTER_JOB},
    }.items():
        theirs = [e for e in executed if context in contexts_of(e.text)]
        assert {e.role for e in theirs} >= roles
        assert len({e.text for e in theirs if e.role in roles}) >= 7, context


@pytest.mark.parametrize("name", LAYERS)
def test_each_collection_was_read(executed: list[Executed], name: str) -> None:
    """Our own text is found again in the server's, so nothing hides in how it normalises statements."""
    layer = LAYERS[name]
    ours = statement(layer.context, f"item_{name}")
    tables = " ".join(ours[ours.rindex("\nFROM") : ours.rindex("$1")].split())
    assert any(tables in " ".join(e.text.split()) for e in executed if e.role == layer.role)


def test_no_statement_names_tables_of_both_contexts(executed: list[Executed]) -> None:
    joined = [e for e in executed if contexts_of(e.text) == {"service", "register"} and not _is_migration(e)]
    assert joined == []


def test_a_statement_that_joins_them_would_be_seen(server: Server, city: Database) -> None:
    """Run as the server's owner, the only one who can; forgotten again by its id."""
    joining = (
        "SELECT count(*) FROM service.incident AS i JOIN register.camera AS c ON i.geom && c.geom WHERE 4242 = 4242"
    )
    with superuser(server, database_name(city)) as connection:
        connection.execute(joining)
        rows = connection.execute(
            "SELECT userid, dbid, queryid, query FROM pg_stat_statements WHERE query LIKE 'SELECT count(*) FROM service.incident AS i JOIN%'"
        ).fetchall()
        for userid, dbid, queryid, _query in rows:
            connection.execute("SELECT pg_stat_statements_reset(%s, %s, %s)", [userid, dbid, queryid])
    assert any(contexts_of(query) == {"service", "register"} for *_ids, query in rows)


def test_nobody_hides_a_schema_in_the_search_path(executed: list[Executed]) -> None:
    """A table without its schema would escape the reading above, so no session may find one that way."""
    hidden = [
        e
        for e in executed
        if not _is_migration(e)
        and any(re.search(r"\b(service|register)\b", part) for part in _SEARCH_PATH.findall(_COMMENT.sub(" ", e.text)))
    ]
    assert hidden == []


def _bodies(connection: psycopg.Connection[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    yield from connection.execute("""
        SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid)
        FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
        WHERE n.nspname IN ('access', 'grids', 'register', 'service', 'public') AND p.prokind IN ('f', 'p')
            AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = p.oid AND d.deptype = 'e')
    """)


def test_no_function_names_tables_of_both_contexts(server: Server, city: Database) -> None:
    with superuser(server, database_name(city)) as connection:
        bodies = dict(_bodies(connection))
        settings = connection.execute("SELECT setconfig FROM pg_db_role_setting").fetchall()
    assert len(bodies) >= 12
    assert [name for name, body in bodies.items() if contexts_of(body) == {"service", "register"}] == []
    crossing = [
        name
        for name, body in bodies.items()
        for path in _SEARCH_PATH.findall(body)
        if re.search(r"\bservice\b", path) and re.search(r"\bregister\b", path)
    ]
    assert crossing == []
    assert not any("search_path" in str(row) for row in settings)


def test_no_file_of_ours_names_both() -> None:
    from tests.conftest import REPOSITORY

    files = [
        *REPOSITORY.glob("gridmap/*/store/sql/*.sql"),
        *REPOSITORY.glob("gridmap/**/*.py"),
        *REPOSITORY.glob("api/**/*.py"),
    ]
    assert len(files) > 100
    both = {str(f.relative_to(REPOSITORY)) for f in files if contexts_of(f.read_text()) == {"service", "register"}}
    assert {name for name in both if "/migrations/" not in name} == set()
