"""Exact areas of unions, intersections and differences of many polygons, without building their outlines.

A cell's edges are cut into horizontal slabs at every corner and every crossing. Within a slab no two edges cross,
so the covered length is linear in y and the length at mid-height times the slab's height is its area: exact but
for rounding (about 1e-7 m² a cell, as GEOS' overlay). The winding number of each layer tells what is inside.

Faster than overlay by an order of magnitude where many polygons meet, and it cannot fail on topology.
"""

# numba compiles these; what they return has no types that mypy could check
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import njit

from gridmap.register.rules.edges import Edges, Floats, Pairs

THREADS = min(2, os.cpu_count() or 1)  # the kernel runs outside the GIL; more than two were not measured
_CHUNKS = 32
_SHORT_RUN = 24
_CLEAR_M2 = 1e-6  # twice the area of a triangle that is surely not flat, of cells up to some 10 km


def free_and_seen_areas(
    cells: Edges, layer: Edges, pairs: Pairs, *, without: Edges, without_pairs: Pairs
) -> tuple[Floats, Floats]:
    """Areas in m² inside each cell: what the union of `without` leaves, and of that what the union of `layer` covers.

    pairs, without_pairs: at least the polygons that meet the cell; more cost time only.
    """
    count = len(cells.first) - 1
    areas = np.zeros((count, 2))
    weight = np.cumsum(np.diff(pairs.first) + np.diff(without_pairs.first) + 1)
    chunks = _CHUNKS if count > _CHUNKS * 10 else 1
    cuts = np.searchsorted(weight, np.linspace(0, weight[-1], chunks + 1)) if count else np.zeros(1, dtype=int)
    cuts[-1] = count

    def run(chunk: int) -> None:
        _measure(
            cuts[chunk], cuts[chunk + 1], cells.ends, cells.first, cells.bounds, layer.ends, layer.first,
            pairs.row, pairs.first, without.ends, without.first, without.bounds, without_pairs.row,
            without_pairs.first, areas,
        )  # fmt: skip

    if chunks == 1 or THREADS == 1:
        for chunk in range(len(cuts) - 1):
            run(chunk)
    else:
        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(run, range(chunks)))
    return areas[:, 0], areas[:, 1]


@njit(cache=True, nogil=True)
def _measure(
    start,
    stop,
    c_ends,
    c_first,
    c_bounds,
    l_ends,
    l_first,
    l_row,
    l_ptr,
    w_ends,
    w_first,
    w_bounds,
    w_row,
    w_ptr,
    areas,
):
    for c in range(start, stop):
        box, cell = c_bounds[c], c_ends[c_first[c] : c_first[c + 1]]
        if not (box[0] < box[2] and box[1] < box[3]):
            continue
        size = len(cell)
        for p in range(l_ptr[c], l_ptr[c + 1]):
            size += l_first[l_row[p] + 1] - l_first[l_row[p]]
        for p in range(w_ptr[c], w_ptr[c + 1]):
            size += w_first[w_row[p] + 1] - w_first[w_row[p]]
        # of each edge x and y at the lower end, y at the upper end, slope dx/dy; layer (0, 1, 2) and step of its winding
        line, sign = np.empty((size, 4)), np.empty((size, 2), dtype=np.int8)
        n = _gather(0, cell, box, 0, line, sign)
        for p in range(l_ptr[c], l_ptr[c + 1]):
            n = _gather(n, l_ends[l_first[l_row[p]] : l_first[l_row[p] + 1]], box, 1, line, sign)
        for p in range(w_ptr[c], w_ptr[c + 1]):
            r = w_row[p]
            if not _is_outside(w_bounds[r], cell):
                n = _gather(n, w_ends[w_first[r] : w_first[r + 1]], box, 2, line, sign)
        order = np.arange(n)
        _sort(line[:n, 1].copy(), order)
        line, sign = line[order], sign[order]
        areas[c, 0], areas[c, 1] = _sweep(line, sign, _levels(line, box[3] - box[1]))


@njit(cache=True, nogil=True)
def _is_outside(box, cell):
    """No edge of the cell comes near the box, and the box's corner is outside. False where rounding might decide."""
    turns = 0
    for e in range(len(cell)):
        x0, y0, x1, y1 = cell[e, 0], cell[e, 1], cell[e, 2], cell[e, 3]
        if (y0 <= box[1]) != (y1 <= box[1]):
            side = (x1 - x0) * (box[1] - y0) - (box[0] - x0) * (y1 - y0)
            if (side > 0) == (y1 > y0):
                turns += 1 if y1 > y0 else -1
        if max(x0, x1) < box[0] or min(x0, x1) > box[2] or max(y0, y1) < box[1] or min(y0, y1) > box[3]:
            continue
        dx, dy = x1 - x0, y1 - y0
        a, b = dx * (box[1] - y0) - dy * (box[0] - x0), dx * (box[1] - y0) - dy * (box[2] - x0)
        c, d = dx * (box[3] - y0) - dy * (box[0] - x0), dx * (box[3] - y0) - dy * (box[2] - x0)
        if min(a, b, c, d) <= _CLEAR_M2 and max(a, b, c, d) >= -_CLEAR_M2:
            return False
    return turns == 0


