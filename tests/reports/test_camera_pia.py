"""The pre-filled assessment: the form that the tool imports, facts in it, judgements and persons not."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gridmap.errors import Conflict
from gridmap.formats.pia_reader import read_pia
from gridmap.grids.rules.person import NATURAL_PERSON
from gridmap.register.rules.assessment import PiaStatus, ReturnedPia, curated_values
from gridmap.register.rules.camera_record import CameraRecord
from gridmap.reports.camera_pia import LEFT_EMPTY, pia_annex
from tests.reports.camera_toy import DAY, LONG, MARKUP, NOW, TURNED, bare, chinese, english, full, hostile

DESCRIPTIVE = {111, 112, 113, 121, 122, 211, 212, 215, 221, 223, 224, 225, 226}


def _annex(record: CameraRecord, **options: Any) -> dict[str, Any]:
    made = json.loads(json.dumps(pia_annex(record, now=NOW, areas_on=DAY, words=english(), **options)))
    assert isinstance(made, dict)
    return made


def _answers(record: CameraRecord) -> dict[int, str]:
    return {a["reference_to"]: a["data"]["text"] for a in _annex(record)["answers"]}


def test_the_document_has_the_members_that_the_tool_reads() -> None:
    made = _annex(full())
    assert list(made) == ["pia", "answers", "measures", "evaluations", "comments"]
    assert (made["measures"], made["evaluations"], made["comments"]) == ([], [], [])
    pia = made["pia"]
    assert (pia["status"], pia["is_example"], pia["is_archive"], pia["progress"]) == (0, 0, 0, 0)
    assert (pia["author_name"], pia["evaluator_name"], pia["validator_name"]) == ("", "", "")
    assert not {"dpo_opinion", "dpos_names", "people_names", "concerned_people_opinion"} & pia.keys()
    assert [a["id"] for a in made["answers"]] == list(range(1, len(made["answers"]) + 1))
    assert {a["pia_id"] for a in made["answers"]} == {pia["id"]}


def test_only_descriptive_questions_are_answered_and_no_gauge_is_set() -> None:
    made = _annex(full())
    assert {a["reference_to"] for a in made["answers"]} == DESCRIPTIVE
    assert not DESCRIPTIVE & set(LEFT_EMPTY)
    assert {(a["data"]["gauge"], tuple(a["data"]["list"])) for a in made["answers"]} == {(None, ())}


def test_each_function_keeps_its_legal_ground() -> None:
    text = _answers(full())[212]
    assert (
        "<li>recording (in use): GDPR 6(1)(e), public task, Municipal Act art. 151c, Authorisation: B-17</li>" in text
    )
    assert "<li>face recognition (fitted, switched off): none</li>" in text
    assert "<li>thermal imaging (not on record): not on record</li>" in text


def test_what_is_not_known_is_said() -> None:
    answers = _answers(bare())
    assert set(answers) == DESCRIPTIVE
    assert "Operator (controller): not on record" in answers[112]
    assert answers[121].count(": not on record") == 9
    assert "No purpose area of 2026-11-24 names this camera" in answers[211]


def test_a_made_up_city_is_said_in_the_first_answer_which_the_tool_keeps() -> None:
    made = _annex(full(), notice="Made up <city>")
    assert made["gridmap_notice"] == "Made up <city>"
    assert made["answers"][0]["data"]["text"].startswith("<p>Made up &lt;city&gt;</p>")


def test_a_natural_person_and_a_camera_on_a_building_are_said_as_such() -> None:
    answers = _answers(
        replace(full(), operator=NATURAL_PERSON, processor=NATURAL_PERSON, place_kind="building", name=None)
    )
    assert answers[112].count("natural person (not named)") == 2
    assert "Place: not told of cameras on buildings" in answers[111]


@pytest.mark.parametrize("text", [MARKUP, TURNED, LONG])
def test_values_are_escaped_in_the_answers(text: str) -> None:
    for answer in _answers(hostile(text)).values():
        assert set(re.findall(r"<(/?\w+)", answer)) <= {"p", "/p", "ul", "/ul", "li", "/li"}


def test_our_own_annex_is_no_assessment_until_somebody_validates_it(tmp_path: Path) -> None:
    path = tmp_path / "pia.json"
    made = pia_annex(full(), now=NOW, areas_on=DAY, words=chinese())
    path.write_text(json.dumps(made))
    read = read_pia(path)
    assert (read.pia_id, read.status, read.on) == (1, 0, NOW.date())
    with pytest.raises(Conflict, match="doing"):
        curated_values(ReturnedPia(read.pia_id, PiaStatus(read.status), read.on))
