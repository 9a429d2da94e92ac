"""The layers of an OpenStreetMap extract, and the only tags of each that are read.

Tags as the OSM wiki names them. Columns carry our field names, but for cameras, whose tags the register's rules
parse: there the columns are the tags themselves. A camera's `contact:webcam`, `url`, `image`, `note`, `description`
and `name` are never read. What makes a place sensitive decides that it is read, and is not read itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

Tags = Mapping[str, str]
METRES_PER_LEVEL = 3.0  # OSM wiki, Simple 3D buildings: a usual storey


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_HEIGHT = re.compile(r"^(\d+(?:[.,]\d+)?)\s*(?:m|metres?|meters?)?$")
_NO_STREETS = _words(
    "abandoned bus_stop construction corridor disused elevator emergency_bay no planned platform proposed raceway "
    "razed rest_area services"
)
_DWELLINGS = _words(
    "apartments bungalow cabin detached dormitory farm ger house houseboat residential "
    "semidetached_house static_caravan terrace"
)
_WATERS = (
    ("natural", frozenset(["water"])),
    ("waterway", frozenset(["riverbank", "dock"])),
    ("landuse", frozenset(["reservoir", "basin"])),
)
_SENSITIVE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "amenity": _words(
            "childcare clinic college community_centre courthouse crematorium dentist doctors embassy funeral_hall "
            "grave_yard hospice hospital kindergarten language_school library monastery nursing_home pharmacy "
            "place_of_worship polling_station prep_school refugee_site school shelter social_centre social_facility "
            "student_accommodation university women_centre"
        ),
        "building": _words(
            "cathedral chapel church clinic college hospital kindergarten monastery mosque presbytery religious "
            "school shrine synagogue temple university"
        ),
        "office": _words(
            "association charity diplomatic foundation lawyer ngo political_party religion therapist union"
        ),
        "landuse": frozenset(["cemetery", "religious"]),
    }
)
# any value of these makes a place sensitive
_SENSITIVE_KEYS = ("healthcare", "social_facility", "diplomatic", "polling_station")
_NO = frozenset(["no", "none"])
CAMERA_TAGS = (
    "surveillance", "surveillance:type", "surveillance:zone", "camera:type", "camera:mount", "camera:direction",
    "direction", "surveillance:direction", "camera:tilt", "camera:angle", "operator", "height", "start_date",
    "check_date", "survey:date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OsmLayer:
    """One layer: which objects, told by their tags, and which cells each gives after its id.

    keys: at least one of these tags is there (tested before any object reaches Python). shape: point (nodes),
    line (ways), area (closed ways and multipolygons), point-or-area (both), inner-point (nodes, and a
    point inside each area).
    """

    columns: tuple[str, ...]
    keys: tuple[str, ...]
    shape: str
    wanted: Callable[[Tags], bool]
    cells: Callable[[Tags], tuple[str | None, ...]]


def _is_street(tags: Tags) -> bool:
    return tags["highway"] not in _NO_STREETS and tags.get("area") != "yes"


def _is_address(tags: Tags) -> bool:
    return "addr:street" in tags or "addr:place" in tags


def _is_building(tags: Tags) -> bool:
    return tags.get("building", tags.get("building:part", "no")) not in _NO


def _is_water(tags: Tags) -> bool:
    return any(tags.get(key) in values for key, values in _WATERS)


def _is_sensitive(tags: Tags) -> bool:
    if any(tags.get(key, "no") not in _NO for key in _SENSITIVE_KEYS):
        return True
    return any(part in values for key, values in _SENSITIVE.items() for part in tags.get(key, "").split(";"))


def _is_surveillance(tags: Tags) -> bool:
    """Guards and microphones too: what is a camera is the register's rule, which counts the others (`register/rules/osm.py`)."""
    return any(part.strip() == "surveillance" for part in tags["man_made"].split(";"))


def height_m(tags: Tags) -> str | None:
    """`height`, else `building:levels` × 3 m; None when neither is a plain number."""
    if found := _HEIGHT.match(tags.get("height", "").strip()):
        return found[1].replace(",", ".")
    levels = tags.get("building:levels", "").strip().replace(",", ".")
    return f"{float(levels) * METRES_PER_LEVEL:g}" if _HEIGHT.match(levels) else None


def building_use(tags: Tags) -> str:
    """dwelling, other, or unknown where the tag says no more than that there is a building."""
    kind = tags.get("building", tags.get("building:part", "yes"))
    if kind in _DWELLINGS:
        return "dwelling"
    return "unknown" if kind == "yes" else "other"


OSM_LAYERS: Mapping[str, OsmLayer] = MappingProxyType(
    {
        "streets": OsmLayer(
            columns=("segment_id", "name", "class"),
            keys=("highway",),
            shape="line",
            wanted=_is_street,
            cells=lambda tags: (tags.get("name"), tags["highway"]),
        ),
        "addresses": OsmLayer(
            columns=("address_id", "street", "number"),
            keys=("addr:housenumber",),
            shape="inner-point",
            wanted=_is_address,
            cells=lambda tags: (tags.get("addr:street", tags.get("addr:place")), tags["addr:housenumber"]),
        ),
        "buildings": OsmLayer(
            columns=("building_id", "height_m", "use"),
            keys=("building", "building:part"),
            shape="area",
            wanted=_is_building,
            cells=lambda tags: (height_m(tags), building_use(tags)),
        ),
        "water": OsmLayer(
            columns=("water_id", "name"),
            keys=tuple(key for key, _ in _WATERS),
            shape="area",
            wanted=_is_water,
            cells=lambda tags: (tags.get("name"),),
        ),
        "sensitive-places": OsmLayer(
            columns=("place_id",),
            keys=(*_SENSITIVE, *_SENSITIVE_KEYS),
            shape="point-or-area",
            wanted=_is_sensitive,
            cells=lambda tags: (),
        ),
        "cameras": OsmLayer(
            columns=("camera_id", *CAMERA_TAGS),
            keys=("man_made",),
            shape="point",
            wanted=_is_surveillance,
            cells=lambda tags: tuple(tags.get(tag) for tag in CAMERA_TAGS),
        ),
    }
)
