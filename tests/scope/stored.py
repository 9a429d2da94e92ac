"""All that a database holds, as one text to search."""

from __future__ import annotations

from psycopg import sql

from gridmap.db.engines import Database
from gridmap.db.server import Server
from tests.db.rows import CONTEXTS, database_name, superuser, tables_of


def whole_text(server: Server, database: Database) -> str:
    """Every row of every table, geometries as coordinates."""
    parts = []
    with superuser(server, database_name(database)) as connection:
        for table in tables_of([*CONTEXTS, "access"]):
            query = sql.SQL("SELECT to_jsonb(t)::text FROM {} AS t").format(
                sql.Identifier(str(table.schema), table.name)
            )
            parts += [row[0] for row in connection.execute(query)]
    return "\n".join(parts)
