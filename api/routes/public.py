"""What anybody may ask without a token: who films a place, on a map or by coordinates.

The register is read by its serving role with the statement that the question needs. Nothing here knows who asks: an address
only fills a bucket (`api/limits.py`), and the question is counted by day.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, Response

from gridmap import __version__
from gridmap.access.rules.jurisdiction import CITY
from gridmap.api.callers import Caller
from gridmap.api.clock import today
from gridmap.api.layers import layer_named
from gridmap.api.limits import Limits
from gridmap.api.problems import headers_of, status_of
from gridmap.api.tiles import check_tile, tile_answer
from gridmap.db.roles import DbRole
from gridmap.db.statements import statement
from gridmap.errors import BadInput, BadValue, NotFound, NotSignedIn, TooManyQuestions
from gridmap.locale import Language, language_of
from gridmap.maps.config import Basemap, Box, PageConfig
from gridmap.maps.config import layer_named as drawn_layer
from gridmap.maps.notices import FICTIONAL
from gridmap.maps.shell import public_page
from gridmap.register.rules.place import read_point
from gridmap.register.rules.public_place import PublicAnswer
from gridmap.register.usecases.places import tell_public, tell_signed_in
from gridmap.reports.who_films import Asked, Asker, asking_page, place_card, place_page, refusing_page

router = APIRouter()
_TILES = "/public/tiles/{c}/{z}/{y}/{x}"
_DRAWN = ("areas", "streets")  # what a place is found by; nothing of the service or the register
_NOWHERE: Box = (-10.0, -10.0, 10.0, 10.0)
_UNKEPT = {"Cache-Control": "no-store", "Vary": "Accept, Cookie, Authorization"}  # a question may be about one door
Coordinate = Annotated[str, Query(max_length=30)]


@router.get("/public")
async def public_map(request: Request, lang: str | None = None) -> HTMLResponse:
    """A map on which anybody asks who films a place. Releases (`gridmap publish`) will be read here once there are any."""
    language = _language(request, lang)
    city = await _city(request)
    basemap = request.app.state.settings.basemap_url
    bounds = (city["west"], city["south"], city["east"], city["north"])
    config = PageConfig(
        title=city["title"] or "gridmap",
        notice=" ".join(FICTIONAL.values()) if city["fictional"] else "",  # the reader may change the language
        bounds=_NOWHERE if bounds[0] is None else bounds,
        lang=language.value,
        version=__version__,
        basemap=Basemap(basemap, "") if basemap else None,
        tile_url_template=_TILES,
        layers=tuple(drawn_layer(name) for name in _DRAWN),
    )
    return HTMLResponse(public_page(config, nonce=request.state.nonce, lang=language.value), headers=_UNKEPT)


@router.get("/public/tiles/{name}/{z}/{y}/{x}")
async def public_tile(request: Request, name: str, z: int, y: int, x: int) -> Response:
    """One vector tile of areas or streets."""
    if name not in _DRAWN:
        raise NotFound(f"There is no public layer {name[:40]!r}; there are {', '.join(_DRAWN)}.")
    check_tile(z, y, x)
    _take(request, request.app.state.tile_limits)
    return await tile_answer(request, layer_named(name), CITY.text, tile=(z, y, x), day=today(request))


@router.get("/public/at")
async def who_films_at(
    request: Request,
    lon: Coordinate = "",
    lat: Coordinate = "",
    datum: Coordinate = "wgs84",
    lang: str | None = None,
) -> Response:
    """Who films this place: JSON, or a page for a browser. The question of somebody signed in is logged, the public's only counted."""
    asked, language = Asked(lon.strip(), lat.strip(), datum), _language(request, lang)
    if "text/html" in request.headers.get("accept", ""):
        return await _page(request, asked, language)
    answer, asker = await _answer(request, asked)
    said = {lang.value: place_card(answer, lang, asker=asker).to_json() for lang in Language}
    return JSONResponse({**answer.to_json(), "words": said}, headers=_UNKEPT)


async def _page(request: Request, asked: Asked, language: Language) -> HTMLResponse:
    notice = FICTIONAL[language.value] if (await _city(request))["fictional"] else ""
    if not asked.lon and not asked.lat:
        return HTMLResponse(asking_page(asked, language, notice=notice), headers=_UNKEPT)
    try:
        answer, asker = await _answer(request, asked)
    except BadInput as error:
        return HTMLResponse(refusing_page(asked, language), status_of(error), _UNKEPT)
    except TooManyQuestions as error:
        page = refusing_page(asked, language, retry_after_s=math.ceil(error.retry_after_s))
        return HTMLResponse(page, status_of(error), {**_UNKEPT, **headers_of(error)})
    return HTMLResponse(place_page(answer, asked, language, notice=notice, asker=asker), headers=_UNKEPT)


async def _answer(request: Request, asked: Asked) -> tuple[PublicAnswer, Asker]:
    """Raises BadValue, UnknownDatum, TooManyQuestions."""
    if not asked.lon or not asked.lat:
        raise BadValue(
            "Say where: /public/at?lon=116.3912&lat=39.9061, and &datum=gcj02 for a point off a Chinese map."
        )
    lon, lat = read_point(f"{asked.lon},{asked.lat}", datum=asked.datum)
    _take(request, request.app.state.limits)
    caller = await _caller(request)
    engine, day = request.app.state.database.engine(DbRole.REGISTER), today(request)
    ask: Callable[..., PublicAnswer] = tell_public
    named: dict[str, Any] = {}
    if caller is not None:
        ask, named = tell_signed_in, {"actor": caller.name}
    answer = await run_in_threadpool(ask, engine, lon=lon, lat=lat, day=day, **named)
    return answer, "public" if caller is None else "signed-in"


async def _caller(request: Request) -> Caller | None:
    """Who asks, where a token tells; one that has ended makes nobody of them."""
    try:
        caller: Caller = await request.app.state.callers.of(request)
    except NotSignedIn:
        return None
    return caller


def _take(request: Request, limits: Limits) -> None:
    limits.take(request.client.host if request.client else "", now_s=time.monotonic())


def _language(request: Request, lang: str | None) -> Language:
    return language_of(lang if lang in ("en", "zh") else request.app.state.settings.language)


async def _city(request: Request) -> Any:
    rows = await request.app.state.serving.rows(
        DbRole.SERVICE, CITY.text, statement("grids", "read_city"), today(request)
    )
    return rows[0]
