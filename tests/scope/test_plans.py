"""Box queries keep their GiST index under the row policies (STYLE, trap 12), and lose it with the mark that lets them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql

from gridmap.db.engines import Database
from gridmap.db.prepare import prepare, statements_for_administrator
from gridmap.db.roles import DbRole
from gridmap.db.server import Server
from gridmap.db.statements import statement
from gridmap.service.rules.category import category_codes
from tests.api.test_layers import tile_path
from tests.db.rows import database_name, superuser

ROWS = 20_000
SCOPES = ["*", "99/9901/"]
INDEXED = [
    ("grids.grid", DbRole.SERVICE, "ix_grid_geom"),
    ("grids.grid", DbRole.REGISTER, "ix_grid_geom"),
    ("service.incident", DbRole.SERVICE, "incident_2026_11_geom_idx"),
    ("register.camera", DbRole.REGISTER, "ix_camera_geom"),
    ("register.view", DbRole.REGISTER, "ix_view_geom"),
]
STATEMENTS = [
    ("grids", "tile_grids", DbRole.SERVICE, "ix_grid_geom"),
    ("register", "tile_cameras", DbRole.REGISTER, "ix_camera_geom"),
    ("register", "tile_views", DbRole.REGISTER, "ix_view_geom"),
    ("service", "tile_incidents", DbRole.SERVICE, "incident_2026_11_geom_idx"),
    ("grids", "export_grids", DbRole.SERVICE, "ix_grid_geom"),
    ("register", "export_cameras", DbRole.REGISTER, "ix_camera_geom"),
    ("service", "export_incidents", DbRole.SERVICE, "incident_2026_11_geom_idx"),
]
# context, page statement, role, index of a small box, index of no box, types and values of the time
PAGES = [
    ("grids", "page_grids", DbRole.SERVICE, "ix_grid_geom", "pk_grid", "date"),
    ("register", "page_cameras", DbRole.REGISTER, "ix_camera_geom", "pk_camera", ""),
    ("register", "page_views", DbRole.REGISTER, "ix_view_geom", "pk_view", ""),
    ("service", "page_incidents", DbRole.SERVICE, "incident_2026_11_geom_idx", "incident_2026_11_pkey", "timestamptz"),
]
_BOX = "ST_MakeEnvelope(20.05, 60.05, 20.06, 60.06, 4326)"

# a lattice of 250 × 80, 20 to 20.25 east, 60 to 60.08 north; the west half is district 1
_FILL = f"""
    INSERT INTO grids.area (area_id, code, code_scheme, name, level, path, geom, valid_from, content_digest)
    SELECT n, '990' || n, 't', 'a', 'district', '99/990' || n || '/', ST_Multi(ST_MakeEnvelope(20, 60, 21, 61, 4326)), '2026-01-01', 0
    FROM generate_series(1, 2) AS n;
    CREATE TEMP TABLE lattice AS
    SELECT n, 20 + (n % 250) * 0.001 AS x, 60 + (n / 250) * 0.001 AS y, 1 + (n % 250) / 125 AS area FROM generate_series(0, {ROWS} - 1) AS n;
    INSERT INTO grids.grid (grid_id, code, kind, area_id, geom, valid_from, content_digest)
    SELECT n, n::text, 'unit', area, ST_Multi(ST_MakeEnvelope(x, y, x + 0.001, y + 0.001, 4326)), '2026-01-01', 0 FROM lattice;
    INSERT INTO register.camera (camera_row_id, camera_id, operator_kind, purpose, sign, place_kind, environment, kind, mount,
        geometry_quality, received, optics, status, area_id, geom, content_digest)
    SELECT n, n::text, 'x', '{{}}', 'x', 'x', 'x', 'x', 'x', '{{}}', '{{}}', 'unknown', 'in_service', area,
        ST_SetSRID(ST_MakePoint(x, y), 4326), 0 FROM lattice;
    INSERT INTO register.camera_override (camera_row_id, field, value, reason, set_by)
    SELECT n, 'heading_deg', '10', 'x', 'x' FROM lattice WHERE n % 100 = 0;
    INSERT INTO register.view (view_id, camera_row_id, px_per_m, reach, ground, range_m, area_m2, area_id, geom)
    SELECT n, n, 25, 'instantaneous', 'free', 1, 1, area, ST_Multi(ST_MakeEnvelope(x, y, x + 0.0005, y + 0.0005, 4326)) FROM lattice;
    SELECT service.ensure_months(ARRAY['2026-11-01'::date]);
    INSERT INTO service.incident (incident_id, reported_at, source_system, source_id, category, category_ambiguous, severity, found_by,
        state, verified, round, place_kind, grid_id, time_quality, geom, content_digest)
    SELECT n, '2026-11-02Z', 's', n::text, '{category_codes()[0]}', false, 'low', 'resident', 'reported', false, 0, 'rounded', n, 'exact',
        ST_SetSRID(ST_MakePoint(x, y), 4326), 0 FROM lattice;
    ANALYZE
