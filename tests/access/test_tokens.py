"""The one-time link, the session, and who stands behind a token."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import text

from gridmap.access.usecases.links import make_local_link
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.scope import writing
from gridmap.db.server import Server
from tests.db.rows import database_name, superuser


@pytest.fixture(scope="module")
def kept(new_database: Callable[[], Database]) -> Database:
    """One for tests that are refused and so change nothing."""
    return new_database()


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _link(database: Database) -> str:
    return make_local_link(database.engine(DbRole.GRIDS_JOB))


def _exchange(database: Database, link: str, session: str = "session", hours: int = 12) -> bool:
    with writing(database.engine(DbRole.SERVICE), "") as connection:
        exchange = text("SELECT access.exchange_link(:link, :session, :hours)")
        return bool(
            connection.execute(
                exchange, {"link": _digest(link), "session": _digest(session), "hours": hours}
            ).scalar_one()
        )


def _who(database: Database, token: str, role: DbRole = DbRole.SERVICE) -> tuple[object, ...] | None:
    with writing(database.engine(role), "") as connection:
        row = connection.execute(text("SELECT * FROM access.who_is(:digest)"), {"digest": _digest(token)}).one_or_none()
    return None if row is None else tuple(row)


def _as_superuser(server: Server, database: Database, statement: str) -> None:
    with superuser(server, database_name(database)) as connection:
        connection.execute(statement)


def test_link_signs_in_once_with_every_role_for_the_whole_city(database: Database) -> None:
    link = _link(database)
    assert _exchange(database, link)
    roles = ["admin", "auditor", "dispatcher", "dpo", "planner", "viewer"]
    assert _who(database, "session") == ("local", roles, ["*"])
    assert _who(database, "session", DbRole.REGISTER) == ("local", roles, ["*"])


def test_link_is_used_up(database: Database) -> None:
    link = _link(database)
    assert _exchange(database, link)
    assert not _exchange(database, link, "another")
    assert _who(database, "another") is None


def test_link_used_twice_at_the_same_moment_signs_in_once(database: Database) -> None:
    link = _link(database)
    with ThreadPoolExecutor(4) as pool:
        signed_in = list(pool.map(lambda n: _exchange(database, link, f"session {n}"), range(4)))
    assert sorted(signed_in) == [False, False, False, True]


def test_link_is_no_token_of_its_own(database: Database) -> None:
    assert _who(database, _link(database)) is None


def test_expired_link_does_not_sign_in(database: Database, server: Server) -> None:
    link = _link(database)
    _as_superuser(server, database, "UPDATE access.token SET expires_at = now() - interval '1 second'")
    assert not _exchange(database, link)


def test_unknown_link_does_not_sign_in(database: Database) -> None:
    assert not _exchange(database, "guess")
    assert not _exchange(database, "")


def test_session_ends_by_itself(database: Database, server: Server) -> None:
    assert _exchange(database, _link(database))
    _as_superuser(server, database, "UPDATE access.token SET expires_at = now() WHERE kind = 'session'")
    assert _who(database, "session") is None


def test_session_ends_when_signed_out_and_only_that_one(database: Database) -> None:
    _exchange(database, _link(database), "one")
    _exchange(database, _link(database), "two")
    with writing(database.engine(DbRole.SERVICE), "") as connection:
        connection.execute(text("SELECT access.end_session(:digest)"), {"digest": _digest("one")})
    assert _who(database, "one") is None
    assert _who(database, "two") is not None


def test_disabled_account_is_nobody(database: Database, server: Server) -> None:
    assert _exchange(database, _link(database))
    _as_superuser(server, database, "UPDATE access.account SET disabled_at = now()")
    assert _who(database, "session") is None


def test_disabled_account_is_not_signed_in_by_a_link(database: Database, server: Server) -> None:
    link = _link(database)
    _as_superuser(server, database, "UPDATE access.account SET disabled_at = now()")
    assert not _exchange(database, link)


def test_a_new_link_of_a_disabled_local_account_is_refused(database: Database, server: Server) -> None:
    _link(database)
    _as_superuser(server, database, "UPDATE access.account SET disabled_at = now()")
    assert not _exchange(database, _link(database))


def test_only_the_digest_is_stored(database: Database, server: Server) -> None:
    link = _link(database)
    with superuser(server, database_name(database)) as connection:
        (stored,) = connection.execute("SELECT digest FROM access.token").fetchone() or (None,)
    assert stored == _digest(link)
    assert link.encode() not in stored


def test_links_are_long_and_never_the_same(database: Database) -> None:
    links = {_link(database) for _ in range(5)}
    assert len(links) == 5
    assert min(map(len, links)) >= 43


def test_expired_tokens_are_cleared_away(database: Database, server: Server) -> None:
    _link(database)
    _as_superuser(server, database, "UPDATE access.token SET expires_at = now() - interval '1 second'")
    _link(database)
    with superuser(server, database_name(database)) as connection:
        assert connection.execute("SELECT count(*) FROM access.token").fetchone() == (1,)


@pytest.mark.parametrize(
    "role", [DbRole.SERVICE, DbRole.REGISTER, DbRole.SERVICE_JOB, DbRole.REGISTER_JOB, DbRole.PUBLIC]
)
def test_no_serving_role_issues_links(kept: Database, role: DbRole) -> None:
    with psycopg.connect(kept.url(role)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT access.issue_local_link('x'::bytea, 60)")


@pytest.mark.parametrize("role", [r for r in DbRole if r is not DbRole.OWNER])
@pytest.mark.parametrize("table", ["account", "account_role", "jurisdiction", "token"])
def test_no_role_reads_accounts_or_tokens(kept: Database, role: DbRole, table: str) -> None:
    with psycopg.connect(kept.url(role)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(f"SELECT * FROM access.{table}")
