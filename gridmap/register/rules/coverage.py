"""How much of each grid's public space is under view: exact areas of unions in one metric CRS.

Public space is the grid without footprints, water and private ground, as far as they are known. Views that
overlap count once; a camera outside a grid counts for what it sees inside. Never the sum of views, never a count
of cameras, never degrees.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridmap.errors import WrongCrs
from gridmap.register.rules import slab

_NOISE = 1e-9  # share of a grid's area below which public space is rounding, not ground


def blocked_ground(
    grids: gpd.GeoDataFrame,
    footprints: gpd.GeoDataFrame | None,
    water: gpd.GeoDataFrame | None,
    private: gpd.GeoDataFrame | None,
) -> gpd.GeoSeries:
    """Polygons that are no public space, of all layers, as far as they may reach a grid; not clipped to it.

    All layers: valid polygons in one metric CRS; they may overlap each other; None where a layer is not known.
    Raises WrongCrs when they differ or are in degrees.
    """
    layers = [layer for layer in (footprints, water, private) if layer is not None]
    for layer in (grids, *layers):
        _require_crs(layer, like=grids)
    shapes = np.concatenate([np.empty(0, dtype=object), *(layer.geometry.to_numpy() for layer in layers)])
    touched = np.unique(shapely.STRtree(shapes).query(grids.geometry.to_numpy())[1])
    return gpd.GeoSeries(shapes[touched], crs=grids.crs)


def covered(grids: gpd.GeoDataFrame, views: gpd.GeoDataFrame, blocked: gpd.GeoSeries) -> pd.DataFrame:
    """Public space of each grid and how much of it at least one view reaches.

    grids, views: valid polygons in one metric CRS; views may be empty. blocked: `blocked_ground`.
    Returns on the index of `grids`: grid_m2, public_m2, seen_m2, share (0 to 1; NaN where public_m2 is 0), views
    (how many views touch the grid). Raises WrongCrs when CRS differ or are in degrees.
    """
    for layer in (grids, views, blocked):
        _require_crs(layer, like=grids)
    cells, shapes = grids.geometry.to_numpy(), views.geometry.to_numpy()
    barred = blocked.to_numpy()
    cell, view = shapely.STRtree(shapes).query(cells, predicate="intersects")
    bar_cell, bar = shapely.STRtree(barred).query(cells)
    cell_edges, bar_edges = slab.edges_of(cells), slab.edges_of(barred)
    bar_pairs = slab.pairs_of(bar_cell, bar, cells=len(cells))
    grid_m2 = shapely.area(cells)
    public_m2 = grid_m2 - slab.union_areas(cell_edges, bar_edges, bar_pairs)
    public_m2 = np.where(public_m2 > _NOISE * grid_m2, public_m2, 0.0)
    view_pairs = slab.pairs_of(cell, view, cells=len(cells))
    seen_m2 = slab.difference_areas(
        cell_edges, slab.edges_of(shapes), view_pairs, without=bar_edges, without_pairs=bar_pairs
    )
    seen_m2 = np.clip(seen_m2, 0.0, public_m2)  # rounding of a wholly seen grid
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(public_m2 > 0, seen_m2 / public_m2, np.nan)
    columns = {"grid_m2": grid_m2, "public_m2": public_m2, "seen_m2": seen_m2, "share": share}
    return pd.DataFrame(columns | {"views": np.diff(view_pairs.first)}, index=grids.index)


def _require_crs(layer: gpd.GeoDataFrame | gpd.GeoSeries, *, like: gpd.GeoDataFrame) -> None:
    if layer.crs is None or layer.crs.is_geographic:
        raise WrongCrs(f"Coverage needs metres; a layer is in {layer.crs.name if layer.crs else 'no CRS'}.")
    if layer.crs != like.crs:
        raise WrongCrs(f"Layers are in {layer.crs.name} and {like.crs.name if like.crs else 'no CRS'}; one is needed.")
