"""A camera of the register: how a row of any published list becomes one, and what is refused or unknown.

Only the fields of `camera_field` exist here: no stream, device, network or platform column, no person. Unknown is a
value and never *no*. The value as received is kept for position and optics only, beside the one that counts.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.day import NO_ORDERS, DayOrders, as_date
from gridmap.grids.rules.field import Parsed, keep_rows, plain
from gridmap.grids.rules.position import Positions
from gridmap.grids.rules.record_id import refused_ids
from gridmap.register.rules import osm, plausible
from gridmap.register.rules.camera_field import FIELDS
from gridmap.register.rules.camera_mask import read_masks
from gridmap.register.rules.camera_optics import read_optics
from gridmap.register.rules.camera_text import read_texts
from gridmap.register.rules.column import each, holds, text_column, without_point
from gridmap.register.rules.optics import optics_state
from gridmap.register.rules.position import read_positions
from gridmap.register.rules.vocabulary import FUNCTIONS, NOT_CAMERAS, WORDS, LegalBasis, LegalRegime, Purpose

__all__ = ["FIELDS", "functions_of", "read_cameras"]

DATES = tuple(field.name for field in FIELDS if field.day)
CLOSED = {
    **{name: name for name in ("operator_kind", "legal_regime", "legal_basis", "sign", "place_kind", "environment")},
    **{name: name for name in ("kind", "mount", "status")},
    **dict.fromkeys(FUNCTIONS, "function"),
}
"""Fields of a closed set, and the table of words that fills them."""

_LONGEST_NAMED = 80  # characters of an id that a message repeats
_FIRST_YEAR, _LAST_YEAR = 1950, 2099  # 1900, 2100 and 3000 stand for "unknown" and "no end", DOMAIN-register 6.8
_DAYS = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-zäöüéû一-龥]*)\.?", re.IGNORECASE)
_DAYS_OF = {
    **dict.fromkeys(["", "d", "day", "days", "天", "日", "dag", "dagen", "tag", "tage", "jour", "jours"], 1.0),
    **dict.fromkeys(["h", "hour", "hours", "小时", "uur", "std", "stunden", "heures"], 1 / 24),
    **dict.fromkeys(["week", "weeks", "周", "weken", "woche", "wochen", "semaines"], 7.0),
    **dict.fromkeys(["month", "months", "个月", "月", "maand", "maanden", "monat", "monate", "mois"], 30.0),
}
_LONGEST_RETENTION_DAYS = 3650.0


def read_cameras(
    frame: pd.DataFrame, geometry: NDArray[Any] | None, *, datum: Datum, orders: DayOrders = NO_ORDERS
) -> Parsed:
    """Cameras from raw text columns named as in `FIELDS`; index = line numbers.

    geometry: points in `datum`, or None where columns lon and lat have the position.
    Returns the canonical columns (closed sets as text, dates, purpose as lists, optics as float64), lon and lat in
    WGS-84, heading_spread_deg, geometry_quality, received (what the file said of position and optics, with its
    datum), optics (documented, partly, unknown) and mask (`camera_mask`); geometry are WGS-84 points. Rows that are no cameras are counted
    as `not-a-camera`; rows without a usable position are refused; all else that is wrong is a warning and unknown.
    """
    tags = osm.is_osm(frame)
    skipped = osm.not_cameras(frame) if tags else _other_devices(frame)
    rows = frame[~skipped]
    shapes = None if geometry is None else np.asarray(geometry, dtype=object)[(~skipped).to_numpy()]
    rows = osm.camera_columns(rows) if tags else rows
    made, issues = pd.DataFrame(index=rows.index), list[Issue]()
    made["camera_id"] = _ids(rows, shapes, issues)
    bad_ids = refused_ids(made["camera_id"], name="camera_id")
    issues += bad_ids
    names = ("camera " + made["camera_id"].astype(str).str.slice(0, _LONGEST_NAMED)).mask(
        made.index.isin([i.line for i in bad_ids]), "a camera"
    )
    position = read_positions(rows, shapes, datum=datum, names=names)
    _read_closed(rows, made, names, issues)
    read_texts(rows, made, names, issues)
    made["retention_days"] = _retention(rows, names, issues)
    _read_dates(rows, made, names, issues, orders)
    optical = read_optics(rows, kind=made["kind"], names=names)
    made = made.join(optical.frame.drop(columns="received"))
    made["lon"], made["lat"] = position.lon, position.lat
    made["received"] = _received(optical.frame["received"], position, datum)
    made["optics"] = optics_state(made)
    masks, doubtful = read_masks(rows, position, datum=datum, names=names)
    made = made.join(masks)
    issues += [*position.issues, *optical.issues, *doubtful]
    kept = keep_rows(made, issues)
    issues += [*plausible.find_duplicates(kept), *plausible.find_heaps(kept), *plausible.find_reversed_dates(kept)]
    points = shapely.points(kept["lon"].to_numpy(dtype=np.float64), kept["lat"].to_numpy(dtype=np.float64))
    counts = {"not-a-camera": int(skipped.sum())} if skipped.any() else {}
    return Parsed(kept, np.asarray(points, dtype=object).reshape(-1), tuple(issues), counts)


def functions_of(cameras: pd.DataFrame) -> pd.DataFrame:
    """One row a camera and function: camera_id, line, function, state and the legal set, on a new index.

    A list that states one legal basis and authorisation for a camera states it for filming: it goes to recording
    and live view. Other functions need their own; theirs is unknown until someone says it.
    """
    legal = ("legal_regime", "legal_basis", "basis_ref", "authorisation_no", "authorisation_by", "authorisation_on",
             "authorisation_until")  # fmt: skip
    parts = []
    for function in FUNCTIONS:
        part = cameras[["camera_id", function, *legal]].rename(columns={function: "state"})
        if function not in ("recording", "live_view"):
            part[list(legal)] = None
            part[["legal_regime", "legal_basis"]] = [LegalRegime.UNKNOWN.value, LegalBasis.UNKNOWN.value]
        parts.append(part.assign(function=function, line=cameras.index))
    return pd.concat(parts, ignore_index=True)[["camera_id", "line", "function", "state", *legal]]


def _other_devices(frame: pd.DataFrame) -> pd.Series:
    return holds(text_column(frame, "kind"), lambda text: plain(text) in NOT_CAMERAS)


def _ids(frame: pd.DataFrame, shapes: NDArray[Any] | None, issues: list[Issue]) -> pd.Series:
    """Ids as text; where there is none, one made of the place, the direction and the how-many-eth there."""
    stated = each(text_column(frame, "camera_id"), without_point)
    missing = stated.isna()
    if not missing.any():
        return stated
    columns = [[text or "" for text in text_column(frame, n)] for n in ("lon", "lat", "name", "heading_deg")]
    if shapes is not None:
        columns.append([text or "" for text in shapely.to_wkt(shapes, rounding_precision=7)])
    place = pd.Series(["|".join(row) for row in zip(*columns, strict=True)], index=frame.index, dtype=object)
    place = place[missing]
    place = place + "|" + place.groupby(place).cumcount().astype(str)
    made = place.map(lambda text: "at-" + hashlib.blake2b(text.encode(), digest_size=6).hexdigest())
    text = (
        f"{len(made)} cameras have no id; one was made of each one's place, so a camera that moves is a new one. "
        "Name the column with --map camera_id=COLUMN."
    )
    issues.append(Issue(int(made.index.to_numpy()[0]), "camera_id", "id-from-place", text, Severity.NOTE))
    return stated.where(~missing, made)


def _read_closed(frame: pd.DataFrame, made: pd.DataFrame, names: pd.Series, issues: list[Issue]) -> None:
    """Fields of closed sets, in place: unknown where nothing or an unknown word is given."""
    for name, table in CLOSED.items():
        text, words = text_column(frame, name), WORDS[table]
        member = each(text, lambda t, words=words: words.get(plain(t)))  # type: ignore[misc]
        made[name] = [str(m) if m is not None else "unknown" for m in member]
        issues += [
            _warn(
                line,
                name,
                "unknown-word",
                f"{names.at[line]}: {name} {value[:40]!r} is not known; it counts as unknown.",
                value,
            )
            for line, value in text[text.notna() & member.isna()].items()
        ]
    stated = made["legal_regime"] != LegalRegime.UNKNOWN
    made["legal_regime"] = made["legal_regime"].where(stated, each(made["legal_basis"], _regime_of))
    made["purpose"] = _purposes(frame, names, issues)


def _regime_of(basis: str) -> str:
    """The regime that a basis belongs to: gdpr_… to gdpr, cn_… to cn, led_… to led."""
    prefix = basis.partition("_")[0]
    return prefix if prefix in (LegalRegime.GDPR, LegalRegime.CN, LegalRegime.LED) else LegalRegime.UNKNOWN.value


def _purposes(frame: pd.DataFrame, names: pd.Series, issues: list[Issue]) -> pd.Series:
    """Lists of purposes; words that are none become `unspecified`, with a warning that does not repeat free text."""
    unspecified = Purpose.UNSPECIFIED.value
    text = text_column(frame, "purpose")
    read = each(text, _purpose_list)
    vague = [isinstance(found, list) and unspecified in found for found in read]
    issues += [
        _warn(
            line,
            "purpose",
            "vague-purpose",
            f"{names.at[line]}: its purpose is none of the closed list; it counts as unspecified.",
        )
        for line in frame.index[vague]
    ]
    return pd.Series([found or [unspecified] for found in read], index=frame.index, dtype=object)


def _purpose_list(text: str) -> list[str]:
    words = WORDS["purpose"]
    whole = words.get(plain(text))
    parts = [whole] if whole else [words.get(plain(p)) for p in re.split(r"[;；|、,，/]", text) if p.strip()]
    return sorted({str(p.value) if p else Purpose.UNSPECIFIED.value for p in parts}) or [Purpose.UNSPECIFIED.value]


def _retention(frame: pd.DataFrame, names: pd.Series, issues: list[Issue]) -> pd.Series:
    """Whole days, rounded up, from numbers with or without a unit; 0 is no recording."""
    text = text_column(frame, "retention_days")
    days = each(text, _as_days).astype("float64")
    bad = text.notna() & days.isna()
    issues += [
        _warn(line, "retention_days", "retention-unclear", f"{names.at[line]}: retention {value[:40]!r} is no number of "
              "days from 0 to 3650; it counts as unknown.", value)
        for line, value in text[bad].items()
    ]  # fmt: skip
    return days


def _as_days(text: str) -> float:
    match = _DAYS.fullmatch(text.strip())
    unit = _DAYS_OF.get(match[2].casefold()) if match else None
    days = np.ceil(float(match[1].replace(",", ".")) * unit - 1e-9) if match and unit else np.nan
    return float(days) if days <= _LONGEST_RETENTION_DAYS else np.nan


def _read_dates(
    frame: pd.DataFrame, made: pd.DataFrame, names: pd.Series, issues: list[Issue], orders: DayOrders
) -> None:
    """Dates, in place; those that stand for "unknown" or "no end" and those that cannot be read are missing."""
    for name in DATES:
        if name not in frame:
            made[name] = text_column(frame, name)
            continue
        days, unread = as_date(frame[name], name=name, order=orders.get(name))
        told = days.tolist()
        made[name] = pd.Series([None if _is_sentinel(day) else day for day in told], index=frame.index, dtype=object)
        issues += [_warn(i.line, name, i.code, f"{names.at[i.line]}: {i.message}", i.value) for i in unread]
        issues += [
            _warn(
                line,
                name,
                "sentinel-date",
                f"{names.at[line]}: {name} {day} stands for no date; it counts as unknown.",
                str(day),
            )
            for line, day in zip(frame.index, told, strict=True)
            if _is_sentinel(day)
        ]


def _is_sentinel(day: date | None) -> bool:
    return day is not None and not _FIRST_YEAR <= day.year <= _LAST_YEAR


def _received(optics: pd.Series, position: Positions, datum: Datum) -> pd.Series:
    """What the file said of position and optics: lon, lat, datum, and optical values as text."""
    rows = zip(position.x.tolist(), position.y.tolist(), optics, strict=True)
    return pd.Series(
        [{"lon": x, "lat": y, "datum": datum.name, **rest} for x, y, rest in rows], index=optics.index, dtype=object
    )


def _warn(line: object, field: str, code: str, message: str, value: str = "") -> Issue:
    return Issue(int(str(line)), field, code, message, Severity.WARNING, value[:80])
