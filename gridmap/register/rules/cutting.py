"""From free wedges to views: how buildings cut what a camera could see. The one place where occlusion is plugged in.

A way of cutting is one entry of `CUTS`. It gets the wedges' terms and the footprints, and gives the views; None stands for
a view that nobody can know, since the camera stands deep in a building (`eye`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike

from gridmap.errors import BadValue
from gridmap.register.rules.edges import Floats, Geometries, Outlines, pairs_of_boxes
from gridmap.register.rules.eye import Eyes, place_eyes
from gridmap.register.rules.sightline import Occlusion, visible
from gridmap.register.rules.view import cut_footprints
from gridmap.register.rules.walls import Walls, walls_of


@dataclass(frozen=True)
class Footprints:
    """Buildings in one metric CRS; height_m: of each polygon above the ground, NaN where unknown, None where nobody asked."""

    outlines: Outlines
    height_m: Floats | None = None

    @cached_property
    def walls(self) -> Walls:
        """Made when they are first asked for, and once for all densities of a run."""
        return walls_of(self.outlines, height_m=self.height_m)


Shapes = Callable[[gpd.GeoDataFrame, Footprints], Geometries]


@dataclass(frozen=True, slots=True)
class Cut:
    """ground: what stored views are called. shapes: free wedges and footprints to views, in the wedges' order.

    leaves_the_same: whether a free wedge without the ground under footprints is the view without it, so that areas of
    public space may be measured on the wedge, which has fewer edges. needs_heights: of the buildings.
    """

    ground: str
    shapes: Shapes
    leaves_the_same: bool
    needs_heights: bool = False


def cut_off(free: gpd.GeoDataFrame, footprints: Footprints) -> Geometries:
    """Wedges without the ground under footprints; ground behind a building stays.

    free: what `view.lay_views` gives (terms and wedges in one metric CRS) with mount and height_m beside; footprints: in
    the same CRS, none where nobody loaded any.
    """
    shapes = free.geometry.to_numpy()
    outlines = footprints.outlines
    near = np.unique(pairs_of_boxes(shapely.bounds(shapes).reshape(-1, 4), outlines.bounds()).row)
    buildings = outlines.taken(near).polygons()  # only those whose box meets a wedge's are worth an object each
    return cut_footprints(shapes, buildings, shapely.STRtree(buildings))


def cut_by_walls(free: gpd.GeoDataFrame, footprints: Footprints, *, occlusion: Occlusion) -> Geometries:
    """What the nearest walls leave of each wedge, seen from where its camera's eye is (`eye.place_eyes`). As `cut_off`."""
    walls, height_m = footprints.walls, free["height_m"].to_numpy(dtype=np.float64)
    return seen_by(eyes_of(free, walls), free, walls, occlusion=occlusion, eye_height_m=height_m)


def eyes_of(free: gpd.GeoDataFrame, walls: Walls) -> Eyes:
    """Where the cameras of these wedges look from. free: x_m, y_m, heading_deg, hfov_deg, and mount."""
    terms = {name: free[name].to_numpy() for name in ("x_m", "y_m", "heading_deg", "hfov_deg")}
    return place_eyes(**terms, mount=free["mount"].to_numpy(dtype=object), walls=walls)


def seen_by(
    eyes: Eyes,
    free: gpd.GeoDataFrame,
    walls: Walls,
    *,
    occlusion: Occlusion = "plane",
    eye_height_m: ArrayLike = np.nan,
) -> Geometries:
    """What walls leave of each wedge seen from its eye; None where nobody can know it. free: the wedges' terms."""
    terms = {name: free[name].to_numpy() for name in ("heading_deg", "hfov_deg", "range_m", "near_m")}
    shapes = visible(
        eyes.x_m, eyes.y_m, **terms, walls=walls, roofs=eyes.roofs, occlusion=occlusion, eye_height_m=eye_height_m
    )
    shapes[~eyes.is_known()] = None
    return shapes


CUTS: Mapping[str, Cut] = MappingProxyType(
    {
        "off": Cut("footprints_cut", cut_off, leaves_the_same=True),
        "plane": Cut("occluded", partial(cut_by_walls, occlusion="plane"), leaves_the_same=False),
        "heights": Cut(
            "occluded", partial(cut_by_walls, occlusion="heights"), leaves_the_same=False, needs_heights=True
        ),
    }
)
"""By the name that `--occlusion` takes."""


def cut_named(occlusion: str) -> Cut:
    """Raises BadValue for a way of cutting that does not exist."""
    if occlusion not in CUTS:
        raise BadValue(f"Occlusion {occlusion!r} is not known; there is {', '.join(CUTS)}.")
    return CUTS[occlusion]
