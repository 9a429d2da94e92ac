"""The one door: what a database error means to the caller, by constraint name, without the rows' values where they are not codes."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import Connection, insert, text

from gridmap.db.door import domain_error, translating
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.scope import writing
from gridmap.errors import BadValue, Conflict, GridmapError, NoDatabase, NotAllowed, OverlappingValidity, Unavailable
from gridmap.grids.store.tables import grid, grid_kind, street
from gridmap.service.store.tables import category_mapping, unit

_SQUARE = "SRID=4326;MULTIPOLYGON(((20 60,20 60.01,20.01 60.01,20.01 60,20 60)))"


@pytest.fixture(scope="module")
def database(new_database: Callable[[], Database]) -> Database:
    """One for all of them; nothing of theirs is kept in it."""
    return new_database()


def _grid(**given: object) -> dict[str, object]:
    return {"code": "1", "kind": "unit", "geom": _SQUARE, "valid_from": "2026-01-01", "content_digest": 0} | given


def _write(database: Database, role: DbRole, *statements: object) -> None:
    with translating(), writing(database.engine(role), "*") as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]


def test_two_versions_on_one_day_are_overlapping_validity(database: Database) -> None:
    with pytest.raises(OverlappingValidity, match="Two versions of a grid would be valid on the same day"):
        _write(
            database,
            DbRole.GRIDS_JOB,
            insert(grid).values(_grid()),
            insert(grid).values(_grid(valid_from="2026-06-01")),
        )


def test_same_key_twice_is_a_conflict_that_names_the_constraint(database: Database) -> None:
    row = {"kind": "unit", "tiles": True, "name_en": "x", "name_zh": "x"}
    with pytest.raises(Conflict, match="pk_grid_kind"):
        _write(database, DbRole.GRIDS_JOB, insert(grid_kind).values(row))


def test_unknown_reference_is_a_conflict(database: Database) -> None:
    row = {"source": "s", "label": "l", "category": "OTHER", "needs_public_place": False, "made_by": "t"}
    with pytest.raises(Conflict, match="fk_category_mapping_category"):
        _write(database, DbRole.SERVICE_JOB, insert(category_mapping).values(row))


def test_value_outside_its_closed_set_is_a_bad_value_and_the_row_is_not_repeated(database: Database) -> None:
    row = {"unit_id": "secret-unit", "name": "n", "role": "spy", "content_digest": 0}
    with pytest.raises(BadValue, match="ck_unit_role") as caught:
        _write(database, DbRole.SERVICE_JOB, insert(unit).values(row))
    assert "secret-unit" not in str(caught.value)


def test_missing_right_is_not_allowed_and_says_nothing_of_the_table(database: Database) -> None:
    with pytest.raises(NotAllowed) as caught:
        _write(database, DbRole.SERVICE, text("SELECT count(*) FROM register.camera"))
    assert "register" not in str(caught.value)


def test_nothing_is_kept_of_a_transaction_that_failed(database: Database) -> None:
    values = {"segment_id": "s", "length_m": 1, "geom": "SRID=4326;LINESTRING(20 60,20 61)", "content_digest": 0}
    with pytest.raises(Conflict):
        _write(database, DbRole.GRIDS_JOB, insert(street).values(values), insert(street).values(values))
    with writing(database.engine(DbRole.GRIDS_JOB), "*") as connection:
        assert connection.execute(text("SELECT count(*) FROM grids.street")).scalar_one() == 0


def test_timeout_is_unavailable(database: Database) -> None:
    with pytest.raises(Unavailable, match="longer than it may"):
        _write(database, DbRole.SERVICE, text("SET LOCAL statement_timeout = 50"), text("SELECT pg_sleep(5)"))


def test_connection_lost_in_the_middle_is_no_database(database: Database) -> None:
    def lose(connection: Connection) -> None:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with psycopg.connect(database.url(DbRole.GRIDS_JOB), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        connection.execute(text("SELECT 1"))

    with pytest.raises(NoDatabase), translating(), writing(database.engine(DbRole.GRIDS_JOB), "*") as connection:
        lose(connection)


def test_unreachable_database_is_no_database() -> None:
    from sqlalchemy import create_engine

    with pytest.raises(NoDatabase), translating():
        create_engine("postgresql+psycopg://nobody@/nothing?host=/nonexistent").connect()


def test_two_changes_that_wait_for_each_other_are_told_to_try_again() -> None:
    meant = domain_error(psycopg.errors.DeadlockDetected("deadlock detected"))
    assert type(meant) is Unavailable
    assert "try again" in str(meant).lower()


def test_fault_of_ours_is_no_domain_error_and_passes_the_door_as_it_is(database: Database) -> None:
    assert domain_error(ValueError("x")) is None
    with pytest.raises(Exception, match="syntax error") as caught:
        _write(database, DbRole.SERVICE, text("SELEC 1"))
    assert not isinstance(caught.value, GridmapError)
