"""Which stretches of many straight lines lie inside many polygons: exact, without an object a line.

A line is cut at its crossings with a polygon's edges; between the first and second, third and fourth … of them it is
inside (even-odd). Crossings are sought on the whole straight line, so that no end of a line is a special case.
"""

# numba compiles these; what they return has no types that mypy could check
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numba import njit

from gridmap.register.rules.edges import Edges, Floats, Pairs, Rows

_THREADS = min(2, os.cpu_count() or 1)  # the kernel runs outside the GIL
_CHUNKS = 16


@dataclass(frozen=True, slots=True)
class Spans:
    """Stretches of lines inside shapes. line, shape: rows of both; start_m, end_m: metres along the line, start < end."""

    line: Rows
    shape: Rows
    start_m: Floats
    end_m: Floats

    def taken(self, rows: Rows) -> Spans:
        """Those stretches only, in that order."""
        return Spans(self.line[rows], self.shape[rows], self.start_m[rows], self.end_m[rows])

    def within(self, low_m: Floats, high_m: Floats) -> Spans:
        """Each stretch cut to its own low and high; what is left of nothing is dropped."""
        start, end = np.maximum(self.start_m, low_m), np.minimum(self.end_m, high_m)
        kept = start < end
        return Spans(self.line[kept], self.shape[kept], start[kept], end[kept])


def spans_inside(lines: Floats, shapes: Edges, pairs: Pairs) -> Spans:
    """Stretches of `lines` (n, 4: x0, y0, x1, y1) inside each of the shapes, in the shapes' order.

    pairs: at least the lines that meet each shape; more cost time only. A line on a border is inside or outside by
    rounding: shift it first. Lines of no length have no stretches.
    """
    count = len(shapes.first) - 1
    weight = np.cumsum(np.diff(pairs.first) + 1)
    chunks = _CHUNKS if count > _CHUNKS * 10 else 1
    cuts = np.searchsorted(weight, np.linspace(0, weight[-1], chunks + 1)) if count else np.zeros(1, dtype=int)
    cuts[-1] = count

    def run(chunk: int) -> tuple[Rows, Floats]:
        return _cut(cuts[chunk], cuts[chunk + 1], lines, shapes.ends, shapes.first, pairs.row, pairs.first)  # type: ignore[no-any-return]

    with ThreadPoolExecutor(_THREADS) as threads:
        parts = list(threads.map(run, range(len(cuts) - 1)))
    rows = np.concatenate([np.empty((0, 2), dtype=np.int64), *(part[0] for part in parts)])
    ends = np.concatenate([np.empty((0, 2)), *(part[1] for part in parts)])
    return Spans(rows[:, 0].copy(), rows[:, 1].copy(), ends[:, 0].copy(), ends[:, 1].copy())


def united_lengths(key: Rows, start_m: Floats, end_m: Floats) -> tuple[Rows, Floats]:
    """Different keys, sorted, and the length that the union of each key's stretches has."""
    order = np.lexsort((start_m, key))
    found, first = np.unique(key[order], return_index=True)
    return found, _united(np.append(first, len(key)), start_m[order], end_m[order])


def left_over(lines: Floats, taken: Spans) -> tuple[Rows, Floats]:
    """What is left of each line when the taken stretches are cut out: the line's row and its pieces (n, 4)."""
    order = np.lexsort((taken.start_m, taken.line))
    first = np.searchsorted(taken.line[order], np.arange(len(lines) + 1))
    rows, pieces = _pieces(lines, first, taken.start_m[order], taken.end_m[order])
    return rows, pieces


@njit(cache=True, nogil=True)
def _cut(start, stop, lines, ends, first, line_row, line_first):
    rows, spans = np.empty((1024, 2), dtype=np.int64), np.empty((1024, 2))
    made = 0
    for s in range(start, stop):
        edges = ends[first[s] : first[s + 1]]
        at = np.empty(len(edges))
        for p in range(line_first[s], line_first[s + 1]):
            line = line_row[p]
            x0, y0 = lines[line, 0], lines[line, 1]
            dx, dy = lines[line, 2] - x0, lines[line, 3] - y0
            length = np.hypot(dx, dy)
            if length == 0:
                continue
            crossings = _crossings(edges, x0, y0, dx / length, dy / length, at)
            for c in range(0, crossings - 1, 2):
                low, high = max(at[c], 0.0), min(at[c + 1], length)
                if low >= high:
                    continue
                if made == len(rows):
                    wider_rows, wider_spans = np.empty((2 * made, 2), dtype=np.int64), np.empty((2 * made, 2))
                    wider_rows[:made], wider_spans[:made] = rows, spans
                    rows, spans = wider_rows, wider_spans
                rows[made, 0], rows[made, 1] = line, s
                spans[made, 0], spans[made, 1] = low, high
                made += 1
    return rows[:made], spans[:made]


@njit(cache=True, nogil=True)
def _crossings(edges, x0, y0, ux, uy, at):
    """Where edges cross the straight line, sorted into `at`; an edge's end on the line counts for one of its sides."""
    n = 0
    for e in range(len(edges)):
        ax, ay, bx, by = edges[e, 0] - x0, edges[e, 1] - y0, edges[e, 2] - x0, edges[e, 3] - y0
        a, b = ux * ay - uy * ax, ux * by - uy * bx
        if (a <= 0) == (b <= 0):
            continue
        share = a / (a - b)
        x, y = ax + share * (bx - ax), ay + share * (by - ay)
        value, place = ux * x + uy * y, n
        while place > 0 and at[place - 1] > value:
            at[place] = at[place - 1]
            place -= 1
        at[place] = value
        n += 1
    return n


@njit(cache=True, nogil=True)
def _united(first, start, end):
    lengths = np.zeros(len(first) - 1)
    for k in range(len(first) - 1):
        reached = -np.inf
        for n in range(first[k], first[k + 1]):
            if end[n] > reached:
                lengths[k] += end[n] - max(start[n], reached)
                reached = end[n]
    return lengths


@njit(cache=True, nogil=True)
def _pieces(lines, first, start, end):
    room = len(lines) + len(start)
    rows, pieces = np.empty(room, dtype=np.int64), np.empty((room, 4))
    made = 0
    for line in range(len(lines)):
        x0, y0 = lines[line, 0], lines[line, 1]
        dx, dy = lines[line, 2] - x0, lines[line, 3] - y0
        length = np.hypot(dx, dy)
        reached = 0.0
        for n in range(first[line], first[line + 1] + 1):
            stop = start[n] if n < first[line + 1] else length
            if stop > reached:
                rows[made] = line
                pieces[made] = (
                    x0 + dx * reached / length, y0 + dy * reached / length, x0 + dx * stop / length, y0 + dy * stop / length,
                )  # fmt: skip
                made += 1
            if n < first[line + 1]:
                reached = max(reached, end[n])
    return rows[:made], pieces[:made]
