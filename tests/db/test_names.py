"""Every constraint and index has a name of the convention, because the door turns database errors into ours by that name."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import text

from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.scope import reading

_PREFIX = {"p": "pk", "u": "uq", "f": "fk", "c": "ck", "x": "ex"}
_AUTOMATIC = re.compile(r"_(check|key|fkey|pkey|excl|idx)\d*$")

# what a partition inherits is named by PostgreSQL after the partition, and carries the parent's name in errors of the parent
_CONSTRAINTS = text("""
    SELECT n.nspname, r.relname, c.conname, c.contype::text
    FROM pg_constraint AS c
    JOIN pg_class AS r ON r.oid = c.conrelid
    JOIN pg_namespace AS n ON n.oid = r.relnamespace
    WHERE n.nspname IN ('access', 'grids', 'register', 'service') AND c.contype <> 'n' AND NOT r.relispartition
    ORDER BY 1, 2, 3
""")
_INDEXES = text("""
    SELECT n.nspname, r.relname, i.relname
    FROM pg_index AS x
    JOIN pg_class AS i ON i.oid = x.indexrelid
    JOIN pg_class AS r ON r.oid = x.indrelid
    JOIN pg_namespace AS n ON n.oid = r.relnamespace
    WHERE n.nspname IN ('access', 'grids', 'register', 'service') AND NOT r.relispartition
    ORDER BY 1, 2, 3
""")


@pytest.fixture(scope="module")
def database(new_database: Callable[[], Database]) -> Database:
    """One for all of them; nothing of theirs is kept in it."""
    return new_database()


@pytest.fixture
def constraints(database: Database) -> list[tuple[str, str, str, str]]:
    with reading(database.engine(DbRole.OWNER), "*") as connection:
        return [tuple(row) for row in connection.execute(_CONSTRAINTS)]


def _well_named(name: str, table: str, prefix: str) -> bool:
    return name.startswith(f"{prefix}_{table}") and not _AUTOMATIC.search(name.removeprefix(f"{prefix}_{table}"))


@pytest.mark.parametrize(
    ("name", "table", "prefix", "well"),
    [
        ("pk_camera", "camera", "pk", True),
        ("camera_pkey", "camera", "pk", False),
        ("ck_camera_status", "camera", "ck", True),
        ("ck_camera_check1", "camera", "ck", False),
        ("uq_camera_camera_id_key", "camera", "uq", False),
        ("uq_view_ground", "camera", "uq", False),
    ],
)
def test_the_convention_tells_good_names_from_automatic_ones(name: str, table: str, prefix: str, well: bool) -> None:
    assert _well_named(name, table, prefix) is well


def test_every_constraint_is_named_by_the_convention(constraints: list[tuple[str, str, str, str]]) -> None:
    assert len(constraints) > 80
    strange = [
        f"{schema}.{table}: {name}"
        for schema, table, name, kind in constraints
        if not _well_named(name, table, _PREFIX[kind])
    ]
    assert strange == []


def test_no_two_constraints_of_one_context_share_a_name(constraints: list[tuple[str, str, str, str]]) -> None:
    names = [(schema, name) for schema, _table, name, _kind in constraints]
    assert sorted(set(names)) == sorted(names)


def test_every_index_is_named_by_the_convention(database: Database) -> None:
    with reading(database.engine(DbRole.OWNER), "*") as connection:
        found = [tuple(row) for row in connection.execute(_INDEXES)]
    assert len(found) > 60
    prefixes = ("ix", "pk", "uq", "ex")
    history = {f"ix_{context}_history_row" for context in ("grids", "register", "service")}  # one table a context
    strange = [row for row in found if not any(_well_named(row[2], row[1], prefix) for prefix in prefixes)]
    assert {row[2] for row in strange} == history


def test_every_geometry_column_has_one_named_gist_index(database: Database) -> None:
    query = text("""
        SELECT g.f_table_schema || '.' || g.f_table_name AS relation, count(x.indexrelid) AS indexes
        FROM geometry_columns AS g
        JOIN pg_class AS r ON r.oid = format('%I.%I', g.f_table_schema, g.f_table_name)::regclass
        JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attname = g.f_geometry_column
        LEFT JOIN pg_index AS x ON x.indrelid = r.oid AND a.attnum = ANY (x.indkey::int2[])
        WHERE g.f_table_schema IN ('grids', 'register', 'service')
        GROUP BY 1
    """)
    with reading(database.engine(DbRole.OWNER), "*") as connection:
        counted = {row.relation: row.indexes for row in connection.execute(query)}
    assert len(counted) >= 15
    without = {"register.mask"}  # read by its camera, never by box
    assert {name for name, n in counted.items() if n != 1} == without


def test_every_geometry_is_wgs84(database: Database) -> None:
    with reading(database.engine(DbRole.OWNER), "*") as connection:
        found = connection.execute(
            text("SELECT DISTINCT srid FROM geometry_columns WHERE f_table_schema IN ('grids', 'register', 'service')")
        ).all()
    assert [row[0] for row in found] == [4326]
