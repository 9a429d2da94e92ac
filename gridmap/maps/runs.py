"""What a legend says of the newest runs, from their stored headlines."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from gridmap.maps.config import CoverageRun, HotspotRun


def coverage_run(text: str | None) -> CoverageRun | None:
    """From `latest_coverage`; None when there is no run."""
    if text is None:
        return None
    run: dict[str, Any] = json.loads(text)
    headline = run["headline"]
    return CoverageRun(
        datetime.fromisoformat(run["day"]).date(), run["px_per_m"], headline["documented"], headline["unknown_views"]
    )


def hotspot_run(text: str | None) -> HotspotRun | None:
    """From `latest_hotspots`; None when there is no run."""
    if text is None:
        return None
    run: dict[str, Any] = json.loads(text)
    first, last = (datetime.fromisoformat(run["headline"][name]).date() for name in ("from_day", "to_day"))
    return HotspotRun(first, last, run["method"], run["headline"]["false_discovery_rate"])
