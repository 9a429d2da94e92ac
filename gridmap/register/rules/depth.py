"""Exact areas of public ground by how many cameras and operators see it, and by what these cameras are for.

The sweep of `slab`, with a winding number for each view instead of one for all of them. Along a line at the mid-height of
a slab F is the length of public ground so far; what a view opens it subtracts F from, what it closes it adds F to: a
count of cameras that rises from one to two opens *seen by two*, the last view of a purpose that ends closes that purpose.
"""

# numba compiles these; what they return has no types that mypy could check
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from gridmap.register.rules.edges import Edges, Floats, Pairs, Rows, spread
from gridmap.register.rules.slab import gather, in_chunks, is_outside, levels_of, sort_by

DEEPEST = 3
"""Depths are told up to this one: by at least one, two, three."""


@dataclass(frozen=True, slots=True)
class Tags:
    """What each view counts for.

    camera, operator: numbers from 0; views of one number count once. quality: of the camera, from 0 to below `qualities`.
    part[part_first[v]:part_first[v + 1]]: the parts of view v, each from 0 to below `parts`.
    """

    camera: Rows
    operator: Rows
    quality: Rows
    part: Rows
    part_first: Rows
    qualities: int
    parts: int

    def taken(self, rows: Rows) -> Tags:
        """Those views only, in that order."""
        first, at = spread(self.part_first, rows)
        groups = (self.camera[rows], self.operator[rows], self.quality[rows])
        return Tags(*groups, self.part[at], first, self.qualities, self.parts)


@dataclass(frozen=True, slots=True)
class Depths:
    """Areas in m² of each cell: public ground; of it what one, two, three cameras or operators see at least (cells, 3);
    what each camera sees summed over cameras (cells, qualities); what the cameras of each part see (cells, parts)."""

    free: Floats
    cameras: Floats
    operators: Floats
    camera_m2: Floats
    parts: Floats


def untagged(views: int, *, qualities: int, parts: int) -> Tags:
    """Views of as many cameras, all of one operator, of the best quality and no part."""
    zeros = np.zeros(views, dtype=np.int64)
    return Tags(np.arange(views), zeros, zeros, zeros[:0], np.zeros(views + 1, dtype=np.int64), qualities, parts)


def depth_areas(
    cells: Edges, views: Edges, pairs: Pairs, *, tags: Tags, without: Edges, without_pairs: Pairs
) -> Depths:
    """Areas inside each cell outside the union of `without`, by the views that see it.

    pairs, without_pairs: at least the polygons that meet the cell; more cost time only.
    """
    count = len(cells.first) - 1
    areas = np.zeros((count, 1 + 2 * DEEPEST + tags.qualities + tags.parts))
    groups = tuple(int(g.max(initial=-1)) + 1 for g in (tags.camera, tags.operator))
    rows = tuple(np.ascontiguousarray(r, dtype=np.int64) for r in (tags.camera, tags.operator, tags.quality))

    def run(start: int, stop: int) -> None:
        _measure(
            start, stop, cells.ends, cells.first, cells.bounds, views.ends, views.first, pairs.row, pairs.first,
            without.ends, without.first, without.bounds, without_pairs.row, without_pairs.first,
            rows[0], rows[1], rows[2], tags.part, tags.part_first, groups[0], groups[1], tags.qualities, tags.parts, areas,
        )  # fmt: skip

    in_chunks(run, np.diff(pairs.first) + np.diff(without_pairs.first) + 1)
    cuts = np.cumsum([1, DEEPEST, DEEPEST, tags.qualities])
    free, by_camera, by_operator, camera_m2, parts = np.split(areas, cuts, axis=1)
    return Depths(free[:, 0], by_camera, by_operator, camera_m2, parts)


@njit(cache=True, nogil=True)
def _measure(
    start, stop, c_ends, c_first, c_bounds, l_ends, l_first, l_row, l_ptr, w_ends, w_first, w_bounds, w_row, w_ptr,
    camera, operator, quality, part, part_first, cameras, operators, qualities, parts, areas,
):  # fmt: skip
    camera_place, operator_place = np.full(cameras, -1, np.int64), np.full(operators, -1, np.int64)
    for c in range(start, stop):
        box, cell = c_bounds[c], c_ends[c_first[c] : c_first[c + 1]]
        if not (box[0] < box[2] and box[1] < box[3]):
            continue
        views = l_row[l_ptr[c] : l_ptr[c + 1]]
        size = len(cell)
        for r in views:
            size += l_first[r + 1] - l_first[r]
        for p in range(w_ptr[c], w_ptr[c + 1]):
            size += w_first[w_row[p] + 1] - w_first[w_row[p]]
        # of each edge x and y at the lower end, y at the upper end, slope dx/dy; owner (cell 0, blocked 1, views from 2), step
        line, sign = np.empty((size, 4)), np.empty((size, 2), dtype=np.int32)
        n = gather(0, cell, box, 0, line, sign)
        for p in range(w_ptr[c], w_ptr[c + 1]):
            r = w_row[p]
            if not is_outside(w_bounds[r], cell):
                n = gather(n, w_ends[w_first[r] : w_first[r + 1]], box, 1, line, sign)
        for v in range(len(views)):
            r = views[v]
            n = gather(n, l_ends[l_first[r] : l_first[r + 1]], box, 2 + v, line, sign)
        order = np.arange(n)
        sort_by(line[:n, 1].copy(), order)
        line, sign = line[order], sign[order]
        # of each view its number among the cell's cameras and operators, its camera's quality, where its parts stand
        known = np.empty((len(views), 5), dtype=np.int64)
        _number(views, camera, camera_place, known[:, 0])
        _number(views, operator, operator_place, known[:, 1])
        for v in range(len(views)):
            known[v, 2] = quality[views[v]]
            known[v, 3], known[v, 4] = part_first[views[v]], part_first[views[v] + 1]
        _sweep(line, sign, levels_of(line, box[3] - box[1]), known, part, qualities, parts, areas[c])


