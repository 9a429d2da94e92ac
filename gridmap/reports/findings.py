"""The chapter on findings: counts by severity and by rule with clause and edition, and the work list.

Findings about sensitive places are a number for the whole city and nothing else; they are in no operator's list and in no area's count.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Any

from gridmap.errors import Severity
from gridmap.locale import Words, day_text, number_text, words
from gridmap.register.rules.finding_text import TEXTS
from gridmap.register.rules.finding_text import words as finding_words
from gridmap.register.rules.report_readings import FindingsRead, Readings
from gridmap.register.rules.rule_sets import RULE_SETS
from gridmap.reports.charts import SEVERITY_COLOURS
from gridmap.reports.document import Block, Cell, Column, Figure, Section, Table, Text
from gridmap.reports.drawing import Bar, bars
from gridmap.reports.stored import command_of, missing_text, operator_text

_RULES_DRAWN = 12
_OPERATORS_LISTED, _FINDINGS_LISTED = 200, 300
_OWN = ("own", "This register")
_PLACE = re.compile(r"\{\w+\}")


def findings_sections(read: Readings, page: Words) -> list[Section]:
    """The chapter, or what to type where no run fits."""
    title, found = page.say("findings_title"), read.findings
    if found is None:
        return [Section(title, (missing_text("findings", read, page),))]
    blocks = (*_opening(found, read, page), *_pictures(found, page), _rules(found, page))
    work = _work(found, page) if read.operator is None else _own_list(found, read, page)
    return [
        Section(title, blocks, starts_page=True),
        Section(page.say("work_title"), (Text((page.say("work_note"),)), work)),
    ]


def findings_sentence(found: FindingsRead, page: Words) -> str:
    """The chapter in a sentence, for the summary."""
    return page.say("findings_short", **_totals(found))


def _totals(found: FindingsRead) -> dict[str, str]:
    by_severity = found.rules.groupby("severity")["findings"].sum()
    counts = {f"{s.value}s": number_text(int(by_severity.get(s.value, 0))) for s in Severity}
    every, answered = int(found.rules["findings"].sum()), int(found.rules["answered"].sum())
    return {**counts, "findings": number_text(every), "answered": number_text(answered)}


def _opening(found: FindingsRead, read: Readings, page: Words) -> list[Block]:
    say = page.say
    said = {"day": day_text(found.run.day), "run": found.run.run_id, **_totals(found)}
    if read.operator is None:
        first = say("findings_all", cameras=number_text(found.run.headline["cameras"]), **said)
    else:
        first = say("findings_of", operator=read.operator, **said)
    sensitive = "findings_sensitive_counted" if found.tells_sensitive else "findings_sensitive_left"
    return [Text((first, say("findings_meaning"), say(sensitive)))]


def _pictures(found: FindingsRead, page: Words) -> list[Block]:
    """Findings by severity, then the rules with most of them."""
    if found.rules.empty:
        return []
    names, say = words("annex", page.language), page.say
    by_severity = found.rules.groupby("severity")["findings"].sum()
    rows = [
        Bar(names.word("severities", s.value), count, number_text(count), SEVERITY_COLOURS[s.value])
        for s in Severity
        if (count := int(by_severity.get(s.value, 0))) or s is not Severity.NOTE
    ]
    most = found.rules.sort_values(["findings", "rule"], ascending=[False, True]).head(_RULES_DRAWN)
    by_rule = [
        Bar(str(rule), int(count), number_text(int(count)), SEVERITY_COLOURS[str(severity)])
        for rule, count, severity in zip(most["rule"], most["findings"], most["severity"], strict=True)
    ]
    return [
        Figure(bars(rows, label_width=130), say("severity_caption"), _said(rows, page)),
        Figure(bars(by_rule, label_width=360), say("rules_caption", count=len(by_rule)), _said(by_rule, page)),
    ]


def _said(rows: list[Bar], page: Words) -> str:
    return page.say("list_comma").join(f"{row.label}: {row.text}" for row in rows)


def _rules(found: FindingsRead, page: Words) -> Table:
    say, names = page.say, words("annex", page.language)
    rows = found.rules.assign(
        said=[_meaning(rule, page) for rule in found.rules["rule"]],
        clause=[_cited(rule, clause, page) for rule, clause in zip(found.rules["rule"], found.rules["clause"], strict=True)],
        severity=[names.word("severities", severity) for severity in found.rules["severity"]],
    )  # fmt: skip
    shown = (
        Column("rule", say("rule_column")),
        Column("severity", say("severity_column")),
        Column("said", say("said_column")),
        Column("clause", say("clause_column")),
        Column("findings", say("findings_column"), Cell.COUNT),
        Column("cameras", say("cameras_found"), Cell.COUNT),
        Column("answered", say("answered_column"), Cell.COUNT),
    )
    return Table("findings_rules", say("rules_table"), shown, rows, say("findings_empty"))


def _meaning(rule: str, page: Words) -> str:
    """What findings by this rule say, with dots where each names its own values."""
    text = TEXTS.get(rule.rpartition(".")[2])
    return rule if text is None else _PLACE.sub("…", text[page.language.value])


def _cited(rule: str, clause: str, page: Words) -> str:
    """The clause as the run stored it, with the edition of its instrument where this version still cites the same."""
    if clause in _OWN:
        return page.say("own_rule")
    name, _dot, check = rule.partition(".")
    rules = RULE_SETS[name].rules if name in RULE_SETS else ()
    editions = {r.instrument.edition for r in rules if r.check == check and r.cited == clause}
    return page.say("edition", clause=clause, edition=editions.pop()) if len(editions) == 1 else clause


def _work(found: FindingsRead, page: Words) -> Table:
    """Per operator, by name."""
    say = page.say
    rows = found.operators.assign(operator=[operator_text(name, page) for name in found.operators["operator"]])
    shown = (
        Column("operator", say("operator_column")),
        Column("cameras", say("cameras_found"), Cell.COUNT),
        Column("errors", say("errors_column"), Cell.COUNT),
        Column("warnings", say("warnings_column"), Cell.COUNT),
        Column("notes", say("notes_column"), Cell.COUNT),
        Column("answered", say("answered_column"), Cell.COUNT),
    )
    return Table("work", say("work_by_operator"), shown, rows, say("findings_empty"), most_rows=_OPERATORS_LISTED)


def _own_list(found: FindingsRead, read: Readings, page: Words) -> Table:
    """The operator's open findings one by one, errors first."""
    say, names = page.say, words("annex", page.language)
    listed = found.listed
    rows = listed.assign(
        severity=[names.word("severities", severity) for severity in listed["severity"]],
        said=[finding_words(r, _told(d, page), lang=page.language.value) for r, d in zip(listed["rule"], listed["detail"], strict=True)],
        clause=[_cited(r, c, page) for r, c in zip(listed["rule"], listed["clause"], strict=True)],
    )  # fmt: skip
    shown = (
        Column("camera_id", say("camera_column"), Cell.CODE),
        Column("severity", say("severity_column")),
        Column("said", say("said_column")),
        Column("clause", say("clause_column")),
        Column("rule", say("rule_column")),
    )
    more = f"{command_of('findings', read)} --operator {shlex.quote(read.operator or '')} -o findings.csv"
    return Table("work", say("work_of_operator"), shown, rows, say("work_empty"), most_rows=_FINDINGS_LISTED, more=more)


def _told(detail: Mapping[str, Any], page: Words) -> dict[str, Any]:
    """A finding's values with its functions as words."""
    names, functions = words("annex", page.language), detail.get("functions")
    if functions is None:
        return dict(detail)
    return {**detail, "functions": page.say("list_comma").join(names.word("function", name) for name in functions)}
