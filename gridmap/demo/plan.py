"""The plan of the city: its ground split, half by half, by streets, until every face is one unit grid.

The first chord is the river. A chord that meets the end of a street across an edge joins it, so that crossings and long
streets arise beside T-junctions. Areas are the faces of earlier stages, therefore connected and nested.
Straight lines here; `ground.py` bends them.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from gridmap.demo.city import Scale, stream
from gridmap.demo.mesh import OUTSIDE, Mesh, arms_of, mesh_of_ring, put_chord, put_vertex, ring_of

RING_ROAD, RIVER = 0, 1
_TRIES = 4

Point = tuple[float, float]
Ring = list[Point]
Centres = list[tuple[float, float, float, float]]


@dataclass(slots=True)
class Street:
    """class_rank: index into STREET_CLASSES; dx, dy: direction of its first chord."""

    class_rank: int
    dx: float
    dy: float


@dataclass(slots=True)
class Lot:
    """A face still to be split into `tiles` unit grids, and the areas it lies in (-1: not reached yet)."""

    face: int
    tiles: int
    county: int = -1
    town: int = -1
    community: int = -1


@dataclass(slots=True)
class Plan:
    """The mesh, its streets, and for each leaf face its areas; town_county and community_town give parents."""

    mesh: Mesh
    streets: list[Street]
    leaves: list[Lot] = field(default_factory=list)
    town_county: list[int] = field(default_factory=list)
    community_town: list[int] = field(default_factory=list)
    counties: int = 0


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a chord would meet the ring: at half-edge `index` of the ring, share t along it, or at its origin (t = 0)."""

    index: int
    t: float


def make_plan(scale: Scale, seed: int) -> Plan:
    """Split the ground of the scale into its tiles. Same scale and seed, same plan."""
    rng = stream(seed, "plan", scale.name)
    mesh = mesh_of_ring(_outline(scale, rng), street=RING_ROAD)
    plan = Plan(mesh, [Street(1, 1.0, 0.0), Street(4, 1.0, 0.0)])
    centres = _centres(scale, rng)
    whole = Lot(0, scale.tiles)
    _enter_areas(plan, whole, scale)
    ring, xy = _ring(mesh, 0)
    queue = deque(_halves(plan, whole, _chord(mesh, ring, xy, _river_cuts(xy)), RIVER, scale, centres, rng))
    while queue:
        lot = queue.popleft()
        _enter_areas(plan, lot, scale)
        if lot.tiles == 1:
            plan.leaves.append(lot)
        else:
            queue.extend(_split(plan, lot, scale, centres, rng))
    return plan


def _outline(scale: Scale, rng: np.random.Generator) -> Ring:
    corners = 7 if scale.tiles < 100 else 18
    angles = (np.arange(corners) + rng.uniform(-0.25, 0.25, corners)) * 2 * math.pi / corners
    return [(scale.radius_m * math.cos(a), scale.radius_m * 0.92 * math.sin(a)) for a in angles.tolist()]


def _centres(scale: Scale, rng: np.random.Generator) -> Centres:
    """x, y, weight and 1/radius² of the dense centres; the first near the river, the others spread around."""
    found = []
    turn = rng.uniform(0, 2 * math.pi)
    for k, (weight, radius) in enumerate(scale.peaks):
        angle = turn + k * 2.4  # the golden angle spreads them
        away = scale.radius_m * (0.12 if k == 0 else rng.uniform(0.38, 0.75))
        found.append((away * math.cos(angle), away * math.sin(angle), weight, (radius * scale.radius_m) ** -2))
    return found


def _density(scale: Scale, centres: Centres, x: float, y: float) -> float:
    return scale.floor + sum(w * math.exp(-((x - cx) ** 2 + (y - cy) ** 2) * r) for cx, cy, w, r in centres)


def _enter_areas(plan: Plan, lot: Lot, scale: Scale) -> None:
    """Number the county, town and community that this face is, when it is small enough to be one."""
    if lot.county < 0 and lot.tiles <= scale.county_tiles:
        lot.county, plan.counties = plan.counties, plan.counties + 1
    if lot.town < 0 and lot.tiles <= scale.town_tiles:
        lot.town = len(plan.town_county)
        plan.town_county.append(lot.county)
    if lot.community < 0 and lot.tiles <= scale.community_tiles:
        lot.community = len(plan.community_town)
        plan.community_town.append(lot.town)


