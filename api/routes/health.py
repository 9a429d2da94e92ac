"""Is it alive, and is it ready."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse

from gridmap.db.roles import DbRole

router = APIRouter()


@router.get("/healthz")
async def healthz() -> PlainTextResponse:
    """The process answers."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
async def readyz(request: Request) -> PlainTextResponse:
    """The database answers too; 503 when it does not."""
    await request.app.state.serving.value(DbRole.SERVICE, "", "SELECT 1")
    return PlainTextResponse("ready\n")
