"""Private ground: plots that are no public space and whose being filmed is a finding. Only id and shape are read."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.field import Field, Parsed, keep_rows
from gridmap.grids.rules.record_id import refused_ids
from gridmap.grids.rules.shape import WKT, Repair, read_polygons
from gridmap.register.rules.column import each, place_ids, same_places, text_column, without_point

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

    Owners, uses and addresses have no field here. A row without an id is known by its place; rows without a valid
    polygon are refused.
    """
    shapes, issues = read_polygons(frame, geometry, datum=datum, repair=repair)
    stated = each(text_column(frame, "ground_id"), without_point)
    of_place = place_ids(shapes, frame.index).where(stated.isna(), None)
    made = pd.DataFrame({"ground_id": stated.where(stated.notna(), each(of_place, "at-{}".format))}, index=frame.index)
    again, same = same_places(of_place, name="ground_id")
    issues += [*refused_ids(made["ground_id"], name="ground_id"), *_without_id(of_place), *same]
    kept = keep_rows(made[~again], issues)
    return Parsed(kept, np.asarray(shapes)[made.index.isin(kept.index)], tuple(issues))


def _without_id(of_place: pd.Series) -> list[Issue]:
    lines = of_place.index[of_place.notna()]
    if lines.empty:
        return []
    message = (
        f"{len(lines)} plots have no id; one was made of each one's place, so a plot that is redrawn is a new one. "
        "Name the column with --map ground_id=COLUMN."
    )
    return [Issue(int(lines[0]), "ground_id", "id-from-place", message, Severity.NOTE)]
