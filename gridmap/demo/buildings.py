"""Land use, buildings, the yards of some dwellings, ponds and sensitive places.

Each tile has one land use, chosen by village and distance from the centre. Footprints stand in rows within the tile, back from
the streets and out of the water, turned like the block; dwellings face south as far as the block allows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.demo.city import Floats, Ints, Scale, stream
from gridmap.demo.ground import Ground, Shapes

_WALL_TO_WALK_M = 3.0
# buildings and their distances shrink by these, one after the other, until there is room for all
_SQUEEZES = (1.0, 0.88, 0.78, 0.7, 0.62)


@dataclass(frozen=True, slots=True)
class LandUse:
    """wide_m, deep_m: footprint; row_m, column_m: pitch along and across the row; floors: least and most; dwelling: their share.

    yard_m: depth of a private yard behind each dwelling, 0 for none. flats_m2: floor area of one household.
    share_in, share_out: how common it is in the centre and at the edge. shapes: share of rectangle, L and courtyard forms.
    """

    name: str
    wide_m: float
    deep_m: float
    row_m: float
    column_m: float
    floors: tuple[int, int]
    dwelling: float
    yard_m: float
    flats_m2: float
    share_in: float
    share_out: float
    shapes: tuple[float, float, float]


LAND_USES = (
    LandUse("old town", 12, 9, 15.5, 17, (1, 3), 0.85, 4.0, 60, 0.16, 0.02, (0.7, 0.3, 0.0)),
    LandUse("slabs", 34, 12, 40, 25, (5, 7), 0.95, 0, 85, 0.28, 0.18, (1.0, 0.0, 0.0)),
    LandUse("towers", 24, 18, 33, 36, (16, 33), 0.95, 0, 95, 0.14, 0.13, (0.8, 0.2, 0.0)),
    LandUse("offices and shops", 29, 24, 36, 32, (3, 26), 0.08, 0, 90, 0.25, 0.03, (0.45, 0.35, 0.2)),
    LandUse("campus", 40, 19, 52, 40, (3, 6), 0.15, 0, 60, 0.06, 0.05, (0.3, 0.4, 0.3)),
    LandUse("works", 52, 30, 62, 42, (1, 3), 0.0, 0, 90, 0.01, 0.15, (0.8, 0.2, 0.0)),
    LandUse("houses", 12, 10, 19, 24, (2, 3), 0.95, 6.0, 150, 0.03, 0.10, (0.6, 0.4, 0.0)),
    LandUse("hamlet and fields", 13, 9, 21, 27, (1, 3), 0.9, 5.0, 110, 0.0, 0.28, (0.7, 0.3, 0.0)),
    LandUse("park", 14, 10, 80, 75, (1, 2), 0.0, 0, 90, 0.07, 0.06, (1.0, 0.0, 0.0)),
)
PARK = len(LAND_USES) - 1
_HAMLET = PARK - 1

# footprints of half width and half depth one; corners counter-clockwise
_FORMS = (
    np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], dtype=float),
    np.array([(-1, -1), (1, -1), (1, 0.1), (0.1, 0.1), (0.1, 1), (-1, 1)], dtype=float),
    np.array([(-1, -1), (1, -1), (1, 1), (0.45, 1), (0.45, -0.2), (-0.45, -0.2), (-0.45, 1), (-1, 1)], dtype=float),
)


@dataclass(frozen=True, slots=True)
class Buildings:
    """One row per building, plan metres. tile: its tile; height_m; use: dwelling, other or unknown; households."""

    shapes: Shapes
    tile: Ints
    height_m: Floats
    use: NDArray[np.object_]
    households: Ints


@dataclass(frozen=True, slots=True)
class _Places:
    """Candidates: centre (x, y), unit vector of the row, tile, land use."""

    x: Floats
    y: Floats
    ux: Floats
    uy: Floats
    tile: Ints
    land_use: Ints


def choose_land_use(ground: Ground, *, scale: Scale, seed: int) -> Ints:
    """The land use of each tile (index into LAND_USES): mostly its village's, by distance from the dense centre."""
    rng = stream(seed, "land use")
    size = np.sqrt(shapely.area(ground.tiles))
    community = ground.tile_community
    mean_size = np.bincount(community, size) / np.bincount(community)
    # tiles are small where the city is dense: rank them from 0 (inner) to 1 (outer)
    outer = scale.sprawl * mean_size.argsort().argsort() / max(len(mean_size) - 1, 1)
    of_village = _draw_use(outer, rng)
    own = _draw_use(outer[community], rng)
    return np.where(rng.random(len(size)) < 0.4, own, of_village[community])


