"""What only a superuser can do, done on the private server at every start, and printed for a server that is not ours.

Row policies keep a box query from its GiST index, because PostGIS marks none of its functions LEAKPROOF. `geometry && geometry`
compares boxes and raises nothing that tells of a row, so we mark that one (docs/decisions/0003). A dump loses the mark: it is set at every start.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

from gridmap.db.roles import SUPERUSER, DbRole
from gridmap.db.server import Server

_EXTENSIONS = ("postgis", "btree_gist", "pg_trgm", "pg_stat_statements")
_LEAKPROOF = "ALTER FUNCTION geometry_overlaps(geometry, geometry) LEAKPROOF"


def prepare(server: Server, database: str) -> None:
    """Roles, database, extensions and marks on the private server; running it again changes nothing."""
    passwords = server.secrets()
    with psycopg.connect(server.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for role in DbRole:
            if role.value not in known:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD {}").format(
                        sql.Identifier(role.value), sql.Literal(passwords[role.value])
                    )
                )
        databases = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        if database not in databases:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(database), sql.Identifier(DbRole.OWNER.value)
                )
            )
    with psycopg.connect(server.url(SUPERUSER, database), autocommit=True) as connection:
        for extension in _EXTENSIONS:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        connection.execute(_LEAKPROOF)
        connection.execute(sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))


def statements_for_administrator() -> str:
    """The same as SQL text, for a server of the administrator's own."""
    roles = "\n".join(f"CREATE ROLE {role.value} LOGIN NOBYPASSRLS PASSWORD '…';" for role in DbRole)
    extensions = "\n".join(f"CREATE EXTENSION IF NOT EXISTS {name};" for name in _EXTENSIONS)
    return (
        f"-- as a superuser, once:\n{roles}\nCREATE DATABASE gridmap OWNER {DbRole.OWNER.value};\n\\c gridmap\n{extensions}\n"
        f"-- lets box queries use their index under the row policies; without it they are slow, not wrong:\n{_LEAKPROOF};\n"
    )
