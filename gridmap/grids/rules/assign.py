"""Which grid a point belongs to: the covering grid with the lowest code, on shared edges and corners too.

A lookup is built once for a version of the grids and then asked for millions of points. It answers as shapely's
`covers` with `min(code)` does; a point in no grid is outside (-1) and is never snapped. "Lowest" is the first code in
code point order (PostgreSQL's COLLATE "C").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from gridmap.errors import BadValue
from gridmap.grids.rules import raster

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int32]
Geometries = npt.NDArray[np.object_]

OUTSIDE = -1
_CELLS_PER_POLYGON = 75  # 1.6 million cells for 21,943 grids: 20 % of them touch an edge
_FEWEST_CELLS, _MOST_CELLS = 65_536, 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Lookup:
    """A raster over polygons: per cell its polygon, or the polygons to test. Make it with `grid_lookup`.

    rows: row of each rank in the arrays that it was made from; arrays: what `raster.find` takes.
    """

    rows: Rows
    arrays: tuple[object, ...]


def grid_lookup(geometries: Geometries, codes: Sequence[str]) -> Lookup:
    """A lookup of polygons (None and empty ones cover nothing) in which the lowest code wins.

    geometries and points may be in any one CRS; in this project it is WGS-84. Raises BadValue when lengths differ.
    """
    if len(geometries) != len(codes):
        raise BadValue(f"There are {len(geometries)} geometries for {len(codes)} codes; each needs one.")
    return _lookup(geometries, np.array(sorted(range(len(codes)), key=lambda i: codes[i]), dtype=np.int64))


def area_lookup(geometries: Geometries, codes: Sequence[str]) -> Lookup:
    """A lookup in which the smallest polygon wins (nested areas: the lowest level), between equals the lowest code."""
    if len(geometries) != len(codes):
        raise BadValue(f"There are {len(geometries)} geometries for {len(codes)} codes; each needs one.")
    sizes = shapely.area(geometries)
    return _lookup(geometries, np.array(sorted(range(len(codes)), key=lambda i: (sizes[i], codes[i])), dtype=np.int64))


def assign(lookup: Lookup, lon: Floats, lat: Floats) -> Rows:
    """Row of the polygon each point belongs to, OUTSIDE (-1) for points in none and for NaN."""
    x, y = np.ascontiguousarray(lon, dtype=np.float64), np.ascontiguousarray(lat, dtype=np.float64)
    ranks = raster.find(x, y, *lookup.arrays)
    return np.asarray(np.append(lookup.rows, np.int32(OUTSIDE))[ranks], dtype=np.int32)


def smallest_area_of(areas: Geometries, codes: Sequence[str], points: Geometries) -> Rows:
    """Row of the smallest area that holds each point, OUTSIDE for none and for a missing point.

    areas: polygons of all levels; points: for grids without an area, `shapely.point_on_surface` of them.
    """
    return assign(area_lookup(areas, codes), shapely.get_x(points), shapely.get_y(points))


def _lookup(geometries: Geometries, order: npt.NDArray[np.int64]) -> Lookup:
    edges, starts = _edges(np.asarray(geometries, dtype=object)[order])
    frame, shape = _frame(edges, polygons=len(order))
    boxes, bases, offsets, listed = raster.enter_edges(edges, starts, frame)
    full, cells, owners = raster.fill_cells(frame, shape, boxes, bases, offsets, listed)
    lists = raster.list_candidates(full, cells, owners)
    return Lookup(order.astype(np.int32), (frame, shape, boxes, bases, offsets, listed, *lists))


def _edges(geometries: Geometries) -> tuple[Floats, npt.NDArray[np.int64]]:
    """All edges of all rings as (x1, y1, x2, y2), polygon by polygon, and the first edge of each polygon."""
    parts, part_of = shapely.get_parts(geometries, return_index=True)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    points, point_of = shapely.get_coordinates(rings, return_index=True)
    same = point_of[1:] == point_of[:-1]
    edges = np.concatenate([points[:-1][same], points[1:][same]], axis=1)
    owner = part_of[ring_of[point_of[:-1][same]]] if len(edges) else np.empty(0, np.int64)
    return np.ascontiguousarray(edges), np.searchsorted(owner, np.arange(len(geometries) + 1)).astype(np.int64)


def _frame(edges: Floats, *, polygons: int) -> tuple[Floats, npt.NDArray[np.int64]]:
    """West, south, columns and rows a unit; and the raster's rows and columns."""
    if not len(edges):
        return np.array([0.0, 0.0, 1.0, 1.0]), np.array([1, 1], dtype=np.int64)
    low, high = edges.reshape(-1, 2).min(axis=0), edges.reshape(-1, 2).max(axis=0)
    margin = max(float((high - low).max()) * 1e-6, 1e-9)
    (west, south), (width, height) = low - margin, high - low + 2.0 * margin
    cells = min(max(polygons * _CELLS_PER_POLYGON, _FEWEST_CELLS), _MOST_CELLS)
    side = np.sqrt(width * height / cells)
    columns = int(np.clip(np.ceil(width / side), 1, cells))
    rows = int(np.clip(np.ceil(height / side), 1, cells))
    return np.array([west, south, columns / width, rows / height]), np.array([rows, columns], dtype=np.int64)
