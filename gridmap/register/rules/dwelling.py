"""The outer walls of homes, and how much of them a view hits.

A view that ends at a wall shares no area and no length with it, so walls are tested a little in front of where they
stand (`IN_FRONT_M`). A wall counts as hit where

* the eye is on its outer side and no further than 75° from the wall's normal (DOMAIN-register 4; at a flatter angle a
  window shows its reveal, not the room), and
* the ground just in front of it is in the view.

In the plane: storeys above the view are not told apart, a wall counts with its length on the ground. With views that
have footprints cut out and no shadows, walls behind other buildings are hit too; exact views end that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gridmap.register.rules.edges import Edges, Floats, Outlines, Pairs, Rows, pairs_of_boxes
from gridmap.register.rules.span import Spans, left_over, spans_inside, united_lengths

IN_FRONT_M = 0.02  # twice what seven decimals of a degree round to
PARTY_M = 0.1  # a gap narrower than this between two houses shows nothing of either wall
STEEPEST_DEG = 75.0  # from the wall's normal, DOMAIN-register 4
LEAST_HIT_M = 1.0  # of a building's outer wall, DOMAIN-register 4


@dataclass(frozen=True, slots=True)
class Walls:
    """Outer walls of homes. ends: (n, 4) x0, y0, x1, y1 in metres, the house on the left; home: row of each wall's
    building; outer_m: length of outer wall of each building."""

    ends: Floats
    home: Rows
    outer_m: Floats


@dataclass(frozen=True, slots=True)
class Hits:
    """What views see of homes, one row a view: metres of outer wall, outer wall of the buildings hit at all, buildings
    with at least 1 m hit, least distance from the eye (NaN where none is hit)."""

    wall_m: Floats
    outer_m: Floats
    buildings: Rows
    nearest_m: Floats


def outer_walls(footprints: Outlines, home: Rows, *, homes: int) -> Walls:
    """Walls of homes that face the open, courtyards included; party walls, where another footprint touches, are left out.

    footprints: every building in metres, one polygon a part; home: row of the home that each polygon is a part of, -1
    for buildings where nobody lives. Parts closer than `PARTY_M` touch. homes: how many there are; one that is
    shut in on all sides has 0 m.
    """
    edges = footprints.edges()
    part = np.repeat(np.arange(len(footprints)), np.diff(edges.first))
    wall = np.flatnonzero(home[part] >= 0)
    lines, own = edges.ends[wall], part[wall]
    front = shifted(lines, PARTY_M)
    meets = pairs_of_boxes(edges.bounds, _boxes(front))
    other = own[meets.row] != np.repeat(np.arange(len(footprints)), np.diff(meets.first))
    party = spans_inside(front, edges, _kept(meets, other))
    row, pieces = left_over(lines, party)
    of_home = home[own[row]]
    return Walls(pieces, of_home, _summed(of_home, _lengths(pieces), homes))


def wall_hits(walls: Walls, views: Edges, x_m: Floats, y_m: Floats) -> Spans:
    """Stretches of outer walls (`line`) that each view (`shape`) hits; views with their eyes in one metric CRS."""
    if not len(walls.ends):
        none, nowhere = np.empty(0, dtype=np.int64), np.empty(0)
        return Spans(none, none, nowhere, nowhere)
    front = shifted(walls.ends, IN_FRONT_M)
    meets = pairs_of_boxes(views.bounds, _boxes(front))
    view = np.repeat(np.arange(len(views.bounds)), np.diff(meets.first))
    faced, _along = _from_wall(walls.ends[meets.row], x_m[view], y_m[view])
    hits = spans_inside(
        front, views, _kept(meets, faced > 0)
    )  # fewer to cut; from behind no reach is left below either
    off, along = _from_wall(walls.ends[hits.line], x_m[hits.shape], y_m[hits.shape])
    reach = off * np.tan(np.radians(STEEPEST_DEG))
    return hits.within(along - reach, along + reach)


def hits_per_view(walls: Walls, hits: Spans, x_m: Floats, y_m: Floats) -> Hits:
    """The stretches summed for each view; x_m, y_m: the eyes of all views."""
    views = len(x_m)
    wall_m = _summed(hits.shape, hits.end_m - hits.start_m, views)
    pair, length = _per_home(walls, hits, hits.shape)
    view, home = np.divmod(pair, max(len(walls.outer_m), 1))
    nearest = np.full(views, np.inf)
    np.minimum.at(nearest, hits.shape, _distance(walls, hits, x_m, y_m))
    return Hits(
        wall_m,
        _summed(view, walls.outer_m[home], views),
        np.bincount(view[length >= LEAST_HIT_M], minlength=views),
        np.where(np.isfinite(nearest), nearest, np.nan),
    )


def hits_per_group(walls: Walls, hits: Spans, group: Rows, *, groups: int) -> tuple[Floats, Rows]:
    """Metres of outer wall that each group of views hits together, each metre once, and buildings with at least 1 m.

    group: of each stretch, from 0 on; one stretch may stand in several groups when it is repeated.
    """
    pair, length = _per_home(walls, hits, group)
    of = pair // max(len(walls.outer_m), 1)
    return _summed(of, length, groups), np.bincount(of[length >= LEAST_HIT_M], minlength=groups)


def shifted(lines: Floats, metres: float) -> Floats:
    """Lines moved to their right, which is outdoors where the house is on the left."""
    dx, dy = lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        step = np.nan_to_num(np.stack([dy, -dx]) * (metres / np.hypot(dx, dy)))
    return np.asarray(lines + np.column_stack([step[0], step[1], step[0], step[1]]))


def _per_home(walls: Walls, hits: Spans, group: Rows) -> tuple[Rows, Floats]:
    """group · homes + home of each pair that meets, and the length of its union."""
    key, length = united_lengths(group * len(walls.ends) + hits.line, hits.start_m, hits.end_m)
    of, wall = np.divmod(key, max(len(walls.ends), 1))
    pair, place = np.unique(of * len(walls.outer_m) + walls.home[wall], return_inverse=True)
    return pair, _summed(place, length, len(pair))


def _from_wall(lines: Floats, x_m: Floats, y_m: Floats) -> tuple[Floats, Floats]:
    """How far in front of the wall's line a point is, and how far along it from its start."""
    dx, dy = lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]
    length = np.maximum(np.hypot(dx, dy), 1e-12)
    px, py = x_m - lines[:, 0], y_m - lines[:, 1]
    return (dy * px - dx * py) / length, (dx * px + dy * py) / length


def _distance(walls: Walls, hits: Spans, x_m: Floats, y_m: Floats) -> Floats:
    """From the eye to the nearest point of the stretch."""
    off, along = _from_wall(walls.ends[hits.line], x_m[hits.shape], y_m[hits.shape])
    return np.asarray(np.hypot(off, along - np.clip(along, hits.start_m, hits.end_m)))


def _summed(row: Rows, values: Floats, rows: int) -> Floats:
    return np.bincount(row, values, minlength=rows).astype(np.float64)


def _lengths(lines: Floats) -> Floats:
    return np.asarray(np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]))


def _boxes(lines: Floats) -> Floats:
    return np.column_stack([np.minimum(lines[:, :2], lines[:, 2:]), np.maximum(lines[:, :2], lines[:, 2:])])


def _kept(pairs: Pairs, keep: np.ndarray) -> Pairs:
    """The pairs whose place is kept."""
    before = np.append(0, np.cumsum(keep))
    return Pairs(pairs.row[keep], before[pairs.first])
