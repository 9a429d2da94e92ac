"""Buildings: footprints that block sight and are no public space."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.codes import as_code
from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.field import Field, Parsed, as_number
from gridmap.grids.rules.record import keep_shaped, text_of
from gridmap.grids.rules.shape import WKT, Geometries, Repair, read_polygons

_TALLEST_M = 900.0
_DWELLING = (
    "dwelling",
    "residential",
    "apartments",
    "house",
    "detached",
    "terrace",
    "semidetached_house",
    "住宅",
    "居住",
)
_OTHER = (
    "other",
    "commercial",
    "office",
    "retail",
    "industrial",
    "school",
    "church",
    "garage",
    "hotel",
    "warehouse",
    "其他",
    "商业",
    "办公",
    "工业",
)

FIELDS = (
    Field("building_id", ("id", "osm_id", "wid", "建筑编号", "楼栋编号", "gebouw_id"), required=True),
    Field("height_m", ("height", "高度", "建筑高度", "hoogte", "hoehe", "hauteur")),
    Field("use", ("building", "usage", "用途", "建筑用途", "gebruik", "nutzung")),
    WKT,
)


def read_buildings(
    frame: pd.DataFrame, geometry: Geometries | None, *, datum: Datum, repair: Repair = "refuse"
) -> Parsed:
    """Buildings on the lines that can be stored: canonical columns, MultiPolygons in WGS-84.

    use: dwelling, other, or unknown (`building=yes` says nothing). A height that is no number from 0 to 900 m is a warning and unknown.
    """
    building, issues = as_code(frame["building_id"], name="building_id")
    shapes, bad_shapes = read_polygons(frame, geometry, datum=datum, repair=repair)
    height = pd.Series(np.nan, index=frame.index)
    if "height_m" in frame:
        height, bad = as_number(frame["height_m"], name="height_m", low=0, high=_TALLEST_M, unit="m")
        issues += [Issue(i.line, i.field, i.code, i.message, Severity.WARNING, i.value) for i in bad]
    made = pd.DataFrame(
        {"building_id": building, "height_m": height.where(height > 0), "use": use_of(text_of(frame, "use"))},
        index=frame.index,
    )
    return keep_shaped(made, shapes, [*issues, *bad_shapes], required=("building_id",))


def use_of(words: pd.Series) -> pd.Series:
    """dwelling, other or unknown from a source's word."""
    plain = words.str.casefold().str.strip()
    known = pd.Series("unknown", index=words.index, dtype=object)
    known[plain.isin(_DWELLING).fillna(False).astype(bool)] = "dwelling"
    known[plain.isin(_OTHER).fillna(False).astype(bool)] = "other"
    return known
