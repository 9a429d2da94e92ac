"""How often the public asked who films a place: a number a day, and nothing else."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, select

from gridmap.access.store.tables import question_count


def count(connection: Connection, *, day: date) -> None:
    """One question more; the day's row is locked until this transaction ends, so count last."""
    connection.execute(select(func.access.count_question(day)))


def by_day(connection: Connection, *, limit: int) -> list[tuple[date, int]]:
    """(day, questions), the newest day first; a day without a question has no row."""
    query = select(question_count.c.day, question_count.c.asked).order_by(question_count.c.day.desc()).limit(limit)
    return [(row.day, row.asked) for row in connection.execute(query)]
