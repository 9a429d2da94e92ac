"""Everything that the report of a coverage run is composed from, read in one transaction under the scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
from pyproj import CRS
from sqlalchemy import Engine

from gridmap.db.door import translating
from gridmap.db.scope import reading
from gridmap.grids.rules.crs import to_metric
from gridmap.register.store import runs
from gridmap.register.usecases.runs import area_rows, coverage_rows


@dataclass(frozen=True, slots=True)
class CoverageReading:
    """A stored run. head: its row of `audit_run`; grids: of the headline's kind at the run's own density, in the run's metric
    CRS; areas: sums at that density, without geometry."""

    head: Mapping[str, Any]
    grids: gpd.GeoDataFrame
    areas: pd.DataFrame


def read_coverage(engine: Engine, *, run_id: int, scope: str, actor: str) -> CoverageReading:
    """Read a run for its report; its rows are an export and are logged. Raises NotFound."""
    with translating(), reading(engine, scope) as connection:
        head = runs.read_head(connection, run_id)
    rows = coverage_rows(engine, run_id=run_id, scope=scope, actor=actor)
    areas = area_rows(engine, run_id=run_id, scope=scope, actor=actor)
    crs = head["headline"]["crs"]
    mine = rows[rows["kind"].eq(head["headline"]["kind"]) & rows["px_per_m"].eq(head["px_per_m"])]
    metric = gpd.GeoSeries(to_metric(mine.geometry.to_numpy(), CRS.from_user_input(crs)), index=mine.index, crs=crs)
    at_density = areas[areas["px_per_m"].eq(head["px_per_m"])]
    return CoverageReading(
        head, mine.set_geometry(metric).reset_index(drop=True), pd.DataFrame(at_density.drop(columns="geometry"))
    )
