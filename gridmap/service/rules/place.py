"""The position rule: no stored point is finer than the thing (DESIGN 3, "Position of an incident").

Within 50 m of a street segment a received point becomes the nearest point of the segment, moved 3 m to the side it came
from; else, or without streets, it is rounded to 4 decimals. The stored point must lie in the grid that the received
one was given: where 3 m do not, 1 m and 0.3 m are tried (borders on the street's axis), then 6 and 12 m as far as they
do not pass the received point (borders beside the street); where none does, the 3 m point is kept.

Distances are in metres of a plane tangent at the cell that a point falls into (WGS-84 series), which within 50 m is
exact to a centimetre anywhere but at the poles; no projection is needed. Segments across the 180th meridian are not
joined.
"""

# numba compiles the searches; what they return has no types that mypy could check
# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from numba import njit

from gridmap.errors import BadValue

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Geometries = npt.NDArray[np.object_]
Frame = tuple[float, float, float, float, int, int]

NONE = -1
REACH_M = 50.0
SIDE_M = 3.0
# further offsets where the first leaves the grid; the last two only as far as the received point
_OTHER_SIDES_M = (1.0, 0.3, 6.0, 12.0)
_ON_THE_LINE_M = 1e-6  # no side to go to
_PER_DEGREE = 10_000.0  # 4 decimals
ROUNDED_UNCERTAINTY_M = 8.0  # half the diagonal of 0.0001° by 0.0001° at the equator
_MOST_CELLS = 1 << 24
_LONGEST_PIECE_DEG = 0.002  # some 220 m: over longer ones the metres of a cell would not hold


@dataclass(frozen=True, slots=True, eq=False)
class SegmentIndex:
    """Street segments by cells of about the reach. Make it with `segment_index`.

    length_m: of each segment. frame: west, south, cell width, cell height, columns, rows. Cell c holds the straight
    pieces starts[c] to starts[c + 1] - 1, which are all that come within reach of it: x0, y0, x1, y1 in metres from the
    cell's middle, and the segment of each.
    """

    length_m: Floats
    frame: Frame
    starts: npt.NDArray[np.int32]
    pieces: npt.NDArray[np.float32]
    owners: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Brought:
    """lon, lat: as stored, NaN where there was none. segment: its row, NONE where the point was rounded or missing."""

    lon: Floats
    lat: Floats
    segment: Rows


def segment_index(lines: Geometries, length_m: Floats) -> SegmentIndex:
    """An index of LineStrings or MultiLineStrings in WGS-84; None and empty ones are never found.

    length_m: of each line, kept for the uncertainty of what is placed there. Raises BadValue when lengths differ.
    """
    if len(lines) != len(length_m):
        raise BadValue(f"There are {len(lines)} segments and {len(length_m)} lengths; each segment needs one.")
    pieces, owner = _pieces(np.asarray(lines, dtype=object))
    frame = _frame(pieces)
    counts = np.zeros(frame[4] * frame[5], np.int32)
    _count_cells(pieces, frame, counts)
    starts = np.concatenate([np.zeros(1, np.int32), np.cumsum(counts, dtype=np.int32)])
    near, owners = np.empty((int(starts[-1]), 4), np.float32), np.empty(int(starts[-1]), np.int32)
    _list_cells(pieces, owner, frame, _scales(frame), starts[:-1].copy(), near, owners)
    return SegmentIndex(np.asarray(length_m, np.float64), frame, starts, near, owners)


def bring_to_segments(
    index: SegmentIndex, lon: Floats, lat: Floats, *, in_grid: Callable[[Floats, Floats], Rows], grid: Rows
) -> Brought:
    """The stored position of received points.

    in_grid: gives each point's grid as a number. grid: that number for the points as received. NaN stays NaN.
    """
    x, y = np.ascontiguousarray(lon, np.float64), np.ascontiguousarray(lat, np.float64)
    segment, foot_x, foot_y, distance = nearest(index, x, y)
    out_x, out_y = np.empty(len(x)), np.empty(len(x))
    _store(x, y, segment, foot_x, foot_y, distance, out_x, out_y)
    astray = np.flatnonzero((segment >= 0) & (np.asarray(in_grid(out_x, out_y)) != grid))
    for side_m in _OTHER_SIDES_M:
        if not astray.size:
            break
        may = ((side_m < SIDE_M) | (side_m < distance[astray])) & (distance[astray] > _ON_THE_LINE_M)
        at = astray[may]
        new_x, new_y = _aside(x[at], y[at], foot_x[at], foot_y[at], side_m / distance[at])
        fits = np.asarray(in_grid(new_x, new_y)) == grid[at]
        out_x[at[fits]], out_y[at[fits]] = new_x[fits], new_y[fits]
        astray = np.setdiff1d(astray, at[fits], assume_unique=True)
    return Brought(out_x, out_y, segment)


