"""Small questions about the ground."""

from __future__ import annotations

from sqlalchemy import Engine

from gridmap.db.scope import reading
from gridmap.grids.store import grids


def holds_grids(engine: Engine) -> bool:
    """Whether any grid was ever imported. `engine`: a role that sees the whole city."""
    with reading(engine, "*") as connection:
        return grids.any_grid(connection)


def is_fictional(engine: Engine) -> bool:
    """Whether this is the made-up city. `engine`: any role that reads the ground."""
    with reading(engine, "*") as connection:
        return grids.is_fictional(connection)
