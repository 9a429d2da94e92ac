"""Units: the organisations that take in, dispatch, mend and verify. Never a person.

A file brings code, name, role and area; columns of people (leader, phone) match no field and are left behind.
"""

from __future__ import annotations

import pandas as pd

from gridmap.errors import Issue
from gridmap.grids.rules.field import Field, Parsed, as_text, quoted
from gridmap.grids.rules.record_id import refused_ids
from gridmap.grids.rules.row import parsed, repeated_keys, required
from gridmap.grids.rules.withheld import is_withheld
from gridmap.service.rules.coded import read_codes, read_words, translate
from gridmap.service.rules.incident_field import plain_word
from gridmap.service.rules.state import Role

FIELDS = (
    Field("unit_id", ("单位编码", "部门编码", "unit_code", "code", "id"), required=True),
    Field("name", ("单位名称", "部门名称", "unit_name", "organisation", "organization"), required=True),
    Field("role", ("角色", "单位角色", "职责"), required=True),
    Field("area", ("区划代码", "area_code", "行政区划代码", "所属区域")),
)
ROLES = tuple(str(role) for role in Role if role is not Role.SOURCE)

_ROLE_WORDS = {
    "intake": "intake|reporting|受理|受理中心|信息采集|采集",
    "centre": "centre|center|dispatch|指挥中心|派遣|监督中心|监督指挥中心|调度",
    "handler": "handler|contractor|department|处置|处置部门|责任单位|专业部门|养护单位",
    "verifier": "verifier|inspection|核查|核实|核查单位|监督",
}
_ROLES = {word: role for role, words in _ROLE_WORDS.items() for word in words.split("|")}


def read_units(frame: pd.DataFrame) -> Parsed:
    """The units of these rows. frame: columns named as FIELDS, raw; index = lines. No geometry."""
    ids, names = read_codes(frame["unit_id"], name="unit_id"), as_text(frame["name"]).astype("str")
    words = read_words(frame["role"], rows=len(frame))
    roles, unknown = translate(words, lambda word: _ROLES.get(plain_word(word)), into=ROLES)
    made = pd.DataFrame({"unit_id": ids, "name": names, "role": pd.Series(roles, index=frame.index).astype("str")})
    made["area"] = read_codes(frame["area"], name="area") if "area" in frame else None
    issues = [
        _unknown_role(int(line), str(word)) for line, word in zip(frame.index[unknown], words[unknown], strict=True)
    ]
    issues += [*refused_ids(ids, name="unit_id"), *_persons(names)]
    for name in ("unit_id", "name", "role"):
        issues += required(made[name], name, issues)
    return parsed(made, None, [*issues, *repeated_keys(made, ["unit_id"])])


def _persons(names: pd.Series) -> list[Issue]:
    message = "name looks like a person's, or holds an address; a unit is an organisation. The row was not taken."
    people = {name for name in names.dropna().unique() if is_withheld(name)}
    return [Issue(int(line), "name", "person-not-stored", message) for line in names.index[names.isin(people)]]


def _unknown_role(line: int, word: str) -> Issue:
    return Issue(
        line, "role", "unknown-role", f"role is {quoted(word)}; {', '.join(ROLES)} are known.", value=word[:80]
    )
