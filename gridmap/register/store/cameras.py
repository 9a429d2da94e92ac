"""Cameras: their functions and masks, and the areas that they follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, Column, Connection, MetaData, Table, Text, inspect, text

from gridmap.db.copying import copy_frame
from gridmap.db.metadata import SRID
from gridmap.db.statements import statement
from gridmap.register.rules.edges import Geometries
from gridmap.register.store.tables import camera_function, mask

_KEY = {"camera_id": Text, "line": BigInteger}  # where an id stands twice in a file, its first line is what was written
_FUNCTION = {c.name: c.type for c in camera_function.c if c.name != "camera_row_id"}
_MASK = {name: mask.c[name].type for name in ("follows_ptz", "checked_on")}
_SHAPE = {"geom": Geometry("MULTIPOLYGON", srid=SRID, spatial_index=False)}


def stage_functions(connection: Connection, functions: pd.DataFrame) -> None:
    """Stage one row a camera and function: camera_id, line, function, state and the legal set."""
    columns = [*_KEY, *_FUNCTION]
    copy_frame(connection, _function_stage(connection), functions[columns], None)


def stage_masks(connection: Connection, masks: pd.DataFrame, shapes: Geometries) -> None:
    """Stage one row a mask: camera_id, line, follows_ptz, checked_on, with MultiPolygons in EPSG:4326 on the same rows."""
    columns = [*_KEY, *_MASK]
    copy_frame(connection, _mask_stage(connection), masks[columns], shapes)


def replace_parts(connection: Connection, *, batch_id: int) -> None:
    """Put the staged functions and masks in place for the cameras that this batch wrote; there may be none."""
    _function_stage(connection)
    _mask_stage(connection)
    for name in ("delete_functions", "insert_functions", "delete_masks", "insert_masks"):
        connection.execute(text(statement("register", name)), {"batch": batch_id})


def follow_areas(connection: Connection) -> None:
    """Cameras and their views follow today's areas."""
    for name in ("link_cameras", "link_views"):
        connection.execute(text(statement("register", name)))


def _function_stage(connection: Connection) -> Table:
    return _stage(connection, "stage_camera_function", _FUNCTION)


def _mask_stage(connection: Connection) -> Table:
    return _stage(connection, "stage_mask", {**_MASK, **_SHAPE})


def _stage(connection: Connection, name: str, columns: Mapping[str, Any]) -> Table:
    """The stage of this transaction, made when it is first asked for."""
    stage = Table(
        name,
        MetaData(),
        *[Column(key, kind) for key, kind in {**_KEY, **columns}.items()],
        prefixes=["TEMPORARY"],
        postgresql_on_commit="DROP",
    )
    if name not in inspect(connection).get_temp_table_names():
        stage.create(connection)
    return stage
