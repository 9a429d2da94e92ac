"""The compiled kernel of `sightline`: what of each wedge the nearest walls leave, as rings.

Around the eye a straight wall is a straight line in 1/r: with w its dual point (w · p = 1 on the wall), 1/r in the
direction d is w · d. Directions of wall ends, of the corners of the chords that stand for the arc, and of the
sector's sides cut the turn into intervals within which the same walls are met; the nearest is the greatest w · d,
and where the nearest at both ends of an interval differ, they cross within it. The chords of the far and of the near
edge take part like walls, so nothing has to be clipped afterwards.

All of it is one file on purpose: numba keeps compiled code by the file of the outermost function, and does not notice
when a function that it calls changes in another one.
"""

# numba compiles these; what they return has no types that mypy could check
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np
from numba import njit

from gridmap.register.rules.slab import sort_by
from gridmap.register.rules.walls import near_rows

TOUCH_M = 1e-6  # an eye this near to a wall stands on it: the rounding of coordinates in a country's CRS is 1e-9 m
_LEAST_TURN = 1e-8  # radians: 1 µm at 100 m; nothing narrower is told apart, nor seen through
_SAME = 1e-12  # relative: two walls this near to each other are one
_ONE_POINT_M = 1e-8
_HIDDEN, _FAR = -1, -2  # pieces without sight, and on the far edge: chord j is _FAR - j

# columns of an item, a wall within the sector: turns at its ends, dual point, 1/r at its ends
_T0, _T1, _WX, _WY, _S0, _S1 = range(6)


@njit(cache=True, nogil=True)
def sweep(start, stop, terms, own, own_first, low_m, ends, first_edge, first_ring, bounds, height, corner, shape,
          hash_row, hash_first):  # fmt: skip
    """Rings of the visible parts of views start to stop.

    terms: (7, views) x, y, heading, width, range, near, chords; angles in radians. own: rows of buildings that do not
    block view v, `own[own_first[v]:own_first[v + 1]]`. low_m: per view, buildings of a known height below it do not
    block either; NaN where all do.
    Returns xy (n, 2); ring (rings, 3): end in xy, view, 0 for a shell or 1 for the hole of the shell before it;
    met (m, 2): view and edge of each wall where sight ends; met_ends (m, 4) from where to where, clockwise seen from
    outside; low (k, 2): view and building of those that were too low to block.
    """
    xy, ring = np.empty((4096, 2)), np.empty((512, 3), dtype=np.int64)
    met, met_ends = np.empty((512, 2), dtype=np.int64), np.empty((512, 4))
    low = np.empty((64, 2), dtype=np.int64)
    n, rings, walls, lows = np.int64(0), np.int64(0), np.int64(0), np.int64(0)  # a plain 0 compiles callees twice
    for v in range(start, stop):
        x, y, heading, width, far, near = terms[0, v], terms[1, v], terms[2, v], terms[3, v], terms[4, v], terms[5, v]
        steps = np.int64(terms[6, v])
        if not far > max(near, TOUCH_M):
            continue
        near = near if near > TOUCH_M else 0.0
        outer, inner = _chords(heading, width, far, near, steps)
        west, south, east, north = _box(outer)
        rows = near_rows(west + x, south + y, east + x, north + y, bounds, corner, shape, hash_row, hash_first)
        kept = 0
        for row in rows:
            if _is_in(own[own_first[v] : own_first[v + 1]], row):
                continue
            if height[row] < low_m[v]:
                low = _roomy_ints(low, lows + 1)
                low[lows, 0], low[lows, 1] = v, row
                lows += 1
                continue
            rows[kept] = row
            kept += 1
        least = min(_LEAST_TURN, width * 1e-6)
        stands, item, edge, cone = _gather(rows[:kept], x, y, width, outer, least, ends, first_edge, first_ring, bounds)
        if not stands:
            continue
        what, piece = _pieces(item, edge, cone, width, outer, inner, near > 0, least)
        xy = _roomy(xy, n + 6 * len(what) + 2 * steps + 8)
        ring = _roomy_ints(ring, rings + len(what) + 2)
        n, rings = _rings(v, x, y, width >= 2 * np.pi, what, piece, inner, near > 0, xy, n, ring, rings)
        met, met_ends = _roomy_ints(met, walls + len(what)), _roomy(met_ends, walls + len(what))
        for p in range(len(what)):
            if what[p, 0] >= 0:
                met[walls, 0], met[walls, 1] = v, what[p, 0]
                met_ends[walls, 0], met_ends[walls, 1] = piece[p, 2] + x, piece[p, 3] + y
                met_ends[walls, 2], met_ends[walls, 3] = piece[p, 0] + x, piece[p, 1] + y
                walls += 1
    return xy[:n], ring[:rings], met[:walls], met_ends[:walls], low[:lows]


