"""Many polygons from the database as coordinates, without an object each.

PostGIS strings the WKB of some ten thousand shapes together in one value; reading 365,000 of them so takes half a
second, as rows of their own several.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numba import njit
from numpy.typing import NDArray

Rows = NDArray[np.int64]

_POINT_BYTES = 16
_LEAST_POLYGON = 9  # bytes of an empty one: byte order, type, number of rings


@dataclass(frozen=True, slots=True)
class Outlines:
    """Polygons, the parts of a MultiPolygon one by one.

    coordinates: (n, 2); first_point: where each ring starts, first_ring: where each polygon does (one more than
    rings and polygons).
    """

    coordinates: NDArray[np.float64]
    first_point: Rows
    first_ring: Rows

    def polygons(self) -> NDArray[np.object_]:
        """As an array of shapely polygons."""
        made = shapely.from_ragged_array(
            shapely.GeometryType.POLYGON, self.coordinates, (self.first_point, self.first_ring)
        )
        return np.asarray(made, dtype=object)


def outlines_of(strings: Sequence[bytes]) -> Outlines:
    """Polygons and MultiPolygons in the order of the strings, each some little-endian 2-D WKB, one after the other.

    Empty ones are left out. Raises ValueError where another kind of geometry stands.
    """
    read = [_read(np.frombuffer(string, dtype=np.uint8)) for string in strings if len(string)]
    points, rings, polygons = ([part[n] for part in read] for n in range(3))
    return Outlines(
        np.concatenate([np.empty(0), *points]).reshape(-1, 2),
        np.append(0, np.cumsum(np.concatenate([np.empty(0, dtype=np.int64), *rings]))),
        np.append(0, np.cumsum(np.concatenate([np.empty(0, dtype=np.int64), *polygons]))),
    )


def _read(string: NDArray[np.uint8]) -> tuple[NDArray[np.float64], Rows, Rows]:
    """Coordinates, points of each ring and rings of each polygon."""
    points = np.empty(len(string), dtype=np.uint8)
    rings, polygons = (np.empty(len(string) // _LEAST_POLYGON + 1, dtype=np.int64) for _ in range(2))
    end, ring, polygon = _walk(string, points, rings, polygons)
    if end < 0:
        raise ValueError("A shape of the database is no 2-D polygon in little-endian WKB.")
    return points[:end].view(np.float64), rings[:ring], polygons[:polygon]


@njit(cache=True, nogil=True)
def _walk(string, points, rings, polygons):  # type: ignore[no-untyped-def]
    at, end, ring, polygon = 0, 0, 0, 0
    while at < len(string):
        kind, count = _number(string, at + 1), _number(string, at + 5)
        if string[at] != 1 or kind not in (3, 6):
            return -1, 0, 0
        at += 9
        if kind == 6 or count == 0:  # the parts of a MultiPolygon follow as polygons with heads of their own
            continue
        for _ in range(count):
            size = _number(string, at) * _POINT_BYTES
            at += 4
            points[end : end + size] = string[at : at + size]
            at, end = at + size, end + size
            rings[ring] = size // _POINT_BYTES
            ring += 1
        polygons[polygon] = count
        polygon += 1
    return end, ring, polygon


@njit(cache=True, nogil=True)
def _number(string, at):  # type: ignore[no-untyped-def]
    value = np.int64(0)
    for byte in range(4):
        value |= np.int64(string[at + byte]) << (8 * byte)
    return value
