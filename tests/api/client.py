"""A client of the application over a database of the test's own, and accounts to call it with."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from starlette.testclient import TestClient

from gridmap.access.usecases.links import make_local_link
from gridmap.api.app import create_app
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.server import Server
from gridmap.settings import Settings
from tests.db.rows import database_name, superuser

HOST = "http://127.0.0.1"
SETTINGS = Settings(home=Path("/nonexistent"))


@contextmanager
def client_of(database: Database, settings: Settings = SETTINGS) -> Iterator[TestClient]:
    """Nobody signed in yet; faults are answered, not raised, as a server does."""
    app = create_app(settings, database)
    with TestClient(app, base_url=HOST, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


@contextmanager
def signed_in(database: Database, settings: Settings = SETTINGS) -> Iterator[TestClient]:
    """Signed in by the one-time link: every role, the whole city."""
    with client_of(database, settings) as client:
        link = make_local_link(database.engine(DbRole.GRIDS_JOB))
        answer = client.get("/sign-in", params={"token": link})
        assert answer.status_code == 303, answer.text
        yield client


def add_account(server: Server, database: Database, *, roles: Sequence[str], paths: Sequence[str]) -> dict[str, str]:
    """A new account with those roles and area paths; returns the header that calls as it."""
    token = secrets.token_urlsafe(16)
    with superuser(server, database_name(database)) as connection:
        made = connection.execute(
            "INSERT INTO access.account (name) VALUES (%s) RETURNING account_id", [f"account {token[:6]}"]
        )
        (account_id,) = made.fetchone() or (None,)
        for role in roles:
            connection.execute("INSERT INTO access.account_role VALUES (%s, %s)", [account_id, role])
        for path in paths:
            connection.execute("INSERT INTO access.jurisdiction VALUES (%s, %s)", [account_id, path])
        connection.execute(
            "INSERT INTO access.token (digest, account_id, kind, expires_at) VALUES (%s, %s, 'program', now() + interval '1 h')",
            [hashlib.sha256(token.encode()).digest(), account_id],
        )
    return {"Authorization": f"Bearer {token}"}
