"""Assets: the lamps, covers, drains, signals and trees that incidents lie on. Cameras are none of them.

A surveillance device belongs to the register and to no incident: rows of that kind, by word or by the type number
01050 of the Chinese component code, are refused and counted.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gridmap.errors import Issue
from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.field import Field, Parsed, as_text, keep_rows, missing_value
from gridmap.service.rules.category import Reason
from gridmap.service.rules.coded import read_codes
from gridmap.service.rules.incident_field import plain_word
from gridmap.service.rules.incident_point import read_points
from gridmap.service.rules.unit import without_repeats

Flags = npt.NDArray[np.bool_]

FIELDS = (
    Field("asset_id", ("部件编码", "部件标识码", "objcode", "asset_code", "id"), required=True),
    Field("kind", ("部件名称", "部件类型", "小类名称", "asset_type", "type"), required=True),
    Field("segment_id", ("路段编码", "路段编号")),
    Field("lon", ("longitude", "long", "lng", "经度")),
    Field("lat", ("latitude", "纬度")),
)

_CAMERA_PARTS = ("camera", "cctv", "surveillance", "监控", "摄像", "电子眼", "探头", "overwachung")
# component id of GB/T 47678.5-2026: 6 digits of the county, 5 of the type, 6 of the sequence
_COMPONENT_DIGITS = 17
_CAMERA_TYPE = "01050"


def read_assets(frame: pd.DataFrame, geometry: npt.NDArray[Any] | None, *, datum: Datum) -> Parsed:
    """The assets of these rows, with points in WGS-84.

    frame: columns named as FIELDS, raw; index = lines. geometry: points in `datum`, or None (then lon and lat).
    """
    ids, kinds = read_codes(frame["asset_id"], name="asset_id"), as_text(frame["kind"]).astype("str")
    refused = _is_camera(ids, kinds)
    rows, shapes = frame[~refused], geometry[~refused] if geometry is not None else None
    points = read_points(rows, shapes, datum=datum)
    made = pd.DataFrame({"asset_id": ids[~refused], "kind": kinds[~refused]})
    made["segment_id"] = read_codes(rows["segment_id"], name="segment_id") if "segment_id" in rows else None
    for name in ("asset_id", "kind"):
        issues += required(made[name], name, issues)
    told = {issue.line for issue in place.issues}
    nowhere = [int(line) for line in frame.index[~place.is_given] if int(line) not in told]
    return parsed(made, place.points, [*issues, *place.issues, *missing_value(nowhere, "lon")])
