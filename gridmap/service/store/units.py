"""Units: the organisations that are loaded."""

from __future__ import annotations

from sqlalchemy import Connection, select

from gridmap.service.store.tables import unit


def read_unit_words(connection: Connection) -> frozenset[str]:
    """Ids and names of all units: the words by which an incident may name one."""
    rows = connection.execute(select(unit.c.unit_id, unit.c.name))
    return frozenset(word for row in rows for word in row)
