"""The exact visible part of a wedge among buildings: what the nearest walls leave of it.

In the plane every wall is without end upwards: a view is what `view.wedges` draws, up to the nearest wall in each
direction. An eye outside never sees ground under a footprint. Buildings may touch and overlap, have courtyards and
holes; footprints are valid polygons.

* An eye inside a building sees nothing; `eye` says where a camera's eye is, or that its view is unknown.
* An eye on a wall or a corner (within 1 µm) sees the outer side; between two buildings that share the wall, nothing.
* A view is empty, too, where every wall ahead is nearer than its near edge.
* Gaps narrower than 1e-8 radians (1 µm at 100 m) are closed.
* A building that carries the camera on its roof (`roofs`) hides nothing; the ground under it is not seen.

With heights (`occlusion="heights"`) a building of known height H below an eye of known height h hides only what its
roof line hides of targets of height t (1.7 m, a person's face): ground from where the sight line enters the footprint
to (h - t) / (h - H) times as far as where it leaves it; only the footprint where H ≤ t. Further ground is seen again,
and so it is by an eye above such a building's roof.
Buildings of unknown height, or not below the eye, hide all that is behind them. An eye of unknown height, or not above
the target, sees as in the plane.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import ArrayLike

from gridmap.errors import BadValue
from gridmap.register.rules import shadow
from gridmap.register.rules.cuts import without
from gridmap.register.rules.edges import Floats, Geometries, Pairs, Rows
from gridmap.register.rules.optics import PERSON_M
from gridmap.register.rules.sweep import sweep
from gridmap.register.rules.view import ARC_STEP_DEG, wedge_terms
from gridmap.register.rules.walls import Walls

Occlusion = Literal["plane", "heights"]

_THREADS = min(2, os.cpu_count() or 1)  # the kernel runs outside the GIL; more than two were not measured
_CHUNKS = 32


@dataclass(frozen=True, slots=True)
class WallsMet:
    """Pieces of wall at which sight ends. view: the view's row; building: its row in the walls; ends: (n, 4) m."""

    view: Rows
    building: Rows
    ends: Floats


@dataclass(frozen=True, slots=True)
class _Swept:
    """What `sweep.sweep` says, of all views."""

    xy: Floats
    ring: Rows
    met: Rows
    met_ends: Floats
    low: Rows


def visible(
    x_m: ArrayLike,
    y_m: ArrayLike,
    *,
    heading_deg: ArrayLike,
    hfov_deg: ArrayLike,
    range_m: ArrayLike,
    near_m: ArrayLike = 0.0,
    walls: Walls,
    roofs: Pairs | None = None,
    occlusion: Occlusion = "plane",
    eye_height_m: ArrayLike = np.nan,
    target_m: float = PERSON_M,
) -> Geometries:
    """Visible ground of each wedge: valid Polygons, MultiPolygons where it falls apart, or empty ones.

    x_m to near_m: as `view.wedges` takes them, in the walls' CRS; with no walls the result is its wedges.
    roofs: of each view the rows of buildings that carry its camera (`eye.Eyes.roofs`). eye_height_m: above the ground,
    NaN where unknown; it and target_m count only with heights. Raises BadValue as `view.wedges` does, for roofs that are
    not one list a view, and for a target's height that is no height.
    """
    terms = _terms(x_m, y_m, heading_deg, hfov_deg, range_m, near_m)
    count = terms.shape[1]
    roofs = _roofs_of(roofs, count)
    low_m = _low_m(eye_height_m, target_m, count) if occlusion == "heights" else np.full(count, np.nan)
    swept = _swept(terms, walls, roofs, low_m)
    shapes = _shapes(swept, count)
    eyes = np.column_stack([terms[0], terms[1], low_m, shadow.reach_m(terms)])
    low = swept.low[~shapely.is_empty(shapes[swept.low[:, 0]])]
    view, ground = shadow.hidden(low, eyes, walls, target_m=target_m)
    under_view = np.repeat(np.arange(count), np.diff(roofs.first))
    under = walls.outlines.taken(roofs.row).polygons()
    return without(shapes, view=np.append(view, under_view), ground=np.append(ground, under))


def walls_met(
    x_m: ArrayLike,
    y_m: ArrayLike,
    *,
    heading_deg: ArrayLike,
    hfov_deg: ArrayLike,
    range_m: ArrayLike,
    near_m: ArrayLike = 0.0,
    walls: Walls,
    roofs: Pairs | None = None,
) -> WallsMet:
    """The pieces of wall at which the sight lines of each wedge end, in the plane.

    A wall nearer than near_m, whose foot is below the picture, is not met, and a wall behind another one is not.
    """
    terms = _terms(x_m, y_m, heading_deg, hfov_deg, range_m, near_m)
    count = terms.shape[1]
    swept = _swept(terms, walls, _roofs_of(roofs, count), np.full(count, np.nan))
    return WallsMet(swept.met[:, 0], walls.building_of(swept.met[:, 1]), swept.met_ends)


