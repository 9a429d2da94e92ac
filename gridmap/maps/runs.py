"""What a legend says of the newest runs, from their stored headlines.

A headline is a document that an earlier or later version of this program, or somebody's hand, may have written: what is
missing in it or of another type becomes None, and the page says that it is not known. It never keeps the page from opening.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from gridmap.maps.config import CoverageRun, HotspotRun, TilingRun

KEPT_FINDINGS = 2_000  # MOST_FINDINGS of grids/rules/tiling.py, which would bring GeoPandas into the server; a test holds both together


def coverage_run(text: str | None) -> CoverageRun | None:
    """From `latest_coverage`; None when there is no run."""
    if text is None:
        return None
    run, headline = _read(text)
    return CoverageRun(
        _day(run.get("day")),
        _number(run.get("px_per_m")),
        _count(headline.get("documented")),
        _count(headline.get("unknown_views")),
        run.get("waits") is True,
    )


def hotspot_run(text: str | None) -> HotspotRun | None:
    """From `latest_hotspots`; None when there is no run."""
    if text is None:
        return None
    run, headline = _read(text)
    return HotspotRun(
        _day(headline.get("from_day")),
        _day(headline.get("to_day")),
        _word(run.get("method")),
        _number(headline.get("false_discovery_rate")),
    )


def tiling_run(text: str | None) -> TilingRun | None:
    """From `latest_tiling`; None when there is no run."""
    if text is None:
        return None
    run, headline = _read(text)
    complete = headline.get("is_complete")
    counts = {check: _count(number) for check, number in _mapping(headline.get("counts")).items()}
    return TilingRun(
        day=_day(run.get("day")),
        kind=_word(run.get("kind")),
        is_complete=complete if isinstance(complete, bool) else None,
        gap_share=_number(headline.get("gap_share")),
        overlap_share=_number(headline.get("overlap_share")),
        counts={check: number for check, number in counts.items() if number is not None},
        kept=KEPT_FINDINGS,
    )


def _read(text: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    run = _mapping(json.loads(text))
    return run, _mapping(run.get("headline"))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _word(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: object) -> float | None:
    """Finite and not negative; JSON of PostgreSQL may also hold integers of any length."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value > 1e15:
        return None
    return float(value) if math.isfinite(value) and value >= 0 else None


def _count(value: object) -> int | None:
    number = _number(value)
    return int(number) if number is not None and number.is_integer() else None


def _day(value: object) -> date | None:
    try:
        return datetime.fromisoformat(value).date() if isinstance(value, str) else None
    except ValueError:
        return None
