"""The chapters from stored runs in short: facts for the first page and sentences for the summary; a chapter without a run says nothing."""

from __future__ import annotations

from gridmap.locale import Words, number_text, share_text
from gridmap.register.rules.report_readings import Readings
from gridmap.reports.findings import findings_sentence
from gridmap.reports.proportion import excess_share, proportion_sentences
from gridmap.reports.reduction import reduction_sentence


def chapter_facts(read: Readings, page: Words) -> tuple[tuple[str, str], ...]:
    """Ground outside the purpose, findings, cameras that could go."""
    say, facts = page.say, []
    if read.proportion is not None:
        facts.append((say("excess_fact"), share_text(excess_share(read.proportion))))
    if read.findings is not None:
        facts.append((say("findings_fact"), number_text(int(read.findings.rules["findings"].sum()))))
    if read.reduction is not None:
        sums = read.reduction.operators
        counts = {name: number_text(int(sums[name].sum())) for name in ("can_go", "judged")}
        facts.append((say("can_go_fact"), say("can_go_value", **counts)))
    return tuple(facts)


def chapter_sentences(read: Readings, page: Words) -> list[str]:
    """What each chapter found."""
    told = [] if read.proportion is None else proportion_sentences(read.proportion, page)
    if read.findings is not None:
        told.append(findings_sentence(read.findings, page))
    if read.reduction is not None:
        told.append(reduction_sentence(read.reduction, page))
    return told
