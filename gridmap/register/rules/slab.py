"""Horizontal slabs of a cell, for exact areas of unions and differences of many polygons without building their outlines.

A cell's edges are cut at every corner and every crossing. Within a slab no two edges cross, so a covered length is
linear in y and the length at mid-height times the slab's height is its area: exact but for rounding (about 1e-7 m² a
cell, as GEOS' overlay). Winding numbers tell what is inside (`depth`).

Faster than overlay by an order of magnitude where many polygons meet, and it cannot fail on topology.
"""

# numba compiles these; what they return has no types that mypy could check
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import njit

from gridmap.register.rules.edges import Rows

THREADS = min(2, os.cpu_count() or 1)  # the kernel runs outside the GIL; more than two were not measured
_CHUNKS = 32
_SHORT_RUN = 24
_CLEAR_M2 = 1e-6  # twice the area of a triangle that is surely not flat, of cells up to some 10 km


def in_chunks(run: Callable[[int, int], None], weight: Rows) -> None:
    """`run(start, stop)` over all cells, in parts of about equal weight on the threads."""
    count, before = len(weight), np.cumsum(weight)
    chunks = _CHUNKS if count > _CHUNKS * 10 else 1
    cuts = np.searchsorted(before, np.linspace(0, before[-1], chunks + 1)) if count else np.zeros(1, dtype=int)
    cuts[-1] = count
    parts = [(int(cuts[n]), int(cuts[n + 1])) for n in range(len(cuts) - 1)]
    if len(parts) <= 1 or THREADS == 1:
        for start, stop in parts:
            run(start, stop)
    else:
        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(lambda part: run(*part), parts))


@njit(cache=True, nogil=True)
def is_outside(box, cell):
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
def gather(n, ends, box, layer, line, sign):
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
def levels_of(line, top):
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
    sort_by(ends[:m], np.arange(m))
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
def sort_by(keys, order):
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