def _split(plan: Plan, lot: Lot, scale: Scale, centres: Centres, rng: np.random.Generator) -> list[Lot]:
    """Split a lot by a street, which may continue one that arrives from the other side."""
    mesh = plan.mesh
    ring, xy = _ring(mesh, lot.face)
    rank = next((k for k, n in enumerate(scale.class_tiles) if lot.tiles >= n), 4)
    ends = _chord(mesh, ring, xy, _best_cuts(mesh, ring, xy, rank, rng))
    return _halves(plan, lot, ends, _street_of(plan, ends, rank), scale, centres, rng)


def _halves(
    plan: Plan, lot: Lot, ends: list[int], street: int, scale: Scale, centres: Centres, rng: np.random.Generator
) -> list[Lot]:
    """The two parts, with tiles by their area and density, roughly."""
    left = put_chord(plan.mesh, ends[0], ends[1], street=street)
    weights = [_weight(plan.mesh, face, scale, centres) for face in (left, lot.face)]
    share = weights[0] / sum(weights) * math.exp(rng.normal(0, 0.12 if lot.tiles < 40 else 0.03))
    tiles = min(max(round(lot.tiles * share), 1), lot.tiles - 1)
    areas = (lot.county, lot.town, lot.community)
    return [Lot(left, tiles, *areas), Lot(lot.face, lot.tiles - tiles, *areas)]


def _ring(mesh: Mesh, face: int) -> tuple[list[int], Ring]:
    ring = ring_of(mesh, face)
    return ring, [(mesh.x[mesh.origin[h]], mesh.y[mesh.origin[h]]) for h in ring]


def _weight(mesh: Mesh, face: int, scale: Scale, centres: Centres) -> float:
    """Area of the face times its mean density between centre and corners."""
    _, xy = _ring(mesh, face)
    cx, cy = _centroid(xy)
    around = [_density(scale, centres, (x + 2 * cx) / 3, (y + 2 * cy) / 3) for x, y in xy]
    return _area(xy) * sum(around) / len(xy)


def _river_cuts(xy: Ring) -> list[Cut]:
    ys = [y for _, y in xy]
    return _cuts_of_line(xy, (0.0, -0.06 * (max(ys) - min(ys))), math.radians(84))


def _best_cuts(mesh: Mesh, ring: list[int], xy: Ring, rank: int, rng: np.random.Generator) -> list[Cut]:
    """The most even of a few cuts across the long axis, ends snapped to streets that arrive from the other side."""
    (cx, cy), (ux, uy), extent_m = _axis(xy)
    wobbles = rng.normal(0, 1, (_TRIES, 2)).tolist()
    tolerance_m = extent_m * (0.16 if rank > 2 else 0.12)
    best: list[Cut] = []
    best_score = -1.0
    for shift, turn in wobbles:
        away = extent_m * 0.09 * shift
        cuts = _cuts_of_line(xy, (cx + ux * away, cy + uy * away), math.atan2(uy, ux) + 0.09 * turn)
        if len(cuts) != 2:
            continue
        snapped = [_snap(mesh, ring, xy, cut, tolerance_m=tolerance_m) for cut in cuts]
        score = _evenness(xy, snapped) + 0.12 * sum(c.t == 0.0 for c in snapped)
        if score > best_score:
            best, best_score = snapped, score
    return best or _cuts_of_line(xy, (cx, cy), math.atan2(uy, ux))


def _axis(xy: Ring) -> tuple[Point, Point, float]:
    """Area centroid, unit vector of the long side of the smallest box along a side, and the extent along it."""
    smallest = math.inf
    axis, extent_m = (1.0, 0.0), 0.0
    for (x0, y0), (x1, y1) in pairwise([xy[-1], *xy]):
        length = math.hypot(x1 - x0, y1 - y0)
        ux, uy = (x1 - x0) / length, (y1 - y0) / length
        along = [x * ux + y * uy for x, y in xy]
        across = [y * ux - x * uy for x, y in xy]
        span, width = max(along) - min(along), max(across) - min(across)
        if span * width < smallest * 0.999:
            smallest = span * width
            axis, extent_m = ((ux, uy), span) if span >= width else ((-uy, ux), width)
    return _centroid(xy), axis, extent_m


