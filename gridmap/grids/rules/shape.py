"""Shapes as a file brings them, from its geometry or a WKT column: checked row by row, converted to WGS-84.

A row's bad shape is an issue; a file whose coordinates cannot be what its datum says is WrongCrs. Nothing is mended
unless asked.
"""

from __future__ import annotations

import re
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.crs import Datum, geometries_to_wgs84, to_wgs84
from gridmap.grids.rules.field import Field, as_text
from gridmap.grids.rules.fit import in_area_of_use, refuse_wrong_crs

Bools = npt.NDArray[np.bool_]
Geometries = npt.NDArray[np.object_]
Repair = Literal["refuse", "make-valid"]

WKT = Field("wkt", ("geometry", "geom", "the_geom", "shape", "geometrie", "geometrie_wkt", "wkt_geom", "几何"))

_POLYGON, _MULTILINE, _COLLECTION = 3, 5, 7  # GEOS type numbers
_REASON_LENGTH = 80
_NO_WKT = "is no WKT geometry; POLYGON ((lon lat, …)) is."
_IS_NOT_PLAIN = "is a curve, a surface or a collection; points, lines and polygons with straight edges are read."
# of curves shapely refuses the whole column, and collections within collections can overflow its stack
_NOT_PLAIN = re.compile(
    r"circularstring|compoundcurve|curvepolygon|multicurve|multisurface|polyhedralsurface|tin\b|triangle|"
    r"geometrycollection(?!\s*(?:z|m|zm)?\s*empty)",
    re.IGNORECASE,
)


def read_polygons(
    frame: pd.DataFrame,
    geometry: Geometries | None,
    *,
    datum: Datum,
    repair: Repair = "refuse",
    region: BaseGeometry | None = None,
) -> tuple[Geometries, list[Issue]]:
    """MultiPolygons in WGS-84, None where the row has no usable one, and what was wrong.

    Self-crossing and otherwise invalid polygons are errors; with repair="make-valid" they are mended and each is a
    warning that tells how much its area changed. Raises WrongCrs as `read_positions` does.
    """
    shapes, issues = shapes_of(frame, geometry, dimension=2, wanted="a polygon or multipolygon")
    lines = frame.index.to_numpy()
    valid = shapely.is_valid(shapes) | shapely.is_missing(shapes)
    for i in np.flatnonzero(~valid):
        shapes[i], issue = _mended(shapes[i], int(lines[i]), repair=repair)
        issues.append(issue)
    placed = _placed(shapes, frame.index, issues, datum=datum, region=region)
    empty = ~shapely.is_missing(placed) & (shapely.area(placed) == 0.0)
    issues += [_issue(line, "no-area", "The polygon has no area.") for line in frame.index[empty]]
    placed[empty] = None
    return _as_multipolygons(placed), issues


def read_lines(
    frame: pd.DataFrame, geometry: Geometries | None, *, datum: Datum, region: BaseGeometry | None = None
) -> tuple[Geometries, list[Issue]]:
    """LineStrings in WGS-84 (a multi-line whose parts join end to end becomes one), None where there is no usable one."""
    shapes, issues = shapes_of(frame, geometry, dimension=1, wanted="a line")
    several = shapely.get_type_id(shapes) == _MULTILINE
    shapes[several] = shapely.line_merge(shapes[several])
    broken = shapely.get_type_id(shapes) == _MULTILINE
    issues += [_issue(line, "line-in-parts", "The line has parts that do not join; give each its own row.")
               for line in frame.index[broken]]  # fmt: skip
    short = ~shapely.is_missing(shapes) & ~broken & (shapely.length(shapes) == 0.0)
    issues += [_issue(line, "no-length", "The line has no length.") for line in frame.index[short]]
    shapes[broken | short] = None
    return _placed(shapes, frame.index, issues, datum=datum, region=region), issues


def shapes_of(
    frame: pd.DataFrame,
    geometry: Geometries | None,
    *,
    dimension: int,
    wanted: str,
    absent: Literal["refused", "allowed"] = "refused",
    severity: Severity = Severity.ERROR,
) -> tuple[Geometries, list[Issue]]:
    """Finite geometries of the wanted dimension as received; None and an issue for the others."""
    issues: list[Issue] = []
    if geometry is not None:
        shapes = np.array(geometry, dtype=object)
    elif "wkt" in frame.columns:
        shapes, issues = _from_wkt(frame["wkt"], severity=severity)
    else:
        shapes = np.full(len(frame), None, dtype=object)
    told = {issue.line for issue in issues}
    nothing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if absent == "refused":
        issues += [_issue(line, "no-geometry", f"The row has no geometry; {wanted} is needed.", severity)
                   for line in frame.index[nothing] if line not in told]  # fmt: skip
    lines = frame.index.to_numpy()
    wrong = ~nothing & ~_is_of_dimension(shapes, dimension)
    issues += [
        _issue(int(lines[i]), "wrong-geometry", f"The geometry is a {shapes[i].geom_type}; {wanted} is needed.",
               severity)
        for i in np.flatnonzero(wrong)
    ]  # fmt: skip
    shapes[nothing | wrong] = None
    infinite = ~_is_finite(shapes)
    issues += [_issue(line, "not-finite", "The geometry has coordinates that are NaN or infinite.", severity)
               for line in frame.index[infinite]]  # fmt: skip
    shapes[infinite] = None
    return shapes, issues


