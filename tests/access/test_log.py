"""The log: append-only for everybody, chained, and false where somebody rewrote it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import text

from gridmap.access.store.logs import append
from gridmap.access.usecases.logs import show_log, verify_log
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.scope import writing
from gridmap.db.server import Server
from tests.db.rows import database_name, superuser

_CHANGES = (
    "UPDATE access.log SET actor = 'nobody'",
    "DELETE FROM access.log",
    "TRUNCATE access.log",
    "INSERT INTO access.log VALUES (99, now(), 'a', 'read', 'o', '{}', 1, '', '')",
)
_WRITERS = [role for role in DbRole if role not in (DbRole.OWNER, DbRole.PUBLIC)]


def _write(database: Database, *, entries: int = 1, role: DbRole = DbRole.SERVICE, actor: str = "local") -> None:
    for n in range(entries):
        with writing(database.engine(role), "*") as connection:
            append(connection, actor=actor, action="read", what="views", detail={"n": n}, rows=n)


@pytest.fixture
def written(database: Database) -> Database:
    _write(database, entries=4)
    return database


@pytest.fixture(scope="module")
def kept(new_database: Callable[[], Database]) -> Iterator[Database]:
    """The same for tests that are refused and so change nothing."""
    made = new_database()
    _write(made, entries=4)
    yield made
    made.close()


def _verify(database: Database) -> tuple[int, str, int | None]:
    return verify_log(database.engine(DbRole.GRIDS_JOB))


def test_empty_log_holds(database: Database) -> None:
    assert _verify(database) == (0, "", None)


def test_written_log_holds_and_shows_the_newest_first(written: Database) -> None:
    entries, head, broken = _verify(written)
    assert (entries, broken) == (4, None)
    assert len(head) == 64
    shown = show_log(written.engine(DbRole.GRIDS_JOB), limit=2)
    assert [(e["seq"], e["detail"], e["row_count"]) for e in shown] == [(4, {"n": 3}, 3), (3, {"n": 2}, 2)]
    assert show_log(written.engine(DbRole.GRIDS_JOB), action="export") == []


def test_chain_is_what_its_description_says(written: Database, server: Server) -> None:
    """hash = sha256(previous hash, then the row's own text), computed here without the database's functions."""
    with superuser(server, database_name(written)) as connection:
        rows = connection.execute(
            "SELECT seq, at AT TIME ZONE 'UTC', actor, action, object, detail::text, row_count, hash FROM access.log ORDER BY seq"
        ).fetchall()
    previous = hashlib.sha256(b"gridmap").digest()
    for seq, at, actor, action, what, detail, row_count, digest in rows:
        said = "\x1f".join([str(seq), at.strftime("%Y-%m-%dT%H:%M:%S.%f"), actor, action, what, detail, str(row_count)])
        previous = hashlib.sha256(previous + said.encode()).digest()
        assert digest == previous


@pytest.mark.parametrize("role", _WRITERS)
def test_each_working_role_appends_through_the_function(database: Database, role: DbRole) -> None:
    _write(database, role=role)
    assert _verify(database)[0] == 1


@pytest.mark.parametrize("role", [role for role in DbRole if role is not DbRole.OWNER])
@pytest.mark.parametrize("change", _CHANGES, ids=lambda c: c.split()[0])
def test_no_role_changes_the_log(kept: Database, role: DbRole, change: str) -> None:
    with psycopg.connect(kept.url(role)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(change)


@pytest.mark.parametrize("change", _CHANGES[:3], ids=lambda c: c.split()[0])
def test_even_the_owner_cannot_change_it_while_the_trigger_stands(kept: Database, change: str) -> None:
    with (
        psycopg.connect(kept.url(DbRole.OWNER)) as connection,
        pytest.raises(psycopg.errors.RaiseException, match="append-only"),
    ):
        connection.execute(change)
    assert _verify(kept)[::2] == (4, None)


def test_public_role_reads_and_writes_nothing_of_it(kept: Database) -> None:
    for statement in ("SELECT * FROM access.log", "SELECT access.append_log('a', 'b', 'c', '{}', 1)"):
        with (
            psycopg.connect(kept.url(DbRole.PUBLIC)) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(statement)


@pytest.mark.parametrize("role", [DbRole.SERVICE, DbRole.REGISTER, DbRole.SERVICE_JOB, DbRole.REGISTER_JOB])
def test_roles_that_write_it_do_not_read_it(kept: Database, role: DbRole) -> None:
    with psycopg.connect(kept.url(role)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT * FROM access.log")


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("UPDATE access.log SET actor = 'nobody' WHERE seq = 2", 2),
        ("UPDATE access.log SET detail = '{\"n\": 7}' WHERE seq = 3", 3),
        ("UPDATE access.log SET row_count = NULL WHERE seq = 4", 4),
        ("UPDATE access.log SET at = at + interval '1 microsecond' WHERE seq = 1", 1),
        ("DELETE FROM access.log WHERE seq = 2", 3),
        ("DELETE FROM access.log WHERE seq = 1", 2),
        ("UPDATE access.log SET seq = seq + 1 WHERE seq = 4", 5),
        (
            "UPDATE access.log SET actor = 'x', hash = sha256(previous_hash || convert_to(access.log_text("
            "seq, at, 'x', action, object, detail, row_count), 'UTF8')) WHERE seq = 2",
            3,
        ),
    ],
)  # fmt: skip
def test_rewritten_row_is_found(written: Database, server: Server, tampering: str, broken: int) -> None:
    with superuser(
        server, database_name(written)
    ) as connection:  # session_replication_role = replica: triggers are off
        connection.execute(tampering)
    assert _verify(written)[2] == broken


def test_two_who_write_at_once_make_one_chain(database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: _write(database, entries=8, actor=f"account {n}", role=_WRITERS[n]), range(4)))
    entries, _, broken = _verify(database)
    assert (entries, broken) == (32, None)


def test_entry_goes_with_the_transaction_that_failed(database: Database) -> None:
    with writing(database.engine(DbRole.SERVICE), "*") as connection:
        append(connection, actor="a", action="read", what="w", detail={}, rows=None)
        connection.get_transaction().rollback()  # type: ignore[union-attr]
    _write(database)
    assert _verify(database)[::2] == (1, None)


def test_text_of_any_kind_keeps_the_chain(database: Database) -> None:
    for actor in ("雪亮", 'quote "x"', "line\nbreak", "'; DROP TABLE access.log; --", ""):
        _write(database, actor=actor)
    assert _verify(database)[::2] == (5, None)


def test_functions_that_write_the_log_cannot_be_led_to_other_tables(new_database: Callable[[], Database]) -> None:
    """A temporary table named like the log does not catch what the function writes."""
    database = new_database()
    with writing(database.engine(DbRole.SERVICE), "*") as connection:
        connection.execute(text("CREATE TEMP TABLE log (LIKE pg_class)"))
        connection.execute(text("SET LOCAL search_path = pg_temp, access"))
        append(connection, actor="a", action="read", what="w", detail={}, rows=None)
    assert _verify(database)[0] == 1
