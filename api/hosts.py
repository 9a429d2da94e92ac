"""Only names of this machine are served.

Somebody else's page can point a name of its own at the loopback address and let a reader's browser ask here with it; such
a request carries that name in its Host header.
"""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from gridmap.api.problems import problem


class KnownHosts:
    """Refuses a request for any other host with a problem document."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self.app = app
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pure ASGI, so that streams pass through."""
        if scope["type"] != "http" or host_name(Headers(scope=scope).get("host", "")) in self.hosts:
            await self.app(scope, receive, send)
            return
        detail = f"This server answers for {', '.join(sorted(self.hosts))}; the request's Host header names another."
        await problem(400, detail, request=Request(scope))(scope, receive, send)


def host_name(header: str) -> str:
    """The name in a Host header, in lower case: without its port, an IPv6 address without its brackets; "" for what is none."""
    if header.startswith("["):
        name, closed, port = header[1:].partition("]")
        return name.lower() if closed and _is_port(port) else ""
    name, colon, port = header.partition(":")
    return name.lower() if _is_port(colon + port) else ""


def _is_port(text: str) -> bool:
    digits = text.removeprefix(":")
    return not text or (text != digits and digits.isascii() and (digits.isdigit() or not digits))
