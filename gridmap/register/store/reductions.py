"""Reductions: what they read beside the audits' cameras, and the runs that read the same for ever."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection

from gridmap.db.arrays import frame_of, shapes_of
from gridmap.db.inserting import insert_frame, insert_one
from gridmap.db.statements import statement
from gridmap.register.store.run_tables import reduction_area, reduction_camera, reduction_run


def read_purpose_areas(connection: Connection, *, day: date) -> gpd.GeoDataFrame:
    """Purpose areas of the day on index purpose_area_row_id: purpose_area_id, purpose, px_per_m (NaN where none is stated), cameras, geometry."""
    areas = shapes_of(
        connection, statement("register", "list_purpose_areas"), {"day": day}, index="purpose_area_row_id"
    )
    return areas.assign(px_per_m=pd.to_numeric(areas["px_per_m"]).astype(np.float64))


def read_purposes(connection: Connection, *, path: str) -> pd.DataFrame:
    """Of every camera, on index camera_row_id: purpose (a list), inside (whether it stands below that area path)."""
    rows = frame_of(connection, statement("register", "list_camera_purposes"), {"path": path})
    return rows.set_index("camera_row_id")


def write_run(
    connection: Connection, values: Mapping[str, Any], *, cameras: gpd.GeoDataFrame, areas: pd.DataFrame
) -> int:
    """Write a run with its rows per camera (index camera_row_id, masks in EPSG:4326) and per area (index purpose_area_row_id)."""
    run_id = insert_one(connection, reduction_run, values)
    masks = np.array([_as_multipolygon(shape) for shape in cameras.geometry], dtype=object)
    rows = pd.DataFrame(cameras.drop(columns="geometry")).reset_index().assign(run_id=run_id)
    insert_frame(connection, reduction_camera, rows[[c.name for c in reduction_camera.c if c.name != "geom"]], masks)
    lost = areas.reset_index().assign(run_id=run_id)
    insert_frame(connection, reduction_area, lost[[c.name for c in reduction_area.c]])
    return run_id


def _as_multipolygon(shape: Any) -> Any:
    """The polygons of a shape; None where there is none."""
    if shape is None or shape.is_empty:
        return None
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > 0]
    return shapely.MultiPolygon(parts) if parts else None


def read_run(connection: Connection, *, run_id: int) -> gpd.GeoDataFrame:
    """The cameras of a run with their figures; geometry: the mask, or None."""
    return shapes_of(connection, statement("register", "read_reduction"), {"run": run_id})
