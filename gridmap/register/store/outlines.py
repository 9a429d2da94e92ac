"""Many polygons to and from the database as coordinates, without an object each.

PostGIS strings the WKB of some ten thousand shapes together in one value; reading 365,000 of them so takes half a
second, as rows of their own several. Views go back as the EWKB that COPY BINARY takes.
"""

# numba compiles these; what they return has no types that mypy could check
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from gridmap.db.copy_binary import Column
from gridmap.db.metadata import SRID
from gridmap.register.rules.edges import Floats, Geometries, Outlines, Rows, ragged

_POINT_BYTES = 16
_LEAST_POLYGON = 9  # bytes of an empty one: byte order, type, number of rings
_COUNT_BYTES = 4
_EWKB_HEAD = np.frombuffer(b"\x01" + (6 | 0x20000000).to_bytes(4, "little") + SRID.to_bytes(4, "little"), np.uint8)
_POLYGON_HEAD = np.frombuffer(b"\x01" + (3).to_bytes(4, "little"), np.uint8)


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


@dataclass(frozen=True, slots=True)
class Barred:
    """Ground that is no public space, in EPSG:4326.

    outlines: `building`, `water` and `private`; a layer that nobody loaded is not there. height_m: of each polygon of the
    footprints, NaN where unknown; None where nobody asked.
    """

    outlines: Mapping[str, Outlines]
    height_m: Floats | None


def barred_of(rows: Iterable[Sequence[Any]]) -> Barred:
    """From the rows of `read_blocked` and `read_blocked_meeting`, whose heights are of the same moment as the shapes."""
    strings: dict[str, list[bytes]] = {}
    heights: list[Floats] = []
    for layer, shapes, height_m, parts in rows:
        if shapes is not None:
            strings.setdefault(layer, []).append(shapes)
        if height_m is not None:
            heights.append(np.repeat(np.frombuffer(height_m, ">f8").astype(np.float64), np.frombuffer(parts, ">i4")))
    outlines = {layer: outlines_of(shapes) for layer, shapes in strings.items()}
    return Barred(outlines, np.concatenate(heights) if heights else None)


def multipolygon_column(polygons: Geometries, to_degrees: Callable[[Floats, Floats], tuple[Floats, Floats]]) -> Column:
    """Polygons and MultiPolygons, none of them empty, as MultiPolygons for COPY BINARY; to_degrees: x, y to lon, lat."""
    coordinates, first_point, first_ring, first_part = ragged(polygons)
    lon, lat = to_degrees(coordinates[:, 0], coordinates[:, 1])
    points = np.ascontiguousarray(np.column_stack([lon, lat])).view(np.uint8).reshape(-1)
    parts, rings = first_part, first_ring[first_part]
    size = len(_EWKB_HEAD) + _COUNT_BYTES + (len(_POLYGON_HEAD) + _COUNT_BYTES) * np.diff(parts)
    size += _COUNT_BYTES * np.diff(rings) + _POINT_BYTES * np.diff(first_point[rings])
    offsets = np.append(0, np.cumsum(size))
    data = np.empty(offsets[-1], dtype=np.uint8)
    _write(data, points, first_point, first_ring, first_part, _EWKB_HEAD, _POLYGON_HEAD)
    return Column(np.zeros(len(polygons), dtype=np.bool_), data=data, offsets=offsets)


def _read(string: NDArray[np.uint8]) -> tuple[Floats, Rows, Rows]:
    """Coordinates, points of each ring and rings of each polygon."""
    points = np.empty(len(string), dtype=np.uint8)
    rings, polygons = (np.empty(len(string) // _LEAST_POLYGON + 1, dtype=np.int64) for _ in range(2))
    end, ring, polygon = _walk(string, points, rings, polygons)
    if end < 0:
        raise ValueError("A shape of the database is no 2-D polygon in little-endian WKB.")
    return points[:end].view(np.float64), rings[:ring], polygons[:polygon]


@njit(cache=True, nogil=True)
def _walk(string, points, rings, polygons):
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
def _number(string, at):
    value = np.int64(0)
    for byte in range(4):
        value |= np.int64(string[at + byte]) << (8 * byte)
    return value


@njit(cache=True, nogil=True)
def _write(data, points, first_point, first_ring, first_part, head, polygon_head):
    at = 0
    for shape in range(len(first_part) - 1):
        at = _put(data, at, head)
        at = _put_number(data, at, first_part[shape + 1] - first_part[shape])
        for part in range(first_part[shape], first_part[shape + 1]):
            at = _put(data, at, polygon_head)
            at = _put_number(data, at, first_ring[part + 1] - first_ring[part])
            for ring in range(first_ring[part], first_ring[part + 1]):
                at = _put_number(data, at, first_point[ring + 1] - first_point[ring])
                at = _put(data, at, points[first_point[ring] * _POINT_BYTES : first_point[ring + 1] * _POINT_BYTES])


@njit(cache=True, nogil=True)
def _put(data, at, piece):
    for byte in range(len(piece)):
        data[at + byte] = piece[byte]
    return at + len(piece)


@njit(cache=True, nogil=True)
def _put_number(data, at, value):
    for byte in range(4):
        data[at + byte] = (value >> (8 * byte)) & 255
    return at + 4
