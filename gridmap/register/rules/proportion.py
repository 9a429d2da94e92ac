"""Whether views are in proportion: how much of its purpose area a camera sees, and what it sees besides.

Areas, lengths and counts with their denominators; ratios are made last and never averaged. Views come from
`reach.make_views`: purpose fit on certain ones, everything else here on possible ones. DOMAIN-register 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridmap.errors import WrongCrs
from gridmap.register.rules import depth
from gridmap.register.rules.dwelling import IN_FRONT_M, Walls, hits_per_group, hits_per_view, wall_hits
from gridmap.register.rules.edges import Edges, Floats, Geometries, Pairs, Rows, edges_of, pairs_of, pairs_of_boxes
from gridmap.register.rules.span import Spans

_NO_GROUND_M2 = 1e-6  # rounding where a view only touches a grid
_WHOLE = 1e-9  # share of a view that is rounding
_AT_THE_WALL_M = 2 * IN_FRONT_M  # a view that ends at a building reaches the place in it


@dataclass(frozen=True, slots=True)
class Ground:
    """What views fall on, in one metric CRS.

    areas: purpose areas of the day; water: ground that is neither public nor private (with footprints too where the
    views still hold the ground under roofs); private: private ground; walls: outer walls of homes; places: sensitive
    places, points and polygons, never more than where they are.
    """

    areas: Edges
    water: Edges
    private: Edges
    walls: Walls
    places: Geometries


def purpose_fit(pairs: pd.DataFrame, areas: gpd.GeoDataFrame, views: gpd.GeoDataFrame) -> pd.DataFrame:
    """Share of each purpose area that each of its cameras sees: area(view ∩ A) / area(A), at A's own density class.

    pairs: camera (label in `views`) and area (label in `areas`), of one class; views: certain ones at that class.
    Returns on the index of `pairs`: purpose_m2, seen_m2, fit (0 to 1), both missing where the camera has no view. A
    counts whole, ground under roofs included: an area drawn over houses is not served by what is in front of them.
    Raises WrongCrs.
    """
    _require_one_crs(areas, views)
    row = views.index.get_indexer(pd.Index(pairs["camera"]))
    shapes = areas.geometry.loc[pairs["area"]].to_numpy()
    known = row >= 0
    own = Pairs(row[known].astype(np.int64), np.append(0, np.cumsum(known)).astype(np.int64))
    area_m2, seen_m2 = ground_inside(edges_of(shapes), edges_of(views.geometry.to_numpy()), own)
    seen = np.where(known, seen_m2, np.nan)
    return pd.DataFrame({"purpose_m2": area_m2, "seen_m2": seen, "fit": _ratio(seen, area_m2)}, index=pairs.index)


def camera_figures(views: gpd.GeoDataFrame, ground: Ground, own: Pairs) -> tuple[pd.DataFrame, Spans]:
    """Figures of each possible view at one density on the views' index, and the stretches of homes' walls they hit.

    own: rows of `ground.areas` that each view's camera is listed in. Columns: view_m2 (public and private ground in
    view), excess_m2 and excess (what of it lies outside the camera's purpose areas, and the share; missing where it
    has none: unknown is never no), private_m2, dwelling_wall_m, dwelling_outer_m (of the buildings hit),
    dwelling_buildings (with at least 1 m hit), nearest_dwelling_m, sensitive_places.
    """
    shapes = views.geometry.to_numpy()
    edges = edges_of(shapes)
    x_m, y_m = views["x_m"].to_numpy(), views["y_m"].to_numpy()
    figures = excess_view(edges, ground, own)
    hits = wall_hits(ground.walls, edges, x_m, y_m)
    homes = hits_per_view(ground.walls, hits, x_m, y_m)
    more = {
        "private_m2": ground_inside(edges, *near(edges, ground.private), near(edges, ground.water))[1],
        "dwelling_wall_m": homes.wall_m,
        "dwelling_outer_m": homes.outer_m,
        "dwelling_buildings": homes.buildings,
        "nearest_dwelling_m": homes.nearest_m,
        "sensitive_places": places_reached(shapes, ground.places),
    }
    return figures.assign(**more).set_index(views.index), hits


def excess_view(views: Edges, ground: Ground, own: Pairs) -> pd.DataFrame:
    """view_m2, excess_m2 and excess = 1 − area(view ∩ A) / area(view) of each view."""
    view_m2, inside_m2 = ground_inside(views, ground.areas, own, near(views, ground.water))
    excess_m2 = np.where(np.diff(own.first) > 0, view_m2 - inside_m2, np.nan)
    return pd.DataFrame({"view_m2": view_m2, "excess_m2": excess_m2, "excess": _ratio(excess_m2, view_m2)})


def places_reached(views: Geometries, places: Geometries) -> Rows:
    """How many sensitive places each view reaches with any part; a view that ends at a place's wall reaches it."""
    view, _place = shapely.STRtree(places).query(views, predicate="dwithin", distance=_AT_THE_WALL_M)
    return np.bincount(view, minlength=len(views))


