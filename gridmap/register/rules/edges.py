"""Many polygons as arrays: their rings as coordinates, their outlines as directed edges, and which may reach which.

An object a polygon costs more than measuring it does; 365,000 shapes of a city are coordinates from the database to
the kernel, and become objects only where GEOS has to cut them.
"""

# numba compiles these; what they return has no types that mypy could check
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Geometries = NDArray[np.object_]

_LEAF = 16  # boxes under one leaf


@dataclass(frozen=True, slots=True)
class Edges:
    """Polygons as directed edges: shells counter-clockwise, holes clockwise.

    ends: (n, 4) x0, y0, x1, y1; first: where each polygon's edges start (one more than polygons);
    bounds: (polygons, 4) west, south, east, north, NaN where empty.
    """

    ends: Floats
    first: Rows
    bounds: Floats


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which polygons of a layer may reach which cell: `row[first[c]:first[c + 1]]` for cell c."""

    row: Rows
    first: Rows


@dataclass(frozen=True, slots=True)
class Outlines:
    """Polygons as coordinates, the parts of a MultiPolygon one by one, none of them empty.

    coordinates: (n, 2); first_point: where each ring starts, first_ring: where each polygon does (one more than
    rings and polygons).
    """

    coordinates: Floats
    first_point: Rows
    first_ring: Rows

    def __len__(self) -> int:
        """Polygons."""
        return len(self.first_ring) - 1

    def moved(self, convert: Callable[[Floats, Floats], tuple[Floats, Floats]]) -> Outlines:
        """The same polygons with their coordinates converted."""
        x, y = convert(self.coordinates[:, 0], self.coordinates[:, 1])
        return Outlines(np.column_stack([x, y]), self.first_point, self.first_ring)

    def polygons(self) -> Geometries:
        """As an array of shapely polygons."""
        made = shapely.from_ragged_array(
            shapely.GeometryType.POLYGON, self.coordinates, (self.first_point, self.first_ring)
        )
        return np.asarray(made, dtype=object)

    def edges(self) -> Edges:
        """As directed edges."""
        ends, count = _directed(self.coordinates, self.first_point, _shells(self.first_point, self.first_ring))
        return Edges(ends, np.append(0, np.cumsum(count))[self.first_ring], self.bounds())

    def bounds(self) -> Floats:
        """West, south, east, north of each."""
        return np.asarray(_bounds(self.coordinates, self.first_point[self.first_ring]))

    def taken(self, rows: Rows) -> Outlines:
        """Those polygons only, in that order."""
        first_ring, ring = spread(self.first_ring, rows)
        first_point, point = spread(self.first_point, ring)
        return Outlines(self.coordinates[point], first_point, first_ring)


def joined(outlines: Sequence[Outlines]) -> Outlines:
    """All of them, one after the other."""
    points = np.cumsum([0, *(len(o.coordinates) for o in outlines)])
    rings = np.cumsum([0, *(len(o.first_point) - 1 for o in outlines)])
    zero = np.zeros(1, dtype=np.int64)
    return Outlines(
        np.concatenate([np.empty((0, 2)), *(o.coordinates for o in outlines)]),
        np.concatenate([zero, *(o.first_point[1:] + p for o, p in zip(outlines, points, strict=False))]),
        np.concatenate([zero, *(o.first_ring[1:] + r for o, r in zip(outlines, rings, strict=False))]),
    )


def ragged(polygons: Geometries) -> tuple[Floats, Rows, Rows, Rows]:
    """Coordinates (n, 2) of Polygons and MultiPolygons, and where each ring, polygon and shape starts (one more each)."""
    zero = np.zeros(1, dtype=np.int64)
    if not len(polygons):
        return np.empty((0, 2)), zero, zero, zero
    _kind, coordinates, offsets = shapely.to_ragged_array(polygons, include_z=False)
    first = [np.asarray(part, dtype=np.int64) for part in offsets]
    first_part = first[2] if len(first) > 2 else np.arange(len(polygons) + 1)
    return coordinates, first[0], first[1], first_part


def outlines_of(polygons: Geometries) -> Outlines:
    """The parts of Polygons and MultiPolygons in their order; empty ones have none."""
    coordinates, first_point, first_ring, _first_part = ragged(polygons)
    return Outlines(coordinates, first_point, np.append(0, first_ring[1:][np.diff(first_ring) > 0]))


def edges_of(polygons: Geometries) -> Edges:
    """The edges of an array of Polygons and MultiPolygons; empty ones have none."""
    coordinates, first_point, first_ring, first_part = ragged(polygons)
    ends, count = _directed(coordinates, first_point, _shells(first_point, first_ring))
    first = np.append(0, np.cumsum(count))[first_ring[first_part]]
    return Edges(ends, first, shapely.bounds(polygons).reshape(-1, 4))


def _shells(first_point: Rows, first_ring: Rows) -> NDArray[np.bool_]:
    """Which rings are the first of their polygon; an empty polygon has none."""
    shell = np.zeros(len(first_point), dtype=np.bool_)  # one more: an empty polygon at the end marks what no ring is
    shell[first_ring[:-1]] = True
    return shell


def unwrapped(polygons: Geometries) -> Geometries:
    """MultiPolygons of one part, as databases return every polygon, as that part; others as they are."""
    wrapped = (shapely.get_type_id(polygons) == 6) & (shapely.get_num_geometries(polygons) == 1)
    if not wrapped.any():
        return polygons
    shapes = polygons.copy()
    shapes[wrapped] = shapely.get_geometry(polygons[wrapped], 0)
    return shapes


def pairs_of(cell: Rows, row: Rows, *, cells: int) -> Pairs:
    """Pairs sorted by cell, from two arrays as an STRtree's query gives them."""
    order = np.argsort(cell, kind="stable")
    first = np.append(0, np.cumsum(np.bincount(cell, minlength=cells)))
    return Pairs(row[order].astype(np.int64), first.astype(np.int64))


