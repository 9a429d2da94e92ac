"""One database a module, with its accounts and log emptied after each test: a fifth of the time of a database a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from gridmap.db.engines import Database
from gridmap.db.server import Server
from tests.db.rows import database_name, superuser


@pytest.fixture(scope="module")
def _own(new_database: Callable[[], Database]) -> Iterator[Database]:
    made = new_database()
    yield made
    made.close()


@pytest.fixture
def database(_own: Database, server: Server) -> Iterator[Database]:
    """A migrated database without accounts and without log."""
    yield _own
    _own.close()
    with superuser(server, database_name(_own)) as connection:  # its triggers are off
        connection.execute("TRUNCATE access.account, access.log RESTART IDENTITY CASCADE")
