"""How much of each grid's public space is under view: exact areas of unions in one metric CRS.

Public space is the grid without footprints, water and private ground, as far as they are known. Views that
overlap count once; a camera outside a grid counts for what it sees inside. Never the sum of views, never a count
of cameras, never degrees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridmap.errors import WrongCrs
from gridmap.register.rules import slab
from gridmap.register.rules.edges import (
    Edges,
    Geometries,
    Outlines,
    edges_of,
    joined,
    outlines_of,
    pairs_of,
    pairs_of_boxes,
)

_NOISE = 1e-9  # share of a grid's area below which public space is rounding, not ground


@dataclass(frozen=True, slots=True)
class Blocked:
    """Ground that is no public space, of all layers, in one metric CRS. The polygons may overlap each other."""

    crs: Any
    edges: Edges


def blocked_ground(
    grids: gpd.GeoDataFrame,
    footprints: gpd.GeoDataFrame | None,
    water: gpd.GeoDataFrame | None,
    private: gpd.GeoDataFrame | None,
) -> Blocked:
    """What is no public space, of all layers; not clipped to the grids.

    All layers: valid polygons in one metric CRS; they may overlap each other; None where a layer is not known.
    Raises WrongCrs when they differ or are in degrees.
    """
    layers = [layer for layer in (footprints, water, private) if layer is not None]
    for layer in (grids, *layers):
        _require_crs(layer, like=grids)
    return blocked_outlines(grids.crs, [outlines_of(layer.geometry.to_numpy()) for layer in layers])


def blocked_outlines(crs: Any, layers: Sequence[Outlines]) -> Blocked:
    """The same of layers that are coordinates already, valid polygons in the metric `crs`."""
    return Blocked(crs, joined(layers).edges())


def covered(
    grids: gpd.GeoDataFrame, views: gpd.GeoDataFrame, blocked: Blocked, *, free: Geometries | None = None
) -> pd.DataFrame:
    """Public space of each grid and how much of it at least one view reaches.

    grids, views: valid polygons in one metric CRS; views may be empty. free: the views before blocked ground was cut
    out of them, which have fewer edges and leave the same. Returns on the index of `grids`: grid_m2, public_m2, seen_m2,
    share (0 to 1; NaN where public_m2 is 0), views (how many views touch the grid). Raises WrongCrs when CRS differ or
    are in degrees.
    """
    for layer in (grids, views, blocked):
        _require_crs(layer, like=grids)
    cells, shapes = grids.geometry.to_numpy(), views.geometry.to_numpy()
    cell, view = shapely.STRtree(shapes).query(cells, predicate="intersects")
    pairs = pairs_of(cell, view, cells=len(cells))
    cell_edges, barred = edges_of(cells), blocked.edges
    barred_pairs = pairs_of_boxes(cell_edges.bounds, barred.bounds)
    public_m2, seen_m2 = slab.free_and_seen_areas(
        cell_edges, edges_of(shapes if free is None else free), pairs, without=barred, without_pairs=barred_pairs
    )
    grid_m2 = shapely.area(cells)
    public_m2 = np.where(np.diff(barred_pairs.first) == 0, grid_m2, np.minimum(public_m2, grid_m2))
    public_m2 = np.where(public_m2 > _NOISE * grid_m2, public_m2, 0.0)
    seen_m2 = np.clip(seen_m2, 0.0, public_m2)  # rounding of a wholly seen grid
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(public_m2 > 0, seen_m2 / public_m2, np.nan)
    columns = {"grid_m2": grid_m2, "public_m2": public_m2, "seen_m2": seen_m2, "share": share}
    return pd.DataFrame(columns | {"views": np.diff(pairs.first)}, index=grids.index)


def _require_crs(layer: gpd.GeoDataFrame | Blocked, *, like: gpd.GeoDataFrame) -> None:
    if layer.crs is None or layer.crs.is_geographic:
        raise WrongCrs(f"Coverage needs metres; a layer is in {layer.crs.name if layer.crs else 'no CRS'}.")
    if layer.crs != like.crs:
        raise WrongCrs(f"Layers are in {layer.crs.name} and {like.crs.name if like.crs else 'no CRS'}; one is needed.")