def pairs_of_boxes(cells: Floats, boxes: Floats) -> Pairs:
    """Which boxes meet which cell's box (borders meet too); both (n, 4) as `Edges.bounds`, NaN meets nothing.

    Cells are packed into strips and leaves (sort-tile-recursive, Leutenegger and others 1997).
    """
    full = np.flatnonzero(~np.isnan(cells).any(axis=1))
    if not len(full) or not len(boxes):
        return Pairs(np.empty(0, dtype=np.int64), np.zeros(len(cells) + 1, dtype=np.int64))
    middle = cells[:, :2] + cells[:, 2:]
    strips = max(int(np.sqrt(len(full) / _LEAF)), 1)
    leaves = -(-len(full) // (strips * _LEAF))  # of one strip, rounded up
    by_x = full[np.argsort(middle[full, 0], kind="stable")]
    strip = np.arange(len(full)) // (leaves * _LEAF)
    order = by_x[np.lexsort((middle[by_x, 1], strip))]
    count = np.zeros(len(cells), dtype=np.int64)
    packed = np.ascontiguousarray(cells[order])
    leaf_boxes, strip_boxes = _around(packed, _LEAF), _around(packed, leaves * _LEAF)
    tree = (packed, order, leaf_boxes, strip_boxes, leaves)
    _meet(np.ascontiguousarray(boxes), *tree, count, np.empty(0, dtype=np.int64))
    first = np.append(0, np.cumsum(count))
    row = np.empty(first[-1], dtype=np.int64)
    _meet(np.ascontiguousarray(boxes), *tree, first[:-1].copy(), row)
    return Pairs(row, first)


def _around(boxes: Floats, run: int) -> Floats:
    """The box around each run of that many boxes."""
    starts = np.arange(0, len(boxes), run)
    low, high = np.minimum.reduceat(boxes[:, :2], starts), np.maximum.reduceat(boxes[:, 2:], starts)
    return np.column_stack([low, high])


@njit(cache=True, nogil=True)
def _meet(boxes, cells, order, leaf_boxes, strip_boxes, leaves, at, row):
    """Count at each cell the boxes that meet it; with room in `row`, write them there from `at` on."""
    for b in range(len(boxes)):
        for s in range(len(strip_boxes)):
            if _apart(boxes, b, strip_boxes, s):
                continue
            for leaf in range(s * leaves, min((s + 1) * leaves, len(leaf_boxes))):
                if _apart(boxes, b, leaf_boxes, leaf):
                    continue
                for c in range(leaf * _LEAF, min((leaf + 1) * _LEAF, len(cells))):
                    if not _apart(boxes, b, cells, c):
                        if len(row):
                            row[at[order[c]]] = b
                        at[order[c]] += 1


@njit(cache=True, nogil=True)
def _apart(one, n, other, m):
    return not (
        other[m, 0] <= one[n, 2] and other[m, 2] >= one[n, 0] and other[m, 1] <= one[n, 3] and other[m, 3] >= one[n, 1]
    )


@njit(cache=True, nogil=True)
def _directed(points, first_point, shell):
    """Edges of all rings, shells counter-clockwise and holes clockwise, and how many each ring has."""
    ends, count = np.empty((len(points), 4)), np.zeros(len(first_point) - 1, dtype=np.int64)
    made = 0
    for ring in range(len(first_point) - 1):
        start, stop = first_point[ring], first_point[ring + 1]
        doubled = 0.0
        for p in range(start + 1, stop):
            x0, y0 = points[p - 1, 0] - points[start, 0], points[p - 1, 1] - points[start, 1]
            x1, y1 = points[p, 0] - points[start, 0], points[p, 1] - points[start, 1]
            doubled += x0 * y1 - x1 * y0
        along = (doubled > 0) == shell[ring]
        for p in range(start + 1, stop):
            a, b = (p - 1, p) if along else (p, p - 1)
            ends[made, 0], ends[made, 1] = points[a, 0], points[a, 1]
            ends[made, 2], ends[made, 3] = points[b, 0], points[b, 1]
            made += 1
        count[ring] = max(stop - start - 1, 0)
    return ends[:made], count


@njit(cache=True, nogil=True)
def _bounds(points, first):
    """Box around the points of each run; `first` has one more."""
    boxes = np.empty((len(first) - 1, 4))
    for n in range(len(first) - 1):
        west, south, east, north = np.inf, np.inf, -np.inf, -np.inf
        for p in range(first[n], first[n + 1]):
            west, south = min(west, points[p, 0]), min(south, points[p, 1])
            east, north = max(east, points[p, 0]), max(north, points[p, 1])
        boxes[n] = (west, south, east, north)
    return boxes


def spread(first: Rows, rows: Rows) -> tuple[Rows, Rows]:
    """Where the chosen runs start when only they are kept, and the elements of those runs."""
    count = first[rows + 1] - first[rows]
    kept = np.append(0, np.cumsum(count))
    return kept, np.arange(kept[-1]) - np.repeat(kept[:-1] - first[rows], count)
