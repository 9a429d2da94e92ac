"""From free wedges to views: how buildings cut what a camera could see. The one place where occlusion is plugged in.

A way of cutting is one entry of `CUTS`. It gets the wedges' terms and the footprints, and gives the views.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import shapely

from gridmap.errors import BadValue
from gridmap.register.rules.edges import Geometries, Outlines, pairs_of_boxes
from gridmap.register.rules.view import cut_footprints

Shapes = Callable[[gpd.GeoDataFrame, Outlines], Geometries]


@dataclass(frozen=True, slots=True)
class Cut:
    """ground: what stored views are called. shapes: free wedges and footprints to views, in the wedges' order.

    leaves_the_same: whether a free wedge without the ground under footprints is the view without it, so that areas of
    public space may be measured on the wedge, which has fewer edges.
    """

    ground: str
    shapes: Shapes
    leaves_the_same: bool


def cut_off(free: gpd.GeoDataFrame, footprints: Outlines) -> Geometries:
    """Wedges without the ground under footprints; ground behind a building stays.

    free: what `view.lay_views` gives (terms and wedges in one metric CRS) with mount and height_m beside; footprints: in
    the same CRS, none where nobody loaded any.
    """
    shapes = free.geometry.to_numpy()
    near = np.unique(pairs_of_boxes(shapely.bounds(shapes).reshape(-1, 4), footprints.bounds()).row)
    buildings = footprints.taken(near).polygons()  # only those whose box meets a wedge's are worth an object each
    return cut_footprints(shapes, buildings, shapely.STRtree(buildings))


CUTS: Mapping[str, Cut] = MappingProxyType({"off": Cut("footprints_cut", cut_off, leaves_the_same=True)})
"""By the name that `--occlusion` takes."""


def cut_named(occlusion: str) -> Cut:
    """Raises BadValue for a way of cutting that does not exist."""
    if occlusion not in CUTS:
        raise BadValue(f"Occlusion {occlusion!r} is not known; there is {', '.join(CUTS)}.")
    return CUTS[occlusion]
