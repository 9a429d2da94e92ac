"""Answers to findings: mended, contested, or open again, each with a coded reason and never in free text (it names people)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from gridmap.errors import BadValue


class Answer(StrEnum):
    """What a planner says of a finding."""

    MENDED = "mended"
    CONTESTED = "contested"
    REOPENED = "reopened"


class Reason(StrEnum):
    """Why, in a word of a closed list."""

    REGISTER_CORRECTED = "register_corrected"
    DONE_ON_SITE = "done_on_site"
    TAKEN_DOWN = "taken_down"
    PAPER_FOUND = "paper_found"
    FACT_WRONG = "fact_wrong"
    RULE_DOES_NOT_APPLY = "rule_does_not_apply"
    EXEMPT = "exempt"
    MARKED_BY_MISTAKE = "marked_by_mistake"
    NOT_ACCEPTED = "not_accepted"


REASONS: Mapping[Answer, tuple[Reason, ...]] = MappingProxyType(
    {
        Answer.MENDED: (Reason.REGISTER_CORRECTED, Reason.DONE_ON_SITE, Reason.TAKEN_DOWN, Reason.PAPER_FOUND),
        Answer.CONTESTED: (Reason.FACT_WRONG, Reason.RULE_DOES_NOT_APPLY, Reason.EXEMPT),
        Answer.REOPENED: (Reason.MARKED_BY_MISTAKE, Reason.NOT_ACCEPTED),
    }
)
"""Which reasons go with an answer."""


def check_answer(answer: str, reason: str) -> None:
    """Raises BadValue for an answer that is none and for a reason that does not go with it."""
    if answer not in list(Answer):
        raise BadValue(f"{answer[:40]!r} is no answer; {', '.join(Answer)} are.")
    if reason not in list(REASONS[Answer(answer)]):
        raise BadValue(f"{reason[:40]!r} is no reason for {answer}; {', '.join(REASONS[Answer(answer)])} are.")
