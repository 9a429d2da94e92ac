"""Footprints as walls that hide: directed edges, heights, and a uniform grid that tells which buildings are near.

A building here is one polygon of `Outlines` (a part of a MultiPolygon stands for itself). Its edges run with the
inside on their left, so an eye outside has every wall that it can see on the way clockwise.
"""

# numba compiles these; what they return has no types that mypy could check
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import ArrayLike

from gridmap.errors import BadValue
from gridmap.register.rules.edges import Floats, Outlines, Rows

_CELL_M = 64.0  # ANCHORS d: a view reaches 30 to 80 m, a footprint is some 20 m wide
_MOST_CELLS = 4_000_000  # wider ground gets wider cells: 32 MB at most for where they start


@dataclass(frozen=True, slots=True)
class Hash:
    """Which buildings' boxes meet each cell: `row[first[c]:first[c + 1]]`, cells row by row from the south-west.

    corner: (west, south, cell size in m); shape: (columns, rows).
    """

    corner: Floats
    shape: Rows
    row: Rows
    first: Rows


@dataclass(frozen=True, slots=True)
class Walls:
    """All buildings' walls in one metric CRS.

    ends: (n, 4) x0, y0, x1, y1 of each edge; first_edge: where each ring's edges start; first_ring: where each
    building's rings do (one more each); bounds: (buildings, 4); height_m: NaN where unknown.
    """

    outlines: Outlines
    ends: Floats
    first_edge: Rows
    first_ring: Rows
    bounds: Floats
    height_m: Floats
    near: Hash

    def __len__(self) -> int:
        """Buildings."""
        return len(self.bounds)

    def building_of(self, edge: Rows) -> Rows:
        """The building that each edge belongs to."""
        starts = self.first_edge[self.first_ring[:-1]]
        return np.asarray(np.searchsorted(starts, edge, side="right") - 1)


def walls_of(outlines: Outlines, *, height_m: ArrayLike | None = None) -> Walls:
    """Walls of footprints: valid polygons in one metric CRS, which may touch, overlap and have courtyards.

    height_m: of each polygon of `outlines` above the ground, NaN where unknown; None: of none of them.
    Raises BadValue for coordinates that are not finite, and for heights that are not one a polygon.
    """
    if not np.isfinite(outlines.coordinates).all():
        raise BadValue("A footprint has a coordinate that is not finite; leave the building out or mend it.")
    heights = np.full(len(outlines), np.nan) if height_m is None else np.asarray(height_m, dtype=np.float64)
    if heights.shape != (len(outlines),):
        raise BadValue(f"There are {heights.size} heights for {len(outlines)} footprints; one each is needed.")
    edges = outlines.edges()
    first_edge = outlines.first_point - np.arange(len(outlines.first_point))  # a ring of n points has n - 1 edges
    first_edge = np.asarray(first_edge, dtype=np.int64)
    return Walls(outlines, edges.ends, first_edge, outlines.first_ring, edges.bounds, heights, _hash(edges.bounds))


def _hash(bounds: Floats) -> Hash:
    if not len(bounds):
        return Hash(
            np.array([0.0, 0.0, _CELL_M]), np.ones(2, dtype=np.int64), np.empty(0, np.int64), np.zeros(2, np.int64)
        )
    low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    cell_m = max(_CELL_M, float(np.sqrt((high[0] - low[0]) * (high[1] - low[1]) / _MOST_CELLS)))
    corner = np.array([*low, max(cell_m, float((high - low).max()) / _MOST_CELLS)])
    shape = np.floor((high - low) / corner[2]).astype(np.int64) + 1
    count = np.zeros(shape[0] * shape[1] + 1, dtype=np.int64)
    _fill(bounds, corner, shape, count[1:], np.empty(0, dtype=np.int64))
    first = np.cumsum(count)
    row = np.empty(first[-1], dtype=np.int64)
    _fill(bounds, corner, shape, first[:-1].copy(), row)
    return Hash(corner, shape, row, first)


@njit(cache=True, nogil=True)
def cell_range(west, south, east, north, corner, shape):
    """First and last column, first and last row of the cells that a box meets; none where first > last."""
    c0 = np.int64(max(np.floor((west - corner[0]) / corner[2]), 0.0))
    c1 = np.int64(max(min(np.floor((east - corner[0]) / corner[2]), shape[0] - 1.0), -1.0))
    r0 = np.int64(max(np.floor((south - corner[1]) / corner[2]), 0.0))
    r1 = np.int64(max(min(np.floor((north - corner[1]) / corner[2]), shape[1] - 1.0), -1.0))
    return c0, c1, r0, r1


@njit(cache=True, nogil=True)
def _fill(bounds, corner, shape, at, row):
    """Count at each cell the boxes that meet it; with room in `row`, write them there from `at` on."""
    for b in range(len(bounds)):
        c0, c1, r0, r1 = cell_range(bounds[b, 0], bounds[b, 1], bounds[b, 2], bounds[b, 3], corner, shape)
        for r in range(r0, r1 + 1):
            for c in range(c0, c1 + 1):
                cell = r * shape[0] + c
                if len(row):
                    row[at[cell]] = b
                at[cell] += 1


@njit(cache=True, nogil=True)
def near_rows(west, south, east, north, bounds, corner, shape, hash_row, hash_first):
    """Rows of the buildings whose boxes meet this box, each once: in the first cell that both meet."""
    c0, c1, r0, r1 = cell_range(west, south, east, north, corner, shape)
    if c0 > c1 or r0 > r1:
        return np.empty(0, dtype=np.int64)
    most = 0
    for r in range(r0, r1 + 1):
        most += max(hash_first[r * shape[0] + c1 + 1] - hash_first[r * shape[0] + c0], 0)
    found, n = np.empty(most, dtype=np.int64), 0
    for r in range(r0, r1 + 1):
        for c in range(c0, c1 + 1):
            for p in range(hash_first[r * shape[0] + c], hash_first[r * shape[0] + c + 1]):
                b = hash_row[p]
                if bounds[b, 0] > east or bounds[b, 2] < west or bounds[b, 1] > north or bounds[b, 3] < south:
                    continue
                bc, _, br, _ = cell_range(bounds[b, 0], bounds[b, 1], bounds[b, 2], bounds[b, 3], corner, shape)
                if c == max(bc, c0) and r == max(br, r0):
                    found[n] = b
                    n += 1
    return found[:n]
