"""The log of reads: views, exports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from gridmap.api.callers import Caller
from gridmap.db.roles import DbRole


async def log_read(
    request: Request,
    caller: Caller,
    *,
    what: str,
    detail: Mapping[str, Any],
    rows: int | None = None,
    action: str = "read",
) -> None:
    """One entry of the log, before the answer goes out."""
    await request.app.state.serving.execute(
        DbRole.SERVICE,
        "SELECT access.append_log($1, $2, $3, $4::jsonb, $5)",
        caller.name,
        action,
        what,
        json.dumps(dict(detail)),
        rows,
    )
