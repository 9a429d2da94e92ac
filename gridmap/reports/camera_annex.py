"""A camera's own page in the form of an annex to an impact assessment: facts by chapter, and what nobody has computed said so.

It draws no view and judges nothing. What audits found stands in chapters of its own (`camera_audited`).
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from gridmap.locale import Words, day_text, number_text
from gridmap.register.rules.camera_audits import Audited
from gridmap.register.rules.camera_record import CameraRecord
from gridmap.register.rules.vocabulary import FunctionState
from gridmap.reports.camera_audited import findings_block, proportion_block
from gridmap.reports.camera_words import (
    basis_text,
    function_names,
    operator_text,
    processor_text,
    purpose_text,
    retention_text,
    told,
    told_day,
    told_of_place,
)
from gridmap.reports.document import Cell, Column, Document, Facts, Section, Table, Text


def annex_document(
    record: CameraRecord,
    audited: Audited,
    *,
    day: date,
    areas_on: date,
    words: Words,
    written_at: str,
    notice: str = "",
) -> Document:
    """The whole annex. day: of which the record is; areas_on: of which its purpose areas are; written_at: when, as read;
    notice: a sentence for every page."""
    say = words.say
    place = record.name or say("annex_unnamed")
    return Document(
        title=say("annex_title", camera=record.camera_id),
        subtitle=say("annex_subtitle", operator=operator_text(record, words), place=place, day=day_text(day)),
        language=words.language,
        made=say("written", time=written_at, day=day_text(day)),
        notice=notice,
        facts=_headline(record, words),
        sections=(
            Section(
                say("section_identity"), (Text((say("annex_caution"),), is_caution=True), _identity(record, words))
            ),
            Section(say("section_purposes"), (_purposes(record, words), _areas(record, areas_on, words))),
            Section(say("section_functions"), (_functions(record, words), Text((say("functions_note"),)))),
            Section(say("section_optics"), (_optics(record, words),)),
            Section(say("section_retention"), (_retention(record, words),)),
            Section(say("section_transparency"), (_transparency(record, words),)),
            Section(say("section_review"), (_review(record, words),)),
            Section(say("section_proportion"), (proportion_block(audited, words),)),
            Section(say("section_findings"), (findings_block(audited, words),)),
            Section(say("section_curated"), (_curated(record, words),)),
        ),
    )


def _headline(record: CameraRecord, words: Words) -> Facts:
    say = words.say
    in_use = function_names(record.in_state(FunctionState.ON), words) or "–"
    return Facts(
        (
            (say("annex_in_use_fact"), in_use),
            (say("annex_unknown_fact"), number_text(_unknown_fields(record))),
            (say("annex_curated_fact"), number_text(len(record.curated))),
        )
    )


def _unknown_fields(record: CameraRecord) -> int:
    """How much nobody has told: functions, optics, and the facts that each camera has or should have."""
    facts = (
        record.operator, record.retention_days, record.review_due, record.contact, record.verified_on, record.in_service_since
    )  # fmt: skip
    closed = (record.kind, record.mount, record.environment, record.place_kind, record.sign, record.status)
    return (
        sum(fact is None for fact in facts)
        + closed.count("unknown")
        + sum(f.state == FunctionState.UNKNOWN for f in record.functions)
        + sum(optic.value is None for optic in record.optics)
        + ("unspecified" in record.purpose)
    )


def _identity(record: CameraRecord, words: Words) -> Facts:
    say = words.say
    return Facts(
        (
            (say("camera_id"), record.camera_id),
            (say("name"), told_of_place(record.name, record, words)),
            (say("housing_id"), told_of_place(record.housing_id, record, words)),
            (say("position"), f"{record.lat:.7f}, {record.lon:.7f}"),
            (say("operator"), operator_text(record, words)),
            (say("operator_kind"), words.word("operators", record.operator_kind)),
            (say("processor"), processor_text(record, words)),
            (say("programme"), told(record.programme, words)),
            (say("kind"), words.word("kinds", record.kind)),
            (say("mount"), words.word("mounts", record.mount)),
            (say("environment"), words.word("environments", record.environment)),
            (say("place_kind"), words.word("places", record.place_kind)),
            (say("status"), words.word("statuses", record.status)),
            (say("in_service_since"), told_day(record.in_service_since, words)),
            (say("out_of_service_since"), told_day(record.out_of_service_since, words)),
            (say("removed_on"), told_day(record.removed_on, words)),
            (say("verified_on"), told_day(record.verified_on, words)),
        )
    )


def _purposes(record: CameraRecord, words: Words) -> Facts:
    return Facts(
        (
            (words.say("purpose"), purpose_text(record, words)),
            (words.say("masks"), number_text(record.masks)),
        )
    )


def _areas(record: CameraRecord, day: date, words: Words) -> Table:
    say = words.say
    columns = (
        Column("purpose_area_id", say("area_id"), Cell.CODE),
        Column("purpose", say("purpose")),
        Column("px_per_m", say("area_px")),
        Column("area_m2", say("area_m2"), Cell.AREA_M2),
        Column("approval", say("area_approval")),
        Column("approved_on", say("area_approved_on"), Cell.DAY),
    )
    rows = pd.DataFrame(
        [
            (
                a.purpose_area_id,
                words.word("purposes", a.purpose),
                None if a.px_per_m is None else f"{a.px_per_m:g}",
                a.area_m2,
                a.approval,
                a.approved_on,
            )
            for a in record.areas
        ],
        columns=[column.name for column in columns],
        dtype=object,
    )
    return Table(
        "purpose areas", say("areas_table", day=day_text(day)), columns, rows, say("areas_none", day=day_text(day))
    )


def _functions(record: CameraRecord, words: Words) -> Table:
    say = words.say
    columns = (
        Column("function", say("function_column")),
        Column("state", say("state_column")),
        Column("regime", say("regime_column")),
        Column("basis", say("basis_column")),
        Column("authorisation", say("authorisation_column")),
        Column("until", say("until_column"), Cell.DAY),
    )
    rows = pd.DataFrame(
        [
            (
                words.word("function", f.function),
                words.word("state", f.state),
                words.word("regimes", f.legal_regime),
                basis_text(f, words),
                " · ".join(part for part in (f.authorisation_no, f.authorisation_by) if part) or None,
                f.authorisation_until,
            )
            for f in record.functions
        ],
        columns=[column.name for column in columns],
        dtype=object,
    )
    return Table("functions", say("functions_table"), columns, rows, say("functions_none"))


def _optics(record: CameraRecord, words: Words) -> Table:
    say = words.say
    columns = (
        Column("field", say("optic_column")),
        Column("value", say("value_column")),
        Column("quality", say("quality_column")),
    )
    rows = pd.DataFrame(
        [
            (
                words.word("optic", o.name),
                say("not_on_record") if o.value is None else f"{o.value:g}",
                words.word("qualities", o.quality),
            )
            for o in record.optics
        ],
        columns=[column.name for column in columns],
        dtype=object,
    )
    return Table("optics", say("optics_table"), columns, rows, say("optics_none"))


def _retention(record: CameraRecord, words: Words) -> Facts:
    return Facts(
        (
            (words.say("retention_days"), retention_text(record, words)),
            (words.say("retention_reason"), told_of_place(record.retention_reason, record, words)),
        )
    )


def _transparency(record: CameraRecord, words: Words) -> Facts:
    say = words.say
    return Facts(
        (
            (say("sign"), words.word("signs", record.sign)),
            (say("sign_checked_on"), told_day(record.sign_checked_on, words)),
            (say("contact"), told(record.contact, words)),
        )
    )


def _review(record: CameraRecord, words: Words) -> Facts:
    say = words.say
    return Facts(
        (
            (say("reviewed_on"), told_day(record.reviewed_on, words)),
            (say("review_due"), told_day(record.review_due, words)),
            (say("filing_no"), told(record.filing_no, words)),
            (say("filed_on"), told_day(record.filed_on, words)),
            (say("dpia_ref"), told(record.dpia_ref, words)),
            (say("dpia_on"), told_day(record.dpia_on, words)),
        )
    )


def _curated(record: CameraRecord, words: Words) -> Table:
    say = words.say
    columns = (
        Column("field", say("field_column")),
        Column("value", say("value_column")),
        Column("reported", say("reported_column")),
        Column("set_on", say("set_on_column"), Cell.DAY),
        Column("reason", say("reason_column"), Cell.CODE),
    )
    rows = pd.DataFrame(
        [
            (_field_word(c.name, words), str(record.value_of(c.name)), c.reported, c.set_on, c.reason)
            for c in record.curated
        ],
        columns=[column.name for column in columns],
        dtype=object,
    )  # fmt: skip
    return Table("curated", say("curated_table"), columns, rows, say("curated_none"))


def _field_word(name: str, words: Words) -> str:
    return words.say(name) if name in words.table else name
