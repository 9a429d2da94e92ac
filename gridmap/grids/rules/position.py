"""Positions as a file brings them: read, checked row by row, converted to WGS-84.

They come from points, from lon and lat columns (x and y of a projected CRS likewise) or from a WKT column. A row's bad
position is an issue; a file whose coordinates cannot be what its datum says (metres under wgs84, degrees under
EPSG:4548) is WrongCrs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.crs import Datum, to_wgs84
from gridmap.grids.rules.field import Field, as_text, quoted
from gridmap.grids.rules.fit import in_area_of_use, refuse_wrong_crs
from gridmap.grids.rules.shape import WKT, shapes_of

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Geometries = npt.NDArray[np.object_]

LON = Field("lon", ("longitude", "lng", "long", "x", "经度", "Längengrad", "lengtegraad", "geo_lon", "point_x", "jd"))
LAT = Field("lat", ("latitude", "y", "纬度", "Breitengrad", "breedtegraad", "geo_lat", "point_y", "wd"))
POSITION_FIELDS = (LON, LAT, WKT)


@dataclass(frozen=True, slots=True)
class Positions:
    """One position a row, NaN where there is none or a bad one.

    lon, lat: WGS-84; x, y: as received, in the stated datum.
    """

    lon: Floats
    lat: Floats
    x: Floats
    y: Floats
    issues: tuple[Issue, ...]

    @property
    def is_given(self) -> Bools:
        """Rows that have a usable position."""
        return np.isfinite(self.lon)

    @property
    def points(self) -> Geometries:
        """Points in WGS-84, None where there is none."""
        points: Geometries = np.full(len(self.lon), None, dtype=object)
        points[self.is_given] = shapely.points(self.lon[self.is_given], self.lat[self.is_given])
        return points


def read_positions(
    frame: pd.DataFrame,
    geometry: Geometries | None,
    *,
    datum: Datum,
    region: BaseGeometry | None = None,
    severity: Severity = Severity.ERROR,
) -> Positions:
    """The position of each row, from points, else from columns lon and lat, else from column wkt.

    frame: columns by our field names, index = line numbers. An absent position is no issue (a reader that needs one adds
    it); half a position, text, NaN, inf, 0,0, longitude and latitude exchanged, and a place outside the world or the
    area of use of the CRS are, with the given severity. Raises WrongCrs when most positions cannot be of the datum.
    """
    x, y, issues = _received(frame, geometry, severity=severity)
    present = np.isfinite(x) & np.isfinite(y)
    refuse_wrong_crs(x[present], y[present], datum)
    lon, lat = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
    lon[present], lat[present] = to_wgs84(x[present], y[present], datum, region=region)
    bad, lines = np.zeros(len(frame), dtype=np.bool_), frame.index.to_numpy()
    for code, rows, reason in _faults(x, y, lon, lat, present=present, datum=datum):
        bad |= rows
        issues += [
            Issue(int(lines[i]), "lon", code, f"The position is {x[i]:.10g}, {y[i]:.10g}: {reason}", severity,
                  f"{x[i]:.10g},{y[i]:.10g}")
            for i in np.flatnonzero(rows)
        ]  # fmt: skip
    lon[bad], lat[bad] = np.nan, np.nan
    return Positions(lon, lat, x, y, tuple(issues))


def _received(
    frame: pd.DataFrame, geometry: Geometries | None, *, severity: Severity
) -> tuple[Floats, Floats, list[Issue]]:
    if geometry is not None or not {"lon", "lat"} <= set(frame.columns):
        shapes, issues = shapes_of(frame, geometry, dimension=0, wanted="a point", absent="allowed", severity=severity)
        return shapely.get_x(shapes), shapely.get_y(shapes), issues
    x, bad_x = _coordinate(frame["lon"], name="lon", severity=severity)
    y, bad_y = _coordinate(frame["lat"], name="lat", severity=severity)
    issues = bad_x + bad_y
    half = np.isnan(x) != np.isnan(y)
    told = {issue.line for issue in issues}
    issues += [
        Issue(int(line), "lon", "half-position", "Only one of lon and lat is given; a position needs both.", severity)
        for line in frame.index[half]
        if line not in told
    ]
    x[half], y[half] = np.nan, np.nan
    return x, y, issues


def _coordinate(series: pd.Series, *, name: str, severity: Severity) -> tuple[Floats, list[Issue]]:
    values = pd.to_numeric(series, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan).copy()
    doubtful = np.flatnonzero(~np.isfinite(values))
    words = series.iloc[doubtful].astype("string").str.strip().str.casefold()
    told = as_text(series.iloc[doubtful]).notna() | (
        (words == "nan") & (not pd.api.types.is_numeric_dtype(series.dtype))
    )
    bad = doubtful[told.fillna(False).to_numpy(dtype=np.bool_)]
    issues = [
        Issue(int(str(line)), name, "bad-number", f"{name} is {quoted(value)}; a finite number is needed.", severity,
              str(value)[:80])
        for line, value in series.iloc[bad].items()
    ]  # fmt: skip
    values[bad] = np.nan
    return values, issues


def _faults(
    x: Floats, y: Floats, lon: Floats, lat: Floats, *, present: Bools, datum: Datum
) -> Iterator[tuple[str, Bools, str]]:
    zero = present & (x == 0.0) & (y == 0.0)
    yield "zero-position", zero, "0, 0 stands for a missing position; leave it empty or give the true one."
    present = present & ~zero
    if datum.is_degrees:
        out = present & ((np.abs(y) > 90.0) | (np.abs(x) > 180.0))
        swapped = out & (np.abs(x) <= 90.0) & (np.abs(y) <= 180.0)
        yield "swapped-position", swapped, "longitude and latitude are exchanged; longitude comes first."
        yield "out-of-range", out & ~swapped, "longitude goes from -180 to 180 and latitude from -90 to 90."
        return
    yield (
        "out-of-range",
        present & ~in_area_of_use(lon, lat, datum),
        f"it lies outside the area of use of {datum.name}.",
    )
