"""Areas: administrative units of any level, each with a code, a parent and days on which it stands."""

from __future__ import annotations

from datetime import date

import pandas as pd

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.codes import CN_DIVISION, as_code, is_division_code, level_of, parent_code
from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.field import Field, Parsed, as_text
from gridmap.grids.rules.record import VALIDITY, household_count, keep_shaped, read_validity, text_of
from gridmap.grids.rules.shape import WKT, Geometries, Repair, read_polygons

FIELDS = (
    Field(
        "code",
        ("area_code", "adcode", "代码", "区划代码", "行政区划代码", "编码", "gemeindecode", "ags", "insee", "geoid",
         "ward_code", "Code_County", "gss_code"),
        required=True,
    ),
    Field("name", ("area_name", "名称", "区划名称", "naam", "nom", "label", "Name_County", "ward_name"), required=True),
    Field("level", ("级别", "层级", "niveau", "ebene", "type")),
    Field("parent", ("parent_code", "上级代码", "父级代码", "pcode")),
    Field("households", ("户数", "hushoudens", "haushalte", "menages")),
    Field("code_scheme", ("scheme", "编码体系")),
    *VALIDITY,
    WKT,
)  # fmt: skip


def read_areas(
    frame: pd.DataFrame,
    geometry: Geometries | None,
    *,
    datum: Datum,
    as_of: date,
    repair: Repair = "refuse",
    code_scheme: str = CN_DIVISION,
) -> Parsed:
    """Areas on the lines that can be stored: canonical columns and MultiPolygons in WGS-84.

    A division code fills in a missing level and parent. A parent that the code's own digits contradict is a warning: development zones and
    split towns have such parents, so the stated one stands.
    """
    code, issues = as_code(frame["code"])
    scheme = text_of(frame, "code_scheme").fillna(code_scheme)
    parent, bad_parents = as_code(text_of(frame, "parent"), name="parent")
    known = (
        code.where(scheme.eq(CN_DIVISION))
        .map(lambda c: is_division_code(c) if isinstance(c, str) else False)
        .astype(bool)
    )
    level = text_of(frame, "level").where(lambda s: s.notna() | ~known, code.map(_level))
    prefix = code.where(known).map(lambda c: parent_code(c) if isinstance(c, str) else None)
    shapes, bad_shapes = read_polygons(frame, geometry, datum=datum, repair=repair)
    valid_from, valid_to, dated, bad_days = read_validity(frame, as_of=as_of)
    households, bad_counts = household_count(frame)
    made = pd.DataFrame(
        {
            "code": code,
            "code_scheme": scheme,
            "name": as_text(frame["name"]),
            "level": level.fillna("area"),
            "parent": parent.where(parent.notna() | ~known, prefix),
            "path": code + "/",
            "households": households,
            "valid_from": valid_from,
            "valid_to": valid_to,
            "dated": dated,
        },
        index=frame.index,
    )
    issues += [*bad_parents, *bad_shapes, *bad_days, *bad_counts, *_unlike_prefix(made, prefix)]
    return keep_shaped(made, shapes, issues, required=("code", "name"))


def _level(code: object) -> str | None:
    return level_of(code) if isinstance(code, str) else None


def _unlike_prefix(made: pd.DataFrame, prefix: pd.Series) -> list[Issue]:
    differs = made["parent"].notna() & prefix.notna() & made["parent"].ne(prefix)
    return [
        Issue(
            int(str(line)),
            "parent",
            "parent-unlike-prefix",
            f"{made.at[line, 'code']} names the parent {made.at[line, 'parent']}, and its digits say {prefix[line]}; the named one stands.",
            Severity.WARNING,
        )
        for line in made.index[differs]
    ]
