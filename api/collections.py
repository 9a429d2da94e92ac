"""What is said of each collection: title, extent, CRSs, links."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from starlette.requests import Request

from gridmap.access.rules.role import may_see_views
from gridmap.api.answers import GEOJSON
from gridmap.api.callers import Caller
from gridmap.api.layers import LAYERS
from gridmap.api.links import HTML, link
from gridmap.api.tiles import TILE_TYPE
from gridmap.db.serving import Layer, Serving
from gridmap.db.statements import statement
from gridmap.errors import NotAllowed
from gridmap.grids.rules.crs import Bounds
from gridmap.grids.rules.served_crs import CRS84, ServedCrs, served_crs

_REMEMBERED_MOST = 1000
_REMEMBERED_S = 300  # an extent reads a whole collection
_GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
_SAID = {
    "areas": ("Areas / 区划", "Administrative units of every level."),
    "grids": ("Grids / 网格", "The polygons that one team each answers for."),
    "streets": ("Streets / 道路", "Street segments."),
    "buildings": ("Buildings / 建筑", "Footprints that block sight."),
    "tiling": ("Findings of the tiling / 网格拓扑问题", "Gaps, overlaps and slivers that the newest audit of the grids found."),
    "incidents": ("Incidents / 事件", "Things to mend and hazards."),
    "hotspots": ("Hotspots / 热点", "The newest hotspot run, one grid a feature."),
    "cameras": ("Cameras / 摄像头", "The register of cameras that film public space."),
    "views": ("Views / 视域", "The ground that each camera sees, by density class."),
    "coverage": ("Coverage / 覆盖", "How much of each grid's public space is filmed, as it is now."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Extent:
    """box: west, south, east, north in degrees, None where there is nothing. The times are None where there are none."""

    box: Bounds | None
    since: date | datetime | None
    until: date | datetime | None


@dataclass(slots=True)
class Extents:
    """Extents by collection and scope, remembered for five minutes; what is empty is asked for again."""

    serving: Serving
    _known: dict[tuple[str, str], tuple[float, Extent]] = field(default_factory=dict)

    async def of(self, layer: Layer, scope: str) -> Extent:
        """As far as that scope reaches."""
        known = self._known.get((layer.name, scope))
        if known is not None and known[0] > time.monotonic():
            return known[1]
        (row,) = await self.serving.rows(layer.role, scope, statement(layer.context, f"extent_{layer.name}"))
        west, south, east, north = row["west"], row["south"], row["east"], row["north"]
        found = Extent(None if west is None else (west, south, east, north), row["since"], row["until"])
        if len(self._known) >= _REMEMBERED_MOST:
            self._known.clear()
        if found.box is not None:
            self._known[layer.name, scope] = (time.monotonic() + _REMEMBERED_S, found)
        return found


async def offered_crs(request: Request, caller: Caller) -> tuple[ServedCrs, ...]:
    """What every collection is offered in; the metric one is that of the caller's grids."""
    extent = await request.app.state.extents.of(LAYERS["grids"], caller.scope)
    return served_crs(extent.box)


def may_read(layer: Layer, caller: Caller) -> bool:
    """Views are for planner, data-protection officer and auditor."""
    return layer.guarded != "views" or may_see_views(caller.roles)


def check_may_read(layer: Layer, caller: Caller) -> None:
    """Raises NotAllowed."""
    if not may_read(layer, caller):
        raise NotAllowed("Views are for planners, data-protection officers and auditors.")


async def described(request: Request, layer: Layer, caller: Caller, links: list[dict[str, str]]) -> dict[str, Any]:
    """A collection as 17-069r4, 7.14 and 18-058r1, 6 describe it; `links` come first."""
    title, description = _SAID[layer.name]
    extent = _extent_document(await request.app.state.extents.of(layer, caller.scope))
    return {
        "id": layer.name,
        "title": title,
        "description": description,
        "itemType": "feature",
        **({"extent": extent} if extent else {}),
        "crs": [crs.uri for crs in await offered_crs(request, caller)],
        "storageCrs": CRS84.uri,
        "links": [*links, *_links_of(request, layer.name, title)],
    }


def _links_of(request: Request, name: str, title: str) -> list[dict[str, Any]]:
    items, tiles = f"/collections/{name}/items", f"/collections/{name}/tiles/WebMercatorQuad"
    tile_link: dict[str, Any] = link(request, "tiles", tiles, TILE_TYPE, f"{title}: vector tiles")
    return [
        link(request, "items", items, GEOJSON, title, {"f": "json"}),
        link(request, "items", items, HTML, title, {"f": "html"}),
        {**tile_link, "href": tile_link["href"] + "/{z}/{y}/{x}", "templated": True},
        link(request, "enclosure", f"/exports/{name}.geojson", GEOJSON, f"{title}: all as one file"),
    ]


def _extent_document(extent: Extent) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    if extent.box is not None:
        found["spatial"] = {"bbox": [list(extent.box)], "crs": CRS84.uri}
    if extent.since is not None:
        found["temporal"] = {"interval": [[_moment(extent.since), _moment(extent.until)]], "trs": _GREGORIAN}
    return found


def _moment(when: date | datetime | None) -> str | None:
    """RFC 3339; a day of validity begins at midnight of UTC."""
    if when is None:
        return None
    return when.isoformat() if isinstance(when, datetime) else f"{when.isoformat()}T00:00:00Z"
