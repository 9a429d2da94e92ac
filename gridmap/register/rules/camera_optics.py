"""The optical columns of a camera register: values within their limits, as received, and how well they are known.

What is outside its limits is unknown and reported with the camera's name; it is never replaced by a usual value.
Numbers may carry their unit (`6 m`, `90°`). Limits: DOMAIN-register 6.7.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.field import quoted
from gridmap.grids.rules.person import has_person_marks, looks_like_person
from gridmap.grids.rules.video_address import leads_to_pictures
from gridmap.register.rules.camera_field import OPTICAL
from gridmap.register.rules.column import each, text_column
from gridmap.register.rules.direction import Direction, Reading, read_direction, read_direction_code
from gridmap.register.rules.optics import Quality, quality_key

LIMITS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "pan_range_deg": (0.1, 360.0),
        "hfov_deg": (0.1, 360.0),
        "vfov_deg": (0.1, 180.0),
        "tilt_deg": (-10.0, 90.0),
        "height_m": (1.0, 60.0),
        "width_px": (16.0, 60_000.0),
        "height_px": (16.0, 60_000.0),
        "max_range_m": (0.1, 500.0),
    }
)
"""Least and greatest value of each field; the figures of DOMAIN-register 6.7, open bounds as 0.1."""

_NUMBER = re.compile(
    r"([+-]?\d+(?:[.,]\d+)?)\s*(?:m|metres?|meters?|米|°|度|deg|degrees?|px|pixels?|像素)?", re.IGNORECASE
)
_CODE_WORDS = MappingProxyType(
    {
        "negative": "it is below 0 and was turned into 0 to 360",
        "beyond-360": "it is above 360 and was turned into 0 to 360",
        "several": "several directions are given, so that of this camera is unknown; give each imager a row",
        "relative-to-way": "it is relative to a way; degrees from true north are needed",
        "ambiguous-letter": "O is east in German and west in French and Spanish; degrees are needed",
        "out-of-range": "it is no bearing; 0 to 360 degrees are needed",
        "unknown-code": "this code of 监视方位 does not exist; 1 to 9 do",
        "coordinates": "it is a position, not a direction",
    }
)
_KEPT = frozenset({"negative", "beyond-360"})


@dataclass(frozen=True, slots=True)
class OpticalColumns:
    """frame: OPTICAL as float64, heading_spread_deg, geometry_quality and received (dicts by `quality_key`)."""

    frame: pd.DataFrame
    issues: tuple[Issue, ...]


def read_optics(frame: pd.DataFrame, *, kind: pd.Series, names: pd.Series) -> OpticalColumns:
    """Read the optical columns of raw text.

    kind: of each camera; a direction given as a range is the angle of a fixed one, the pan range of others.
    names: what to call each camera in a message.
    """
    raw = {name: _as_received(frame, name) for name in OPTICAL}
    raw["heading_deg"] = _first_heading(frame)
    values, issues = pd.DataFrame(np.nan, index=frame.index, columns=list(OPTICAL)), list[Issue]()
    for name, (low, high) in LIMITS.items():
        values[name], bad = _within(raw[name], name=name, low=low, high=high, names=names)
        issues += bad
    read = _directions(frame, raw["heading_deg"])
    quality = pd.DataFrame(
        {n: np.where(values[n].notna(), Quality.MEASURED, Quality.UNKNOWN) for n in OPTICAL}, index=frame.index
    )
    issues += _apply_directions(values, quality, read, raw=raw["heading_deg"], kind=kind, names=names)
    issues += _ptz_angles(values, quality, kind=kind, names=names)
    _apply_stated(frame, quality)
    spread = pd.Series([d.spread_deg for d in read], index=frame.index, dtype="float64")
    values["heading_spread_deg"] = _spread(frame, spread, names, issues)
    values["geometry_quality"] = _as_dicts(quality)
    values["received"] = _as_dicts(pd.DataFrame({name: each(text, _storable) for name, text in raw.items()}))
    return OpticalColumns(values, tuple(issues))


def _as_received(frame: pd.DataFrame, name: str) -> pd.Series:
    """The column's text; a number that the file types as one is the same whether it keeps it as 68 or as 68.0."""
    text = text_column(frame, name)
    is_typed = name in frame and pd.api.types.is_float_dtype(frame[name])
    return text.str.removesuffix(".0") if is_typed else text


def _first_heading(frame: pd.DataFrame) -> pd.Series:
    """The first of the direction columns that is filled, row by row."""
    heading = _as_received(frame, "heading_deg")
    for name in ("tag:direction", "tag:surveillance:direction", "heading_code"):
        heading = heading.where(heading.notna(), text_column(frame, name))
    return heading


def _within(text: pd.Series, *, name: str, low: float, high: float, names: pd.Series) -> tuple[pd.Series, list[Issue]]:
    """Numbers within limits; others are missing, with a warning for each."""
    values = each(text, _as_number).astype("float64")
    bad = text.notna() & ~values.between(low, high)
    issues = [
        Issue(
            int(str(line)),
            name,
            "beyond-limits",
            f"{names.at[line]}: {name} is {quoted(value)}; {low:g} to {high:g} is possible. It counts as unknown.",
            Severity.WARNING,
            str(value)[:80],
        )
        for line, value in text[bad].items()
    ]
    return values.mask(bad), issues


def _as_number(text: str) -> float:
    match = _NUMBER.fullmatch(text)
    return float(match[1].replace(",", ".")) if match else np.nan


