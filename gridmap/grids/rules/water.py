"""Water: ground that is no public space to be filmed and nobody's grid to mend."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from gridmap.grids.rules.area import text_or_number
from gridmap.grids.rules.codes import as_code
from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.field import Field, Parsed
from gridmap.grids.rules.ground_text import public_names, refused_ground_ids
from gridmap.grids.rules.row import parsed, repeated_keys, required, text_column
from gridmap.grids.rules.shape import WKT, Repair, read_polygons

Geometries = npt.NDArray[np.object_]

FIELDS = (
    Field(
        "water_id",
        ("osm_id", "waterid", "hydroid", "gewaesser_id", "gewässer_id", "id_plan_eau", "水体编号", "水系编码", "gml_id", "id", "fid", "objectid"),
        required=True,
    ),
    Field("name", ("fullname", "gnis_name", "水体名称", "河流名称", "名称", "gewaessername", "naam", "nom", "toponyme")),
    WKT,
)  # fmt: skip


def read_water(frame: pd.DataFrame, geometry: Geometries | None, *, datum: Datum, repair: Repair = "refuse") -> Parsed:
    """Water of a chunk: water_id, name; MultiPolygons in WGS-84.

    frame: columns by our field names, index = line numbers. Raises WrongCrs.
    """
    shapes, issues = read_polygons(frame, geometry, datum=datum, repair=repair)
    water_id, more = as_code(text_or_number(frame, "water_id"), name="water_id")
    issues += [*more, *refused_ground_ids(water_id, name="water_id")]
    issues += required(water_id, "water_id", issues)
    name, more = public_names(text_column(frame, "name"), name="name")
    issues += more
    water = pd.DataFrame({"water_id": water_id, "name": name}, index=frame.index)
    return parsed(water, shapes, issues + repeated_keys(water, ["water_id"]))
