"""Incidents from a source's rows: mapped to the closed table, in UTC, with a state and a received point.

Rows of refused categories are counted by reason and go no further: their times, places and values are neither kept nor
repeated in an issue. What remains has exactly the columns that are stored, and no text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from gridmap.errors import BadValue, Issue, Severity
from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.digest import content_digest
from gridmap.grids.rules.field import Parsed
from gridmap.grids.rules.record_id import code_problem, find_problems, id_issues
from gridmap.service.rules import incident_field as fields
from gridmap.service.rules.category import SEVERITIES, Reason, categories
from gridmap.service.rules.coded import Categorical, categorical, constant, read_codes, read_words, translate
from gridmap.service.rules.incident_point import read_points
from gridmap.service.rules.incident_revision import read_revisions
from gridmap.service.rules.incident_state import read_states
from gridmap.service.rules.incident_time import STEP_TIMES, read_times, timestamps
from gridmap.service.rules.incident_unit import UNITS, read_units_of
from gridmap.service.rules.instant import NAT, read_instants
from gridmap.service.rules.instant_text import UNSEEN, US_PER_DAY
from gridmap.service.rules.mapping import CategoryMapping, MappedLabels, map_labels
from gridmap.service.rules.repeat import Repeats, find_repeats

Flags = npt.NDArray[np.bool_]
FIELDS = fields.FIELDS

_FIRST_DAY = date(1970, 1, 1)  # times before it are errors
_CODES = ("asset_id", "segment_id", "junction_id")


def read_incidents(
    frame: pd.DataFrame,
    geometry: npt.NDArray[Any] | None,
    *,
    datum: Datum,
    zone: ZoneInfo | None,
    source_system: str,
    mapping: CategoryMapping,
    now: datetime,
    default_points: Iterable[tuple[float, float]] = (),
    known_units: frozenset[str] = frozenset(),
    orders: Mapping[str, int] = MappingProxyType({}),
) -> Parsed:
    """The incidents of these rows.

    frame: columns named as FIELDS, raw; index = lines. geometry: points in `datum`, as
    shapely objects or as x and y (rows × 2), or None (then lon and lat).
    zone: of times that carry none. now: an aware time; nothing was reported after it. default_points: points of this
    source that are no location, in its coordinates. known_units: ids and names of the units that are loaded, see `incident_unit`.
    orders: of day and month by field of time, as all rows of the file show it (`instant.slash_order_of`).
    Returns a frame of stored columns with the received point as lon, lat (WGS-84, NaN for none), no geometry; words of
    few values are categoricals. counts: refused rows by reason.
    Raises BadValue for times without a zone, ids as floats, and a status column that holds text.
    """
    mapped = _mapped(frame, mapping, zone=zone, now=now, order=orders.get("reported_at", UNSEEN))
    accepted, counts = _accepted(frame, mapped)
    rows = frame[accepted]
    shapes = geometry[accepted] if geometry is not None else None
    units, unit_issues = read_units_of(rows, known=known_units)
    parts, refused, issues = _parts(
        rows, shapes, units, datum=datum, zone=zone, now=now, default_points=default_points, orders=orders
    )
    codes = np.asarray(mapped.codes.codes)[accepted]
    made = parts.assign(
        source_system=constant(source_system, rows=len(rows)),
        category=categorical(codes, list(categories())),
        category_ambiguous=mapped.is_ambiguous[accepted],
        severity=_severity(rows, codes),
        round=np.ones(len(rows), np.int16),
    )
    made, repeated = _without_repeats(made[~refused])
    return Parsed(made, None, (*issues, *unit_issues, *repeated), counts)


def _mapped(
    frame: pd.DataFrame, mapping: CategoryMapping, *, zone: ZoneInfo | None, now: datetime, order: int
) -> MappedLabels:
    """Labels as they were used on the day of each report; files without dated lines need no days."""
    days = {day for rules in mapping.rules.values() for rule in rules for day in (rule.valid_from, rule.valid_to)}
    edges = sorted(day for day in days if day and day > _FIRST_DAY)
    if not edges:
        return map_labels(frame["label"], source=mapping, on=now.date())
    reported = read_instants(frame["reported_at"], zone=zone, name="reported_at", order=order).utc_us
    day = np.where(reported == NAT, (now.date() - _FIRST_DAY).days, reported // US_PER_DAY)
    period = np.searchsorted([(edge - _FIRST_DAY).days for edge in edges], day, side="right")
    starts = [_FIRST_DAY, *edges]
    by_period = {int(p): map_labels(frame["label"], source=mapping, on=starts[int(p)]) for p in np.unique(period)}
    return _chosen(by_period, period)


def _chosen(by_period: dict[int, MappedLabels], period: npt.NDArray[np.intp]) -> MappedLabels:
    first = next(iter(by_period.values()))
    codes, reasons = np.asarray(first.codes.codes).copy(), np.asarray(first.reasons.codes).copy()
    ambiguous, public = first.is_ambiguous.copy(), first.needs_public_place.copy()
    for number, mapped in by_period.items():
        there = period == number
        codes[there], reasons[there] = mapped.codes.codes[there], mapped.reasons.codes[there]
        ambiguous[there], public[there] = mapped.is_ambiguous[there], mapped.needs_public_place[there]
    return MappedLabels(
        categorical(codes, list(first.codes.categories)),
        categorical(reasons, list(first.reasons.categories)),
        ambiguous,
        public,
    )


def _accepted(frame: pd.DataFrame, mapped: MappedLabels) -> tuple[Flags, Counter[str]]:
    """Rows of the table's categories, and the others by reason."""
    places = read_words(frame.get("location_type"), rows=len(frame))
    public = np.array([*[fields.is_public_place(str(word)) for word in places.categories], False])[places.codes]
    known = np.asarray(mapped.codes.codes) >= 0
    private = known & mapped.needs_public_place & ~public
    reasons = np.bincount(np.asarray(mapped.reasons.codes)[~known], minlength=len(Reason))
    counts = Counter({str(reason): int(rows) for reason, rows in zip(Reason, reasons, strict=True) if rows})
    if private.any():
        counts[str(Reason.PRIVATE_PREMISES)] += int(private.sum())
    return known & ~private, counts


