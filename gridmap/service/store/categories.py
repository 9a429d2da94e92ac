"""The closed table of incident categories, as the database keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, not_, select
from sqlalchemy import delete as delete_rows
from sqlalchemy.dialects.postgresql import insert

from gridmap.service.store.tables import category


def replace_all(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make the table hold exactly `rows` (columns of `service.category`); needs the owner's rights.

    A row that a reviewed mapping names cannot go away: the foreign key refuses, and the door turns that into a Conflict.
    """
    wanted = insert(category).values([dict(row) for row in rows])
    content = {c.name: wanted.excluded[c.name] for c in category.c if not c.primary_key}
    connection.execute(wanted.on_conflict_do_update(index_elements=[category.c.code], set_=content))
    connection.execute(delete_rows(category).where(not_(category.c.code.in_([row["code"] for row in rows]))))


def all_rows(connection: Connection) -> list[dict[str, Any]]:
    """Every row, by code."""
    return [dict(row) for row in connection.execute(select(category).order_by(category.c.code)).mappings()]
