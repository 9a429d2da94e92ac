"""Audit the coverage: how much of each grid's public space documented views reach, stored as a run.

First form: wedges from heading, angle and range, with the ground under footprints cut out; shadows of buildings are not cast
yet, and the run says so. Cameras whose optics are not documented have no view here: they are counted beside the figure, which is a lower bound.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from sqlalchemy import Engine

from gridmap import __version__
from gridmap.access.store import logs
from gridmap.db.door import translating
from gridmap.db.scope import writing
from gridmap.errors import TooFewData
from gridmap.grids.rules.assign import assign, grid_lookup
from gridmap.grids.rules.crs import local_metric_epsg, points_to_metric, to_degrees, to_metric
from gridmap.register.rules.coverage import blocked_ground, covered
from gridmap.register.rules.view import cut_footprints, lay_views
from gridmap.register.store import audits
from gridmap.register.store.outlines import Outlines

_GROUND = "footprints_cut"
_LAYERS = {"building": "footprints", "water": "water", "private": "private ground"}  # as `blocked_ground` takes them


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
    blocked: dict[str, gpd.GeoDataFrame]
    cameras: gpd.GeoDataFrame


def audit_coverage(
    engine: Engine, *, day: date, px_per_m: float, area: str | None = None, actor: str
) -> CoverageReport:
    """Compute and store one run for the grids of that day, all of them or those below `area`.

    engine: the register's job role. Raises NotFound for an unknown area, TooFewData when there are no grids.
    """
    with translating(), writing(engine, "*") as connection:
        path = audits.area_path(connection, area, day=day)
        grids = audits.read_grids(connection, day=day, path=path)
        if grids.empty:
            raise TooFewData("There are no grids on this day to audit; import them first (gridmap import grids FILE).")
        ground = _in_metres(grids, audits.read_blocked(connection), audits.read_cameras(connection, day=day))
        views = _views(ground, px_per_m=px_per_m)
        figures = _figures(ground, views)
        cameras = _per_camera(ground, views)
        if area is None:
            audits.replace_views(connection, _in_degrees(views, ground.crs), px_per_m=px_per_m, ground=_GROUND)
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


def _in_metres(grids: gpd.GeoDataFrame, blocked: dict[str, Outlines], cameras: gpd.GeoDataFrame) -> _Ground:
    crs = local_metric_epsg(tuple(grids.total_bounds))
    metric_grids = grids.set_geometry(to_metric(grids.geometry.to_numpy(), crs), crs=crs)
    barred = {layer: gpd.GeoDataFrame(geometry=_metric(lines, crs), crs=crs) for layer, lines in blocked.items()}
    return _Ground(crs, metric_grids, grids.geometry.to_numpy(), barred, cameras)


def _metric(outlines: Outlines, crs: CRS) -> np.ndarray:
    """Polygons in `crs`; coordinates are converted before polygons are made, for remaking 300,000 costs seconds."""
    lon, lat = outlines.coordinates.T
    return replace(outlines, coordinates=np.column_stack(points_to_metric(lon, lat, crs))).polygons()


def _views(ground: _Ground, *, px_per_m: float) -> gpd.GeoDataFrame:
    """Views of the documented cameras on index camera_row_id, metric, with range_m, area_m2, reach, area_id."""
    free = lay_views(ground.cameras, crs=ground.crs, px_per_m=px_per_m)
    shapes = free.geometry.to_numpy()
    if "building" in ground.blocked:
        footprints = ground.blocked["building"].geometry.to_numpy()
        shapes = cut_footprints(shapes, footprints, shapely.STRtree(footprints))
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


def _figures(ground: _Ground, views: gpd.GeoDataFrame) -> pd.DataFrame:
    """Per grid: grid_m2, public_m2, seen_m2, share, cameras (views that reach it), unknown_views (standing in it)."""
    blocked = blocked_ground(ground.grids, *(ground.blocked.get(layer) for layer in _LAYERS))
    seen = views[~views.geometry.is_empty]
    figures = covered(ground.grids, seen, blocked).rename(columns={"views": "cameras"})
    return figures.assign(unknown_views=_unknown_per_grid(ground, views))


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


def _in_degrees(views: gpd.GeoDataFrame, crs: CRS) -> gpd.GeoDataFrame:
    return views.set_geometry(to_degrees(views.geometry.to_numpy(), crs), crs=4326)


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
