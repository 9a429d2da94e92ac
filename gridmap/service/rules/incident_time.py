"""The times of incidents: in UTC, plausible, and with their quality.

Quality of a row: suspect, when a later step lies before the report; imputed, when the report's time is missing and was
taken from the earliest other one, or when a wall time does not exist or occurs twice; day, when a time says the day
only; else exact. Times to come and times before 1970 are errors, but for due times.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.field import quoted
from gridmap.service.rules.coded import Categorical, categorical
from gridmap.service.rules.instant import NAT, Instants, no_instants, read_instants
from gridmap.service.rules.instant_text import UNSEEN, US_PER_DAY

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

STEP_TIMES = ("accepted_at", "assigned_at", "answered_at", "verified_at", "closed_at")
TIMES = ("reported_at", *STEP_TIMES, "due_at")
QUALITIES = ("exact", "day", "imputed", "suspect")
_CLOCKS_DIFFER_US = 3_600_000_000  # how far a source's clock may run ahead of ours: an hour
_SLASH_ORDER = (
    "{0} has dates such as 01/02/2015, and none that shows whether the day or the month comes first: they are not read. "
    "Write the year first, as in 2015-02-01."
)
_DOUBTED = "Every {0} says +00, although {1} was declared; they were taken as UTC. Are they local times?"


@dataclass(frozen=True, slots=True)
class Times:
    """utc_us: microseconds in UTC by field, NAT where there is none. quality: one of QUALITIES a row.

    is_refused: rows with an error in `issues`.
    """

    utc_us: Mapping[str, Ints]
    quality: Categorical
    is_refused: Flags
    issues: tuple[Issue, ...]


def read_times(
    frame: pd.DataFrame, *, zone: ZoneInfo | None, now: datetime, orders: Mapping[str, int] = MappingProxyType({})
) -> Times:
    """The times of these rows. frame: columns named as TIMES, any may be absent; index = lines. now: with a zone.

    orders: of day and month by field, as other rows of the file show it (`instant.slash_order_of`).
    Raises BadValue for times without a zone where none is declared.
    """
    read = {
        name: read_instants(frame[name], zone=zone, name=name, order=orders.get(name, UNSEEN))
        if name in frame
        else no_instants(len(frame))
        for name in TIMES
    }
    utc = {name: column.utc_us for name, column in read.items()}
    imputed = utc["reported_at"] == NAT
    utc["reported_at"] = np.where(imputed, _earliest(utc), utc["reported_at"])
    issues, refused = _errors(frame, read, utc, now)
    return Times(utc, _quality(read, utc, imputed), refused, (*_notes(read, zone), *issues))


def timestamps(utc_us: Ints, index: pd.Index) -> pd.Series:
    """Microseconds as datetime64[us, UTC]."""
    return pd.Series(utc_us.view("datetime64[us]"), index=index).dt.tz_localize("UTC")


def _earliest(utc: Mapping[str, Ints]) -> Ints:
    """The earliest step of each row, NAT where it has none."""
    last = np.iinfo(np.int64).max
    found = np.full(len(utc["reported_at"]), last)
    for name in STEP_TIMES:
        found = np.minimum(found, np.where(utc[name] == NAT, last, utc[name]))
    return np.where(found == last, NAT, found)


def _quality(read: Mapping[str, Instants], utc: Mapping[str, Ints], imputed: Flags) -> Categorical:
    grade = np.zeros(len(imputed), np.int8)
    for name in TIMES[:-1]:
        grade[read[name].is_day] = 1
    for name in TIMES[:-1]:
        grade[read[name].is_moved] = 2
    grade[imputed] = 2
    for name in STEP_TIMES:
        # a day ends before it can be said to lie before the report
        end = utc[name] + np.where(read[name].is_day, US_PER_DAY - 1, 0)
        grade[(utc[name] != NAT) & (end < utc["reported_at"])] = 3
    return categorical(grade, QUALITIES)


def _errors(
    frame: pd.DataFrame, read: Mapping[str, Instants], utc: Mapping[str, Ints], now: datetime
) -> tuple[list[Issue], Flags]:
    latest = int(now.astimezone(UTC).timestamp() * 1_000_000) + _CLOCKS_DIFFER_US
    issues: list[Issue] = []
    refused = np.zeros(len(frame), bool)

    def tell(rows: Flags, name: str, code: str, message: str) -> None:
        fresh = np.flatnonzero(rows & ~refused)
        refused[rows] = True
        values = (
            [str(v) for v in frame[name].iloc[fresh].astype(object).fillna("")] if name in frame else [""] * len(fresh)
        )
        for line, value in zip(frame.index[fresh], values, strict=True):
            issues.append(Issue(int(line), name, code, message.format(name, quoted(value)), value=value[:80]))

    for name, column in read.items():
        tell(column.is_bad, name, "bad-time", "{0} is {1}; a time such as 2026-11-24 09:30:00 is needed.")
    tell(
        utc["reported_at"] == NAT, "reported_at", "missing-value", "{0} is empty, and no other time says when it began."
    )
    for name in TIMES[:-1]:
        ahead = (utc[name] != NAT) & (utc[name] > latest)
        tell(ahead, name, "time-to-come", f"{{0}} is {{1}}, which is after the import ({now:%Y-%m-%d %H:%M}).")
        tell((utc[name] != NAT) & (utc[name] < 0), name, "time-too-old", "{0} is {1}, which is before 1970.")
    return issues, refused


def _notes(read: Mapping[str, Instants], zone: ZoneInfo | None) -> list[Issue]:
    """What is to be said of whole columns."""
    order = [name for name, column in read.items() if "slash-order" in column.notes]
    doubted = [name for name, column in read.items() if "zone-doubted" in column.notes]
    told = [Issue(0, name, "slash-order", _SLASH_ORDER.format(name), Severity.WARNING) for name in order]
    if doubted and zone is not None:
        message = _DOUBTED.format(", ".join(doubted), zone.key)
        told.append(Issue(0, doubted[0], "zone-doubted", message, Severity.WARNING))
    return told
