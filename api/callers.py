"""Who is calling: a session cookie or a bearer token, looked up by its digest."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Collection
from dataclasses import dataclass, field

from starlette.requests import Request

from gridmap.access.rules.jurisdiction import scope_of
from gridmap.access.rules.role import Role
from gridmap.db.roles import DbRole
from gridmap.db.serving import Serving
from gridmap.errors import NotSignedIn

COOKIE = "gridmap_session"
SESSION_HOURS = 12
_REMEMBERED_S = 5  # a disabled account is out after that many seconds
_REMEMBERED_MOST = 1000
_ENDED = "The session has ended; sign in with the link that `gridmap up` prints."
_UNKNOWN_BEARER = (
    "This bearer token is not known here: tokens for programs come with a later version. Sign in with the link that "
    "`gridmap up` prints."
)


@dataclass(frozen=True, slots=True)
class Caller:
    """An account as a request sees it. `scope` is what its transactions declare."""

    name: str
    roles: Collection[Role]
    scope: str


@dataclass(slots=True)
class Callers:
    """Looks callers up and remembers them for a few seconds."""

    serving: Serving
    _known: dict[bytes, tuple[float, Caller]] = field(default_factory=dict)

    async def of(self, request: Request) -> Caller:
        """Raises NotSignedIn when there is no valid token."""
        token = _token(request)
        if token is None:
            raise NotSignedIn("Sign in with the link that `gridmap up` prints.")
        digest = digest_of(token)
        known = self._known.get(digest)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        rows = await self.serving.rows(DbRole.SERVICE, "", "SELECT name, roles, paths FROM access.who_is($1)", digest)
        if not rows:
            raise NotSignedIn(_UNKNOWN_BEARER if _is_bearer(request) else _ENDED)
        found = rows[0]
        caller = Caller(found["name"], frozenset(Role(r) for r in found["roles"]), scope_of(found["paths"]).text)
        if len(self._known) >= _REMEMBERED_MOST:
            self._known.clear()
        self._known[digest] = (time.monotonic() + _REMEMBERED_S, caller)
        return caller

    def forget(self, token: str) -> None:
        """Signed out."""
        self._known.pop(digest_of(token), None)


def digest_of(token: str) -> bytes:
    """Tokens are random, so a plain SHA-256 keeps them; only the digest is stored."""
    return hashlib.sha256(token.encode()).digest()


def _token(request: Request) -> str | None:
    if _is_bearer(request):
        return request.headers["authorization"].partition(" ")[2].strip()
    return request.cookies.get(COOKIE)


def _is_bearer(request: Request) -> bool:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return scheme.lower() == "bearer" and bool(token)
