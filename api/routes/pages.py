"""Pages that a person looks at."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from gridmap import __version__
from gridmap.access.rules.jurisdiction import CITY
from gridmap.access.rules.role import may_see_views
from gridmap.api.callers import Caller
from gridmap.api.clock import today
from gridmap.db.roles import DbRole
from gridmap.db.statements import statement
from gridmap.errors import NotSignedIn
from gridmap.maps.config import Basemap, Box, PageConfig
from gridmap.maps.notices import FICTIONAL
from gridmap.maps.runs import coverage_run, hotspot_run, tiling_run
from gridmap.maps.shell import page
from gridmap.maps.sign_in import sign_in_page
from gridmap.service.rules.category import categories

router = APIRouter()
_NOWHERE: Box = (-10.0, -10.0, 10.0, 10.0)


@router.get("/map")
async def map_page(request: Request, lang: str | None = None) -> Response:
    """The live layered map. Without a session: how to get one."""
    language = lang if lang in ("en", "zh") else request.app.state.settings.language
    try:
        caller: Caller = await request.app.state.callers.of(request)
    except NotSignedIn:
        return HTMLResponse(sign_in_page(language), status_code=401)
    config = await _config(request, caller, language)
    return HTMLResponse(
        page(config, nonce=request.state.nonce, lang=language), headers={"Cache-Control": "private, no-store"}
    )


async def _config(request: Request, caller: Caller, lang: str) -> PageConfig:
    serving, settings = request.app.state.serving, request.app.state.settings
    city = (await serving.rows(DbRole.SERVICE, caller.scope, statement("grids", "read_city"), today(request)))[0]
    hotspots = await serving.value(DbRole.SERVICE, caller.scope, statement("service", "latest_hotspots"))
    coverage = await serving.value(DbRole.REGISTER, caller.scope, statement("register", "latest_coverage"))
    tiling = await serving.value(DbRole.SERVICE, caller.scope, statement("grids", "latest_tiling"))
    bounds = (city["west"], city["south"], city["east"], city["north"])
    return PageConfig(
        title=city["title"] or "gridmap",
        notice=FICTIONAL[lang] if city["fictional"] else "",
        bounds=_NOWHERE if bounds[0] is None else bounds,
        lang=lang,
        version=__version__,
        may_see_views=may_see_views(caller.roles),
        coverage=coverage_run(coverage),
        hotspots=hotspot_run(hotspots),
        tiling=tiling_run(tiling),
        basemap=Basemap(settings.basemap_url, "") if settings.basemap_url else None,
        categories={code: (c.name_en, c.name_zh) for code, c in categories().items()},
        classes={c.class_code: (c.class_en, c.class_zh) for c in categories().values()},
        zone=settings.zone,
        whole_city=caller.scope == CITY.text,
    )
