"""What the cases share: the fictional city's files into fresh databases, and the positions in a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import shapely

from gridmap.bench.running import Bench
from gridmap.db.engines import Database
from gridmap.grids.usecases.import_kind import ImportOptions
from gridmap.grids.usecases.import_report import ImportReport
from gridmap.kinds import import_file

DAY = date(2025, 11, 1)  # the first day of the fictional city's year
GROUND = ("areas", "grids", "streets", "buildings", "water")


def load(database: Database, item: Any, **options: Any) -> ImportReport:
    """Import one file of the city, as of the first day of its year."""
    given = replace(ImportOptions(as_of=DAY), **{**item.options, **options})
    return import_file(database, item.kind, item.path, options=given, actor="bench")


def with_ground(bench: Bench, name: str, *kinds: str) -> Database:
    database = bench.fresh_database(name)
    for kind in kinds:
        if kind in bench.city.items:
            load(database, bench.city.items[kind])
    return database


def positions(parquet: Path) -> tuple[np.ndarray, np.ndarray]:
    """lon and lat of the points in a GeoParquet file, NaN where there is none."""
    shapes = shapely.from_wkb(pq.read_table(parquet, columns=["geometry"])["geometry"].to_numpy())
    return shapely.get_x(shapes), shapely.get_y(shapes)
