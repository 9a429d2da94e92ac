"""Import batches: what came in, from which file, with which options and outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, update

from gridmap.access.store.tables import import_batch, import_issue
from gridmap.errors import Issue

_ISSUES_KEPT = 10_000  # a file that is wrong in every row needs no million lines here; the counts tell


def open_batch(connection: Connection, values: Mapping[str, Any]) -> int:
    """Write the batch's first line; returns its id."""
    return int(
        connection.execute(insert(import_batch).values(**values).returning(import_batch.c.batch_id)).scalar_one()
    )


def close_batch(connection: Connection, batch_id: int, counts: Mapping[str, Any], issues: Sequence[Issue]) -> None:
    """Write the outcome and the first issues."""
    connection.execute(
        update(import_batch)
        .where(import_batch.c.batch_id == batch_id)
        .values(finished_at=func.clock_timestamp(), counts=dict(counts))
    )
    rows = [
        {
            "batch_id": batch_id,
            "line": issue.line,
            "field": issue.field,
            "code": issue.code,
            "message": issue.message,
            "severity": issue.severity.value,
            "value": issue.value,
        }
        for issue in issues[:_ISSUES_KEPT]
    ]
    if rows:
        connection.execute(insert(import_issue), rows)
