"""OpenStreetMap's surveillance tags as cameras."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from gridmap.grids.rules.crs import WGS84
from gridmap.grids.rules.field import Parsed, match_headers
from gridmap.register.rules.camera import FIELDS, read_cameras


def _read(*tags: dict[str, str]) -> Parsed:
    """Nodes with those tags, named as the tags are, on different places."""
    rows = [{"man_made": "surveillance", "surveillance:type": "camera"} | t for t in tags]
    raw = pd.DataFrame(rows, index=np.arange(1, len(tags) + 1), dtype="str")
    match = match_headers(list(raw.columns), FIELDS)
    frame = raw[list(match.columns.values())].rename(columns={v: k for k, v in match.columns.items()})
    points = shapely.points(24.9 + np.arange(len(tags)) / 1000, 60.2)
    return read_cameras(frame, np.array(points, dtype=object), datum=WGS84)


def test_tags_become_canonical_columns() -> None:
    row = _read(
        {"osm_id": "123", "surveillance": "public", "camera:type": "fixed", "camera:mount": "wall", "height": "4",
         "camera:direction": "120", "camera:angle": "-15", "surveillance:zone": "traffic", "operator": "Helsingin kaupunki",
         "start_date": "2019-05-01", "survey:date": "2023-08-20"},
    ).frame.iloc[0]  # fmt: skip
    assert (row["camera_id"], row["kind"], row["mount"], row["environment"]) == (
        "osm-123",
        "fixed",
        "wall",
        "outdoor_public",
    )
    assert (row["heading_deg"], row["tilt_deg"], row["height_m"], row["place_kind"]) == (120.0, 15.0, 4.0, "street")
    assert (str(row["in_service_since"]), str(row["verified_on"])) == ("2019-05-01", "2023-08-20")
    assert row["operator"] == "Helsingin kaupunki"


def test_camera_tilt_counts_upwards_and_wins() -> None:
    frame = _read({"camera:tilt": "-20", "camera:angle": "35"}, {"camera:tilt": "5"}, {"camera:angle": "35"}).frame
    assert frame["tilt_deg"].tolist() == [20.0, -5.0, 35.0]


def test_the_first_direction_that_is_filled_counts() -> None:
    frame = _read(
        {"camera:direction": "10", "direction": "20"}, {"direction": "30", "surveillance:direction": "40"},
        {"surveillance:direction": "50"},
    ).frame  # fmt: skip
    assert frame["heading_deg"].tolist() == [10.0, 30.0, 50.0]


def test_a_range_is_the_angle_of_a_fixed_camera_and_the_pan_range_of_others() -> None:
    frame = _read(
        {"camera:type": "fixed", "camera:direction": "330-30"}, {"camera:type": "panning", "camera:direction": "330-30"},
        {"camera:type": "dome", "camera:direction": "0-360"},
    ).frame  # fmt: skip
    assert frame["hfov_deg"].fillna(-1).tolist() == [60.0, -1, -1]
    assert frame["pan_range_deg"].fillna(-1).tolist() == [-1, 60.0, 360.0]


@pytest.mark.parametrize(
    ("kind", "plates"), [("ALPR", "on"), ("ANPR", "on"), ("camera", "unknown"), ("camera;ALPR", "on")]
)
def test_plate_readers_read_plates(kind: str, plates: str) -> None:
    assert _read({"surveillance:type": kind}).frame["number_plates"].tolist() == [plates]


def test_guards_microphones_and_masts_are_no_cameras() -> None:
    parsed = _read(
        {"surveillance:type": "guard"}, {"surveillance:type": "gunshot_detector"}, {"man_made": "mast"},
        {"surveillance:type": "guard;camera"}, {"man_made": "mast;surveillance"}, {},
    )  # fmt: skip
    assert parsed.frame.index.tolist() == [4, 5, 6]
    assert dict(parsed.counts) == {"not-a-camera": 3}


@pytest.mark.parametrize("tags", [{"man_made": "surveillance"}, {"surveillance:type": None, "camera:type": "dome"}])
def test_surveillance_of_a_type_that_is_not_said_is_a_camera(tags: dict[str, str | None]) -> None:
    raw = pd.DataFrame([{"man_made": "surveillance", "surveillance:type": None} | tags], index=[1], dtype=object)
    match = match_headers(list(raw.columns), FIELDS)
    frame = raw.rename(columns={v: k for k, v in match.columns.items()})[list(match.columns)]
    parsed = read_cameras(frame, np.array([shapely.Point(24.9, 60.2)], dtype=object), datum=WGS84)
    assert len(parsed.frame) == 1
    assert dict(parsed.counts) == {}


def test_pictures_and_streams_are_never_among_the_columns() -> None:
    tags = ["contact:webcam", "url", "image", "note", "description", "phone", "email", "website", "wikimedia_commons"]
    assert match_headers(tags, FIELDS).left_behind == tuple(tags)


def test_haidian_and_tianjin(shared_data: Path) -> None:
    counts = {}
    for name in ("haidian", "tianjin"):
        features = json.loads((shared_data / f"china/cameras_osm_{name}.geojson").read_text())["features"]
        raw = pd.DataFrame([f["properties"] for f in features]).drop(columns="tags")
        match = match_headers(list(raw.columns), FIELDS)
        frame = raw[list(match.columns.values())].rename(columns={v: k for k, v in match.columns.items()})
        points = np.array([shapely.Point(f["geometry"]["coordinates"]) for f in features], dtype=object)
        parsed = read_cameras(frame, points, datum=WGS84)
        assert parsed.frame["camera_id"].is_unique
        assert not parsed.frame["optics"].eq("documented").any()
        counts[name] = (len(parsed.frame), int(parsed.frame["heading_deg"].notna().sum()))
    assert counts == {"haidian": (432, 45), "tianjin": (256, 0)}
