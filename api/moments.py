"""`datetime` of OGC API - Features (17-069r4, fc-time-response): a moment or an interval, open or closed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from gridmap.errors import BadValue

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d))?")  # RFC 3339, 5.6
_OPEN = ("", "..")
_RIGHT = "an RFC 3339 date-time such as 2026-11-24T08:00:00Z, a date, or an interval start/end with .. for an open end is needed"


@dataclass(frozen=True, slots=True)
class Span:
    """From `since` to `until`, both included; None is open."""

    since: datetime | None
    until: datetime | None

    def days(self, zone: ZoneInfo) -> tuple[date | None, date | None]:
        """The first and the last local day."""
        since, until = (None if end is None else end.astimezone(zone).date() for end in (self.since, self.until))
        return since, until


def parse_span(text: str, zone: ZoneInfo) -> Span:
    """A date is a whole local day. Raises BadValue."""
    parts = text.split("/")
    if len(parts) > 2 or (len(parts) == 1 and text in _OPEN):
        raise BadValue(f"datetime is {text[:80]!r}; {_RIGHT}.")
    since = _end(parts[0], text, zone, of_day=time.min)
    until = _end(parts[-1], text, zone, of_day=time.max)
    if since is not None and until is not None and since > until:
        raise BadValue(f"datetime is {text[:80]!r}; its start comes after its end.")
    return Span(since, until)


def _end(part: str, text: str, zone: ZoneInfo, *, of_day: time) -> datetime | None:
    if part in _OPEN:
        return None
    if not _MOMENT.fullmatch(part):
        raise BadValue(f"datetime is {text[:80]!r}; {_RIGHT}.")
    try:
        if len(part) == len("2026-11-24"):
            return datetime.combine(date.fromisoformat(part), of_day, zone).astimezone(UTC)
        return datetime.fromisoformat(part.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadValue(f"datetime is {text[:80]!r}; there is no such time.") from error