def place_buildings(ground: Ground, land_use: Ints, *, scale: Scale, seed: int) -> tuple[Buildings, Shapes, Shapes]:
    """Buildings, yards and ponds. Exactly `scale.buildings` of them, or fewer where even small ones find no room."""
    rng = stream(seed, "buildings", scale.name)
    plots = building_ground(ground)
    ponds = _ponds(plots, land_use)
    plots[land_use == PARK] = shapely.difference(plots[land_use == PARK], shapely.buffer(ponds, 6.0))
    shapely.prepare(plots)
    for squeeze in _SQUEEZES:
        places = _lay_places(ground, plots, land_use, scale.looseness, squeeze, rng)
        shapes, form_size, fits = _fitted_footprints(places, plots, squeeze, rng)
        inside = np.flatnonzero(fits)
        if len(inside) >= scale.buildings:
            break
    chosen = np.sort(_thin(places, inside, scale.buildings, rng))
    return (
        _describe(places, shapes, chosen, rng),
        _yards(places, form_size, plots, shapes, chosen, rng),
        ponds[~shapely.is_empty(ponds)],
    )


def building_ground(ground: Ground) -> Shapes:
    """The part of each tile where houses may stand: back from the widest street around it, out of the river."""
    plots = shapely.buffer(ground.tiles, -(ground.tile_half_m + _WALL_TO_WALK_M), join_style="mitre")
    wet = shapely.STRtree(plots).query(ground.river, predicate="intersects")
    plots[wet] = shapely.difference(plots[wet], shapely.buffer(ground.river, 18.0))
    return np.asarray(plots)


def sensitive_places(buildings: Buildings, *, scale: Scale, seed: int) -> Shapes:
    """Points of places that want care, on buildings that are no dwellings; nothing says what they are."""
    rng = stream(seed, "sensitive places")
    other = np.flatnonzero(buildings.use == "other")
    rows = np.sort(rng.choice(other, min(scale.sensitive, len(other)), replace=False))
    return np.asarray(shapely.point_on_surface(buildings.shapes[rows]))


def building_frame(buildings: Buildings) -> pd.DataFrame:
    """The buildings file without its footprints."""
    return pd.DataFrame(
        {
            "building_id": [f"YT-B{k + 1:06d}" for k in range(len(buildings.shapes))],
            "height_m": buildings.height_m,
            "use": buildings.use,
        }
    )


def _draw_use(outer: Floats, rng: np.random.Generator) -> Ints:
    inner_share = np.array([u.share_in for u in LAND_USES])
    outer_share = np.array([u.share_out for u in LAND_USES])
    share = inner_share + (outer_share - inner_share) * outer[:, None]
    edges = np.cumsum(share / share.sum(axis=1, keepdims=True), axis=1)
    return np.asarray(np.minimum((rng.random(len(outer))[:, None] > edges).sum(axis=1), PARK))


def _ponds(plots: Shapes, land_use: Ints) -> Shapes:
    """A round pond in the middle of each park that has room for it."""
    parks = plots[land_use == PARK]
    inner = shapely.buffer(parks, -22.0)
    return np.asarray(shapely.buffer(shapely.buffer(inner, -8.0), 8.0))


