"""Water: ground that nobody stands on, so it is no public space."""

from __future__ import annotations

import pandas as pd

from gridmap.grids.rules.codes import as_code
from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.field import Field, Parsed
from gridmap.grids.rules.record import keep_shaped, text_of
from gridmap.grids.rules.shape import WKT, Geometries, Repair, read_polygons

FIELDS = (
    Field("water_id", ("id", "osm_id", "水体编号"), required=True),
    Field("name", ("名称", "naam", "nom")),
    WKT,
)


def read_water(frame: pd.DataFrame, geometry: Geometries | None, *, datum: Datum, repair: Repair = "refuse") -> Parsed:
    """Water on the lines that can be stored: canonical columns, MultiPolygons in WGS-84."""
    water, issues = as_code(frame["water_id"], name="water_id")
    shapes, bad_shapes = read_polygons(frame, geometry, datum=datum, repair=repair)
    made = pd.DataFrame({"water_id": water, "name": text_of(frame, "name")}, index=frame.index)
    return keep_shaped(made, shapes, [*issues, *bad_shapes], required=("water_id",))
