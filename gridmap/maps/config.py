"""What the page is told: one frozen value, written into it as JSON that cannot end its script element.

The page holds no data. Its JavaScript (`static/js`) reads this object from `<script type="application/json"
id="gridmap-config">`; every text in it reaches the screen through `textContent`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gridmap.errors import BadValue

Box = tuple[float, float, float, float]

TILES = "/collections/{c}/tiles/WebMercatorQuad/{z}/{y}/{x}"


@dataclass(frozen=True, slots=True)
class MapLayer:
    """One layer that the page can draw: a collection, the properties that it may carry, and from which zoom.

    context: grids, service or register; a figure (`coverage`, `hotspots`) colours the grids, one at a time.
    shape: polygon, line, point, or figure (rows joined to the grids by `code`). min_zoom: Leaflet's zoom.
    """

    name: str
    context: str
    shape: str
    properties: tuple[str, ...]
    min_zoom: int
    shown: bool


LAYERS: tuple[MapLayer, ...] = (
    MapLayer("areas", "grids", "polygon", ("code", "name", "level"), 0, shown=True),
    MapLayer("grids", "grids", "polygon", ("code", "name", "kind"), 0, shown=True),
    MapLayer("streets", "grids", "line", ("name", "class"), 13, shown=True),
    MapLayer("buildings", "grids", "polygon", ("height_m", "use"), 15, shown=True),
    MapLayer("hotspots", "service", "figure", ("code", "name", "count", "class", "p"), 0, shown=True),
    MapLayer("incidents", "service", "point", ("category", "severity", "state"), 0, shown=False),
    MapLayer("coverage", "register", "figure", ("code", "name", "share", "cameras", "unknown_views"), 0, shown=True),
    MapLayer("views", "register", "polygon", ("camera_id", "px_per_m"), 15, shown=False),
    MapLayer(
        "cameras",
        "register",
        "point",
        ("camera_id", "name", "kind", "purpose", "status", "optics", "heading_deg"),
        0,
        shown=False,
    ),
)


def layer_named(name: str) -> MapLayer:
    """The layer of that name. Raises BadValue for any other."""
    for layer in LAYERS:
        if layer.name == name:
            return layer
    raise BadValue(f"no layer is called {name!r}; the layers are {', '.join(layer.name for layer in LAYERS)}")


@dataclass(frozen=True, slots=True)
class CoverageRun:
    """The coverage run that the figure shows: its day, density class, and what it could not know.

    px_per_m: least density of a view that counts. cameras: in service with documented optics; unknown_views: in
    service without. Together they say how much of a lower bound the share is.
    """

    day: date
    px_per_m: float
    cameras: int
    unknown_views: int


@dataclass(frozen=True, slots=True)
class HotspotRun:
    """The hotspot run that the figure shows: its half-open period, method, and false-discovery rate."""

    from_day: date
    to_day: date
    method: str
    false_discovery_rate: float = 0.05


@dataclass(frozen=True, slots=True)
class Basemap:
    """A raster basemap that the settings name: the only address outside the own host that a page may hold."""

    url: str
    attribution: str


@dataclass(frozen=True, slots=True)
class PageConfig:
    """All that a page is told.

    title, notice: plain text (a fictional city says so in its notice; "" for none). bounds: (west, south, east, north)
    in degrees. lang: en or zh. categories: incident category → (English, Chinese) name. third_party: address of the
    page of licences, "" where the file carries them itself. made_at: local time of a written file, "" for the live page.
    thinned: layer → (drawn, of all) where a written file holds only an even sample; the legend says so.
    """

    title: str
    notice: str
    bounds: Box
    lang: str
    version: str
    may_see_views: bool = False
    coverage: CoverageRun | None = None
    hotspots: HotspotRun | None = None
    basemap: Basemap | None = None
    tile_url_template: str = TILES
    layers: tuple[MapLayer, ...] = LAYERS
    categories: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    third_party: str = "/static/vendor/THIRD-PARTY.html"
    made_at: str = ""
    thinned: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        west, south, east, north = self.bounds
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            raise BadValue(f"bounds {self.bounds} are not (west, south, east, north) in degrees")
        if self.lang not in {"en", "zh"}:
            raise BadValue(f"language {self.lang!r} is not en or zh")


def visible_layers(config: PageConfig) -> tuple[MapLayer, ...]:
    """The layers of the page; views only for those who may see them."""
    return tuple(layer for layer in config.layers if layer.name != "views" or config.may_see_views)


def config_json(config: PageConfig) -> dict[str, object]:
    """The config as the page's JavaScript reads it."""
    return {
        "title": config.title,
        "notice": config.notice,
        "bounds": list(config.bounds),
        "lang": config.lang,
        "version": config.version,
        "tiles": config.tile_url_template,
        "thirdParty": config.third_party,
        "madeAt": config.made_at,
        "layers": [
            {
                "name": item.name,
                "context": item.context,
                "shape": item.shape,
                "minZoom": item.min_zoom,
                "shown": item.shown,
            }
            for item in visible_layers(config)
        ],
        "coverage": _coverage_json(config.coverage),
        "hotspots": _hotspots_json(config.hotspots),
        "basemap": config.basemap and {"url": config.basemap.url, "attribution": config.basemap.attribution},
        "thinned": {name: list(numbers) for name, numbers in sorted(config.thinned.items())},
        "categories": {code: list(names) for code, names in sorted(config.categories.items())},
    }


def _coverage_json(run: CoverageRun | None) -> dict[str, object] | None:
    if run is None:
        return None
    return {
        "day": run.day.isoformat(),
        "pxPerM": run.px_per_m,
        "cameras": run.cameras,
        "unknownViews": run.unknown_views,
    }


def _hotspots_json(run: HotspotRun | None) -> dict[str, object] | None:
    if run is None:
        return None
    return {
        "from": run.from_day.isoformat(),
        "to": run.to_day.isoformat(),
        "method": run.method,
        "falseDiscoveryRate": run.false_discovery_rate,
    }


def script_json(value: object) -> str:
    """JSON that is safe inside a script element: `<`, `>`, `&` and the two line separators are written as escapes."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
