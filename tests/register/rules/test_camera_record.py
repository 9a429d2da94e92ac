"""A record out of stored rows: unknown stays unknown, curated values win and the reported ones stay beside them."""

from __future__ import annotations

from datetime import date
from typing import Any

from gridmap.register.rules.camera_record import CURABLE, record_of
from gridmap.register.rules.vocabulary import FUNCTIONS, FunctionState

CAMERA = {"camera_id": "C1", "lon": 1.0, "lat": 2.0}


def test_a_camera_without_anything_is_unknown_throughout() -> None:
    record = record_of(CAMERA, functions=[])
    assert [f.function for f in record.functions] == list(FUNCTIONS)
    assert {f.state for f in record.functions} == {"unknown"}
    assert (record.operator, record.retention_days, record.purpose) == (None, None, ("unspecified",))
    assert {(optic.value, optic.quality) for optic in record.optics} == {(None, "unknown")}


def test_functions_keep_their_own_legal_ground() -> None:
    rows: list[dict[str, Any]] = [
        {"function": "audio", "state": "on", "legal_basis": "none", "legal_regime": None},
        {"function": "recording", "state": "on", "legal_basis": "gdpr_6_1_e", "authorisation_on": "2020-02-03"},
    ]
    recording, audio = record_of(CAMERA, functions=rows).in_state(FunctionState.ON)
    assert (recording.function, recording.legal_basis, recording.authorisation_on) == (
        "recording", "gdpr_6_1_e", date(2020, 2, 3),
    )  # fmt: skip
    assert (audio.function, audio.legal_basis, audio.legal_regime) == ("audio", "none", None)


def test_curated_values_win_and_the_reported_ones_are_told() -> None:
    overrides = [
        {"field": "dpia_on", "value": "2026-02-01", "reason": "pia-returned", "set_on": "2026-11-24"},
        {"field": "camera_id", "value": "other", "reason": "x", "set_on": "2026-11-24"},
        {"field": "stream_url", "value": "rtsp://", "reason": "x", "set_on": "2026-11-24"},
    ]
    record = record_of(CAMERA | {"dpia_on": "2019-01-01"}, functions=[], overrides=overrides)
    assert (record.camera_id, record.dpia_on) == ("C1", date(2026, 2, 1))
    assert [(c.name, c.reported, c.set_on) for c in record.curated] == [("dpia_on", "2019-01-01", date(2026, 11, 24))]
    assert not {"camera_id", "lon", "lat", "place_kind"} & CURABLE


def test_an_optical_value_has_its_quality_and_a_spread_that_of_its_heading() -> None:
    record = record_of(
        CAMERA | {"heading_deg": 0.0, "heading_spread_deg": 22.5, "width_px": 1920, "geometry_quality": {"heading": "derived"}},
        functions=[],
    )  # fmt: skip
    assert (record.optic("heading_deg").value, record.optic("heading_deg").quality) == (0.0, "derived")
    assert (record.optic("heading_spread_deg").value, record.optic("heading_spread_deg").quality) == (22.5, "derived")
    assert (record.optic("width_px").value, record.optic("width_px").quality) == (1920.0, "unknown")
