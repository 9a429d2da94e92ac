"""GeoJSON coordinates to shapely geometries, a chunk at a time.

Coordinates are laid flat into arrays as they come, one store a geometry type, so that the parsed lists are
forgotten at once and shapely builds thousands of geometries in one call. A third value (height) is left out.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
import shapely

# how deep the lists of positions of each type are nested
_DEPTHS = {
    "Point": 0,
    "LineString": 1,
    "MultiPoint": 1,
    "Polygon": 2,
    "MultiLineString": 2,
    "MultiPolygon": 3,
}
_TOO_FEW = "a ring needs four positions or more, of which the last is the first again, and a line two"
_TYPES = {name: getattr(shapely.GeometryType, name.upper()) for name in _DEPTHS}


class Shapes:
    """Geometries of some rows, collected with `add` and built with `build`."""

    def __init__(self) -> None:
        self._stores: dict[str, _Store] = {}
        self._others: list[tuple[int, Any]] = []
        self._bad: dict[int, str] = {}
        self.rows = 0

    def positions_at_least(self, count: int) -> bool:
        """Whether so many coordinate pairs of one type are collected."""
        return any(len(store.values) >= 2 * count for store in self._stores.values())

    def add(self, geometry: Any) -> None:
        """The next row's geometry member; None and empty points have none."""
        row, self.rows = self.rows, self.rows + 1
        if geometry is None:
            return
        try:
            kind, depth = geometry["type"], _DEPTHS.get(geometry["type"])
            if kind == "GeometryCollection":
                self._others.append((row, geometry))
            elif depth is None:
                self._bad[row] = f"{str(kind)[:40]!r} is no geometry type of GeoJSON"
            elif geometry["coordinates"] or depth:
                if kind not in self._stores:
                    self._stores[kind] = _Store(kind, depth)
                self._stores[kind].add(row, geometry["coordinates"])
        except (TypeError, KeyError, IndexError, ValueError, OverflowError):
            self._bad[row] = "its coordinates are not nested lists of numbers as its type asks"

    def build(self) -> tuple[np.ndarray[Any, np.dtype[np.object_]], dict[int, str]]:
        """The geometries by row (None where there is none) and, by row, why one could not be built."""
        result: np.ndarray[Any, np.dtype[np.object_]] = np.full(self.rows, None, dtype=object)
        for store in self._stores.values():
            store.build_into(result, self._bad)
        for row, geometry in self._others:
            try:
                result[row] = shapely.force_2d(shapely.geometry.shape(geometry))
            except (
                TypeError,
                KeyError,
                IndexError,
                ValueError,
                AttributeError,
                RecursionError,
                shapely.errors.ShapelyError,
            ):
                self._bad[row] = "its parts are no geometries"
        return result, self._bad


class _Store:
    """Flat coordinates and offsets of geometries of one type."""

    def __init__(self, kind: str, depth: int) -> None:
        self.kind = kind
        self.values = array("d")
        self._depth = depth
        self._offsets = [array("q", [0]) for _ in range(depth)]
        self._rows = array("q")

    def add(self, row: int, coordinates: Any) -> None:
        marks = len(self.values), [len(offsets) for offsets in self._offsets]
        try:
            if self._depth == 0:
                lon, lat = coordinates[:2]
                self.values.extend((lon, lat))
            else:
                self._add(coordinates, self._depth - 1)
        except Exception:
            del self.values[marks[0] :]
            for offsets, mark in zip(self._offsets, marks[1], strict=True):
                del offsets[mark:]
            raise
        self._rows.append(row)

    def _add(self, parts: Any, level: int) -> None:
        """level 0: a list of positions; above it, lists of lists."""
        if not isinstance(parts, list):
            raise TypeError
        if level == 0:
            size = len(self.values)
            self.values.extend(chain.from_iterable(parts))
            if len(self.values) - size != 2 * len(parts):
                del self.values[size:]
                self.values.extend(chain.from_iterable(_pair(position) for position in parts))
            self._offsets[0].append(len(self.values) // 2)
            return
        for part in parts:
            self._add(part, level - 1)
        self._offsets[level].append(len(self._offsets[level - 1]) - 1)

    def build_into(self, result: np.ndarray[Any, np.dtype[np.object_]], bad: dict[int, str]) -> None:
        coordinates = np.frombuffer(self.values, dtype="float64").reshape(-1, 2)
        offsets = [np.frombuffer(numbers, dtype="int64") for numbers in self._offsets]
        rows = np.frombuffer(self._rows, dtype="int64")
        if not len(rows):
            return
        try:
            result[rows] = _ragged(self.kind, coordinates, offsets)
        except (ValueError, shapely.errors.ShapelyError):
            for number, row in enumerate(rows):
                part = _slice(coordinates, offsets, number)
                try:
                    result[row] = _ragged(self.kind, *part)[0]
                except (ValueError, shapely.errors.ShapelyError):
                    bad[int(row)] = _TOO_FEW


def _pair(position: Sequence[float]) -> Sequence[float]:
    if len(position) < 2:
        raise ValueError
    return position[:2]


def _ragged(kind: str, coordinates: np.ndarray, offsets: Sequence[np.ndarray]) -> Any:
    return shapely.from_ragged_array(_TYPES[kind], coordinates, tuple(offsets) or None)


def _slice(coordinates: np.ndarray, offsets: Sequence[np.ndarray], number: int) -> tuple[np.ndarray, list[np.ndarray]]:
    """The coordinates and offsets of one geometry."""
    start, stop = number, number + 1
    parts: list[np.ndarray] = []
    for level in reversed(offsets):
        part = level[start : stop + 1]
        start, stop = int(part[0]), int(part[-1])
        parts.insert(0, part - part[0])
    return coordinates[start:stop], parts
