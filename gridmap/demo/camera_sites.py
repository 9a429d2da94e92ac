"""Where cameras hang and which way they look: approaches of junctions, street poles, walls, greens, insides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from gridmap.demo.buildings import PARK, Buildings
from gridmap.demo.city import Floats, Ints, pick
from gridmap.demo.ground import Ground, Shapes
from gridmap.demo.pieces import Pieces, beside
from gridmap.demo.streets import Streets, half_width_m


@dataclass(frozen=True, slots=True)
class Sites:
    """One row per camera. xy: plan metres; heading_deg: clockwise from north; segment, building: rows or -1.

    junction: the plan's vertex of an approach, else -1. housing: cameras with one number share a housing.
    """

    xy: Floats
    heading_deg: Floats
    segment: Ints
    building: Ints
    junction: Ints
    housing: Ints


@dataclass(frozen=True, slots=True)
class Town:
    """What sites are chosen from. water: the river and the ponds, plan metres."""

    ground: Ground
    streets: Streets
    pieces: Pieces
    buildings: Buildings
    land_use: Ints
    water: Shapes


def choose_sites(town: Town, site: str, count: int, rng: np.random.Generator) -> Sites:
    """`count` sites of one sort: approach, street, wall, green or inside."""
    chosen = {"approach": _approaches, "street": _street_poles, "wall": _walls, "green": _greens, "inside": _insides}
    return chosen[site](town, count, rng)


def bearing_deg(vector: Floats) -> Floats:
    """Degrees clockwise from north of vectors (east, north)."""
    return np.asarray(np.degrees(np.arctan2(vector[:, 0], vector[:, 1])) % 360.0)


def _sites(xy: Floats, heading_deg: Floats, **columns: Ints) -> Sites:
    none = np.full(len(xy), -1)
    filled = {name: columns.get(name, none) for name in ("segment", "building", "junction")}
    housing = columns.get("housing", np.arange(len(xy)))
    return Sites(xy, np.asarray(heading_deg % 360.0), housing=housing, **filled)


def _approaches(town: Town, count: int, rng: np.random.Generator) -> Sites:
    """On the mast at one corner of a junction, looking out along an arm; wide streets first, each end of a segment once."""
    streets = town.streets
    at_end = np.repeat([False, True], len(streets.lines))
    segment = np.tile(np.arange(len(streets.lines)), 2)
    vertex = np.where(at_end, streets.vertex_to[segment], streets.vertex_from[segment])
    length_m = shapely.length(streets.lines)[segment]
    weight = np.array([9.0, 7.0, 4.0, 1.0, 0.06])[streets.rank[segment]]
    weight = np.where((vertex >= 0) & (length_m > 35.0), weight, 0.0)
    rows = _draw_each_once(weight, count, rng)
    segment, at_end, vertex = segment[rows], at_end[rows], vertex[rows]
    line = streets.lines[segment]
    from_m = np.where(at_end, length_m[rows] - 11.0, 11.0) + rng.uniform(-2, 2, count)
    to_m = np.where(at_end, length_m[rows] - 34.0, 34.0)
    near = shapely.get_coordinates(shapely.line_interpolate_point(line, from_m))
    far = shapely.get_coordinates(shapely.line_interpolate_point(line, to_m))
    out = (far - near) / np.hypot(*(far - near).T)[:, None]
    aside = half_width_m(streets)[segment] * rng.choice([-0.62, 0.62], count)
    xy = near + np.column_stack([-out[:, 1], out[:, 0]]) * aside[:, None]
    # towards the middle of the arm, not along its edge
    return _sites(xy, bearing_deg(far - xy) + rng.normal(0, 2, count), segment=segment, junction=vertex)


def _street_poles(town: Town, count: int, rng: np.random.Generator) -> Sites:
    """On poles and lamps along streets, looking along them; one in nine poles carries three, turned by 120°."""
    weight = town.pieces.length_m * np.array([1.2, 1.6, 1.6, 1.2, 0.8])[town.streets.rank[town.pieces.segment]]
    rows = pick(rng, weight, count)
    share = rng.uniform(0.1, 0.9, count)
    side = rng.choice([-0.8, 0.8], count)
    triple = np.arange(count) // 3
    is_first = np.arange(count) % 3 == 0
    joined = (rng.random(count // 3 + 1) < 0.11)[triple] & (triple < count // 3)
    leader = np.where(joined & ~is_first, triple * 3, np.arange(count))
    segment = town.pieces.segment[rows[leader]]
    away = side[leader] * half_width_m(town.streets)[segment]
    xy = beside(town.pieces, rows[leader], share=share[leader], left_m=away)
    along = bearing_deg(town.pieces.along[rows[leader]])
    turn = np.where(joined, 120.0 * (np.arange(count) % 3), rng.choice([0.0, 180.0], count) + rng.normal(0, 7, count))
    return _sites(xy, along + turn, segment=segment, housing=leader)


def _walls(town: Town, count: int, rng: np.random.Generator) -> Sites:
    """A hand's breadth outside a long outer wall, looking away from it; others before dwellings, each wall once."""
    corners, building = shapely.get_coordinates(shapely.get_exterior_ring(town.buildings.shapes), return_index=True)
    same = building[1:] == building[:-1]
    start, step = corners[:-1][same], (corners[1:] - corners[:-1])[same]
    building = building[:-1][same]
    length_m = np.hypot(step[:, 0], step[:, 1])
    wanted = np.where(town.buildings.use[building] == "other", 1.0, 0.25)
    rows = _draw_each_once(np.where(length_m > 6.0, wanted, 0.0), count, rng)
    along = step[rows] / length_m[rows, None]
    outward = np.column_stack([along[:, 1], -along[:, 0]])  # rings run counter-clockwise
    share = rng.uniform(0.15, 0.85, count)
    xy = start[rows] + step[rows] * share[:, None] + outward * 0.15
    return _sites(xy, bearing_deg(outward) + rng.normal(0, 12, count), building=building[rows])