def _parts(
    rows: pd.DataFrame,
    shapes: npt.NDArray[Any] | None,
    units: Mapping[str, Categorical],
    *,
    datum: Datum,
    zone: ZoneInfo | None,
    now: datetime,
    default_points: Iterable[tuple[float, float]],
    orders: Mapping[str, int],
) -> tuple[pd.DataFrame, Flags, list[Issue]]:
    """All stored columns but category and severity; which rows have errors; the issues."""
    ids = read_codes(rows["source_id"], name="source_id")
    nameless = ids.isna().to_numpy(dtype=bool, copy=True)
    bad_ids = find_problems(ids, code_problem)
    times = read_times(rows, zone=zone, now=now, orders=orders)
    points = read_points(rows, shapes, datum=datum, known_defaults=default_points)
    handler = units["handler_unit"] if "handler_unit" in rows else units["unit"]
    states = read_states(rows, times.utc_us, handler=handler, verifier=units["verifier_unit"])
    utc = dict(times.utc_us)
    utc["closed_at"] = np.where(states.drops_closing, NAT, utc["closed_at"])
    utc["verified_at"] = np.where(states.drops_verification, NAT, utc["verified_at"])
    found, lost = _words(rows, "found_by", fields.found_by_of, fields.FOUND_BY)
    channel, unheard = _words(rows, "channel", fields.channel_of, fields.CHANNELS)
    made = pd.DataFrame(
        {
            "source_id": ids,
            **read_revisions(rows),
            **{name: read_codes(rows[name], name=name) for name in _CODES if name in rows},
            "found_by": found.fillna("unknown"),
            "channel": channel,
            "state": states.state,
            "verified": states.is_verified,
            **{name: units[name] for name in UNITS if name in rows},
            **{name: timestamps(utc[name], rows.index) for name in ("reported_at", *STEP_TIMES, "due_at")},
            "time_quality": times.quality,
            "lon": points.lon,
            "lat": points.lat,
        },
        index=rows.index,
    )
    issues = [
        *[Issue(int(n), "source_id", "missing-value", "source_id is empty; every row needs it.") for n in rows.index[nameless]],
        *id_issues(bad_ids, lines=rows.index, name="source_id"),
        *times.issues, *points.issues, *states.issues, *lost, *unheard,
    ]  # fmt: skip
    nameless[list(bad_ids)] = True
    return made, nameless | times.is_refused | points.is_refused, issues


def _words(rows: pd.DataFrame, name: str, meaning: Any, into: tuple[str, ...]) -> tuple[Categorical, list[Issue]]:
    """A column of closed words; others are counted and not kept, nor repeated, since they may be text about people."""
    words, unknown = translate(read_words(rows.get(name), rows=len(rows)), meaning, into=into)
    if not unknown.any():
        return words, []
    message = f"{unknown.sum()} rows have another {name} than {', '.join(into)}; it was not kept."
    return words, [Issue(0, name, "unknown-word", message, Severity.NOTE)]


def _severity(rows: pd.DataFrame, codes: npt.NDArray[np.int64]) -> Categorical:
    """The source's severity where it states one of ours, else the category's."""
    defaults = np.array([SEVERITIES.index(row.severity) for row in categories().values()], dtype=np.int8)
    stated, _ = translate(
        read_words(rows.get("severity"), rows=len(rows)),
        fields.severity_of,
        into=SEVERITIES,
    )
    own = np.asarray(stated.codes)
    return categorical(np.where(own >= 0, own, defaults[codes]), SEVERITIES)


def _without_repeats(made: pd.DataFrame) -> tuple[pd.DataFrame, list[Issue]]:
    """One row an id (see `repeat`)."""
    ids = made["source_id"]
    revision = made.get("source_revision")
    found = find_repeats(ids, digest=lambda at: content_digest(made.iloc[at], None).to_numpy(), revision=revision)
    issues = _repeat_issues(made.index, found)
    dropped = found.repeats | found.superseded | found.contradicts
    return (made[~dropped] if dropped.any() else made), issues


def _repeat_issues(lines: pd.Index, found: Repeats) -> list[Issue]:
    again = "The line says again what an earlier line of the same source_id said; it counts once."
    older = "Another line of the same source_id has a later revision; that one counts."
    torn = "Lines of the same source_id differ and no source_revision tells which one stands; none of them was taken."
    kinds = (
        (found.repeats, "repeated-row", again, Severity.NOTE),
        (found.superseded, "superseded-row", older, Severity.NOTE),
        (found.contradicts, "contradicting-rows", torn, Severity.ERROR),
    )
    return [
        Issue(int(line), "source_id", code, message, severity)
        for flags, code, message, severity in kinds
        for line in lines[flags]
    ]


def stated_source(frame: pd.DataFrame) -> str:
    """The one source system that all rows name. Raises BadValue when they name none or several."""
    names = read_words(frame["source_system"], rows=len(frame)).categories
    if len(names) != 1:
        raise BadValue(f"The rows name {len(names)} source systems; one import has one: --set source_system=NAME.")
    return str(names[0])
