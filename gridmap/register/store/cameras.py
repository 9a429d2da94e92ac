"""Cameras: their functions, and the areas that they follow."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Column, Connection, MetaData, Table, Text, inspect, text

from gridmap.db.copying import copy_frame
from gridmap.db.statements import statement
from gridmap.register.store.tables import camera_function


def stage_functions(connection: Connection, functions: pd.DataFrame) -> None:
    """Stage one row a camera and function: camera_id, function, state and the legal set."""
    names = [c.name for c in camera_function.c if c.name != "camera_row_id"]
    stage = Table(
        "stage_camera_function",
        MetaData(),
        Column("camera_id", Text),
        *[Column(name, camera_function.c[name].type) for name in names],
        prefixes=["TEMPORARY"],
        postgresql_on_commit="DROP",
    )
    if "stage_camera_function" not in inspect(connection).get_temp_table_names():
        stage.create(connection)
    copy_frame(connection, stage, functions[["camera_id", *names]], None)


def replace_functions(connection: Connection, *, batch_id: int) -> None:
    """Put the staged functions in place for the cameras that this batch wrote."""
    for name in ("delete_functions", "insert_functions"):
        connection.execute(text(statement("register", name)), {"batch": batch_id})


def follow_areas(connection: Connection) -> None:
    """Cameras and their views follow today's areas."""
    for name in ("link_cameras", "link_views"):
        connection.execute(text(statement("register", name)))
