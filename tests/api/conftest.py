"""One filled city for the tests that only read, and a client that is signed in to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from gridmap.db.engines import Database
from gridmap.db.server import Server
from tests.access.conftest import _own, database
from tests.api.client import signed_in
from tests.db.rows import database_name, fill_every_table

__all__ = ["_own", "database"]


@pytest.fixture(scope="session")
def city(new_database: Callable[[], Database], server: Server) -> Database:
    """Two districts; everything carries the number of its district (tests/db/rows.py)."""
    made = new_database()
    fill_every_table(server, database_name(made))
    return made


@pytest.fixture(scope="module")
def client(city: Database) -> Iterator[TestClient]:
    """Signed in to the filled city, with every role."""
    with signed_in(city) as opened:
        yield opened
