"""Where an incident is stored: at its thing, never finer. A point can name the door of whoever reported it.

The nearest street segment within 50 m takes it: to the nearest point of the segment, 3 m to the side it came from, so that grids which the street divides
keep their side. Without one the position is rounded to 4 decimals (about 10 m) and marked so. Positions are WGS-84; distances are measured
on the ellipsoid's tangent plane at each point, right to a millimetre over 50 m.
"""

# numba compiles the kernels; what it returns has no types that mypy could check
# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from numba import njit

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Geometries = npt.NDArray[np.object_]

NEAR_M = 50.0
ASIDE_M = 3.0
ROUNDED_DECIMALS = 4
ROUNDED_UNCERTAINTY_M = 8.0  # half the diagonal of 1e-4 degrees at 35° of latitude
_NEARER_M = (1.5, 0.5, 0.0, -0.5, -1.5, -3.0)  # tried in turn where 3 m lie in another grid
_CELL_DEG = 0.001  # about 100 m: an edge is listed in each cell that its box, 50 m wider, touches
_A_M, _E2 = 6_378_137.0, 0.006_694_379_990_14  # WGS-84
NONE = -1


@dataclass(frozen=True, slots=True, eq=False)
class SegmentIndex:
    """Edges of street segments in a raster of about 100 m; made by `segment_index`.

    edges: x1, y1, x2, y2 in degrees; owner: row of the segment of each edge; length_m: of each segment.
    """

    edges: Floats
    owner: Rows
    length_m: Floats
    origin: Floats
    shape: tuple[int, int]
    starts: Rows
    listed: Rows


@dataclass(frozen=True, slots=True, eq=False)
class Brought:
    """Positions after the rule: lon, lat; the segment's row or NONE; how far the point was moved at the segment, in metres."""

    lon: Floats
    lat: Floats
    segment: Rows
    distance_m: Floats


def segment_index(lines: Geometries, length_m: Floats) -> SegmentIndex:
    """An index of LineStrings in WGS-84 (there may be none). length_m: of each."""
    points, of = shapely.get_coordinates(lines, return_index=True)
    same = of[1:] == of[:-1]
    edges = np.concatenate([points[:-1][same], points[1:][same]], axis=1).reshape(-1, 4)
    owner = of[1:][same].astype(np.int64)
    if not len(edges):
        return SegmentIndex(edges, owner, length_m, np.zeros(2), (0, 0), np.zeros(1, np.int64), np.zeros(0, np.int64))
    widest = float(np.abs(edges[:, [1, 3]]).max())
    margin_lon, margin_lat = NEAR_M / _metres_per_degree(widest)[0], NEAR_M / _metres_per_degree(0.0)[1]
    west, south = edges[:, [0, 2]].min() - margin_lon, edges[:, [1, 3]].min() - margin_lat
    low = np.stack(
        [
            np.minimum(edges[:, 0], edges[:, 2]) - margin_lon - west,
            np.minimum(edges[:, 1], edges[:, 3]) - margin_lat - south,
        ]
    )
    high = np.stack(
        [
            np.maximum(edges[:, 0], edges[:, 2]) + margin_lon - west,
            np.maximum(edges[:, 1], edges[:, 3]) + margin_lat - south,
        ]
    )
    first, last = np.floor(low / _CELL_DEG).astype(np.int64), np.floor(high / _CELL_DEG).astype(np.int64)
    columns, rows = int(last[0].max()) + 1, int(last[1].max()) + 1
    starts, listed = _list_edges(first, last, columns, rows)
    return SegmentIndex(
        np.ascontiguousarray(edges), owner, length_m, np.array([west, south]), (rows, columns), starts, listed
    )


def bring_to_segments(
    index: SegmentIndex, lon: Floats, lat: Floats, *, in_grid: Callable[[Floats, Floats], Rows], grid: Rows
) -> Brought:
    """Positions as they are stored. `in_grid` says which grid (row, NONE) positions lie in; `grid` is that of the received point.

    Rows with NaN stay NaN. Where 3 m to its side lie in another grid the position comes nearer to the segment, then to the other side; where no
    such position is in its grid it stays at 3 m.
    """
    edge, t, side, distance = _nearest(
        lon,
        lat,
        index.edges,
        index.origin,
        index.shape[0],
        index.shape[1],
        index.starts,
        index.listed,
        NEAR_M,
        _CELL_DEG,
    )
    found = edge >= 0
    out_lon, out_lat = np.round(lon, ROUNDED_DECIMALS), np.round(lat, ROUNDED_DECIMALS)
    e = index.edges[edge[found]]
    moved = _beside(e, t[found], side[found], ASIDE_M)
    wrong = np.flatnonzero(in_grid(*moved) != grid[found])
    for aside in _NEARER_M:
        if not len(wrong):
            break
        nearer = _beside(e[wrong], t[found][wrong], side[found][wrong], aside)
        right = in_grid(*nearer) == grid[found][wrong]
        for axis in range(2):
            moved[axis][wrong[right]] = nearer[axis][right]
        wrong = wrong[~right]
    out_lon[found], out_lat[found] = moved
    segment = np.full(len(lon), NONE, dtype=np.int64)
    segment[found] = index.owner[edge[found]]
    return Brought(out_lon, out_lat, segment, distance)


