"""The placemarks of a KML file as GeoJSON features, one at a time, in whatever folders they stand.

The parser is defusedxml's: entities and document types, which make a small file a large one or read another file, are refused. Elements
by the thousand within each other and placemarks of more than 64 MB are, too, so that memory stays flat.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser, iterparse

from gridmap.errors import BadFile

_DEPTH_AT_MOST = 200
_PLACEMARK_BYTES = 64 << 20
_READ_BYTES = 64 << 10
_SHAPES = {"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry"}
_OTHERS = {"Model", "Track", "MultiTrack"}


class BoundedFile(io.RawIOBase):
    """A readable file that stops a parser which found no end of a placemark in 64 MB."""

    def __init__(self, inner: io.RawIOBase, *, file: str) -> None:
        super().__init__()
        self._inner, self._file, self._since = inner, file, 0

    def read(self, size: int = -1) -> bytes:
        """At most 64 kB."""
        piece = self._inner.read(_READ_BYTES) or b""
        self._since += len(piece)
        if self._since > _PLACEMARK_BYTES:
            raise BadFile(
                f"{self._file} has an element of more than {_PLACEMARK_BYTES >> 20} MB; it is not read further."
            )
        return piece

    def passed(self) -> None:
        """A placemark has ended."""
        self._since = 0


def features(source: BoundedFile, *, file: str, members: dict[str, str]) -> Iterator[dict[str, Any]]:
    """GeoJSON features; what a document says of itself in ExtendedData goes into `members`. Raises BadFile."""
    parser = XMLParser(forbid_dtd=True, encoding="utf-8")  # the bytes are UTF-8 by now, whatever the declaration says
    path: list[Element] = []
    try:
        for event, element in iterparse(source, ("start", "end"), parser=parser):
            if event == "start":
                _check_start(path, element, file=file)
                path.append(element)
                continue
            path.pop()
            name = _tag(element)
            if name == "Placemark":
                source.passed()
                yield _feature(element)
            elif name == "ExtendedData" and path and _tag(path[-1]) in ("Document", "kml"):
                members |= {key: value for key, value in _extended(element).items() if value is not None}
            if path and (
                name == "Placemark" or not any(_tag(above) in ("Placemark", "ExtendedData") for above in path)
            ):
                path[-1].remove(element)
    except DefusedXmlException as error:
        raise BadFile(f"{file} has a document type or entities, which no KML needs; save it as KML again.") from error
    except (ParseError, ValueError, LookupError) as error:
        raise BadFile(f"{file} is damaged or cut off, or no XML: {error}. Save it as KML again.") from error


def _check_start(path: list[Element], element: Element, *, file: str) -> None:
    if len(path) >= _DEPTH_AT_MOST:
        raise BadFile(f"{file} has more than {_DEPTH_AT_MOST} elements within each other; no KML has.")
    if not path and _tag(element) != "kml":
        raise BadFile(f"{file} is XML but no KML: it begins with <{_tag(element)[:40]}>.")


def _feature(placemark: Element) -> dict[str, Any]:
    properties: dict[str, str | None] = {}
    geometry = None
    for child in placemark:
        name = _tag(child)
        if name == "ExtendedData":
            properties |= _extended(child)
        elif name in _SHAPES or name in _OTHERS:
            geometry = _geometry(child)
    for child in placemark:
        if _tag(child) in ("name", "description"):
            properties.setdefault(_tag(child), _text(child))
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _extended(element: Element) -> dict[str, str | None]:
    """Data and SchemaData alike, values as text."""
    found: dict[str, str | None] = {}
    for part in element.iter():
        name = part.get("name")
        if name is None:
            continue
        if _tag(part) == "SimpleData":
            found[name] = _text(part)
        elif _tag(part) == "Data":
            value = next((child for child in part if _tag(child) == "value"), None)
            found[name] = None if value is None else _text(value)
    return found


def _geometry(element: Element) -> dict[str, Any]:
    name = _tag(element)
    if name == "MultiGeometry":
        return _gathered([_geometry(child) for child in element if _tag(child) in _SHAPES | _OTHERS])
    if name == "Point":
        positions = _positions(element)
        return {"type": "Point", "coordinates": positions[0] if positions else []}
    if name in ("LineString", "LinearRing"):
        return {"type": "LineString", "coordinates": _positions(element)}
    if name == "Polygon":
        rings = [
            child for border in ("outerBoundaryIs", "innerBoundaryIs") for child in element if _tag(child) == border
        ]
        return {"type": "Polygon", "coordinates": [_positions(ring) for ring in rings]}
    return {"type": name, "coordinates": None}  # told as a geometry that cannot be built


def _gathered(parts: list[dict[str, Any]]) -> dict[str, Any]:
    kinds = {part["type"] for part in parts}
    if len(kinds) == 1 and kinds <= {"Point", "LineString", "Polygon"}:
        return {"type": f"Multi{kinds.pop()}", "coordinates": [part["coordinates"] for part in parts]}
    return {"type": "GeometryCollection", "geometries": parts}


def _positions(element: Element) -> list[list[Any]]:
    """Of the first `coordinates` below; ValueError of the whole becomes a position that no shape can be built of."""
    found = next((part for part in element.iter() if _tag(part) == "coordinates"), None)
    try:
        return [[float(number) for number in text.split(",")[:2]] for text in (_text(found) or "").split()]
    except ValueError:
        return [["?"]]


def _text(element: Element | None) -> str | None:
    text = element.text if element is not None else None
    return text.strip() or None if text else None


def _tag(element: Element) -> str:
    """Without its namespace: files of KML 2.0 to 2.3, and some without any, are alike."""
    return str(element.tag).rpartition("}")[2]
