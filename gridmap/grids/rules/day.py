"""Days as sources write them, read strictly: a date, or a whole date-time whose date part counts.

`03/04/2020` is the third of April or the fourth of March. Which one is decided for the whole column, by the dates in
it that can be read only one way, and never guessed: where nothing decides, or the dates contradict each other, the
ones that can be read both ways are unreadable. Dates with hyphens (`06-07-2021`) have the day first unless the column
shows the contrary, dates with points (`06.07.2021`) always.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

import pandas as pd

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.field import as_text, quoted

_TIME = r"(?:[T ] *\d{1,2}:[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?(?: *[AP]M)?(?: *(?:Z|UTC|GMT|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?))?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})(?:([-/.])(\d{{1,2}})\2(\d{{1,2}})|(\d\d)(\d\d)){_TIME}", re.ASCII | re.IGNORECASE)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){_TIME}", re.ASCII | re.IGNORECASE)
_HOUR = re.compile(r"[T ] *(\d{1,2}):", re.IGNORECASE)
_NO_DAY = re.compile(rf"(?:0000([-/.]?)00\1(?:00)|00([-/.])00\2(?:0000)){_TIME}", re.ASCII | re.IGNORECASE)
_MONTHS = 12


class DayOrder(StrEnum):
    """What comes first in a column's dates of the form a/b/2020."""

    DAY = "day-first"
    MONTH = "month-first"
    UNDECIDED = "undecided"
    CONTRADICTING = "contradicting"


DayOrders = Mapping[str, DayOrder]
"""The order of each field's column over the whole file; a field that is absent is decided by the rows at hand."""
NO_ORDERS: DayOrders = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class OrderSeen:
    """Whether a column has dates that only the one or only the other order can read; more rows can only add to it."""

    day: bool = False
    month: bool = False

    def __or__(self, other: OrderSeen) -> OrderSeen:
        """What either has seen."""
        return OrderSeen(self.day or other.day, self.month or other.month)

    @property
    def order(self) -> DayOrder:
        """What follows from it for the whole column."""
        if self.day and self.month:
            return DayOrder.CONTRADICTING
        if self.day:
            return DayOrder.DAY
        return DayOrder.MONTH if self.month else DayOrder.UNDECIDED


def order_seen(series: pd.Series) -> OrderSeen:
    """What the column's own dates show; nothing for a column that is not text."""
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return OrderSeen()
    return _order_seen(str(value) for value in as_text(series).dropna().unique())


def as_date(series: pd.Series, *, name: str, order: DayOrder | None = None) -> tuple[pd.Series, list[Issue]]:
    """datetime.date or None (dtype object), and what cannot be read.

    Read are 2018-01-04, 2018/1/4, 2018.01.04, 20180104, 04.01.2018, 04-01-2018 and 04/01/2018, each with or without a
    time behind it (`T09:13:33Z`, ` 05:27:48 PM`, `+02:00`), whose day is taken as it stands. order: of the column over
    the whole file; None when these rows are all of it. 0000-00-00 is no date, with a warning; all else is an error.
    """
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return _of_native(series, name=name)
    text = as_text(series)
    distinct = [str(value) for value in text.dropna().unique()]
    order = _order_seen(distinct).order if order is None else order
    read = {value: _read(value, order) for value in distinct}
    texts = [None if gone else str(value) for value, gone in zip(text, text.isna(), strict=True)]
    days = pd.Series([None if t is None else read[t] for t in texts], index=series.index, dtype=object)
    odd = {value: _issue_of(value, name=name, order=order) for value, day in read.items() if day is None}
    issues = [
        Issue(int(str(line)), name, *odd[value])
        for line, value in zip(series.index, texts, strict=True)
        if value is not None and value in odd
    ]
    return days, issues


def _order_seen(texts: Iterable[str]) -> OrderSeen:
    day = month = False
    for text in texts:
        found = _YEAR_LAST.fullmatch(text)
        if found is not None and found[2] != ".":
            first, second = int(found[1]), int(found[3])
            day |= first > _MONTHS
            month |= second > _MONTHS
    return OrderSeen(day, month)


def _read(text: str, order: DayOrder) -> date | None:
    """The day of one text; None where there is none or it cannot be read."""
    found = _YEAR_FIRST.fullmatch(text)
    if found is not None and _is_clock(text):
        return _day(found[1], found[3] or found[5], found[4] or found[6])
    found = _YEAR_LAST.fullmatch(text)
    if found is None or not _is_clock(text):
        return None
    first, mark, second, year = found.groups()
    if mark == "." or order is DayOrder.DAY or (mark == "-" and order is DayOrder.UNDECIDED):
        return _day(year, second, first)
    if order is DayOrder.MONTH or int(first) == int(second):
        return _day(year, first, second)
    return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _is_clock(text: str) -> bool:
    found = _HOUR.search(text)
    return found is None or int(found[1]) < 24


def _issue_of(text: str, *, name: str, order: DayOrder) -> tuple[str, str, Severity, str]:
    """Code, message, severity and value of what is no date."""
    told = quoted(text)
    if _NO_DAY.fullmatch(text):
        return "no-date", f"{name} is {told}, which is no date; it counts as empty.", Severity.WARNING, text[:80]
    message, code = f"{name} is {told}; a date such as 2026-11-24 is needed.", "bad-date"
    found = _YEAR_LAST.fullmatch(text)
    if found is not None and order in (DayOrder.UNDECIDED, DayOrder.CONTRADICTING):
        both = [_day(found[4], found[3], found[1]), _day(found[4], found[1], found[3])]
        if any(both):
            code, message = "ambiguous-date", _ambiguous(name, told, order, [day for day in both if day])
    return code, message, Severity.ERROR, text[:80]


def _ambiguous(name: str, told: str, order: DayOrder, days: list[date]) -> str:
    meant = " or ".join(day.isoformat() for day in days)
    why = (
        "the column has dates with the day first and dates with the month first"
        if order is DayOrder.CONTRADICTING
        else "no date of the column shows whether the day or the month comes first"
    )
    return f"{name} is {told}, and {why}; write the year first: {meant}."


def _of_native(series: pd.Series, *, name: str) -> tuple[pd.Series, list[Issue]]:
    """Timestamps as the file types them: their own day, and an error for years that no calendar here has."""
    good = (series.notna() & series.dt.year.between(date.min.year, date.max.year)).to_numpy(dtype=bool)
    days = pd.Series([None] * len(series), index=series.index, dtype=object)
    days[good] = series[good].dt.date
    bad = series[series.notna().to_numpy(dtype=bool) & ~good]
    issues = [
        Issue(int(str(line)), name, "bad-date", f"{name} lies in the year {year}; years from 1 to 9999 are read.")
        for line, year in bad.dt.year.items()
    ]
    return days, issues
