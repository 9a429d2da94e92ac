"""Vector tiles of the collections."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from gridmap.api.callers import Caller
from gridmap.api.clock import today
from gridmap.api.collections import check_may_read
from gridmap.api.layers import layer_named
from gridmap.api.reads import log_read
from gridmap.api.tiles import check_tile, tile_answer

router = APIRouter()


@router.get("/collections/{name}/tiles/WebMercatorQuad/{z}/{y}/{x}")
async def tile(request: Request, name: str, z: int, y: int, x: int, day: date | None = None) -> Response:
    """One Mapbox vector tile; 204 when it is empty, 304 when the caller has it."""
    caller: Caller = await request.app.state.callers.of(request)
    layer = layer_named(name)
    check_may_read(layer, caller)
    check_tile(z, y, x)
    if layer.guarded == "views":
        await log_read(request, caller, what="views", detail={"tile": f"{z}/{y}/{x}"})
    return await tile_answer(request, layer, caller.scope, tile=(z, y, x), day=day or today(request))
