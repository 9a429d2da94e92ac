"""Times as sources write them, read straight from the bytes of a text column.

Understood: `2015-01-31 18:05:00`, `2015-01-31T18:05:00.25-05:00`, `2018/01/04 09:13:33+00`, `20150131180500`,
`01/31/2015 06:05:00 PM`, `31.01.2015 18:05`, `31-01-2015`, `2015年1月31日 18:05`, a trailing `Z`, `UTC` or `GMT`.
pandas reads such columns at 0.2 to 0.5 million a second; this reads tens of millions.
"""

# numba compiles these; what it returns has no types that mypy could check
# mypy: disable-error-code="no-untyped-def,untyped-decorator"

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt
from numba import njit

US_PER_SECOND = 1_000_000
US_PER_DAY = 86_400 * US_PER_SECOND
# what a cell holds: a time of the wall, one with its offset, a day only, nothing, something else, or 01/02/2015 in a
# column that does not show which of the two is the day
WALL, OFFSET, DAY, MISSING, BAD, AMBIGUOUS = 0, 1, 2, 3, 4, 5
# how `01/02/2015` is read
MONTH_FIRST, DAY_FIRST, UNDECIDED, CONTRADICTING, UNSEEN = 0, 1, 2, 3, 4

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]


def slash_order(data: Bytes, offsets: Ints) -> int:
    """Whether `a/b/2015` and `a-b-2015` put the month or the day first, from the numbers above 12 in these cells."""
    return cast(int, _slash_order(data, offsets))


def parse_times(
    data: Bytes, offsets: Ints, missing: npt.NDArray[np.bool_], *, order: int
) -> tuple[Ints, Ints, npt.NDArray[np.int8]]:
    """Microseconds of the wall clock since 1970, minutes east of UTC, and what each cell holds (WALL to AMBIGUOUS)."""
    n = len(offsets) - 1
    wall, east_min, kind = np.zeros(n, np.int64), np.zeros(n, np.int64), np.empty(n, np.int8)
    _parse_times(data, offsets, missing, order, wall, east_min, kind)
    return wall, east_min, kind


@njit(cache=True)
def _number(data, at, end, most):
    """Up to `most` digits from `at`: (value, how many)."""
    value, count = 0, 0
    while at + count < end and count < most and 48 <= data[at + count] <= 57:
        value = value * 10 + (data[at + count] - 48)
        count += 1
    return value, count


@njit(cache=True)
def _days(year, month, day):
    """Days since 1970-01-01 in the Gregorian calendar, or a large negative number when there is no such day.

    H. Hinnant, chrono-compatible low-level date algorithms (days_from_civil).
    """
    if month < 1 or month > 12 or day < 1 or day > 31 or year < 1:
        return -(10**9)
    leap = (year % 4 == 0 and year % 100 != 0) or year % 400 == 0
    if month == 2:
        if day > (29 if leap else 28):
            return -(10**9)
    elif day == 31 and month in (4, 6, 9, 11):
        return -(10**9)
    y = year - 1 if month <= 2 else year
    era = y // 400
    yoe = y - era * 400
    doy = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + yoe * 365 + yoe // 4 - yoe // 100 + doy - 719468


@njit(cache=True)
def _trim(data, at, end):
    while at < end and data[at] <= 32:
        at += 1
    while end > at and data[end - 1] <= 32:
        end -= 1
    return at, end


@njit(cache=True)
def _is_nothing(data, at, end):
    """Empty, `-`, or a word without digits of at most four letters: NaN, None, NULL, n/a, NaT."""
    if end - at > 4:
        return False
    for i in range(at, end):  # noqa: SIM110 compiled
        if 48 <= data[i] <= 57:
            return False
    return True


@njit(cache=True)
def _separator(data, at, end):
    """Length of the date separator at this place: one of - / . or the Chinese 年 月 日 (3 bytes), else 0."""
    if at < end:
        c = data[at]
        if c in (45, 46, 47):
            return 1
        if at + 2 < end + 0 and c in (0xE5, 0xE6):
            return 3
    return 0


