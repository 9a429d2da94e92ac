"""The log: append-only, hash-chained, written through one database function."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB

from gridmap.access.store.tables import log


def append(
    connection: Connection, *, actor: str, action: str, what: str, detail: Mapping[str, Any], rows: int | None
) -> None:
    """One entry; the chain is locked until this transaction ends, so write it last."""
    connection.execute(select(func.access.append_log(actor, action, what, cast(dict(detail), JSONB), rows)))


def broken_at(connection: Connection) -> int | None:
    """The first entry whose hash does not follow from its row and the entry before; None when the chain holds."""
    found = connection.execute(select(func.access.broken_log())).scalar_one_or_none()
    return None if found is None else int(found)


def newest(connection: Connection, *, limit: int, action: str | None, since: datetime | None) -> list[dict[str, Any]]:
    """The newest entries first."""
    query = select(log.c.seq, log.c.at, log.c.actor, log.c.action, log.c.object, log.c.detail, log.c.row_count)
    if action is not None:
        query = query.where(log.c.action == action)
    if since is not None:
        query = query.where(log.c.at >= since)
    return [dict(row) for row in connection.execute(query.order_by(log.c.seq.desc()).limit(limit)).mappings()]


def head(connection: Connection) -> tuple[int, str]:
    """(number of entries, hex hash of the last one)."""
    row = connection.execute(select(log.c.seq, log.c.hash).order_by(log.c.seq.desc()).limit(1)).one_or_none()
    return (0, "") if row is None else (row.seq, bytes(row.hash).hex())