@njit(cache=True, nogil=True)
def _number(views, group, place, numbers):
    """Number the groups that occur from 0, and leave `place` as it was: -1 everywhere."""
    count = 0
    for v in range(len(views)):
        g = group[views[v]]
        if place[g] < 0:
            place[g] = count
            count += 1
        numbers[v] = place[g]
    for v in range(len(views)):
        place[group[views[v]]] = -1


@njit(cache=True, nogil=True)
def _sweep(line, sign, levels, known, part, qualities, parts, area):
    """Add up the slabs' areas in `area`: free, cameras, operators, camera-m² by quality, parts."""
    n, views = len(line), len(known)
    active, at = np.empty(n, dtype=np.int64), np.empty(n)
    winding = np.zeros(2 + views, dtype=np.int64)
    seeing = np.zeros(2 * views + parts + 2, dtype=np.int64)  # views of each camera, operator, part; depths of both
    a, following = 0, 0
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
        _add_line(a, active, at, sign, top - bottom, winding, seeing, known, part, qualities, parts, area)


@njit(cache=True, nogil=True)
def _add_line(a, active, at, sign, height, winding, seeing, known, part, qualities, parts, area):
    free, last = 0.0, 0.0  # area so far of a slab with this line's lengths
    for k in range(a):
        x = at[k]
        if winding[0] != 0 and winding[1] == 0:
            free += (x - last) * height
        last = x
        owner, step = sign[active[k], 0], sign[active[k], 1]
        before = winding[owner]
        winding[owner] += step
        if owner >= 2:
            if before == 0:
                _enter(free, known[owner - 2], part, seeing, len(known), qualities, parts, area)
            elif winding[owner] == 0:
                _leave(free, known[owner - 2], part, seeing, len(known), qualities, parts, area)
    area[0] += free
    for k in range(a):  # edges east of the cell's box are left out, so views may still stand open
        owner = sign[active[k], 0]
        if owner >= 2 and winding[owner] != 0:
            _leave(free, known[owner - 2], part, seeing, len(known), qualities, parts, area)
        winding[owner] = 0


@njit(cache=True, nogil=True)
def _enter(free, view, part, seeing, views, qualities, parts, area):
    for group in range(2):  # its camera, its operator
        place, depth = group * views + view[group], 2 * views + parts + group
        seeing[place] += 1
        if seeing[place] == 1:
            if seeing[depth] < 3:
                area[1 + 3 * group + seeing[depth]] -= free
            seeing[depth] += 1
            if group == 0:
                area[7 + view[2]] -= free
    for p in range(view[3], view[4]):
        seeing[2 * views + part[p]] += 1
        if seeing[2 * views + part[p]] == 1:
            area[7 + qualities + part[p]] -= free


@njit(cache=True, nogil=True)
def _leave(free, view, part, seeing, views, qualities, parts, area):
    for group in range(2):
        place, depth = group * views + view[group], 2 * views + parts + group
        seeing[place] -= 1
        if seeing[place] == 0:
            seeing[depth] -= 1
            if seeing[depth] < 3:
                area[1 + 3 * group + seeing[depth]] += free
            if group == 0:
                area[7 + view[2]] += free
    for p in range(view[3], view[4]):
        seeing[2 * views + part[p]] -= 1
        if seeing[2 * views + part[p]] == 0:
            area[7 + qualities + part[p]] += free


def free_and_seen_areas(
    cells: Edges, layer: Edges, pairs: Pairs, *, without: Edges, without_pairs: Pairs
) -> tuple[Floats, Floats]:
    """Areas in m² inside each cell: what the union of `without` leaves, and of that what the union of `layer` covers."""
    tags = untagged(len(layer.bounds), qualities=1, parts=0)
    depths = depth_areas(cells, layer, pairs, tags=tags, without=without, without_pairs=without_pairs)
    return depths.free, depths.cameras[:, 0]
