"""Compiled parts of the point lookup: which cells of a raster a polygon fills or touches, and an exact inside test.

Polygons come as edges in the order of their rank; rank 0 wins wherever several cover a point. An edge is also entered
in each raster row that it meets, so a horizontal ray from a point has only that row's edges to cross. Row and column of
a coordinate are one monotone expression everywhere, so no rounding can put a point and an edge that it lies on into
different rows. The inside test is GEOS's RayCrossingCounter with its orientation index in double-double arithmetic:
a point on an edge or vertex is covered, as with `covers`.
"""

# numba compiles these; what it returns has no types that mypy could check
# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

from __future__ import annotations

import numpy as np
from numba import njit

_SAFE = 1e-15  # GEOS CGAlgorithmsDD DP_SAFE_EPSILON
_SPLIT = 134217729.0  # 2**27 + 1, Dekker
_BLOCK = 524_288  # points at a time
_MARGIN = 1e-6  # of a cell: cells this near an edge count as touched, a million times the rounding error


@njit(cache=True)
def _two_diff(a, b):
    high = a - b
    bb = high - a
    return high, (a - (high - bb)) - (b + bb)


@njit(cache=True)
def _two_product(a, b):
    high = a * b
    t = _SPLIT * a
    a_high = t - (t - a)
    a_low = a - a_high
    t = _SPLIT * b
    b_high = t - (t - b)
    b_low = b - b_high
    return high, ((a_high * b_high - high) + a_high * b_low + a_low * b_high) + a_low * b_low


@njit(cache=True)
def _product(a_high, a_low, b_high, b_low):
    high, low = _two_product(a_high, b_high)
    low += a_high * b_low + a_low * b_high
    total = high + low
    return total, low - (total - high)


@njit(cache=True)
def orientation(x1, y1, x2, y2, px, py):
    """1 when the point lies left of the line from 1 to 2, -1 right, 0 on it."""
    left = (x1 - px) * (y2 - py)
    right = (y1 - py) * (x2 - px)
    det = left - right
    if abs(det) >= _SAFE * (abs(left) + abs(right)) and det != 0.0:
        return 1 if det > 0.0 else -1
    ax, ax_low = _two_diff(x2, x1)
    ay, ay_low = _two_diff(y2, y1)
    bx, bx_low = _two_diff(px, x2)
    by, by_low = _two_diff(py, y2)
    p, p_low = _product(ax, ax_low, by, by_low)
    q, q_low = _product(ay, ay_low, bx, bx_low)
    d, d_low = _two_diff(p, q)
    d_low += p_low - q_low
    total = d + d_low
    return 1 if total > 0.0 else (-1 if total < 0.0 else 0)


@njit(cache=True)
def _covers(edges, px, py):
    """Even-odd test over edges (m, 4); True on an edge."""
    inside = False
    for e in range(edges.shape[0]):
        x1, y1, x2, y2 = edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3]
        if x1 < px and x2 < px:
            continue
        if px == x2 and py == y2:
            return True
        if y1 == py and y2 == py:
            if min(x1, x2) <= px <= max(x1, x2):
                return True
            continue
        if (y1 > py and y2 <= py) or (y2 > py and y1 <= py):
            side = orientation(x1, y1, x2, y2, px, py)
            if side == 0:
                return True
            if y2 < y1:
                side = -side
            if side > 0:
                inside = not inside
    return inside


@njit(cache=True)
def enter_edges(edges, starts, frame):
    """Enter each polygon's edges in the raster rows that they meet.

    edges: (m, 4) x1 y1 x2 y2; starts: (n + 1) first edge of each polygon; frame: west, south, columns a unit, rows a
    unit. Returns boxes (n, 4) of rows and columns (first row -1 for no edges), the number of each polygon's first
    row list (n), the lists' offsets, and the edges list by list (copied, so that a test reads on in memory).
    """
    n = starts.size - 1
    boxes = np.full((n, 4), -1, np.int32)
    bases = np.zeros(n, np.int64)
    lists = 0
    for g in range(n):
        bases[g] = lists
        if starts[g] == starts[g + 1]:
            continue
        part = edges[starts[g] : starts[g + 1]]
        boxes[g, 0] = int((min(part[:, 1].min(), part[:, 3].min()) - frame[1]) * frame[3])
        boxes[g, 1] = int((max(part[:, 1].max(), part[:, 3].max()) - frame[1]) * frame[3])
        boxes[g, 2] = int((min(part[:, 0].min(), part[:, 2].min()) - frame[0]) * frame[2])
        boxes[g, 3] = int((max(part[:, 0].max(), part[:, 2].max()) - frame[0]) * frame[2])
        lists += boxes[g, 1] - boxes[g, 0] + 1
    offsets = np.zeros(lists + 1, np.int64)
    for step in range(2):
        if step == 1:
            offsets[1:] = np.cumsum(offsets[1:])
            listed = np.empty((offsets[lists], 4), np.float64)
            filled = offsets[:-1].copy()
        for g in range(n):
            for e in range(starts[g], starts[g + 1]):
                low = int((min(edges[e, 1], edges[e, 3]) - frame[1]) * frame[3]) - boxes[g, 0]
                high = int((max(edges[e, 1], edges[e, 3]) - frame[1]) * frame[3]) - boxes[g, 0]
                for r in range(bases[g] + low, bases[g] + high + 1):
                    if step == 0:
                        offsets[r + 1] += 1
                    else:
                        listed[filled[r]] = edges[e]
                        filled[r] += 1
    return boxes, bases, offsets, listed


