"""Two contexts that never meet: what each database role may do, and that the server uses no other role."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg import sql
from starlette.testclient import TestClient

from gridmap.api.layers import LAYERS
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.server import Server
from tests.api.client import signed_in
from tests.conftest import REPOSITORY
from tests.db.rows import CONTEXTS, database_name, fill_every_table, superuser, tables_of

# context → what each role may do with its tables
READS, WRITES = "SELECT", "DELETE, INSERT, SELECT, UPDATE"
RIGHTS: dict[DbRole, dict[str, str]] = {
    DbRole.SERVICE: {"grids": READS, "service": READS},
    DbRole.REGISTER: {"grids": READS, "register": READS},
    DbRole.SERVICE_JOB: {"grids": READS, "service": WRITES},
    DbRole.REGISTER_JOB: {"grids": READS, "register": WRITES},
    DbRole.GRIDS_JOB: {"grids": WRITES},
    DbRole.PUBLIC: {},
}
# a role's table that differs from its context
EXCEPTIONS: dict[tuple[DbRole, str], str] = {
    (DbRole.REGISTER, "register.sensitive_place"): "",
    (DbRole.REGISTER, "register.history"): "",  # it holds old rows of sensitive places too
    (DbRole.SERVICE, "service.incident_key"): "",
    (DbRole.SERVICE_JOB, "service.category"): READS,
    (DbRole.SERVICE_JOB, "access.import_batch"): "INSERT, SELECT, UPDATE",
    (DbRole.REGISTER_JOB, "access.import_batch"): "INSERT, SELECT, UPDATE",
    (DbRole.GRIDS_JOB, "access.import_batch"): "INSERT, SELECT, UPDATE",
    (DbRole.SERVICE_JOB, "access.import_issue"): "INSERT, SELECT",
    (DbRole.REGISTER_JOB, "access.import_issue"): "INSERT, SELECT",
    (DbRole.GRIDS_JOB, "access.import_issue"): "INSERT, SELECT",
    (DbRole.GRIDS_JOB, "access.log"): READS,
    (DbRole.GRIDS_JOB, "access.question_count"): READS,
    (DbRole.PUBLIC, "access.release"): READS,
}
SERVING = (DbRole.SERVICE, DbRole.REGISTER, DbRole.PUBLIC)


@pytest.fixture(scope="module")
def catalogue(city: Database, server: Server) -> Callable[[str], list[tuple[Any, ...]]]:
    def ask(query: str) -> list[tuple[Any, ...]]:
        with superuser(server, database_name(city)) as connection:
            return connection.execute(query).fetchall()

    return ask


def test_no_role_is_above_the_policies(catalogue: Callable[[str], list[tuple[Any, ...]]]) -> None:
    rows = catalogue("""
        SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolinherit
        FROM pg_roles WHERE rolname LIKE 'gridmap%' AND rolname <> 'gridmap_admin'
    """)
    assert {row[0] for row in rows} == set(DbRole)
    assert [row for row in rows if any(row[1:6])] == []


def test_no_role_is_a_member_of_another(catalogue: Callable[[str], list[tuple[Any, ...]]]) -> None:
    members = catalogue("""
        SELECT r.rolname, m.rolname FROM pg_auth_members AS a
        JOIN pg_roles AS r ON r.oid = a.roleid JOIN pg_roles AS m ON m.oid = a.member WHERE m.rolname LIKE 'gridmap%'
    """)
    assert {member for _role, member in members} <= {"gridmap_admin"}


def test_only_the_owner_owns(catalogue: Callable[[str], list[tuple[Any, ...]]]) -> None:
    owners = catalogue("""
        SELECT DISTINCT pg_get_userbyid(r.relowner) FROM pg_class AS r JOIN pg_namespace AS n ON n.oid = r.relnamespace
        WHERE n.nspname IN ('access', 'grids', 'register', 'service')
        UNION SELECT DISTINCT pg_get_userbyid(p.proowner) FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
        WHERE n.nspname IN ('access', 'grids', 'register', 'service')
    """)
    assert owners == [(DbRole.OWNER.value,)]


@pytest.mark.parametrize("role", RIGHTS)
def test_rights_of_a_role_are_exactly_these(catalogue: Callable[[str], list[tuple[Any, ...]]], role: DbRole) -> None:
    granted = dict(
        catalogue(f"""
            SELECT n.nspname || '.' || r.relname, string_agg(p.right_name, ', ' ORDER BY p.right_name)
            FROM pg_class AS r JOIN pg_namespace AS n ON n.oid = r.relnamespace
            CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS p (right_name)
            WHERE n.nspname IN ('access', 'grids', 'register', 'service') AND r.relkind IN ('r', 'p', 'v', 'm', 'f')
                AND has_table_privilege('{role}', r.oid, p.right_name)
            GROUP BY 1
        """)
    )
    expected = {
        table.fullname: EXCEPTIONS.get((role, table.fullname), RIGHTS[role].get(str(table.schema), ""))
        for table in tables_of([*CONTEXTS, "access"])
    }
    assert granted == {table: rights for table, rights in expected.items() if rights}


@pytest.mark.parametrize("role", RIGHTS)
def test_no_role_makes_anything_that_stays(catalogue: Callable[[str], list[tuple[Any, ...]]], role: DbRole) -> None:
    schemas = catalogue(
        f"SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND has_schema_privilege('{role}', oid, 'CREATE')"
    )
    assert schemas == []


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        (DbRole.SERVICE, "SELECT count(*) FROM register.camera"),
        (DbRole.SERVICE, "SELECT count(*) FROM service.incident AS i JOIN register.camera AS c ON i.geom && c.geom"),
        (DbRole.REGISTER, "SELECT count(*) FROM service.incident"),
        (DbRole.SERVICE_JOB, "SELECT count(*) FROM register.view"),
        (DbRole.REGISTER_JOB, "SELECT count(*) FROM service.hotspot_grid"),
        (DbRole.GRIDS_JOB, "SELECT count(*) FROM service.incident"),
        (DbRole.GRIDS_JOB, "SELECT count(*) FROM register.camera"),
        (DbRole.PUBLIC, "SELECT count(*) FROM grids.grid"),
        (DbRole.PUBLIC, "SELECT count(*) FROM register.camera"),
        (DbRole.PUBLIC, "SELECT access.who_is('x'::bytea)"),
        (DbRole.SERVICE, "INSERT INTO grids.grid_kind VALUES ('x', true, 'x', 'x')"),
        (DbRole.SERVICE, "UPDATE service.incident SET state = 'closed'"),
        (DbRole.REGISTER, "DELETE FROM register.camera"),
        (DbRole.SERVICE, "SELECT service.take_incident_ids(5)"),
        (DbRole.REGISTER, "SELECT service.ensure_months(ARRAY['2026-01-01'::date])"),
        (DbRole.SERVICE, "SET ROLE gridmap_register"),
        (DbRole.REGISTER, "SET ROLE gridmap_owner"),
        (DbRole.SERVICE_JOB, "SET SESSION AUTHORIZATION gridmap_register_job"),
        (DbRole.SERVICE, "SET row_security = off; SET session_replication_role = replica"),
    ],
)  # fmt: skip
def test_role_is_stopped_by_the_database(city: Database, role: DbRole, statement: str) -> None:
    with psycopg.connect(city.url(role)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_public_role_reads_releases_and_nothing_else(city: Database) -> None:
    with psycopg.connect(city.url(DbRole.PUBLIC)) as connection:
        assert connection.execute("SELECT count(*) FROM access.release").fetchone() == (2,)


@pytest.mark.parametrize("role", SERVING)
def test_months_are_reached_through_their_parent_only(city: Database, server: Server, role: DbRole) -> None:
    """A partition has no policies of its own, so nobody may name it."""
    with superuser(server, database_name(city)) as connection:
        months = connection.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'service.incident'::regclass"
        )
        names = [row[0] for row in months]
    assert names
    for name in names:
        with psycopg.connect(city.url(role)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(sql.SQL("SELECT 1 FROM {}").format(sql.Identifier(*name.split("."))))


def test_no_key_view_or_policy_joins_the_contexts(catalogue: Callable[[str], list[tuple[Any, ...]]]) -> None:
    keys = catalogue("""
        SELECT c.conname FROM pg_constraint AS c
        JOIN pg_class AS a ON a.oid = c.conrelid JOIN pg_namespace AS an ON an.oid = a.relnamespace
        JOIN pg_class AS b ON b.oid = c.confrelid JOIN pg_namespace AS bn ON bn.oid = b.relnamespace
        WHERE c.contype = 'f' AND an.nspname IN ('service', 'register') AND bn.nspname IN ('service', 'register') AND an.nspname <> bn.nspname
    """)
    views = catalogue(
        "SELECT relname FROM pg_class AS r JOIN pg_namespace AS n ON n.oid = r.relnamespace "
        "WHERE n.nspname IN ('access', 'grids', 'register', 'service') AND r.relkind IN ('v', 'm')"
    )
    policies = catalogue("SELECT schemaname, policyname, qual FROM pg_policies")
    assert keys == []
    assert views == [], "a view reads with its owner's rights"
    other = {"service": "register.", "register": "service.", "grids": "service.|register."}
    assert [p for p in policies if re.search(other[p[0]], p[2] or "")] == []


def test_functions_that_lend_rights_have_a_fixed_search_path(catalogue: Callable[[str], list[tuple[Any, ...]]]) -> None:
    lending = catalogue("""
        SELECT p.proname, p.proconfig FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
        WHERE n.nspname IN ('access', 'grids', 'register', 'service') AND p.prosecdef
    """)
    assert len(lending) >= 8
    assert [
        name for name, config in lending if not any("search_path=" in c and c.endswith("pg_temp") for c in config or [])
    ] == []


def test_collections_are_served_by_the_serving_roles() -> None:
    assert {layer.role for layer in LAYERS.values()} == {DbRole.SERVICE, DbRole.REGISTER}
    assert {layer.context for layer in LAYERS.values() if layer.role is DbRole.SERVICE} == {"grids", "service"}
    assert {layer.context for layer in LAYERS.values() if layer.role is DbRole.REGISTER} == {"register"}


def test_server_connects_as_the_serving_roles_only(new_database: Callable[[], Database], server: Server) -> None:
    """Every path is asked; the pools' sessions are counted by the database itself."""
    database = new_database()
    fill_every_table(server, database_name(database))
    with superuser(server, database_name(database)) as connection:
        # the pages read a run's headline; the samples' are not of that form
        connection.execute("DELETE FROM register.audit_run")
        connection.execute("DELETE FROM service.hotspot_run")
    with signed_in(database) as client:
        database.close()  # the link was issued by the job's engine, in this process
        _ask_everything(client)
        assert set(client.app.state.serving._pools) == {DbRole.SERVICE, DbRole.REGISTER}  # type: ignore[attr-defined]
        assert set(database._engines) == {DbRole.REGISTER}, (
            "who films a place is answered and counted in one transaction"
        )
        with superuser(server, database_name(database)) as connection:
            users = connection.execute(
                "SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            ).fetchall()
    assert sorted(user for (user,) in users) == [DbRole.REGISTER, DbRole.SERVICE]


def _ask_everything(client: TestClient) -> None:
    for path in (
        "/", "/?f=json", "/conformance", "/api", "/docs", "/map", "/readyz", "/collections", "/service/grids/code-2", "/register/grids/code-2",
        "/register/reduction", "/public", "/public/at?lon=21&lat=60", "/public/tiles/areas/0/0/0",
    ):  # fmt: skip
        assert client.get(path).status_code in (200, 204, 307), path
    assert client.get("/register/findings", params={"camera": "camera_id-2"}).status_code == 404, "no run is left"
    for name in LAYERS:
        for path in (
            f"/collections/{name}/tiles/WebMercatorQuad/0/0/0",
            f"/collections/{name}",
            f"/collections/{name}/items",
            f"/collections/{name}/items/2",
            f"/exports/{name}.geojson",
        ):
            assert client.get(path).status_code in (200, 204, 404), path
    client.post("/sign-out")


def test_code_of_the_server_names_no_other_role() -> None:
    named = {
        role for file in (REPOSITORY / "api").rglob("*.py") for role in re.findall(r"DbRole\.(\w+)", file.read_text())
    }
    assert named == {"SERVICE", "REGISTER"}
