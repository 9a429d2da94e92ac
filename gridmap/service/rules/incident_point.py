"""Where incidents were received: longitude and latitude in WGS-84, NaN where there is no place.

This point exists during the import only: the grid is assigned from it, then it is brought to the thing (`place`) and
discarded. A default point of the source is no place. What is no coordinate at all is an error of its row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.crs import Datum, to_wgs84
from gridmap.grids.rules.field import as_text, quoted
from gridmap.service.rules.default_point import DefaultPoint, default_points, lies_on
from gridmap.service.rules.number_text import read_floats

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Points:
    """lon, lat: WGS-84, NaN without a place. is_refused: rows with an error in `issues`. defaults: points of no place."""

    lon: Floats
    lat: Floats
    is_refused: Flags
    defaults: tuple[DefaultPoint, ...]
    issues: tuple[Issue, ...]


def read_points(
    frame: pd.DataFrame,
    geometry: npt.NDArray[Any] | None,
    *,
    datum: Datum,
    known_defaults: Iterable[tuple[float, float]] = (),
) -> Points:
    """Points from the geometry, or from the columns lon and lat where there is none; both in `datum`.

    geometry: shapely objects, or x and y as a float array (rows × 2) with NaN where there is none.
    known_defaults: default points in the source's coordinates, beside those that the batch itself shows.
    """
    x, y, issues, refused = received(frame, geometry)
    beyond = np.zeros(len(x), bool)
    if datum.is_degrees:
        beyond = (np.abs(x) > 180) | (np.abs(y) > 90)
        issues += _beyond(frame, x, y, beyond, datum)
    half = np.isfinite(x) != np.isfinite(y)
    x, y = np.where(half | beyond, np.nan, x), np.where(half | beyond, np.nan, y)
    defaults = default_points(x, y, known=known_defaults, is_degrees=datum.is_degrees)
    nowhere = lies_on(x, y, defaults)
    x, y = np.where(nowhere, np.nan, x), np.where(nowhere, np.nan, y)
    lon, lat = to_wgs84(x, y, datum)
    issues += _default_notes(defaults)
    return Points(lon, lat, refused | beyond, defaults, tuple(issues))


def received(frame: pd.DataFrame, geometry: npt.NDArray[Any] | None) -> tuple[Floats, Floats, list[Issue], Flags]:
    """x and y as the file has them (NaN for none), the issues of rows that have something else, and which rows those are."""
    if geometry is not None and geometry.dtype.kind == "f":
        return geometry[:, 0], geometry[:, 1], [], np.zeros(len(geometry), bool)
    if geometry is not None:
        shapes = np.asarray(geometry, dtype=object)
        issues, other = _not_points(frame, shapes)
        return shapely.get_x(shapes), shapely.get_y(shapes), issues, other
    x, bad_x, told_x = _numbers(frame, "lon")
    y, bad_y, told_y = _numbers(frame, "lat")
    return x, y, [*told_x, *told_y], bad_x | bad_y


def _not_points(frame: pd.DataFrame, shapes: npt.NDArray[Any]) -> tuple[list[Issue], Flags]:
    kinds = shapely.get_type_id(shapes)
    other = (kinds > 0) & ~shapely.is_empty(shapes)
    issues = [
        Issue(int(line), "geometry", "not-a-point", f"An incident lies on a point, this row has a {shape.geom_type}.")
        for line, shape in zip(frame.index[other], shapes[other], strict=True)
    ]
    return issues, other


def _numbers(frame: pd.DataFrame, name: str) -> tuple[Floats, Flags, list[Issue]]:
    """One coordinate: NaN for missing; which rows have something that is no finite number."""
    never = np.zeros(len(frame), bool)
    if name not in frame:
        return np.full(len(frame), np.nan), never, []
    column = frame[name]
    values = read_floats(column)
    odd = np.flatnonzero(~np.isfinite(values) & column.notna().to_numpy())
    odd = odd[as_text(column.iloc[odd]).notna().to_numpy()]
    never[odd] = True
    message = "{0} is {1}; a finite number is needed."
    issues = [
        Issue(int(line), name, "bad-number", message.format(name, quoted(value)), value=str(value)[:80])
        for line, value in zip(column.index[odd], column.iloc[odd], strict=True)
    ]
    return np.where(never, np.nan, values), never, issues


def _beyond(frame: pd.DataFrame, x: Floats, y: Floats, beyond: Flags, datum: Datum) -> list[Issue]:
    message = "({0:.7g}, {1:.7g}) are no degrees of {2}; longitude first, or state the datum they are in (EPSG:n)."
    return [
        Issue(int(line), "lon", "position-not-degrees", message.format(px, py, datum.name))
        for line, px, py in zip(frame.index[beyond], x[beyond], y[beyond], strict=True)
    ]


def _default_notes(defaults: Sequence[DefaultPoint]) -> list[Issue]:
    why = {
        1: "named as a default point",
        2: "a point of whole degrees",
        3: "shared by so many rows that it stands for an unknown place",
    }
    return [
        Issue(
            0,
            "lon",
            "default-point",
            f"{point.rows} rows lie on {point.lon:.7g}, {point.lat:.7g}, {why[point.rule]}; they count as not located.",
            Severity.NOTE,
            f"{point.rows}",
        )
        for point in defaults
    ]