@njit(cache=True, nogil=True)
def _roomy(array, size):
    if size <= len(array):
        return array
    wider = np.empty((2 * size, array.shape[1]))
    _copy(array, wider)
    return wider


@njit(cache=True, nogil=True)
def _roomy_ints(array, size):
    if size <= len(array):
        return array
    wider = np.empty((2 * size, array.shape[1]), dtype=np.int64)
    _copy(array, wider)
    return wider


@njit(cache=True, nogil=True)
def _copy(array, wider):
    """Element by element: assigning a slice takes 10 s more to compile."""
    for n in range(array.shape[0]):
        for column in range(array.shape[1]):
            wider[n, column] = array[n, column]


@njit(cache=True, nogil=True)
def _is_in(rows, row):
    for other in rows:  # noqa: SIM110 - numba compiles no generators
        if other == row:
            return True
    return False


@njit(cache=True, nogil=True)
def _chords(heading, width, far, near, steps):
    """Corners of the far and the near chords around the eye, counter-clockwise from the sector's right side."""
    outer, inner = np.empty((steps + 1, 2)), np.empty((steps + 1, 2))
    step = width / steps
    swell = np.sqrt(step / np.sin(step))
    for k in range(steps + 1):
        bearing = heading + width / 2 - k * step
        east, north = np.sin(bearing), np.cos(bearing)
        outer[k, 0], outer[k, 1] = far * swell * east, far * swell * north
        inner[k, 0], inner[k, 1] = near * swell * east, near * swell * north
    if width >= 2 * np.pi:
        outer[steps, 0], outer[steps, 1] = outer[0, 0], outer[0, 1]
        inner[steps, 0], inner[steps, 1] = inner[0, 0], inner[0, 1]
    return outer, inner


@njit(cache=True, nogil=True)
def _box(outer):
    west, south, east, north = 0.0, 0.0, 0.0, 0.0
    for k in range(len(outer)):
        west, south = min(west, outer[k, 0]), min(south, outer[k, 1])
        east, north = max(east, outer[k, 0]), max(north, outer[k, 1])
    return west, south, east, north


@njit(cache=True, nogil=True)
def _turn_to(x, y, side_x, side_y):
    """Angle counter-clockwise from the sector's right side, 0 to 2π."""
    turn = np.arctan2(side_x * y - side_y * x, side_x * x + side_y * y)
    return turn if turn >= 0 else turn + 2 * np.pi


