"""A grid's two cards, each from its own context; nothing joins them."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from gridmap.api.callers import Caller
from gridmap.api.clock import today
from gridmap.db.roles import DbRole
from gridmap.db.statements import statement
from gridmap.errors import NotFound

router = APIRouter()


@router.get("/service/grids/{code}")
async def service_card(request: Request, code: str) -> Response:
    """Incidents of a grid: counts by class and state, and its hotspot class in the newest run."""
    return await _card(request, "service", DbRole.SERVICE, code)


@router.get("/register/grids/{code}")
async def register_card(request: Request, code: str) -> Response:
    """What is filmed of a grid: public space, share under view, cameras by documentation, in the newest audit."""
    return await _card(request, "register", DbRole.REGISTER, code)


async def _card(request: Request, context: str, role: DbRole, code: str) -> Response:
    caller: Caller = await request.app.state.callers.of(request)
    body = await request.app.state.serving.value(
        role, caller.scope, statement(context, "card_grid"), code, today(request)
    )
    if body is None:
        raise NotFound("There is no grid of this code today.")
    return Response(body, media_type="application/json", headers={"Cache-Control": "private, no-cache"})
