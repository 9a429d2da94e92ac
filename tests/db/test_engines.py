"""Addresses: one a role, kept out of what is printed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.errors import BadValue


@pytest.fixture(scope="module")
def database(new_database: Callable[[], Database]) -> Database:
    """One for all of them; nothing of theirs is kept in it."""
    return new_database()


def test_passwords_stay_out_of_what_is_printed(database: Database) -> None:
    database.engine(DbRole.SERVICE)
    assert "postgresql" not in repr(database)


def test_role_without_an_address_is_named_with_its_setting() -> None:
    with pytest.raises(BadValue, match="set GRIDMAP_REGISTER_JOB_DATABASE_URL"):
        Database({}).url(DbRole.REGISTER_JOB)


def test_pool_is_made_once_a_role(database: Database) -> None:
    assert database.engine(DbRole.SERVICE) is database.engine(DbRole.SERVICE)
    assert database.engine(DbRole.SERVICE) is not database.engine(DbRole.REGISTER)
