"""Errors as RFC 9457 problem documents: one body for all, and one table from class to status."""

from __future__ import annotations

import logging
import math
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from gridmap import errors

STATUSES: dict[type[errors.GridmapError], int] = {
    errors.TooFewData: 422,
    errors.BadInput: 400,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.NotAllowed: 403,
    errors.NotSignedIn: 401,
    errors.TooManyQuestions: 429,
    errors.Unavailable: 503,
    errors.GridmapError: 500,
}

_log = logging.getLogger("gridmap.api")


def status_of(error: errors.GridmapError) -> int:
    """The status of the nearest class in the table."""
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


def problem(status: int, detail: str, *, request: Request | None = None) -> Response:
    """One problem document. `detail` is for people; nothing of SQL or of the server's insides goes into it."""
    headers = {"Cache-Control": "no-store"}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "2"
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    if request is not None:
        body["instance"] = request.scope["path"]  # not of `url`, which is put together from the Host header
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def headers_of(error: errors.GridmapError) -> dict[str, str]:
    """When to come back, of an error that says so."""
    if isinstance(error, errors.TooManyQuestions):
        return {"Retry-After": str(math.ceil(error.retry_after_s))}
    return {}


def install(app: FastAPI) -> None:
    """Answer every error with a problem document."""

    @app.exception_handler(errors.GridmapError)
    async def _domain(request: Request, error: errors.GridmapError) -> Response:
        answer = problem(status_of(error), str(error), request=request)
        answer.headers.update(headers_of(error))
        return answer

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        return problem(error.status_code, str(error.detail), request=request)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        said = "; ".join(f"{'.'.join(str(p) for p in e['loc'][1:])}: {e['msg']}" for e in error.errors()[:5])
        return problem(400, said or "The request is not valid.", request=request)


def fault(error: Exception, request: Request) -> Response:
    """What a caller hears of a fault of ours; the log hears the rest."""
    _log.error("fault at %s %s", request.method, request.url.path, exc_info=error)
    return problem(500, "Something failed here; it is in the server's log.", request=request)
