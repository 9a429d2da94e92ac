"""What this service is and can do: landing page, conformance, API description."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from gridmap.api.answers import OPENAPI, document, form_of, fresh, page_of
from gridmap.api.callers import Caller
from gridmap.api.collections import may_read
from gridmap.api.layers import LAYERS
from gridmap.api.links import HTML, link, self_and_alternate
from gridmap.api.openapi import description
from gridmap.api.parameters import OF_A_DOCUMENT, given

router = APIRouter()
_READS = ["GET", "HEAD"]
_JSON = "application/json"
_FEATURES = "http://www.opengis.net/spec/ogcapi-features-{}/1.0/conf/{}"
# only what the tests of the class show (docs/decisions/0023); `html` is not among them
CONFORMS_TO = [
    _FEATURES.format(1, "core"),
    _FEATURES.format(1, "geojson"),
    _FEATURES.format(1, "oas30"),
    _FEATURES.format(2, "crs"),
]


@router.api_route("/", methods=_READS)
async def front(request: Request) -> Response:
    """For a browser the map, until the service centre's own page comes; for programs the landing page (docs/decisions/0023)."""
    if "f" not in request.query_params and form_of(request) == "html":
        return RedirectResponse("/map", status_code=307)
    await request.app.state.callers.of(request)
    given(request, OF_A_DOCUMENT)
    return document(request, _landing(request))


@router.api_route("/conformance", methods=_READS)
async def conformance(request: Request) -> Response:
    """The classes that hold."""
    await request.app.state.callers.of(request)
    given(request, OF_A_DOCUMENT)
    links = self_and_alternate(request, form_of(request), _JSON)
    return document(request, {"title": "Conformance", "conformsTo": CONFORMS_TO, "links": links})


@router.api_route("/api", methods=_READS)
async def api(request: Request) -> Response:
    """The OpenAPI 3.0 description of these routes, with the collections that this caller may read."""
    given(request, OF_A_DOCUMENT)
    return document(request, await _described(request), media_type=OPENAPI)


@router.api_route("/docs", methods=_READS)
async def docs(request: Request) -> Response:
    """The same as a page."""
    given(request, ())
    return fresh(request, page_of({"title": "API", **await _described(request)}), HTML)


async def _described(request: Request) -> dict[str, Any]:
    caller: Caller = await request.app.state.callers.of(request)
    names = [layer.name for layer in LAYERS.values() if may_read(layer, caller)]
    return description(names, server=link(request, "", "", "", "")["href"])


def _landing(request: Request) -> dict[str, Any]:
    return {
        "title": "gridmap",
        "description": "A city-service grid map and a camera accountability register.",
        "links": [
            *self_and_alternate(request, form_of(request), _JSON),
            link(request, "service-desc", "/api", OPENAPI, "the API description"),
            link(request, "service-doc", "/docs", HTML, "the API description as a page"),
            link(request, "conformance", "/conformance", _JSON, "the conformance classes that hold"),
            link(request, "data", "/collections", _JSON, "the collections"),
        ],
    }