def _beside(edges: Floats, t: Floats, side: Floats, aside_m: float) -> tuple[Floats, Floats]:
    """Positions at t (0 to 1) along the edges, `aside_m` to their side (+1 left, -1 right)."""
    x = edges[:, 0] + t * (edges[:, 2] - edges[:, 0])
    y = edges[:, 1] + t * (edges[:, 3] - edges[:, 1])
    per_lon, per_lat = _metres_per_degree(y)
    dx, dy = (edges[:, 2] - edges[:, 0]) * per_lon, (edges[:, 3] - edges[:, 1]) * per_lat
    length = np.hypot(dx, dy)
    length[length == 0] = 1.0
    return x - side * aside_m * dy / length / per_lon, y + side * aside_m * dx / length / per_lat


def _metres_per_degree(lat):
    """Metres per degree of longitude and of latitude on WGS-84 (radii of curvature N cos φ and M)."""
    phi = np.radians(lat)
    w = 1.0 - _E2 * np.sin(phi) ** 2
    return np.radians(_A_M * np.cos(phi) / np.sqrt(w)), np.radians(_A_M * (1.0 - _E2) / (w * np.sqrt(w)))


@njit(cache=True, nogil=True)
def _list_edges(first, last, columns, rows):
    counts = np.zeros(rows * columns + 1, dtype=np.int64)
    for e in range(first.shape[1]):
        for r in range(first[1, e], last[1, e] + 1):
            for c in range(first[0, e], last[0, e] + 1):
                counts[r * columns + c + 1] += 1
    starts = np.cumsum(counts)
    listed = np.empty(starts[-1], dtype=np.int64)
    at = starts[:-1].copy()
    for e in range(first.shape[1]):
        for r in range(first[1, e], last[1, e] + 1):
            for c in range(first[0, e], last[0, e] + 1):
                listed[at[r * columns + c]] = e
                at[r * columns + c] += 1
    return starts, listed


@njit(cache=True, nogil=True)
def _nearest(lon, lat, edges, origin, rows, columns, starts, listed, near_m, cell_deg):
    count = len(lon)
    edge = np.full(count, -1, dtype=np.int64)
    t_best = np.zeros(count)
    side = np.zeros(count)
    distance = np.full(count, np.nan)
    for i in range(count):
        if not (np.isfinite(lon[i]) and np.isfinite(lat[i])):
            continue
        c = np.floor((lon[i] - origin[0]) / cell_deg)
        r = np.floor((lat[i] - origin[1]) / cell_deg)
        if c < 0 or r < 0 or c >= columns or r >= rows:
            continue
        phi = np.radians(lat[i])
        w = 1.0 - 0.00669437999014 * np.sin(phi) ** 2
        per_lon = np.radians(6378137.0 * np.cos(phi) / np.sqrt(w))
        per_lat = np.radians(6378137.0 * (1.0 - 0.00669437999014) / (w * np.sqrt(w)))
        cell = int(r) * columns + int(c)
        best = near_m * near_m
        for k in range(starts[cell], starts[cell + 1]):
            e = listed[k]
            ax, ay = (edges[e, 0] - lon[i]) * per_lon, (edges[e, 1] - lat[i]) * per_lat
            bx, by = (edges[e, 2] - lon[i]) * per_lon, (edges[e, 3] - lat[i]) * per_lat
            dx, dy = bx - ax, by - ay
            square = dx * dx + dy * dy
            t = 0.0
            if square > 0.0:
                t = min(1.0, max(0.0, -(ax * dx + ay * dy) / square))
            px, py = ax + t * dx, ay + t * dy
            d = px * px + py * py
            if d < best or (d == best and edge[i] < 0):
                best = d
                edge[i] = e
                t_best[i] = t
                side[i] = 1.0 if dx * -ay - dy * -ax >= 0.0 else -1.0
        if edge[i] >= 0:
            distance[i] = np.sqrt(best)
    return edge, t_best, side, distance