@njit(cache=True)
def _mark_row(edges, row, frame, box, touched, crossed):
    """Mark the cells of one raster row that edges touch, and where the line through the cell centres crosses them."""
    west, south = frame[0], frame[1]
    height = 1.0 / frame[3]
    bottom, top = south + (row - _MARGIN) * height, south + (row + 1.0 + _MARGIN) * height
    middle = south + (row + 0.5) * height
    for e in range(edges.shape[0]):
        xa, ya, xb, yb = edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3]
        if ya > yb:
            xa, ya, xb, yb = xb, yb, xa, ya
        x_low, x_high = xa, xb
        if yb > ya:
            slope = (xb - xa) / (yb - ya)
            if ya < bottom:
                x_low = xa + (bottom - ya) * slope
            if yb > top:
                x_high = xb - (yb - top) * slope
        left = int(max((min(x_low, x_high) - west) * frame[2] - _MARGIN, 0.0))
        right = int((max(x_low, x_high) - west) * frame[2] + _MARGIN)
        for c in range(max(left, box[2]), min(right, box[3]) + 1):
            touched[c - box[2]] = 1
        if (ya > middle) != (yb > middle):
            x = xa + (middle - ya) * ((xb - xa) / (yb - ya))
            c = int(max((x - west) * frame[2] + 0.5, 0.0))
            crossed[min(max(c, box[2]), box[3] + 1) - box[2]] ^= 1


@njit(cache=True)
def fill_cells(frame, shape, boxes, bases, offsets, listed):
    """Per cell the first polygon that fills it (or -1), and the pairs (cell, polygon) of those that touch it before."""
    full = np.full(shape[0] * shape[1], -1, np.int32)
    cells = np.empty(4 * (boxes.shape[0] + 64), np.int32)
    owners = np.empty(cells.size, np.int32)
    n_pairs = 0
    for g in range(boxes.shape[0]):
        box = boxes[g]
        if box[0] < 0:
            continue
        width = box[3] - box[2] + 1
        touched, crossed = np.empty(width, np.uint8), np.empty(width + 1, np.uint8)
        for row in range(box[0], box[1] + 1):
            touched[:] = 0
            crossed[:] = 0
            entry = bases[g] + row - box[0]
            _mark_row(listed[offsets[entry] : offsets[entry + 1]], row, frame, box, touched, crossed)
            if n_pairs + width > cells.size:
                room = np.empty(cells.size + width, np.int32)
                cells = np.concatenate((cells, room))
                owners = np.concatenate((owners, room))
            inside = np.uint8(0)
            for c in range(width):
                inside ^= crossed[c]
                cell = row * shape[1] + box[2] + c
                if full[cell] >= 0:
                    continue
                if touched[c]:
                    cells[n_pairs] = cell
                    owners[n_pairs] = g
                    n_pairs += 1
                elif inside:
                    full[cell] = g
    return full, cells[:n_pairs], owners[:n_pairs]


@njit(cache=True)
def list_candidates(full, cells, owners):
    """Group the touching pairs by cell, ranks ascending.

    Returns state per cell (polygon, -1 for none, or -2 - k for list k) and per list its offsets, polygons, and the
    polygon that fills the whole cell behind them (or -1).
    """
    counts = np.zeros(full.size, np.int32)
    for i in range(cells.size):
        counts[cells[i]] += 1
    state = full.copy()
    n_lists = np.count_nonzero(counts)
    starts = np.zeros(n_lists + 1, np.int64)
    behind = np.empty(n_lists, np.int32)
    k = 0
    for cell in range(full.size):
        if counts[cell] > 0:
            state[cell] = -2 - k
            behind[k] = full[cell]
            starts[k + 1] = starts[k] + counts[cell]
            k += 1
    filled = starts[:-1].copy()
    polygons = np.empty(cells.size, np.int32)
    for i in range(cells.size):
        k = -2 - state[cells[i]]
        polygons[filled[k]] = owners[i]
        filled[k] += 1
    return state, starts, polygons, behind


@njit(cache=True)
def find(lon, lat, frame, shape, boxes, bases, offsets, listed, state, starts, polygons, behind):
    """Rank of the first polygon that covers each point, -1 for none and for NaN.

    Points are taken in blocks and, within a block, by raster row: what the tests of a row read stays in the cache.
    """
    found = np.full(lon.size, -1, np.int32)
    order = np.empty(min(lon.size, _BLOCK), np.int32)
    ends = np.empty(shape[0] + 1, np.int64)
    for block in range(0, lon.size, _BLOCK):
        size = min(_BLOCK, lon.size - block)
        n = _sort_by_row(lon[block : block + size], lat[block : block + size], frame, shape, ends, order)
        for k in range(n):
            i = block + order[k]
            row = int((lat[i] - frame[1]) * frame[3])
            answer = state[row * shape[1] + int((lon[i] - frame[0]) * frame[2])]
            if answer < -1:
                cell = -2 - answer
                answer = behind[cell]
                for j in range(starts[cell], starts[cell + 1]):
                    entry = bases[polygons[j]] + row - boxes[polygons[j], 0]
                    if _covers(listed[offsets[entry] : offsets[entry + 1]], lon[i], lat[i]):
                        answer = polygons[j]
                        break
            found[i] = answer
    return found


@njit(cache=True)
def _sort_by_row(lon, lat, frame, shape, ends, order):
    """Numbers of the points inside the raster into `order`, by row; returns how many there are."""
    ends[:] = 0
    for step in range(2):
        for i in range(lon.size):
            u, v = (lon[i] - frame[0]) * frame[2], (lat[i] - frame[1]) * frame[3]
            if u >= 0.0 and v >= 0.0 and u < shape[1] and v < shape[0]:
                row = int(v)
                if step == 1:
                    order[ends[row]] = i
                    ends[row] += 1
                else:
                    ends[row + 1] += 1
        if step == 0:
            for row in range(1, ends.size):
                ends[row] += ends[row - 1]
    return ends[ends.size - 2]
