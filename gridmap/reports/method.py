"""The method of the chapters from stored runs: how each was computed, and every parameter."""

from __future__ import annotations

from gridmap.locale import Words
from gridmap.register.rules.report_readings import Readings
from gridmap.reports.document import Section, Text
from gridmap.reports.reduction import solver_facts
from gridmap.reports.stored import run_facts


def method_sections(read: Readings, page: Words) -> list[Section]:
    """One section a chapter; none for a chapter without a run."""
    say, sections = page.say, []
    if read.proportion is not None:
        told = Text((say("method_proportion_text"),))
        sections.append(Section(say("method_proportion"), (told, run_facts(read.proportion.run, page))))
    if read.findings is not None:
        told = Text((say("method_findings_text"),))
        sections.append(Section(say("method_findings"), (told, run_facts(read.findings.run, page))))
    if read.reduction is not None:
        told = Text((say("method_reduction_text"),))
        facts = run_facts(read.reduction.run, page, told=solver_facts(read.reduction))
        sections.append(Section(say("method_reduction"), (told, facts)))
    return sections
