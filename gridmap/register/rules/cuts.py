"""Ground taken out of views: what hides them in part, and privacy masks."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from gridmap.errors import BadValue
from gridmap.register.rules.edges import Geometries, Rows

_THREADS = min(2, os.cpu_count() or 1)
_PARTS = 16
_SLIVER_M2 = 1e-6


def without(views: Geometries, *, view: Rows, ground: Geometries) -> Geometries:
    """Views without pieces of ground; `view` says which view each piece is taken from, in any order.

    views, ground: valid polygons in one metric CRS; pieces may overlap each other. The array given is kept as it is.
    Piece after piece: the union of many pieces that share edges comes out wrong at times (GEOS 3.14.1 loses whole parts).
    Slivers below 1 mm², which rounding leaves along shared edges, are dropped with what is cut.
    """
    shapes = np.array(views, dtype=object)
    meets = _on_threads(shapely.intersects, shapes[view], ground)
    order = np.argsort(view[meets], kind="stable")
    row, piece = view[meets][order], ground[meets][order]
    turn = np.arange(len(row)) - np.searchsorted(row, row)  # the how-many-eth piece of its view
    for n in range(int(turn.max(initial=-1)) + 1):
        now = turn == n
        shapes[row[now]] = _on_threads(shapely.difference, shapes[row[now]], piece[now])
    cut = np.unique(row)
    shapes[cut] = _without_slivers(shapes[cut])
    return shapes


def _without_slivers(shapes: Geometries) -> Geometries:
    parts, row = shapely.get_parts(shapes, return_index=True)
    sliver = shapely.area(parts) < _SLIVER_M2
    left = shapes.copy()
    for torn in np.unique(row[sliver]):
        kept = parts[(row == torn) & ~sliver]
        left[torn] = kept[0] if len(kept) == 1 else shapely.multipolygons(kept)
    return left


def without_masks(
    views: Geometries, *, view: Rows, mask: Geometries, follows_ptz: ArrayLike, is_ptz: ArrayLike
) -> Geometries:
    """Views without their privacy masks, which are burnt in before anything is recorded.

    views, is_ptz: one a view; view, mask, follows_ptz: one a mask, in the views' metric CRS. A mask that is declared
    without geometry (None or empty) cuts nothing, nor does one that stays where it is in the picture of a camera that
    turns (EDPB 3/2019 §27; DOMAIN-register 3). Raises BadValue for a mask that is not a valid polygon.
    """
    drawn = ~(shapely.is_missing(mask) | shapely.is_empty(mask))
    bad = drawn & ~(np.isin(shapely.get_type_id(mask), (3, 6)) & shapely.is_valid(mask))
    if bad.any():
        raise BadValue(f"{int(bad.sum())} masks are not valid polygons; the first: {mask[bad][0].wkt[:80]}")
    cuts = drawn & (np.asarray(follows_ptz, dtype=bool) | ~np.asarray(is_ptz, dtype=bool)[view])
    return without(views, view=view[cuts], ground=mask[cuts])


def hide(shapes: Geometries, index: pd.Index, kind: pd.Series, masks: gpd.GeoDataFrame) -> Geometries:
    """Views without what their cameras' masks hide for certain (`without_masks`).

    shapes: one a camera of `index`, None where it is unknown; kind: of the cameras, on camera_row_id; masks: camera_row_id,
    follows_ptz, in the shapes' CRS.
    """
    view = index.get_indexer(pd.Index(masks["camera_row_id"]))
    own = masks[view >= 0]
    if own.empty:
        return shapes
    return without_masks(
        shapes,
        view=view[view >= 0],
        mask=own.geometry.to_numpy(),
        follows_ptz=own["follows_ptz"].to_numpy(dtype=bool),
        is_ptz=kind.loc[index].eq("ptz").to_numpy(),
    )


def _on_threads(cut: Callable[[Geometries, Geometries], Any], one: Geometries, other: Geometries) -> NDArray[Any]:
    """Row by row on two threads (GEOS runs outside the GIL)."""
    parts = np.array_split(np.arange(len(one)), _PARTS if len(one) > _PARTS * 50 else 1)
    with ThreadPoolExecutor(_THREADS) as threads:
        return np.concatenate(list(threads.map(lambda rows: cut(one[rows], other[rows]), parts)))
