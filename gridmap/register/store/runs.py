"""Stored coverage runs, read back."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from sqlalchemy import Connection
from sqlalchemy import text as sql

from gridmap.db.arrays import frame_of, shapes_of
from gridmap.db.statements import statement
from gridmap.errors import NotFound


def read_head(connection: Connection, run_id: int) -> dict[str, Any]:
    """run_id, day, made_at, px_per_m, assumption, code_version, parameters, headline. Raises NotFound."""
    found = connection.execute(sql(statement("register", "read_run_head")), {"run": run_id}).mappings().one_or_none()
    if found is None:
        raise NotFound(f"There is no coverage run {run_id}.")
    return dict(found)


def read_grids(connection: Connection, run_id: int) -> gpd.GeoDataFrame:
    """Figures of the run's grids on index grid_id, by code, with their polygons (EPSG:4326)."""
    return shapes_of(connection, statement("register", "read_run"), {"run": run_id}, index="grid_id")


def read_ground(connection: Connection, run_id: int) -> pd.DataFrame:
    """One row a grid, density and part that is not zero: grid_id, px_per_m, part, seen_m2."""
    return _long(frame_of(connection, statement("register", "read_ground"), {"run": run_id}))


def read_areas(connection: Connection, run_id: int) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """One row an area and density, down the tree, on a new index; and its parts: row, part, seen_m2."""
    areas = shapes_of(connection, statement("register", "read_run_areas"), {"run": run_id})
    listed = pd.DataFrame({"row": areas.index, "parts": areas.pop("parts"), "seen_m2": areas.pop("seen_m2")})
    return areas, _long(listed)


def read_cameras(connection: Connection, run_id: int) -> pd.DataFrame:
    """What the run knew of each camera on index camera_row_id; numbers as float64."""
    frame = frame_of(connection, statement("register", "read_run_cameras"), {"run": run_id}).set_index("camera_row_id")
    numbers = ["range_m", "view_m2", "lon", "lat", "heading_deg", "hfov_deg", "near_m"]
    return frame.astype(dict.fromkeys(numbers, np.float64))


def _long(frame: pd.DataFrame) -> pd.DataFrame:
    """One row for each element of the two lists."""
    rows = frame.explode(["parts", "seen_m2"]).rename(columns={"parts": "part"}).dropna(subset=["part"])
    return rows.astype({"seen_m2": np.float64}).reset_index(drop=True)
