"""Findings of the newest audit of cameras, of one camera or of one operator's, in pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse

from gridmap.access.rules.role import may_see_findings, may_see_sensitive
from gridmap.api.callers import Caller
from gridmap.api.reads import log_read
from gridmap.api.run_places import place_in_run
from gridmap.db.roles import DbRole
from gridmap.db.serving import Serving
from gridmap.db.statements import statement
from gridmap.errors import BadValue, NotAllowed, NotFound
from gridmap.register.rules.finding_text import words

router = APIRouter()
_PAGE = 100


@router.get("/register/findings")
async def findings(
    request: Request,
    camera: Annotated[str | None, Query(max_length=200)] = None,
    operator: Annotated[str | None, Query(max_length=200)] = None,
    after: Annotated[str | None, Query(max_length=60)] = None,
) -> JSONResponse:
    """Each finding with its rule, clause, detail and words, and the answer that stands now; `next` leads on. The read is logged.

    A walk through the pages stays in the run that it began in, whatever is audited meanwhile.
    """
    caller: Caller = await request.app.state.callers.of(request)
    if not may_see_findings(caller.roles):
        raise NotAllowed("Findings are for planners, data-protection officers and auditors.")
    if (camera is None) == (operator is None):
        raise BadValue("Ask for one camera (?camera=ID) or for one operator's cameras (?operator=NAME).")
    run_id, last = place_in_run(after)
    serving: Serving = request.app.state.serving
    runs = await serving.rows(DbRole.REGISTER, caller.scope, statement("register", "latest_findings"), run_id)
    if not runs:
        raise NotFound("There is no audit of all cameras yet; gridmap audit cameras makes one.")
    run = runs[0]
    query, sees = statement("register", "list_findings"), may_see_sensitive(caller.roles)
    rows = await serving.rows(
        DbRole.REGISTER, caller.scope, query, run["run_id"], camera, operator, last, _PAGE + 1, sees
    )
    page = rows[:_PAGE]
    asked = {"camera": camera} if operator is None else {"operator": operator}
    await log_read(request, caller, what="findings", detail={"run": run["run_id"], **asked}, rows=len(page))
    links = []
    if len(rows) > _PAGE:
        onward = {**asked, "after": f"{run['run_id']}-{page[-1]['finding_id']}"}
        links.append({"rel": "next", "href": f"/register/findings?{urlencode(onward)}", "type": "application/json"})
    body = {
        "run": run["run_id"],
        "day": run["day"].isoformat(),
        "findings": [_shaped(row) for row in page],
        "links": links,
    }
    return JSONResponse(body, headers={"Cache-Control": "private, no-cache"})


def _shaped(row: Mapping[str, Any]) -> dict[str, Any]:
    detail = json.loads(row["detail"])
    rule = row["rule"]
    said = {lang: words(rule, detail, lang=lang) for lang in ("en", "zh")}
    return {**dict(row), "detail": detail, "words": said}
