"""What the cameras of a day see of a ground at one density: wedges, the views that buildings leave, the grids' figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from gridmap.grids.rules.crs import points_to_metric, to_metric
from gridmap.register.rules import part
from gridmap.register.rules.assumption import Assumption, with_assumed
from gridmap.register.rules.coverage import Blocked, Coverage, blocked_outlines, covered_by, outlines_mark
from gridmap.register.rules.cuts import hide
from gridmap.register.rules.cutting import Cut, Footprints
from gridmap.register.rules.depth import Tags
from gridmap.register.rules.edges import Floats, Geometries, Outlines, joined
from gridmap.register.rules.view import lay_views

LAYERS = {"building": "footprints", "water": "water", "private": "private ground"}
"""What is no public space, as stored and as people are told."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Grids, footprints and all blocked ground in one metric CRS.

    cells_deg: the grids as stored, for the point rule. layers: the blocked layers that are known, each with a mark of its state.
    masks: declared by cameras (camera_row_id, follows_ptz); where there are none their CRS is any.
    """

    crs: pyproj.CRS
    grids: gpd.GeoDataFrame
    cells_deg: Geometries
    footprints: Footprints
    blocked: Blocked
    layers: Mapping[str, Mapping[str, Any]]
    masks: gpd.GeoDataFrame


@dataclass(frozen=True, slots=True)
class Look:
    """free: the documented cameras' wedges with their terms. views: what buildings leave of them, with range_m, area_m2,
    reach, area_id. coverage: the figures of the grids."""

    free: gpd.GeoDataFrame
    views: gpd.GeoDataFrame
    coverage: Coverage


def ground_of(
    grids: gpd.GeoDataFrame,
    barred: Mapping[str, Outlines],
    masks: gpd.GeoDataFrame,
    *,
    crs: pyproj.CRS,
    height_m: Floats | None = None,
) -> Ground:
    """grids, masks, barred (blocked ground by layer, absent where nobody loaded it): in EPSG:4326. height_m: of the footprints."""
    metric = grids.set_geometry(to_metric(grids.geometry.to_numpy(), crs), crs=crs)
    moved = {layer: outlines.moved(partial(points_to_metric, crs=crs)) for layer, outlines in barred.items()}
    layers = {name: outlines_mark(barred[layer]) for layer, name in LAYERS.items() if layer in barred}
    blocked = blocked_outlines(crs, list(moved.values()))
    footprints = Footprints(moved.get("building", joined([])), height_m)
    hiding = masks.set_geometry(to_metric(masks.geometry.to_numpy(), crs), crs=crs) if len(masks) else masks
    return Ground(crs, metric, grids.geometry.to_numpy(), footprints, blocked, layers, hiding)


def told_optics(cameras: gpd.GeoDataFrame, assumption: Assumption | None) -> gpd.GeoDataFrame:
    """The cameras with the optics that count, and `quality` of the view that these draw."""
    if assumption is None:
        return cameras.assign(quality=part.view_quality(cameras))
    told, assumed = with_assumed(cameras, assumption)
    return told.assign(quality=part.view_quality(cameras).mask(assumed, part.ViewQuality.ASSUMED.value))


def lay_and_cut(
    cameras: gpd.GeoDataFrame, ground: Ground, cut: Cut, *, px_per_m: float
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Wedges and views of the cameras whose optics are told, both on index camera_row_id in the ground's CRS.

    A camera that stands deep in a building has neither: its view is unknown, which is not nothing.
    """
    return cut_wedges(cameras, lay_views(cameras, crs=ground.crs, px_per_m=px_per_m), ground, cut)


def cut_wedges(
    cameras: gpd.GeoDataFrame, free: gpd.GeoDataFrame, ground: Ground, cut: Cut
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """The same for wedges that are laid (`lay_views`)."""
    free = _masked(free, cameras, ground.masks)
    shapes = cut.shapes(free.join(cameras[["mount", "height_m"]]), ground.footprints)
    shapes = hide(shapes, free.index, cameras["kind"], ground.masks)
    known = ~shapely.is_missing(shapes)
    free, shapes = free[known], shapes[known]
    columns = {
        "range_m": free["range_m"].to_numpy(),
        "area_m2": shapely.area(shapes),
        "reach": "instantaneous",
        "area_id": cameras.loc[free.index, "area_id"].to_numpy(),
    }
    return free, gpd.GeoDataFrame(columns, index=free.index, geometry=shapes, crs=ground.crs)


def look(
    free: gpd.GeoDataFrame,
    views: gpd.GeoDataFrame,
    ground: Ground,
    cut: Cut,
    *,
    tags: Tags,
    public_m2: Floats | None = None,
) -> Look:
    """The figures of views laid before. tags: of each wedge. public_m2: of each grid, where it is known already."""
    kept = np.flatnonzero(~views.geometry.is_empty.to_numpy())
    wedges = free.geometry.to_numpy()[kept] if cut.leaves_the_same else None
    coverage = covered_by(
        ground.grids, views.iloc[kept], ground.blocked, tags=tags.taken(kept), free=wedges, public_m2=public_m2
    )
    return Look(free, views, coverage)


def look_closer(
    cameras: gpd.GeoDataFrame, ground: Ground, cut: Cut, *, px_per_m: float, tags: Tags, public_m2: Floats
) -> Look:
    """A look at a further density, whose views are kept nowhere: where wedges leave the same ground, they are not cut.

    tags: of each camera whose optics are told.
    """
    if cut.leaves_the_same:
        free = _masked(lay_views(cameras, crs=ground.crs, px_per_m=px_per_m), cameras, ground.masks)
        return look(free, free, ground, cut, tags=tags, public_m2=public_m2)
    free, views = lay_and_cut(cameras, ground, cut, px_per_m=px_per_m)
    return look(free, views, ground, cut, tags=tags, public_m2=public_m2)


def masked_area(cameras: gpd.GeoDataFrame, masks: gpd.GeoDataFrame) -> pd.Series:
    """m² of the masks that hide ground for certain, on index camera_row_id; 0 without one."""
    if masks.empty:
        return pd.Series(0.0, index=cameras.index)
    hides = masks["follows_ptz"].astype(bool) | ~masks["camera_row_id"].map(cameras["kind"]).eq("ptz")
    area = masks[hides].geometry.area.groupby(masks["camera_row_id"]).sum()
    return pd.Series(area.reindex(cameras.index, fill_value=0.0), dtype=float)


def _masked(free: gpd.GeoDataFrame, cameras: gpd.GeoDataFrame, masks: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    if masks.empty:
        return free
    return free.set_geometry(hide(free.geometry.to_numpy(), free.index, cameras["kind"], masks), crs=free.crs)
