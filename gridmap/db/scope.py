"""The one place where a transaction begins and declares its scope.

Row policies read the transaction-local setting `gridmap.scope` (area paths, or `*`). A transaction that does not
declare it sees no row. Every transaction of the application begins here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

_DECLARE = text("SELECT set_config('gridmap.scope', :scope, true)")


@contextmanager
def reading(engine: Engine, scope: str) -> Iterator[Connection]:
    """A READ ONLY transaction under that scope."""
    with engine.connect() as connection, connection.begin():
        connection.execute(text("SET TRANSACTION READ ONLY"))
        connection.execute(_DECLARE, {"scope": scope})
        yield connection


@contextmanager
def writing(engine: Engine, scope: str) -> Iterator[Connection]:
    """A transaction under that scope; it commits when the block ends and rolls back when it raises."""
    with engine.begin() as connection:
        connection.execute(_DECLARE, {"scope": scope})
        yield connection