def _centroid(xy: Ring) -> Point:
    sx = sy = twice = 0.0
    for (x0, y0), (x1, y1) in pairwise([xy[-1], *xy]):
        cross = x0 * y1 - x1 * y0
        twice += cross
        sx += (x0 + x1) * cross
        sy += (y0 + y1) * cross
    return sx / (3 * twice), sy / (3 * twice)


def _cuts_of_line(xy: Ring, point: Point, normal_angle: float) -> list[Cut]:
    """Where the line through `point` with that normal crosses the ring."""
    nx, ny = math.cos(normal_angle), math.sin(normal_angle)
    s = [(x - point[0]) * nx + (y - point[1]) * ny for x, y in xy]
    n = len(s)
    return [Cut(k, s[k] / (s[k] - s[(k + 1) % n])) for k in range(n) if (s[k] < 0) != (s[(k + 1) % n] < 0)]


def _snap(mesh: Mesh, ring: list[int], xy: Ring, cut: Cut, *, tolerance_m: float) -> Cut:
    """Move the cut to a flat vertex near it (a street ends there from the other side), else off the corners."""
    following = (cut.index + 1) % len(ring)
    length = math.dist(xy[cut.index], xy[following])
    for distance, k in sorted([(cut.t * length, cut.index), ((1 - cut.t) * length, following)]):
        if distance <= tolerance_m and _is_flat(xy, k) and len(arms_of(mesh, ring[k])) == 3:
            return Cut(k, 0.0)
    margin = min(0.25, 0.5 * tolerance_m / length)
    return Cut(cut.index, min(max(cut.t, margin), 1 - margin))


def _is_flat(xy: Ring, k: int) -> bool:
    (x0, y0), (x1, y1), (x2, y2) = xy[k - 1], xy[k], xy[(k + 1) % len(xy)]
    ux, uy, vx, vy = x1 - x0, y1 - y0, x2 - x1, y2 - y1
    return abs(ux * vy - uy * vx) < 0.05 * math.hypot(ux, uy) * math.hypot(vx, vy) and ux * vx + uy * vy > 0


def _evenness(xy: Ring, cuts: list[Cut]) -> float:
    """Share of the smaller part (at most 0.5), less for a long chord; -1 when it is a splinter."""
    n = len(xy)
    first, second = sorted(cuts, key=lambda c: c.index)
    ends = [_at(xy[c.index], xy[(c.index + 1) % n], c.t) for c in (first, second)]
    part = [ends[0], *xy[first.index + 1 : second.index + (second.t > 0)], ends[1]]
    whole, piece = _area(xy), _area(part)
    share = min(piece, whole - piece) / whole
    return share - 0.15 * math.dist(*ends) / math.sqrt(whole) if share > 0.15 else -1.0


def _at(a: Point, b: Point, t: float) -> Point:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t


def _area(xy: Ring) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise([xy[-1], *xy])) / 2


def _chord(mesh: Mesh, ring: list[int], xy: Ring, cuts: list[Cut]) -> list[int]:
    """The half-edges of the face that start at the two cuts; vertices are made where none stands."""
    ends = []
    for cut in cuts:
        if cut.t == 0.0:
            ends.append(ring[cut.index])
        else:
            x, y = _at(xy[cut.index], xy[(cut.index + 1) % len(xy)], cut.t)
            ends.append(put_vertex(mesh, ring[cut.index], x=x, y=y))
    return ends


def _street_of(plan: Plan, ends: list[int], rank: int) -> int:
    """The street that goes on through one of the ends, straight enough and of no lower class; else a new one."""
    mesh = plan.mesh
    a, b = (mesh.origin[h] for h in ends)
    dx, dy = mesh.x[b] - mesh.x[a], mesh.y[b] - mesh.y[a]
    for h, sign in ((ends[0], 1.0), (ends[1], -1.0)):
        for arm in arms_of(mesh, h):
            street = mesh.street[arm >> 1]
            inner = mesh.face[arm] != OUTSIDE and mesh.face[arm ^ 1] != OUTSIDE
            other = mesh.origin[arm ^ 1]
            ox, oy = mesh.x[mesh.origin[h]] - mesh.x[other], mesh.y[mesh.origin[h]] - mesh.y[other]
            straight = sign * (dx * ox + dy * oy) > 0.9 * math.hypot(dx, dy) * math.hypot(ox, oy)
            if inner and street > RIVER and straight and abs(plan.streets[street].class_rank - rank) <= 1:
                return street
    plan.streets.append(Street(rank, dx, dy))
    return len(plan.streets) - 1
