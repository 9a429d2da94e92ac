"""The annex: every fact of the record, legal grounds by function, and what nobody computed said so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from gridmap.errors import Severity
from gridmap.locale import Words
from gridmap.register.rules import vocabulary
from gridmap.register.rules.camera_record import OPTICS, CameraRecord, Curated
from gridmap.register.rules.optics import Quality
from gridmap.register.rules.vocabulary import FUNCTIONS
from gridmap.reports.camera_annex import Audited, annex_document
from gridmap.reports.document import Document, Facts, Table, Text, table_texts
from gridmap.reports.html import html_page
from gridmap.reports.xlsx import xlsx_bytes
from tests.reports.camera_toy import DAY, LONG, MARKUP, TURNED, bare, chinese, english, full, hostile


def _annex(record: CameraRecord, audited: Audited | None = None, *, words: Words | None = None) -> Document:
    return annex_document(
        record, audited or Audited(), day=DAY, words=words or english(), written_at="2026-11-24 09:30 UTC"
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
    assert "No purpose area names this camera" in page


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
    findings = pd.DataFrame(
        {"rule": ["gdpr.sign-none"], "severity": ["error"], "clause": ["EDPB 3/2019, 110"], "detail": [{"a": 1}]}
    )
    proportion = pd.DataFrame({"measure": ["purpose fit, 25 px/m"], "value": ["83.3 %"]})
    document = _annex(full(), Audited(proportion, findings))
    assert table_texts(_table(document, "findings")) == [["gdpr.sign-none", "error", "EDPB 3/2019, 110"]]
    assert table_texts(_table(document, "proportion")) == [["purpose fit, 25 px/m", "83.3 %"]]
    page = html_page(document)
    assert "Not computed" not in page
    empty = html_page(_annex(full(), Audited(proportion, findings.iloc[:0])))
    assert "The audit that was given has no finding for this camera." in empty


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
    "bases": list(vocabulary.LegalBasis), "qualities": list(Quality), "severities": list(Severity), "optic": list(OPTICS),
}  # fmt: skip


@pytest.mark.parametrize("family", _FAMILIES)
def test_each_member_of_a_closed_set_has_a_word_and_a_sensitive_place_none(family: str) -> None:
    words = {key.partition(".")[2] for key in english().table if key.startswith(f"{family}.")}
    assert words == set(_FAMILIES[family])