def _lay_places(
    ground: Ground, plots: Shapes, land_use: Ints, looseness: float, squeeze: float, rng: np.random.Generator
) -> _Places:
    """A lattice of places in the smallest box around each plot; further apart (by `looseness`) where tiles are large."""
    empty = shapely.is_empty(plots)
    box = shapely.get_coordinates(shapely.oriented_envelope(np.where(empty, ground.tiles, plots))).reshape(-1, 5, 2)
    side_a, side_b = box[:, 1] - box[:, 0], box[:, 2] - box[:, 1]
    # rows run along the side that lies more east-west
    swap = np.abs(side_b[:, 0]) / np.hypot(*side_b.T) > np.abs(side_a[:, 0]) / np.hypot(*side_a.T)
    row_side, column_side = np.where(swap[:, None], side_b, side_a), np.where(swap[:, None], side_a, side_b)
    row_length, column_length = np.hypot(*row_side.T), np.hypot(*column_side.T)
    far_apart = np.interp(shapely.area(ground.tiles), [15_000, 50_000], [1.0, looseness])
    size = np.array([(u.wide_m, u.deep_m, u.row_m, u.column_m) for u in LAND_USES])[land_use] * squeeze
    row_m, column_m = size[:, 2] * far_apart, size[:, 3] * far_apart
    across = np.maximum(((row_length + row_m - size[:, 0]) / row_m).astype(np.int64), 1)
    down = np.maximum(((column_length + column_m - size[:, 1]) / column_m).astype(np.int64), 1)
    count = np.where(empty, 0, across * down)
    tile = np.repeat(np.arange(len(plots)), count)
    step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    i, j = step % across[tile], step // across[tile]
    u = (row_side / row_length[:, None])[tile]
    v = (column_side / column_length[:, None])[tile]
    middle = (box[:, 0] + box[:, 2])[tile] / 2
    along = (i + 0.5 - across[tile] / 2) * row_m[tile] + rng.uniform(-0.8, 0.8, len(tile)) * squeeze
    aside = (j + 0.5 - down[tile] / 2) * column_m[tile] + rng.uniform(-0.8, 0.8, len(tile)) * squeeze
    xy = middle + u * along[:, None] + v * aside[:, None]
    keep = _in_hamlet(tile, land_use[tile], xy, middle, rng)
    return _Places(xy[keep, 0], xy[keep, 1], u[keep, 0], u[keep, 1], tile[keep], land_use[tile[keep]])


