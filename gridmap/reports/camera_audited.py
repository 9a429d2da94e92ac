"""What stored audits found for one camera, as two chapters of its annex; what nobody has computed is said to be so.

Of sensitive places nothing is told here: who receives an annex is not always who may know of them (docs/decisions/0018).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from gridmap.locale import Words, day_text, number_text, share_text
from gridmap.register.rules.camera_audits import Audited
from gridmap.register.rules.finding_text import words as finding_words
from gridmap.reports.document import Block, Cell, Column, Table, Text

_MEASURES = ("view", "excess", "private", "homes", "walls", "nearest", "overlap")


def proportion_block(audited: Audited, words: Words) -> Block:
    """The figures as pairs of measure and value, by density."""
    say = words.say
    if audited.proportion is None or audited.figures is None or audited.fits is None:
        return Text((say("proportion_none"),), is_caution=True)
    said = {"run": str(audited.proportion.run_id), "day": day_text(audited.proportion.day)}
    pairs = [pair for row in audited.fits.to_dict("records") for pair in _fit(row, words)]
    pairs += [pair for row in audited.figures.to_dict("records") for pair in _figures(row, words)]
    columns = (Column("measure", say("measure_column")), Column("value", say("value_column")))
    rows = pd.DataFrame(pairs, columns=["measure", "value"], dtype=object)
    return Table("proportion", say("proportion_table", **said), columns, rows, say("proportion_empty", **said))


def findings_block(audited: Audited, words: Words) -> Block:
    """The findings in words, with the answers that stand to them."""
    say = words.say
    if audited.cameras is None or audited.findings is None:
        return Text((say("findings_none"),), is_caution=True)
    said = {"run": str(audited.cameras.run_id), "day": day_text(audited.cameras.day)}
    columns = (
        Column("rule", say("rule_column"), Cell.CODE),
        Column("severity", say("severity_column")),
        Column("said", say("said_column")),
        Column("clause", say("clause_column")),
        Column("answer", say("answer_column")),
    )
    told = [
        (
            row["rule"],
            words.word("severities", row["severity"]),
            finding_words(row["rule"], row["detail"], lang=words.language.value),
            row["clause"],
            None if row["answer"] is None else words.word("answers", row["answer"]),
        )
        for row in audited.findings.to_dict("records")
    ]
    rows = pd.DataFrame(told, columns=[column.name for column in columns], dtype=object)
    return Table("findings", say("findings_table", **said), columns, rows, say("findings_empty", **said))


def _fit(row: Mapping[Any, Any], words: Words) -> list[tuple[str, str]]:
    """How much of one purpose area the camera serves."""
    px = "–" if pd.isna(row["px_per_m"]) else f"{row['px_per_m']:g}"
    measure = words.say("measure_fit", area=str(row["purpose_area_id"]), px=px)
    return [(measure, share_text(row["fit"], missing=words.say("not_computed")))]


def _figures(row: Mapping[Any, Any], words: Words) -> list[tuple[str, str]]:
    missing = words.say("not_computed")
    values = {
        "view": number_text(row["view_m2"]),
        "excess": share_text(_ratio(row["excess_m2"], row["view_m2"]), missing=missing),
        "private": number_text(row["private_m2"]),
        "homes": number_text(row["dwelling_buildings"]),
        "walls": number_text(row["dwelling_wall_m"], digits=1),
        "nearest": number_text(row["nearest_dwelling_m"], digits=1),
        "overlap": share_text(_ratio(row["overlap_m2"], row["serving_m2"]), missing=missing),
    }
    px = f"{row['px_per_m']:g}"
    return [(words.say("measure_at", measure=words.word("measures", name), px=px), values[name]) for name in _MEASURES]


def _ratio(part: float, whole: float) -> float | None:
    return None if pd.isna(part) or pd.isna(whole) or not whole else part / whole
