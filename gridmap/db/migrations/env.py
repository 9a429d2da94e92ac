"""Alembic's entry: runs the revisions over one connection of the owner."""

from __future__ import annotations

from typing import Any

from alembic import context
from geoalchemy2 import alembic_helpers
from sqlalchemy import create_engine, pool

import gridmap.access.store.tables
import gridmap.grids.store.tables
import gridmap.register.store.run_tables
import gridmap.register.store.tables
import gridmap.service.store.tables  # noqa: F401
from gridmap.db.metadata import metadata

_SCHEMAS = frozenset({"access", "grids", "register", "service"})


def _ours(name: str | None, kind: str, parents: Any) -> bool:
    """Only our schemas are compared; partitions of incident are made by the month."""
    if kind == "schema":
        return name in _SCHEMAS
    return not (kind == "table" and (name or "").startswith("incident_2"))


engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_schemas=True,
        include_name=_ours,
        version_table_schema="public",
        transaction_per_migration=True,
        include_object=alembic_helpers.include_object,
        process_revision_directives=alembic_helpers.writer,
        render_item=alembic_helpers.render_item,
    )
    with context.begin_transaction():
        context.run_migrations()
