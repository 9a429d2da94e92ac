"""Grids: what stands, and which one a point belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection, select, text

from gridmap.db.arrays import shapes_of
from gridmap.db.inserting import insert_frame, insert_one
from gridmap.db.statements import statement
from gridmap.grids.store.tables import grid, tiling_finding, tiling_run


def any_grid(connection: Connection) -> bool:
    """There is at least one."""
    return connection.execute(select(grid.c.grid_id).limit(1)).first() is not None


def is_fictional(connection: Connection) -> bool:
    """This is the made-up city."""
    return bool(connection.execute(text(statement("grids", "is_fictional"))).scalar_one())


def find_grid(connection: Connection, lon: float, lat: float, *, day: date, kind: str = "") -> tuple[int, str] | None:
    """(grid_id, code) of the grid that covers the point, the lowest code on shared borders; None outside all grids."""
    parameters = {"lon": lon, "lat": lat, "day": day, "kind": kind}
    row = connection.execute(text(statement("grids", "find_grid")), parameters).one_or_none()
    return None if row is None else (int(row.grid_id), str(row.code))


def read_tiling(connection: Connection, *, day: date, kind: str) -> gpd.GeoDataFrame:
    """Grids of the day, of one kind or (kind "") of all that tile: code, kind, area_id, area_code; EPSG:4326."""
    return shapes_of(connection, statement("grids", "read_tiling"), {"day": day, "kind": kind})


def read_top_areas(connection: Connection, *, day: date) -> gpd.GeoDataFrame:
    """Areas without a parent: code; EPSG:4326."""
    return shapes_of(connection, statement("grids", "read_top_areas"), {"day": day})


def write_tiling_run(connection: Connection, values: Mapping[str, Any], findings: gpd.GeoDataFrame) -> int:
    """Write a tiling audit with its findings (check_name, codes, area_m2, width_m; EPSG:4326); returns its id."""
    run_id = insert_one(connection, tiling_run, values)
    rows = pd.DataFrame(findings.drop(columns="geometry")).assign(run_id=run_id)
    names = ["run_id", "check_name", "codes", "area_m2", "width_m"]
    insert_frame(connection, tiling_finding, rows[names], findings.geometry.to_numpy())
    return run_id
