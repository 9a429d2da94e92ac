"""The six steps of each incident: when it was reported, accepted, assigned, answered, verified and closed, and by whom.

Gaps are lognormal, slower in some counties; some incidents are refused, found twice, void, or still open on the last day.
Hours are counted from the local midnight of the first day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridmap.demo.city import FIRST_DAY, Floats, Ints
from gridmap.demo.incident_mix import HOURS_PATROL, HOURS_RESIDENT
from gridmap.demo.incidents import CODES, Placed, last_hour
from gridmap.demo.worktime import due_hours_after
from gridmap.service.rules.category import categories

FOUND_BY = ("resident", "patrol", "sensor", "works")
CHANNELS = ("phone", "app", "web", "patrol", "sensor", "works")
STATES = (
    "reported",
    "accepted",
    "assigned",
    "answered",
    "verified",
    "closed",
    "refused",
    "duplicate",
    "void",
    "suspended",
)
_ROWS = [categories()[code] for code in CODES]
_DUE_H = np.array([row.due_hours for row in _ROWS])
_BY_WORK = np.array([row.calendar == "work" for row in _ROWS])
# shares of what does not go the usual way
_REFUSED, _DUPLICATE, _VOID, _SUSPENDED, _UNVERIFIED = 0.03, 0.04, 0.006, 0.004, 0.03
_CALENDAR_DAYS = 480  # the year, the longest allowance, and holidays


@dataclass(frozen=True, slots=True)
class Loop:
    """One row per incident, in the order of their report; `order` sorts the chunk's other columns alike.

    Times are hours, NaN where the step has not been (or never is). found_by, channel, state: codes.
    """

    order: Ints
    found_by: Ints
    channel: Ints
    reported: Floats
    accepted: Floats
    assigned: Floats
    answered: Floats
    verified: Floats
    closed: Floats
    due: Floats
    state: Ints


def walk_loop(placed: Placed, county_pace: Floats, rng: np.random.Generator) -> Loop:
    """Walk each incident through its steps. county_pace: per row, below 1 is quick."""
    n = len(placed.day)
    found_by = np.searchsorted([0.42, 0.90, 0.95], rng.random(n), side="right")
    hour = np.where(found_by == 1, _hours(rng, HOURS_PATROL, n), _hours(rng, HOURS_RESIDENT, n))
    reported: Floats = (placed.day * 24.0 + hour).astype(np.float64)
    order = np.argsort(reported, kind="stable")
    reported, found_by = reported[order], found_by[order]
    code, pace = placed.code[order], county_pace[order]
    # phone, app, web for residents; the others have one channel of their own
    channel = np.where(found_by == 0, np.searchsorted([0.5, 0.85], rng.random(n), side="right"), found_by + 2)
    accepted = reported + _gap(rng, n, median_h=0.4, spread=1.0) * np.where(found_by == 0, 1.6, 0.7)
    assigned = accepted + _gap(rng, n, median_h=0.45, spread=0.9)
    due = due_hours_after(accepted, _DUE_H[code], is_work=_BY_WORK[code], first_day=FIRST_DAY, days=_CALENDAR_DAYS)
    allowed = np.maximum(due - assigned, 0.5)
    answered = assigned + allowed * 0.42 * pace * np.exp(rng.normal(0, 0.62, n)) + rng.exponential(0.3, n)
    verified = answered + _gap(rng, n, median_h=3.0, spread=0.8)
    closed = verified + _gap(rng, n, median_h=4.0, spread=0.9)
    times = _ends(rng.random(n), accepted, assigned, answered, verified, closed)
    state = _state(times, rng)
    return Loop(
        order, found_by, channel, reported, *times[:5], due=np.where(np.isnan(times[0]), np.nan, due), state=state
    )


def _hours(rng: np.random.Generator, weights: tuple[int, ...], count: int) -> Floats:
    """Local hours of the day, to the second."""
    edges = np.concatenate([[0.0], np.cumsum(weights)]) / sum(weights)
    return np.floor(np.interp(rng.random(count), edges, np.arange(25)) * 3600 % 86_400) / 3600


def _gap(rng: np.random.Generator, count: int, *, median_h: float, spread: float) -> Floats:
    return median_h * np.exp(rng.normal(0, spread, count))


def _ends(
    draw: Floats,
    accepted: Floats,
    assigned: Floats,
    answered: Floats,
    verified: Floats,
    closed: Floats,
) -> tuple[Floats, Floats, Floats, Floats, Floats, NDArray[np.int64]]:
    """The times of all steps after the report, with those that never come as NaN, and the fate (0: the usual way)."""
    edges = np.cumsum([_REFUSED, _DUPLICATE, _VOID, _SUSPENDED, _UNVERIFIED])
    fate = (np.searchsorted(edges, draw, side="right") + 1) % 6
    refused, duplicate, void, suspended, unverified = (fate == k for k in range(1, 6))
    early = refused | duplicate | void
    closed = np.where(early, accepted + (assigned - accepted), closed)
    accepted = np.where(refused | void, np.nan, accepted)
    assigned = np.where(early, np.nan, assigned)
    answered = np.where(early | suspended, np.nan, answered)
    verified = np.where(early | suspended | unverified, np.nan, verified)
    closed = np.where(suspended, np.nan, closed)
    end = last_hour()
    steps = [np.where(time <= end, time, np.nan) for time in (accepted, assigned, answered, verified, closed)]
    return steps[0], steps[1], steps[2], steps[3], steps[4], fate


def _state(times: tuple[Floats, Floats, Floats, Floats, Floats, NDArray[np.int64]], rng: np.random.Generator) -> Ints:
    accepted, assigned, answered, verified, closed, fate = times
    state = np.zeros(len(fate), dtype=np.int64)
    for number, time in enumerate((accepted, assigned, answered, verified, closed), start=1):
        state = np.where(np.isnan(time), state, number)
    for number, name in ((1, "refused"), (2, "duplicate"), (3, "void")):
        state = np.where((fate == number) & ~np.isnan(closed), STATES.index(name), state)
    return np.where((fate == 4) & ~np.isnan(assigned), STATES.index("suspended"), state)
