"""A planar mesh of half-edges whose faces are split by chords: the tiling that never has a gap or a T-junction.

Half-edge h and its twin h ^ 1 share edge h >> 1. A vertex put on an edge is put on both sides at once,
so neighbours share every vertex. Faces are convex while chords are straight.
"""

from __future__ import annotations

from dataclasses import dataclass, field

OUTSIDE = -1


@dataclass(slots=True)
class Mesh:
    """x, y: plan metres per vertex. origin, after, before, face: per half-edge. first: one half-edge per face. street: per edge."""

    x: list[float] = field(default_factory=list)
    y: list[float] = field(default_factory=list)
    origin: list[int] = field(default_factory=list)
    after: list[int] = field(default_factory=list)
    before: list[int] = field(default_factory=list)
    face: list[int] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    street: list[int] = field(default_factory=list)


def mesh_of_ring(points: list[tuple[float, float]], *, street: int) -> Mesh:
    """A mesh of one face, the ring of `points` counter-clockwise; its border edges carry `street`."""
    count = len(points)
    mesh = Mesh(x=[p[0] for p in points], y=[p[1] for p in points], first=[0])
    for k in range(count):
        following = (k + 1) % count
        previous = (k - 1) % count
        mesh.origin += [k, following]
        mesh.after += [2 * following, 2 * previous + 1]
        mesh.before += [2 * previous, 2 * following + 1]
        mesh.face += [0, OUTSIDE]
        mesh.street.append(street)
    return mesh


def ring_of(mesh: Mesh, face: int) -> list[int]:
    """The half-edges around a face, counter-clockwise."""
    start = h = mesh.first[face]
    ring = [h]
    while (h := mesh.after[h]) != start:
        ring.append(h)
    return ring


def put_vertex(mesh: Mesh, h: int, *, x: float, y: float) -> int:
    """Put a vertex on half-edge h (both sides); returns the half-edge that now starts at it in h's face."""
    twin = h ^ 1
    vertex = len(mesh.x)
    mesh.x.append(x)
    mesh.y.append(y)
    new = len(mesh.origin)
    mesh.origin += [vertex, mesh.origin[twin]]
    mesh.face += [mesh.face[h], mesh.face[twin]]
    mesh.street.append(mesh.street[h >> 1])
    mesh.after += [mesh.after[h], twin]
    mesh.before += [h, mesh.before[twin]]
    mesh.before[mesh.after[h]] = new
    mesh.after[mesh.before[twin]] = new + 1
    mesh.after[h] = new
    mesh.before[twin] = new + 1
    mesh.origin[twin] = vertex
    return new


def put_chord(mesh: Mesh, a: int, b: int, *, street: int) -> int:
    """Join the origins of half-edges a and b of one face; returns the new face, to the left of origin(a) → origin(b)."""
    new = len(mesh.origin)
    old_face, new_face = mesh.face[a], len(mesh.first)
    before_a, before_b = mesh.before[a], mesh.before[b]
    mesh.origin += [mesh.origin[a], mesh.origin[b]]
    mesh.street.append(street)
    mesh.after += [b, a]
    mesh.before += [before_a, before_b]
    mesh.face += [new_face, old_face]
    mesh.after[before_a], mesh.before[b] = new, new
    mesh.after[before_b], mesh.before[a] = new + 1, new + 1
    mesh.first[old_face] = new + 1
    mesh.first.append(new)
    for h in ring_of(mesh, new_face):
        mesh.face[h] = new_face
    return new_face


def arms_of(mesh: Mesh, h: int) -> list[int]:
    """All half-edges that leave the origin of h."""
    arms = [h]
    while (h := mesh.before[h] ^ 1) != arms[0]:
        arms.append(h)
    return arms
