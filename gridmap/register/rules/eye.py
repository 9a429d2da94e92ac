"""Where a camera's eye is: positions of wall cameras come from a map, and half of them fall into the building.

The rule (DOMAIN-register 6, point 3). A camera whose mount is not the roof, and that stands within 1 m of a footprint
or at most 3 m inside of one, hangs on a wall: its eye is moved 0.05 m in front of the nearest outer wall on the side of
its heading.

* An outer wall has open ground before it. Party walls of buildings that touch, and gaps narrower than 0.1 m, have none:
  an eye never comes to stand in the neighbour. Walls of a courtyard are outer walls.
* A wall is on the side of the heading when the axis of the view leaves it (less than 90° off its outward normal). Where
  no such wall is near enough, an eye inside takes the nearest wall that at least 1° of its view leaves. For a camera
  that looks all round, or whose heading is unknown, every wall will do.
* An eye outside, at least 0.05 m from the wall, stays where it is when no wall within 1 m is on the side of its heading:
  it looks at the wall, or along it, and sees what it sees.
* Deeper inside than 3 m: its place is not known, `eye-deep-in-building`. Less deep, but all of the view leads into the
  building: place or heading is wrong, `eye-faces-building`. Such a view is unknown (null); it is not nothing.
* A camera on a roof stays. The footprints that it stands on, else the nearest within 1 m, do not block its view; the
  ground under them is not seen (`sightline.visible`, roofs). Nothing is left to see where the roof is wider than the
  range, and, in the plane, where a building that touches the roof closes it off: whether one sees over it is a question
  of heights, and the neighbour is not taken for the camera's own building.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from gridmap.errors import BadValue
from gridmap.register.rules.edges import Floats, Geometries, Pairs, Rows, pairs_of, pairs_of_boxes
from gridmap.register.rules.vocabulary import Mount
from gridmap.register.rules.walls import Walls

NEAR_M = 1.0  # DOMAIN-register 6, point 3, as the next two
DEEP_M = 3.0
OFF_WALL_M = 0.05
_LEAST_DEG = 1.0  # of a view that leaves a wall
WINDOW_M = 2 * DEEP_M  # buildings this near can make a wall within reach a party wall


class EyeState(StrEnum):
    """How an eye's place was found; the last two leave the view unknown."""

    AS_STATED = "as-stated"
    ON_WALL = "on-wall"
    ON_ROOF = "on-roof"
    DEEP_IN_BUILDING = "eye-deep-in-building"
    FACES_BUILDING = "eye-faces-building"


@dataclass(frozen=True, slots=True)
class EyeIssue:
    """Why a camera's view is unknown. row: the camera's; code: an `EyeState`; depth_m: to the nearest outer wall."""

    row: int
    code: EyeState
    depth_m: float
    message: str


@dataclass(frozen=True, slots=True)
class Eyes:
    """Eyes of cameras, in the walls' CRS. x_m, y_m: as stated where the view is unknown; state: `EyeState` each;
    roofs: of each camera the buildings that carry it and do not block it; issues: in the order of the cameras.
    """

    x_m: Floats
    y_m: Floats
    state: NDArray[np.object_]
    roofs: Pairs
    issues: tuple[EyeIssue, ...]

    def is_known(self) -> NDArray[np.bool_]:
        """Which cameras have a place to look from."""
        known = np.ones(len(self.state), dtype=bool)
        known[[issue.row for issue in self.issues]] = False
        return known


@dataclass(frozen=True, slots=True)
class _Spots:
    """Places to hang a camera, nearest to it on each piece of outer wall within reach: camera, x, y, distance, and by
    how many degrees the wall's outward normal is off north.
    """

    camera: Rows
    xy: Floats
    away_m: Floats
    normal_deg: Floats


def place_eyes(
    x_m: ArrayLike,
    y_m: ArrayLike,
    *,
    heading_deg: ArrayLike,
    hfov_deg: ArrayLike,
    mount: Sequence[str | None] | NDArray[np.object_] | str | None,
    walls: Walls,
) -> Eyes:
    """Eyes by the rule above. heading_deg from grid north and hfov_deg: NaN where unknown; mount: `Mount` or None.

    Raises BadValue for positions that are not finite.
    """
    xy = np.column_stack(np.broadcast_arrays(np.asarray(x_m, dtype=float), np.asarray(y_m, dtype=float))).reshape(-1, 2)
    if not np.isfinite(xy).all():
        raise BadValue("A camera's position is not finite; leave it out.")
    count = len(xy)
    heading, hfov = (np.broadcast_to(np.asarray(a, dtype=float), (count,)) for a in (heading_deg, hfov_deg))
    on_roof = np.broadcast_to(np.asarray(mount, dtype=object), (count,)) == Mount.ROOF
    camera, building, away = _buildings_near(xy, walls)
    nearest = np.full(count, np.inf)
    np.minimum.at(nearest, camera, away)
    roofs = _roofs(camera, building, away, nearest, on_roof)
    state = np.empty(count, dtype=object)
    state.fill(EyeState.AS_STATED)  # np.full would make text of it
    state[on_roof & (np.diff(roofs.first) > 0)] = EyeState.ON_ROOF
    mounted = np.flatnonzero(~on_roof & (nearest <= NEAR_M))
    spots = _spots(xy, mounted, camera, building, walls)
    inside = nearest < OFF_WALL_M
    moved, chosen = _chosen(spots, heading, hfov, inside)
    xy[moved] = spots.xy[chosen]
    state[moved] = EyeState.ON_WALL
    depth = np.full(count, np.inf)
    np.minimum.at(depth, spots.camera, np.maximum(spots.away_m - OFF_WALL_M, 0.0))
    lost = np.setdiff1d(mounted[inside[mounted]], moved)
    state[lost] = EyeState.FACES_BUILDING
    state[lost[depth[lost] > DEEP_M]] = EyeState.DEEP_IN_BUILDING
    issues = tuple(_issue(int(row), state[row], float(depth[row])) for row in lost)
    return Eyes(xy[:, 0].copy(), xy[:, 1].copy(), state, roofs, issues)