def _directions(frame: pd.DataFrame, heading: pd.Series) -> list[Direction]:
    """A code of 监视方位 is read as such only where no other column has the direction."""
    coded = text_column(frame, "heading_code").eq(heading)
    for name in ("heading_deg", "tag:direction", "tag:surveillance:direction"):
        coded &= text_column(frame, name).isna()
    return [
        (read_direction_code(text) if is_code else read_direction(text))
        if isinstance(text, str)
        else Direction(Reading.NOTHING)
        for text, is_code in zip(heading, coded, strict=True)
    ]


def _apply_directions(
    values: pd.DataFrame,
    quality: pd.DataFrame,
    read: list[Direction],
    *,
    raw: pd.Series,
    kind: pd.Series,
    names: pd.Series,
) -> list[Issue]:
    """Fill heading and, from ranges, the angle or the pan range, in place; returns what is odd."""
    given = pd.to_numeric(raw, errors="coerce").notna().to_numpy()
    heading = np.array([np.nan if d.heading_deg is None else d.heading_deg for d in read], dtype=np.float64)
    values["heading_deg"] = heading
    known = np.isfinite(heading)
    quality["heading_deg"] = np.where(known, np.where(given, Quality.MEASURED, Quality.DERIVED), Quality.UNKNOWN)
    width = np.array([np.nan if d.width_deg is None else d.width_deg for d in read], dtype=np.float64)
    sees_round = kind.isin(["panoramic", "fisheye"]).to_numpy()
    for name, whose in (
        ("hfov_deg", kind.eq("fixed").to_numpy() & (width < 360) | sees_round),
        ("pan_range_deg", ~kind.eq("fixed").to_numpy() & ~sees_round),
    ):
        fill = whose & np.isfinite(width) & values[name].isna().to_numpy()
        values.loc[fill, name] = width[fill]
        quality.loc[fill, name] = Quality.DERIVED
    odd = [(n, d.code) for n, d in enumerate(read) if d.code not in ("", "no-value")]
    fixed_round = kind.eq("fixed").to_numpy() & np.array([d.reading is Reading.ALL_ROUND for d in read], dtype=bool)
    return [_odd_direction(raw, names, row=n, code=code) for n, code in odd] + [
        _odd_direction(raw, names, row=int(n), code="all-round-fixed") for n in np.flatnonzero(fixed_round)
    ]


def _odd_direction(raw: pd.Series, names: pd.Series, *, row: int, code: str) -> Issue:
    text = str(raw.iloc[row])[:80]
    why = _CODE_WORDS.get(code, "it cannot be read; degrees from true north, clockwise, are needed")
    if code == "all-round-fixed":
        why = "a fixed camera does not look all round"
    end = "." if code in _KEPT else "; the direction counts as unknown."
    message = f"{names.iloc[row]}: the direction is {text!r}; {why}{end}"
    return Issue(int(raw.index[row]), "heading_deg", f"direction-{code}", message, Severity.WARNING, text)


def _ptz_angles(values: pd.DataFrame, quality: pd.DataFrame, *, kind: pd.Series, names: pd.Series) -> list[Issue]:
    """A ptz of 360° turns through 360°, it does not see them at once."""
    whole = kind.eq("ptz") & values["hfov_deg"].ge(360.0)
    empty = whole & values["pan_range_deg"].isna()
    values.loc[empty, "pan_range_deg"], quality.loc[empty, "pan_range_deg"] = 360.0, Quality.DERIVED
    values.loc[whole, "hfov_deg"], quality.loc[whole, "hfov_deg"] = np.nan, Quality.UNKNOWN
    text = "a ptz camera turns through 360°, it does not see them at once; its angle counts as unknown."
    return [
        Issue(int(str(line)), "hfov_deg", "ptz-angle-is-pan", f"{names[line]}: {text}", Severity.WARNING, "360")
        for line in values.index[whole]
    ]


def _apply_stated(frame: pd.DataFrame, quality: pd.DataFrame) -> None:
    """Qualities that the file itself states (our own exports do) stand instead of ours, in place."""
    if "geometry_quality" not in frame:
        return
    stated = [_quality_map(text) for text in text_column(frame, "geometry_quality")]
    for name in OPTICAL:
        told = pd.Series([m.get(quality_key(name)) for m in stated], index=frame.index, dtype=object)
        use = told.isin(list(Quality)) & quality[name].ne(Quality.UNKNOWN)
        quality.loc[use, name] = told[use]


def _quality_map(text: object) -> Mapping[str, str]:
    try:
        found = json.loads(text) if isinstance(text, str) else {}
    except json.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _storable(text: str) -> str | None:
    """The value as received; None where a column that is no optics was named for it: a stream's address, a person."""
    personal = has_person_marks(text) or looks_like_person(text)
    return None if personal or leads_to_pictures(text) else text


def _spread(frame: pd.DataFrame, derived: pd.Series, names: pd.Series, issues: list[Issue]) -> pd.Series:
    if "heading_spread_deg" not in frame:
        return derived
    text = text_column(frame, "heading_spread_deg")
    stated, bad = _within(text, name="heading_spread_deg", low=0.0, high=180.0, names=names)
    issues += bad
    return stated.fillna(derived)


def _as_dicts(columns: pd.DataFrame) -> pd.Series:
    """Each row as a dict by `quality_key`, without what is missing."""
    keys = [quality_key(str(name)) for name in columns.columns]
    rows: Iterable[tuple[object, ...]] = zip(*(columns[name].astype(object) for name in columns.columns), strict=True)
    dicts = [{k: str(v) for k, v in zip(keys, row, strict=True) if isinstance(v, str)} for row in rows]
    return pd.Series(dicts, index=columns.index, dtype=object)
