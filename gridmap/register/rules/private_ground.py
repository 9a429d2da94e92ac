"""Private ground: plots that are nobody's street. No owner, no use, only the polygon."""

from __future__ import annotations

import pandas as pd

from gridmap.grids.rules.codes import as_code
from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.field import Field, Parsed
from gridmap.grids.rules.record import keep_shaped
from gridmap.grids.rules.shape import WKT, Geometries, Repair, read_polygons

FIELDS = (Field("ground_id", ("id", "plot_id", "parcel_id", "osm_id", "地块编号", "perceel_id"), required=True), WKT)


def read_private_ground(
    frame: pd.DataFrame, geometry: Geometries | None, *, datum: Datum, repair: Repair = "refuse"
) -> Parsed:
    """Plots on the lines that can be stored: ground_id, MultiPolygons in WGS-84."""
    ground, issues = as_code(frame["ground_id"], name="ground_id")
    shapes, bad_shapes = read_polygons(frame, geometry, datum=datum, repair=repair)
    made = pd.DataFrame({"ground_id": ground}, index=frame.index)
    return keep_shaped(made, shapes, [*issues, *bad_shapes], required=("ground_id",))
