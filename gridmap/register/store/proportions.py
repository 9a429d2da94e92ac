"""Proportion: what it reads of the ground and of cameras, and its runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from sqlalchemy import Connection
from sqlalchemy import text as sql

from gridmap.db.arrays import shapes_of
from gridmap.db.inserting import insert_frame, insert_one
from gridmap.db.statements import statement
from gridmap.register.rules.edges import Geometries, Outlines, Rows
from gridmap.register.store.outlines import outlines_of
from gridmap.register.store.run_tables import (
    audit_proportion,
    audit_proportion_grid,
    audit_proportion_group,
    audit_purpose_fit,
    audit_run,
)


@dataclass(frozen=True, slots=True)
class Footprints:
    """Every building in EPSG:4326, one polygon a part. home: for each part which home it belongs to, from 0 on, -1 where
    nobody lives; homes: how many there are."""

    outlines: Outlines
    home: Rows
    homes: int


def read_footprints(connection: Connection) -> Footprints:
    """All footprints; there may be none."""
    rows = connection.execute(sql(statement("register", "read_footprints"))).all()
    lived_in = np.array([is_home for row in rows for is_home in row.homes], dtype=np.bool_)
    parts = np.array([count for row in rows for count in row.parts], dtype=np.int64)
    home = np.where(lived_in, np.cumsum(lived_in) - 1, -1)
    return Footprints(
        outlines_of([row.shapes for row in rows]), np.repeat(home, parts).astype(np.int64), int(lived_in.sum())
    )


def read_open_ground(connection: Connection) -> dict[str, Outlines]:
    """Water and private ground in EPSG:4326, by layer; a layer that nobody loaded has no polygons."""
    strings: dict[str, list[bytes]] = {"water": [], "private": []}
    for layer, shapes in connection.execute(sql(statement("register", "read_open_ground"))):
        strings[layer].append(shapes)
    return {layer: outlines_of(parts) for layer, parts in strings.items()}


def read_cameras(connection: Connection, *, day: date, path: str) -> gpd.GeoDataFrame:
    """Cameras that stand outdoors, in service or not, on camera_row_id: optics, operator, purpose, in_service, listed (in
    the area of that path); points in EPSG:4326."""
    rows = shapes_of(
        connection, statement("register", "read_standing_cameras"), {"day": day, "path": path}, index="camera_row_id"
    )
    return rows.astype({"in_service": bool, "listed": bool})  # of no rows nobody can tell the type


def read_purpose_areas(connection: Connection, *, day: date) -> gpd.GeoDataFrame:
    """Purpose areas that are valid on the day, EPSG:4326, on purpose_area_row_id."""
    return shapes_of(connection, statement("register", "read_purpose_areas"), {"day": day}, index="purpose_area_row_id")


def read_places(connection: Connection) -> Geometries:
    """Sensitive places in EPSG:4326."""
    return np.asarray(
        shapes_of(connection, statement("register", "read_places"), {}, index="place_row_id").geometry.to_numpy()
    )


def write_run(
    connection: Connection,
    values: Mapping[str, Any],
    *,
    cameras: pd.DataFrame,
    fits: pd.DataFrame,
    grids: pd.DataFrame,
    groups: pd.DataFrame,
) -> int:
    """Write a run with its rows, frames with the columns of their tables but run_id; returns its id."""
    run_id = insert_one(connection, audit_run, {"kind": "proportion", **values})
    tables = {
        audit_proportion: cameras,
        audit_purpose_fit: fits,
        audit_proportion_grid: grids,
        audit_proportion_group: groups,
    }
    for table, rows in tables.items():
        insert_frame(connection, table, rows.assign(run_id=run_id)[[column.name for column in table.c]])
    return run_id
