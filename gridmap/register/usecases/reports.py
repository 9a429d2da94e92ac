"""Everything that a report is composed from, read under the scope: a coverage run, and the newest other runs that fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
from pyproj import CRS
from sqlalchemy import Engine

from gridmap.access.store import logs
from gridmap.db.door import translating
from gridmap.db.scope import reading, writing
from gridmap.errors import NotFound
from gridmap.grids.rules.crs import to_metric
from gridmap.register.rules.report_readings import Readings
from gridmap.register.store import report_readings, runs
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


def read_beside(engine: Engine, *, run_id: int, operator: str | None, scope: str, actor: str) -> Readings:
    """The newest runs of proportion, of the cameras' audit and of reduction that looked at the area of a coverage run, of one
    operator's cameras or of all; the reads are an export and are logged.

    engine: the serving role. Raises NotFound for a run that is not there and for an operator that no camera has.
    """
    with translating(), writing(engine, scope) as connection:
        area = runs.read_head(connection, run_id)["parameters"].get("area")
        if operator is not None and not report_readings.has_operator(connection, operator):
            raise NotFound(f"No camera of the register has the operator {operator[:80]!r}.")
        found = Readings(
            area,
            operator,
            report_readings.read_proportion(connection, area=area, operator=operator),
            report_readings.read_findings(connection, area=area, operator=operator),
            report_readings.read_reduction(connection, area=area, operator=operator),
            report_readings.count_quality(connection, run_id=run_id, operator=operator),
        )
        read = {
            name: part.run.run_id
            for name, part in (("proportion", found.proportion), ("cameras", found.findings), ("reduction", found.reduction))
            if part is not None
        }  # fmt: skip
        rows = 0 if found.findings is None else int(found.findings.rules["findings"].sum())
        detail = {"area": area, "operator": operator, "runs": read}
        logs.append(connection, actor=actor, action="export", what="report", detail=detail, rows=rows)
    return found


def check_operator(engine: Engine, operator: str, *, scope: str) -> None:
    """Nothing where a camera has that operator. Raises NotFound."""
    with translating(), reading(engine, scope) as connection:
        if not report_readings.has_operator(connection, operator):
            raise NotFound(f"No camera of the register has the operator {operator[:80]!r}.")
