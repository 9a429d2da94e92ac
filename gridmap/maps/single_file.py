"""The self-contained map: one HTML file with scripts, styles and data inside, that opens without a network.

Same panel, legend and cards as the live page; drawn on Leaflet's canvas tiles instead of vector tiles. The file forbids
itself any request: its Content-Security-Policy names the hashes of its own scripts and styles and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

import shapely

from gridmap import __version__
from gridmap.errors import BadValue
from gridmap.maps.assets import bundle, inline_css, read_asset
from gridmap.maps.config import LAYERS, Box, CoverageRun, HotspotRun, PageConfig, TilingRun, config_json
from gridmap.maps.layer_data import LayerData, pack
from gridmap.maps.shell import Document, folium_page, inline_scripts, json_element

STYLES = ("vendor/leaflet/leaflet.css", "css/map.css")


def single_page(
    layers: Mapping[str, LayerData],
    *,
    title: str,
    notice: str,
    lang: str,
    made_at: str,
    coverage: CoverageRun | None = None,
    hotspots: HotspotRun | None = None,
    tiling: TilingRun | None = None,
    categories: Mapping[str, tuple[str, str]] | None = None,
    classes: Mapping[str, tuple[str, str]] | None = None,
    zone: str = "",
    counts: Mapping[str, int] | None = None,
) -> str:
    """The whole file as text.

    layers: by name, `grids` at least; `coverage` and `hotspots` colour the grids by `code` and need their run beside them;
    `tiling` is left out without its run, and may be empty with it (the audit found nothing).
    title, notice, made_at: plain text. The views of cameras are in the file only when they are given, so the caller asks
    first whether the reader may have them. counts: features of a layer before the caller thinned it; where there are more
    than are given, the legend says "n of m drawn". The same arguments give the same text. Raises BadValue without grids.
    """
    if "grids" not in layers:
        raise BadValue("a written map needs the layer grids")
    layers = {name: layer for name, layer in layers.items() if name != "tiling" or tiling is not None}
    config = PageConfig(
        title=title,
        notice=notice,
        bounds=bounds_of(layers["grids"]),
        lang=lang,
        version=__version__,
        may_see_views="views" in layers,
        coverage=coverage if "coverage" in layers else None,
        hotspots=hotspots if "hotspots" in layers else None,
        tiling=tiling if "tiling" in layers else None,
        layers=tuple(layer for layer in LAYERS if layer.name in layers),
        categories=categories or {},
        classes=classes or {},
        zone=zone,
        third_party="",
        made_at=made_at,
        thinned=_thinned(layers, counts or {}),
    )
    return folium_page(config.bounds, document=_document(config, layers))


def _thinned(layers: Mapping[str, LayerData], counts: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    drawn = {name: len(layer.geometry) for name, layer in layers.items() if layer.geometry is not None}
    return {name: (drawn[name], count) for name, count in counts.items() if name in drawn and count > drawn[name]}


def bounds_of(grids: LayerData) -> Box:
    """(west, south, east, north) of the grids in degrees. Raises BadValue when there is none."""
    if grids.geometry is None or len(grids.geometry) == 0:
        raise BadValue("a written map needs at least one grid")
    west, south, east, north = shapely.total_bounds(grids.geometry).tolist()
    return (west, south, east, north)


def _document(config: PageConfig, layers: Mapping[str, LayerData]) -> Document:
    styles = [inline_css(path) for path in STYLES]
    leaflet = _script_text(read_asset("vendor/leaflet/leaflet.js"))
    page = _script_text(bundle("sheet.js"))
    inline = [leaflet, *inline_scripts(config.bounds), page]
    head = "\n".join(
        [_policy(inline, styles), *(f"<style>{style}</style>" for style in styles), f"<script>{leaflet}</script>"]
    )
    data = {layer.name: pack(layers[layer.name]) for layer in config.layers}
    tail = "\n".join(
        [
            json_element("gridmap-config", config_json(config)),
            *(json_element(f"gridmap-layer-{name}", packed) for name, packed in data.items()),
            f"<script>{page}</script>",
        ]
    )
    return Document(config.title, config.lang, head, tail, nonce="")


def _script_text(text: str) -> str:
    """A script that its own text cannot end, and without the line that names a source map."""
    lines = [line for line in text.splitlines() if not line.startswith("//# sourceMappingURL=")]
    return "\n".join(lines).replace("</script", "<\\/script")


def _policy(scripts: list[str], styles: list[str]) -> str:
    allowed_scripts = " ".join(_hash(text) for text in scripts)
    allowed_styles = " ".join(_hash(text) for text in styles)
    policy = (
        f"default-src 'none'; script-src {allowed_scripts}; style-src {allowed_styles}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}">'


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
