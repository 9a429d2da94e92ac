"""OGC API - Features: collections, pages of items, single items."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from gridmap.api.answers import GEOJSON, digest_of, document, form_of, fresh, page_of
from gridmap.api.callers import Caller
from gridmap.api.collections import check_may_read, described, may_read, offered_crs
from gridmap.api.layers import LAYERS, layer_named
from gridmap.api.links import HTML, Link, link, self_and_alternate
from gridmap.api.paging import Asked, asked_of, collection_bytes, next_token, with_links
from gridmap.api.parameters import OF_A_DOCUMENT, OF_A_PAGE, OF_AN_ITEM, given
from gridmap.api.reads import log_read
from gridmap.db.serving import Layer
from gridmap.db.statements import statement
from gridmap.errors import NotFound
from gridmap.grids.rules.served_crs import CRS84, ServedCrs, crs_named

router = APIRouter()
_READS = ["GET", "HEAD"]
_JSON = "application/json"
_BULK_ROWS = 100  # reads of more are written to the log (DESIGN 4d)


@router.api_route("/collections", methods=_READS)
async def collections(request: Request) -> Response:
    """The collections that this caller may read."""
    caller: Caller = await request.app.state.callers.of(request)
    given(request, OF_A_DOCUMENT)
    readable = [layer for layer in LAYERS.values() if may_read(layer, caller)]
    listed = [await described(request, layer, caller, [_about(request, layer.name)]) for layer in readable]
    links = self_and_alternate(request, form_of(request), _JSON)
    return document(request, {"title": "Collections", "links": links, "collections": listed})


@router.api_route("/collections/{name}", methods=_READS)
async def collection(request: Request, name: str) -> Response:
    """One of them."""
    caller, layer = await _readable(request, name)
    given(request, OF_A_DOCUMENT)
    links = self_and_alternate(request, form_of(request), _JSON)
    return document(request, await described(request, layer, caller, links))


@router.api_route("/collections/{name}/items", methods=_READS)
async def items(request: Request, name: str) -> Response:
    """A page of features by ascending id, with a `next` link while there are more."""
    caller, layer = await _readable(request, name)
    query = given(request, OF_A_PAGE)
    form = form_of(request)
    asked = asked_of(request, layer, query, await offered_crs(request, caller))
    row = await request.app.state.serving.planned_row(
        layer.role, caller.scope, statement(layer.context, f"page_{name}"), *asked.values
    )
    await _log_page(request, caller, layer, query, row["returned"])
    links = [*self_and_alternate(request, form, GEOJSON), *_around(request, asked, name, form, row)]
    body = collection_bytes(row, links, now=datetime.now(UTC))
    etag = f'W/"{digest_of((row["features"] or "").encode(), json.dumps([links, row["matched"]]).encode())}"'
    if form == "html":
        return fresh(request, _items_page(request, name, body), HTML, etag=etag, headers=_content_crs(asked.crs))
    return fresh(request, body, GEOJSON, etag=etag, headers=_content_crs(asked.crs))


@router.api_route("/collections/{name}/items/{item_id}", methods=_READS)
async def item(request: Request, name: str, item_id: int) -> Response:
    """One GeoJSON Feature; 404 when there is none or this caller may not see it."""
    caller, layer = await _readable(request, name)
    query = given(request, OF_AN_ITEM)
    form = form_of(request)
    crs = CRS84
    if "crs" in query:
        crs = crs_named(query["crs"], await offered_crs(request, caller), parameter="crs")
    if not 0 < item_id < 2**63:
        raise NotFound(f"{name} has nothing under this id.")
    if layer.guarded == "views":
        await log_read(request, caller, what="views", detail={"item": item_id})
    feature = await request.app.state.serving.value(
        layer.role, caller.scope, statement(layer.context, f"item_{name}"), item_id, crs.srid, crs.decimals, crs.flipped
    )
    if feature is None:
        raise NotFound(f"{name} has nothing under this id.")
    body = with_links(feature, [*self_and_alternate(request, form, GEOJSON), _of(request, name)])
    if form == "html":
        return fresh(request, page_of(json.loads(body)), HTML, headers=_content_crs(crs))
    return fresh(request, body, GEOJSON, headers=_content_crs(crs))


async def _readable(request: Request, name: str) -> tuple[Caller, Layer]:
    """Raises NotSignedIn, NotFound, NotAllowed."""
    caller: Caller = await request.app.state.callers.of(request)
    layer = layer_named(name)
    check_may_read(layer, caller)
    return caller, layer


async def _log_page(request: Request, caller: Caller, layer: Layer, query: dict[str, str], rows: int) -> None:
    """Views always; of others a read in bulk: a large page, and each that follows another."""
    if layer.guarded == "views" or rows > _BULK_ROWS or "next" in query:
        await log_read(request, caller, what=layer.name, detail={"items": urlencode(query)}, rows=rows)


def _around(request: Request, asked: Asked, name: str, form: str, row: Any) -> list[Link]:
    links = [_of(request, name)]
    if row["more"]:
        query = {**asked.carried, "f": form, "next": next_token(row["last_id"])}
        media_type = HTML if form == "html" else GEOJSON
        links.append(link(request, "next", f"/collections/{name}/items", media_type, "the next page", query))
    return links


def _items_page(request: Request, name: str, body: bytes) -> bytes:
    content = json.loads(body)
    for feature in content["features"]:
        feature["href"] = link(request, "item", f"/collections/{name}/items/{feature['id']}", HTML, "", {"f": "html"})[
            "href"
        ]
    del content["type"]
    return page_of({"title": name, **content})


def _of(request: Request, name: str) -> Link:
    return link(request, "collection", f"/collections/{name}", _JSON, "the collection")


def _about(request: Request, name: str) -> Link:
    return link(request, "self", f"/collections/{name}", _JSON, "this collection")


def _content_crs(crs: ServedCrs) -> dict[str, str]:
    """18-058r1, ogc-crs-header."""
    return {"Content-Crs": f"<{crs.uri}>"}
