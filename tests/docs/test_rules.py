"""The guide to findings against the rule sets, the answers and the columns of the code."""

from __future__ import annotations

from gridmap.register.rules.finding_answer import REASONS
from gridmap.register.rules.rule_sets import OF_VIEWS, RULE_SETS
from tests.docs.rules import PAGE, page


def test_the_tables_of_rules_are_what_the_code_asks() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(text), "docs/guides/findings.md is out of date; write it with: python -m tests.docs.rules"


def test_every_rule_of_every_set_is_in_the_guide() -> None:
    text = PAGE.read_text(encoding="utf-8")
    codes = [rules.code_of(rule) for rules in (*RULE_SETS.values(), OF_VIEWS) for rule in rules.rules]
    assert len(codes) == len(set(codes)) > 80
    assert [code for code in codes if f"| `{code}` |" not in text] == []


def test_every_answer_and_reason_is_in_the_guide() -> None:
    text = PAGE.read_text(encoding="utf-8")
    named = [word.value for answer, reasons in REASONS.items() for word in (answer, *reasons)]
    assert [word for word in named if f"`{word}`" not in text] == []
