"""Datums and coordinate systems: what an import may state, and the way to WGS-84 and to metres.

A datum is stated by the file or the caller, never guessed. Arrays are float64, longitude (or easting) first, whatever
the authority's axis order says. CGCS2000 is taken as WGS-84: PROJ does the same, the true difference is plate motion
since 2000 (some 0.5 to 0.8 m), and correcting it would pretend a precision that the data do not have.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from gridmap.errors import UnknownDatum, WrongCrs
from gridmap.grids.rules import shifted

Floats = npt.NDArray[np.float64]
Geometries = npt.NDArray[np.object_]
Bounds = tuple[float, float, float, float]

_NAMES = {
    "wgs84": ("wgs84", "wgs1984", "epsg:4326", "4326", "crs84", "ogc:crs84", "urn:ogc:def:crs:ogc:1.3:crs84"),
    "cgcs2000": ("cgcs2000", "epsg:4490", "4490", "国家2000", "2000国家大地坐标系"),
    "gcj02": ("gcj02", "gcj2", "火星坐标", "amap", "高德"),
    "bd09": ("bd09", "bd9", "bd09ll", "百度"),
}
_BY_NAME = {alias: name for name, aliases in _NAMES.items() for alias in aliases}
_EPSG = re.compile(
    r"^(?:urn:ogc:def:crs:)?epsg:(?:[\d.]*:)?(\d{4,6})$|^https?://www\.opengis\.net/def/crs/epsg/[\d.]+/(\d+)$"
)
_CHINA = (73.4, 3.4, 135.1, 53.6)  # west, south, east, north of the land and the islands
_UTM_SOUTH, _UTM_NORTH = -80.0, 84.0

DEGREE_M = 111_195.0
"""Metres of a degree of latitude on the sphere of ST_DistanceSphere (radius 6,371,008.77 m); for short distances only."""
_WIDEST_ZONE_DEG = 6.0


@dataclass(frozen=True, slots=True)
class Datum:
    """What coordinates refer to. name: wgs84, cgcs2000, gcj02, bd09 or EPSG:n (a two-dimensional CRS)."""

    name: str

    @property
    def is_shifted(self) -> bool:
        """GCJ-02 or BD-09, for which no CRS exists."""
        return self.name in ("gcj02", "bd09")

    @property
    def is_degrees(self) -> bool:
        """Coordinates are longitudes and latitudes."""
        return not self.name.startswith("EPSG:") or bool(_crs(self.name).is_geographic)


WGS84 = Datum("wgs84")
CGCS2000 = Datum("cgcs2000")
GCJ02 = Datum("gcj02")
BD09 = Datum("bd09")


def parse_datum(text: str | None) -> Datum:
    """The datum of that name: wgs84, cgcs2000, gcj02, bd09, EPSG:n, their usual spellings, or a CRS as WKT.

    Raises UnknownDatum for nothing, for a name that does not exist and for a CRS that is not two-dimensional.
    """
    if text is None or not text.strip():
        raise UnknownDatum("No datum is stated; give wgs84, cgcs2000, gcj02, bd09 or EPSG:n.")
    plain = text.strip().casefold().replace("_", "").replace("-", "").replace(" ", "")
    if name := _BY_NAME.get(plain):
        return Datum(name)
    if found := _EPSG.match(plain):
        return _datum_of_code(int(found[1] or found[2]), stated=text)
    if "[" in text:
        return _datum_of_wkt(text)
    raise UnknownDatum(f"{text!r} is no datum known here; wgs84, cgcs2000, gcj02, bd09 and EPSG:n (EPSG:4548) are.")


def to_wgs84(
    lon_or_x: Floats, lat_or_y: Floats, datum: Datum, *, region: BaseGeometry | None = None
) -> tuple[Floats, Floats]:
    """Longitudes and latitudes in WGS-84 of coordinates in `datum`; NaN stays NaN, what has no image becomes NaN.

    region: where GCJ-02 and BD-09 are shifted (polygon in degrees), by default the usual box around China.
    """
    match datum.name:
        case "wgs84" | "cgcs2000":
            return np.asarray(lon_or_x, dtype=np.float64), np.asarray(lat_or_y, dtype=np.float64)
        case "gcj02":
            return shifted.gcj02_to_wgs84(lon_or_x, lat_or_y, region=region)
        case "bd09":
            return shifted.bd09_to_wgs84(lon_or_x, lat_or_y, region=region)
    return _project(_transformer(datum.name, "EPSG:4326"), lon_or_x, lat_or_y)


def from_wgs84(lon: Floats, lat: Floats, datum: Datum, *, region: BaseGeometry | None = None) -> tuple[Floats, Floats]:
    """Coordinates in `datum` of WGS-84 longitudes and latitudes; the way back of `to_wgs84`."""
    match datum.name:
        case "wgs84" | "cgcs2000":
            return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
        case "gcj02":
            return shifted.wgs84_to_gcj02(lon, lat, region=region)
        case "bd09":
            return shifted.wgs84_to_bd09(lon, lat, region=region)
    return _project(_transformer("EPSG:4326", datum.name), lon, lat)


def geometries_to_wgs84(geometries: Geometries, datum: Datum, *, region: BaseGeometry | None = None) -> Geometries:
    """The same geometries in WGS-84, two-dimensional; None and empty stay as they are.

    Vertices are converted, edges stay straight between them: shared vertices stay shared.
    """
    return _converted(geometries, lambda x, y: to_wgs84(x, y, datum, region=region))


def geometries_from_wgs84(geometries: Geometries, datum: Datum, *, region: BaseGeometry | None = None) -> Geometries:
    """The same geometries in `datum`; the way back of `geometries_to_wgs84`."""
    return _converted(geometries, lambda lon, lat: from_wgs84(lon, lat, datum, region=region))


def local_metric_epsg(bounds_wgs84: Bounds) -> CRS:
    """The metric CRS to measure in.

    Of a city in China CGCS2000 / 3-degree Gauss-Kruger by central meridian (EPSG:4534 to 4554), elsewhere UTM on
    WGS-84; for what is wider than 6 degrees or polar a Lambert equal-area projection about its own centre.

    bounds_wgs84: west, south, east, north in degrees. Raises WrongCrs when they are not.
    """
    west, south, east, north = bounds_wgs84
    if not (-180.0 <= west <= east <= 180.0 and -90.0 <= south <= north <= 90.0):
        raise WrongCrs(f"{bounds_wgs84} is no box in degrees (west, south, east, north).")
    lon, lat = (west + east) / 2.0, (south + north) / 2.0
    if east - west > _WIDEST_ZONE_DEG or not _UTM_SOUTH <= lat <= _UTM_NORTH:
        return CRS.from_proj4(f"+proj=laea +lat_0={lat:.1f} +lon_0={lon:.1f} +datum=WGS84 +units=m +no_defs")
    if _CHINA[0] <= lon <= _CHINA[2] and _CHINA[1] <= lat <= _CHINA[3]:
        return CRS.from_epsg(4534 + round(lon / 3.0) - 25)  # 4534 is 75 degrees east
    return CRS.from_epsg((32601 if lat >= 0.0 else 32701) + min(int((lon + 180.0) // 6.0), 59))


def metric_crs_of(geometries: Geometries) -> CRS:
    """`local_metric_epsg` of the box around geometries in WGS-84. Raises WrongCrs when there is nothing to measure."""
    bounds = shapely.total_bounds(geometries) if len(geometries) else np.full(4, np.nan)
    if not np.isfinite(bounds).all():
        raise WrongCrs("There is no geometry to choose a metric CRS for.")
    west, south, east, north = (float(v) for v in bounds)
    return local_metric_epsg((west, south, east, north))


def to_metric(geometries: Geometries, crs: CRS) -> Geometries:
    """Geometries in WGS-84 degrees as metres in `crs`. Raises WrongCrs when `crs` is not metric."""
    transformer = _transformer("EPSG:4326", _metric(crs))
    return _converted(geometries, lambda lon, lat: _project(transformer, lon, lat))


def to_degrees(geometries: Geometries, crs: CRS) -> Geometries:
    """Geometries in metres of `crs` as WGS-84 degrees; the way back of `to_metric`."""
    transformer = _transformer(_metric(crs), "EPSG:4326")
    return _converted(geometries, lambda x, y: _project(transformer, x, y))


def points_to_metric(lon: Floats, lat: Floats, crs: CRS) -> tuple[Floats, Floats]:
    """Positions in WGS-84 degrees as x_m, y_m in `crs`. Raises WrongCrs when `crs` is not metric."""
    return _project(_transformer("EPSG:4326", _metric(crs)), lon, lat)


def points_to_degrees(x_m: Floats, y_m: Floats, crs: CRS) -> tuple[Floats, Floats]:
    """Positions in metres of `crs` as WGS-84 degrees; the way back of `points_to_metric`."""
    return _project(_transformer(_metric(crs), "EPSG:4326"), x_m, y_m)


def area_of_use(datum: Datum) -> Bounds | None:
    """West, south, east, north in degrees of where an EPSG:n applies; None where the authority names none."""
    if not datum.name.startswith("EPSG:"):
        return None
    area = _crs(datum.name).area_of_use
    return None if area is None else (area.west, area.south, area.east, area.north)


def _metric(crs: CRS) -> str:
    if not crs.is_projected or any(axis.unit_conversion_factor != 1.0 for axis in crs.axis_info[:2]):
        raise WrongCrs(f"{crs.name!r} is not in metres; measure in a metric CRS such as EPSG:4548.")
    return crs.srs


def _converted(geometries: Geometries, convert: Callable[[Floats, Floats], tuple[Floats, Floats]]) -> Geometries:
    flat = np.array(shapely.force_2d(np.asarray(geometries, dtype=object)), dtype=object)
    coordinates = shapely.get_coordinates(flat)
    x, y = convert(coordinates[:, 0], coordinates[:, 1])
    return np.asarray(shapely.set_coordinates(flat, np.column_stack([x, y])), dtype=object)


def _project(transformer: Transformer, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    east, north = transformer.transform(np.array(x, dtype=np.float64), np.array(y, dtype=np.float64), inplace=True)
    bad = ~(np.isfinite(east) & np.isfinite(north))
    return np.where(bad, np.nan, east), np.where(bad, np.nan, north)


@lru_cache(maxsize=64)
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(_crs(source), _crs(target), always_xy=True)


@lru_cache(maxsize=64)
def _crs(name: str) -> CRS:
    return CRS.from_user_input(name)


def _datum_of_code(code: int, *, stated: str) -> Datum:
    name = f"EPSG:{code}"
    if known := _BY_NAME.get(name.casefold()):
        return Datum(known)
    try:
        crs = _crs(name)
    except CRSError as error:
        raise UnknownDatum(f"{stated!r} is not in the EPSG register; EPSG:4548, for example, is.") from error
    if len(crs.axis_info) != 2 or not (crs.is_projected or crs.is_geographic):
        raise UnknownDatum(f"{stated!r} ({crs.name}) is not two-dimensional; state the horizontal CRS of the file.")
    return Datum(name)


def _datum_of_wkt(text: str) -> Datum:
    try:
        code = CRS.from_wkt(text).to_epsg(min_confidence=70)
    except CRSError as error:
        raise UnknownDatum(f"The CRS {text[:60]!r} cannot be read; state EPSG:n.") from error
    if code is None:
        raise UnknownDatum(f"The CRS {text[:60]!r} is in no register; state the EPSG:n that it stands for.")
    return _datum_of_code(int(code), stated=f"EPSG:{code}")
