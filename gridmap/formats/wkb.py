"""Arrow columns of geometries to shapely objects."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from gridmap.errors import BadFile, Issue

Geometries = np.ndarray[Any, np.dtype[np.object_]]
# GeoArrow encodings of GeoParquet, and how deep their lists are nested
_NATIVE = {"point": 0, "linestring": 1, "multipoint": 1, "polygon": 2, "multilinestring": 2, "multipolygon": 3}


def shapes_of_wkb(column: pa.ChunkedArray, lines: np.ndarray) -> tuple[Geometries, tuple[Issue, ...]]:
    """Geometries in two dimensions, None where there are none, and an issue for each that WKB cannot give."""
    raw = column.to_numpy()
    shapes: Geometries = shapely.from_wkb(raw, on_invalid="ignore")
    given = np.array([value is not None for value in raw], dtype=bool)
    bad = given & shapely.is_missing(shapes)
    issues = tuple(
        Issue(int(line), "geometry", "bad-geometry", "The geometry is no point, line or polygon of the standard.")
        for line in lines[bad]
    )
    flat: Geometries = shapely.force_2d(shapes)
    return flat, issues


def shapes_of_native(column: pa.ChunkedArray, encoding: str) -> Geometries:
    """Geometries of GeoParquet's own encodings (`point`, `polygon` …), separated or interleaved."""
    if encoding not in _NATIVE:
        raise BadFile(f"Geometries are encoded as {encoding!r}; WKB or one of {', '.join(_NATIVE)} is needed.")
    array = column.combine_chunks()
    given = ~array.is_null().to_numpy(zero_copy_only=False)
    result: Geometries = np.full(len(array), None, dtype=object)
    array = array.drop_null()
    offsets: list[np.ndarray] = []
    for _ in range(_NATIVE[encoding]):
        starts = array.offsets.to_numpy()
        offsets.insert(0, starts - starts[0])
        array = array.flatten()
    kind = getattr(shapely.GeometryType, encoding.upper())
    result[given] = shapely.from_ragged_array(kind, _positions(array), tuple(offsets) or None)
    return result


def _positions(array: pa.Array) -> np.ndarray:
    if pa.types.is_struct(array.type):
        return np.column_stack([array.field("x").to_numpy(), array.field("y").to_numpy()])
    positions: np.ndarray = array.flatten().to_numpy().reshape(-1, array.type.list_size)
    return positions[:, :2].copy()
