"""Vector tiles of the collections."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from gridmap.api.answers import fresh
from gridmap.api.callers import Caller
from gridmap.api.clock import today
from gridmap.api.collections import TILE_TYPE, check_may_read
from gridmap.api.layers import layer_named
from gridmap.api.reads import log_read
from gridmap.db.statements import statement
from gridmap.errors import BadValue

router = APIRouter()
_DEEPEST_ZOOM = 22


@router.get("/collections/{name}/tiles/WebMercatorQuad/{z}/{y}/{x}")
async def tile(request: Request, name: str, z: int, y: int, x: int, day: date | None = None) -> Response:
    """One Mapbox vector tile; 204 when it is empty, 304 when the caller has it."""
    caller: Caller = await request.app.state.callers.of(request)
    layer = layer_named(name)
    check_may_read(layer, caller)
    if not (0 <= z <= _DEEPEST_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z):
        raise BadValue(
            f"There is no tile {z}/{y}/{x}; zoom goes from 0 to {_DEEPEST_ZOOM}, x and y from 0 to 2^zoom - 1."
        )
    if layer.guarded == "views":
        await log_read(request, caller, what="views", detail={"tile": f"{z}/{y}/{x}"})
    body = await request.app.state.serving.value(
        layer.role, caller.scope, statement(layer.context, f"tile_{name}"), z, x, y, day or today(request)
    )
    if not body:
        return Response(status_code=204, headers={"Cache-Control": "private, no-cache"})
    return fresh(request, bytes(body), TILE_TYPE)
