"""Assets: the lamps, covers, drains, signals and trees that break and are mended. Cameras are none of them.

A surveillance device belongs to the register and to no incident: rows of that kind, by word or by the type number
01050 of the Chinese component code, are refused and counted.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from gridmap.errors import Issue
from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.field import Field, Parsed, as_text, missing_value
from gridmap.grids.rules.position import POSITION_FIELDS, read_positions
from gridmap.grids.rules.record_id import code_problem, find_problems, id_issues
from gridmap.grids.rules.row import parsed, repeated_keys, required
from gridmap.grids.rules.shape import Geometries
from gridmap.grids.rules.withheld import is_withheld
from gridmap.service.rules.category import Reason
from gridmap.service.rules.coded import read_codes
from gridmap.service.rules.incident_field import plain_word

FIELDS = (
    Field("asset_id", ("部件编码", "部件标识码", "objcode", "asset_code", "pole_number", "id"), required=True),
    Field("kind", ("部件名称", "部件类型", "小类名称", "asset_type", "type"), required=True),
    Field("segment_id", ("路段编码", "路段编号")),
    *POSITION_FIELDS,
)

_CAMERA_PARTS = ("camera", "kamera", "cctv", "surveillance", "监控", "摄像", "电子眼", "探头")
# component id of GB/T 47678.5-2026: 6 digits of the county, 5 of the type, 6 of the sequence
_COMPONENT_DIGITS = 17
_CAMERA_TYPE = "01050"


def read_assets(frame: pd.DataFrame, geometry: Geometries | None, *, datum: Datum) -> Parsed:
    """Assets on the lines that can be stored: asset_id, kind, segment_id, points in WGS-84.

    frame: columns named as FIELDS, raw; index = lines. geometry: points in `datum`, or None.
    """
    refused = _is_camera(frame)
    rows, shapes = frame[~refused], geometry[~refused] if geometry is not None else None
    made = pd.DataFrame({"asset_id": read_codes(rows["asset_id"], name="asset_id"), "kind": as_text(rows["kind"])})
    made["segment_id"] = read_codes(rows["segment_id"], name="segment_id") if "segment_id" in rows else None
    place = read_positions(rows, shapes, datum=datum)
    issues = [*place.issues, *_of_persons(made)]
    for name in ("asset_id", "kind"):
        issues += required(made[name], name, issues)
    told = {issue.line for issue in issues}
    nowhere = [int(line) for line in rows.index[~place.is_given] if int(line) not in told]
    issues += [*missing_value(nowhere, "lon"), *repeated_keys(made, ["asset_id"])]
    found = parsed(made, place.points, issues)
    counts = {str(Reason.SURVEILLANCE_ASSET): int(refused.sum())} if refused.any() else {}
    return Parsed(found.frame, found.geometry, found.issues, counts)


def _of_persons(made: pd.DataFrame) -> list[Issue]:
    """Ids that are no codes, and kinds that are no kinds of thing but somebody or an address."""
    kinds = {kind for kind in made["kind"].dropna().unique() if is_withheld(str(kind))}
    message = "kind looks like a person's, or like an address of a stream or a device; the kind of thing is needed."
    return [
        *id_issues(find_problems(made["asset_id"], code_problem), lines=made.index, name="asset_id"),
        *[Issue(int(line), "kind", "person-not-stored", message) for line in made.index[made["kind"].isin(kinds)]],
        *id_issues(find_problems(made["segment_id"], code_problem), lines=made.index, name="segment_id"),
    ]


def _is_camera(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    kinds, ids = as_text(frame["kind"]), frame["asset_id"].astype("str")
    words = {kind: any(part in plain_word(kind) for part in _CAMERA_PARTS) for kind in kinds.dropna().unique()}
    by_word = np.array([words.get(kind, False) for kind in kinds.astype(object)], dtype=bool)
    by_code = (ids.str.len() == _COMPONENT_DIGITS) & (ids.str.slice(6, 11) == _CAMERA_TYPE)
    flags: npt.NDArray[np.bool_] = by_word | by_code.fillna(False).to_numpy(dtype=bool)
    return flags