def places_with_buildings(places: Geometries, buildings: Geometries) -> Geometries:
    """Places as they can be seen from outside: a point under a roof stands for the building."""
    shapes = np.array(places, dtype=object)
    place, building = shapely.STRtree(buildings).query(shapes, predicate="within")
    inside = shapely.get_type_id(shapes[place]) == 0
    shapes[place[inside]] = buildings[building[inside]]
    return shapes


def group_figures(figures: pd.DataFrame, hits: Spans, walls: Walls, groups: Sequence[Rows]) -> pd.DataFrame:
    """Sums of camera figures over groups of views, row g for `groups[g]` (rows of `figures`).

    view_m2, private_m2, serving_m2, overlap_m2: camera-m², each camera's own. declared_m2: the part of view_m2 of
    cameras with a purpose area; excess_m2: of that, outside. Walls and buildings are united: a metre hit twice counts
    once. A camera may stand in several groups, so groups need not add up to the city.
    """
    count = np.array([len(rows) for rows in groups], dtype=np.int64)
    group = np.repeat(np.arange(len(groups)), count)
    view = np.concatenate([np.empty(0, dtype=np.int64), *groups])
    listed = figures.iloc[view].reset_index(drop=True)
    listed["declared_m2"] = listed["view_m2"].where(listed["excess_m2"].notna(), 0.0)
    names = [
        n for n in ("view_m2", "declared_m2", "excess_m2", "private_m2", "serving_m2", "overlap_m2") if n in listed
    ]
    sums = listed[names].groupby(group).sum().reindex(range(len(groups)), fill_value=0.0)
    stretch, of = _members(hits.shape, view, group, views=len(figures))
    wall_m, buildings = hits_per_group(walls, hits.taken(stretch), of, groups=len(groups))
    return sums.assign(cameras=count, dwelling_wall_m=wall_m, dwelling_buildings=buildings)


def grid_shares(
    views: Geometries, grids: Geometries, ground: Ground, own: Pairs, figures: pd.DataFrame
) -> pd.DataFrame:
    """What of each view's figures falls into which grid: view, grid (rows), view_m2, excess_m2, private_m2.

    figures: of the views, as `camera_figures`. Only pairs of which some ground is shared. Where a view lies within a
    grid, or has nothing or all of a figure, its figure is shared out without measuring again.
    """
    edges, cells = edges_of(views), edges_of(grids)
    meets = pairs_of_boxes(edges.bounds, cells.bounds)
    pairs = pd.DataFrame({"view": np.repeat(np.arange(len(views)), np.diff(meets.first)), "grid": meets.row})
    of_view = figures[["view_m2", "excess_m2", "private_m2"]].iloc[pairs["view"]].set_index(pairs.index)
    pairs = pairs.join(of_view)
    wet = shapely.area(views) - figures["view_m2"].to_numpy() > _NO_GROUND_M2
    water = _of_some(near(edges, ground.water), wet)
    across = pairs[~_boxes_within(edges.bounds[pairs["view"]], grids, pairs["grid"].to_numpy())]
    pairs.loc[across.index, "view_m2"] = _in_grids(across, edges, cells, water)
    pairs = pairs[pairs["view_m2"] > _NO_GROUND_M2]
    part = pairs[pairs["view_m2"] < of_view["view_m2"].loc[pairs.index] * (1 - _WHOLE)]
    some = part[part["private_m2"] > _NO_GROUND_M2]
    left = _in_grids(some, edges, cells, near(edges, ground.private), water)
    pairs.loc[some.index, "private_m2"] = np.maximum(some["view_m2"] - left, 0.0)
    all_out = part["excess_m2"] > of_view["view_m2"].loc[part.index] * (1 - _WHOLE)
    pairs.loc[part.index[all_out], "excess_m2"] = part["view_m2"][all_out]
    some = part[~all_out & (part["excess_m2"] > _NO_GROUND_M2)]
    left = _in_grids(some, edges, cells, (ground.areas, own), water)
    pairs.loc[some.index, "excess_m2"] = np.minimum(left, some["view_m2"])
    return pairs


def _boxes_within(boxes: Floats, grids: Geometries, grid: Rows) -> np.ndarray:
    """Whether each box lies within its grid."""
    shapely.prepare(grids)
    return np.asarray(shapely.covers(grids[grid], shapely.box(*boxes.T)))


