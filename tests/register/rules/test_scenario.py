"""What a scenario's file may say, and what each change makes of a camera."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmap.errors import BadFile, BadValue
from gridmap.register.rules.optics import range_at_density
from gridmap.register.rules.scenario import (
    CHANGES_AT_MOST,
    changes_of,
    changes_to_json,
    check_name,
    read_changes,
)
from gridmap.register.rules.scenario_change import Changed, change_cameras

DAY = date(2026, 6, 1)
SQUARE = {"type": "Polygon", "coordinates": [[[10, 50], [10.1, 50], [10.1, 50.1], [10, 50]]]}
EVERY: list[dict[str, Any]] = [
    {"change": "remove", "camera": "A"},
    {"change": "turn", "camera": "B", "heading_deg": 360},
    {"change": "narrow", "camera": "C", "hfov_deg": 40, "side": "left"},
    {"change": "mask", "camera": "C", "polygon": SQUARE},
    {"change": "mask", "camera": "C", "polygon": SQUARE, "follows_ptz": True},
    {"change": "lower_resolution", "camera": "C", "width_px": 640},
    {"change": "shorten_retention", "camera": "C", "retention_days": 0},
    {"change": "building", "building_id": "B-17", "polygon": SQUARE, "height_m": 9, "use": "other"},
]


def made(**values: Any) -> dict[str, dict[str, Any]]:
    plain = {"kind": "fixed", "status": "in_service", "optics": "documented", "has_view": True, "removed_on": None, "heading_deg": 350.0,
             "hfov_deg": 90.0, "width_px": 1920, "height_px": 1080, "retention_days": 30}  # fmt: skip
    return {"K1": plain | values}


def changed(*changes: dict[str, Any], **values: Any) -> Changed:
    (one,) = change_cameras(made(**values), changes_of([{"camera": "K1", **change} for change in changes]), day=DAY)
    return one


def test_every_kind_of_change_is_read_and_read_back() -> None:
    changes = read_changes(json.dumps(EVERY).encode())
    assert [change.word for change in changes] == [row["change"] for row in EVERY]
    assert changes_of(json.loads(json.dumps(changes_to_json(changes)))) == changes


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"change": "add", "camera": "A"}, "one of remove"),
        ({"change": "remove"}, "lacks camera"),
        ({"change": "remove", "camera": "A", "reason": "Mr Wang complained"}, "has 'reason'; it takes camera"),
        ({"change": "turn", "camera": "A", "heading_deg": 361}, "degrees from 0 to 360"),
        ({"change": "turn", "camera": "A", "heading_deg": True}, "must be a number"),
        ({"change": "narrow", "camera": "A", "hfov_deg": 40, "side": "left", "heading_deg": 3}, "both side and heading_deg"),
        ({"change": "narrow", "camera": "A", "hfov_deg": 40, "side": "up"}, "left, right, both"),
        ({"change": "mask", "camera": "A", "polygon": {**SQUARE, "properties": {"name": "x"}}}, "valid GeoJSON"),
        ({"change": "mask", "camera": "A", "polygon": {"type": "Point", "coordinates": [1, 2]}}, "valid GeoJSON"),
        ({"change": "mask", "camera": "A",
          "polygon": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}}, "valid GeoJSON"),
        ({"change": "mask", "camera": "A",
          "polygon": {"type": "Polygon", "coordinates": [[[0, 95], [1, 95], [1, 96], [0, 95]]]}}, "valid GeoJSON"),
        ({"change": "lower_resolution", "camera": "A", "width_px": 640.5}, "whole number of pixels"),
        ({"change": "shorten_retention", "camera": "A", "retention_days": -1}, "whole number of days"),
        ({"change": "building", "building_id": "Zhang Wei", "polygon": SQUARE, "height_m": 9, "use": "other"}, "names nobody"),
        ({"change": "building", "building_id": "B1", "polygon": SQUARE, "height_m": 9, "use": "school"}, "dwelling, other"),
    ],
)  # fmt: skip
def test_what_is_not_in_the_closed_list_is_refused(row: dict[str, Any], said: str) -> None:
    with pytest.raises(BadFile, match=said):
        changes_of([EVERY[0], row])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{}", "JSON list"), (b"[]", "JSON list"), (b"[1", "well-formed"), (b'[{"change": NaN}]', "well-formed"), (b"\xff", "well-formed"),
        (json.dumps([EVERY[0]] * (CHANGES_AT_MOST + 1)).encode(), "1 to 500"), (b" " * (1 << 20) + b"[]", "at most 1 MiB"),
        (json.dumps([EVERY[1], EVERY[1]]).encode(), "more than once"),
        (json.dumps([EVERY[0], {**EVERY[1], "camera": "A"}]).encode(), "is removed; leave"),
        (json.dumps([EVERY[7], EVERY[7]]).encode(), "same building_id"),
    ],
)  # fmt: skip
def test_files_that_are_no_scenario_are_refused(content: bytes, said: str) -> None:
    with pytest.raises(BadFile, match=said):
        read_changes(content)


@pytest.mark.parametrize("name", ["", "Zhang Wei", "a" * 41, "a/b", "-a", "学校"])
def test_names_are_codes(name: str) -> None:
    with pytest.raises(BadValue, match="no name of a scenario"):
        check_name(name)


@given(angle=st.floats(10, 120), part=st.floats(0.1, 0.99), side=st.sampled_from(["left", "right", "both"]))
def test_a_crop_lies_in_the_picture_and_keeps_the_density(angle: float, part: float, side: str) -> None:
    one = changed({"change": "narrow", "hfov_deg": angle * part, "side": side}, hfov_deg=angle).values
    assert 0 < one["hfov_deg"] <= angle * part + 1e-9
    before, after = (range_at_density(w, h, 25.0) for w, h in ((1920, angle), (one["width_px"], one["hfov_deg"])))
    if side == "both":
        assert after == pytest.approx(before)
    assert after <= before * (1 + 1e-9)
    off = (one["heading_deg"] - 350.0 + 180.0) % 360.0 - 180.0
    assert abs(off) + one["hfov_deg"] / 2 <= angle / 2 + 1e-6
    assert np.sign(round(off, 9)) == {"left": 1, "right": -1, "both": 0}[side]


def test_a_crop_across_north_follows_its_heading() -> None:
    one = changed({"change": "narrow", "hfov_deg": 40, "heading_deg": 5})
    assert one.values["heading_deg"] == pytest.approx(5.0)
    with pytest.raises(BadValue, match=r"lies within today's picture"):
        changed({"change": "narrow", "hfov_deg": 40, "heading_deg": 20})


@pytest.mark.parametrize(
    ("change", "values", "said"),
    [
        ({"change": "narrow", "hfov_deg": 90}, {}, "is no crop"),
        ({"change": "narrow", "hfov_deg": 40}, {"kind": "ptz"}, "a crop is for fixed cameras"),
        ({"change": "narrow", "hfov_deg": 40}, {"hfov_deg": 130.0}, "a crop is for fixed cameras"),
        ({"change": "turn", "heading_deg": 5}, {"kind": "panoramic"}, "looks all round"),
        ({"change": "turn", "heading_deg": 5}, {"optics": "partly"}, "cannot be measured"),
        ({"change": "turn", "heading_deg": 5}, {"has_view": False}, "cannot be measured"),
        ({"change": "turn", "heading_deg": 5}, {"status": "removed"}, "it is removed"),
        ({"change": "remove"}, {"status": "removed"}, "removed already"),
        ({"change": "mask", "polygon": SQUARE}, {"kind": "ptz"}, "say follows_ptz"),
        ({"change": "lower_resolution", "width_px": 1920}, {}, "are not fewer"),
        ({"change": "lower_resolution", "width_px": 960}, {"width_px": None}, "pixels are not known"),
        ({"change": "lower_resolution", "width_px": 960, "height_px": 1080}, {}, "leave 540 of 1080"),
        ({"change": "lower_resolution", "width_px": 960, "height_px": 540}, {"height_px": None}, "leave height_px out"),
        ({"change": "shorten_retention", "retention_days": 30}, {}, "is not shorter"),
        ({"change": "shorten_retention", "retention_days": 3}, {"retention_days": None}, "nobody told"),
    ],
)  # fmt: skip
def test_what_is_no_lessening_by_its_own_terms_is_refused(
    change: dict[str, Any], values: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadValue, match=said):
        changed(change, **values)


def test_changes_of_one_camera_follow_each_other() -> None:
    one = changed(
        {"change": "turn", "heading_deg": 10},
        {"change": "narrow", "hfov_deg": 40},
        {"change": "lower_resolution", "width_px": 100},
    )
    assert (one.values["heading_deg"], one.values["width_px"], one.values["height_px"]) == (10.0, 100, 154)
    assert one.is_turned
    assert changed({"change": "remove"}).values == {"status": "removed", "removed_on": "2026-06-01"}
    assert not changed({"change": "shorten_retention", "retention_days": 3}).touches_view