def _from_wkt(series: pd.Series, *, severity: Severity) -> tuple[Geometries, list[Issue]]:
    text = as_text(series)
    not_plain = text.str.match(_NOT_PLAIN).fillna(False).to_numpy(dtype=np.bool_)
    read = text.astype(object).where(text.notna() & ~not_plain, None)
    shapes: Geometries = np.array(shapely.from_wkt(read, on_invalid="ignore"))
    bad = text.notna().to_numpy() & shapely.is_missing(shapes)
    issues = [
        Issue(int(str(line)), "wkt", "wrong-geometry" if known else "bad-wkt",
              f"{value[:60]!r} {_IS_NOT_PLAIN if known else _NO_WKT}", severity, value[:80])
        for (line, value), known in zip(text[bad].items(), not_plain[bad], strict=True)
    ]  # fmt: skip
    return shapes, issues


def _is_finite(shapes: Geometries) -> Bools:
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    finite = np.ones(len(shapes), dtype=np.bool_)
    finite[owner[~np.isfinite(points).all(axis=1)]] = False
    return finite


def _is_of_dimension(shapes: Geometries, dimension: int) -> Bools:
    kinds = shapely.get_type_id(shapes)
    return np.asarray(
        (shapely.get_dimensions(shapes) == dimension) & (kinds != _COLLECTION) & ((dimension > 0) | (kinds == 0))
    )


def _mended(shape: BaseGeometry, line: int, *, repair: Repair) -> tuple[BaseGeometry | None, Issue]:
    reason = shapely.is_valid_reason(shape)[:_REASON_LENGTH]
    if repair == "refuse":
        message = (
            f"The polygon is invalid ({reason}). Mend it in its source, or let --repair do it and read the report."
        )
        return None, _issue(line, "invalid-polygon", message)
    mended = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = [part for part in shapely.get_parts(mended) if shapely.area(part) > 0.0]
    if not parts:
        return None, _issue(
            line, "invalid-polygon", f"The polygon is invalid ({reason}) and nothing of it has an area."
        )
    result = shapely.multipolygons(parts) if len(parts) > 1 else parts[0]
    before, after = abs(float(shapely.area(shape))), float(shapely.area(result))
    change = f"{(after - before) / before:+.4%}" if before > 0.0 else "from 0"
    message = f"The polygon was invalid ({reason}) and was repaired as asked; its area changed by {change}."
    return result, _issue(line, "repaired-polygon", message, Severity.WARNING)


def _placed(
    shapes: Geometries, lines: pd.Index, issues: list[Issue], *, datum: Datum, region: BaseGeometry | None
) -> Geometries:
    """The shapes in WGS-84; those outside the world or the CRS's area of use become None with an issue."""
    bounds = shapely.bounds(shapes)
    there = np.isfinite(bounds).all(axis=1)
    x, y = bounds[there][:, [0, 2]], bounds[there][:, [1, 3]]
    refuse_wrong_crs(x.ravel(), y.ravel(), datum)
    if datum.is_degrees:
        bad = ((np.abs(x) > 180.0) | (np.abs(y) > 90.0)).any(axis=1)
        what = "Coordinates lie outside longitude -180 to 180 and latitude -90 to 90 (longitude comes first)."
    else:
        bad = ~in_area_of_use(*to_wgs84(x.ravel(), y.ravel(), datum), datum).reshape(-1, 2).all(axis=1)
        what = f"Coordinates lie outside the area of use of {datum.name}."
    rows = np.flatnonzero(there)[bad]
    issues += [_issue(int(lines[i]), "out-of-range", what) for i in rows]
    shapes = shapes.copy()
    shapes[rows] = None
    return geometries_to_wgs84(shapes, datum, region=region)


def _as_multipolygons(shapes: Geometries) -> Geometries:
    single = shapely.get_type_id(shapes) == _POLYGON
    parts = shapes[single]
    if len(parts):
        shapes = shapes.copy()
        shapes[single] = shapely.multipolygons(parts, indices=np.arange(len(parts)))
    return shapes


def _issue(line: int, code: str, message: str, severity: Severity = Severity.ERROR) -> Issue:
    return Issue(int(line), "geometry", code, message, severity)
