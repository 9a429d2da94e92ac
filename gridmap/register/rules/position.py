"""Where a camera stands: the point as received, in WGS-84, and what is wrong with it.

A position is refused with a reason, never mended in silence: swapped, zero and infinite coordinates are issues.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.crs import Datum, to_wgs84
from gridmap.grids.rules.field import as_number

Floats = NDArray[np.float64]

_SAME_PLACE = 1e-4  # degrees or metres within which two statements of one position agree


@dataclass(frozen=True, slots=True)
class Positions:
    """Positions on the index of the rows: WGS-84 and as received; NaN where refused."""

    lon: pd.Series
    lat: pd.Series
    lon_received: pd.Series
    lat_received: pd.Series
    issues: tuple[Issue, ...]


def read_positions(frame: pd.DataFrame, geometry: NDArray[Any] | None, *, datum: Datum, names: pd.Series) -> Positions:
    """Positions from the columns lon and lat where they are filled, else from the geometry.

    geometry: points in `datum`. WKT that says `POINT (lat lon)` is found by its columns and not used; where the two
    differ otherwise, the geometry counts and a warning says so. names: what to call each camera in a message.
    """
    (column_x, bad_x), (column_y, bad_y) = (_numbers(frame, name) for name in ("lon", "lat"))
    point_x, point_y, odd = _points(frame, geometry)
    issues = [*bad_x, *bad_y, *odd]
    both = np.isfinite(column_x + column_y) & np.isfinite(point_x + point_y)
    differ = both & ~(_near(column_x, point_x) & _near(column_y, point_y))
    swapped_wkt = differ & _near(column_x, point_y) & _near(column_y, point_x)
    text = "{camera}: its point and its columns lon and lat differ; the point was taken."
    issues += _issues(frame, differ & ~swapped_wkt, "position-differs", text, names, severity=Severity.WARNING)
    use_point = np.isfinite(point_x + point_y) & ~swapped_wkt
    x, y = np.where(use_point, point_x, column_x), np.where(use_point, point_y, column_y)
    bad, found = _implausible(frame, x, y, datum, names, told={i.line for i in issues if i.severity is Severity.ERROR})
    x, y = np.where(bad, np.nan, x), np.where(bad, np.nan, y)
    lon, lat = to_wgs84(x, y, datum)
    nowhere = ~bad & ~(np.isfinite(lon + lat) & (np.abs(lat) <= 90) & (np.abs(lon) <= 180))
    outside = "{camera}: ({x:.7g}, {y:.7g}) is nowhere on earth in " + datum.name + "; is that the datum of the file?"
    found += _issues(frame, nowhere, "position-outside-datum", outside, names, x=x, y=y)
    clean = [pd.Series(np.where(nowhere, np.nan, a), index=frame.index) for a in (lon, lat, x, y)]
    return Positions(clean[0], clean[1], clean[2], clean[3], tuple(issues + found))


def _numbers(frame: pd.DataFrame, name: str) -> tuple[Floats, list[Issue]]:
    if name not in frame:
        return np.full(len(frame), np.nan), []
    values, issues = as_number(frame[name], name=name)
    return values.to_numpy(dtype=np.float64), issues


def _points(frame: pd.DataFrame, geometry: NDArray[Any] | None) -> tuple[Floats, Floats, list[Issue]]:
    if geometry is None:
        nothing = np.full(len(frame), np.nan)
        return nothing, nothing, []
    shapes = np.asarray(geometry, dtype=object)
    single = (shapely.get_type_id(shapes) == 4) & (shapely.get_num_geometries(shapes) == 1)
    shapes = np.where(single, shapely.get_geometry(shapes, 0), shapes)
    point = shapely.get_type_id(shapes) == 0
    other = ~point & ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    issues = [
        Issue(int(line), "geometry", "not-a-point", f"A camera stands on a point, this row has a {kind}.")
        for line, kind in zip(frame.index[other], (g.geom_type for g in shapes[other]), strict=True)
    ]
    x, y = shapely.get_x(shapes), shapely.get_y(shapes)  # NaN for what is no point
    return x, y, issues


def _near(a: Floats, b: Floats) -> NDArray[np.bool_]:
    return np.abs(a - b) <= _SAME_PLACE


def _implausible(
    frame: pd.DataFrame, x: Floats, y: Floats, datum: Datum, names: pd.Series, *, told: set[int]
) -> tuple[NDArray[np.bool_], list[Issue]]:
    """Rows without a usable position, and why; rows that were told why before are not told again."""
    silent = frame.index.isin(list(told))
    missing = ~np.isfinite(x + y)
    zero = ~missing & (x == 0) & (y == 0)
    beyond = np.zeros(len(x), dtype=bool)
    if datum.is_degrees:
        beyond = ~missing & ((np.abs(y) > 90) | (np.abs(x) > 180))
    swapped = beyond & (np.abs(x) <= 90) & (np.abs(y) <= 180)
    issues = [
        *_issues(frame, missing & ~silent, "no-position", "{camera} has no position; lon and lat are needed.", names),
        *_issues(frame, zero, "zero-position", "{camera} lies at 0, 0; that stands for no position.", names),
        *_issues(frame, swapped, "swapped-position", "{camera}: {x:.7g}, {y:.7g} is lat, lon.", names, x=x, y=y),
        *_issues(
            frame, beyond & ~swapped, "position-not-degrees",
            "{camera}: ({x:.7g}, {y:.7g}) are no degrees; state the datum they are in (EPSG:n).", names, x=x, y=y,
        ),
    ]  # fmt: skip
    return missing | zero | beyond, issues


def _issues(
    frame: pd.DataFrame,
    bad: NDArray[np.bool_],
    code: str,
    text: str,
    names: pd.Series,
    *,
    x: Floats | None = None,
    y: Floats | None = None,
    severity: Severity = Severity.ERROR,
) -> list[Issue]:
    lines = frame.index.to_numpy()
    return [
        Issue(
            int(lines[row]),
            "geometry",
            code,
            text.format(camera=names.iloc[row], x=x[row] if x is not None else 0, y=y[row] if y is not None else 0),
            severity,
            f"{x[row]:.7g}, {y[row]:.7g}" if x is not None and y is not None else "",
        )
        for row in np.flatnonzero(bad)
    ]