def _of_some(layer: tuple[Edges, Pairs], cells: np.ndarray) -> tuple[Edges, Pairs]:
    """A layer for some of the cells; the others meet nothing of it."""
    edges, pairs = layer
    count = np.diff(pairs.first)
    return edges, Pairs(pairs.row[np.repeat(cells, count)], np.append(0, np.cumsum(np.where(cells, count, 0))))


def _in_grids(pairs: pd.DataFrame, views: Edges, grids: Edges, *without: tuple[Edges, Pairs]) -> Floats:
    """m² of each view in its grid outside the rows of `without` that belong to the view."""
    view = pairs["view"].to_numpy()
    one = Pairs(pairs["grid"].to_numpy(np.int64), np.arange(len(pairs) + 1))
    out = [(layer, _of_rows(of_views, view)) for layer, of_views in without]
    return ground_inside(_repeated(views, view), grids, one, *out)[1]


def _repeated(edges: Edges, rows: Rows) -> Edges:
    """Those polygons, in that order, as often as they are named."""
    of_rows = _of_rows(Pairs(np.arange(len(edges.ends)), edges.first), rows)
    return Edges(edges.ends[of_rows.row], of_rows.first, edges.bounds[rows])


def _of_rows(pairs: Pairs, rows: Rows) -> Pairs:
    """The pairs of those cells, in that order, as often as they are named."""
    count = pairs.first[rows + 1] - pairs.first[rows]
    first = np.append(0, np.cumsum(count))
    return Pairs(pairs.row[np.arange(first[-1]) - np.repeat(first[:-1] - pairs.first[rows], count)], first)


def own_areas(camera: Rows, area: Rows, views: pd.Index) -> Pairs:
    """Rows of areas of each view, from pairs of a camera's label and an area's row; other cameras are left out."""
    row = views.get_indexer(pd.Index(camera))
    return pairs_of(row[row >= 0], area[row >= 0], cells=len(views))


def ground_inside(cells: Edges, layer: Edges, pairs: Pairs, *without: tuple[Edges, Pairs]) -> tuple[Floats, Floats]:
    """m² of each cell that is in none of its own rows of `without`, and of that inside the union of its own rows of `layer`.

    Every layer comes with at least the rows of it that meet each cell; more cost time only.
    """
    out, out_pairs = _stacked(without, cells=len(cells.bounds))
    free_m2, seen_m2 = depth.free_and_seen_areas(cells, layer, pairs, without=out, without_pairs=out_pairs)
    return free_m2, np.clip(seen_m2, 0.0, free_m2)  # rounding of a cell that is wholly inside


def near(cells: Edges, layer: Edges) -> tuple[Edges, Pairs]:
    """A layer with the rows of it that may meet each cell."""
    return layer, pairs_of_boxes(cells.bounds, layer.bounds)


def _stacked(layers: Sequence[tuple[Edges, Pairs]], *, cells: int) -> tuple[Edges, Pairs]:
    """Several layers as one."""
    if len(layers) == 1:
        return layers[0]
    offset = np.cumsum([0, *(len(edges.bounds) for edges, _pairs in layers)])
    shift = np.cumsum([0, *(len(edges.ends) for edges, _pairs in layers)])
    none = np.zeros(1, dtype=np.int64)
    edges = Edges(
        np.concatenate([np.empty((0, 4)), *(e.ends for e, _ in layers)]),
        np.concatenate([none, *(e.first[1:] + n for (e, _), n in zip(layers, shift, strict=False))]),
        np.concatenate([np.empty((0, 4)), *(e.bounds for e, _ in layers)]),
    )
    cell = [np.repeat(np.arange(cells), np.diff(pairs.first)) for _, pairs in layers]
    row = [pairs.row + n for (_, pairs), n in zip(layers, offset, strict=False)]
    return edges, pairs_of(np.concatenate([none[:0], *cell]), np.concatenate([none[:0], *row]), cells=cells)


def _members(shape: Rows, view: Rows, group: Rows, *, views: int) -> tuple[Rows, Rows]:
    """Each stretch once for every group of its view: rows of stretches and their groups."""
    order = np.argsort(view, kind="stable")
    first = np.searchsorted(view[order], np.arange(views + 1))
    count = first[shape + 1] - first[shape]
    stretch = np.repeat(np.arange(len(shape)), count)
    place = np.arange(len(stretch)) - np.repeat(np.cumsum(count) - count, count)
    return stretch, group[order][first[shape[stretch]] + place]


def _ratio(part: Floats, whole: Floats) -> Floats:
    """part / whole; NaN where there is no whole."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, np.nan)


def _require_one_crs(*layers: gpd.GeoDataFrame) -> None:
    for layer in layers:
        if layer.crs is None or layer.crs.is_geographic or layer.crs != layers[0].crs:
            names = [other.crs.name if other.crs else "no CRS" for other in layers]
            raise WrongCrs(f"Layers are in {' and '.join(names)}; one metric CRS is needed.")