def _in_hamlet(tile: Ints, land_use: Ints, xy: Floats, middle: Floats, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Hamlets are a cluster in their fields; all other uses fill the tile, with a gap here and there."""
    reach = rng.uniform(45, 110, int(tile.max(initial=0)) + 1)[tile]
    near = np.hypot(*(xy - middle).T) < reach
    return np.where(land_use == _HAMLET, near, True) & (rng.random(len(tile)) < 0.94)


def _fitted_footprints(
    places: _Places, plots: Shapes, squeeze: float, rng: np.random.Generator
) -> tuple[Shapes, Floats, NDArray[np.bool_]]:
    """Footprints, their half width and depth, and which fit; what does not fit its block is tried again, shorter and shallower."""
    size = np.array([(u.wide_m, u.deep_m) for u in LAND_USES])[places.land_use] * (squeeze / 2)
    size *= rng.uniform(0.82, 1.1, size.shape)
    shapes = np.empty(len(size), dtype=object)
    fits = np.zeros(len(size), dtype=bool)
    rows = np.arange(len(size))
    for smaller in (1.0, 0.7, 0.7):
        size[rows] = np.maximum(size[rows] * smaller, 3.5 * squeeze)
        shapes[rows] = _footprints(places, rows, size[rows], rng)
        fits[rows] = shapely.contains_properly(plots[places.tile[rows]], shapes[rows])
        rows = rows[~fits[rows]]
    return shapes, size, fits


def _footprints(places: _Places, rows: Ints, size: Floats, rng: np.random.Generator) -> Shapes:
    """Footprints of some of the candidates by half width and half depth, shape (rows, 2)."""
    share = np.cumsum([u.shapes for u in LAND_USES], axis=1)[places.land_use[rows]]
    form = (rng.random(len(rows))[:, None] > share).sum(axis=1).clip(0, 2)
    mirror = rng.random(len(rows)) < 0.5
    shapes = np.empty(len(rows), dtype=object)
    for k, corners in enumerate(_FORMS):
        here = np.flatnonzero(form == k)
        local = corners[None] * size[here][:, None, :]
        local = np.where(mirror[here][:, None, None], local[:, ::-1] * np.array([-1.0, 1.0]), local)
        shapes[here] = shapely.polygons(_turned(places, rows[here], local))
    return shapes


def _turned(places: _Places, rows: Ints, local: Floats) -> Floats:
    """Local (along the row, across it) to plan metres; shape (rows, corners, 2). Keeps counter-clockwise."""
    ux, uy = places.ux[rows][:, None], places.uy[rows][:, None]
    x = places.x[rows][:, None] + local[..., 0] * ux - local[..., 1] * uy
    y = places.y[rows][:, None] + local[..., 0] * uy + local[..., 1] * ux
    return np.stack([x, y], axis=-1)


def _thin(places: _Places, rows: Ints, wanted: int, rng: np.random.Generator) -> Ints:
    """`wanted` of the rows: small houses go first, four neighbours at a time, more in some tiles than in others."""
    if len(rows) <= wanted:
        return rows
    tile = places.tile[rows]
    noise = rng.random(int(rows.max()) // 4 + 1)[rows // 4] + 0.35 * rng.random(int(tile.max()) + 1)[tile]
    small = np.array([u.wide_m < 15 for u in LAND_USES])[places.land_use[rows]]
    return rows[np.argsort(noise + 0.5 * small, kind="stable")[:wanted]]


def _describe(places: _Places, shapes: Shapes, chosen: Ints, rng: np.random.Generator) -> Buildings:
    use = places.land_use[chosen]
    low, high = np.array([u.floors for u in LAND_USES])[use].T
    # tall ones are rare within the range
    floors = low + np.floor((high - low + 1) * rng.beta(1.2, 2.0, len(use))).astype(np.int64)
    dwelling = rng.random(len(use)) < np.array([u.dwelling for u in LAND_USES])[use]
    flats = shapely.area(shapes[chosen]) * floors / np.array([u.flats_m2 for u in LAND_USES])[use]
    word = np.where(dwelling, "dwelling", "other").astype(object)
    word[rng.random(len(use)) < 0.03] = "unknown"
    return Buildings(
        shapes=shapes[chosen],
        tile=places.tile[chosen],
        height_m=np.round(floors * 3.0 + rng.uniform(0.4, 1.6, len(use)), 1),
        use=word,
        households=np.where(dwelling, np.maximum(flats * 0.8, 1), 0).astype(np.int64),
    )


def _yards(
    places: _Places, size: Floats, plots: Shapes, shapes: Shapes, chosen: Ints, rng: np.random.Generator
) -> Shapes:
    """A yard behind about half of the low dwellings, as wide as the house, inside the block and on no other house."""
    depth = np.array([u.yard_m for u in LAND_USES])[places.land_use[chosen]]
    rows = chosen[(depth > 0) & (rng.random(len(chosen)) < 0.5)]
    deep = np.array([u.yard_m for u in LAND_USES])[places.land_use[rows]]
    back = size[rows, 1]
    local = np.empty((len(rows), 4, 2))
    local[:, :, 0] = size[rows, 0][:, None] * np.array([-1.0, 1.0, 1.0, -1.0])
    local[:, :, 1] = -back[:, None] - np.stack([deep, deep, 0 * deep, 0 * deep], axis=1)
    yards = shapely.polygons(_turned(places, rows, local))
    inside = shapely.contains_properly(plots[places.tile[rows]], yards)
    yards = yards[inside]
    hit = shapely.STRtree(shapes[chosen]).query(shapely.buffer(yards, -0.3), predicate="intersects")[0]
    return np.asarray(np.delete(yards, np.unique(hit)))