def nearest(index: SegmentIndex, lon: Floats, lat: Floats) -> tuple[Rows, Floats, Floats, Floats]:
    """For each point the nearest segment within reach (else NONE), its nearest point in degrees, and metres to it.

    Of segments equally near the first counts.
    """
    n = len(lon)
    segment, foot_x, foot_y, distance = np.full(n, NONE), np.full(n, np.nan), np.full(n, np.nan), np.full(n, np.nan)
    scales = _scales(index.frame)
    _nearest(lon, lat, index.frame, scales, index.starts, index.pieces, index.owners, segment, foot_x, foot_y, distance)
    return segment, foot_x, foot_y, distance


def _aside(lon: Floats, lat: Floats, foot_x: Floats, foot_y: Floats, share: Floats) -> tuple[Floats, Floats]:
    """The foot moved by a share of the way to where the point came from."""
    return foot_x + (lon - foot_x) * share, foot_y + (lat - foot_y) * share


def _pieces(lines: Geometries) -> tuple[Floats, Rows]:
    parts, part_owner = shapely.get_parts(shapely.segmentize(lines, _LONGEST_PIECE_DEG), return_index=True)
    points, of_part = shapely.get_coordinates(parts, return_index=True)
    joined = of_part[1:] == of_part[:-1]
    pieces = np.hstack([points[:-1][joined], points[1:][joined]]) if len(points) else np.empty((0, 4))
    owner = part_owner[of_part[:-1][joined]] if len(points) else np.empty(0, np.int64)
    return np.ascontiguousarray(pieces, np.float64), owner.astype(np.int64)


def _frame(pieces: Floats) -> Frame:
    """Cells of the reach in size (larger where that makes too many), with a margin of one cell around."""
    if not len(pieces):
        return 0.0, 0.0, 1.0, 1.0, 1, 1
    west, south = pieces[:, [0, 2]].min(), pieces[:, [1, 3]].min()
    east, north = pieces[:, [0, 2]].max(), pieces[:, [1, 3]].max()
    per_lon, per_lat = _metres_per_degree(max(abs(south), abs(north)))  # the narrowest degree
    width, height = REACH_M / max(per_lon, 1.0), REACH_M / per_lat
    cells = ((east - west) / width + 3) * ((north - south) / height + 3)
    grow = max(1.0, (cells / _MOST_CELLS) ** 0.5)
    width, height = width * grow, height * grow
    columns, rows = int((east - west) / width) + 3, int((north - south) / height) + 3
    return float(west - width), float(south - height), float(width), float(height), columns, rows


def _scales(frame: Frame) -> Floats:
    """Metres per degree of longitude and of latitude in the middle of each row of cells."""
    _, south, _, height, _, rows = frame
    per_lon, per_lat = _metres_per_degree(south + (np.arange(rows) + 0.5) * height)
    return np.column_stack([per_lon, per_lat])


def _metres_per_degree(lat: Any) -> tuple[Any, Any]:
    """Metres of one degree of longitude and of latitude there (WGS-84 series, NGA TR8350.2 style, 1 cm)."""
    phi = np.deg2rad(lat)
    per_lon = 111412.84 * np.cos(phi) - 93.5 * np.cos(3 * phi) + 0.118 * np.cos(5 * phi)
    per_lat = 111132.92 - 559.82 * np.cos(2 * phi) + 1.175 * np.cos(4 * phi) - 0.0023 * np.cos(6 * phi)
    return per_lon, per_lat


@njit(cache=True)
def _span(low, high, origin, size, most):
    """Cells from one before `low` to one after `high`: a cell is at least the reach wide."""
    first = int(np.floor((low - origin) / size)) - 1
    last = int(np.floor((high - origin) / size)) + 1
    return max(first, 0), min(last, most - 1)


@njit(cache=True)
def _passes(pieces, k, frame, column, row):
    """Whether piece k comes within a cell's width and height of that cell: Liang and Barsky's clip of a line."""
    west, south, width, height, _, _ = frame
    x0, y0 = pieces[k, 0], pieces[k, 1]
    dx, dy = pieces[k, 2] - x0, pieces[k, 3] - y0
    left, below = west + (column - 1) * width, south + (row - 1) * height
    enter, leave = 0.0, 1.0
    for p, q in (
        (-dx, x0 - left),
        (dx, left + 3 * width - x0),
        (-dy, y0 - below),
        (dy, below + 3 * height - y0),
    ):
        if p == 0:
            if q < 0:
                return False
        elif p < 0:
            enter = max(enter, q / p)
        else:
            leave = min(leave, q / p)
    return enter <= leave


