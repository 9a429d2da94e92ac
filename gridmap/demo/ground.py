"""The plan bent into ground: curved river and streets, faces and edges in metres, still sharing every vertex.

Each edge gets points every few metres before it is bent, and both faces beside it use the same points.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.demo.city import HALF_WIDTH_M, Floats, Ints, Scale, stream, to_degrees
from gridmap.demo.mesh import ring_of
from gridmap.demo.plan import RIVER, Plan

Shapes = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Ground:
    """Plan metres throughout.

    tiles: polygons, counter-clockwise, one per leaf. tile_county, tile_town, tile_community: areas of each tile.
    edge_points, edge_start: points of edge e are edge_points[edge_start[e]:edge_start[e + 1]]. edge_street, edge_from,
    edge_to (vertices), edge_left, edge_right (tile rows or -1): per edge. street_rank, street_direction: per street.
    tile_half_m: half width of the widest street around each tile. river: the water's polygon.
    """

    tiles: Shapes
    tile_county: Ints
    tile_town: Ints
    tile_community: Ints
    tile_half_m: Floats
    edge_points: Floats
    edge_start: Ints
    edge_street: Ints
    edge_from: Ints
    edge_to: Ints
    edge_left: Ints
    edge_right: Ints
    street_rank: Ints
    street_direction: Floats
    town_county: Ints
    community_town: Ints
    river: shapely.Polygon


def lay_ground(plan: Plan, scale: Scale, seed: int) -> Ground:
    """Bend the plan. Raises nothing; the bend is gentle enough that no face folds (tests hold it)."""
    mesh = plan.mesh
    origin = np.array(mesh.origin, dtype=np.int64)
    ends = origin.reshape(-1, 2)
    xy = np.column_stack([mesh.x, mesh.y])
    points, start = _edge_points(xy, ends, step_m=min(90.0, scale.radius_m / 14))
    points = bend(points, scale, seed)
    row_of_face = np.full(len(mesh.first) + 1, -1, dtype=np.int64)  # the last one stands for OUTSIDE
    row_of_face[[lot.face for lot in plan.leaves]] = np.arange(len(plan.leaves))
    beside = row_of_face[np.array(mesh.face)].reshape(-1, 2)
    street = np.array(mesh.street, dtype=np.int64)
    rank = np.array([s.class_rank for s in plan.streets])
    river_edges = np.flatnonzero(street == RIVER)
    return Ground(
        tiles=_tiles(plan, points, start),
        tile_county=np.array([lot.county for lot in plan.leaves]),
        tile_town=np.array([lot.town for lot in plan.leaves]),
        tile_community=np.array([lot.community for lot in plan.leaves]),
        tile_half_m=_widest(len(plan.leaves), beside, HALF_WIDTH_M[rank[street]]),
        edge_points=points,
        edge_start=start,
        edge_street=street,
        edge_from=ends[:, 0],
        edge_to=ends[:, 1],
        edge_left=beside[:, 0],
        edge_right=beside[:, 1],
        street_rank=rank,
        street_direction=np.array([(s.dx, s.dy) for s in plan.streets]),
        town_county=np.array(plan.town_county),
        community_town=np.array(plan.community_town),
        river=_river(river_edges, points, start, scale),
    )


def bend(xy: Floats, scale: Scale, seed: int) -> Floats:
    """Move points by long waves, and along the river by a meander: x and y of the result depend on both."""
    rng = stream(seed, "bend", scale.name)
    size = scale.radius_m
    x, y = xy[:, 0].copy(), xy[:, 1].copy()
    meander = 0.11 * size * np.sin(2 * np.pi * x / (1.25 * size) + rng.uniform(0, 6.3))
    meander += 0.045 * size * np.sin(2 * np.pi * x / (0.55 * size) + rng.uniform(0, 6.3))
    y = y + meander * np.exp(-(((y + 0.11 * size) / (0.5 * size)) ** 2))
    for wave in (1.9, 1.1, 0.6):
        for _ in range(2):
            angle, phase = rng.uniform(0, 2 * np.pi, 2)
            along = 2 * np.pi * (x * np.cos(angle) + y * np.sin(angle)) / (wave * size) + phase
            push = 0.13 * wave * size / (2 * np.pi) * np.sin(along)
            x, y = x - push * np.sin(angle + 0.6), y + push * np.cos(angle + 0.6)
    return np.column_stack([x, y])


def degrees_of(shapes: Shapes) -> Shapes:
    """Shapes in plan metres → WGS-84 degrees, 7 decimals; shared vertices stay shared."""
    return np.asarray(shapely.transform(shapes, to_degrees))


def _edge_points(xy: Floats, ends: Ints, *, step_m: float) -> tuple[Floats, Ints]:
    a, b = xy[ends[:, 0]], xy[ends[:, 1]]
    count = 2 + (np.hypot(*(b - a).T) / step_m).astype(np.int64)
    start = np.concatenate([[0], np.cumsum(count)])
    edge = np.repeat(np.arange(len(ends)), count)
    share = ((np.arange(start[-1]) - start[edge]) / (count[edge] - 1))[:, None]
    points = a[edge] * (1 - share) + b[edge] * share
    # shared ends are the vertex itself, whatever the rounding
    points[start[:-1]], points[start[1:] - 1] = a, b
    return points, start


def _tiles(plan: Plan, points: Floats, start: Ints) -> Shapes:
    rings = [ring_of(plan.mesh, lot.face) for lot in plan.leaves]
    ring_start = np.concatenate([[0], np.cumsum([len(r) for r in rings])])
    h = np.concatenate(rings)
    edge, backward = h >> 1, (h & 1).astype(bool)
    count = start[edge + 1] - start[edge] - 1  # its last point is the next one's first
    h_start = np.concatenate([[0], np.cumsum(count)])
    which = np.repeat(np.arange(len(h)), count)
    step = np.arange(h_start[-1]) - h_start[which]
    index = np.where(backward[which], start[edge[which] + 1] - 1 - step, start[edge[which]] + step)
    tile_start = h_start[ring_start]
    tile = np.repeat(np.arange(len(rings)), np.diff(tile_start))
    return np.asarray(shapely.polygons(shapely.linearrings(points[index], indices=tile)))


def _widest(tiles: int, beside: Ints, half_m: Floats) -> Floats:
    widest = np.zeros(tiles)
    for side in (0, 1):
        has = beside[:, side] >= 0
        np.maximum.at(widest, beside[has, side], half_m[has])
    return widest


def _river(edges: Ints, points: Floats, start: Ints, scale: Scale) -> shapely.Polygon:
    """The river's edges joined, smoothed by their own points, and widened; narrower upstream."""
    lines = [shapely.LineString(points[start[e] : start[e + 1]]) for e in edges]
    line = shapely.line_merge(shapely.union_all(lines))
    return shapely.buffer(line, scale.river_half_m, cap_style="flat")
