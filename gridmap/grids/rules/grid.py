"""Grids: the polygons that one team answers for, keyed by (code, valid_from). They end, they are never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.area import text_or_number
from gridmap.grids.rules.codes import DEFAULT_GRID_PATTERN, GridCode, as_code, parse_grid_code, same_division
from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.day import NO_ORDERS, DayOrders
from gridmap.grids.rules.field import Field, Parsed, plain, quoted
from gridmap.grids.rules.ground_text import public_names, refused_codes
from gridmap.grids.rules.row import (
    HOUSEHOLDS,
    VALID_FROM,
    VALID_TO,
    parsed,
    read_validity,
    repeated_keys,
    required,
    text_column,
    whole_number,
)
from gridmap.grids.rules.shape import WKT, Repair, read_polygons

Geometries = npt.NDArray[np.object_]

FIELDS = (
    Field(
        "code",
        (
            "grid_code", "gridcode", "grid_id", "gridid", "网格编码", "网格代码", "网格编号", "单元网格编码", "bgcode", "编码", "代码",
            "raster_id", "rastercode", "vakcode", "code_maille", "ward_precinct", "ward", "precinct", "buurtcode", "wijkcode",
            "area_code", "ComAreaID", "area_numbe", "id",
        ),
        required=True,
    ),
    Field(
        "name",
        ("grid_name", "gridname", "网格名称", "名称", "label", "nbrdesc", "area_name", "community", "bezeichnung", "naam", "buurtnaam", "wijknaam", "nom"),
    ),
    Field("kind", ("grid_kind", "grid_type", "gridtype", "网格类型", "网格类别", "类型", "art", "soort", "type")),
    Field("area", ("parent", "community_code", "village_code", "所属社区", "所属社区编码", "社区编码", "所属区划", "gebiet", "gebied", "zone")),
    HOUSEHOLDS,
    VALID_FROM,
    VALID_TO,
    WKT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GridKind:
    """A kind of grid. tiles: it takes part in the tiling; else it lies on top of it. words: other names for it."""

    name: str
    tiles: bool
    words: tuple[str, ...]


GRID_KINDS = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            GridKind("unit", True, ("单元", "单元网格", "unit grid")),
            GridKind("base", True, ("基础", "基础网格", "base grid")),
            GridKind("comprehensive", True, ("综合", "综合网格", "comprehensive grid")),
            GridKind("dedicated", False, ("专属", "专属网格", "dedicated grid")),
            # a few dozen homes: nothing is counted by units so small that they are persons (SCOPE)
            GridKind("micro", False, ("微", "微网格", "micro grid")),
            GridKind("special", False, ("专业", "专业网格", "special grid")),
            GridKind("neighbourhood", True, ("街区", "neighborhood", "buurt", "quartier", "stadtviertel")),
            GridKind("ward", True, ("选区", "wijk", "wahlbezirk")),
            GridKind("precinct", True, ("分区", "voting precinct")),
        )
    }
)
_KIND_OF_WORD = MappingProxyType({plain(word): k.name for k in GRID_KINDS.values() for word in (k.name, *k.words)})
_SPECIAL_DIGITS = 20  # CJ/T 349-2010


def read_grids(
    frame: pd.DataFrame,
    geometry: Geometries | None,
    *,
    datum: Datum,
    as_of: date,
    repair: Repair = "refuse",
    pattern: str = DEFAULT_GRID_PATTERN,
    orders: DayOrders = NO_ORDERS,
) -> Parsed:
    """Grids of a chunk: code, name, kind, area, households, valid_from, valid_to, dated; MultiPolygons in WGS-84.

    frame: columns by our field names, index = line numbers. pattern: of codes that can be taken apart; others are opaque,
    with a warning each where most of the file's codes match. A missing kind is `unit` for a code of the pattern, `special`
    for 20 digits, else `base`. A missing area stays missing (the smallest area that holds an inner point is found when
    areas are at hand). dated tells whether the row itself gave valid_from. Raises WrongCrs, BadValue for a bad pattern.
    """
    shapes, issues = read_polygons(frame, geometry, datum=datum, repair=repair)
    code, more = as_code(text_or_number(frame, "code"))
    issues += [*more, *refused_codes(code, name="code")]
    issues += required(code, "code", issues)
    name, more = public_names(text_column(frame, "name"), name="name")
    issues += more
    parts = pd.Series(
        [parse_grid_code(c, pattern=pattern) if isinstance(c, str) else None for c in code], index=code.index
    )
    issues += _opaque_among_others(parts)
    kind, more = _kinds(frame, parts)
    issues += more
    area, more = as_code(text_or_number(frame, "area"), name="area")
    issues += [*more, *refused_codes(area, name="area"), *_area_differs(area, parts)]
    households, more = whole_number(frame, "households")
    validity = read_validity(frame, as_of=as_of, orders=orders)
    issues += more + validity.issues
    grids = pd.DataFrame(
        {
            "code": code,
            "name": name,
            "kind": kind,
            "area": area,
            "households": households,
            "valid_from": validity.valid_from,
            "valid_to": validity.valid_to,
            "dated": validity.dated,
        },
        index=frame.index,
    )
    return parsed(grids, shapes, issues + repeated_keys(grids, ["code", "valid_from"]))


def _opaque_among_others(parts: pd.Series) -> list[Issue]:
    present = parts.dropna()
    opaque = np.array([part.is_opaque for part in present], dtype=np.bool_)
    if 2 * int(opaque.sum()) >= len(present):
        return []
    return [
        Issue(int(str(line)), "code", "opaque-code",
              f"{quoted(part.code)} does not match the pattern of grid codes, though most of the file's do; nothing is read from it.",
              Severity.WARNING, part.code[:80])
        for line, part in present[opaque].items() if len(part.code) != _SPECIAL_DIGITS
    ]  # fmt: skip


def _kinds(frame: pd.DataFrame, parts: pd.Series) -> tuple[pd.Series, list[Issue]]:
    given = text_column(frame, "kind")
    known = given.map(lambda word: _KIND_OF_WORD.get(plain(word)), na_action="ignore").astype("string")
    issues = [
        Issue(int(str(line)), "kind", "unknown-kind", f"{quoted(word)} is no kind of grid known here; {', '.join(GRID_KINDS)} are.",
              value=str(word)[:80])
        for line, word in given[given.notna() & known.isna()].items()
    ]  # fmt: skip
    return known.where(
        given.notna(), pd.Series([_usual_kind(p) for p in parts], index=parts.index, dtype="string")
    ), issues


def _usual_kind(part: GridCode | None) -> str:
    if part is None or part.is_opaque:
        digits = part is not None and part.code.isdecimal() and len(part.code) == _SPECIAL_DIGITS
        return "special" if digits else "base"
    return "unit"


def _area_differs(area: pd.Series, parts: pd.Series) -> list[Issue]:
    return [
        Issue(int(str(line)), "area", "area-differs",
              f"{quoted(part.code)} names {quoted(named)} as its area, by its digits it is {part.area}; kept as named.",
              Severity.WARNING, named[:80])
        for (line, named), part in zip(area.items(), parts, strict=True)
        if part is not None and part.area is not None and isinstance(named, str)
        and not same_division(named, part.area)
    ]  # fmt: skip
