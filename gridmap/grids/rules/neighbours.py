"""Which polygons are neighbours: those that share a border or a corner (queen contiguity)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array, csr_array

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Geometries = npt.NDArray[np.object_]


def queen_neighbours(geometries: Geometries) -> csr_array:
    """Symmetric 0/1 matrix (float64) of polygons that touch or overlap, without a diagonal.

    geometries: polygons or multipolygons in any one CRS; None and empty ones have no neighbours. Shared vertices tell
    nearly all of a clean tiling; a polygon with a border that no other shares exactly (the rim of the city, a T-junction,
    an overlap) is compared with those around it by geometry.
    """
    shapes = np.asarray(geometries, dtype=object)
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    if not len(points):
        return csr_array((len(shapes), len(shapes)), dtype=np.float64)
    vertex = number_vertices(points)
    i, j = _sharing(vertex, owner, polygons=len(shapes))
    p, q = _touching(shapes, _with_own_border(vertex, owner, polygons=len(shapes)))
    rows, columns = np.concatenate([i, p, q]), np.concatenate([j, q, p])
    graph = coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(shapes), len(shapes))).tocsr()
    graph.data[:] = 1.0
    graph.setdiag(0.0)
    graph.eliminate_zeros()
    return csr_array(graph)


def number_vertices(points: Floats) -> Ints:
    """A number for each point, the same for equal coordinates."""
    order = np.lexsort((points[:, 1], points[:, 0]))
    changes = np.ones(len(points), dtype=np.int64)
    changes[1:] = (points[order[1:]] != points[order[:-1]]).any(axis=1)
    number = np.empty(len(points), dtype=np.int64)
    number[order] = np.cumsum(changes) - 1
    return number


def _sharing(vertex: Ints, owner: Ints, *, polygons: int) -> tuple[Ints, Ints]:
    counts = np.bincount(vertex)
    several = counts[vertex] > 1
    incidence = csr_array(
        (np.ones(int(several.sum()), dtype=np.int32), (owner[several], vertex[several])), shape=(polygons, len(counts))
    )
    pairs = (incidence @ incidence.T).tocoo()
    return pairs.row.astype(np.int64), pairs.col.astype(np.int64)


def _with_own_border(vertex: Ints, owner: Ints, *, polygons: int) -> Ints:
    """Polygons with an edge that no other polygon has.

    An edge that does belong to two has one of them on either side: whatever touches it shares a vertex or overlaps.
    """
    inside = (owner[1:] == owner[:-1]) & (vertex[1:] != vertex[:-1])
    low = np.minimum(vertex[1:], vertex[:-1])[inside]
    high = np.maximum(vertex[1:], vertex[:-1])[inside]
    key = low * (int(vertex.max()) + 1) + high
    order = np.argsort(key)
    ordered = key[order]
    alone = np.ones(len(ordered), dtype=np.bool_)
    alone[1:] &= ordered[1:] != ordered[:-1]
    alone[:-1] &= ordered[:-1] != ordered[1:]
    return np.unique(owner[1:][inside][order[alone]])


def _touching(shapes: Geometries, suspects: Ints) -> tuple[Ints, Ints]:
    """Pairs of a suspect and any polygon that it meets."""
    tree = shapely.STRtree(shapes)
    shapely.prepare(shapes[suspects])
    suspect, other = tree.query(shapes[suspects], predicate="intersects")
    return suspects[suspect], other.astype(np.int64)
