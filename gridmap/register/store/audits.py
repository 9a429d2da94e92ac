"""Audits: what they read, and the runs that read the same for ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
from pyproj import CRS
from sqlalchemy import BigInteger, Column, Connection, Double, Table, Text, cast, delete, func, insert, select
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY

from gridmap.db.arrays import frame_of, shapes_of
from gridmap.db.copy_binary import Column as BinaryColumn
from gridmap.db.copy_binary import copy_columns, numbers, texts
from gridmap.db.copying import staging_table
from gridmap.db.inserting import insert_one
from gridmap.db.statements import statement
from gridmap.errors import NotFound
from gridmap.grids.rules.crs import points_to_degrees
from gridmap.register.store.outlines import Barred, barred_of, multipolygon_column
from gridmap.register.store.run_tables import audit_area, audit_camera, audit_grid, audit_ground, audit_run
from gridmap.register.store.tables import view


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
    """Grids of the day on index grid_id: code, kind, tiles, area_path, geometry in EPSG:4326."""
    return shapes_of(connection, statement("register", "read_grids"), {"day": day, "path": path}, index="grid_id")


def read_cameras(connection: Connection, *, day: date) -> gpd.GeoDataFrame:
    """Cameras in service outdoors on index camera_row_id, with their optics, operator and purpose; points in EPSG:4326."""
    return shapes_of(connection, statement("register", "read_cameras"), {"day": day}, index="camera_row_id")


def read_cameras_of(connection: Connection, camera_rows: Sequence[int], *, day: date) -> gpd.GeoDataFrame:
    """Those of `read_cameras` with these row ids."""
    return shapes_of(
        connection,
        statement("register", "read_cameras_of"),
        {"day": day, "rows": list(camera_rows)},
        index="camera_row_id",
    )


def read_masks(connection: Connection, camera_rows: Sequence[int] | None = None) -> gpd.GeoDataFrame:
    """Declared masks on index mask_id, of these cameras or of all: camera_row_id, follows_ptz; MultiPolygons in EPSG:4326, empty
    where one is declared that covers nothing."""
    rows = None if camera_rows is None else list(camera_rows)
    masks = shapes_of(connection, statement("register", "read_masks"), {"rows": rows}, index="mask_id")
    return masks.astype({"follows_ptz": bool, "camera_row_id": "int64"})  # of no rows nobody can tell the type


def read_functions(connection: Connection) -> pd.Series:
    """`audio:on,recording:no` of each camera on index camera_row_id; a function that is not named was not told."""
    return frame_of(connection, statement("register", "read_functions"), {}).set_index("camera_row_id")["functions"]


def read_left_out(connection: Connection, *, day: date) -> pd.DataFrame:
    """Cameras that do not count on index camera_row_id: area_id, status, optics, left_out (why)."""
    return frame_of(connection, statement("register", "read_left_out"), {"day": day}).set_index("camera_row_id")


def read_areas(connection: Connection, *, day: date, path: str) -> pd.DataFrame:
    """Areas of the day at and below a path on index area_id: path."""
    return frame_of(connection, statement("register", "read_areas"), {"day": day, "path": path}).set_index("area_id")


def read_blocked(connection: Connection, *, heights: bool = False) -> Barred:
    """All footprints, water and private ground; heights: whether those of the buildings are wanted."""
    return barred_of(connection.execute(sql(statement("register", "read_blocked")), {"heights": heights}))


def replace_views(connection: Connection, views: gpd.GeoDataFrame, *, px_per_m: float, ground: str) -> int:
    """Put these in place of all views of that density, however those were cut; returns how many.

    views: polygons in a metric CRS on index camera_row_id with range_m, area_m2, reach, area_id; empty ones are left out.
    """
    connection.execute(delete(view).where(view.c.px_per_m == px_per_m))
    return _insert_views(connection, views, px_per_m=px_per_m, ground=ground)


def replace_views_of(
    connection: Connection, camera_rows: Sequence[int], views: gpd.GeoDataFrame, *, px_per_m: float, ground: str
) -> int:
    """The same for some cameras only; one that has no view any more loses the one that stood."""
    stood = delete(view).where(view.c.camera_row_id.in_(camera_rows), view.c.px_per_m == px_per_m)
    connection.execute(stood)
    return _insert_views(connection, views, px_per_m=px_per_m, ground=ground)


def _insert_views(connection: Connection, views: gpd.GeoDataFrame, *, px_per_m: float, ground: str) -> int:
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
    staged = staging_table(connection, view, list(columns))
    copy_columns(connection, staged, columns)
    rows = sql(
        "INSERT INTO register.view (camera_row_id, px_per_m, reach, ground, range_m, area_m2, area_id, geom) "
        "SELECT camera_row_id, :px_per_m, reach, :ground, range_m, area_m2, area_id, geom FROM stage_view ORDER BY geom"
    )
    made = connection.execute(rows, {"px_per_m": px_per_m, "ground": ground}).rowcount
    staged.drop(connection)  # a refresh stores views of several densities in one transaction
    return made


@dataclass(frozen=True, slots=True)
class RunRows:
    """What a run stores beside its headline.

    grids: figures on index grid_id. cameras: on index camera_row_id, columns as in `audit_camera`, parts as text with commas
    between. ground, areas: by density, m² a part (`rules/part.py`) on index grid_id, and on index area_id with grids, grid_m2
    and public_m2 before.
    """

    grids: pd.DataFrame
    cameras: pd.DataFrame
    ground: Mapping[float, pd.DataFrame]
    areas: Mapping[float, pd.DataFrame]


def write_run(connection: Connection, values: Mapping[str, Any], *, rows: RunRows) -> int:
    """Write an audit run with its rows; returns its id."""
    run_id = insert_one(connection, audit_run, values)
    _append(connection, audit_grid, rows.grids.rename_axis("grid_id").reset_index(), run_id)
    _append(connection, audit_camera, rows.cameras.rename_axis("camera_row_id").reset_index(), run_id)
    for table, key, by_density in ((audit_ground, "grid_id", rows.ground), (audit_area, "area_id", rows.areas)):
        frames = [_as_arrays(frame, key).assign(px_per_m=px_per_m) for px_per_m, frame in by_density.items()]
        if frames:
            _append(connection, table, pd.concat(frames, ignore_index=True), run_id)
    return run_id


def _as_arrays(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    """One row a place: its parts that are not zero and their m² as two lists in text, and the other columns.

    Grids without any are left out; areas are not, for their public ground is told.
    """
    names = [name for name in frame.columns if ":" in name]
    m2, labels = frame[names].to_numpy(), np.array(names, dtype=object)
    made = frame.drop(columns=names).rename_axis(key).reset_index()
    made["parts"] = [",".join(labels[row > 0]) for row in m2]
    made["seen_m2"] = [",".join(map(repr, row[row > 0].tolist())) for row in m2]
    return made if "public_m2" in made else made[made["parts"] != ""]


def _append(connection: Connection, table: Table, frame: pd.DataFrame, run_id: int) -> None:
    """Rows of a run. Arrays come as texts with commas between, few of them different; the server takes them apart."""
    listed = [Column(f"{c.name}_list", Text) for c in table.c if isinstance(c.type, ARRAY)]
    plain = [c.name for c in table.c if not isinstance(c.type, ARRAY)]
    rows = frame.rename(columns={c.name: f"{c.name}_list" for c in table.c if isinstance(c.type, ARRAY)})
    staged = staging_table(connection, table, plain, *listed)
    copy_columns(connection, staged, {c.name: _column(rows.assign(run_id=run_id)[c.name], c.type) for c in staged.c})
    taken = [
        cast(func.string_to_array(staged.c[f"{c.name}_list"], ","), c.type) if c.name not in plain else staged.c[c.name]
        for c in table.c
    ]
    connection.execute(insert(table).from_select([c.name for c in table.c], select(*taken)))


def _column(values: pd.Series, kind: Any) -> BinaryColumn:
    """A column of the frame as COPY BINARY takes it; None and NaN are NULL."""
    if isinstance(kind, Text):
        return texts(pa.array(values, type=pa.string(), from_pandas=True))
    null = values.isna().to_numpy(dtype=np.bool_)
    filled = values.to_numpy(dtype=np.float64, na_value=np.nan) if null.any() else values.to_numpy()
    wire = "f8" if isinstance(kind, Double) else "i8" if isinstance(kind, BigInteger) else "i4"
    return numbers(np.nan_to_num(filled) if null.any() else filled, wire, null=null)
