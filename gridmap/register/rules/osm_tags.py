"""A camera as OpenStreetMap would tag it: the reverse of `osm`, by the same wiki page (man_made=surveillance).

Tags have no word for *unknown*: what is not known has no tag, and neither has *no*. That is OSM's way of saying it, and the reason
why tags are an export and never the record. Guessed optics are not tagged: a tag does not tell that it was guessed. A natural
person as operator is no name, so it has no tag either.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from gridmap.errors import BadValue
from gridmap.grids.rules.person import NATURAL_PERSON
from gridmap.register.rules.camera_record import CameraRecord
from gridmap.register.rules.optics import Quality
from gridmap.register.rules.vocabulary import Environment, FunctionState, Kind, Mount, OperatorKind, PlaceKind, Status

VALUE_CHARACTERS_AT_MOST = 255  # of OSM's database

_ENVIRONMENT: Mapping[str, str] = MappingProxyType(
    {Environment.OUTDOOR_PUBLIC: "public", Environment.OUTDOOR_PRIVATE: "outdoor", Environment.INDOOR: "indoor"}
)
_TYPE: Mapping[str, str] = MappingProxyType(
    {Kind.FIXED: "fixed", Kind.PTZ: "panning", Kind.DOME_FIXED: "dome", Kind.PANORAMIC: "panorama"}
)
_MOUNT: Mapping[str, str] = MappingProxyType(
    {
        Mount.POLE: "pole",
        Mount.WALL: "wall",
        Mount.CEILING: "ceiling",
        Mount.STREET_LAMP: "street_lamp",
        Mount.SIGNAL: "traffic_signals",
        Mount.ROOF: "roof",
    }
)
_ZONE: Mapping[str, str] = MappingProxyType(
    {PlaceKind.STREET: "traffic", PlaceKind.SQUARE: "town", PlaceKind.CAR_PARK: "parking", PlaceKind.SHOP: "shop",
     PlaceKind.BUILDING: "building", PlaceKind.HUB: "public_transport"}
)  # fmt: skip
_LIFE_CYCLE: Mapping[str, str] = MappingProxyType(
    {Status.PLANNED: "proposed:", Status.OUT_OF_SERVICE: "disused:", Status.REMOVED: "removed:"}
)
_SURE = (Quality.MEASURED.value, Quality.DERIVED.value)


def osm_tags(record: CameraRecord) -> dict[str, str]:
    """The tags of one camera, in the order of their keys.

    Raises BadValue for a mobile camera and a dummy, which OSM has no such object for.
    """
    if record.kind == Kind.MOBILE or record.status == Status.DUMMY:
        what = "a mobile camera" if record.kind == Kind.MOBILE else "a dummy"
        raise BadValue(f"Camera {record.camera_id} is {what}; OpenStreetMap has no surveillance object for it.")
    tags = {
        f"{_LIFE_CYCLE.get(record.status, '')}man_made": "surveillance",
        "surveillance:type": "ALPR" if _reads_plates(record) else "camera",
        "surveillance": _ENVIRONMENT.get(record.environment),
        "surveillance:zone": _ZONE.get(record.place_kind),
        "camera:type": _TYPE.get(record.kind),
        "camera:mount": _MOUNT.get(record.mount),
        "camera:direction": _direction(record),
        "camera:tilt": _tilt(record),
        "height": _height(record),
        "operator": None if record.operator == NATURAL_PERSON else record.operator,
        "operator:type": record.operator_kind if record.operator_kind in (OperatorKind.PUBLIC, OperatorKind.PRIVATE) else None,
        "ref": record.camera_id,
        "start_date": _day(record.in_service_since),
        "check_date": _day(record.verified_on),
    }  # fmt: skip
    return {key: text for key, text in sorted(tags.items()) if text and len(text) <= VALUE_CHARACTERS_AT_MOST}


def _reads_plates(record: CameraRecord) -> bool:
    return any(f.function == "number_plates" for f in record.in_state(FunctionState.ON))


def _sure(record: CameraRecord, name: str) -> float | None:
    optic = record.optic(name)
    return optic.value if optic.quality in _SURE else None


def _direction(record: CameraRecord) -> str | None:
    value = _sure(record, "heading_deg")
    return None if value is None else str(round(value) % 360)


def _tilt(record: CameraRecord) -> str | None:
    """camera:tilt counts upwards; ours is below the horizontal."""
    value = _sure(record, "tilt_deg")
    return None if value is None else str(-round(value))


def _height(record: CameraRecord) -> str | None:
    value = _sure(record, "height_m")
    return None if value is None else f"{value:g}"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
