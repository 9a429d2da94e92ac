"""Columns of times brought to UTC.

A time carries its offset, or the zone must be declared: an undeclared one is refused, never guessed. A wall time that a
clock change skipped is moved to the end of the gap, one that occurs twice is taken as the first; both are marked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from gridmap.errors import BadValue
from gridmap.grids.rules.text_bytes import text_bytes
from gridmap.service.rules import instant_text as text

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
NAT = np.iinfo(np.int64).min  # NumPy's not-a-time
_FEWEST_OF_A_HABIT = 20
_US_PER_HOUR = 3600 * text.US_PER_SECOND
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ZONED_YEARS = (1960, 2100)  # what lies outside keeps the nearest offset


@dataclass(frozen=True, slots=True)
class Instants:
    """One column of times. All arrays have one entry a row.

    utc_us: microseconds since 1970 in UTC, NAT where there is none. is_day: only the day is known: no time of day, or
    exactly midnight, or within the first hour where more than half of the column (20 rows at least) is. is_moved: the
    wall time does not exist or occurs twice. is_bad: something that is no time.
    notes: codes about the whole column: `slash-order` (dates such as 01/02/2015, and nothing that shows which is the day:
    they are bad), `zone-doubted` (every time says +00 although another zone was declared).
    """

    utc_us: Ints
    is_day: Flags
    is_moved: Flags
    is_bad: Flags
    notes: tuple[str, ...] = ()

    @property
    def is_missing(self) -> Flags:
        """Neither a time nor a bad one."""
        missing: Flags = (self.utc_us == NAT) & ~self.is_bad
        return missing

    def timestamps(self) -> pd.Series:
        """The times as datetime64[us, UTC], on a plain range."""
        return pd.Series(self.utc_us.view("datetime64[us]")).dt.tz_localize("UTC")


def no_instants(rows: int) -> Instants:
    """A column that the file does not have."""
    never = np.zeros(rows, bool)
    return Instants(np.full(rows, NAT), never, never, never)


def slash_order_of(column: pd.Series) -> int:
    """What the column's own dates show of the order of day and month, as in `instant_text`; UNSEEN for native times."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return text.UNSEEN
    data, offsets, _missing = text_bytes(column)
    return text.slash_order(data, offsets)


def joined_order(order: int, other: int, *, name: str) -> int:
    """What two parts of one column show together. Raises BadValue when they contradict each other."""
    shown = {order, other} - {text.UNDECIDED, text.UNSEEN}
    if not shown:
        return text.UNDECIDED if text.UNDECIDED in (order, other) else text.UNSEEN
    order = shown.pop() if len(shown) == 1 else text.CONTRADICTING
    if order == text.CONTRADICTING:
        raise BadValue(
            f"{name} has dates with the month first and with the day first; one order a column is needed, or the year first."
        )
    return order


def read_instants(column: pd.Series, *, zone: ZoneInfo | None, name: str, order: int = text.UNSEEN) -> Instants:
    """Times of one column: text as in `instant_text`, or native timestamps with or without a zone.

    zone: of times that carry none. name: of the field, for the message. order: of day and month, as other rows of the
    file show it.
    Raises BadValue when times carry no zone and none is declared, and when slash dates contradict each other.
    """
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        utc = _micros(column.dt.tz_convert("UTC").dt.tz_localize(None))
        return _of_utc(utc, zone)
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        wall = _micros(column)
        return _of_wall(wall, wall != NAT, _needed(zone, name, column))
    return _of_text(column, zone=zone, name=name, order=order)


def wall_to_utc(wall_us: Ints, zone: ZoneInfo) -> tuple[Ints, Flags]:
    """UTC microseconds of wall times in `zone`, and which of them a clock change skipped or repeated.

    A skipped one becomes the end of the gap, a repeated one its first occurrence.
    """
    at, before, after = _transitions(zone)
    number = np.searchsorted(at + before, wall_us, side="right")
    utc = wall_us - np.concatenate([before[:1], after])[number]
    last = np.concatenate([[NAT + 1], at])[number]
    skipped = utc < last
    next_at = np.minimum(number, len(at) - 1)
    repeated = (number < len(at)) & (wall_us >= (at + after)[next_at]) & (after < before)[next_at]
    return np.where(skipped, last, utc), skipped | repeated


