"""Sensitive places (schools, clinics, places of worship, unions, polling places …): where, never what.

Only an id and a shape are read and stored, whatever else the file has. The id is replaced by a digest, because
sources name the kind in it.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.field import Field, Parsed, keep_rows
from gridmap.grids.rules.position import LAT, LON, read_positions
from gridmap.grids.rules.record_id import id_problem
from gridmap.grids.rules.shape import WKT, Repair, read_polygons
from gridmap.register.rules.column import each, holds, place_ids, same_places, text_column

FIELDS = (Field("place_id", ("id", "osm_id", "@id", "编号", "fid", "objectid")), LON, LAT, WKT)


def read_sensitive_places(
    frame: pd.DataFrame, geometry: NDArray[Any] | None, *, datum: Datum, repair: Repair = "refuse"
) -> Parsed:
    """Places from raw columns: place_id (a digest of the source's id; of the place where it has none or one of a person), geometry.

    geometry: points and polygons in `datum` may be mixed, or None with columns lon and lat. Returns WGS-84 points and
    MultiPolygons. Rows without a usable place are refused; no message repeats an attribute.
    """
    shapes, issues = _places(frame, geometry, datum=datum, repair=repair)
    nowhere = shapely.is_missing(shapes)
    told = {issue.line for issue in issues if issue.severity is Severity.ERROR}
    issues += [
        Issue(int(line), "geometry", "no-geometry", "The row has no place; a point or a polygon is needed.")
        for line in frame.index[nowhere]
        if line not in told
    ]
    ids = text_column(frame, "place_id")
    stated = each(ids.mask(holds(ids, lambda text: id_problem(text) is not None), None), _digest)
    of_place = place_ids(shapes, frame.index).where(stated.isna(), None)
    made = pd.DataFrame({"place_id": stated.where(stated.notna(), of_place)}, index=frame.index)
    again, same = same_places(of_place, name="place_id")
    issues += same
    kept = keep_rows(made[~again], issues)
    return Parsed(kept, shapes[made.index.isin(kept.index)], tuple(issues))


def _places(
    frame: pd.DataFrame, geometry: NDArray[Any] | None, *, datum: Datum, repair: Repair
) -> tuple[NDArray[Any], list[Issue]]:
    """Points by the rule of positions, all else by the rule of polygons."""
    if geometry is None:
        position = read_positions(frame, None, datum=datum)
        return position.points, list(position.issues)
    shapes = np.array(geometry, dtype=object)
    is_point = shapely.get_type_id(shapes) <= 0  # -1 is missing
    position = read_positions(frame[is_point], shapes[is_point], datum=datum)
    areas, issues = read_polygons(frame[~is_point], shapes[~is_point], datum=datum, repair=repair)
    shapes[is_point], shapes[~is_point] = position.points, areas
    return shapes, [*position.issues, *issues]


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
