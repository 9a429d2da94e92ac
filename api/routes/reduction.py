"""Which cameras can go or show less: the newest reduction of all cameras, in pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse

from gridmap.access.rules.role import may_see_findings
from gridmap.api.callers import Caller
from gridmap.api.reads import log_read
from gridmap.api.run_places import place_in_run
from gridmap.db.roles import DbRole
from gridmap.db.serving import Serving
from gridmap.db.statements import statement
from gridmap.errors import NotAllowed, NotFound

router = APIRouter()
_PAGE = 100


@router.get("/register/reduction")
async def reduction(request: Request, after: Annotated[str | None, Query(max_length=60)] = None) -> JSONResponse:
    """The run with what was asked and found, and a page of its cameras under the caller's scope; `next` leads on. The read is logged.

    A walk through the pages stays in the run that it began in. What no camera sees is in no figure of a run, so it is not here either.
    """
    caller: Caller = await request.app.state.callers.of(request)
    if not may_see_findings(caller.roles):
        raise NotAllowed("Reductions are for planners, data-protection officers and auditors.")
    run_id, last = place_in_run(after)
    serving: Serving = request.app.state.serving
    runs = await serving.rows(DbRole.REGISTER, caller.scope, statement("register", "latest_reduction"), run_id)
    if not runs:
        raise NotFound("There is no reduction of all cameras yet; gridmap cameras reduce makes one.")
    run = runs[0]
    query = statement("register", "list_reduction")
    rows = await serving.rows(DbRole.REGISTER, caller.scope, query, run["run_id"], last, _PAGE + 1)
    page = rows[:_PAGE]
    await log_read(request, caller, what="reduction", detail={"run": run["run_id"]}, rows=len(page))
    links = []
    if len(rows) > _PAGE:
        href = f"/register/reduction?after={run['run_id']}-{page[-1]['camera_row_id']}"
        links.append({"rel": "next", "href": href, "type": "application/json"})
    body = {
        "run": run["run_id"],
        "day": run["day"].isoformat(),
        "made_at": run["made_at"].isoformat(),
        "parameters": json.loads(run["parameters"]),
        "headline": json.loads(run["headline"]),
        "cameras": [_shaped(row) for row in page],
        "links": links,
    }
    return JSONResponse(body, headers={"Cache-Control": "private, no-cache"})


def _shaped(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in dict(row).items() if name != "camera_row_id"}