@njit(cache=True, nogil=True)
def _gather(rows, x, y, width, outer, least, ends, first_edge, first_ring, bounds):
    """Walls that face the eye within reach, as items; cones of directions blocked by walls that the eye stands on.

    False first when the eye is inside a building, so that it sees nothing.
    """
    most = 0
    for row in rows:
        most += first_edge[first_ring[row + 1]] - first_edge[first_ring[row]]
    item, edge, n = np.empty((2 * most, 6)), np.empty(2 * most, dtype=np.int64), 0
    cone, cones = np.empty((4, 3)), np.int64(0)
    side_x, side_y, last = outer[0, 0], outer[0, 1], outer[len(outer) - 1]
    reach2 = max(side_x * side_x + side_y * side_y, 1e-300)
    for row in rows:
        box = bounds[row]
        if box[0] - TOUCH_M <= x <= box[2] + TOUCH_M and box[1] - TOUCH_M <= y <= box[3] + TOUCH_M:
            stands, cone, cones = _stand(row, x, y, side_x, side_y, ends, first_edge, first_ring, cone, cones)
            if not stands:
                return False, item[:0], edge[:0], cone[:0]
        for e in range(first_edge[first_ring[row]], first_edge[first_ring[row + 1]]):
            ax, ay, bx, by = ends[e, 0] - x, ends[e, 1] - y, ends[e, 2] - x, ends[e, 3] - y
            cross = bx * ay - by * ax
            if not cross > 0:
                continue
            if width < np.pi and (
                (side_x * ay < side_y * ax and side_x * by < side_y * bx)
                or (last[0] * ay > last[1] * ax and last[0] * by > last[1] * bx)
            ):
                continue
            near2 = _distance2(ax, ay, bx, by)
            if near2 > reach2 or near2 <= TOUCH_M * TOUCH_M:
                continue
            span = np.arctan2(cross, ax * bx + ay * by)
            if span <= least:
                continue
            t0 = _turn_to(bx, by, side_x, side_y)
            for turn in (t0, t0 - 2 * np.pi):
                if turn < width and turn + span > 0:
                    item[n, _T0], item[n, _T1] = turn, turn + span
                    item[n, _WX], item[n, _WY] = (ay - by) / cross, (bx - ax) / cross
                    item[n, _S0], item[n, _S1] = 1 / np.hypot(bx, by), 1 / np.hypot(ax, ay)
                    edge[n] = e
                    n += 1
    return True, item[:n], edge[:n], cone[:cones]


@njit(cache=True, nogil=True)
def _distance2(ax, ay, bx, by):
    """Square of the distance from the eye at 0, 0 to a segment."""
    dx, dy = bx - ax, by - ay
    length2 = dx * dx + dy * dy
    t = 0.0 if length2 == 0.0 else min(max(-(ax * dx + ay * dy) / length2, 0.0), 1.0)
    px, py = ax + t * dx, ay + t * dy
    return px * px + py * py


@njit(cache=True, nogil=True)
def _stand(row, x, y, side_x, side_y, ends, first_edge, first_ring, cone, cones):
    """Whether the eye is outside of one building or on its wall; there each ring that it touches adds a cone.

    A cone is the building, and the turns between which, counter-clockwise, the ring has the building's inside.
    """
    inside, touching = False, False
    for r in range(first_ring[row], first_ring[row + 1]):
        onward, back = np.nan, np.nan
        for e in range(first_edge[r], first_edge[r + 1]):
            ax, ay, bx, by = ends[e, 0] - x, ends[e, 1] - y, ends[e, 2] - x, ends[e, 3] - y
            if _distance2(ax, ay, bx, by) <= TOUCH_M * TOUCH_M:
                touching = True
                if ax * ax + ay * ay > TOUCH_M * TOUCH_M:
                    back = _turn_to(ax, ay, side_x, side_y)
                if bx * bx + by * by > TOUCH_M * TOUCH_M:
                    onward = _turn_to(bx, by, side_x, side_y)
            if (ay > 0) != (by > 0) and (ax * by - ay * bx > 0) == (by > ay):
                inside = not inside
        if not (np.isnan(onward) or np.isnan(back)):
            cone = _roomy(cone, cones + 1)
            cone[cones, 0], cone[cones, 1], cone[cones, 2] = row, onward, back
            cones += 1
    return touching or not inside, cone, cones


@njit(cache=True, nogil=True)
def _is_blocked(cone, turn):
    """Whether this direction leads into a building that the eye stands on: within all cones of one building."""
    within = True
    for c in range(len(cone)):
        if c and cone[c, 0] != cone[c - 1, 0]:
            if within:
                return True
            within = True
        within = within and (turn - cone[c, 1]) % (2 * np.pi) < (cone[c, 2] - cone[c, 1]) % (2 * np.pi)
    return within and len(cone) > 0