@njit(cache=True)
def _count_cells(pieces, frame, counts):
    for k in range(len(pieces)):
        c0, c1 = _span(min(pieces[k, 0], pieces[k, 2]), max(pieces[k, 0], pieces[k, 2]), frame[0], frame[2], frame[4])
        r0, r1 = _span(min(pieces[k, 1], pieces[k, 3]), max(pieces[k, 1], pieces[k, 3]), frame[1], frame[3], frame[5])
        for row in range(r0, r1 + 1):
            for column in range(c0, c1 + 1):
                if _passes(pieces, k, frame, column, row):
                    counts[row * frame[4] + column] += 1


@njit(cache=True)
def _list_cells(pieces, owner, frame, scales, at, near, owners):
    west, south, width, height, columns, rows = frame
    for k in range(len(pieces)):
        c0, c1 = _span(min(pieces[k, 0], pieces[k, 2]), max(pieces[k, 0], pieces[k, 2]), west, width, columns)
        r0, r1 = _span(min(pieces[k, 1], pieces[k, 3]), max(pieces[k, 1], pieces[k, 3]), south, height, rows)
        for row in range(r0, r1 + 1):
            middle_y, per_lon, per_lat = south + (row + 0.5) * height, scales[row, 0], scales[row, 1]
            for column in range(c0, c1 + 1):
                if _passes(pieces, k, frame, column, row):
                    middle_x, place = west + (column + 0.5) * width, at[row * columns + column]
                    near[place, 0] = (pieces[k, 0] - middle_x) * per_lon
                    near[place, 1] = (pieces[k, 1] - middle_y) * per_lat
                    near[place, 2] = (pieces[k, 2] - middle_x) * per_lon
                    near[place, 3] = (pieces[k, 3] - middle_y) * per_lat
                    owners[place] = owner[k]
                    at[row * columns + column] += 1


@njit(cache=True, nogil=True)
def _nearest(lon, lat, frame, scales, starts, pieces, owners, segment, foot_x, foot_y, distance):
    west, south, width, height, columns, rows = frame
    for i in range(len(lon)):
        column, row = (lon[i] - west) / width, (lat[i] - south) / height
        if not (column >= 0 and row >= 0 and column < columns and row < rows):  # NaN too
            continue
        c, r = int(column), int(row)
        cell = r * columns + c
        middle_x, middle_y = west + (c + 0.5) * width, south + (r + 0.5) * height
        per_lon, per_lat = scales[r, 0], scales[r, 1]
        x, y = (lon[i] - middle_x) * per_lon, (lat[i] - middle_y) * per_lat
        best, best_x, best_y, chosen = REACH_M * REACH_M, 0.0, 0.0, -1
        for k in range(starts[cell], starts[cell + 1]):
            ax, ay = pieces[k, 0] - x, pieces[k, 1] - y
            dx, dy = pieces[k, 2] - x - ax, pieces[k, 3] - y - ay
            square = dx * dx + dy * dy
            t = 0.0 if square == 0 else min(1.0, max(0.0, -(ax * dx + ay * dy) / square))
            fx, fy = ax + t * dx, ay + t * dy
            d2 = fx * fx + fy * fy
            if d2 < best or (d2 == best and chosen < 0):
                best, best_x, best_y, chosen = d2, x + fx, y + fy, owners[k]
        if chosen >= 0:
            segment[i], distance[i] = chosen, np.sqrt(best)
            foot_x[i], foot_y[i] = middle_x + best_x / per_lon, middle_y + best_y / per_lat


@njit(cache=True, nogil=True)
def _store(lon, lat, segment, foot_x, foot_y, distance, out_x, out_y):
    """3 m beside the segment, or rounded to 4 decimals."""
    for i in range(len(lon)):
        if segment[i] < 0:
            out_x[i], out_y[i] = (
                np.rint(lon[i] * _PER_DEGREE) / _PER_DEGREE,
                np.rint(lat[i] * _PER_DEGREE) / _PER_DEGREE,
            )
        else:
            share = SIDE_M / distance[i] if distance[i] > _ON_THE_LINE_M else 0.0
            out_x[i] = foot_x[i] + (lon[i] - foot_x[i]) * share
            out_y[i] = foot_y[i] + (lat[i] - foot_y[i]) * share
