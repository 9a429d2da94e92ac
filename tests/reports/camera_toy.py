"""Records of cameras for the tests of what is handed over: a full one, a bare one, a hostile one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from gridmap.locale import Language, Words, words
from gridmap.register.rules.camera_record import CameraFunction, CameraRecord, record_of
from gridmap.register.rules.vocabulary import FUNCTIONS

DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
MARKUP = "<img src=x onerror=alert(1)></script>{{7*7}}&amp;\"'`"
TURNED = "\u202egnp.exe\u2066 \u200f\x00\ttail"
LONG = "很长W" * 1667  # 5,001 characters

_FILMING = {"legal_regime": "gdpr", "legal_basis": "gdpr_6_1_e", "basis_ref": "Municipal Act art. 151c"}
FULL_ROWS: list[dict[str, Any]] = [
    {"function": "recording", "state": "on", **_FILMING, "authorisation_no": "B-17", "authorisation_until": "2029-01-01"},
    {"function": "live_view", "state": "on", **_FILMING},
    {"function": "number_plates", "state": "on", "legal_regime": "gdpr", "legal_basis": "gdpr_6_1_c"},
    {"function": "face_recognition", "state": "fitted_off", "legal_regime": "gdpr", "legal_basis": "none"},
    {"function": "audio", "state": "no"},
]  # fmt: skip


def full(**changed: Any) -> CameraRecord:
    """Recording, live view and plates in use, faces fitted and off, no sound, the rest unknown."""
    camera: dict[str, Any] = {
        "camera_id": "YT-0042", "lon": 120.5, "lat": 30.25, "name": "Harbour crossing", "operator": "City Transport Authority",
        "operator_kind": "public", "processor": "Harbour Video Ltd", "purpose": ["traffic_flow", "works_site"], "sign": "layer1",
        "retention_days": 30, "contact": "privacy@yunting.example", "kind": "fixed", "mount": "pole", "status": "in_service",
        "environment": "outdoor_public", "place_kind": "street", "heading_deg": 120.4, "tilt_deg": 12.0, "height_m": 6.5,
        "hfov_deg": 60.0, "geometry_quality": {"heading": "measured", "tilt": "measured", "height": "derived", "hfov": "defaulted"},
        "in_service_since": "2021-05-01", "verified_on": "2026-03-02", "review_due": "2027-01-01", "dpia_ref": "old", "masks": 2,
    }  # fmt: skip
    area = {
        "purpose_area_id": "A1", "purpose": "traffic_flow", "px_per_m": 25.0, "approval": "Decision 7", "approved_on": "2021-04-01",
        "area_m2": 812.5,
    }  # fmt: skip
    return record_of(camera | changed, functions=FULL_ROWS, areas=[area])


def bare() -> CameraRecord:
    """A camera of which nothing is known but its place."""
    return CameraRecord("X-1", 4.9, 52.3)


def hostile(text: str) -> CameraRecord:
    """Every free text is the same evil one."""
    functions = tuple(CameraFunction(f, "on", "gdpr", "statute", text, text, text) for f in FUNCTIONS)
    return CameraRecord(
        text, 4.9, 52.3, name=text, housing_id=text, operator=text, processor=text, programme=text, filing_no=text,
        retention_reason=text, dpia_ref=text, contact=text, functions=functions,
    )  # fmt: skip


def english() -> Words:
    return words("annex", Language.ENGLISH)


def chinese() -> Words:
    return words("annex", Language.CHINESE)