@njit(cache=True, nogil=True)
def _events(item, cone, width, steps, least):
    """Turns at which something begins or ends, those within `least` of each other as one; which one each event has.

    Events: begin and end of each item, then the chords' corners, then the cones' sides. Returns the turns, the place
    of each event among them, and the events in their order.
    """
    n = len(item)
    keys = np.empty(2 * n + steps + 1 + 2 * len(cone))
    for i in range(n):
        keys[2 * i], keys[2 * i + 1] = item[i, _T0], item[i, _T1]
    for k in range(steps + 1):
        keys[2 * n + k] = k * width / steps
    for c in range(len(cone)):
        keys[2 * n + steps + 1 + 2 * c], keys[2 * n + steps + 2 + 2 * c] = cone[c, 1], cone[c, 2]
    for e in range(len(keys)):
        if keys[e] < least:
            keys[e] = 0.0
        elif keys[e] > width - least:
            keys[e] = width
    order, place = np.arange(len(keys)), np.empty(len(keys), dtype=np.int64)
    sort_by(keys, order)
    turns, m = np.empty(len(keys)), 0
    for k in range(len(keys)):
        if m == 0 or keys[k] - turns[m - 1] > least or (keys[k] == width and turns[m - 1] < width):
            turns[m] = keys[k]
            m += 1
        place[order[k]] = m - 1
    return turns[:m], place, order


@njit(cache=True, nogil=True)
def _pieces(item, edge, cone, width, outer, inner, is_hollow, least):
    """What is nearest, from the sector's right side to its left.

    Returns what (n, 3): an edge's row, _FAR - chord, or _HIDDEN, and the chords in which the piece begins and ends;
    piece (n, 8): from and to on that thing, from and to on the near edge.
    """
    turns, place, order = _events(item, cone, width, len(outer) - 1, least)
    size, corners = len(turns) + 8, 2 * len(item)  # events of the chords' corners come after those of the items
    what, piece = np.empty((size, 3), dtype=np.int64), np.empty((size, 8))
    active, a, following = np.empty(len(item), dtype=np.int64), np.int64(0), np.int64(0)
    ahead, behind = np.empty(len(item) + 2), np.empty(len(item) + 2)
    nearest, till = np.empty(len(item) + 4, dtype=np.int64), np.empty(len(item) + 4)
    waiting = np.empty(len(item) + 4, dtype=np.int64)
    made, j = 0, 0
    side = np.arctan2(outer[0, 1], outer[0, 0])
    way = np.empty(4)  # directions of the interval's ends
    way[2], way[3] = np.cos(side), np.sin(side)
    for k in range(len(turns) - 1):
        way[0], way[1] = way[2], way[3]
        way[2], way[3] = np.cos(side + turns[k + 1]), np.sin(side + turns[k + 1])
        a, following = _change(active, a, item, order, place, following, k)
        while place[corners + j + 1] <= k:
            j += 1
        at_corner, to_corner = place[corners + j] == k, place[corners + j + 1] == k + 1
        ahead[0], behind[0] = _inverse(outer, j, way, at_corner, to_corner)
        ahead[1], behind[1] = -1.0, -1.0  # the near edge hides nothing that is behind it
        first, last = _nearest(active, a, item, place, k, way, width, ahead, behind)
        if len(cone) and _is_blocked(cone, 0.5 * (turns[k] + turns[k + 1])):
            first, last = 1, 1
        count = _envelope(ahead, behind, a + 2, first, last, nearest, till, waiting)
        who, until = nearest, till  # and not the shorter ones of the interval before
        if is_hollow:
            ahead[1], behind[1] = _inverse(inner, j, way, at_corner, to_corner)
            who, until, count = _cut_near(ahead, behind, who, until, count)
        what, piece = _roomy_ints(what, made + count), _roomy(piece, made + count)
        for m in range(count):
            begin = until[m - 1] if m else 0.0
            code = _FAR - j if who[m] == 0 else (_HIDDEN if who[m] == 1 else edge[active[who[m] - 2]])
            if made == 0 or what[made - 1, 0] != code:
                what[made, 0], what[made, 1] = code, j
                piece[made, 0], piece[made, 1] = _point(ahead[who[m]], behind[who[m]], begin, way)
                piece[made, 4], piece[made, 5] = _point(ahead[1], behind[1], begin, way) if is_hollow else (0.0, 0.0)
                made += 1
            what[made - 1, 2] = j
            piece[made - 1, 2], piece[made - 1, 3] = _point(ahead[who[m]], behind[who[m]], until[m], way)
            piece[made - 1, 6], piece[made - 1, 7] = (
                _point(ahead[1], behind[1], until[m], way) if is_hollow else (0.0, 0.0)
            )
    return what[:made], piece[:made]