"""


@pytest.fixture(scope="module")
def crowded(new_database: Callable[[], Database], server: Server) -> Iterator[Database]:
    """20,000 of each; enough that a sequential scan is the worse plan by far."""
    made = new_database()
    with superuser(server, database_name(made)) as connection:
        connection.execute(_FILL)
    yield made
    made.close()


def _plan(
    database: Database, role: DbRole, scope: str, query: str, *, prepared: str = "", mode: str = "auto"
) -> dict[str, Any]:
    """The plan that ran. prepared: types and values of the parameters as `(int, …) | (1, …)`."""
    types, _, values = prepared.partition(" | ")
    with psycopg.connect(database.url(role)) as connection:
        connection.execute(
            "SELECT set_config('gridmap.scope', %s, true), set_config('plan_cache_mode', %s, true)", [scope, mode]
        )
        if prepared:
            connection.execute(f"PREPARE q {types} AS {query}".encode())
            query = f"EXECUTE q {values}"
        row = connection.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}".encode()).fetchone()
    assert row is not None
    plan: dict[str, Any] = row[0][0]["Plan"]
    return plan


def _indexes(plan: dict[str, Any]) -> set[str]:
    """Names of the indexes that a plan searched by a condition of its own."""
    found = {plan["Index Name"]} if "Index Name" in plan and "geom" in plan.get("Index Cond", "") else set()
    return found.union(*(_indexes(child) for child in plan.get("Plans", [])))


def _walk(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from _walk(child)


def _box_plan(database: Database, role: DbRole, table: str, scope: str) -> dict[str, Any]:
    return _plan(database, role, scope, f"SELECT count(*) FROM {table} AS t WHERE t.geom && {_BOX}")


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize(("table", "role", "index"), INDEXED)
def test_box_query_uses_its_index_under_the_policies(
    crowded: Database, table: str, role: DbRole, index: str, scope: str
) -> None:
    plan = _box_plan(crowded, role, table, scope)
    assert index in _indexes(plan), json.dumps(plan)[:2000]


# an export runs once with its values in it and is planned for them; a tile's plan may be kept for all tiles
MODES = [("force_custom_plan", s) for s in STATEMENTS] + [
    ("force_generic_plan", s) for s in STATEMENTS if s[1].startswith("tile_")
]


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize(("mode", "served"), MODES)
def test_served_statement_uses_its_index_under_the_policies(
    crowded: Database, mode: str, served: tuple[str, str, DbRole, str], scope: str
) -> None:
    context, name, role, index = served
    if name.startswith("tile_"):
        z, y, x = re.findall(r"\d+", tile_path("x", 20.055, 60.055, 15))
        prepared = f"(integer, integer, integer, date) | ({z}, {x}, {y}, '2026-11-24')"
    else:
        prepared = "(float8, float8, float8, float8, date) | (20.05, 60.05, 20.06, 60.06, '2026-11-24')"
    plan = _plan(crowded, role, scope, statement(context, name), prepared=prepared, mode=mode)
    assert index in _indexes(plan), json.dumps(plan)[:2000]


def _page_plan(
    database: Database, page: tuple[str, str, DbRole, str, str, str], scope: str, box: str
) -> dict[str, Any]:
    """As `Serving.planned_row` runs it: planned for its values."""
    context, name, role, _small, _none, time = page
    types, values = (f", {time}, {time}", ", '2026-11-01', '2026-11-24'") if time else ("", "")
    prepared = (
        f"(bytea, bigint, integer, integer, integer, integer, boolean, boolean{types}) | "
        f"({box}, 500, 100, 1000000, 4326, 7, false, false{values})"
    )
    return _plan(database, role, scope, statement(context, name), prepared=prepared, mode="force_custom_plan")


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("page", PAGES)
def test_page_of_a_box_uses_its_index_under_the_policies(
    crowded: Database, page: tuple[str, str, DbRole, str, str, str], scope: str
) -> None:
    plan = _page_plan(crowded, page, scope, f"ST_AsBinary({_BOX})")
    assert page[3] in _indexes(plan), json.dumps(plan)[:2000]
    read = [n["Actual Rows"] for n in _walk(plan) if n.get("Index Name") == page[3]]
    assert max(read) < ROWS / 50


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("page", PAGES)
def test_page_of_everything_reads_on_from_its_key_and_no_more_than_it_gives(
    crowded: Database, page: tuple[str, str, DbRole, str, str, str], scope: str
) -> None:
    plan = _page_plan(crowded, page, scope, "NULL")
    read = [
        n["Actual Rows"] + n.get("Rows Removed by Filter", 0) for n in _walk(plan) if n.get("Index Name") == page[4]
    ]
    assert read, json.dumps(plan)[:3000]
    assert max(read) < 500  # 101 rows of the page, and with a district those of the other between them


# "who films this place?" binds its values by name
PLACE = {
    ":place": "ST_AsBinary(ST_Point(20.0503, 60.0503))",
    ":lon_reach": "0.003",
    ":lat_reach": "0.0015",
    ":lon": "20.0503",
    ":lat": "60.0503",
    ":radius_m": "120",
    ":day": "DATE '2026-11-24'",
}


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize(
    ("name", "index"), [("find_filming", "ix_view_geom"), ("count_unknown_views", "ix_camera_geom")]
)
def test_who_films_a_place_uses_its_index_under_the_policies(
    crowded: Database, name: str, index: str, scope: str
) -> None:
    query = statement("register", name)
    for parameter, value in PLACE.items():
        query = query.replace(parameter, value)
    plan = _plan(crowded, DbRole.REGISTER, scope, query)
    assert index in _indexes(plan), json.dumps(plan)[:2000]
    read = [n["Actual Rows"] for n in _walk(plan) if n.get("Index Name") == index]
    assert max(read) < ROWS / 50
    # the policy on camera_function asks for all cameras of the scope (hashed once); nothing else reads a table whole
    whole = [n for n in _walk(plan) if n["Node Type"] == "Seq Scan" and n["Relation Name"] in ("view", "camera")]
    assert [n for n in whole if n.get("Parent Relationship") != "SubPlan"] == [], json.dumps(plan)[:3000]


@pytest.mark.parametrize(("context", "name", "role", "index"), STATEMENTS[:4])
def test_tile_reads_few_of_the_rows(crowded: Database, context: str, name: str, role: DbRole, index: str) -> None:
    z, y, x = re.findall(r"\d+", tile_path("x", 20.055, 60.055, 15))
    prepared = f"(integer, integer, integer, date) | ({z}, {x}, {y}, '2026-11-24')"
    plan = _plan(crowded, role, "*", statement(context, name), prepared=prepared)
    read = [n["Actual Rows"] for n in _walk(plan) if n.get("Index Name") == index]
    assert read
    assert max(read) < ROWS / 50


@pytest.mark.parametrize(("table", "role", "index"), INDEXED)
def test_without_the_mark_the_index_is_lost_and_a_start_brings_it_back(
    crowded: Database, server: Server, table: str, role: DbRole, index: str
) -> None:
    """A dump and restore loses the mark; `prepare` runs at every start and sets it."""
    name = database_name(crowded)
    with superuser(server, name) as connection:
        connection.execute("ALTER FUNCTION geometry_overlaps(geometry, geometry) NOT LEAKPROOF")
    try:
        assert index not in _indexes(_box_plan(crowded, role, table, "99/9901/"))
    finally:
        prepare(server, name)
    with superuser(server, name) as connection:
        marked = connection.execute("SELECT proleakproof FROM pg_proc WHERE proname = 'geometry_overlaps'").fetchall()
    assert marked == [(True,)]
    assert index in _indexes(_box_plan(crowded, role, table, "99/9901/"))


def test_only_that_one_function_is_marked(crowded: Database, server: Server) -> None:
    """`&&` compares boxes and raises nothing that tells of a row; no other function of PostGIS is trusted so."""
    with superuser(server, database_name(crowded)) as connection:
        marked = connection.execute("""
            SELECT p.proname FROM pg_proc AS p JOIN pg_depend AS d ON d.objid = p.oid AND d.deptype = 'e'
            JOIN pg_extension AS e ON e.oid = d.refobjid WHERE p.proleakproof AND e.extname LIKE 'postgis%'
        """).fetchall()
    assert marked == [("geometry_overlaps",)]


def test_administrator_of_another_server_is_told_the_mark() -> None:
    assert "ALTER FUNCTION geometry_overlaps(geometry, geometry) LEAKPROOF" in statements_for_administrator()


@pytest.mark.parametrize(("table", "role", "index"), INDEXED)
def test_answers_are_the_same_with_and_without_the_index(
    crowded: Database, table: str, role: DbRole, index: str
) -> None:
    assert index
    counts = set()
    for setting in ("on", "off"):
        with psycopg.connect(crowded.url(role)) as connection:
            connection.execute("SELECT set_config('gridmap.scope', '99/9901/', true)")
            for kind in ("enable_indexscan", "enable_bitmapscan", "enable_indexonlyscan"):
                connection.execute("SELECT set_config(%s, %s, true)", [kind, setting])
            name = sql.Identifier(*table.split("."))
            query = sql.SQL(
                "SELECT count(*) FROM {} AS t WHERE t.geom && ST_MakeEnvelope(20.12, 60, 20.13, 60.01, 4326)"
            ).format(name)
            row = connection.execute(query).fetchone()
            assert row is not None
            counts.add(row[0])
    assert len(counts) == 1
    assert 0 < counts.pop() < 200
