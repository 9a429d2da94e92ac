"""The datum that a file states, as the short text that the imports understand.

"wgs84" for OGC:CRS84, "EPSG:n" for whatever has an EPSG code, the file's own wording for anything else, so
that the refusal can repeat it. Never a guess: None when the file states nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from pyproj import CRS
from pyproj.exceptions import CRSError

_EPSG = re.compile(r"EPSG(?:[:/]+[\d.]*)?[:/]+(\d+)$", re.IGNORECASE)
_CRS84 = re.compile(r"(?:OGC|CRS)(?:[:/]+[\d.]*)?[:/]*CRS84$|^CRS84$", re.IGNORECASE)


def datum_of_name(name: str) -> str:
    """From a URN, an address or a short name: `urn:ogc:def:crs:EPSG::2249`, `…/EPSG/0/4326`, `OGC:CRS84`."""
    if found := _EPSG.search(name.strip()):
        return f"EPSG:{int(found[1])}"
    return "wgs84" if _CRS84.search(name.strip()) else name.strip()[:120]


def datum_of_members(members: Mapping[str, Any]) -> str | None:
    """From the top-level members of GeoJSON: `datum` (our own exports), else `crs` (2008 edition)."""
    datum = members.get("datum")
    if isinstance(datum, str) and datum.strip():
        return datum.strip()[:120]
    crs = members.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    if not isinstance(properties, dict):
        return None
    if isinstance(properties.get("name"), str):
        return datum_of_name(properties["name"])
    code = properties.get("code")
    return f"EPSG:{code}" if isinstance(code, int) and not isinstance(code, bool) else None


def datum_of_projjson(crs: Mapping[str, Any]) -> str:
    """From PROJJSON (GeoParquet): its `id`, else what PROJ recognises, else its name."""
    identity = crs.get("id")
    if isinstance(identity, dict) and "authority" in identity and "code" in identity:
        return datum_of_name(f"{identity['authority']}:{identity['code']}")
    return datum_of_wkt(json.dumps(crs))


def datum_of_wkt(text: str) -> str:
    """From WKT, PROJJSON text or `EPSG:n` (GDAL)."""
    if _EPSG.fullmatch(text.strip()):
        return datum_of_name(text)

    try:
        crs = CRS.from_user_input(text)
    except CRSError:
        return text[:120]
    authority = crs.to_authority(min_confidence=90)
    return datum_of_name(":".join(authority)) if authority else crs.name[:120]