@njit(cache=True, nogil=True)
def _change(active, a, item, order, place, following, k):
    """Items that end before interval k leave, those that begin there join."""
    kept = 0
    for i in range(a):
        if place[2 * active[i] + 1] > k:
            active[kept] = active[i]
            kept += 1
    while following < len(order) and place[order[following]] <= k:
        event = order[following]
        if event < 2 * len(item) and event % 2 == 0 and place[event + 1] > k:
            active[kept] = event // 2
            kept += 1
        following += 1
    return kept, following


@njit(cache=True, nogil=True)
def _inverse(corner, j, way, at_corner, to_corner):
    """1/r of chord j at both ends of an interval."""
    x0, y0, x1, y1 = corner[j, 0], corner[j, 1], corner[j + 1, 0], corner[j + 1, 1]
    cross = x0 * y1 - x1 * y0
    wx, wy = (y1 - y0) / cross, (x0 - x1) / cross
    begin = 1 / np.hypot(x0, y0) if at_corner else wx * way[0] + wy * way[1]
    return begin, 1 / np.hypot(x1, y1) if to_corner else wx * way[2] + wy * way[3]


@njit(cache=True, nogil=True)
def _nearest(active, a, item, place, k, way, width, ahead, behind):
    """1/r of the active items at both ends of interval k, written from 2 on; which is nearest at each end."""
    for c in range(2, a + 2):
        i = active[c - 2]
        begins = place[2 * i] == k and item[i, _T0] >= 0
        ends = place[2 * i + 1] == k + 1 and item[i, _T1] <= width
        ahead[c] = item[i, _S0] if begins else item[i, _WX] * way[0] + item[i, _WY] * way[1]
        behind[c] = item[i, _S1] if ends else item[i, _WX] * way[2] + item[i, _WY] * way[3]
    first, last = 0, 0
    for c in range(1, a + 2):
        if ahead[c] > ahead[first]:
            first = c
        if behind[c] > behind[last]:
            last = c
    if behind[first] >= behind[last] * (1 - _SAME):
        return first, first
    if ahead[last] >= ahead[first] * (1 - _SAME):
        return last, last
    return first, last


@njit(cache=True, nogil=True)
def _envelope(ahead, behind, size, first, last, who, until, waiting):
    """What is nearest over an interval, in order, and at which part of it (0 to 1) each ends.

    From the nearest at the beginning to the nearest at the end, over whatever is nearer where those two cross.
    """
    m, depth, now, begin = 0, 1, first, 0.0
    waiting[0] = last
    while depth > 0:
        then = waiting[depth - 1]
        if then == now:
            depth -= 1
            continue
        fall, rise = ahead[now] - ahead[then], behind[then] - behind[now]
        t = min(max(fall / (fall + rise), begin), 1.0) if fall + rise > 0 else begin
        over, most = now, (1 - t) * ahead[now] + t * behind[now]
        most *= 1 + _SAME
        for c in range(size):
            s = (1 - t) * ahead[c] + t * behind[c]
            if s > most and c != then:
                over, most = c, s
        if over != now and m + depth + 2 < len(who):
            waiting[depth] = over
            depth += 1
            continue
        who[m], until[m] = now, t
        m, now, begin, depth = m + 1, then, t, depth - 1
    who[m], until[m] = last, 1.0
    return m + 1


@njit(cache=True, nogil=True)
def _cut_near(ahead, behind, who, until, count):
    """The same with those parts hidden (1) where the nearest is not beyond the near edge."""
    whose, till, m, begin = np.empty(2 * count, dtype=np.int64), np.empty(2 * count), 0, 0.0
    for n in range(count):
        rise0, rise1 = ahead[1] - ahead[who[n]], behind[1] - behind[who[n]]
        over0, over1 = (1 - begin) * rise0 + begin * rise1, (1 - until[n]) * rise0 + until[n] * rise1
        if (over0 > 0) != (over1 > 0):
            whose[m] = who[n] if over0 > 0 else 1
            till[m] = min(max(rise0 / (rise0 - rise1), begin), until[n])
            m += 1
        whose[m], till[m] = who[n] if over1 > 0 else 1, until[n]
        m, begin = m + 1, until[n]
    return whose, till, m


