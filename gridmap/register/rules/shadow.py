"""Ground that buildings lower than the eye hide: their footprints, and what their roof line hides behind them."""

# numba compiles these; what they return has no types that mypy could check
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np
import shapely
from numba import njit

from gridmap.register.rules.edges import Floats, Geometries, Rows
from gridmap.register.rules.sweep import TOUCH_M
from gridmap.register.rules.walls import Walls

_BEYOND = 1.5  # a shadow that reaches further than the view ends at 1.5 times its range


def reach_m(terms: Floats) -> Floats:
    """How far each wedge's corners are from its eye; terms as `sweep.sweep` takes them."""
    step = terms[3] / terms[6]
    return np.asarray(terms[4] * np.sqrt(step / np.sin(step)))


def hidden(low: Rows, eyes: Floats, walls: Walls, *, target_m: float) -> tuple[Rows, Geometries]:
    """Pieces of ground that low buildings hide, and the view that each is hidden from; they overlap each other.

    low: (n, 2) view and building, lower than the eye. eyes: (views, 4) x, y, height, reach in m.
    The pieces are the footprints and, behind each wall that faces away from the eye, the ground from the wall to the
    wall drawn out from the eye by (h - t) / (h - H), H > t.
    """
    view, quads = _quads(low, eyes, walls.ends, walls.first_edge, walls.first_ring, walls.height_m, target_m)
    behind = shapely.polygons(quads) if len(quads) else np.empty(0, dtype=object)
    return np.append(low[:, 0], view), np.append(walls.outlines.taken(low[:, 1]).polygons(), behind)


@njit(cache=True, nogil=True)
def _quads(low, eyes, ends, first_edge, first_ring, height, target_m):
    most = 0
    for row in low[:, 1]:
        most += first_edge[first_ring[row + 1]] - first_edge[first_ring[row]]
    view, quad, n = np.empty(most, dtype=np.int64), np.empty((most, 5, 2)), 0
    for p in range(len(low)):
        v, row = low[p, 0], low[p, 1]
        x, y, eye_m, reach = eyes[v, 0], eyes[v, 1], eyes[v, 2], eyes[v, 3]
        if height[row] <= target_m:
            continue
        out = (eye_m - target_m) / (eye_m - height[row])
        for e in range(first_edge[first_ring[row]], first_edge[first_ring[row + 1]]):
            ax, ay, bx, by = ends[e, 0] - x, ends[e, 1] - y, ends[e, 2] - x, ends[e, 3] - y
            length = np.hypot(bx - ax, by - ay)
            if length == 0:
                continue
            line = (ax * by - ay * bx) / length  # how far the eye is inside of the wall's line
            along = min(max(-(ax * (bx - ax) + ay * (by - ay)) / length, 0.0), length) / length
            near = np.hypot(ax + along * (bx - ax), ay + along * (by - ay))
            if line <= TOUCH_M or near >= reach:
                continue
            far = min(out, _BEYOND * reach / line)
            view[n] = v
            quad[n, 0, 0], quad[n, 0, 1], quad[n, 1, 0], quad[n, 1, 1] = ends[e, 0], ends[e, 1], ends[e, 2], ends[e, 3]
            quad[n, 2, 0], quad[n, 2, 1] = x + far * bx, y + far * by
            quad[n, 3, 0], quad[n, 3, 1] = x + far * ax, y + far * ay
            quad[n, 4, 0], quad[n, 4, 1] = ends[e, 0], ends[e, 1]
            n += 1
    return view[:n], quad[:n]
