"""Whole-layer downloads, streamed from the database with constant memory."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from gridmap.access.rules.role import may_see_views
from gridmap.api.callers import Caller
from gridmap.api.clock import today
from gridmap.api.layers import layer_named
from gridmap.api.reads import log_read
from gridmap.db.roles import DbRole
from gridmap.db.statements import statement
from gridmap.errors import BadValue, NotAllowed
from gridmap.formats.geojson import feature_collection_async
from gridmap.maps.notices import file_members

router = APIRouter()
_WORLD = (-180.0, -90.0, 180.0, 90.0)


@router.get("/exports/{name}.geojson")
async def export(request: Request, name: str, bbox: str | None = None, day: date | None = None) -> Response:
    """A collection as GeoJSON (RFC 7946), in a box where one is given; the read is logged before the first byte."""
    caller: Caller = await request.app.state.callers.of(request)
    layer = layer_named(name)
    if layer.guarded == "views" and not may_see_views(caller.roles):
        raise NotAllowed("Views are for planners, data-protection officers and auditors.")
    box = parse_bbox(bbox)
    await log_read(request, caller, what=name, detail={"bbox": list(box), "format": "geojson"}, action="export")
    when = day or today(request)
    pieces = request.app.state.serving.features(
        layer.role, caller.scope, statement(layer.context, f"export_{name}"), *box, when
    )
    fictional = await request.app.state.serving.value(DbRole.SERVICE, caller.scope, statement("grids", "is_fictional"))
    return StreamingResponse(
        feature_collection_async(pieces, members=file_members(name, fictional=fictional)),
        media_type="application/geo+json",
        headers={"Content-Disposition": f'attachment; filename="{name}.geojson"', "Cache-Control": "private, no-store"},
    )


def parse_bbox(text: str | None) -> tuple[float, float, float, float]:
    """west,south,east,north in degrees; the world when none is given. Raises BadValue."""
    if text is None:
        return _WORLD
    parts = text.split(",")
    try:
        west, south, east, north = (float(part) for part in parts)
    except ValueError as error:
        raise BadValue(f"bbox is {text[:60]!r}; four numbers west,south,east,north are needed.") from error
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadValue(f"bbox is {text[:60]!r}; west <= east within ±180 and south <= north within ±90 are needed.")
    return west, south, east, north
