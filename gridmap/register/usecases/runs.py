"""Reading stored audit runs. Rows come by code, never by a figure."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine, text

from gridmap.access.store import logs
from gridmap.db.door import translating
from gridmap.db.scope import reading, writing
from gridmap.db.statements import statement
from gridmap.register.rules import part
from gridmap.register.store import runs


def coverage_run(engine: Engine, *, run_id: int, scope: str) -> dict[str, Any]:
    """What a stored run was and its headline: the form of `CoverageReport.to_json`. Raises NotFound."""
    with translating(), reading(engine, scope) as connection:
        head = runs.read_head(connection, run_id)
    told = {"run_id": head["run_id"], "day": head["day"].isoformat(), "px_per_m": head["px_per_m"]}
    beside = {"occlusion": head["parameters"].get("occlusion", "off"), "assumption": head["assumption"]}
    return {**told, **head["headline"], **beside}


def coverage_rows(engine: Engine, *, run_id: int, scope: str, actor: str) -> gpd.GeoDataFrame:
    """The grids of one coverage run, one row a grid and density, by code, under the scope.

    Columns: code, name, kind, run, day, px_per_m, grid_m2, public_m2, seen_m2, share, cameras and unknown_views (of the
    run's own density, whatever the row's), then m² by part (`part.column_of`). The read is an export and is logged.
    """
    with translating(), writing(engine, scope) as connection:
        head = runs.read_head(connection, run_id)
        rows = _by_density(runs.read_grids(connection, run_id), runs.read_ground(connection, run_id), head)
        _log(connection, actor, run_id, rows=len(rows), by="grid")
    return rows


def area_rows(engine: Engine, *, run_id: int, scope: str, actor: str) -> gpd.GeoDataFrame:
    """Sums of one coverage run in every area, one row an area and density, down the tree; logged as an export."""
    with translating(), writing(engine, scope) as connection:
        runs.read_head(connection, run_id)
        areas, ground = runs.read_areas(connection, run_id)
        wide = part.wide(ground["row"], ground["part"], ground["seen_m2"], index=areas.index)
        _log(connection, actor, run_id, rows=len(areas), by="area")
    return _with_ground(areas, wide, before="geometry")


def _by_density(grids: gpd.GeoDataFrame, ground: pd.DataFrame, head: dict[str, Any]) -> gpd.GeoDataFrame:
    """Each grid once for each density of the run. Runs of older versions have one, and no ground by part."""
    densities = head["parameters"].get("densities", [head["px_per_m"]])
    every = pd.MultiIndex.from_product([grids.index, densities])
    rows = grids.loc[every.get_level_values(0)].set_axis(every)
    if ground.empty:
        return rows.reset_index(drop=True)
    place = pd.Series(every.get_indexer(pd.MultiIndex.from_frame(ground[["grid_id", "px_per_m"]])))
    kept = (place >= 0).to_numpy()  # a scope may see the grid's ground and not the grid
    wide = part.wide(place[kept], ground["part"][kept], ground["seen_m2"][kept], index=pd.RangeIndex(len(rows)))
    return _with_ground(rows.reset_index(drop=True).assign(px_per_m=every.get_level_values(1)), wide, before="cameras")


def _with_ground(rows: gpd.GeoDataFrame, wide: pd.DataFrame, *, before: str) -> gpd.GeoDataFrame:
    """seen_m2 and share of the density before the column `before`; the other parts at the end."""
    public_m2, seen_m2 = rows["public_m2"].to_numpy(dtype=np.float64), wide.pop("seen_1_m2").to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(public_m2 > 0, seen_m2 / public_m2, np.nan)
    made = rows.drop(columns=[name for name in ("seen_m2", "share") if name in rows])
    place = list(made.columns).index(before)
    made.insert(place, "seen_m2", seen_m2)
    made.insert(place + 1, "share", share)
    return gpd.GeoDataFrame(made.join(wide), geometry="geometry", crs=rows.crs)


def _log(connection: Connection, actor: str, run_id: int, *, rows: int, by: str) -> None:
    logs.append(connection, actor=actor, action="export", what="coverage", detail={"run": run_id, "by": by}, rows=rows)


def newest_coverage(engine: Engine, *, scope: str) -> str | None:
    """The run whose figures are those of now, and whether changes wait, as JSON text; None when there is none."""
    with translating(), reading(engine, scope) as connection:
        found = connection.execute(text(statement("register", "latest_coverage"))).scalar_one_or_none()
    return None if found is None else str(found)
