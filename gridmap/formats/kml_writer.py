"""KML 2.3 out, placemark by placemark. All cells are in ExtendedData; the name that a viewer shows is the name, else the first column.

The document's own ExtendedData says the datum and the rest of what the file is, so that it can be imported again.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterable, AsyncIterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from gridmap.formats.geojson_rows import as_cell
from gridmap.formats.layer_table import About, LayerTable, parsed, row_of

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>'
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, 2.2
_MULTI = {"MultiPoint": "Point", "MultiLineString": "LineString", "MultiPolygon": "Polygon"}


async def blocks(pieces: AsyncIterable[bytes], table: LayerTable, about: About) -> AsyncIterator[bytes]:
    """The head, a block a piece, the end; without its end it is no XML."""
    yield f"{_HEAD}<name>{_text(about.name)}</name>{_extended(about.to_texts(table))}\n".encode()
    async for piece in pieces:
        yield "".join(_placemark(feature, table) for feature in parsed(piece)).encode()
    yield b"</Document>\n</kml>\n"


def _placemark(feature: Mapping[str, Any], table: LayerTable) -> str:
    cells = dict(zip(table.columns, map(as_cell, row_of(feature, table)), strict=True))
    label = cells.get("name") or next((text for text in cells.values() if text), "")
    shape = feature["geometry"]
    return f"<Placemark><name>{_text(label)}</name>{_extended(cells)}{_shape(shape) if shape else ''}</Placemark>\n"


def _extended(cells: Mapping[str, str | None]) -> str:
    parts = (
        f"<Data name={quoteattr(name)}><value>{_text(text)}</value></Data>" for name, text in cells.items() if text
    )
    return f"<ExtendedData>{''.join(parts)}</ExtendedData>"


def _shape(shape: Mapping[str, Any]) -> str:
    kind = shape["type"]
    if kind == "GeometryCollection":
        return f"<MultiGeometry>{''.join(map(_shape, shape['geometries']))}</MultiGeometry>"
    places = shape["coordinates"]
    if kind in _MULTI:
        parts = ({"type": _MULTI[kind], "coordinates": part} for part in places)
        return f"<MultiGeometry>{''.join(map(_shape, parts))}</MultiGeometry>"
    if kind == "Polygon":
        borders = ["outerBoundaryIs", *["innerBoundaryIs"] * (len(places) - 1)]
        rings = zip(borders, places, strict=True)
        drawn = (f"<{name}><LinearRing>{_positions(ring)}</LinearRing></{name}>" for name, ring in rings)
        return f"<Polygon>{''.join(drawn)}</Polygon>"
    return f"<{kind}>{_positions([places] if kind == 'Point' else places)}</{kind}>"


def _positions(positions: Sequence[Sequence[float]]) -> str:
    return f"<coordinates>{' '.join(f'{p[0]!r},{p[1]!r}' for p in positions)}</coordinates>"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))
