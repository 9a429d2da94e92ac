"""Purpose areas: what cameras were approved to see. Versioned, and each cites its approval."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridmap.errors import BadValue, Issue, Severity
from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.day import NO_ORDERS, DayOrders, as_date
from gridmap.grids.rules.field import Field, Parsed, keep_rows, plain
from gridmap.grids.rules.person import has_person_marks, looks_like_person
from gridmap.grids.rules.record_id import refused_ids, without_problems
from gridmap.grids.rules.shape import WKT, Repair, read_polygons
from gridmap.grids.rules.video_address import leads_to_pictures
from gridmap.register.rules.column import each, holds, identified, text_column
from gridmap.register.rules.optics import density_px_per_m
from gridmap.register.rules.vocabulary import WORDS, Purpose

FIELDS = (
    Field("purpose_area_id", ("id", "area id", "区域编号", "目的区域编号", "zone", "Bereich", "fid")),
    Field("purpose", ("用途", "监控目的", "doel", "Zweck", "finalité", "use")),
    Field("px_per_m", ("density", "density class", "像素密度", "pixels per metre", "px/m")),
    Field("approval", ("批准文号", "approval no", "besluit", "Bewilligung", "arrêté", "autorisation", "decision")),
    Field(
        "approved_on",
        ("批准日期", "approval date", "besluitdatum", "Bewilligungsdatum", "date d'autorisation"),
        day=True,
    ),
    Field("valid_from", ("生效日期", "from", "geldig vanaf", "gültig ab", "valable à partir de"), day=True),
    Field("valid_to", ("失效日期", "until", "geldig tot", "gültig bis", "valable jusqu'à"), day=True),
    Field("cameras", ("camera_ids", "camera_id", "摄像机编号", "摄像机", "Kameras", "caméras"), many=True),
    WKT,
)

_MOST_PX_PER_M = 2_000.0  # above the highest class of either edition


def read_purpose_areas(
    frame: pd.DataFrame,
    geometry: NDArray[Any] | None,
    *,
    datum: Datum,
    as_of: date,
    repair: Repair = "refuse",
    orders: DayOrders = NO_ORDERS,
) -> Parsed:
    """Purpose areas from raw columns, one version a row, MultiPolygons in WGS-84.

    px_per_m: a number, or a class by its name in EN 62676-4:2014. as_of: the valid_from of rows that state none (their
    `dated` is False). Rows without an id or a valid polygon, with unreadable dates, or that end before they begin are
    refused; an unknown purpose, density or a missing approval is a warning.
    """
    shapes, issues = read_polygons(frame, geometry, datum=datum, repair=repair)
    made, missing = identified(frame, "purpose_area_id")
    issues += [*missing, *refused_ids(made["purpose_area_id"], name="purpose_area_id")]
    made["purpose"] = _purposes(frame, issues)
    made["px_per_m"] = _densities(frame, issues)
    made["approval"] = _approvals(frame, issues)
    made["cameras"] = [_listed(text) for text in text_column(frame, "cameras")]
    for name in ("approved_on", "valid_from", "valid_to"):
        made[name], bad = as_date(
            text_column(frame, name) if name not in frame else frame[name], name=name, order=orders.get(name)
        )
        issues += bad
    made["dated"] = made["valid_from"].notna()
    made["valid_from"] = pd.Series([day or as_of for day in made["valid_from"]], index=frame.index, dtype=object)
    issues += _reversed(made)
    kept = keep_rows(made, issues)
    return Parsed(kept, np.asarray(shapes)[made.index.isin(kept.index)], tuple(issues))


def _purposes(frame: pd.DataFrame, issues: list[Issue]) -> pd.Series:
    text = text_column(frame, "purpose")
    known = each(text, lambda word: WORDS["purpose"].get(plain(word)))
    unknown = [member is None for member in known]
    issues += [
        _warn(line, "purpose", "vague-purpose", "The purpose is none of the closed list; it counts as unspecified.")
        for line in frame.index[unknown]
    ]
    return pd.Series(
        [str(m) if m is not None else Purpose.UNSPECIFIED.value for m in known], index=frame.index, dtype=object
    )


def _densities(frame: pd.DataFrame, issues: list[Issue]) -> pd.Series:
    text = text_column(frame, "px_per_m")
    values = each(text, _as_density).astype("float64")
    issues += [
        _warn(line, "px_per_m", "unknown-density", f"px_per_m is {value[:40]!r}; a number up to 2000 or a class of EN "
              "62676-4:2014 is needed. It counts as unknown.", value)
        for line, value in text[text.notna() & values.isna()].items()
    ]  # fmt: skip
    return values


def _as_density(text: str) -> float:
    try:
        value = density_px_per_m(text.casefold())
    except BadValue:
        return np.nan
    return value if value <= _MOST_PX_PER_M else np.nan


def _approvals(frame: pd.DataFrame, issues: list[Issue]) -> pd.Series:
    """The decision's reference; what holds a person or a way to the pictures is not stored. A link to it may be."""
    text = text_column(frame, "approval")
    leads = holds(text, lambda word: leads_to_pictures(word, links="allowed"))
    issues += [
        _warn(
            line, "approval", "address-not-stored", "The approval holds an address or a device code; cite the decision."
        )
        for line in frame.index[leads]
    ]
    personal = holds(text, lambda word: has_person_marks(word) or looks_like_person(word)) & ~leads
    issues += [
        _warn(line, "approval", "person-not-stored", "The approval looks like a person's; cite the decision.")
        for line in frame.index[personal]
    ]
    issues += [
        _warn(line, "approval", "no-approval", "The area cites no approval; it is kept, and it is a finding.")
        for line in frame.index[text.isna()]
    ]
    return pd.Series(
        [None if p else t for t, p in zip(text, personal | leads, strict=True)], index=frame.index, dtype=object
    )


def _listed(text: str | None) -> list[str]:
    """Ids of cameras; those that no camera can have, since they are somebody's or a device's, are left out."""
    return without_problems(part.strip() for part in re.split(r"[;|；]", text or "") if part.strip())


def _reversed(areas: pd.DataFrame) -> list[Issue]:
    both = areas[areas["valid_to"].notna()]
    return [
        Issue(
            int(line),
            "valid_to",
            "end-before-start",
            f"valid_to {end} is not after valid_from {start}.",
            value=str(end),
        )
        for line, start, end in zip(both.index.to_numpy(), both["valid_from"], both["valid_to"], strict=True)
        if end <= start
    ]


def _warn(line: object, field: str, code: str, message: str, value: str = "") -> Issue:
    return Issue(int(str(line)), field, code, message, Severity.WARNING, value[:80])
