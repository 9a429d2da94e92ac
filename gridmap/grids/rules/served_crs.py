"""Coordinate reference systems that features are served in, under the names and with the axes of OGC API - Features - Part 2.

A CRS is named by its URI. Coordinates stand in the order of the CRS's own axes: CRS84 is longitude first, EPSG:4326 and 4490 are
latitude first, Gauss-Kruger zones are northing first (OGC 18-058r1, 6 and 7). What is stored is CRS84.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import shapely
from pyproj import CRS
from shapely import MultiPoint, MultiPolygon
from shapely.geometry.base import BaseGeometry

from gridmap.errors import BadValue
from gridmap.grids.rules.crs import Bounds, Datum, geometries_to_wgs84, local_metric_epsg

_EPSG_URI = "http://www.opengis.net/def/crs/EPSG/0/{}"
_DEGREE_DECIMALS, _METRE_DECIMALS = 7, 3  # about 1 cm, and 1 mm
_EDGE_STEPS = 32  # a straight edge of a projected box is a curve in degrees


@dataclass(frozen=True, slots=True)
class ServedCrs:
    """uri: its name. srid: the same in PostGIS. flipped: latitude or northing stands first. decimals of its coordinates."""

    uri: str
    srid: int
    flipped: bool
    decimals: int

    @property
    def is_degrees(self) -> bool:
        """Longitudes and latitudes, in either order."""
        return self.decimals == _DEGREE_DECIMALS


CRS84 = ServedCrs("http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4326, flipped=False, decimals=_DEGREE_DECIMALS)


def served_of(epsg: int) -> ServedCrs:
    """A CRS of the EPSG register with its axes in the register's order."""
    crs = CRS.from_epsg(epsg)
    return ServedCrs(
        _EPSG_URI.format(epsg),
        epsg,
        flipped=crs.axis_info[0].direction == "north",
        decimals=_DEGREE_DECIMALS if crs.is_geographic else _METRE_DECIMALS,
    )


def served_crs(city: Bounds | None) -> tuple[ServedCrs, ...]:
    """CRS84, EPSG:4326, 4490, 3857, and the metric one of the city where the EPSG register has one.

    city: its box in degrees (west, south, east, north); None when nothing is stored yet.
    """
    fixed = (CRS84, *(served_of(epsg) for epsg in (4326, 4490, 3857)))
    epsg = None if city is None else local_metric_epsg(city).to_epsg()
    return fixed if epsg is None else (*fixed, served_of(epsg))


def crs_named(uri: str, offered: Sequence[ServedCrs], *, parameter: str) -> ServedCrs:
    """The offered CRS of that URI. Raises BadValue with those that are."""
    for crs in offered:
        if crs.uri == uri:
            return crs
    names = ", ".join(crs.uri for crs in offered)
    raise BadValue(f"{parameter} is {uri[:100]!r}; this collection is offered in {names}.")


def parse_box(text: str, crs: ServedCrs) -> BaseGeometry:
    """The area of `bbox` in degrees of WGS-84 (lon, lat).

    text: four numbers in the order of the axes of `crs`, or six with heights, which are not looked at. In degrees the first
    longitude may be the greater one: then the box crosses the antimeridian. Raises BadValue.
    """
    first, second, third, fourth = _four(_numbers(text))
    west, south, east, north = (second, first, fourth, third) if crs.flipped else (first, second, third, fourth)
    if south > north:
        raise BadValue(f"bbox is {text[:80]!r}; its lower corner comes first.")
    if not crs.is_degrees:
        if west > east:
            raise BadValue(f"bbox is {text[:80]!r}; its lower corner comes first.")
        return _unprojected(west, south, east, north, crs)
    if not (-180 <= west <= 180 and -180 <= east <= 180 and south >= -90 and north <= 90):
        order = "lat,lon,lat,lon" if crs.flipped else "lon,lat,lon,lat"
        raise BadValue(f"bbox is {text[:80]!r}; {order} within ±180 and ±90 degrees is needed.")
    if west <= east:
        return MultiPoint([(west, south), (east, north)]).envelope  # a point or a line where the box is one
    return MultiPolygon([shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)])


def _numbers(text: str) -> list[float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise BadValue(f"bbox is {text[:80]!r}; four or six numbers with commas between are needed.") from error
    if len(numbers) not in (4, 6) or not all(map(math.isfinite, numbers)):
        raise BadValue(f"bbox is {text[:80]!r}; four or six numbers with commas between are needed.")
    return numbers


def _four(numbers: list[float]) -> tuple[float, float, float, float]:
    """Without the heights."""
    half = len(numbers) // 2
    return numbers[0], numbers[1], numbers[half], numbers[half + 1]


def _unprojected(west: float, south: float, east: float, north: float, crs: ServedCrs) -> BaseGeometry:
    """A box in metres (x, y) as a polygon in degrees. Raises BadValue where the projection does not reach."""
    if west == east or south == north:
        raise BadValue("bbox has no width or no height; in metres it needs both.")
    box = shapely.segmentize(shapely.box(west, south, east, north), max(east - west, north - south) / _EDGE_STEPS)
    lon_lat = geometries_to_wgs84(np.array([box], dtype=object), Datum(f"EPSG:{crs.srid}"))[0]
    if not np.isfinite(shapely.get_coordinates(lon_lat)).all() or not lon_lat.is_valid:
        raise BadValue("bbox lies where its CRS does not reach.")
    return cast(BaseGeometry, lon_lat)
