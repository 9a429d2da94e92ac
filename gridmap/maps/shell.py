"""The page around the map: a Folium map with our own assets only, and no data inside.

The only user of Folium. Its own page loads nine addresses from five hosts and writes inline styles; here a Map and a
Figure of our own keep Folium's map object (and its options) and drop the rest: jQuery, Bootstrap, icons, CDN links,
inline styles, random ids. No user text passes through Folium or its templates: the title is escaped here, all else is
JSON that our JavaScript shows as text.
"""

from __future__ import annotations

import html
from dataclasses import dataclass

import folium
from branca.element import Figure
from folium.template import Template

from gridmap.maps.config import Box, PageConfig, config_json, script_json

MAP_ID = "city"  # Folium makes the variable and element name map_city of it
NOSCRIPT = {
    "en": "The map needs JavaScript. The same figures are available as exports and through the API.",
    "zh": "地图需要 JavaScript。同样的数据可以通过导出和接口取得。",
}
WITHOUT_SCRIPT = {
    "en": '<a href="/public/at?lang=en">Ask who films a place by its coordinates</a> (the map needs JavaScript).',
    "zh": '<a href="/public/at?lang=zh">按坐标查询谁在拍摄某处</a>（地图需要 JavaScript）。',
}
HTML_LANG = {"en": "en", "zh": "zh-CN"}


class CityMap(folium.Map):
    """Folium's map without its page: one element, one script, a fixed id."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 (Folium reads a class attribute; its own list is shared)
    default_css: list[tuple[str, str]] = []  # noqa: RUF012
    _template = Template(
        """
        {% macro html(this, kwargs) %}<div class="folium-map" id={{ this.get_name()|tojson }}></div>{% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
                center: {{ this.location|tojson }}, crs: L.CRS.{{ this.crs }}, ...{{ this.options|tojavascript }}
            });
        {% endmacro %}
        """
    )


@dataclass(frozen=True, slots=True)
class Document:
    """What surrounds the map: `head`, `tail` and `without_script` are trusted markup made by us, `title` is plain text."""

    title: str
    lang: str
    head: str
    tail: str
    nonce: str
    without_script: str = ""


class CityFigure(Figure):
    """Branca's figure, written as a document with the assets that we name and nonces on what is inline."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document

    def render(self, **kwargs: object) -> str:
        """The whole page."""
        for child in self._children.values():
            child.render(**kwargs)
        return _document(self.document, self.html.render(**kwargs), self.script.render(**kwargs))


def page(config: PageConfig, *, nonce: str, lang: str) -> str:
    """The live page: every address is on the own host, under /static/ (a basemap of the settings is in the JSON).

    nonce: of the response's Content-Security-Policy, "" for none. lang: en or zh, of this reader.
    The same arguments give the same text.
    """
    return _served_page(config, _Parts(LIVE_STYLES, "map.js", NOSCRIPT[lang]), nonce=nonce, lang=lang)


def public_page(config: PageConfig, *, nonce: str, lang: str) -> str:
    """The page on which anybody asks who films a place; the same as `page` in all else."""
    parts = _Parts((*LIVE_STYLES, "css/public.css"), "public.js", WITHOUT_SCRIPT[lang])
    return _served_page(config, parts, nonce=nonce, lang=lang)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What tells one served page from another; without_script: markup."""

    styles: tuple[str, ...]
    script: str
    without_script: str


def _served_page(config: PageConfig, parts: _Parts, *, nonce: str, lang: str) -> str:
    head = "\n".join(_stylesheet(path) for path in parts.styles) + f"\n{_import_map(nonce)}"
    tail = f'<script type="module" src="/static/js/{parts.script}"{_nonce(nonce)}></script>'
    scripts = f'<script src="/static/vendor/leaflet/leaflet.js"{_nonce(nonce)}></script>'
    written = json_element("gridmap-config", {**config_json(config), "lang": lang})
    return folium_page(
        config.bounds,
        document=Document(
            config.title, lang, f"{head}\n{scripts}", f"{written}\n{tail}", nonce, without_script=parts.without_script
        ),
    )


LIVE_STYLES = ("vendor/leaflet/leaflet.css", "vendor/maplibre-gl/maplibre-gl.css", "css/map.css")
MODULES = {  # bare names that the vendored modules import → files on the own host
    "leaflet": "/static/js/leaflet.js",
    "maplibre-gl": "/static/vendor/maplibre-gl/maplibre-gl.mjs",
    "maplibre-gl-leaflet": "/static/vendor/maplibre-gl-leaflet/leaflet-maplibre-gl.mjs",
}


def folium_page(bounds: Box, *, document: Document) -> str:
    """A document with a Folium map over `bounds` (degrees) in it."""
    figure = CityFigure(document)
    figure.add_child(_city_map(bounds), name="map")
    return str(figure.render())


def inline_scripts(bounds: Box) -> list[str]:
    """The text of each script that `folium_page` writes inline, for the hashes of a policy."""
    figure = CityFigure(Document("", "en", "", "", ""))
    figure.add_child(_city_map(bounds), name="map")
    figure.render()
    return [_plain(figure.script.render())]


def _city_map(bounds: Box) -> CityMap:
    west, south, east, north = bounds
    city_map = CityMap(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        zoom_start=12,
        zoom_control=False,
        prefer_canvas=True,
        attribution_control=False,
    )
    city_map._id = MAP_ID
    return city_map


def json_element(element_id: str, value: object) -> str:
    """A script element that holds JSON, which the browser does not run."""
    return f'<script type="application/json" id="{element_id}">{script_json(value)}</script>'


def _document(document: Document, body: str, script: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{HTML_LANG[document.lang]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<link rel="icon" href="data:,">\n<title>{html.escape(document.title)}</title>\n{document.head}\n</head>\n<body>\n'
        f"{body.strip()}\n<noscript>{document.without_script or NOSCRIPT[document.lang]}</noscript>\n"
        f"<script{_nonce(document.nonce)}>{_plain(script)}</script>\n{document.tail}\n</body>\n</html>\n"
    )


def _stylesheet(path: str) -> str:
    return f'<link rel="stylesheet" href="/static/{path}">'


def _import_map(nonce: str) -> str:
    return f'<script type="importmap"{_nonce(nonce)}>{script_json({"imports": MODULES})}</script>'


def _nonce(nonce: str) -> str:
    return f' nonce="{html.escape(nonce)}"' if nonce else ""


def _plain(script: str) -> str:
    """Folium's script without its indentation; it holds numbers and names made here, no text of a user."""
    return "\n".join(line.strip() for line in script.splitlines() if line.strip())
