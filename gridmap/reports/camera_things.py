"""A camera in the terms of OGC SensorThings (15-078r6): a Thing with its Location and one Datastream a function, as SensRNet used them.

SensorThings-like: there are no observations here and never will be; `properties` hold what the standard has no member for. The legal
ground stands at each Datastream, where SensRNet decided that it belongs. observedArea is filled only where the view is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from gridmap.register.rules.camera_record import CameraFunction, CameraRecord

_TRUTH = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Observation"
_GEOJSON = "application/geo+json"
View = Mapping[str, Any] | Literal["withheld", "unknown"]
"""A GeoJSON geometry (WGS-84), or why there is none: the reader may not see it, or none is stored."""


def thing(record: CameraRecord, *, day: date, view: View = "withheld", notice: str = "") -> dict[str, Any]:
    """The Thing with all that belongs to it. day: of which the record is; notice: a sentence that must stand in it."""
    point = {"type": "Point", "coordinates": [round(record.lon, 7), round(record.lat, 7)]}
    return {
        "name": record.name or record.camera_id,
        "description": "camera",
        "properties": {
            "register_id": record.camera_id,
            "state_of": day.isoformat(),
            "operator": record.operator,
            "operator_kind": record.operator_kind,
            "processor": record.processor,
            "status": record.status,
            "environment": record.environment,
            "kind": record.kind,
            "sign": record.sign,
            "retention_days": record.retention_days,
            "contact": record.contact,
            "observation_goals": list(record.purpose),
            **({"notice": notice} if notice else {}),
            "view": view if isinstance(view, str) else "given",
        },
        "Locations": [
            {"name": record.name or record.camera_id, "description": "as registered", "encodingType": _GEOJSON, "location": point}
        ],
        "Datastreams": [_datastream(function, record, view) for function in record.functions],
    }  # fmt: skip


def _datastream(function: CameraFunction, record: CameraRecord, view: View) -> dict[str, Any]:
    made = {
        "name": f"{record.camera_id}/{function.function}",
        "description": function.function,
        "observationType": _TRUTH,
        "unitOfMeasurement": {"name": None, "symbol": None, "definition": None},
        "properties": {
            "state": function.state,
            "contains_personal_data": True,
            "legal_regime": function.legal_regime or "unknown",
            "legal_basis": function.legal_basis or "unknown",
            "basis_ref": function.basis_ref,
            "authorisation_no": function.authorisation_no,
            "authorisation_by": function.authorisation_by,
            "authorisation_on": _day(function.authorisation_on),
            "authorisation_until": _day(function.authorisation_until),
        },
        "Sensor": {
            "name": record.kind,
            "description": "camera",
            "encodingType": "application/json",
            "metadata": {o.name: {"value": o.value, "quality": o.quality} for o in record.optics},
        },
        "ObservedProperty": {"name": function.function, "definition": None, "description": function.function},
    }  # fmt: skip
    return made if isinstance(view, str) else {**made, "observedArea": dict(view)}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