def _terms(*given: ArrayLike) -> Floats:
    """x, y, heading, width, range, near edge and number of chords a wedge; angles in radians."""
    terms = wedge_terms(*given)
    steps = np.maximum(np.ceil(terms[3] / ARC_STEP_DEG - 1e-9), 1)
    return np.vstack([terms[:2], np.radians(terms[2:4]), terms[4:], steps])


def _roofs_of(roofs: Pairs | None, count: int) -> Pairs:
    if roofs is None:
        return Pairs(np.empty(0, dtype=np.int64), np.zeros(count + 1, dtype=np.int64))
    if len(roofs.first) != count + 1:
        raise BadValue(f"There are {len(roofs.first) - 1} lists of roofs for {count} views; one each is needed.")
    return roofs


def _low_m(eye_height_m: ArrayLike, target_m: float, count: int) -> Floats:
    """Height below which a building does not hide everything; NaN where every building does."""
    if not (np.isfinite(target_m) and target_m >= 0):
        raise BadValue(f"The target's height is {target_m:g} m; a number from 0 on is needed.")
    height = np.broadcast_to(np.asarray(eye_height_m, dtype=np.float64), (count,))
    return np.where(height > target_m, height, np.nan)


def _swept(terms: Floats, walls: Walls, roofs: Pairs, low_m: Floats) -> _Swept:
    """The kernel's answers, chunk by chunk on two threads, joined."""
    count = terms.shape[1]
    cuts = np.linspace(0, count, (_CHUNKS if count > _CHUNKS * 10 else 1) + 1).astype(np.int64)
    near = walls.near

    def run(chunk: int) -> tuple[Floats, Rows, Rows, Floats, Rows]:
        return sweep(  # type: ignore[no-any-return]
            cuts[chunk], cuts[chunk + 1], terms, roofs.row, roofs.first, low_m, walls.ends, walls.first_edge,
            walls.first_ring, walls.bounds, walls.height_m, near.corner, near.shape, near.row, near.first,
        )  # fmt: skip

    if len(cuts) == 2 or _THREADS == 1:
        chunks = [run(chunk) for chunk in range(len(cuts) - 1)]
    else:
        with ThreadPoolExecutor(_THREADS) as threads:
            chunks = list(threads.map(run, range(len(cuts) - 1)))
    xy, ring, met, met_ends, low = zip(*chunks, strict=True)
    start = np.cumsum([0, *(len(points) for points in xy)])
    moved = [r + np.array([[first, 0, 0]]) for r, first in zip(ring, start, strict=False)]
    return _Swept(*(np.concatenate(parts) for parts in (xy, moved, met, met_ends, low)))


def _shapes(swept: _Swept, count: int) -> Geometries:
    """One shape a view from the kernel's rings."""
    ring = swept.ring
    shells = np.flatnonzero(ring[:, 2] == 0)
    offsets = (np.append(0, ring[:, 0]), np.append(shells, len(ring)))
    made = shapely.from_ragged_array(shapely.GeometryType.POLYGON, swept.xy, offsets)
    parts, view = _sound(np.asarray(made, dtype=object), ring[shells, 1])
    shapes = np.full(count, shapely.Polygon(), dtype=object)
    several = np.bincount(view, minlength=count)[view] > 1
    shapes[view[~several]] = parts[~several]
    many, place = np.unique(view[several], return_inverse=True)
    if len(many):
        shapes[many] = shapely.multipolygons(parts[several], indices=place)
    return shapes


def _sound(parts: Geometries, view: Rows) -> tuple[Geometries, Rows]:
    """Rings that rounding (1e-9 m of large coordinates) made touch themselves, taken apart; slivers of no area go."""
    bad = ~shapely.is_valid(parts)
    if not bad.any():
        return parts, view
    mended = shapely.make_valid(parts[bad], method="structure", keep_collapsed=False)
    pieces, row = shapely.get_parts(mended, return_index=True)
    full = (shapely.get_type_id(pieces) == 3) & ~shapely.is_empty(pieces)
    rows = np.append(view[~bad], view[bad][row[full]])
    order = np.argsort(rows, kind="stable")
    return np.append(parts[~bad], pieces[full])[order], rows[order]
