"""What hotspots are computed from, and their stored runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection, func, select

from gridmap.db.arrays import frame_of, shapes_of
from gridmap.db.inserting import insert_frame, insert_one
from gridmap.db.statements import statement
from gridmap.service.store.tables import hotspot_grid, hotspot_run, incident


def read_grids(connection: Connection, *, day: date) -> gpd.GeoDataFrame:
    """Grids that take part in a tiling on that day, on index grid_id: code, kind, households; EPSG:4326."""
    return shapes_of(connection, statement("service", "read_grids"), {"day": day}, index="grid_id")


def read_streets(connection: Connection) -> gpd.GeoDataFrame:
    """Street segments, EPSG:4326."""
    return shapes_of(connection, statement("service", "read_streets"))


def count_by_grid(connection: Connection, *, from_at: datetime, to_at: datetime, category: str | None) -> pd.DataFrame:
    """Incidents reported in [from_at, to_at) by grid_id (null where they lie in none), without refused, void and duplicate ones."""
    parameters = {"from_at": from_at, "to_at": to_at, "category": category or ""}
    return frame_of(connection, statement("service", "count_by_grid"), parameters)


def write_run(connection: Connection, values: Mapping[str, Any], rows: pd.DataFrame) -> int:
    """Write a run with its rows on index grid_id (incidents, counted, expected, z, p, q, class); returns its id."""
    run_id = insert_one(connection, hotspot_run, values)
    frame = rows.assign(run_id=run_id, grid_id=rows.index.to_numpy())
    insert_frame(connection, hotspot_grid, frame[[c.name for c in hotspot_grid.c]])
    return run_id


def span(connection: Connection) -> tuple[datetime | None, datetime | None]:
    """When the oldest and the newest incident were reported; None when there are none."""
    row = connection.execute(select(func.min(incident.c.reported_at), func.max(incident.c.reported_at))).one()
    return row[0], row[1]
