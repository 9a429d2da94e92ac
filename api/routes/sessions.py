"""Sign in with the one-time link, sign out."""

from __future__ import annotations

import secrets

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from gridmap.api.callers import COOKIE, SESSION_HOURS, digest_of
from gridmap.db.roles import DbRole
from gridmap.errors import NotSignedIn

router = APIRouter()


@router.get("/sign-in")
async def sign_in(request: Request, token: str = "") -> Response:
    """A one-time link becomes a session cookie, once."""
    session = secrets.token_urlsafe(32)
    exchanged = await request.app.state.serving.execute(
        DbRole.SERVICE,
        "SELECT access.exchange_link($1, $2, $3)",
        digest_of(token),
        digest_of(session),
        SESSION_HOURS,
    )
    if not exchanged:
        raise NotSignedIn("This link was used already or has expired; `gridmap up` prints a new one.")
    answer = RedirectResponse("/map", status_code=303)
    answer.set_cookie(COOKIE, session, max_age=SESSION_HOURS * 3600, httponly=True, samesite="lax", path="/")
    return answer


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End this session."""
    token = request.cookies.get(COOKIE)
    if token:
        request.app.state.callers.forget(token)
        await request.app.state.serving.execute(DbRole.SERVICE, "SELECT access.end_session($1)", digest_of(token))
    answer = Response(status_code=204)
    answer.delete_cookie(COOKIE, path="/")
    return answer
