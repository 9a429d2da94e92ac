"""Vector tiles as answers."""

from __future__ import annotations

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from gridmap.api.answers import fresh
from gridmap.db.serving import Layer
from gridmap.db.statements import statement
from gridmap.errors import BadValue

TILE_TYPE = "application/vnd.mapbox-vector-tile"
_DEEPEST_ZOOM = 22


def check_tile(z: int, y: int, x: int) -> None:
    """Raises BadValue for a tile that no zoom has."""
    if not (0 <= z <= _DEEPEST_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z):
        raise BadValue(
            f"There is no tile {z}/{y}/{x}; zoom goes from 0 to {_DEEPEST_ZOOM}, x and y from 0 to 2^zoom - 1."
        )


async def tile_answer(request: Request, layer: Layer, scope: str, *, tile: tuple[int, int, int], day: date) -> Response:
    """One tile (zoom, row, column) of a layer under a scope; 204 when it is empty, 304 when the caller has it."""
    z, y, x = tile
    query = statement(layer.context, f"tile_{layer.name}")
    body = await request.app.state.serving.value(layer.role, scope, query, z, x, y, day)
    if not body:
        return Response(status_code=204, headers={"Cache-Control": "private, no-cache"})
    return fresh(request, bytes(body), TILE_TYPE)
