from __future__ import annotations

import math

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.demo.city import SCALES, scale_named
from gridmap.demo.ground import lay_ground
from gridmap.demo.mesh import Mesh, arms_of, mesh_of_ring, put_chord, put_vertex, ring_of
from gridmap.demo.plan import make_plan
from gridmap.errors import BadValue

SQUARE = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]


def area_of(mesh: Mesh, face: int) -> float:
    return float(shapely.Polygon([(mesh.x[mesh.origin[h]], mesh.y[mesh.origin[h]]) for h in ring_of(mesh, face)]).area)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.floats(0.1, 0.9)), max_size=12))
def test_chords_keep_the_ground_whole_and_both_sides_of_every_edge_together(cuts: list[tuple[int, int, float]]) -> None:
    mesh = mesh_of_ring(SQUARE, street=0)
    for face_draw, edge_draw, share in cuts:
        face = face_draw % len(mesh.first)
        ring = ring_of(mesh, face)
        k = edge_draw % len(ring)
        ends = []
        for h in (ring[k], ring[(k + len(ring) // 2) % len(ring)]):
            a, b = mesh.origin[h], mesh.origin[h ^ 1]
            at = [u + (v - u) * share for u, v in ((mesh.x[a], mesh.x[b]), (mesh.y[a], mesh.y[b]))]
            ends.append(put_vertex(mesh, h, x=at[0], y=at[1]))
        put_chord(mesh, ends[0], ends[1], street=1)
    assert math.isclose(sum(area_of(mesh, face) for face in range(len(mesh.first))), 100.0)
    for h in range(len(mesh.origin)):
        assert mesh.before[mesh.after[h]] == h
        assert mesh.origin[mesh.after[h]] == mesh.origin[h ^ 1]
        assert mesh.face[mesh.after[h]] == mesh.face[h]


def test_a_vertex_of_three_streets_has_three_arms() -> None:
    mesh = mesh_of_ring(SQUARE, street=0)
    ends = [put_vertex(mesh, h, x=x, y=y) for h, x, y in ((0, 5.0, 0.0), (4, 5.0, 10.0))]
    put_chord(mesh, ends[0], ends[1], street=1)
    assert len(arms_of(mesh, ends[0])) == 3


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31))
def test_every_seed_gives_a_tiling_without_gap_or_overlap(seed: int) -> None:
    scale = SCALES["block"]
    ground = lay_ground(make_plan(scale, seed), scale, seed)
    assert len(ground.tiles) == scale.tiles
    assert shapely.is_valid(ground.tiles).all()
    assert shapely.coverage_is_valid(ground.tiles)
    whole = shapely.union_all(ground.tiles)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert math.isclose(shapely.area(ground.tiles).sum(), whole.area, rel_tol=1e-9)


def test_an_unknown_scale_is_named_with_those_that_exist() -> None:
    with pytest.raises(BadValue, match="block, district, city"):
        scale_named("village")
