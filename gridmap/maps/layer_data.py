"""A layer for a written map, and how it is packed so that a district stays small.

Packed form (JSON, one object a layer):
    rows        number of features
    columns     name → list, or {"words": [...], "at": [index or -1]} where words repeat
    shape       polygon | line | point | marked (any geometry) | figure (no geometry; joined to the grids by `code`)
    xy          lon and lat in turn, in 1e-6 degrees, each but the first pair as the difference from the pair before it
    rings       points in each ring or line;  parts: rings in each feature (holes and parts alike: even-odd filling)
    labels      for areas and marked layers: a point inside, in 1e-6 degrees
Neighbours are simplified together (shapely.coverage_simplify), so that no crack opens between grids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gridmap.errors import WrongCrs
from gridmap.maps.config import MapLayer, layer_named

Geometries = npt.NDArray[np.object_]
Numbers = npt.NDArray[np.int64]

SCALE = 1e6  # 1e-6 degrees is 0.11 m
COVERAGE_TOLERANCE_DEG = 2e-5  # about 2 m: less than a pixel at zoom 16
SHAPE_TOLERANCE_DEG = 4e-6  # about 0.4 m
DECIMALS = {"share": 4, "heading_deg": 0, "height_m": 1, "px_per_m": 1, "p": 5, "width_m": 3}
LONGEST_TEXT = 5000


@dataclass(frozen=True, slots=True)
class LayerData:
    """Features of one layer in WGS-84. columns: allowed properties, equally long; geometry: shapely objects or None."""

    name: str
    columns: Mapping[str, pd.Series]
    geometry: Geometries | None


def layer_data(name: str, frame: pd.DataFrame) -> LayerData:
    """The layer of a frame with the properties that tiles carry; other columns are left behind.

    frame: a GeoDataFrame in EPSG:4326; for `coverage` and `hotspots` its geometry is not used (the grids' is).
    Rows without geometry are left out. Raises BadValue for an unknown layer, WrongCrs for another CRS.
    """
    layer = layer_named(name)
    if layer.shape == "figure":
        return LayerData(name, _allowed(layer, frame), None)
    if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None or frame.crs.to_epsg() != 4326:
        raise WrongCrs(f"layer {name!r} needs a GeoDataFrame in EPSG:4326")
    placed = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    if layer.shape == "point" and len(placed):
        placed = placed.iloc[np.argsort(placed.geometry.hilbert_distance().to_numpy(), kind="stable")]
    return LayerData(name, _allowed(layer, placed), placed.geometry.to_numpy())


def _allowed(layer: MapLayer, frame: pd.DataFrame) -> dict[str, pd.Series]:
    return {column: frame[column].reset_index(drop=True) for column in layer.properties if column in frame.columns}


def pack(data: LayerData) -> dict[str, object]:
    """The packed form of a layer (see the module's head)."""
    layer = layer_named(data.name)
    columns = {name: pack_column(name, values) for name, values in data.columns.items()}
    rows = len(next(iter(data.columns.values()))) if data.columns else 0
    packed: dict[str, object] = {"rows": rows, "shape": layer.shape, "columns": columns}
    if data.geometry is None:
        return packed
    packed["rows"] = len(data.geometry)
    shapes = simplified(data)
    packed |= pack_points(shapes) if layer.shape == "point" else pack_rings(shapes)
    if data.name == "areas" or layer.shape == "marked":
        packed["labels"] = _integers(shapely.point_on_surface(data.geometry)).ravel().tolist()
    return packed


def pack_column(name: str, values: pd.Series) -> object:
    """Values as JSON: numbers rounded, missing ones null, words that repeat as places in a list."""
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return _pack_numbers(values, DECIMALS.get(name, 2))
    listed = any(isinstance(value, list | tuple | np.ndarray) for value in values)
    places, words = pd.factorize(values.map(_joined) if listed else values)
    texts = [str(word)[:LONGEST_TEXT] for word in words]
    if len(texts) * 2 > len(places):
        return [None if place < 0 else texts[place] for place in places.tolist()]
    return {"words": texts, "at": places.tolist()}


def _pack_numbers(values: pd.Series, decimals: int) -> list[float | int | None]:
    rounded = np.round(values.to_numpy(dtype="float64", na_value=np.nan), decimals)
    return [None if not np.isfinite(n) else int(n) if n.is_integer() else n for n in rounded.tolist()]


def _joined(value: object) -> object:
    return ", ".join(str(part) for part in value) if isinstance(value, list | tuple | np.ndarray) else value


def simplified(data: LayerData) -> Geometries:
    """Geometry with fewer vertices: a coverage's edges stay shared, all else keeps its topology."""
    shapes = data.geometry if data.geometry is not None else np.empty(0, dtype=object)
    if data.name == "grids":
        return np.asarray(shapely.coverage_simplify(shapes, COVERAGE_TOLERANCE_DEG))
    if data.name == "areas":
        return _simplified_levels(shapes, data.columns.get("level"))
    if layer_named(data.name).shape in ("point", "marked"):  # a finding may be thinner than any tolerance
        return shapes
    return np.asarray(shapely.simplify(shapes, SHAPE_TOLERANCE_DEG))


def _simplified_levels(shapes: Geometries, levels: pd.Series | None) -> Geometries:
    """Areas of one level are a coverage; those of different levels overlap, so each level is simplified by itself."""
    level = np.zeros(len(shapes), dtype=int) if levels is None else pd.factorize(levels)[0]
    out = shapes.copy()
    for value in np.unique(level):
        out[level == value] = shapely.coverage_simplify(shapes[level == value], COVERAGE_TOLERANCE_DEG)
    return out


def pack_points(points: Geometries) -> dict[str, object]:
    """xy of points (a multipoint counts by its first)."""
    return {"xy": _differences(_integers(points))}


def pack_rings(shapes: Geometries) -> dict[str, object]:
    """xy, rings and parts of polygons or lines; a polygon's closing point is left out."""
    parts, part_of = shapely.get_parts(shapes, return_index=True)
    polygonal = shapely.get_dimensions(parts) == 2
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    lines = np.concatenate([rings, parts[~polygonal]]) if len(parts) else parts
    owner = np.concatenate([part_of[ring_of], part_of[~polygonal]]) if len(parts) else part_of
    order = np.argsort(owner, kind="stable")
    lines, owner = lines[order], owner[order]
    coordinates, line_of = shapely.get_coordinates(lines, return_index=True)
    closes = np.zeros(len(line_of), dtype=bool)
    closes[:-1] = line_of[:-1] != line_of[1:]
    closes[-1:] = True
    keep = ~(closes & np.isin(line_of, np.flatnonzero(shapely.get_type_id(lines) == 2)))
    counts = np.bincount(line_of[keep], minlength=len(lines))
    return {
        "xy": _differences(_rounded(coordinates[keep])),
        "rings": counts.tolist(),
        "parts": np.bincount(owner, minlength=len(shapes)).tolist(),
    }


def _integers(points: Geometries) -> Numbers:
    coordinates, index = shapely.get_coordinates(points, return_index=True)
    first = np.unique(index, return_index=True)[1]
    return _rounded(coordinates[first])


def _rounded(coordinates: npt.NDArray[np.float64]) -> Numbers:
    return np.round(coordinates * SCALE).astype(np.int64)


def _differences(pairs: Numbers) -> list[int]:
    return [int(number) for number in np.diff(pairs, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel()]
