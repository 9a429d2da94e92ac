"""Grids: the polygons that teams answer for."""

from __future__ import annotations

from datetime import date

import pandas as pd

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.codes import DEFAULT_GRID_PATTERN, as_code, compile_grid_pattern
from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.field import Field, Parsed
from gridmap.grids.rules.record import VALIDITY, household_count, keep_shaped, read_validity, text_of
from gridmap.grids.rules.shape import WKT, Geometries, Repair, read_polygons

KINDS = ("unit", "base", "dedicated", "special", "neighbourhood", "ward", "precinct")
_WORDS = {"单元": "unit", "单元网格": "unit", "基础": "base", "基础网格": "base", "专属": "dedicated", "专属网格": "dedicated",
          "专业": "special", "专业网格": "special", "neighborhood": "neighbourhood"}  # fmt: skip

FIELDS = (
    Field("code", ("grid_code", "网格编码", "网格代码", "单元网格编码", "编码", "代码", "grid_id"), required=True),
    Field("name", ("grid_name", "网格名称", "名称", "label")),
    Field("kind", ("grid_kind", "网格类型", "类型", "grid_type")),
    Field("area", ("area_code", "所属社区", "社区代码", "community", "所属区划")),
    Field("households", ("户数",)),
    *VALIDITY,
    WKT,
)


def read_grids(
    frame: pd.DataFrame,
    geometry: Geometries | None,
    *,
    datum: Datum,
    as_of: date,
    repair: Repair = "refuse",
    pattern: str = DEFAULT_GRID_PATTERN,
) -> Parsed:
    """Grids on the lines that can be stored: canonical columns and MultiPolygons in WGS-84.

    kind: `unit` where the file has none; another word than a known kind is an error. A code that the pattern does not match is opaque: a
    warning beside codes that match, one note for a file in which none does.
    """
    code, issues = as_code(frame["code"])
    area, bad_areas = as_code(text_of(frame, "area"), name="area")
    kind = text_of(frame, "kind").str.casefold().replace(_WORDS).fillna("unit")
    shapes, bad_shapes = read_polygons(frame, geometry, datum=datum, repair=repair)
    valid_from, valid_to, dated, bad_days = read_validity(frame, as_of=as_of)
    households, bad_counts = household_count(frame)
    made = pd.DataFrame(
        {
            "code": code,
            "name": text_of(frame, "name"),
            "kind": kind,
            "area": area,
            "households": households,
            "valid_from": valid_from,
            "valid_to": valid_to,
            "dated": dated,
        },
        index=frame.index,
    )
    issues += [*bad_areas, *bad_shapes, *bad_days, *bad_counts, *_bad_kinds(kind), *_opaque(code, pattern)]
    return keep_shaped(made, shapes, issues, required=("code",))


def _bad_kinds(kind: pd.Series) -> list[Issue]:
    return [
        Issue(
            int(str(line)),
            "kind",
            "unknown-kind",
            f"kind is {value!r}; {', '.join(KINDS)} are known.",
            value=str(value)[:80],
        )
        for line, value in kind[~kind.isin(KINDS)].items()
    ]


def _opaque(code: pd.Series, pattern: str) -> list[Issue]:
    text = code.dropna()
    other = text[~text.str.match(compile_grid_pattern(pattern)).astype(bool)]
    if len(other) == len(text) and len(text):
        message = f"No code matches the pattern {pattern}; all are taken as they are (GRIDMAP_GRID_CODE_PATTERN sets another)."
        return [Issue(0, "code", "opaque-codes", message, Severity.NOTE)]
    return [
        Issue(
            int(str(line)),
            "code",
            "code-unlike-pattern",
            f"{value!r} does not match {pattern}.",
            Severity.WARNING,
            str(value)[:80],
        )
        for line, value in other.items()
    ]
