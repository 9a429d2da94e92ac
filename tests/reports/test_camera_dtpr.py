"""The data chain: DTPR's form and ids, grounds by function, and unknown stated instead of left out."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from gridmap.errors import BadValue
from gridmap.grids.rules.person import NATURAL_PERSON
from gridmap.register.rules.camera_record import CameraFunction, CameraRecord
from gridmap.register.rules.vocabulary import FUNCTIONS, Purpose
from gridmap.reports.camera_dtpr import (
    FUNCTION_ELEMENTS,
    NEAREST_ELEMENT,
    PURPOSE_ELEMENTS,
    SCHEMA_VERSION,
    TECHNOLOGY,
    data_chain,
)
from tests.reports.camera_toy import LONG, MARKUP, NOW, TURNED, bare, full, hostile

# ids of the device taxonomy that are used here, by category (Helpful-Places/dtpr, api/legacy v1 elements/device, 2025-08-29)
DEVICE = {
    "purpose": {"mobility", "enforcement", "safety_security", "entry", "fire_emergency", "ecology", "inform"},
    "accountable": {"institution", "organization"},
    "tech": {"video_camera", "video_camera_infrared", "identifiable_video", "biometrics", "microphone"},
    "data": {"personal", "pixel_based_image"},
    "process": {"computer_vision", "ai_system", "aggregated"},
    "retention": {"data_retained", "no_data_retained"},
    "access": {"available_to_the_accountable_organization", "available_to_vendor"},
}
IDS = {element for elements in DEVICE.values() for element in elements}


def _chain(record: CameraRecord) -> dict[str, Any]:
    made = json.loads(json.dumps(data_chain(record, now=NOW)))
    assert isinstance(made, dict)
    return made


def _ids(record: CameraRecord) -> list[str]:
    return [element["element_id"] for element in _chain(record)["elements"]]


def _english(value: list[dict[str, str]]) -> str:
    return next(entry["value"] for entry in value if entry["locale"] == "en")


def _with(**states: str) -> CameraRecord:
    return replace(bare(), functions=tuple(CameraFunction(f, states.get(f, "no")) for f in FUNCTIONS))


def test_the_form_is_that_of_a_data_chain_instance() -> None:
    made = _chain(full())
    assert re.fullmatch(r"[a-zA-Z0-9_-]+@\d{4}-\d{2}-\d{2}(-beta)?", SCHEMA_VERSION)
    assert (made["id"], made["schema_version"], made["created_at"]) == (
        "YT-0042",
        SCHEMA_VERSION,
        "2026-11-24T09:30:00Z",
    )
    for entry in (made["title"], made["description"]):
        assert [part["locale"] for part in entry] == ["en", "zh-Hans"]
    assert [e["priority"] for e in made["elements"]] == list(range(len(made["elements"])))
    for element in made["elements"]:
        assert element.keys() == {"element_id", "priority", "variables", "actions", "sources"}
        for variable in element["variables"]:
            assert variable.keys() == {"id", "value"}
            assert {part["locale"] for part in variable["value"]} == {"en", "zh-Hans"}


def test_every_id_is_one_of_the_device_taxonomy() -> None:
    used = {e for elements in FUNCTION_ELEMENTS.values() for e in elements} | set(PURPOSE_ELEMENTS.values())
    assert used | set(NEAREST_ELEMENT.values()) <= IDS
    assert FUNCTION_ELEMENTS.keys() == set(FUNCTIONS)
    assert set(_ids(full())) | set(_ids(replace(full(), retention_days=0, operator_kind="private"))) <= IDS
    assert DEVICE["tech"] >= TECHNOLOGY


def test_a_full_camera() -> None:
    assert _ids(full()) == [
        "mobility", "institution", "video_camera", "pixel_based_image", "available_to_the_accountable_organization",
        "available_to_the_accountable_organization", "identifiable_video", "computer_vision", "identifiable_video", "biometrics",
        "personal", "data_retained", "available_to_vendor",
    ]  # fmt: skip
    made = _chain(full())
    assert made["gridmap_not_fitted"] == ["audio"]
    assert made["gridmap_fitted_off"] == ["face_recognition"]
    assert made["gridmap_without_element"] == ["works_site"]
    retained = next(e for e in made["elements"] if e["element_id"] == "data_retained")
    assert [(v["id"], _english(v["value"])) for v in retained["variables"]] == [("duration", "30 days")]
    accountable = next(e for e in made["elements"] if e["element_id"] == "institution")
    assert [(a["type"], a["target"]) for a in accountable["actions"]] == [("email", "privacy@yunting.example")]


def test_each_placed_function_carries_its_own_state_and_legal_ground() -> None:
    told = [
        tuple(_english(v["value"]) for v in e["variables"])
        for e in _chain(full())["elements"]
        if e["variables"] and e["variables"][0]["id"] == "function"
    ]
    ground = "GDPR 6(1)(e), public task, Municipal Act art. 151c (GDPR)"
    assert ("recording", "in use", ground) in told
    assert ("number-plate recognition", "in use", "GDPR 6(1)(c), legal obligation (GDPR)") in told
    assert ("face recognition", "fitted, switched off", "none (GDPR)") in told


def test_unknown_is_stated_in_words_and_for_programs() -> None:
    made = _chain(bare())
    assert set(made["gridmap_unknown"]) == {
        *(f"function:{f}" for f in FUNCTIONS), "tech:identifiable", "tech:facial_characterization", "storage", "access", "retention",
        "accountable", "purpose",
    }  # fmt: skip
    assert _ids(bare()) == ["video_camera", "personal"]
    text = _english(made["description"])
    assert text.startswith("The register does not say, so neither yes nor no: ")
    for said in ("face recognition", "sound", "who is accountable", "how long data are kept", "where data are stored"):
        assert said in text, said
    assert "Not fitted" not in text


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_is_placed_stated_absent_or_stated_unknown(function: str) -> None:
    made = {state: _chain(_with(**{function: state})) for state in ("on", "fitted_off", "no", "unknown")}
    placed = {state: [e["element_id"] for e in chain["elements"]] for state, chain in made.items()}
    assert set(FUNCTION_ELEMENTS[function]) <= set(placed["on"])
    assert placed["no"] == placed["unknown"] == ["video_camera", "personal"]
    assert set(placed["fitted_off"]) - {"video_camera", "personal"} == set(FUNCTION_ELEMENTS[function]) & TECHNOLOGY
    assert (function in made["no"]["gridmap_not_fitted"], function in made["unknown"]["gridmap_not_fitted"]) == (
        True,
        False,
    )
    assert f"function:{function}" in made["unknown"]["gridmap_unknown"]
    assert made["fitted_off"]["gridmap_fitted_off"] == [function]


@pytest.mark.parametrize("days", [None, 0, 1, 30])
@pytest.mark.parametrize("recording", ["on", "no"])
def test_retention(days: int | None, recording: str) -> None:
    record = replace(_with(recording=recording), retention_days=days)
    found = set(_ids(record)) & DEVICE["retention"]
    if days is None or (days == 0 and recording == "on"):
        assert found == set()
        assert "retention" in _chain(record)["gridmap_unknown"]
    else:
        assert found == {"data_retained" if days else "no_data_retained"}
        assert "retention" not in _chain(record)["gridmap_unknown"]


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_purpose_has_an_element_or_says_that_it_has_none(purpose: Purpose) -> None:
    made = _chain(replace(bare(), purpose=(purpose.value,)))
    placed = {e["element_id"] for e in made["elements"]} & DEVICE["purpose"]
    said = (bool(placed), purpose.value in made["gridmap_without_element"], "purpose" in made["gridmap_unknown"])
    assert sum(said) == 1


@pytest.mark.parametrize(
    ("contact", "action"),
    [("mailto:privacy@city.nl", ("email", "privacy@city.nl")), ("https://city.nl/cctv", ("url", "https://city.nl/cctv")),
     ("tel:020 624 1111", ("phone", "020 624 1111")), ("Privacy office", None), (None, None), ("javascript:alert(1)", None)],
)  # fmt: skip
def test_a_contact_is_an_action_only_where_it_leads_somewhere(
    contact: str | None, action: tuple[str, str] | None
) -> None:
    record = replace(bare(), operator="City", contact=contact)
    found = [(a["type"], a["target"]) for e in _chain(record)["elements"] for a in e["actions"]]
    assert found == ([action] if action else [])


@pytest.mark.parametrize("status", ["removed", "dummy"])
def test_what_is_gone_or_hollow_has_no_chain(status: str) -> None:
    with pytest.raises(BadValue, match=f"is {status}"):
        data_chain(replace(full(), status=status), now=NOW)


def test_a_planned_camera_says_so_first() -> None:
    assert _english(_chain(replace(full(), status="planned"))["description"]).startswith("This camera is planned")


@pytest.mark.parametrize("text", [MARKUP, TURNED, LONG])
def test_hostile_text_goes_through_json_whole(text: str) -> None:
    made = _chain(hostile(text))
    accountable = next(e for e in made["elements"] if e["element_id"] == "organization")
    assert _english(accountable["variables"][0]["value"]) == text
    assert accountable["actions"] == []


def test_a_natural_person_is_no_organisation_and_not_unknown() -> None:
    record = replace(full(), operator=NATURAL_PERSON, operator_kind="natural_person", processor=NATURAL_PERSON)
    made = _chain(record)
    assert not {"institution", "organization"} & set(_ids(record))
    assert "accountable" not in made["gridmap_unknown"]
    assert made["gridmap_operator_kind"] == "natural_person"
    assert "The operator is a natural person, who is not named." in _english(made["description"])
    vendor = next(e for e in made["elements"] if e["element_id"] == "available_to_vendor")
    assert [part["value"] for part in vendor["variables"][0]["value"]] == [
        "natural person (not named)",
        "自然人（不具名）",
    ]
    assert "gridmap_operator_kind" not in _chain(full())


@pytest.mark.parametrize(
    ("contact", "kind", "target"),
    [
        ("mailto:privacy@city.example", "email", "privacy@city.example"),
        ("www.city.example/cameras", "url", "https://www.city.example/cameras"),
        ("HTTPS://city.example", "url", "HTTPS://city.example"),
        ("tel:+31 20 123456", "phone", "+31 20 123456"),
        ("０１０-８８８８８８８８", "phone", "010-88888888"),
    ],
)
def test_every_contact_that_the_register_takes_for_an_address_is_an_action(
    contact: str, kind: str, target: str
) -> None:
    accountable = next(e for e in _chain(full(contact=contact))["elements"] if e["element_id"] == "institution")
    assert [(a["type"], a["target"]) for a in accountable["actions"]] == [(kind, target)]


def test_a_made_up_city_is_said_in_both_languages() -> None:
    made = data_chain(full(), now=NOW, notices={"en": "Made up.", "zh": "虚构。"})
    assert [part["value"].split(" ")[0] for part in made["description"]] == ["Made", "虚构。"]
    assert made["gridmap_notice"] == "Made up. 虚构。"
    assert "gridmap_notice" not in _chain(full())