def _of_text(column: pd.Series, *, zone: ZoneInfo | None, name: str, order: int) -> Instants:
    data, offsets, missing = text_bytes(column)
    order = joined_order(text.slash_order(data, offsets), order, name=name)
    wall, east_min, kind = text.parse_times(data, offsets, missing, order=order)
    bare = (kind == text.WALL) | (kind == text.DAY)
    if bare.any():
        made = _of_wall(np.where(bare, wall, NAT), bare, _needed(zone, name, column[bare]))
        utc, is_day, is_moved = made.utc_us, made.is_day, made.is_moved
    else:
        utc, is_day, is_moved = np.full(len(wall), NAT), np.zeros(len(wall), bool), np.zeros(len(wall), bool)
    stated = kind == text.OFFSET
    if stated.any():
        utc = np.where(stated, wall - east_min * 60 * text.US_PER_SECOND, utc)
        is_day = is_day | _only_days(wall, stated)
    notes = []
    ambiguous = kind == text.AMBIGUOUS
    if ambiguous.any():
        notes.append("slash-order")
    if zone is not None and stated.any() and not east_min[stated].any() and _is_off_utc(zone):
        notes.append("zone-doubted")
    return Instants(utc, is_day, is_moved, (kind == text.BAD) | ambiguous, tuple(notes))


def _of_wall(wall: Ints, is_given: Flags, zone: ZoneInfo) -> Instants:
    utc, moved = wall_to_utc(np.where(is_given, wall, 0), zone)
    is_day = _only_days(wall, is_given)
    return Instants(np.where(is_given, utc, NAT), is_day, moved & is_given & ~is_day, np.zeros(len(wall), bool))


def _of_utc(utc: Ints, zone: ZoneInfo | None) -> Instants:
    """Native times with a zone: midnight counts in the declared zone, else in UTC."""
    never = np.zeros(len(utc), bool)
    wall = utc if zone is None else utc + _offset_at(utc, zone)
    return Instants(utc, _only_days(wall, utc != NAT), never, never)


def _only_days(wall: Ints, is_given: Flags) -> Flags:
    """Times that say the day only. Sources that fill in a time of day take the first hour (00:00 to 00:59)."""
    since_midnight = wall % text.US_PER_DAY
    first_hour = is_given & (since_midnight < _US_PER_HOUR)
    if is_given.sum() >= _FEWEST_OF_A_HABIT and first_hour.sum() > is_given.sum() / 2:
        return first_hour
    only: Flags = is_given & (since_midnight == 0)
    return only


def _micros(column: pd.Series) -> Ints:
    values = column.to_numpy(dtype="datetime64[us]")
    return values.view(np.int64)


def _needed(zone: ZoneInfo | None, name: str, column: pd.Series) -> ZoneInfo:
    if zone is None:
        example = str(column.dropna().iloc[0]) if column.notna().any() else ""
        raise BadValue(f"{name} has times without a zone ({example!r}); declare it, for example --zone Asia/Shanghai.")
    return zone


def _is_off_utc(zone: ZoneInfo) -> bool:
    _, before, after = _transitions(zone)
    return bool(before.any() or after.any())


def _offset_at(utc: Ints, zone: ZoneInfo) -> Ints:
    at, before, after = _transitions(zone)
    offsets: Ints = np.concatenate([before[:1], after])[np.searchsorted(at, utc, side="right")]
    return offsets


@lru_cache(maxsize=16)
def _transitions(zone: ZoneInfo) -> tuple[Ints, Ints, Ints]:
    """Instants at which the offset changes, the offset before and after, all in microseconds; at least one entry."""
    first, last = (datetime(year, 1, 1, tzinfo=UTC) for year in _ZONED_YEARS)
    found, now, old = [], first, _east(first, zone)
    while now < last:
        later = now + timedelta(days=7)  # no zone changes twice within a week
        new = _east(later, zone)
        if new != old:
            found.append((_change_between(now, later, zone), old, new))
        now, old = later, new
    found = found or [(first, _east(first, zone), _east(first, zone))]
    at, before, after = (np.array(column) for column in zip(*found, strict=True))
    micros = [(moment - _EPOCH) // timedelta(microseconds=1) for moment in at]
    return np.array(micros, np.int64), before.astype(np.int64), after.astype(np.int64)


def _east(moment: datetime, zone: ZoneInfo) -> int:
    offset = moment.astimezone(zone).utcoffset()
    return (offset or timedelta()) // timedelta(microseconds=1)


def _change_between(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the offset changes, by halving."""
    old = _east(early, zone)
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        early, late = (middle, late) if _east(middle, zone) == old else (early, middle)
    return late
