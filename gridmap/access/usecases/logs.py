"""Reading and checking the log."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine

from gridmap.access.store import logs, questions
from gridmap.db.scope import reading


def show_log(
    engine: Engine, *, limit: int = 100, action: str | None = None, since: datetime | None = None
) -> list[dict[str, Any]]:
    """The newest entries first. `engine`: a role that may read the log."""
    with reading(engine, "*") as connection:
        return logs.newest(connection, limit=limit, action=action, since=since)


def verify_log(engine: Engine) -> tuple[int, str, int | None]:
    """(entries, head as hex, first broken entry or None)."""
    with reading(engine, "*") as connection:
        entries, head = logs.head(connection)
        return entries, head, logs.broken_at(connection)


def public_questions(engine: Engine, *, limit: int = 31) -> list[tuple[date, int]]:
    """How often the public asked who films a place: (day, questions), the newest day first. `engine`: a role that may read the log."""
    with reading(engine, "*") as connection:
        return questions.by_day(connection, limit=limit)
