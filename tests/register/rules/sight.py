"""What the tests of sightlines share: a scene's walls, wedges, and brute-force rays that know nothing of the sweep."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from gridmap.register.rules.edges import Pairs, outlines_of
from gridmap.register.rules.walls import Walls, walls_of


def array_of(shapes: Sequence[shapely.Geometry]) -> np.ndarray:
    """Shapes as an array, whatever their number."""
    return np.array([*shapes, None], dtype=object)[:-1]


def scene(*buildings: shapely.Geometry, height_m: Sequence[float] | None = None) -> Walls:
    """Walls of these polygons."""
    return walls_of(outlines_of(array_of(buildings)), height_m=height_m)


def pairs(rows: Sequence[Sequence[int]]) -> Pairs:
    """Rows of each view."""
    first = np.append(0, np.cumsum([len(r) for r in rows])).astype(np.int64)
    return Pairs(np.array([row for view in rows for row in view], dtype=np.int64), first)


def is_seen_in_plane(eye: shapely.Point, target: shapely.Point, buildings: Sequence[shapely.Polygon]) -> bool:
    """The straight line to the target runs through the inside of no building."""
    ray = shapely.LineString([eye, target])
    return not any(shapely.relate_pattern(ray, building, "T********") for building in buildings)


def is_seen_with_heights(
    eye: shapely.Point,
    target: shapely.Point,
    buildings: Sequence[shapely.Polygon],
    *,
    height_m: Sequence[float],
    eye_m: float,
    target_m: float,
) -> bool:
    """The line from the eye down to the target's height is above every roof that it passes; the target is outside."""
    ray = shapely.LineString([eye, target])
    for building, roof_m in zip(buildings, height_m, strict=True):
        if building.covers(target):
            return False
        for part in shapely.get_parts(ray.intersection(building)):
            if part.geom_type != "LineString" or part.length == 0:
                continue
            along = shapely.line_locate_point(ray, shapely.points(part.coords), normalized=True)
            if not np.isfinite(roof_m) or (eye_m + (target_m - eye_m) * along < roof_m).any():
                return False
    return True
