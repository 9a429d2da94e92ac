"""Builders that default everything not under test, and the awkward geometries that every layer must survive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

Geometries = npt.NDArray[np.object_]

COMMUNITY = "110108001001"
ORIGIN = (116.30, 39.90)  # west, south of built tilings, degrees
CELL_DEG = 0.005

AWKWARD: Mapping[str, Any] = MappingProxyType(
    {
        "square": shapely.box(0, 0, 1, 1),
        "hole": shapely.Polygon(shapely.box(0, 0, 4, 4).exterior.coords, [shapely.box(1, 1, 3, 3).exterior.coords]),
        "multipolygon": shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)]),
        "corner-touching": shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(1, 1, 2, 2)]),
        "bow-tie": shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]),
        "spike": shapely.Polygon([(0, 0), (2, 0), (2, 1), (1, 1), (1, 5), (1, 1), (0, 1)]),
        "flat": shapely.Polygon([(0, 0), (1, 0), (0.5, 0)]),
        "thin": shapely.box(0, 0, 1, 1e-9),
        "empty": shapely.Polygon(),
        "none": None,
        "point": shapely.Point(0.5, 0.5),
        "collection": shapely.GeometryCollection([shapely.box(0, 0, 1, 1), shapely.Point(5, 5)]),
    }
)


def grid_codes(count: int, *, community: str = COMMUNITY) -> list[str]:
    """15-digit codes of one community, in sequence."""
    return [f"{community}{n + 1:03d}" for n in range(count)]


def squares(columns: int, rows: int, *, origin: tuple[float, float] = ORIGIN, side: float = CELL_DEG) -> Geometries:
    """Squares that tile a box, numbered west to east, then north to south; shared borders share their vertices."""
    x = origin[0] + side * np.arange(columns + 1)
    y = origin[1] + side * np.arange(rows + 1)
    boxes = [shapely.box(x[c], y[r], x[c + 1], y[r + 1]) for r in reversed(range(rows)) for c in range(columns)]
    return np.array(boxes, dtype=object)


def tiling(columns: int = 3, rows: int = 2, **columns_given: Any) -> gpd.GeoDataFrame:
    """Grids that tile, with 15-digit codes of one community; further columns as given."""
    shapes = squares(columns, rows)
    frame = {"code": grid_codes(len(shapes)), "kind": "unit", **columns_given}
    return gpd.GeoDataFrame(frame, geometry=list(shapes), crs="EPSG:4326")


def voronoi(
    count: int, *, seed: int = 0, box: tuple[float, float, float, float] = (116.2, 39.8, 116.5, 40.1)
) -> Geometries:
    """An irregular clean tiling of a box."""
    rng = np.random.default_rng(seed)
    seeds = shapely.multipoints(rng.uniform(box[:2], box[2:], (count, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=shapely.box(*box)))
    return np.array(shapely.set_precision(shapely.intersection(cells, shapely.box(*box)), 1e-9), dtype=object)


def rows(*, first_line: int = 2, **columns: Sequence[Any] | Any) -> pd.DataFrame:
    """A raw frame as a reader gets it: columns by field name, index = line numbers, text as text."""
    length = max((len(v) for v in columns.values() if isinstance(v, list)), default=1)
    index = pd.RangeIndex(first_line, first_line + length)
    return pd.DataFrame({name: v if isinstance(v, list) else [v] * length for name, v in columns.items()}, index=index)


def shapes(*geometries: Any) -> Geometries:
    """An object array of geometries; None stays None."""
    made = np.empty(len(geometries), dtype=object)
    made[:] = geometries
    return made
