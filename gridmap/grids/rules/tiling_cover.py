"""Checks of a tiling that look at the ground: gaps, overlaps, what lies outside, vertices that do not match."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from gridmap.grids.rules.neighbours import number_vertices
from gridmap.grids.rules.tiling_form import Found, found, mean_width_m

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Geometries = npt.NDArray[np.object_]
Names = npt.NDArray[np.object_]

_POLYGON = 3
_EXACT_M = 1e-6  # the same vertex after projection


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """What the ground says: areas in m² and the findings."""

    area_m2: float
    gap_m2: float
    overlap_m2: float
    outside_m2: float
    findings: list[Found]


def measure(
    codes: Names,
    metric: Geometries,
    *,
    area: BaseGeometry | None,
    sliver_width_m: float,
    tolerance_m: float,
    area_m2: float,
) -> Cover:
    """Measure usable grids in metres against `area` (metres too), or against their union without holes.

    Grids whose edges GEOS finds matched are a coverage and are joined as one; only the others are compared in pairs.
    """
    bad_edges = np.asarray(shapely.coverage_invalid_edges(metric), dtype=object)
    suspects = np.flatnonzero(~(shapely.is_missing(bad_edges) | shapely.is_empty(bad_edges)))
    union = _union(metric, suspects)
    ground = _filled(union) if area is None else area
    gaps = _pieces(shapely.difference(ground, union))
    outside = _pieces(shapely.difference(union, ground)) if area is not None else gaps[:0]
    pairs, shared = _overlaps(metric, suspects)
    noise = {"area_m2": area_m2, "tolerance_m": tolerance_m}
    true_shared = is_finding(shared, **noise)
    return Cover(
        area_m2=float(shapely.area(ground)),
        gap_m2=float(shapely.area(gaps).sum()),
        overlap_m2=float(shapely.area(shapely.union_all(shared))) if len(shared) else 0.0,
        outside_m2=float(shapely.area(outside).sum()),
        findings=[
            *_gap_findings(
                gaps[is_finding(gaps, **noise)], codes, metric, sliver_width_m=sliver_width_m, noise_m=tolerance_m
            ),
            _overlap_finding(codes, pairs[true_shared], shared[true_shared], noise_m=tolerance_m),
            _outside_finding(codes, metric, outside[is_finding(outside, **noise)], noise_m=tolerance_m),
            _unmatched(codes, metric, bad_edges, suspects, vertex_m=tolerance_m),
        ],
    )


def is_finding(pieces: Geometries, *, area_m2: float, tolerance_m: float) -> npt.NDArray[np.bool_]:
    """Pieces that are larger and somewhere wider than noise: an edge that is straight in degrees bends in metres."""
    wide = ~shapely.is_empty(shapely.buffer(pieces, -tolerance_m / 2.0))
    return np.asarray(wide & (shapely.area(pieces) > area_m2), dtype=np.bool_)


def _width_m(pieces: Geometries, *, noise_m: float) -> Floats:
    """Mean width of what is long and thin, hairlines along bent edges left out."""
    return mean_width_m(shapely.buffer(pieces, -noise_m / 2.0)) + noise_m


def _union(metric: Geometries, suspects: Ints) -> BaseGeometry:
    clean = np.ones(len(metric), dtype=np.bool_)
    clean[suspects] = False
    matched = shapely.coverage_union_all(metric[clean])
    if not len(suspects):
        return matched
    return shapely.union_all([matched, shapely.union_all(metric[suspects])])


def _filled(union: BaseGeometry) -> BaseGeometry:
    return shapely.union_all(shapely.polygons(shapely.get_exterior_ring(shapely.get_parts(union))))


def _pieces(shape: BaseGeometry) -> Geometries:
    parts = np.asarray(shapely.get_parts(shape), dtype=object)
    polygons: Geometries = parts[shapely.get_type_id(parts) == _POLYGON]
    return polygons


def _overlaps(metric: Geometries, suspects: Ints) -> tuple[Ints, Geometries]:
    """Pairs of grids (rows) and the polygon pieces that they share; one row a piece."""
    i, j = shapely.STRtree(metric[suspects]).query(metric[suspects])
    i, j = suspects[i[i < j]], suspects[j[i < j]]
    parts, owner = shapely.get_parts(shapely.intersection(metric[i], metric[j]), return_index=True)
    polygons = shapely.get_type_id(parts) == _POLYGON
    return np.column_stack([i, j])[owner[polygons]], np.asarray(parts[polygons], dtype=object)


def _overlap_finding(codes: Names, pairs: Ints, shared: Geometries, *, noise_m: float) -> Found:
    names = [", ".join(sorted((codes[a], codes[b]))) for a, b in pairs]
    return found("overlap", names, shared, area_m2=shapely.area(shared), width_m=_width_m(shared, noise_m=noise_m))


def _gap_findings(
    gaps: Geometries, codes: Names, metric: Geometries, *, sliver_width_m: float, noise_m: float
) -> list[Found]:
    core = shapely.buffer(gaps, -sliver_width_m / 2.0)
    wide = ~shapely.is_empty(core)
    around = _touched(gaps, codes, metric)
    holes, slivers = gaps[wide], gaps[~wide]
    return [
        found(
            "gap-hole",
            [around[i] for i in np.flatnonzero(wide)],
            holes,
            area_m2=shapely.area(holes),
            width_m=_inscribed_width_m(holes),
        ),
        found(
            "gap-sliver",
            [around[i] for i in np.flatnonzero(~wide)],
            slivers,
            area_m2=shapely.area(slivers),
            width_m=_width_m(slivers, noise_m=noise_m),
        ),
    ]


def _inscribed_width_m(polygons: Geometries) -> Floats:
    """Diameter of the largest circle inside, to a hundredth of the side of a square of that area."""
    circles = [
        shapely.maximum_inscribed_circle(polygon, tolerance=max(0.05, 0.01 * np.sqrt(area)))
        for polygon, area in zip(polygons, shapely.area(polygons), strict=True)
    ]
    return 2.0 * np.asarray(shapely.length(circles), dtype=np.float64)


def _outside_finding(codes: Names, metric: Geometries, pieces: Geometries, *, noise_m: float) -> Found:
    return found(
        "outside",
        _touched(pieces, codes, metric),
        pieces,
        area_m2=shapely.area(pieces),
        width_m=_width_m(pieces, noise_m=noise_m),
    )


def _touched(pieces: Geometries, codes: Names, metric: Geometries) -> list[str]:
    """The first five codes, in text order, of the grids that each piece touches."""
    if not len(pieces):
        return []
    piece, grid = shapely.STRtree(metric).query(pieces, predicate="intersects")
    names: list[list[str]] = [[] for _ in pieces]
    for p, g in zip(piece, grid, strict=True):
        names[p].append(codes[g])
    return [", ".join(sorted(set(listed))[:5]) for listed in names]


def _unmatched(codes: Names, metric: Geometries, bad_edges: Geometries, suspects: Ints, *, vertex_m: float) -> Found:
    """Vertices of one grid within `vertex_m` of another's edge that are no vertex of the other."""
    points, owner = shapely.get_coordinates(metric[suspects], return_index=True)
    ends, edge_owner = _segments(bad_edges[suspects])
    if not len(ends):
        return found("unmatched-vertex", [], metric[:0])
    edges = shapely.linestrings(ends)
    vertices = shapely.points(points)
    v, e = shapely.STRtree(edges).query(vertices, predicate="dwithin", distance=vertex_m)
    at_end = (np.abs(ends[e] - points[v][:, None, :]).max(axis=2) <= _EXACT_M).any(axis=1)
    v, e = v[~at_end & (owner[v] != edge_owner[e])], e[~at_end & (owner[v] != edge_owner[e])]
    known = number_vertices(np.round(points / _EXACT_M))
    has = set(zip(known.tolist(), owner.tolist(), strict=True))
    absent = np.array(
        [(k, o) not in has for k, o in zip(known[v].tolist(), edge_owner[e].tolist(), strict=True)], dtype=np.bool_
    )
    v, e = v[absent], e[absent]
    _, first = np.unique(known[v], return_index=True)
    v, e = v[first], e[first]
    names = [
        ", ".join(sorted((codes[suspects[a]], codes[suspects[b]])))
        for a, b in zip(owner[v], edge_owner[e], strict=True)
    ]
    return found("unmatched-vertex", names, vertices[v], width_m=shapely.distance(vertices[v], edges[e]))


def _segments(lines: Geometries) -> tuple[Floats, Ints]:
    """Ends (n, 2, 2) of all segments and the row of the line that each comes from."""
    parts, line_of = shapely.get_parts(lines, return_index=True)
    points, part_of = shapely.get_coordinates(parts, return_index=True)
    same = part_of[1:] == part_of[:-1]
    return np.stack([points[:-1][same], points[1:][same]], axis=1), line_of[part_of[:-1][same]].astype(np.int64)
