"""Rows of a run and of whatever else is written at once: one record with its key, and a frame of rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table, insert, select

from gridmap.db.copying import copy_frame, staging_table


def insert_one(connection: Connection, table: Table, values: Mapping[str, Any]) -> int:
    """Insert one row; returns the key that the database gave it."""
    (key,) = table.primary_key.columns
    return int(connection.execute(insert(table).values(**values).returning(key)).scalar_one())


def insert_frame(connection: Connection, table: Table, frame: pd.DataFrame, geometry: np.ndarray | None = None) -> int:
    """Insert the frame's columns (named as the table's) and `geometry` (EPSG:4326) as `geom`; returns how many rows.

    By COPY into a stage, since COPY is refused under row policies; columns that the frame does not have are the database's own.
    """
    names = [*map(str, frame.columns), *([] if geometry is None else ["geom"])]
    staged = staging_table(connection, table, names)
    copy_frame(connection, staged, frame, geometry)
    made = connection.execute(insert(table).from_select(names, select(*(staged.c[name] for name in names)))).rowcount
    staged.drop(connection)
    return made
