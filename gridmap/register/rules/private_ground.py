"""Private ground: plots that are no public space and whose being filmed is a finding. Only id and shape are read."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.field import Field, Parsed, keep_rows
from gridmap.grids.rules.shape import WKT, Repair, read_polygons
from gridmap.register.rules.column import identified

FIELDS = (
    Field(
        "ground_id", ("id", "plot_id", "parcel_id", "地块编号", "宗地编号", "perceel", "Flurstück", "parcelle", "fid")
    ),
    WKT,
)


def read_private_ground(
    frame: pd.DataFrame, geometry: NDArray[Any] | None, *, datum: Datum, repair: Repair = "refuse"
) -> Parsed:
    """Plots from raw columns: ground_id and MultiPolygons in WGS-84.

    Owners, uses and addresses have no field here. Rows without an id or a valid polygon are refused.
    """
    shapes, issues = read_polygons(frame, geometry, datum=datum, repair=repair)
    made, missing = identified(frame, "ground_id")
    issues += missing
    kept = keep_rows(made, issues)
    return Parsed(kept, np.asarray(shapes)[made.index.isin(kept.index)], tuple(issues))
