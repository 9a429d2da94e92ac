"""Reading stored runs of the tiling audit."""

from __future__ import annotations

from sqlalchemy import Engine, text

from gridmap.db.door import translating
from gridmap.db.scope import reading
from gridmap.db.statements import statement


def newest_tiling(engine: Engine, *, scope: str) -> str | None:
    """The newest run, as JSON text; None when there is none."""
    with translating(), reading(engine, scope) as connection:
        found = connection.execute(text(statement("grids", "latest_tiling"))).scalar_one_or_none()
    return None if found is None else str(found)
