"""Streets: the plan's edges as named segments with house numbers, the embankments, and the river's water.

Odd numbers stand on the left and even ones on the right, counted from one end of the street, one every 8 m.
Streets without a bridge end at the bank; those that go on across are bridges.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
import shapely
import shapely.ops
from numpy.typing import NDArray

from gridmap.demo.city import HALF_WIDTH_M, STREET_CLASSES, Floats, Ints, Scale, stream
from gridmap.demo.ground import Ground, Shapes
from gridmap.demo.names import invent
from gridmap.demo.plan import RING_ROAD, RIVER

NUMBER_STEP_M = 8.0
_ENDS = (("大道", "Dadao"), ("大街", "Dajie"), ("路", "Lu"), ("街", "Jie"), ("巷", "Xiang"))
_EMBANKMENT_RANK = 3


@dataclass(frozen=True, slots=True)
class Streets:
    """One row per segment, plan metres. lines: LineStrings along increasing house numbers. street, rank: name row and class.

    start_m: position of its beginning along the street. left, right: tile beside it or -1. vertex_to: the plan's vertex at its
    end, or -1. is_border: the outside lies on one side. is_bridge. street_name: per street number.
    """

    lines: Shapes
    street: Ints
    rank: Ints
    start_m: Floats
    left: Ints
    right: Ints
    vertex_from: Ints
    vertex_to: Ints
    is_border: NDArray[np.bool_]
    is_bridge: NDArray[np.bool_]
    segment_id: list[str]
    street_name: list[str]


def lay_streets(ground: Ground, scale: Scale, seed: int) -> Streets:
    """Name, orient, clip at the banks and number the segments."""
    edges = np.flatnonzero(ground.edge_street != RIVER)
    lines, forward = _oriented(ground, edges)
    bridge = _bridges(ground, edges)
    lines = _clip_at_banks(lines, ground.river, bridge)
    keep = ~shapely.is_empty(lines) & (shapely.length(lines) > 1.0)
    edges, lines, forward, bridge = edges[keep], lines[keep], forward[keep], bridge[keep]
    banks, bank_street = _embankments(ground, scale)
    first_bank = len(ground.street_rank)
    street = np.concatenate([ground.edge_street[edges], first_bank + bank_street])
    none = np.full(len(banks), -1)
    left, right = _turned(forward, ground.edge_left[edges], ground.edge_right[edges])
    vertex_from, vertex_to = _turned(forward, ground.edge_from[edges], ground.edge_to[edges])
    all_lines = np.concatenate([lines, banks])
    rank = np.concatenate([ground.street_rank, np.full(2, _EMBANKMENT_RANK)])
    return Streets(
        lines=all_lines,
        street=street,
        rank=rank[street],
        start_m=_start_along(ground, all_lines, street),
        left=np.concatenate([left, none]),
        right=np.concatenate([right, none]),
        vertex_from=np.concatenate([vertex_from, none]),
        vertex_to=np.concatenate([vertex_to, none]),
        is_border=street == RING_ROAD,
        is_bridge=np.concatenate([bridge, np.zeros(len(banks), dtype=bool)]),
        segment_id=[f"YT-S{k + 1:06d}" for k in range(len(all_lines))],
        street_name=_street_names(rank, seed),
    )


def street_frame(streets: Streets) -> pd.DataFrame:
    """The streets file without its lines. Segments shorter than a plot still have one number a side."""
    first = np.floor(streets.start_m / NUMBER_STEP_M).astype(np.int64)
    last = np.maximum(
        first, np.floor((streets.start_m + shapely.length(streets.lines)) / NUMBER_STEP_M).astype(np.int64) - 1
    )
    return pd.DataFrame(
        {
            "segment_id": streets.segment_id,
            "name": [streets.street_name[s] for s in streets.street],
            "class": [STREET_CLASSES[r] for r in streets.rank],
            "number_from_left": 2 * first + 1,
            "number_to_left": 2 * last + 1,
            "number_from_right": 2 * first + 2,
            "number_to_right": 2 * last + 2,
        }
    )


def water_frame(ponds: int) -> pd.DataFrame:
    """The water file without its shapes: the river, then the ponds of parks."""
    names = ["汀江 · Ting River (fictional)"] + ["园湖 · Park lake"] * ponds
    return pd.DataFrame({"water_id": [f"YT-W{k + 1:04d}" for k in range(len(names))], "name": names})


def half_width_m(streets: Streets) -> Floats:
    """From the middle to the house fronts, per segment."""
    return np.asarray(HALF_WIDTH_M[streets.rank])


def _oriented(ground: Ground, edges: Ints) -> tuple[Shapes, NDArray[np.bool_]]:
    """Edge lines along the direction of their street, and which of them kept their own."""
    start, points = ground.edge_start, ground.edge_points
    count = (start[1:] - start[:-1])[edges]
    chord = points[start[edges + 1] - 1] - points[start[edges]]
    forward = (chord * ground.street_direction[ground.edge_street[edges]]).sum(axis=1) >= 0
    row = np.repeat(np.arange(len(edges)), count)
    step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    index = np.where(forward[row], start[edges][row] + step, start[edges + 1][row] - 1 - step)
    return np.asarray(shapely.linestrings(points[index], indices=row)), forward


def _turned(forward: NDArray[np.bool_], a: Ints, b: Ints) -> tuple[Ints, Ints]:
    """The pair (a, b), exchanged where the edge was turned."""
    return np.where(forward, a, b), np.where(forward, b, a)


def _bridges(ground: Ground, edges: Ints) -> NDArray[np.bool_]:
    """Edges of streets that meet themselves again on the other side of the river, and of the ring road."""
    river = np.flatnonzero(ground.edge_street == RIVER)
    on_river = np.zeros(int(max(ground.edge_from.max(), ground.edge_to.max())) + 1, dtype=bool)
    on_river[np.concatenate([ground.edge_from[river], ground.edge_to[river]])] = True
    street = ground.edge_street[edges]
    ends = np.concatenate([ground.edge_from[edges], ground.edge_to[edges]])
    meeting = pd.Series(np.tile(street, 2)).groupby([ends, np.tile(street, 2)]).transform("size").to_numpy() >= 2
    over = (meeting & on_river[ends]).reshape(2, -1).any(axis=0)
    return np.asarray(over | (street == RING_ROAD))


def _clip_at_banks(lines: Shapes, river: shapely.Polygon, bridge: NDArray[np.bool_]) -> Shapes:
    """Lines that run into the water, cut to their longest dry part."""
    lines = lines.copy()
    wet = np.setdiff1d(shapely.STRtree(lines).query(river, predicate="intersects"), np.flatnonzero(bridge))
    for k in wet:
        parts = shapely.get_parts(shapely.difference(lines[k], river))
        lines[k] = parts[np.argmax(shapely.length(parts))] if len(parts) else shapely.LineString()
    return lines


def _embankments(ground: Ground, scale: Scale) -> tuple[Shapes, Ints]:
    """Streets along both banks inside the city, in segments of some 180 m; 0 north, 1 south."""
    city = shapely.coverage_union_all(ground.tiles)
    bank = shapely.boundary(shapely.buffer(ground.river, HALF_WIDTH_M[_EMBANKMENT_RANK]))
    inside = shapely.intersection(bank, shapely.buffer(city, -0.06 * scale.radius_m))
    lines = shapely.get_parts(shapely.line_merge(inside))
    lines = lines[np.argsort(-shapely.length(lines))][:2]
    lines = lines[np.argsort([-shapely.line_interpolate_point(line, 0.5, normalized=True).y for line in lines])]
    pieces, side = [], []
    for row, line in enumerate(lines):
        eastward = line if line.coords[0][0] < line.coords[-1][0] else shapely.reverse(line)
        stops = np.linspace(0, eastward.length, max(2, round(eastward.length / 180) + 1))
        for a, b in pairwise(stops.tolist()):
            pieces.append(shapely.ops.substring(eastward, a, b))
            side.append(row)
    return np.array(pieces, dtype=object), np.array(side)


def _start_along(ground: Ground, lines: Shapes, street: Ints) -> Floats:
    """Length of the street's segments before each one, in the order of their middles along the street."""
    middle = shapely.get_coordinates(shapely.line_interpolate_point(lines, 0.5, normalized=True))
    direction = np.vstack([ground.street_direction, [[1.0, 0.0], [1.0, 0.0]]])[street]
    order = np.lexsort(((middle * direction).sum(axis=1), street))
    length = pd.Series(shapely.length(lines)[order])
    before = np.empty(len(lines))
    before[order] = (length.groupby(street[order]).cumsum() - length).to_numpy()
    return before


def _street_names(rank: Ints, seed: int) -> list[str]:
    """Names by class; the ring road, the river's place and the two embankments have their own."""
    rng = stream(seed, "street names")
    names = invent(len(rank), [_ENDS[r] for r in rank], rng)
    names[RING_ROAD] = "环城路 · Huancheng Lu"
    names[-2:] = ["汀江北路 · Tingjiang Bei Lu", "汀江南路 · Tingjiang Nan Lu"]
    return names
