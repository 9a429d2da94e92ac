"""Row policies: a session that declares no scope sees nothing, a district sees its own, in every table and for every serving role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg import sql

from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.server import Server
from tests.db.rows import CONTEXTS, database_name, superuser, tables_of
from tests.scope.test_roles import EXCEPTIONS, RIGHTS

# What a district's scope (99/9901/) leaves of the two sample rows of each table. own: the district's row. declared: what is of the whole
# city and of nobody's district. none: read with the whole city only.
REACH = {
    "own": {
        "grids.area", "grids.grid", "service.incident", "service.incident_step", "service.incident_summary", "service.hotspot_grid",
        "register.camera", "register.camera_function", "register.camera_override", "register.mask", "register.view",
        "register.audit_grid", "register.audit_camera", "register.audit_ground", "register.audit_area", "register.finding",
        "register.finding_answer", "register.coverage_now", "register.reduction_camera",
        "register.audit_proportion", "register.audit_purpose_fit", "register.audit_proportion_grid",
    },
    "declared": {
        "grids.grid_kind", "grids.street", "grids.junction", "grids.address", "grids.building", "grids.water", "grids.tiling_run",
        "service.category", "service.category_mapping", "service.unit", "service.asset", "service.hotspot_run",
        "register.purpose_area", "register.private_ground", "register.dwelling", "register.audit_run", "register.reduction_run",
        "register.reduction_area",
    },
    "none": {"grids.history", "grids.tiling_finding", "service.refusal", "service.monitor_run", "service.history", "register.change_queue",
             "register.audit_proportion_group", "register.scenario"},
}  # fmt: skip
SERVED = {
    role: [
        table.fullname
        for table in tables_of(CONTEXTS)
        if "SELECT" in EXCEPTIONS.get((role, table.fullname), RIGHTS[role].get(str(table.schema), ""))
    ]
    for role in (DbRole.SERVICE, DbRole.REGISTER)
}
CASES = [(role, table) for role, tables in SERVED.items() for table in tables]


def _count(database: Database, role: DbRole, table: str, scope: str | None) -> int:
    with psycopg.connect(database.url(role)) as connection:
        if scope is not None:
            connection.execute("SELECT set_config('gridmap.scope', %s, true)", [scope])
        row = connection.execute(
            sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(*table.split(".")))
        ).fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture(scope="module")
def total(city: Database, server: Server) -> Callable[[str], int]:
    def count(table: str) -> int:
        with superuser(server, database_name(city)) as connection:
            name = sql.Identifier(*table.split("."))
            row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(name)).fetchone()
        assert row is not None
        return int(row[0])

    return count


def test_every_served_table_has_its_reach_written_down() -> None:
    served = {table for _role, table in CASES}
    assert set.union(*REACH.values()) == served
    assert sum(map(len, REACH.values())) == len(served)


@pytest.mark.parametrize(("role", "table"), CASES)
def test_without_a_scope_nothing_is_seen(city: Database, total: Callable[[str], int], role: DbRole, table: str) -> None:
    assert total(table) >= 2
    assert _count(city, role, table, None) == 0
    assert _count(city, role, table, "") == 0


@pytest.mark.parametrize(("role", "table"), CASES)
def test_whole_city_sees_every_row(city: Database, total: Callable[[str], int], role: DbRole, table: str) -> None:
    assert _count(city, role, table, "*") == total(table)


@pytest.mark.parametrize(("role", "table"), CASES)
def test_district_sees_what_is_its_own(city: Database, total: Callable[[str], int], role: DbRole, table: str) -> None:
    expected = {"own": 1, "declared": total(table), "none": 0}
    (reach,) = [name for name, tables in REACH.items() if table in tables]
    assert _count(city, role, table, "99/9901/") == expected[reach]


@pytest.mark.parametrize(("role", "table"), [case for case in CASES if case[1] in REACH["own"]])
def test_scope_reaches_down_the_tree_and_no_further(city: Database, role: DbRole, table: str) -> None:
    assert _count(city, role, table, "99/") == 2
    assert _count(city, role, table, "99/9901/,99/9902/") == 2
    for other in ("99/9903/", "99/990", "9", "98/", "%", "99/9901/x/", ",", "/", "*x", "99/9901", "**"):
        expected = 2 if other in {"9", "99/990"} else 1 if other == "99/9901" else 0
        assert _count(city, role, table, other) == expected, other


@pytest.mark.parametrize("role", [DbRole.SERVICE, DbRole.REGISTER])
def test_scope_ends_with_the_transaction(city: Database, role: DbRole) -> None:
    with psycopg.connect(city.url(role)) as connection:
        with connection.transaction():
            connection.execute("SELECT set_config('gridmap.scope', '*', true)")
            assert connection.execute("SELECT count(*) FROM grids.grid").fetchone() == (2,)
        assert connection.execute("SELECT count(*) FROM grids.grid").fetchone() == (0,)


def test_every_table_of_the_contexts_has_policies_or_serves_nobody(city: Database, server: Server) -> None:
    with superuser(server, database_name(city)) as connection:
        rows: list[tuple[Any, ...]] = connection.execute("""
            SELECT n.nspname || '.' || r.relname, r.relrowsecurity,
                (SELECT count(*) FROM pg_policy AS p WHERE p.polrelid = r.oid),
                has_table_privilege('gridmap_service', r.oid, 'SELECT') OR has_table_privilege('gridmap_register', r.oid, 'SELECT')
            FROM pg_class AS r JOIN pg_namespace AS n ON n.oid = r.relnamespace
            WHERE n.nspname IN ('grids', 'service', 'register') AND r.relkind IN ('r', 'p')
        """).fetchall()
    assert len(rows) > 35
    assert [name for name, secured, policies, served in rows if served and not (secured and policies)] == []


@pytest.mark.parametrize(("role", "own", "other"), [
    (DbRole.SERVICE_JOB, "service.incident", "register.camera"),
    (DbRole.REGISTER_JOB, "register.camera", "service.incident"),
])  # fmt: skip
def test_jobs_compute_on_the_whole_city_of_their_own_context(
    city: Database, role: DbRole, own: str, other: str
) -> None:
    assert _count(city, role, own, None) >= 2
    assert _count(city, role, "grids.grid", None) == 2
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _count(city, role, other, "*")


def test_functions_of_the_scope_tell_nobody_else_what_areas_there_are(city: Database) -> None:
    for function in ("scope_areas", "scope_grids"):
        with (
            psycopg.connect(city.url(DbRole.PUBLIC)) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(f"SELECT grids.{function}()")
