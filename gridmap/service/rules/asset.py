"""Assets: lamps, drains, signals, … that break and are mended."""

from __future__ import annotations

import pandas as pd

from gridmap.grids.rules.codes import as_code
from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.field import Field, Parsed, missing_value
from gridmap.grids.rules.position import POSITION_FIELDS, read_positions
from gridmap.grids.rules.record import keep_shaped, text_of
from gridmap.grids.rules.shape import Geometries

FIELDS = (
    Field("asset_id", ("id", "部件编码", "部件标识码", "pole_number"), required=True),
    Field("kind", ("type", "部件类型", "部件名称"), required=True),
    Field("segment_id", ("路段编号",)),
    *POSITION_FIELDS,
)


def read_assets(frame: pd.DataFrame, geometry: Geometries | None, *, datum: Datum) -> Parsed:
    """Assets on the lines that can be stored: asset_id, kind, segment_id, points in WGS-84."""
    asset, issues = as_code(frame["asset_id"], name="asset_id")
    place = read_positions(frame, geometry, datum=datum)
    made = pd.DataFrame(
        {"asset_id": asset, "kind": text_of(frame, "kind"), "segment_id": text_of(frame, "segment_id")},
        index=frame.index,
    )
    told = {issue.line for issue in place.issues}
    nowhere = [int(line) for line in frame.index[~place.is_given] if int(line) not in told]
    return keep_shaped(
        made, place.points, [*issues, *place.issues, *missing_value(nowhere, "lon")], required=("asset_id", "kind")
    )
