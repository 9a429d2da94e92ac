"""Collections: their list, vector tiles, single features."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from gridmap.access.rules.role import may_see_views
from gridmap.api.callers import Caller
from gridmap.api.clock import today
from gridmap.api.layers import LAYERS, layer_named
from gridmap.api.reads import log_read
from gridmap.api.tiles import TILE_TYPE, check_tile, fresh, tile_answer
from gridmap.db.serving import Layer
from gridmap.db.statements import statement
from gridmap.errors import NotAllowed, NotFound

router = APIRouter()


@router.get("/collections")
async def collections(request: Request) -> JSONResponse:
    """The collections that this caller may read."""
    caller = await request.app.state.callers.of(request)
    names = [name for name, layer in LAYERS.items() if _may_read(layer, caller)]
    return JSONResponse({"collections": [{"id": name, "links": _links(name)} for name in names]})


@router.get("/collections/{name}/tiles/WebMercatorQuad/{z}/{y}/{x}")
async def tile(request: Request, name: str, z: int, y: int, x: int, day: date | None = None) -> Response:
    """One Mapbox vector tile; 204 when it is empty, 304 when the caller has it."""
    caller: Caller = await request.app.state.callers.of(request)
    layer = layer_named(name)
    _check_may_read(layer, caller)
    check_tile(z, y, x)
    if layer.guarded == "views":
        await log_read(request, caller, what="views", detail={"tile": f"{z}/{y}/{x}"})
    return await tile_answer(request, layer, caller.scope, tile=(z, y, x), day=day or today(request))


@router.get("/collections/{name}/items/{item_id}")
async def item(request: Request, name: str, item_id: int) -> Response:
    """One GeoJSON Feature; 404 when there is none or this caller may not see it."""
    caller: Caller = await request.app.state.callers.of(request)
    layer = layer_named(name)
    _check_may_read(layer, caller)
    if not 0 < item_id < 2**63:
        raise NotFound(f"{name} has nothing under this id.")
    if layer.guarded == "views":
        await log_read(request, caller, what="views", detail={"item": item_id})
    body = await request.app.state.serving.value(
        layer.role, caller.scope, statement(layer.context, f"item_{name}"), item_id, today(request)
    )
    if body is None:
        raise NotFound(f"{name} has nothing under this id.")
    return fresh(request, body.encode(), "application/geo+json")


def _may_read(layer: Layer, caller: Caller) -> bool:
    return layer.guarded != "views" or may_see_views(caller.roles)


def _check_may_read(layer: Layer, caller: Caller) -> None:
    if not _may_read(layer, caller):
        raise NotAllowed("Views are for planners, data-protection officers and auditors.")


def _links(name: str) -> list[dict[str, str]]:
    return [
        {"rel": "item", "href": f"/collections/{name}/items/{{id}}", "type": "application/geo+json"},
        {"rel": "tiles", "href": f"/collections/{name}/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}", "type": TILE_TYPE},
        {"rel": "enclosure", "href": f"/exports/{name}.geojson", "type": "application/geo+json"},
    ]