@njit(cache=True)
def _date(data, at, end, order):
    """(days since 1970, place behind the date); the place is -1 when there is no date, -2 when it could be two."""
    first, n1 = _number(data, at, end, 4)
    sep = _separator(data, at + n1, end)
    if n1 == 4 and sep == 0:  # 20150131
        month, n2 = _number(data, at + 4, end, 2)
        day, n3 = _number(data, at + 6, end, 2)
        return _days(first, month, day), (at + 8 if n2 == 2 and n3 == 2 else -1)
    if n1 in (0, 3) or sep == 0:
        return 0, -1
    mark = data[at + n1]
    at += n1 + sep
    second, n2 = _number(data, at, end, 2)
    at += n2
    sep = _separator(data, at, end)
    if n2 == 0 or sep == 0:
        return 0, -1
    third, n3 = _number(data, at + sep, end, 4)
    at += sep + n3
    if n1 == 4:
        if at + 2 < end and data[at] == 0xE6:  # 日
            at += 3
        return _days(first, second, third), (at if n3 in (1, 2) else -1)
    if n3 != 4:
        return 0, -1
    if mark == 46 or order == 1 or (mark == 45 and order > 1):  # with points and hyphens the day comes first
        return _days(third, second, first), at
    if order > 1 and first != second:
        return 0, -2
    return _days(third, first, second), at


@njit(cache=True)
def _clock(data, at, end):
    """(microseconds of the day, place behind the time); the place is -1 when it is no time."""
    hour, n = _number(data, at, end, 2)
    if n == 0:
        return 0, -1
    at += n
    colon = at < end and data[at] == 58
    at += 1 if colon else 0
    minute, n = _number(data, at, end, 2)
    if n != 2:
        return 0, -1
    at += 2
    second, micros = 0, 0
    if (at < end and data[at] == 58) or (not colon and at < end and 48 <= data[at] <= 57):
        at += 1 if colon else 0
        second, n = _number(data, at, end, 2)
        if n != 2:
            return 0, -1
        at += 2
        if at < end and data[at] in (44, 46):
            fraction, n = _number(data, at + 1, end, 6)
            micros = fraction * 10 ** (6 - n)
            at += 1 + n
            while at < end and 48 <= data[at] <= 57:
                at += 1
    while at < end and data[at] == 32:
        at += 1
    if at + 1 < end and (data[at + 1] | 32) == 109 and (data[at] | 32) in (97, 112):  # AM, PM
        if hour < 1 or hour > 12:
            return 0, -1
        hour = hour % 12 + (12 if (data[at] | 32) == 112 else 0)
        at += 2
    if hour > 23 or minute > 59 or second > 60:
        return 0, -1
    return ((hour * 60 + minute) * 60 + min(second, 59)) * 1_000_000 + micros, at


@njit(cache=True)
def _offset(data, at, end):
    """(minutes east of UTC, place behind the offset); the place is -1 when it is none."""
    while at < end and data[at] == 32:
        at += 1
    c = data[at]
    if (c | 32) == 122:  # Z
        return 0, at + 1
    if end - at == 3 and (c | 32) in (103, 117):  # GMT, UTC
        return 0, end
    if c not in (43, 45):
        return 0, -1
    hours, n = _number(data, at + 1, end, 2)
    at += 1 + n
    if at < end and data[at] == 58:
        at += 1
    minutes, m = _number(data, at, end, 2)
    if n != 2 or m not in (0, 2) or hours > 14 or minutes > 59:
        return 0, -1
    total = hours * 60 + minutes
    return (-total if c == 45 else total), at + m


@njit(cache=True)
def _parse_times(data, offsets, missing, order, wall, east_min, kind):
    for row in range(len(kind)):
        at, end = _trim(data, offsets[row], offsets[row + 1])
        if missing[row] or _is_nothing(data, at, end):
            kind[row] = 3
            continue
        kind[row] = 4
        days, at = _date(data, at, end, order)
        if at == -2:
            kind[row] = 5
        if at < 0 or days < -(10**8):
            continue
        micros = days * 86_400_000_000
        if at == end:
            wall[row], kind[row] = micros, 2
            continue
        while at < end and (data[at] == 32 or data[at] == 44 or (data[at] | 32) == 116):
            at += 1
        clock, at = _clock(data, at, end)
        if at < 0:
            continue
        wall[row] = micros + clock
        if at == end:
            kind[row] = 0
            continue
        minutes, at = _offset(data, at, end)
        if at == end:
            east_min[row], kind[row] = minutes, 1


@njit(cache=True)
def _slash_order(data, offsets):
    month_first, day_first, seen = False, False, False
    for row in range(len(offsets) - 1):
        at, end = _trim(data, offsets[row], offsets[row + 1])
        first, n1 = _number(data, at, end, 4)
        if n1 not in (1, 2) or at + n1 >= end or data[at + n1] not in (45, 47):
            continue
        second, _ = _number(data, at + n1 + 1, end, 2)
        seen |= first != second
        day_first |= first > 12
        month_first |= second > 12
    if month_first and day_first:
        return 3
    if day_first:
        return 1
    if month_first:
        return 0
    return 2 if seen else 4
