"""Tags of a camera, and the camera that those tags are read as."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.errors import BadValue
from gridmap.grids.rules.crs import WGS84
from gridmap.grids.rules.field import match_headers
from gridmap.grids.rules.person import NATURAL_PERSON
from gridmap.register.rules.camera import FIELDS, read_cameras
from gridmap.register.rules.camera_record import CameraFunction, CameraRecord, Optic
from gridmap.register.rules.osm_tags import osm_tags
from gridmap.register.rules.vocabulary import (
    FUNCTIONS,
    Environment,
    FunctionState,
    Kind,
    Mount,
    OperatorKind,
    PlaceKind,
    Status,
)
from tests.reports.camera_toy import LONG, bare, full, hostile


def _read_back(tags: dict[str, str]) -> pd.Series:
    raw = pd.DataFrame([tags], index=np.array([1]), dtype="str")
    match = match_headers(list(raw.columns), FIELDS)
    frame = raw[list(match.columns.values())].rename(columns={v: k for k, v in match.columns.items()})
    return read_cameras(frame, np.array([shapely.Point(4.9, 52.3)], dtype=object), datum=WGS84).frame.iloc[0]


def test_tags_of_a_camera() -> None:
    assert osm_tags(full()) == {
        "camera:direction": "120", "camera:mount": "pole", "camera:tilt": "-12", "camera:type": "fixed",
        "check_date": "2026-03-02", "height": "6.5", "man_made": "surveillance", "operator": "City Transport Authority",
        "operator:type": "public", "ref": "YT-0042", "start_date": "2021-05-01", "surveillance": "public",
        "surveillance:type": "ALPR", "surveillance:zone": "traffic",
    }  # fmt: skip


def test_what_is_unknown_guessed_or_too_long_has_no_tag() -> None:
    assert osm_tags(bare()) == {"man_made": "surveillance", "ref": "X-1", "surveillance:type": "camera"}
    guessed = replace(full(), optics=tuple(replace(o, quality="defaulted") for o in full().optics))
    assert not {"camera:direction", "camera:tilt", "height"} & osm_tags(guessed).keys()
    assert osm_tags(hostile(LONG)).keys() == {"man_made", "surveillance:type"}


def test_a_natural_person_has_no_tag() -> None:
    tags = osm_tags(replace(full(), operator=NATURAL_PERSON, operator_kind="natural_person"))
    assert not {"operator", "operator:type"} & tags.keys()


def test_plates_that_are_fitted_and_off_do_not_make_it_a_plate_reader() -> None:
    functions = tuple(CameraFunction(f, "fitted_off") for f in FUNCTIONS)
    assert osm_tags(replace(bare(), functions=functions))["surveillance:type"] == "camera"


@pytest.mark.parametrize(
    ("status", "key"),
    [("planned", "proposed:man_made"), ("out_of_service", "disused:man_made"), ("removed", "removed:man_made")],
)
def test_what_does_not_film_has_the_life_cycle_in_its_key(status: str, key: str) -> None:
    tags = osm_tags(replace(bare(), status=status))
    assert key in tags
    assert "man_made" not in tags


@pytest.mark.parametrize("record", [replace(bare(), kind="mobile"), replace(bare(), status="dummy")])
def test_mobile_cameras_and_dummies_are_no_objects_of_the_map(record: CameraRecord) -> None:
    with pytest.raises(BadValue, match="Camera X-1 is a"):
        osm_tags(record)


_heading = st.floats(0, 359.9).map(lambda h: Optic("heading_deg", h, "measured"))
_tilt = st.floats(-10, 90).map(lambda t: Optic("tilt_deg", t, "derived"))


@settings(deadline=None, max_examples=60)
@given(
    kind=st.sampled_from([k for k in Kind if k is not Kind.MOBILE]),
    mount=st.sampled_from(list(Mount)),
    environment=st.sampled_from(list(Environment)),
    place=st.sampled_from(list(PlaceKind)),
    owner=st.sampled_from(list(OperatorKind)),
    plates=st.sampled_from(list(FunctionState)),
    heading=_heading,
    tilt=_tilt,
)
def test_tags_are_read_back_as_the_camera_or_as_unknown(
    kind: Kind, mount: Mount, environment: Environment, place: PlaceKind, owner: OperatorKind, plates: FunctionState,
    heading: Optic, tilt: Optic,
) -> None:  # fmt: skip
    functions = tuple(CameraFunction(f, plates.value if f == "number_plates" else "unknown") for f in FUNCTIONS)
    rest = [o for o in bare().optics if o.name not in ("heading_deg", "tilt_deg")]
    record = CameraRecord(
        "C1", 4.9, 52.3, kind=kind.value, mount=mount.value, environment=environment.value, place_kind=place.value,
        operator_kind=owner.value, status=Status.IN_SERVICE.value, functions=functions, optics=(heading, tilt, *rest),
    )  # fmt: skip
    tags = osm_tags(record)
    read = _read_back(tags)
    assert "sensitive" not in tags.values()
    assert read["camera_id"] == "C1"
    assert abs((read["heading_deg"] - (heading.value or 0) + 180) % 360 - 180) <= 0.5
    assert abs(read["tilt_deg"] - (tilt.value or 0)) <= 0.5
    assert (read["number_plates"] == "on") == (plates is FunctionState.ON)
    for name, said in (("kind", kind), ("mount", mount), ("place_kind", place), ("operator_kind", owner)):
        assert read[name] in (said.value, "unknown"), name
    if environment is not Environment.OUTDOOR_PRIVATE:  # OSM's `outdoor`, which is read as the wider of its two uses
        assert read["environment"] == environment.value