def _issue(row: int, code: EyeState, depth_m: float) -> EyeIssue:
    if code is EyeState.DEEP_IN_BUILDING:
        depth = f"more than {WINDOW_M:g}" if np.isinf(depth_m) else f"{depth_m:.1f}"
        return EyeIssue(
            row, code, depth_m, f"The camera is {depth} m inside a building; at most {DEEP_M:g} m can be a wall's."
        )
    message = f"The camera is {depth_m:.1f} m inside a building and looks into it; its place or its heading is wrong."
    return EyeIssue(row, code, depth_m, message)


def _buildings_near(xy: Floats, walls: Walls) -> tuple[Rows, Rows, Floats]:
    """Cameras, the buildings whose boxes are near them, and the distance in m of each pair, 0 inside."""
    window = np.hstack([xy - WINDOW_M, xy + WINDOW_M])
    found = pairs_of_boxes(window, walls.bounds)
    camera = np.repeat(np.arange(len(xy)), np.diff(found.first))
    rows, place = np.unique(found.row, return_inverse=True)
    shapes = walls.outlines.taken(rows).polygons()
    return camera, found.row, np.asarray(shapely.distance(shapely.points(xy)[camera], shapes[place]))


def _roofs(camera: Rows, building: Rows, away: Floats, nearest: Floats, on_roof: NDArray[np.bool_]) -> Pairs:
    """Of cameras on roofs the buildings that they stand on, or the nearest one within reach."""
    carries = on_roof[camera] & (away <= NEAR_M) & (away == nearest[camera])
    return pairs_of(camera[carries], building[carries], cells=len(nearest))


def _spots(xy: Floats, mounted: Rows, camera: Rows, building: Rows, walls: Walls) -> _Spots:
    """Nearest places along the outline of all buildings near each mounted camera, drawn 0.05 m wider (0.075 at corners)."""
    around = np.isin(camera, mounted)
    rows, place = np.unique(building[around], return_inverse=True)
    hosts = np.searchsorted(mounted, camera[around])
    order = np.argsort(hosts, kind="stable")
    shapes = walls.outlines.taken(rows).polygons()[place[order]]
    heaps = shapely.multipolygons(shapes, indices=hosts[order]) if len(order) else np.empty(0, dtype=object)
    start, end, host = _outline(shapely.buffer(heaps, OFF_WALL_M, join_style="mitre", mitre_limit=1.5))
    row = mounted[host]
    way, gap = end - start, xy[row] - start
    length2 = np.einsum("ij,ij->i", way, way)
    along = np.clip(np.einsum("ij,ij->i", gap, way) / length2, 0.0, 1.0)
    spot = start + along[:, None] * way
    away = np.hypot(*(xy[row] - spot).T)
    near = away <= WINDOW_M - OFF_WALL_M
    return _Spots(row[near], spot[near], away[near], np.degrees(np.arctan2(way[near, 1], -way[near, 0])))


def _outline(shapes: Geometries) -> tuple[Floats, Floats, Rows]:
    """Pieces of all outlines from start to end with the outside on their right, and the shape of each."""
    polygons, shape = shapely.get_parts(shapely.orient_polygons(shapes, exterior_cw=False), return_index=True)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    pair = np.flatnonzero((ring[1:] == ring[:-1]) & (xy[1:] != xy[:-1]).any(axis=1))
    return xy[pair], xy[pair + 1], shape[polygon[ring[pair]]]


def _chosen(spots: _Spots, heading: Floats, hfov: Floats, inside: NDArray[np.bool_]) -> tuple[Rows, Rows]:
    """Cameras that are moved, and the spot of each: the nearest on the side of the heading, else one that will do."""
    camera = spots.camera
    off = np.abs((heading[camera] - spots.normal_deg + 180.0) % 360.0 - 180.0)
    off[np.isnan(off) | (hfov[camera] >= 360.0)] = 0.0
    leaves = off < 90.0
    partly = inside[camera] & (off < 90.0 + np.nan_to_num(hfov[camera]) / 2 - _LEAST_DEG)
    reach = np.where(inside[camera], DEEP_M + OFF_WALL_M, NEAR_M)
    fits = np.flatnonzero((leaves | partly) & (spots.away_m <= reach))
    order = fits[np.lexsort((spots.away_m[fits], ~leaves[fits], camera[fits]))]
    moved, first = np.unique(camera[order], return_index=True)
    return moved, order[first]