def _greens(town: Town, count: int, rng: np.random.Generator) -> Sites:
    """In parks (any tile where there is none), on dry open ground a little way from the middle, looking across it."""
    parks = town.ground.tiles[town.land_use == PARK] if (town.land_use == PARK).any() else town.ground.tiles
    middle = shapely.get_coordinates(shapely.centroid(parks))
    tries = 12 * count
    rows = rng.integers(0, len(parks), tries)
    reach = 0.4 * np.sqrt(shapely.area(parks))[rows] * np.sqrt(rng.uniform(0.05, 1.0, tries))
    angle = rng.uniform(0, 2 * np.pi, tries)
    xy = middle[rows] + np.column_stack([np.cos(angle), np.sin(angle)]) * reach[:, None]
    points = shapely.points(xy)
    taken = np.zeros(tries, dtype=bool)
    for shapes in (town.water, town.buildings.shapes):
        taken[shapely.STRtree(points).query(shapes, predicate="intersects")[1]] = True
    kept = np.resize(np.flatnonzero(~taken), count)
    return _sites(xy[kept], bearing_deg(middle[rows[kept]] - xy[kept]) + rng.normal(0, 15, count))


def _insides(town: Town, count: int, rng: np.random.Generator) -> Sites:
    """Inside buildings that are no dwellings."""
    other = np.flatnonzero(town.buildings.use == "other")
    building = other[rng.integers(0, len(other), count)]
    points: Shapes = shapely.point_on_surface(town.buildings.shapes[building])
    xy = shapely.get_coordinates(points) + rng.uniform(-1.5, 1.5, (count, 2))
    return _sites(xy, rng.uniform(0, 360, count), building=building)


def _draw_each_once(weight: Floats, count: int, rng: np.random.Generator) -> Ints:
    """Rows by weight without repetition (Efraimidis and Spirakis 2006); from the start again when they run out."""
    key = np.where(weight > 0, rng.exponential(1.0, len(weight)) / np.maximum(weight, 1e-12), np.inf)
    order = np.argsort(key, kind="stable")[: int((weight > 0).sum())]
    return np.resize(order, count)
