"""Sample rows for every table of every context, made from the tables themselves, so that a new table or column is never left out.

Row n (1, 2, …) carries n in each of its ids: area n is district n, grid n lies in it, camera n, view n, incident n … belong to it.
Paths of the areas: `99/990n/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import sqlalchemy as sa
from geoalchemy2 import Geometry
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.types.json import Jsonb
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

import gridmap.access.store.tables
import gridmap.grids.store.tables
import gridmap.register.store.run_tables
import gridmap.register.store.tables
import gridmap.service.store.tables  # noqa: F401
from gridmap.db.engines import Database
from gridmap.db.metadata import metadata
from gridmap.db.roles import SUPERUSER, DbRole
from gridmap.db.server import Server
from gridmap.service.rules.category import category_codes

CONTEXTS = ("grids", "service", "register")
MONTH = "service.incident_2026m11"  # where the sample incidents lie when nobody made a partition for them
_SHAPES = {
    "POINT": "POINT({x} 60)",
    "LINESTRING": "LINESTRING({x} 60, {x} 60.001)",
    "MULTILINESTRING": "MULTILINESTRING(({x} 60, {x} 60.001))",
    "MULTIPOLYGON": "MULTIPOLYGON((({x} 60, {x} 60.01, {x}.01 60.01, {x}.01 60, {x} 60)))",
    "GEOMETRY": "POLYGON(({x} 60, {x} 60.01, {x}.01 60.01, {x}.01 60, {x} 60))",
}
_LISTED = re.compile(r"^\"?(\w+)\"? IN \((.*)\)$", re.DOTALL)


@contextmanager
def superuser(server: Server, database: str) -> Iterator[psycopg.Connection[Any]]:
    """Whoever owns the server; sees and writes everything, foreign keys off so that rows may come in any order."""
    with psycopg.connect(server.url(SUPERUSER, database)) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


def database_name(database: Database) -> str:
    """Its name on the server."""
    return str(conninfo_to_dict(database.url(DbRole.OWNER))["dbname"])


def tables_of(contexts: Iterable[str] = CONTEXTS) -> list[sa.Table]:
    """The declared tables of those contexts, by name."""
    wanted = set(contexts)
    return [table for name, table in sorted(metadata.tables.items()) if table.schema in wanted]


def fill_every_table(server: Server, database: str, *, rows: int = 2) -> None:
    """Rows 1 to `rows` in every table of grids, service and register (and in access, but for the log)."""
    with superuser(server, database) as connection:
        _ensure_month(connection)
        for table in tables_of([*CONTEXTS, "access"]):
            if table.name == "log":
                continue
            for n in range(1, rows + 1):
                insert_row(connection, table, n)
            _count_on(connection, table)


def _count_on(connection: psycopg.Connection[Any], table: sa.Table) -> None:
    """Rows that are counted by the database go on after the sample's."""
    for column in table.c:
        if column.identity is not None:
            query = sql.SQL("SELECT setval(pg_get_serial_sequence(%s, %s), max({})) FROM {}")
            made = query.format(sql.Identifier(column.name), sql.Identifier(str(table.schema), table.name))
            connection.execute(made, [table.fullname, column.name])


def insert_row(connection: psycopg.Connection[Any], table: sa.Table, n: int, **given: Any) -> None:
    """Row n of a table; `given` overrides columns. A row that stands already under the same key stays."""
    values = {column.name: _value(table, column, n) for column in table.c} | given
    values = {name: value for name, value in values.items() if value is not None}
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT DO NOTHING").format(
        sql.Identifier(str(table.schema), table.name),
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join(
            sql.SQL("ST_GeomFromText(%s, 4326)") if isinstance(table.c[name].type, Geometry) else sql.SQL("%s")
            for name in values
        ),
    )
    connection.execute(statement, list(values.values()))


def _ensure_month(connection: psycopg.Connection[Any]) -> None:
    there = connection.execute("SELECT 1 FROM pg_inherits WHERE inhparent = 'service.incident'::regclass").fetchone()
    if there is None:
        connection.execute(
            f"CREATE TABLE {MONTH} PARTITION OF service.incident FOR VALUES FROM ('2026-11-01Z') TO ('2026-12-01Z')"
        )
        connection.execute(f"ALTER TABLE {MONTH} OWNER TO gridmap_owner")


def _value(table: sa.Table, column: sa.Column[Any], n: int) -> Any:
    allowed = _allowed(table).get(column.name)
    if allowed:
        return allowed[min(n - 1, len(allowed) - 1)]
    if table.name == "area" and column.name == "path":
        return f"99/990{n}/"
    if (table.name, column.name) in {("category", "code"), ("category_mapping", "category"), ("incident", "category")}:
        return category_codes()[n - 1]
    if (table.name, column.name) == ("grid", "kind"):
        return "unit"
    if table.name == "category" and column.name == "class":
        return category_codes()[n - 1].partition("-")[0]
    if column.name in ("valid_to", "closed_at", "disabled_at", "out_of_service_since", "assumption"):
        return None
    return _of_type(column, n)


def _of_type(column: sa.Column[Any], n: int) -> Any:
    kind = column.type
    if isinstance(kind, Geometry):
        return _SHAPES[str(kind.geometry_type)].format(x=20 + n)
    if isinstance(kind, JSONB):
        return Jsonb({"n": n})
    if isinstance(kind, ARRAY):
        return [float(n) if isinstance(kind.item_type, sa.Double) else f"{column.name}-{n}"]
    if isinstance(kind, sa.Boolean):
        return True
    if isinstance(kind, sa.DateTime):
        return f"2026-11-0{n}T08:00:00Z"
    if isinstance(kind, sa.Date):
        return f"2026-01-0{n}"
    if isinstance(kind, sa.LargeBinary):
        return bytes([n]) * 32
    if isinstance(kind, (sa.Integer, sa.Float, sa.Numeric)):
        return n
    return f"{column.name}-{n}"


def _allowed(table: sa.Table) -> dict[str, list[str]]:
    """Column → values of its closed set."""
    found = {}
    for constraint in table.constraints:
        if isinstance(constraint, sa.CheckConstraint) and (listed := _LISTED.match(str(constraint.sqltext))):
            found[listed[1]] = [value.replace("''", "'") for value in re.findall(r"'((?:[^']|'')*)'", listed[2])]
    return found
