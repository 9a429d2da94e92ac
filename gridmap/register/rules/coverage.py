"""How much of each grid's public space is under view, by how many, whose and for what: exact areas in one metric CRS.

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
from gridmap.register.rules import part
from gridmap.register.rules.depth import Tags, depth_areas
from gridmap.register.rules.edges import (
    Edges,
    Floats,
    Geometries,
    Outlines,
    Pairs,
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


@dataclass(frozen=True, slots=True)
class Coverage:
    """Two frames on the index of the grids.

    figures: grid_m2, public_m2, seen_m2, share (0 to 1; NaN where public_m2 is 0), views (how many touch the grid).
    ground: m² of public space for each of `part.PARTS`.
    """

    figures: pd.DataFrame
    ground: pd.DataFrame


def covered(
    grids: gpd.GeoDataFrame, views: gpd.GeoDataFrame, blocked: Blocked, *, free: Geometries | None = None
) -> pd.DataFrame:
    """`Coverage.figures` of views of which nothing is known but their shape."""
    return covered_by(grids, views, blocked, tags=part.no_tags(len(views)), free=free).figures


def covered_by(
    grids: gpd.GeoDataFrame,
    views: gpd.GeoDataFrame,
    blocked: Blocked,
    *,
    tags: Tags,
    free: Geometries | None = None,
    public_m2: Floats | None = None,
) -> Coverage:
    """Public space of each grid and how much of it views reach, by cameras, operators, purposes and functions.

    grids, views: valid polygons in one metric CRS; views may be empty; tags: of each view. free: the
    views before blocked ground was cut out of them, which have fewer edges and leave the same. public_m2: of each grid, where
    it is known already; then only ground near views is measured. Raises WrongCrs when CRS differ or are in degrees.
    """
    for layer in (grids, views, blocked):
        _require_crs(layer, like=grids)
    cells, shapes = grids.geometry.to_numpy(), views.geometry.to_numpy()
    cell, view = shapely.STRtree(shapes).query(cells, predicate="intersects")
    pairs = pairs_of(cell, view, cells=len(cells))
    view_edges = edges_of(shapes if free is None else free)
    grid_m2, cell_edges = shapely.area(cells), edges_of(cells)
    if public_m2 is not None:
        cell_edges = _near_views(cell_edges, view_edges.bounds, pairs)
    barred_pairs = pairs_of_boxes(cell_edges.bounds, blocked.edges.bounds)
    depths = depth_areas(
        cell_edges,
        view_edges,
        pairs,
        tags=tags,
        without=blocked.edges,
        without_pairs=barred_pairs,
    )
    if public_m2 is None:
        public_m2 = np.where(np.diff(barred_pairs.first) == 0, grid_m2, np.minimum(depths.free, grid_m2))
        public_m2 = np.where(public_m2 > _NOISE * grid_m2, public_m2, 0.0)
    ground = _without_noise(part.ground_frame(depths, index=grids.index), grid_m2=grid_m2, public_m2=public_m2)
    seen_m2 = ground[part.CAMERAS[0]].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(public_m2 > 0, seen_m2 / public_m2, np.nan)
    columns = {"grid_m2": grid_m2, "public_m2": public_m2, "seen_m2": seen_m2, "share": share}
    return Coverage(pd.DataFrame(columns | {"views": np.diff(pairs.first)}, index=grids.index), ground)


def _near_views(cells: Edges, boxes: Floats, pairs: Pairs) -> Edges:
    """The cells with their boxes cut down to those of their views; NaN where a cell has none."""
    seen = np.flatnonzero(np.diff(pairs.first))
    near = np.full_like(cells.bounds, np.nan)
    if len(seen):
        starts = pairs.first[seen]
        low = np.fmin.reduceat(boxes[pairs.row, :2], starts)
        high = np.fmax.reduceat(boxes[pairs.row, 2:], starts)
        near[seen, :2] = np.maximum(cells.bounds[seen, :2], low)
        near[seen, 2:] = np.minimum(cells.bounds[seen, 2:], high)
    return Edges(cells.ends, cells.first, near)


def _without_noise(ground: pd.DataFrame, *, grid_m2: Floats, public_m2: Floats) -> pd.DataFrame:
    """Rounding taken off: nothing is below 0 nor seen beyond public space; what is seen by more is seen by fewer too."""
    m2 = np.where(ground > _NOISE * grid_m2[:, None], ground, 0.0)
    m2 = np.where(public_m2[:, None] > 0, m2, 0.0)
    summed = ground.columns.isin(part.CAMERA_M2)
    m2[:, ~summed] = np.minimum(m2[:, ~summed], public_m2[:, None])
    clean = pd.DataFrame(m2, index=ground.index, columns=ground.columns)
    for depths in (part.CAMERAS, part.OPERATORS):
        clean[list(depths)] = np.minimum.accumulate(clean[list(depths)].to_numpy(), axis=1)
    return clean


def _require_crs(layer: gpd.GeoDataFrame | Blocked, *, like: gpd.GeoDataFrame) -> None:
    if layer.crs is None or layer.crs.is_geographic:
        raise WrongCrs(f"Coverage needs metres; a layer is in {layer.crs.name if layer.crs else 'no CRS'}.")
    if layer.crs != like.crs:
        raise WrongCrs(f"Layers are in {layer.crs.name} and {like.crs.name if like.crs else 'no CRS'}; one is needed.")


def outlines_mark(outlines: Outlines) -> dict[str, Any]:
    """How many shapes, and a mark that changes when a corner does, in whatever order the shapes come."""
    bits = np.ascontiguousarray(outlines.coordinates, dtype=np.float64).view(np.uint64)
    with np.errstate(over="ignore"):
        mixed = bits[:, 0] * np.uint64(0x9E3779B97F4A7C15) ^ (bits[:, 1] * np.uint64(0xC2B2AE3D27D4EB4F))
        mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    return {"shapes": len(outlines), "mark": f"{int(mixed.sum(dtype=np.uint64)):016x}"}
