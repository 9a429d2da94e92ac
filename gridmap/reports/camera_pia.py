"""A pre-filled assessment for CNIL's PIA tool, in the JSON that it imports.

What the register knows stands in the descriptive answers; assessments, risks, opinions and persons stay empty, since they are
people's to write. Facts of the format (members, question numbers): LINCnil/pia, its service, models and architecture file, version 4.
Answers are HTML there, so every value is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from html import escape
from typing import Any

from gridmap.locale import Words, day_text
from gridmap.register.rules.camera_record import CameraFunction, CameraRecord
from gridmap.reports.camera_words import (
    basis_text,
    operator_text,
    processor_text,
    purpose_text,
    retention_text,
    told,
    told_day,
    told_of_place,
)

PROCESSING, RESPONSIBILITIES, STANDARDS = 111, 112, 113
DATA, LIFE_CYCLE = 121, 122
PURPOSES, LAWFULNESS, RETENTION = 211, 212, 215
INFORMATION, ACCESS, RECTIFICATION, OBJECTION, PROCESSORS = 221, 223, 224, 225, 226
LEFT_EMPTY = (123, 213, 214, 222, 227)
"""Supports, minimisation, accuracy, consent, transfers: the register knows nothing of them, or they are to be assessed."""


def pia_annex(record: CameraRecord, *, now: datetime, areas_on: date, words: Words, notice: str = "") -> dict[str, Any]:
    """The JSON document: pia, answers, measures, evaluations, comments.

    now: with its zone; areas_on: of which the purpose areas are; notice: a sentence that must stand in it, in the first answer,
    which the tool keeps, and as a member of its own.
    """
    made = now.isoformat()
    answers = [
        {"pia_id": 1, "reference_to": question, "data": {"text": text, "gauge": None, "list": []}, "created_at": made, "id": n}
        for n, (question, text) in enumerate(_answers(record, now=now, areas_on=areas_on, words=words, notice=notice), start=1)
    ]  # fmt: skip
    document = {
        "pia": {
            "id": 1,
            "status": 0,
            "is_example": 0,
            "is_archive": 0,
            "name": words.say("pia_name", camera=record.camera_id),
            "category": words.say("pia_category"),
            "author_name": "",
            "evaluator_name": "",
            "validator_name": "",
            "progress": 0,
            "structure_id": "",
            "created_at": made,
            "updated_at": made,
        },
        "answers": answers,
        "measures": [],
        "evaluations": [],
        "comments": [],
    }
    return {**document, "gridmap_notice": notice} if notice else document


def _answers(
    record: CameraRecord, *, now: datetime, areas_on: date, words: Words, notice: str
) -> list[tuple[int, str]]:
    say = words.say
    told_filed = [
        (say("filing_no"), told(record.filing_no, words)),
        (say("filed_on"), told_day(record.filed_on, words)),
    ]
    contact = [(say("contact"), told(record.contact, words))]
    first = [notice] if notice else []
    return [
        (PROCESSING, _text(*first, say("pia_processing"), say("pia_from_register", day=day_text(now))) + _facts(_context(record, words))),
        (RESPONSIBILITIES, _facts([(say("operator"), operator_text(record, words)),
                                   (say("operator_kind"), words.word("operators", record.operator_kind)),
                                   (say("processor"), processor_text(record, words))])),
        (STANDARDS, _facts(told_filed) + _list(f"{_name(f, words)}: {words.word('regimes', f.legal_regime)}" for f in record.functions)),
        (DATA, _text(say("pia_data")) + _list(_stated(f, words) for f in record.functions) + _text(say("pia_access"))),
        (LIFE_CYCLE, _list(_stated(f, words) for f in record.functions if f.function in ("recording", "live_view"))
            + _facts([(say("retention_days"), retention_text(record, words))])),
        (PURPOSES, _facts([(say("purpose"), purpose_text(record, words))]) + _areas(record, areas_on, words)),
        (LAWFULNESS, _list(f"{_name(f, words)} ({words.word('state', f.state)}): {_ground(f, words)}" for f in record.functions)),
        (RETENTION, _facts([(say("retention_days"), retention_text(record, words)),
                            (say("retention_reason"), told_of_place(record.retention_reason, record, words))])),
        (INFORMATION, _facts([(say("sign"), words.word("signs", record.sign)),
                              (say("sign_checked_on"), told_day(record.sign_checked_on, words))])),
        (ACCESS, _facts(contact)),
        (RECTIFICATION, _facts(contact)),
        (OBJECTION, _facts(contact)),
        (PROCESSORS, _facts([(say("processor"), processor_text(record, words))])),
    ]  # fmt: skip


def _context(record: CameraRecord, words: Words) -> list[tuple[str, str]]:
    say = words.say
    return [
        (say("camera_id"), record.camera_id),
        (say("name"), told_of_place(record.name, record, words)),
        (say("status"), words.word("statuses", record.status)),
        (say("environment"), words.word("environments", record.environment)),
        (say("kind"), words.word("kinds", record.kind)),
        (say("purpose"), purpose_text(record, words)),
    ]


def _areas(record: CameraRecord, day: date, words: Words) -> str:
    if not record.areas:
        return _text(words.say("areas_none", day=day_text(day)))
    return _text(words.say("areas_table", day=day_text(day))) + _list(
        f"{a.purpose_area_id}: {words.word('purposes', a.purpose)}, {words.say('area_approval')}: {told(a.approval, words)}"
        for a in record.areas
    )


def _name(function: CameraFunction, words: Words) -> str:
    return words.word("function", function.function)


def _stated(function: CameraFunction, words: Words) -> str:
    return f"{_name(function, words)}: {words.word('state', function.state)}"


def _ground(function: CameraFunction, words: Words) -> str:
    authorised = " · ".join(p for p in (function.authorisation_no, function.authorisation_by) if p)
    return basis_text(function, words) + (f", {words.say('authorisation_column')}: {authorised}" if authorised else "")


def _text(*paragraphs: str) -> str:
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)


def _facts(pairs: Sequence[tuple[str, str]]) -> str:
    return _list(f"{name}: {value}" for name, value in pairs)


def _list(items: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"
