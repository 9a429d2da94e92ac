"""The application: made from settings and a database, with nothing at import."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path

from fastapi import FastAPI, Request
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gridmap import __version__
from gridmap.api import problems
from gridmap.api.callers import Callers
from gridmap.api.collections import Extents
from gridmap.api.hosts import KnownHosts
from gridmap.api.limits import TILES_OF_ALL, TILES_OF_CLIENT, Limits
from gridmap.api.routes import (
    capabilities,
    cards,
    exports,
    features,
    findings,
    health,
    layers,
    pages,
    public,
    reduction,
    sessions,
)
from gridmap.db.engines import Database
from gridmap.db.serving import Serving
from gridmap.errors import BadValue
from gridmap.settings import Settings

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def create_app(settings: Settings, database: Database) -> FastAPI:
    """The whole HTTP side. Raises BadValue for an address beyond loopback (accounts come with a later version)."""
    if settings.host not in _LOOPBACK:
        raise BadValue(
            f"GRIDMAP_HOST is {settings.host!r}, but there are no accounts yet; only loopback (127.0.0.1) is served."
        )
    serving = Serving(database)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await serving.close()
        database.close()

    app = FastAPI(title="gridmap", version=__version__, lifespan=life, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.settings = settings
    app.state.database = database
    app.state.serving = serving
    app.state.callers = Callers(serving)
    app.state.extents = Extents(serving)
    app.state.limits = Limits()
    app.state.tile_limits = Limits(TILES_OF_CLIENT, TILES_OF_ALL)
    app.state.file_exports = asyncio.Semaphore(exports.FILES_AT_ONCE)
    problems.install(app)
    for routes in (
        health, sessions, capabilities, pages, features, layers, cards, findings, reduction, exports, public,
    ):  # fmt: skip
        app.include_router(routes.router)
    app.mount("/static", StaticFiles(directory=static_folder()), name="static")
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    app.add_middleware(KnownHosts, hosts=_LOOPBACK)
    app.add_middleware(
        Guarded, images=_origin(settings.basemap_url)
    )  # outermost: whatever is answered carries its headers
    return app


def static_folder() -> Path:
    """Our own JS and CSS, with third-party assets installed into `vendor/`."""
    return Path(str(resources.files("gridmap") / "static"))


def _origin(url: str | None) -> str:
    """Where the settings' basemap comes from, as a source of images; nothing without one."""
    return "" if url is None else " " + "/".join(url.split("/")[:3])


class Guarded:
    """Headers that every answer carries, faults included; each request gets a nonce for the page's own inline scripts.

    images: what a page may show from elsewhere, the basemap of the settings and nothing else.
    """

    def __init__(self, app: ASGIApp, images: str = "") -> None:
        self.app = app
        self.images = images

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pure ASGI, so that streams pass through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce

        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [
                    *message["headers"],
                    *_headers(nonce, message["headers"], scope["path"], self.images),
                ]
            await send(message)

        try:
            await self.app(scope, receive, guarded)
        except Exception as error:
            if started:  # the answer is cut, and the client sees that
                raise
            await problems.fault(error, Request(scope))(scope, receive, guarded)


def _headers(nonce: str, there: list[tuple[bytes, bytes]], path: str, images: str) -> list[tuple[bytes, bytes]]:
    policy = (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; "
        f"img-src 'self' data: blob:{images}; connect-src 'self'; worker-src 'self' blob:; font-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )
    made = [
        (b"content-security-policy", policy.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
    ]
    if not any(name.lower() == b"cache-control" for name, _ in there):
        made.append((b"cache-control", b"no-cache" if path.startswith("/static/") else b"private, no-store"))
    return made
