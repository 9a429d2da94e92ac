"""Answers with an ETag, in JSON or as a page, and the choice between the two."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from gridmap.errors import BadValue

Form = Literal["json", "html"]
GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
_JSON_TYPES = ("application/json", GEOJSON, "application/vnd.oai.openapi+json", "application/problem+json")
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_VARY = "Accept, Cookie, Authorization"


def form_of(request: Request) -> Form:
    """What the request asks for: by `f`, else by Accept, JSON where it does not care. Raises BadValue; 406 when it wants neither."""
    asked = request.query_params.get("f")
    if asked is not None:
        if asked not in ("json", "html"):
            raise BadValue(f"f is {asked[:40]!r}; json or html is needed.")
        return "json" if asked == "json" else "html"
    accepted = _accepted(request.headers.get("accept", "*/*"))
    as_json, as_html = _weight(accepted, _JSON_TYPES), _weight(accepted, _HTML_TYPES)
    if max(as_json, as_html) == 0:
        raise HTTPException(406, "There are application/json, application/geo+json and text/html.")
    return "json" if as_json >= as_html else "html"


def _accepted(header: str) -> dict[str, float]:
    """Media types of an Accept header with their weights (RFC 9110, 12.5.1); a weight that is none counts as 0."""
    found = {}
    for part in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weights = [p.removeprefix("q=") for p in parameters if p.startswith("q=")]
        found[name] = _number(weights[0]) if weights else 1.0
    return found


def _number(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def _weight(accepted: Mapping[str, float], types: tuple[str, ...]) -> float:
    """The weight of the best of these types; one that is named counts before a wildcard."""
    named = [accepted[name] for name in types if name in accepted]
    if named:
        return max(named)
    wild = accepted.get(f"{types[0].partition('/')[0]}/*", accepted.get("*/*", 0.0))
    return wild


def fresh(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    etag: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """With an ETag, of its content unless one is given, so that it is right immediately after an edit; 304 when the caller has it."""
    etag = etag or f'"{digest_of(body)}"'
    sent = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": _VARY, **(headers or {})}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=sent)
    return Response(body, media_type=media_type, headers=sent)


def digest_of(*parts: bytes) -> str:
    """A short digest for an ETag."""
    found = hashlib.blake2b(digest_size=12)
    for part in parts:
        found.update(part)
    return found.hexdigest()


def document(request: Request, content: Mapping[str, Any], *, media_type: str = "application/json") -> Response:
    """A small document as JSON or as a page."""
    if form_of(request) == "html":
        return fresh(request, page_of(content), "text/html")
    return fresh(request, json.dumps(content, ensure_ascii=False).encode(), media_type)


def page_of(content: Mapping[str, Any]) -> bytes:
    """The same content as a plain page: links that can be followed, features as a table. Everything is escaped."""
    return _environment().get_template("resource.html.j2").render(content=content).encode()


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("gridmap.api"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )  # fmt: skip
