"""Audit the coverage: how much of each grid's public space documented views reach, stored as a run.

First form: wedges from heading, angle and range, with the ground under footprints cut out; shadows of buildings are not cast
yet, and the run says so. Cameras whose optics are not documented have no view here: they are counted beside the figure, which is a lower bound.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from sqlalchemy import Connection, Engine

from gridmap import __version__
from gridmap.access.store import logs
from gridmap.db.door import translating
from gridmap.db.scope import writing
from gridmap.errors import TooFewData
from gridmap.grids.rules.assign import assign, grid_lookup
from gridmap.grids.rules.crs import local_metric_epsg, points_to_metric, to_metric
from gridmap.register.rules.coverage import blocked_outlines, covered
from gridmap.register.rules.edges import Outlines, pairs_of_boxes
from gridmap.register.rules.view import cut_footprints, lay_views
from gridmap.register.store import audits

_GROUND = "footprints_cut"
_LAYERS = {"building": "footprints", "water": "water", "private": "private ground"}


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """What a run found. Areas in m²; `known` says which layers made public space what it is."""

    run_id: int
    day: str
    px_per_m: float
    crs: str
    kind: str
    grids: int
    public_m2: float
    seen_m2: float
    share: float | None
    by_kind: dict[str, dict[str, float | int | None]]
    cameras: int
    documented: int
    unknown_views: int
    grids_with_views: int
    known: tuple[str, ...]
    occlusion: str

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Ground:
    """Grids and blocked ground in one metric CRS; cells and cameras as stored, for the point rule."""

    crs: CRS
    grids: gpd.GeoDataFrame
    cells_deg: np.ndarray
    blocked: dict[str, Outlines]
    cameras: gpd.GeoDataFrame


def audit_coverage(
    engine: Engine, *, day: date, px_per_m: float, area: str | None = None, actor: str
) -> CoverageReport:
    """Compute and store one run for the grids of that day, all of them or those below `area`.

    engine: the register's job role. Raises NotFound for an unknown area, TooFewData when there are no grids.
    """
    with translating(), writing(engine, "*") as connection, ThreadPoolExecutor(1) as store:
        # the connection belongs to the store's one thread while this one computes
        path = audits.area_path(connection, area, day=day)
        grids = audits.read_grids(connection, day=day, path=path)
        if grids.empty:
            raise TooFewData("There are no grids on this day to audit; import them first (gridmap import grids FILE).")
        listed = store.submit(audits.read_cameras, connection, day=day)
        barred = store.submit(audits.read_blocked, connection)
        crs = local_metric_epsg(tuple(grids.total_bounds))
        metric = grids.set_geometry(to_metric(grids.geometry.to_numpy(), crs), crs=crs)
        free = lay_views(listed.result(), crs=crs, px_per_m=px_per_m)
        blocked = {
            layer: outlines.moved(partial(points_to_metric, crs=crs)) for layer, outlines in barred.result().items()
        }
        ground = _Ground(crs, metric, grids.geometry.to_numpy(), blocked, listed.result())
        views = _cut(free, ground)
        stored = store.submit(_replace_views, connection, views, px_per_m=px_per_m, area=area)
        figures, cameras = _figures(ground, views, free), _per_camera(ground, views)
        stored.result()
        headline = _headline(ground, figures, cameras)
        values = {
            "kind": "coverage",
            "day": day,
            "px_per_m": px_per_m,
            "code_version": __version__,
            "parameters": {
                "area": area,
                "occlusion": "off",
                "ground": _GROUND,
                "crs": headline["crs"],
                "optics": "documented",
            },
            "headline": headline,
        }
        run_id = audits.write_run(connection, values, grids=figures, cameras=cameras)
        logs.append(
            connection,
            actor=actor,
            action="audit",
            what="coverage",
            detail={"run": run_id, "area": area},
            rows=len(figures),
        )
    return CoverageReport(run_id=run_id, day=day.isoformat(), px_per_m=px_per_m, occlusion="off", **headline)


def _cut(free: gpd.GeoDataFrame, ground: _Ground) -> gpd.GeoDataFrame:
    """Views without the ground under footprints on index camera_row_id, metric, with range_m, area_m2, reach, area_id."""
    shapes = free.geometry.to_numpy()
    if "building" in ground.blocked:
        near = _near(ground.blocked["building"], shapes).polygons()
        shapes = cut_footprints(shapes, near, shapely.STRtree(near))
    return gpd.GeoDataFrame(
        {
            "range_m": free["range_m"].to_numpy(),
            "area_m2": shapely.area(shapes),
            "reach": "instantaneous",
            "area_id": ground.cameras.loc[free.index, "area_id"].to_numpy(),
        },
        index=free.index,
        geometry=shapes,
        crs=ground.crs,
    )


def _near(outlines: Outlines, shapes: np.ndarray) -> Outlines:
    """Those whose box meets that of a shape: only these are worth an object each."""
    return outlines.taken(np.unique(pairs_of_boxes(shapely.bounds(shapes).reshape(-1, 4), outlines.bounds()).row))


def _replace_views(connection: Connection, views: gpd.GeoDataFrame, *, px_per_m: float, area: str | None) -> None:
    """Only a run of the whole city has all views."""
    if area is None:
        audits.replace_views(connection, views, px_per_m=px_per_m, ground=_GROUND)


def _figures(ground: _Ground, views: gpd.GeoDataFrame, free: gpd.GeoDataFrame) -> pd.DataFrame:
    """Per grid: grid_m2, public_m2, seen_m2, share, cameras (views that reach it), unknown_views (standing in it)."""
    blocked = blocked_outlines(ground.crs, list(ground.blocked.values()))
    kept = ~views.geometry.is_empty.to_numpy()
    figures = covered(ground.grids, views[kept], blocked, free=free.geometry.to_numpy()[kept])
    return figures.rename(columns={"views": "cameras"}).assign(unknown_views=_unknown_per_grid(ground, views))


def _unknown_per_grid(ground: _Ground, views: gpd.GeoDataFrame) -> np.ndarray:
    unknown = ground.cameras.drop(index=views.index)
    counts = np.zeros(len(ground.grids), dtype=np.int64)
    if len(unknown):
        points = shapely.get_coordinates(unknown.geometry.to_numpy())
        lookup = grid_lookup(ground.cells_deg, ground.grids["code"].to_numpy())
        row = assign(lookup, points[:, 0], points[:, 1])
        np.add.at(counts, row[row >= 0], 1)
    return counts


def _per_camera(ground: _Ground, views: gpd.GeoDataFrame) -> pd.DataFrame:
    """Per camera: optics, range_m and view_m2 (missing where the view is unknown), area_id."""
    frame = pd.DataFrame(ground.cameras[["optics", "area_id"]])
    return frame.join(views[["range_m", "area_m2"]].rename(columns={"area_m2": "view_m2"}))


def _headline(ground: _Ground, figures: pd.DataFrame, cameras: pd.DataFrame) -> dict[str, Any]:
    """The figures of the largest tiling, and of each kind: kinds overlap each other, so they are never added up."""
    by_kind = {kind: _totals(part) for kind, part in figures.groupby(ground.grids["kind"])}
    tiling = figures[ground.grids["tiles"].to_numpy(dtype=bool)] if ground.grids["tiles"].any() else figures
    largest = str(tiling.groupby(ground.grids["kind"])["grid_m2"].sum().idxmax())
    documented = int(cameras["view_m2"].notna().sum())
    return {
        "crs": ground.crs.to_string(),
        "kind": largest,
        **by_kind[largest],
        "by_kind": by_kind,
        "cameras": len(cameras),
        "documented": documented,
        "unknown_views": len(cameras) - documented,
        "grids_with_views": int((figures["cameras"] > 0).sum()),
        "known": [name for layer, name in _LAYERS.items() if layer in ground.blocked],
    }


def _totals(figures: pd.DataFrame) -> dict[str, Any]:
    public, seen = float(figures["public_m2"].sum()), float(figures["seen_m2"].sum())
    return {
        "grids": len(figures),
        "public_m2": round(public, 1),
        "seen_m2": round(seen, 1),
        "share": round(seen / public, 6) if public > 0 else None,
    }
