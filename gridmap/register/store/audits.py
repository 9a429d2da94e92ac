"""Audits: what they read, and the runs that read the same for ever."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from pyproj import CRS
from sqlalchemy import Connection, delete, insert, select
from sqlalchemy import text as sql

from gridmap.db.copy_binary import copy_columns, numbers, texts
from gridmap.db.copying import copy_frame, staging_table
from gridmap.db.metadata import SRID
from gridmap.db.statements import statement
from gridmap.errors import NotFound
from gridmap.grids.rules.crs import points_to_degrees
from gridmap.register.rules.edges import Outlines
from gridmap.register.store.outlines import multipolygon_column, outlines_of
from gridmap.register.store.tables import audit_camera, audit_grid, audit_run, view


def area_path(connection: Connection, code: str | None, *, day: date) -> str:
    """The path of an area by its code, "" when none is named. Raises NotFound."""
    if code is None:
        return ""
    query = "SELECT path FROM grids.area WHERE code = :code AND valid_from <= :day AND (valid_to IS NULL OR valid_to > :day)"
    found = connection.execute(sql(query), {"code": code, "day": day}).scalar_one_or_none()
    if found is None:
        raise NotFound(f"There is no area {code!r} on {day}.")
    return str(found)


def read_grids(connection: Connection, *, day: date, path: str) -> gpd.GeoDataFrame:
    """Grids of the day on index grid_id: code, geometry in EPSG:4326."""
    return _shapes(connection, "read_grids", {"day": day, "path": path}, index="grid_id")


def read_cameras(connection: Connection, *, day: date) -> gpd.GeoDataFrame:
    """Cameras in service outdoors on index camera_row_id, with their optics; points in EPSG:4326."""
    return _shapes(connection, "read_cameras", {"day": day}, index="camera_row_id")


def read_blocked(connection: Connection) -> dict[str, Outlines]:
    """Footprints (`building`), water and private ground in EPSG:4326, by layer; a layer that nobody loaded is not there."""
    strings: dict[str, list[bytes]] = {}
    for layer, shapes in connection.execute(sql(statement("register", "read_blocked"))):
        strings.setdefault(layer, []).append(shapes)
    return {layer: outlines_of(parts) for layer, parts in strings.items()}


def _shapes(connection: Connection, name: str, parameters: Mapping[str, Any], *, index: str) -> gpd.GeoDataFrame:
    """The rows of a statement with their `geom` (WKB, EPSG:4326), column by column: rows of a frame cost four times as much."""
    result = connection.execute(sql(statement("register", name)), parameters)
    names, rows = list(result.keys()), result.cursor.fetchall()
    columns = dict(zip(names, zip(*rows, strict=True), strict=False)) or dict.fromkeys(names, ())
    geometry = shapely.from_wkb(np.array(columns.pop("geom"), dtype=object))
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=geometry, crs=SRID).set_index(index)


def replace_views(connection: Connection, views: gpd.GeoDataFrame, *, px_per_m: float, ground: str) -> int:
    """Put the views of that density and ground in place of the ones that stood; returns how many.

    views: polygons in a metric CRS on index camera_row_id with range_m, area_m2, reach, area_id; empty ones are left out.
    """
    connection.execute(delete(view).where(view.c.px_per_m == px_per_m, view.c.ground == ground))
    kept = views[~views.geometry.is_empty]
    every = np.zeros(len(kept), dtype=np.bool_)
    area_id = kept["area_id"].to_numpy(dtype=np.float64, na_value=np.nan)
    columns = {
        "camera_row_id": numbers(kept.index.to_numpy(), "i8"),
        "range_m": numbers(kept["range_m"].to_numpy(), "f8"),
        "area_m2": numbers(kept["area_m2"].to_numpy(), "f8"),
        "reach": texts(pa.array(kept["reach"], type=pa.string())),
        "area_id": numbers(np.nan_to_num(area_id), "i8", null=every | np.isnan(area_id)),
        "geom": multipolygon_column(
            kept.geometry.to_numpy(), lambda x, y: points_to_degrees(x, y, CRS.from_user_input(views.crs))
        ),
    }
    copy_columns(connection, staging_table(connection, view, list(columns)), columns)
    rows = sql(
        "INSERT INTO register.view (camera_row_id, px_per_m, reach, ground, range_m, area_m2, area_id, geom) "
        "SELECT camera_row_id, :px_per_m, reach, :ground, range_m, area_m2, area_id, geom FROM stage_view ORDER BY geom"
    )
    return connection.execute(rows, {"px_per_m": px_per_m, "ground": ground}).rowcount


def write_run(connection: Connection, values: Mapping[str, Any], *, grids: pd.DataFrame, cameras: pd.DataFrame) -> int:
    """Write an audit run with its rows per grid (index grid_id) and per camera (index camera_row_id); returns its id."""
    run_id = int(connection.execute(insert(audit_run).values(**values).returning(audit_run.c.run_id)).scalar_one())
    for table, frame, key in ((audit_grid, grids, "grid_id"), (audit_camera, cameras, "camera_row_id")):
        rows = frame.assign(run_id=run_id)
        rows[key] = frame.index.to_numpy()
        staged = staging_table(connection, table, [c.name for c in table.c])
        copy_frame(connection, staged, rows[[c.name for c in table.c]], None)
        connection.execute(insert(table).from_select([c.name for c in table.c], select(staged)))
    return run_id
