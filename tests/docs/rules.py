"""The tables of rules in the guide to findings, made from the rule sets: `python -m tests.docs.rules` writes them."""

from __future__ import annotations

from gridmap.register.rules.finding_text import TEXTS
from gridmap.register.rules.rule_set import Known, Rule, RuleSet
from gridmap.register.rules.rule_sets import OF_VIEWS, RULE_SETS
from tests.docs.documents import REPOSITORY

PAGE = REPOSITORY / "docs" / "guides" / "findings.md"
BEGIN, END = "<!-- rules: written by python -m tests.docs.rules -->\n", "<!-- end of rules -->\n"
MEASURED = "Measured by the run of proportion, whatever `--rules` names; left out with `--records-only`."
_KNOWN = {Known.VERIFIED: "V", Known.RECALLED: "R", Known.OWN: "–"}


def page(text: str) -> str:
    """The page with its tables as the code has them."""
    before, rest = text.split(BEGIN)
    sections = [_section(rules, _about(rules)) for rules in RULE_SETS.values()]
    sections.append(_section(OF_VIEWS, f"{_about(OF_VIEWS)} {MEASURED}"))
    return before + BEGIN + "".join(sections) + END + rest.split(END)[1]


def _section(rules: RuleSet, about: str) -> str:
    lines = "".join(_line(rules, rule) for rule in rules.rules)
    return (
        f"\n### {rules.name}: {rules.title}\n\n{about}\n\n"
        f"| rule | severity | clause | | it says | 说明 |\n| --- | --- | --- | --- | --- | --- |\n{lines}\n"
    )


def _line(rules: RuleSet, rule: Rule) -> str:
    says = TEXTS[rule.check]
    clause = f"{rule.instrument.name}{', ' if rule.clause else ''}{rule.clause}"
    return f"| `{rules.code_of(rule)}` | {rule.severity} | {clause} | {_KNOWN[rule.known]} | {says['en']} | {says['zh']} |\n"


def _about(rules: RuleSet) -> str:
    """Where it applies, its instruments with their days, its limits."""
    told = [f"Jurisdiction: {rules.jurisdiction}."]
    instruments = dict.fromkeys(rule.instrument for rule in rules.rules)
    told += [
        f"{i.name}, {i.edition}" + (f", since {i.since} ({_KNOWN[i.dated]})." if i.since else ", no day is known.")
        for i in instruments
        if i.dated is not Known.OWN
    ]
    keeping = rules.retention
    for value, words in (
        (keeping.min_days, "kept {} days at least"),
        (keeping.max_days, "kept {} days at most"),
        (keeping.justify_above_days, "kept more than {} days only for a reason"),
    ):
        if value is not None:
            told.append(f"Images are {words.format(value)}.")
    if rules.name != "own":
        told.append(
            "Applies to functions under " + ", ".join(f"`{r}`" for r in sorted(rules.regimes)) + "."
            if rules.regimes
            else f"Applies only when it is named (`--rules {rules.name}`)."
        )
    return " ".join(told)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
