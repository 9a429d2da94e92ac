"""One-time links of the loopback start."""

from __future__ import annotations

from sqlalchemy import Connection, func, select


def issue_local_link(connection: Connection, digest: bytes, *, minutes: int) -> None:
    """Let whoever holds the token with that digest sign in once, within `minutes`."""
    connection.execute(select(func.access.issue_local_link(digest, minutes)))
