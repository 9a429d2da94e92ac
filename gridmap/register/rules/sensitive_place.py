"""Sensitive places: where being filmed tells something about a person. Their kind is never read, let alone stored."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from gridmap.errors import Issue
from gridmap.grids.rules.codes import as_code
from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.field import Field, Parsed
from gridmap.grids.rules.position import POSITION_FIELDS, read_positions
from gridmap.grids.rules.record import keep_shaped
from gridmap.grids.rules.shape import Geometries, Repair, read_polygons

FIELDS = (Field("place_id", ("id", "osm", "osm_id", "program_number", "编号"), required=True), *POSITION_FIELDS)

_POINT = 0


def read_sensitive_places(
    frame: pd.DataFrame, geometry: Geometries | None, *, datum: Datum, repair: Repair = "refuse"
) -> Parsed:
    """Places on the lines that can be stored: place_id and a point or MultiPolygon in WGS-84, nothing else."""
    place, issues = as_code(frame["place_id"], name="place_id")
    shapes: Geometries = np.full(len(frame), None, dtype=object)
    points = np.ones(len(frame), dtype=bool) if geometry is None else shapely.get_type_id(geometry) == _POINT
    for which, found in ((points, _points), (~points, _polygons)):
        if which.any():
            some = None if geometry is None else geometry[which]
            shapes[which], bad = found(frame[which], some, datum, repair)
            issues += bad
    made = pd.DataFrame({"place_id": place}, index=frame.index)
    told = {issue.line for issue in issues}
    nowhere = [int(line) for line in frame.index[shapely.is_missing(shapes)] if int(line) not in told]
    issues += [
        Issue(line, "lon", "no-geometry", "The row has no place; a point or a polygon is needed.") for line in nowhere
    ]
    return keep_shaped(made, shapes, issues, required=("place_id",))


def _points(
    frame: pd.DataFrame, geometry: Geometries | None, datum: Datum, _repair: Repair
) -> tuple[Geometries, list[Issue]]:
    found = read_positions(frame, geometry, datum=datum)
    return found.points, list(found.issues)


def _polygons(
    frame: pd.DataFrame, geometry: Geometries | None, datum: Datum, repair: Repair
) -> tuple[Geometries, list[Issue]]:
    return read_polygons(frame, geometry, datum=datum, repair=repair)
