"""GCJ-02 and BD-09, the two shifted Chinese datums, to and from WGS-84.

Neither has a CRS: they are WGS-84 longitudes and latitudes moved by a published-by-practice formula (the same constants
in gcoord, coord-convert and prcoords; DOMAIN-grid 5b). All functions take and give float64 arrays in degrees, longitude
first, and keep NaN. The forward formula is closed; the way back is its fixed point, four iterations, below 1 µm.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

Floats = npt.NDArray[np.float64]
Step = Callable[[Floats, Floats], tuple[Floats, Floats]]

SEMI_MAJOR_M = 6378245.0  # Krasovsky 1940, as in every implementation
ECCENTRICITY2 = 0.00669342162296594323  # Krasovsky 1940
BOX = (72.004, 0.8293, 137.8347, 55.8271)  # west, south, east, north; outside it nothing is shifted
BD_TURN = 3000.0 * np.pi / 180.0  # the BD-09 terms turn 3000 times as fast as the degree
ITERATIONS = 4  # leaves 24 nm on average, 1 µm at most (DOMAIN-grid 5b)
_SIN_35, _COS_35 = np.sin(np.radians(35.0)), np.cos(np.radians(35.0))
_BLOCK = 16_384  # positions at a time: the intermediate arrays stay in the cache


def is_shifted(lon: Floats, lat: Floats, *, region: BaseGeometry | None = None) -> npt.NDArray[np.bool_]:
    """Whether the formula applies there: inside `region` (degrees), by default inside the usual box."""
    if region is not None:
        shapely.prepare(region)
        return np.asarray(shapely.intersects_xy(region, lon, lat), dtype=np.bool_)
    west, south, east, north = BOX
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def wgs84_to_gcj02(lon: Floats, lat: Floats, *, region: BaseGeometry | None = None) -> tuple[Floats, Floats]:
    """WGS-84 to GCJ-02; unchanged outside the region."""
    return _moved(lon, lat, (_shift,), region=region)


def gcj02_to_wgs84(lon: Floats, lat: Floats, *, region: BaseGeometry | None = None) -> tuple[Floats, Floats]:
    """GCJ-02 to WGS-84; unchanged outside the region."""
    return _moved(lon, lat, (_shift_back,), region=region)


def wgs84_to_bd09(lon: Floats, lat: Floats, *, region: BaseGeometry | None = None) -> tuple[Floats, Floats]:
    """WGS-84 to BD-09 by way of GCJ-02; unchanged outside the region."""
    return _moved(lon, lat, (_shift, gcj02_to_bd09), region=region)


def bd09_to_wgs84(lon: Floats, lat: Floats, *, region: BaseGeometry | None = None) -> tuple[Floats, Floats]:
    """BD-09 to WGS-84 by way of GCJ-02; unchanged outside the region."""
    return _moved(lon, lat, (bd09_to_gcj02, _shift_back), region=region)


def gcj02_to_bd09(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """GCJ-02 to BD-09, wherever it is."""
    z = np.hypot(lon, lat) + 2e-5 * np.sin(lat * BD_TURN)
    theta = np.arctan2(lat, lon) + 3e-6 * np.cos(lon * BD_TURN)
    return z * np.cos(theta) + 0.0065, z * np.sin(theta) + 0.006


def bd09_to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """BD-09 to GCJ-02 by fixed point (the closed form usually given is 7 cm off on average, 22 cm at most)."""
    found_lon, found_lat = lon - 0.0065, lat - 0.006
    for _ in range(ITERATIONS):
        forth_lon, forth_lat = gcj02_to_bd09(found_lon, found_lat)
        found_lon, found_lat = found_lon + (lon - forth_lon), found_lat + (lat - forth_lat)
    return found_lon, found_lat


def _moved(lon: Floats, lat: Floats, steps: Sequence[Step], *, region: BaseGeometry | None) -> tuple[Floats, Floats]:
    """Copies of the coordinates with the steps taken, block by block, where the region applies."""
    moved_lon, moved_lat = np.array(lon, dtype=np.float64), np.array(lat, dtype=np.float64)
    inside = np.flatnonzero(is_shifted(moved_lon, moved_lat, region=region))
    for start in range(0, inside.size, _BLOCK):
        rows = inside[start : start + _BLOCK]
        x, y = moved_lon[rows], moved_lat[rows]
        for step in steps:
            x, y = step(x, y)
        moved_lon[rows], moved_lat[rows] = x, y
    return moved_lon, moved_lat


def _shift(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    d_lon, d_lat = _offset(lon, lat)
    return lon + d_lon, lat + d_lat


def _shift_back(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    found_lon, found_lat = lon, lat
    for _ in range(ITERATIONS):
        d_lon, d_lat = _offset(found_lon, found_lat)
        found_lon, found_lat = lon - d_lon, lat - d_lat
    return found_lon, found_lat


def _offset(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """How far GCJ-02 lies from a WGS-84 position, in degrees (DOMAIN-grid 5b).

    The formula's eleven sines are multiples of one angle each for x and y, so two sines and two cosines give them all:
    a third of the time, and 1e-13 m off at most.
    """
    x, y = lon - 105.0, lat - 35.0
    x30, x12, x3, x1 = _sines(np.sin(x * (np.pi / 60.0)), np.cos(x * (np.pi / 60.0)))
    sin_y, cos_y = np.sin(y * (np.pi / 180.0)), np.cos(y * (np.pi / 180.0))
    y30, y12, y3, y1 = _sines(*_triple(sin_y, cos_y))
    x_half = 2.0 * x1[0] * x1[1]  # sin 2πx
    wave = 20.0 * (_triple_sine(x_half) + x_half)  # of sin 6πx and sin 2πx
    root, xy = np.sqrt(np.abs(x)), 0.1 * x * y
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + xy + 0.2 * root
    north += (wave + 20.0 * y1[0] + 40.0 * y3 + 160.0 * y12 + 320.0 * y30) * (2.0 / 3.0)
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + xy + 0.1 * root
    east += (wave + 20.0 * x1[0] + 40.0 * x3 + 150.0 * x12 + 300.0 * x30) * (2.0 / 3.0)
    sin_lat, cos_lat = sin_y * _COS_35 + cos_y * _SIN_35, cos_y * _COS_35 - sin_y * _SIN_35
    m = 1.0 - ECCENTRICITY2 * sin_lat * sin_lat
    root_m = np.sqrt(m)
    d_lat = north * (m * root_m) * (180.0 / np.pi / (SEMI_MAJOR_M * (1.0 - ECCENTRICITY2)))
    d_lon = east * root_m / cos_lat * (180.0 / np.pi / SEMI_MAJOR_M)
    return d_lon, d_lat


def _sines(sine: Floats, cosine: Floats) -> tuple[Floats, Floats, Floats, tuple[Floats, Floats]]:
    """From those of πx/60: the sines of πx/30, πx/12 and πx/3, then sine and cosine of πx."""
    two = _double(sine, cosine)
    four = _double(*two)
    five = four[0] * cosine + four[1] * sine, four[1] * cosine - four[0] * sine
    twenty = _double(*_double(*five))
    return two[0], five[0], twenty[0], _triple(*twenty)


def _double(sine: Floats, cosine: Floats) -> tuple[Floats, Floats]:
    return 2.0 * sine * cosine, 1.0 - 2.0 * sine * sine


def _triple(sine: Floats, cosine: Floats) -> tuple[Floats, Floats]:
    return _triple_sine(sine), cosine * (4.0 * cosine * cosine - 3.0)


def _triple_sine(sine: Floats) -> Floats:
    return sine * (3.0 - 4.0 * sine * sine)
