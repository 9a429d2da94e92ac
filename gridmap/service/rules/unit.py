"""Units: organisations that take in, direct, handle and verify. Never persons."""

from __future__ import annotations

import pandas as pd

from gridmap.errors import Issue
from gridmap.grids.rules.codes import as_code
from gridmap.grids.rules.field import Field, Parsed, keep_rows, missing_value
from gridmap.grids.rules.record import text_of

ROLES = ("intake", "centre", "handler", "verifier")
_WORDS = {
    "受理": "intake",
    "采集": "intake",
    "指挥中心": "centre",
    "center": "centre",
    "处置": "handler",
    "核查": "verifier",
}

FIELDS = (
    Field("unit_id", ("id", "单位编码", "部门编码"), required=True),
    Field("name", ("单位名称", "部门名称", "department"), required=True),
    Field("role", ("职责", "角色"), required=True),
    Field("area", ("area_code", "区划代码")),
)


def read_units(frame: pd.DataFrame) -> Parsed:
    """Units on the lines that can be stored: unit_id, name, role (intake, centre, handler, verifier), area."""
    unit, issues = as_code(frame["unit_id"], name="unit_id")
    role = text_of(frame, "role").str.casefold().replace(_WORDS)
    made = pd.DataFrame(
        {"unit_id": unit, "name": text_of(frame, "name"), "role": role, "area": text_of(frame, "area")},
        index=frame.index,
    )
    for name in ("unit_id", "name", "role"):
        issues += missing_value(made.index[made[name].isna()], name)
    issues += [
        Issue(
            int(str(line)),
            "role",
            "unknown-role",
            f"role is {value!r}; one of {', '.join(ROLES)} is needed.",
            value=str(value)[:80],
        )
        for line, value in role[role.notna() & ~role.isin(ROLES)].items()
    ]
    return Parsed(keep_rows(made, issues), None, tuple(issues))