@njit(cache=True, nogil=True)
def _point(ahead, behind, t, way):
    """Where something stands at that part of the interval, from 1/r at both ends of it."""
    s = (1 - t) * ahead + t * behind
    return ((1 - t) * way[0] + t * way[2]) / s, ((1 - t) * way[1] + t * way[3]) / s


@njit(cache=True, nogil=True)
def _rings(v, x, y, is_whole, what, piece, inner, is_hollow, xy, n, ring, rings):
    """Write the rings of each run of pieces in sight; returns how many points and rings there are now."""
    count, steps, gap = len(what), len(inner) - 1, -1
    for p in range(count):
        if what[p, 0] == _HIDDEN:
            gap = p
            break
    if is_whole and gap < 0:
        return _round(v, x, y, what, piece, inner, is_hollow, xy, n, ring, rings)
    turned = gap if is_whole else 0  # a full turn begins where nothing is seen, so that no run is cut in two
    p = 0
    while p < count:
        if what[(p + turned) % count, 0] == _HIDDEN:
            p += 1
            continue
        start, begin, wraps = n, (p + turned) % count, False
        while p < count and what[(p + turned) % count, 0] != _HIDDEN:
            i = (p + turned) % count
            wraps = wraps or (i == 0 and i != begin)
            n = _put(xy, start, n, piece[i, 0] + x, piece[i, 1] + y)
            n = _put(xy, start, n, piece[i, 2] + x, piece[i, 3] + y)
            end = i
            p += 1
        n = _put(xy, start, n, piece[end, 6] + x, piece[end, 7] + y)
        if is_hollow:
            corners = what[end, 2] - what[begin, 1] + (steps if wraps else 0)
            for c in range(corners):
                j = (what[end, 2] - c) % steps
                n = _put(xy, start, n, inner[j, 0] + x, inner[j, 1] + y)
            n = _put(xy, start, n, piece[begin, 4] + x, piece[begin, 5] + y)
        n, rings = _close(v, xy, start, n, ring, rings)
    return n, rings


@njit(cache=True, nogil=True)
def _round(v, x, y, what, piece, inner, is_hollow, xy, n, ring, rings):
    """The ring all round the eye, and the near edge as its hole."""
    start, count = n, len(what)
    is_one = count > 1 and what[0, 0] == what[count - 1, 0]  # the first direction cuts a wall in two
    for p in range(count):
        if not (is_one and p == 0):
            n = _put(xy, start, n, piece[p, 0] + x, piece[p, 1] + y)
        if not (is_one and p == count - 1):
            n = _put(xy, start, n, piece[p, 2] + x, piece[p, 3] + y)
    n, closed = _close(v, xy, start, n, ring, rings)
    if is_hollow and closed > rings:
        start = n
        for j in range(len(inner) - 1, 0, -1):
            n = _put(xy, start, n, inner[j, 0] + x, inner[j, 1] + y)
        n, closed = _close(v, xy, start, n, ring, closed)
        ring[closed - 1, 2] = 1
    return n, closed


@njit(cache=True, nogil=True)
def _put(xy, start, n, x, y):
    """Append a point unless it is the ring's last one."""
    if n > start and abs(xy[n - 1, 0] - x) < _ONE_POINT_M and abs(xy[n - 1, 1] - y) < _ONE_POINT_M:
        return n
    xy[n, 0], xy[n, 1] = x, y
    return n + 1


@njit(cache=True, nogil=True)
def _close(v, xy, start, n, ring, rings):
    """Close the ring that begins at `start`; one of fewer than three corners is dropped."""
    while (
        n > start + 1
        and abs(xy[n - 1, 0] - xy[start, 0]) < _ONE_POINT_M
        and (abs(xy[n - 1, 1] - xy[start, 1]) < _ONE_POINT_M)
    ):
        n -= 1
    if n < start + 3:
        return start, rings
    xy[n, 0], xy[n, 1] = xy[start, 0], xy[start, 1]
    ring[rings, 0], ring[rings, 1], ring[rings, 2] = n + 1, v, 0
    return n + 1, rings + 1
