"""Reading stored hotspot runs."""

from __future__ import annotations

import geopandas as gpd
from sqlalchemy import Engine, text

from gridmap.access.store import logs
from gridmap.db.arrays import shapes_of
from gridmap.db.door import translating
from gridmap.db.scope import reading, writing
from gridmap.db.statements import statement


def hotspot_rows(engine: Engine, *, run_id: int, scope: str, actor: str) -> gpd.GeoDataFrame:
    """The grids of one hotspot run with their figures, under the scope; the read is an export and is logged."""
    with translating(), writing(engine, scope) as connection:
        rows = shapes_of(connection, statement("service", "read_run"), {"run": run_id})
        logs.append(connection, actor=actor, action="export", what="hotspots", detail={"run": run_id}, rows=len(rows))
    return rows


def newest_hotspots(engine: Engine, *, scope: str) -> str | None:
    """The newest run that covers the whole city, as JSON text; None when there is none."""
    with translating(), reading(engine, scope) as connection:
        found = connection.execute(text(statement("service", "latest_hotspots"))).scalar_one_or_none()
    return None if found is None else str(found)
