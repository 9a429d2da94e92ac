"""Due times of the demo: natural hours, or hours of an eight-hour day on the working days of China.

Only for making plausible files; the service's own calendar decides what is due.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import holidays
import numpy as np
from numpy.typing import NDArray

from gridmap.demo.city import Floats

_OPENS_H, _HOURS_A_DAY = 9.0, 8.0


def due_hours_after(
    start_h: Floats, allowed_h: Floats, *, is_work: NDArray[np.bool_], first_day: date, days: int
) -> Floats:
    """Hours since the local midnight of `first_day` at which `allowed_h` are used up, begun at `start_h` of the same clock.

    is_work: count working hours (09:00 to 17:00 of working days), else all hours. days: how far the calendar must reach;
    what ends later is put at its end.
    """
    works = np.array(_working_days(first_day, days))
    done = np.concatenate([[0.0], np.cumsum(works * _HOURS_A_DAY)])
    day = np.clip(start_h // 24, 0, days - 1).astype(np.int64)
    today = np.clip(start_h - 24 * day - _OPENS_H, 0, _HOURS_A_DAY) * works[day]
    goal = done[day] + today + allowed_h
    end = np.clip(np.searchsorted(done[1:], goal), 0, days - 1)
    return np.where(is_work, 24 * end + _OPENS_H + goal - done[end], start_h + allowed_h)


@cache
def _working_days(first_day: date, days: int) -> tuple[bool, ...]:
    calendar = holidays.country_holidays("CN", years=range(first_day.year, first_day.year + days // 365 + 2))
    return tuple(bool(calendar.is_working_day(first_day + timedelta(n))) for n in range(days))
