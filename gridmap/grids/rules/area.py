"""Areas: administrative units of any level and any country, keyed by (code, valid_from)."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.codes import (
    CN_DIVISION,
    LOCAL,
    as_code,
    is_division_code,
    level_of,
    parent_code,
    same_division,
)
from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.day import NO_ORDERS, DayOrders
from gridmap.grids.rules.field import Field, Parsed, quoted
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
            "area_code", "areacode", "division_code", "adcode", "gb_code", "gbcode", "区划代码", "行政区划代码",
            "统计用区划代码", "行政区代码", "编码", "代码", "code_county", "geoid", "lad_code", "wd_code", "ags", "ars",
            "gemeindeschlüssel", "schluessel", "gemeentecode", "wijkcode", "buurtcode", "statcode", "code_insee", "insee_com",
            "code_commune", "code_iris", "ComAreaID", "area_numbe", "ward_precinct", "ward", "precinct", "district", "id",
        ),
        required=True,
    ),
    Field("code_scheme", ("scheme", "代码体系", "编码体系")),
    Field(
        "name",
        (
            "area_name", "areaname", "名称", "区划名称", "行政区名称", "地名", "name_county", "namelsad", "label",
            "community", "lad_name", "wd_name", "bezeichnung", "gemeindename", "gemeentenaam", "wijknaam", "buurtnaam", "statnaam", "naam",
            "nom", "nom_com", "nom_commune", "libelle",
        ),
    ),
    Field("level", ("area_level", "级别", "层级", "行政级别", "ebene", "niveau", "soort", "nature")),
    Field("parent", ("parent_code", "parentcode", "上级代码", "上级区划代码", "父级代码", "übergeordnet", "bovenliggend", "code_parent")),
    HOUSEHOLDS,
    VALID_FROM,
    VALID_TO,
    WKT,
)  # fmt: skip
DEFAULT_LEVEL = "area"
_COUNTY_DIGITS = 6  # shorter numbers may be anything: wards are numbered 1 to 22


def read_areas(
    frame: pd.DataFrame,
    geometry: Geometries | None,
    *,
    datum: Datum,
    as_of: date,
    repair: Repair = "refuse",
    code_scheme: str | None = None,
    orders: DayOrders = NO_ORDERS,
) -> Parsed:
    """Areas of a chunk: code, code_scheme, name, level, parent, households, valid_from, valid_to, dated; MultiPolygons.

    frame: columns by our field names, index = line numbers. code_scheme: for rows that name none; `cn-division` or None
    apply it only where the codes are of it, else `local`. A missing name is the code; a missing level follows from a
    division code, else it is `area`; a missing parent follows from a division code where that parent is in the chunk.
    dated tells whether the row itself gave valid_from. Raises WrongCrs.
    """
    shapes, issues = read_polygons(frame, geometry, datum=datum, repair=repair)
    code, more = as_code(text_or_number(frame, "code"))
    issues += [*more, *refused_codes(code, name="code")]
    issues += required(code, "code", issues)
    name, more = public_names(text_column(frame, "name"), name="name")
    issues += more
    scheme, more = _schemes(frame, code, stated=code_scheme)
    issues += more
    level, more = _levels(frame, code, scheme)
    issues += more
    parent, more = _parents(frame, code, scheme)
    issues += more
    households, more = whole_number(frame, "households")
    validity = read_validity(frame, as_of=as_of, orders=orders)
    issues += more + validity.issues
    areas = pd.DataFrame(
        {
            "code": code,
            "code_scheme": scheme,
            "name": name.fillna(code),
            "level": level,
            "parent": parent,
            "households": households,
            "valid_from": validity.valid_from,
            "valid_to": validity.valid_to,
            "dated": validity.dated,
        },
        index=frame.index,
    )
    return parsed(areas, shapes, issues + repeated_keys(areas, ["code", "valid_from"]))


def text_or_number(frame: pd.DataFrame, name: str) -> pd.Series:
    """That column as it came, so that a code stored as a number can be told; missing where the file has none."""
    return frame[name] if name in frame.columns else text_column(frame, name)


def _schemes(frame: pd.DataFrame, code: pd.Series, *, stated: str | None) -> tuple[pd.Series, list[Issue]]:
    given, withheld = public_names(text_column(frame, "code_scheme"), name="code_scheme")
    if stated not in (None, CN_DIVISION):
        return given.fillna(stated), withheld
    fits = code.map(_is_division).to_numpy(dtype=np.bool_)
    long = (code.str.len() >= _COUNTY_DIGITS).fillna(False).to_numpy(dtype=np.bool_)
    if not fits.all() and 2 * int((fits & long).sum()) < len(code):
        return given.fillna(LOCAL), withheld
    issues = [
        Issue(
            int(str(line)),
            "code",
            "other-scheme",
            f"{quoted(value)} has not the 2, 4, 6, 9 or 12 digits of a division code, as most of the file; kept as a local code.",
            Severity.WARNING,
            str(value)[:80],
        )
        for line, value in code[~fits & code.notna() & given.isna()].items()
    ]
    return given.fillna(
        pd.Series(np.where(fits, CN_DIVISION, LOCAL), index=code.index, dtype="string")
    ), withheld + issues


def _levels(frame: pd.DataFrame, code: pd.Series, scheme: pd.Series) -> tuple[pd.Series, list[Issue]]:
    level, issues = public_names(text_column(frame, "level"), name="level")
    known = [level_of(c) if s == CN_DIVISION and _is_division(c) else None for c, s in zip(code, scheme, strict=True)]
    level = level.fillna(pd.Series(known, index=code.index, dtype="string"))
    silent = int((level.isna() & code.notna()).sum())
    if not silent:
        return level.fillna(DEFAULT_LEVEL), issues
    message = f"{silent} rows name no level and are kept as {DEFAULT_LEVEL!r}; --set level=ward names it."
    return level.fillna(DEFAULT_LEVEL), [*issues, Issue(0, "level", "no-level", message, Severity.NOTE)]


def _parents(frame: pd.DataFrame, code: pd.Series, scheme: pd.Series) -> tuple[pd.Series, list[Issue]]:
    parent, issues = as_code(text_or_number(frame, "parent"), name="parent")
    issues += refused_codes(parent, name="parent")
    of_prefix = pd.Series(
        [parent_code(c) if s == CN_DIVISION and _is_division(c) else None for c, s in zip(code, scheme, strict=True)],
        index=code.index,
        dtype="string",
    )
    issues += [
        Issue(
            int(line),
            "parent",
            "parent-differs",
            f"{quoted(own)} names {quoted(named)} as its parent, by its digits it is {prefix}; kept as named.",
            Severity.WARNING,
            str(named)[:80],
        )
        for line, own, named, prefix in zip(code.index, code, parent, of_prefix, strict=True)
        if isinstance(named, str) and isinstance(prefix, str) and not same_division(named, prefix)
    ]
    return parent.fillna(of_prefix.where(of_prefix.isin(code))), issues


def _is_division(code: object) -> bool:
    return isinstance(code, str) and is_division_code(code)
