"""Today, where the deployment is."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from starlette.requests import Request


def today(request: Request) -> date:
    """The local date of the deployment (GRIDMAP_ZONE)."""
    return datetime.now(ZoneInfo(request.app.state.settings.zone)).date()