@njit(cache=True, nogil=True)
def _gather(n, ends, box, layer, line, sign):
    """Append the edges of one polygon that matter inside the box, relative to its south-west corner."""
    top, right = box[3] - box[1], box[2] - box[0]
    for e in range(len(ends)):
        x0, y0, x1, y1 = ends[e, 0] - box[0], ends[e, 1] - box[1], ends[e, 2] - box[0], ends[e, 3] - box[1]
        if y0 == y1:
            continue
        step = 1
        if y0 > y1:
            x0, y0, x1, y1, step = x1, y1, x0, y0, -1
        if y1 <= 0 or y0 >= top or (x0 > right and x1 > right):
            continue  # nothing is inside the cell east of its box
        lean = (x1 - x0) / (y1 - y0)
        if x0 < 0 and x1 < 0:  # left of the box only its winding matters
            x0, lean = -1.0, 0.0
        if y0 < 0:
            x0, y0 = x0 - lean * y0, 0.0
        line[n, 0], line[n, 1], line[n, 2], line[n, 3] = x0, y0, min(y1, top), lean
        sign[n, 0], sign[n, 1] = layer, step
        n += 1
    return n


@njit(cache=True, nogil=True)
def _levels(line, top):
    """Sorted heights of all corners and crossings, of edges sorted by their lower ends."""
    n = len(line)
    ends, m = np.empty(2 * n + 1), 0  # upper ends and crossings; the lower ends are sorted already
    active = np.empty(n, dtype=np.int64)
    a = 0
    for i in range(n):
        x, bottom, high, lean = line[i, 0], line[i, 1], line[i, 2], line[i, 3]
        kept = 0
        for k in range(a):
            j = active[k]
            if line[j, 2] <= bottom:
                continue
            active[kept] = j
            kept += 1
            end = min(high, line[j, 2])
            below = x - (line[j, 0] + line[j, 3] * (bottom - line[j, 1]))
            above = below + (lean - line[j, 3]) * (end - bottom)
            if below * above < 0:
                if m + n + 2 > len(ends):
                    wider = np.empty(2 * len(ends))
                    wider[:m] = ends[:m]
                    ends = wider
                ends[m] = bottom + (end - bottom) * below / (below - above)
                m += 1
        active[kept] = i
        a = kept + 1
    ends[m : m + n] = line[:, 2]
    ends[m + n] = top
    m += n + 1
    _sort(ends[:m], np.arange(m))
    levels = np.empty(n + m)
    i, j = 0, 0
    for k in range(n + m):
        if i < n and line[i, 1] <= ends[j]:
            levels[k] = line[i, 1]
            i += 1
        else:
            levels[k] = ends[j]
            j += 1
    return levels


@njit(cache=True, nogil=True)
def _sort(keys, order):
    """Sort both by `keys`, in place: quicksort down to short runs, then insertion (numpy's sorts take seconds to compile)."""
    waiting = np.empty((64, 2), dtype=np.int64)  # the longer part waits, so it never holds more than log2(n)
    waiting[0, 0], waiting[0, 1] = 0, len(keys) - 1
    depth = 1
    while depth:
        depth -= 1
        first, last = waiting[depth, 0], waiting[depth, 1]
        while last - first > _SHORT_RUN:
            middle = (first + last) // 2
            low, high = min(keys[first], keys[last]), max(keys[first], keys[last])
            pivot = min(max(keys[middle], low), high)
            i, j = first, last
            while i <= j:
                while keys[i] < pivot:
                    i += 1
                while keys[j] > pivot:
                    j -= 1
                if i <= j:
                    keys[i], keys[j] = keys[j], keys[i]
                    order[i], order[j] = order[j], order[i]
                    i, j = i + 1, j - 1
            if j - first > last - i:
                waiting[depth, 0], waiting[depth, 1] = first, j
                first = i
            else:
                waiting[depth, 0], waiting[depth, 1] = i, last
                last = j
            depth += 1
    for i in range(1, len(keys)):
        key, row, place = keys[i], order[i], i
        while place > 0 and keys[place - 1] > key:
            keys[place], order[place] = keys[place - 1], order[place - 1]
            place -= 1
        keys[place], order[place] = key, row


@njit(cache=True, nogil=True)
def _sweep(line, sign, levels):
    """Sums over slabs of height times the length at mid-height that is free, and that is free and in the layer."""
    n = len(line)
    active, at = np.empty(n, dtype=np.int64), np.empty(n)
    a, following, free, seen = 0, 0, 0.0, 0.0
    for s in range(len(levels) - 1):
        bottom, top = levels[s], levels[s + 1]
        if top <= bottom:
            continue
        middle = 0.5 * (bottom + top)
        while following < n and line[following, 1] <= bottom:
            active[a] = following
            a += 1
            following += 1
        kept = 0
        for k in range(a):
            i = active[k]
            if line[i, 2] < top:
                continue
            x = line[i, 0] + line[i, 3] * (middle - line[i, 1])
            place = kept
            while place > 0 and at[place - 1] > x:
                at[place], active[place] = at[place - 1], active[place - 1]
                place -= 1
            at[place], active[place] = x, i
            kept += 1
        a = kept
        free_m, seen_m = _lengths(a, active, at, sign)
        free += (top - bottom) * free_m
        seen += (top - bottom) * seen_m
    return free, seen


@njit(cache=True, nogil=True)
def _lengths(a, active, at, sign):
    """Length that is in the cell and not in the rest, and that is in the layer too."""
    winding = np.zeros(3, dtype=np.int64)
    free, seen, last = 0.0, 0.0, 0.0
    for k in range(a):
        x = at[k]
        if winding[0] != 0 and winding[2] == 0:
            free += x - last
            if winding[1] != 0:
                seen += x - last
        last = x
        winding[sign[active[k], 0]] += sign[active[k], 1]
    return free, seen
