"""Cameras: their functions, and the areas that they follow."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Column, Connection, MetaData, Table, Text, inspect, text

from gridmap.db.copying import copy_frame
from gridmap.db.statements import statement
from gridmap.register.store.tables import camera_function

_COLUMNS = [c.name for c in camera_function.c if c.name != "camera_row_id"]


def stage_functions(connection: Connection, functions: pd.DataFrame) -> None:
    """Stage one row a camera and function: camera_id, function, state and the legal set."""
    copy_frame(connection, _stage(connection), functions[["camera_id", *_COLUMNS]], None)


def _stage(connection: Connection) -> Table:
    """The stage of this transaction, made when it is first asked for."""
    stage = Table(
        "stage_camera_function",
        MetaData(),
        Column("camera_id", Text),
        *[Column(name, camera_function.c[name].type) for name in _COLUMNS],
        prefixes=["TEMPORARY"],
        postgresql_on_commit="DROP",
    )
    if "stage_camera_function" not in inspect(connection).get_temp_table_names():
        stage.create(connection)
    return stage


def replace_functions(connection: Connection, *, batch_id: int) -> None:
    """Put the staged functions in place for the cameras that this batch wrote; there may be none."""
    _stage(connection)
    for name in ("delete_functions", "insert_functions"):
        connection.execute(text(statement("register", name)), {"batch": batch_id})


def follow_areas(connection: Connection) -> None:
    """Cameras and their views follow today's areas."""
    for name in ("link_cameras", "link_views"):
        connection.execute(text(statement("register", name)))
