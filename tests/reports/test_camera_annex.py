"""The annex: every fact of the record, legal grounds by function, and what nobody computed said so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from gridmap.errors import Severity
from gridmap.grids.rules.person import NATURAL_PERSON
from gridmap.locale import Words
from gridmap.register.rules import vocabulary
from gridmap.register.rules.camera_audits import Audited, AuditRun
from gridmap.register.rules.camera_record import OPTICS, CameraRecord, Curated
from gridmap.register.rules.finding_answer import Answer
from gridmap.register.rules.optics import Quality
from gridmap.register.rules.vocabulary import FUNCTIONS
from gridmap.reports.camera_annex import annex_document
from gridmap.reports.document import Document, Facts, Table, Text, table_texts
from gridmap.reports.html import html_page
from gridmap.reports.xlsx import xlsx_bytes
from tests.reports.camera_toy import DAY, LONG, MARKUP, TURNED, bare, chinese, english, full, hostile

AREAS_ON = date(2025, 1, 31)
RUN = AuditRun(7, date(2026, 11, 1))
FIGURES = pd.DataFrame(
    {
        "px_per_m": [25.0, 125.0], "view_m2": [1200.0, 300.0], "excess_m2": [300.0, None], "private_m2": [80.0, 0.0],
        "dwelling_wall_m": [12.34, 0.0], "dwelling_buildings": [2, 0], "nearest_dwelling_m": [8.4, None], "serving_m2": [900.0, 0.0],
        "overlap_m2": [450.0, 0.0],
    }
)  # fmt: skip
FITS = pd.DataFrame({"purpose_area_id": ["A1", "A2"], "px_per_m": [25.0, None], "fit": [0.8333, None]})
FINDINGS = pd.DataFrame(
    {
        "rule": ["gdpr.sign-none", "cn.retention-under"],
        "severity": ["error", "warning"],
        "clause": ["EDPB 3/2019, 110", "art. 17"],
        "detail": [{}, {"retention_days": 5, "limit_days": 30}],
        "answer": [None, "contested"],
    },
    dtype=object,
)
AUDITED = Audited(RUN, FIGURES, FITS, RUN, FINDINGS)


def _annex(record: CameraRecord, audited: Audited | None = None, *, words: Words | None = None) -> Document:
    return annex_document(
        record,
        audited or Audited(),
        day=DAY,
        areas_on=AREAS_ON,
        words=words or english(),
        written_at="2026-11-24 09:30 UTC",
    )


def _facts(document: Document) -> dict[str, str]:
    return {k: v for s in document.sections for b in s.blocks if isinstance(b, Facts) for k, v in b.pairs}


def _table(document: Document, name: str) -> Table:
    return next(table for table in document.tables() if table.name == name)


def test_facts_of_the_record_stand_in_their_chapters() -> None:
    facts = _facts(_annex(full()))
    assert facts["Register id"] == "YT-0042"
    assert facts["Position (WGS-84)"] == "30.2500000, 120.5000000"
    assert facts["Purpose"] == "traffic flow, works site"
    assert facts["Kept for"] == "30 days"
    assert (facts["Sign"], facts["Sign checked on"]) == ("first layer", "not on record")
    assert (facts["Next review due"], facts["Privacy masks with geometry"]) == ("2027-01-01", "2")


def test_each_function_has_its_own_row_state_and_legal_ground() -> None:
    rows = table_texts(_table(_annex(full()), "functions"))
    assert [row[:4] for row in rows[:5]] == [
        ["recording", "in use", "GDPR", "GDPR 6(1)(e), public task, Municipal Act art. 151c"],
        ["live viewing", "in use", "GDPR", "GDPR 6(1)(e), public task, Municipal Act art. 151c"],
        ["sound", "not fitted", "not on record", "not on record"],
        ["number-plate recognition", "in use", "GDPR", "GDPR 6(1)(c), legal obligation"],
        ["face recognition", "fitted, switched off", "GDPR", "none"],
    ]
    assert rows[0][4:] == ["B-17", "2029-01-01"]
    assert [row[1] for row in rows[5:]] == ["not on record"] * 4


def test_optics_tell_how_well_they_are_known() -> None:
    rows = {row[0]: row[1:] for row in table_texts(_table(_annex(full()), "optics"))}
    assert rows["Heading, ° from true north"] == ["120.4", "measured"]
    assert rows["Horizontal angle, °"] == ["60", "assumed"]
    assert rows["Width, px"] == ["not on record", "not on record"]


def test_purpose_areas_cite_their_approval_and_their_absence_is_said() -> None:
    assert table_texts(_table(_annex(full()), "purpose areas")) == [
        ["A1", "traffic flow", "25", "812", "Decision 7", "2021-04-01"]
    ]
    page = html_page(_annex(bare()))
    assert "names this camera: what it was approved to see is not on record" in page


def test_a_camera_without_anything_is_not_on_record_and_never_no() -> None:
    document = _annex(bare())
    values = [
        v
        for k, v in _facts(document).items()
        if k not in ("Register id", "Position (WGS-84)", "Privacy masks with geometry")
    ]
    assert set(values) == {"not on record"}
    assert {row[1] for row in table_texts(_table(document, "functions"))} == {"not on record"}
    assert dict(document.facts.pairs)["Functions in use"] == "–"
    assert int(dict(document.facts.pairs)["Fields not on record"]) == 32


def test_what_was_not_computed_is_said_and_what_was_found_stands() -> None:
    texts = [p for s in _annex(full()).sections for b in s.blocks if isinstance(b, Text) for p in b.paragraphs]
    assert sum(text.startswith("Not computed:") for text in texts) == 2
    assert "Not computed" not in html_page(_annex(full(), AUDITED))


def test_figures_of_proportion_stand_with_their_run_and_what_is_unknown_is_no_nought() -> None:
    table = _table(_annex(full(), AUDITED), "proportion")
    assert table.caption.endswith("2026-11-01, run 7")
    told = dict(table_texts(table))
    assert told["Purpose area A1: share that it sees at 25 px/m"] == "83.3 %"
    assert told["Purpose area A2: share that it sees at – px/m"] == "not computed"
    assert told["Ground in possible view, m², 25 px/m"] == "1,200"
    assert told["of it outside its purpose areas, 25 px/m"] == "25.0 %"
    assert told["of it outside its purpose areas, 125 px/m"] == "not computed"
    assert told["Certain view that others of its purpose see too, 25 px/m"] == "50.0 %"
    assert told["Certain view that others of its purpose see too, 125 px/m"] == "not computed"
    assert told["Outer walls of homes in view, m, 25 px/m"] == "12.3"
    assert told["Nearest of them, m away, 125 px/m"] == "–"
    none = replace(AUDITED, figures=FIGURES.iloc[:0], fits=FITS.iloc[:0])
    assert "The audit of proportion of 2026-11-01 (run 7) has no figures of this camera" in html_page(
        _annex(full(), none)
    )


def test_findings_stand_in_words_with_their_answers() -> None:
    table = _table(_annex(full(), AUDITED), "findings")
    assert table.caption.startswith("Findings of the audit of cameras, 2026-11-01, run 7;")
    assert table_texts(table) == [
        ["gdpr.sign-none", "error", "There is no sign.", "EDPB 3/2019, 110", "–"],
        ["cn.retention-under", "warning", "Images are kept 5 days; 30 at least are required.", "art. 17", "contested"],
    ]
    chinese_rows = table_texts(_table(_annex(full(), AUDITED, words=chinese()), "findings"))
    assert chinese_rows[1][1:3] == [chinese().word("severities", "warning"), "录像保存 5 天，至少应保存 30 天。"]
    none = html_page(_annex(full(), replace(AUDITED, findings=FINDINGS.iloc[:0])))
    assert "The audit of cameras of 2026-11-01 (run 7) has no finding of this camera that is told here." in none


def test_purpose_areas_have_a_day_of_their_own() -> None:
    document = _annex(full())
    assert _table(document, "purpose areas").caption == "Purpose areas that name this camera, as of 2025-01-31"
    assert "state of 2026-11-24" in document.subtitle
    assert "state of 2026-11-24" in document.made
    assert "No purpose area of 2025-01-31 names this camera" in html_page(_annex(bare()))


def test_densities_and_sizes_that_are_not_told_are_no_nought_and_fractions_stay() -> None:
    [area] = full().areas
    areas = (replace(area, px_per_m=62.5), replace(area, px_per_m=None))
    rows = table_texts(_table(_annex(replace(full(), areas=areas)), "purpose areas"))
    assert [row[2] for row in rows] == ["62.5", "–"]


def test_what_tells_a_sensitive_place_is_said_to_be_withheld_of_every_camera_on_a_building() -> None:
    facts = _facts(_annex(replace(full(), place_kind="building", name=None)))
    said = "not told of cameras on buildings, some of which are sensitive places"
    assert [facts[name] for name in ("Place", "Housing", "Reason for the time")] == [said] * 3
    assert _facts(_annex(full()))["Housing"] == "not on record"
    assert "place not named" in _annex(replace(full(), place_kind="building", name=None)).subtitle


@pytest.mark.parametrize(
    ("words", "said"), [(english(), "natural person (not named)"), (chinese(), "自然人（不具名）")]
)
def test_a_natural_person_is_said_in_the_readers_language(words: Words, said: str) -> None:
    record = replace(full(), operator=NATURAL_PERSON, operator_kind="natural_person", processor=NATURAL_PERSON)
    document = _annex(record, words=words)
    facts = _facts(document)
    assert [facts[words.say(name)] for name in ("operator", "operator_kind", "processor")] == [said] * 3
    assert document.subtitle.startswith(said)


def test_curated_values_stand_beside_the_reported_ones() -> None:
    record = replace(
        full(), dpia_ref="CNIL PIA 7", curated=(Curated("dpia_ref", "old", date(2026, 11, 24), "pia-returned"),)
    )
    rows = table_texts(_table(_annex(record), "curated"))
    assert rows == [["Impact assessment", "CNIL PIA 7", "old", "2026-11-24", "pia-returned"]]


def test_chinese() -> None:
    page = html_page(_annex(full(), words=chinese()))
    for said in ("影响评估附件", "号牌识别", "已装未用", "国务院", "未计算"):
        assert (said in page) == (said != "国务院"), said


@pytest.mark.parametrize("text", [MARKUP, TURNED, LONG])
def test_hostile_text_stays_text_in_each_form(text: str) -> None:
    document = _annex(hostile(text))
    page = html_page(document)
    assert "<img" not in page
    assert "<script" not in page
    assert xlsx_bytes(document)[:2] == b"PK"


_FAMILIES: dict[str, list[str]] = {
    "function": list(FUNCTIONS), "state": list(vocabulary.FunctionState), "purposes": list(vocabulary.Purpose),
    "kinds": list(vocabulary.Kind), "mounts": list(vocabulary.Mount), "environments": list(vocabulary.Environment),
    "places": [p for p in vocabulary.PlaceKind if p is not vocabulary.PlaceKind.SENSITIVE], "statuses": list(vocabulary.Status),
    "signs": list(vocabulary.Sign), "operators": list(vocabulary.OperatorKind), "regimes": list(vocabulary.LegalRegime),
    "bases": list(vocabulary.LegalBasis), "qualities": list(Quality), "answers": [a for a in Answer if a is not Answer.REOPENED],
    "severities": list(Severity), "optic": list(OPTICS),
}  # fmt: skip


@pytest.mark.parametrize("family", _FAMILIES)
def test_each_member_of_a_closed_set_has_a_word_and_a_sensitive_place_none(family: str) -> None:
    words = {key.partition(".")[2] for key in english().table if key.startswith(f"{family}.")}
    assert words == set(_FAMILIES[family])
