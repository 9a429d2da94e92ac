"""SensorThings-like terms: a stream a function with its own ground, and the view only where it is given."""

from __future__ import annotations

import json

import pytest

from gridmap.register.rules.vocabulary import FUNCTIONS
from gridmap.reports.camera_things import thing
from tests.reports.camera_toy import DAY, LONG, MARKUP, TURNED, bare, full, hostile

VIEW = {"type": "Polygon", "coordinates": [[[120.5, 30.25], [120.51, 30.25], [120.5, 30.26], [120.5, 30.25]]]}


def test_there_is_a_datastream_for_each_function_with_its_own_state_and_ground() -> None:
    made = thing(full(), day=DAY)
    streams = {s["description"]: s["properties"] for s in made["Datastreams"]}
    assert list(streams) == list(FUNCTIONS)
    assert (streams["recording"]["legal_basis"], streams["number_plates"]["legal_basis"]) == (
        "gdpr_6_1_e",
        "gdpr_6_1_c",
    )
    assert (streams["recording"]["authorisation_no"], streams["recording"]["authorisation_until"]) == (
        "B-17",
        "2029-01-01",
    )
    assert (streams["audio"]["state"], streams["thermal"]["state"]) == ("no", "unknown")
    assert streams["thermal"]["legal_basis"] == "unknown"
    assert made["Locations"][0]["location"] == {"type": "Point", "coordinates": [120.5, 30.25]}
    assert made["properties"]["observation_goals"] == ["traffic_flow", "works_site"]


def test_the_view_is_withheld_unless_it_is_given() -> None:
    closed = thing(full(), day=DAY)
    assert "observedArea" not in json.dumps(closed)
    assert closed["properties"]["view"] == "withheld"
    opened = thing(full(), day=DAY, view=VIEW)
    assert [s["observedArea"] for s in opened["Datastreams"]] == [VIEW] * len(FUNCTIONS)
    assert opened["properties"]["view"] == "given"


def test_a_view_that_nobody_computed_is_unknown_and_not_withheld() -> None:
    made = thing(full(), day=DAY, view="unknown")
    assert made["properties"]["view"] == "unknown"
    assert "observedArea" not in json.dumps(made)


def test_the_day_of_the_record_and_the_notice_of_a_made_up_city_stand_in_it() -> None:
    properties = thing(full(), day=DAY, notice="Made up.")["properties"]
    assert (properties["state_of"], properties["notice"]) == ("2026-11-24", "Made up.")
    assert "notice" not in thing(full(), day=DAY)["properties"]


def test_a_camera_without_anything_has_every_term() -> None:
    made = thing(bare(), day=DAY)
    assert {s["properties"]["state"] for s in made["Datastreams"]} == {"unknown"}
    assert made["name"] == "X-1"
    assert made["properties"]["operator"] is None


@pytest.mark.parametrize("text", [MARKUP, TURNED, LONG])
def test_hostile_text_goes_through_json_whole(text: str) -> None:
    assert json.loads(json.dumps(thing(hostile(text), day=DAY)))["name"] == text
