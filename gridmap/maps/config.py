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
    shape: polygon, line, point, marked (any geometry, with a point inside each that shows where it is thinner than a
    pixel), or figure (rows joined to the grids by `code`). min_zoom: Leaflet's zoom.
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
    MapLayer("tiling", "grids", "marked", ("check", "codes", "area_m2", "width_m"), 0, shown=False),
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
    service without. Together they say how much of a lower bound the share is. None: the stored run does not say.
    waits: something changed since that the figures do not hold yet.
    """

    day: date | None
    px_per_m: float | None
    cameras: int | None
    unknown_views: int | None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class HotspotRun:
    """The hotspot run that the figure shows: its half-open period, method, and false-discovery rate; None: not said."""

    from_day: date | None
    to_day: date | None
    method: str | None
    false_discovery_rate: float | None = 0.05


@dataclass(frozen=True, slots=True)
class TilingRun:
    """The tiling audit whose findings are drawn: its day, kind of grid, verdict, and findings by check.

    gap_share, overlap_share: of the audited area, 0 to 1. kept: most findings of one check that a run keeps. None: not said.
    """

    day: date | None
    kind: str | None
    is_complete: bool | None
    gap_share: float | None
    overlap_share: float | None
    counts: Mapping[str, int]
    kept: int


@dataclass(frozen=True, slots=True)
class Basemap:
    """A raster basemap that the settings name: the only address outside the own host that a page may hold."""

    url: str
    attribution: str


@dataclass(frozen=True, slots=True)
class PageConfig:
    """All that a page is told.

    title, notice: plain text (a fictional city says so in its notice; "" for none). bounds: (west, south, east, north)
    in degrees. lang: en or zh. categories: incident category → (English, Chinese) name; classes: the same for the part
    of the code before its dash. zone: IANA zone in which times are shown, "" for the browser's. whole_city: the reader's
    jurisdiction is the whole city (findings of the tiling lie between grids, so they belong to no district). third_party: address of the
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
    tiling: TilingRun | None = None
    basemap: Basemap | None = None
    tile_url_template: str = TILES
    layers: tuple[MapLayer, ...] = LAYERS
    categories: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    classes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    zone: str = ""
    whole_city: bool = True
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
        "tiling": _tiling_json(config.tiling),
        "wholeCity": config.whole_city,
        "zone": config.zone,
        "basemap": config.basemap and {"url": config.basemap.url, "attribution": config.basemap.attribution},
        "thinned": {name: list(numbers) for name, numbers in sorted(config.thinned.items())},
        "categories": {code: list(names) for code, names in sorted(config.categories.items())},
        "classes": {code: list(names) for code, names in sorted(config.classes.items())},
    }


def _coverage_json(run: CoverageRun | None) -> dict[str, object] | None:
    if run is None:
        return None
    return {
        "day": _day_text(run.day),
        "pxPerM": run.px_per_m,
        "cameras": run.cameras,
        "unknownViews": run.unknown_views,
        "waits": run.waits,
    }


def _hotspots_json(run: HotspotRun | None) -> dict[str, object] | None:
    if run is None:
        return None
    return {
        "from": _day_text(run.from_day),
        "to": _day_text(run.to_day),
        "method": run.method,
        "falseDiscoveryRate": run.false_discovery_rate,
    }


def _tiling_json(run: TilingRun | None) -> dict[str, object] | None:
    if run is None:
        return None
    return {
        "day": _day_text(run.day),
        "kind": run.kind,
        "isComplete": run.is_complete,
        "gapShare": run.gap_share,
        "overlapShare": run.overlap_share,
        "counts": dict(sorted(run.counts.items())),
        "kept": run.kept,
    }


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def script_json(value: object) -> str:
    """JSON that is safe inside a script element: `<`, `>`, `&` and the two line separators are written as escapes."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
