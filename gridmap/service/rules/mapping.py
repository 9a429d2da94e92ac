"""From a source's own labels to the closed table, by reviewed mapping files.

One CSV a source (`data/mappings/`), made by going through the source's whole list of labels. Each label has either a
category or the reason for which it is refused. Where a label covers more than one row of the table, the candidates are
joined by `|`: the first is used (the less severe one, unless the note says why not) and the row is marked ambiguous.
A label that covers homes too needs a location type in public space. No mapping names a conduct term.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from gridmap.errors import BadValue, Issue
from gridmap.service.rules.category import (
    Reason,
    categories,
    category_codes,
    conduct_reason,
    package_rows,
    plain_label,
    refused_labels,
)
from gridmap.service.rules.coded import Categorical, categorical, factorize_text

# the closed table's own codes, and the matter codes of the Chinese list that the table carries
OWN = "gridmap"
GBT_MATTERS = "gbt47678.5-2026"
COLUMNS = ("label", "category", "valid_from", "valid_to", "needs_public_place", "refused_reason", "note")


@dataclass(frozen=True, slots=True)
class MappingRule:
    """One line of a mapping file.

    category: a code of the table, or None with the `reason` of the refusal. is_ambiguous: the label covers other
    rows of the table too. valid_from, valid_to: days on which the source used the label so; the last day is outside.
    """

    label: str
    category: str | None
    is_ambiguous: bool = False
    needs_public_place: bool = False
    reason: Reason | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""

    def is_valid(self, on: date) -> bool:
        """Whether the line stands on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class CategoryMapping:
    """The lines of one source, found by the label without case, width, blanks and punctuation."""

    source: str
    rules: Mapping[str, tuple[MappingRule, ...]]

    def rule_for(self, label: str, *, on: date) -> MappingRule | None:
        """The line for this label on that day, or None when there is none."""
        for rule in self.rules.get(plain_label(label), ()):
            if rule.is_valid(on):
                return rule
        return None


class MappedLabels(NamedTuple):
    """One entry a row, in the order of the labels.

    codes: category code or None. reasons: why refused, or None. is_ambiguous, needs_public_place: bool.
    All four are pandas Categoricals or bool arrays, so that millions of rows stay cheap.
    """

    codes: Categorical
    reasons: Categorical
    is_ambiguous: npt.NDArray[np.bool_]
    needs_public_place: npt.NDArray[np.bool_]


def shipped_sources() -> tuple[str, ...]:
    """The sources whose mapping comes with the package."""
    folder = files("gridmap.service.rules").joinpath("data", "mappings")
    names = sorted(file.name.removesuffix(".csv") for file in folder.iterdir() if file.name.endswith(".csv"))
    return (OWN, GBT_MATTERS, *names)


@cache
def shipped_mapping(source: str) -> CategoryMapping:
    """The mapping that comes with the package for this source.

    Raises BadValue when there is none; the text names those there are.
    """
    if source == OWN:
        return _identity()
    if source == GBT_MATTERS:
        return _matter_codes()
    if source not in shipped_sources():
        raise BadValue(f"No category mapping comes for {source!r}; there is one for {', '.join(shipped_sources())}.")
    mapping, issues = parse_mapping(package_rows("mappings", f"{source}.csv"), source=source)
    if issues:
        raise BadValue(f"The shipped mapping {source!r} is broken: {issues[0].message}")
    return mapping


def parse_mapping(lines: Iterable[Mapping[str, Any]], *, source: str) -> tuple[CategoryMapping, list[Issue]]:
    """A mapping from the lines of a file (columns as in COLUMNS; the header is line 1) and what is wrong with them.

    A line is an error when its category is not in the table, when its label is a conduct term that is not refused,
    when it has both or neither of category and reason, or when its label stands twice with overlapping days.
    """
    rules: dict[str, list[MappingRule]] = {}
    issues: list[Issue] = []
    for number, cells in enumerate(lines, start=2):
        rule, problem = _parse_line({name: (cells.get(name) or "").strip() for name in COLUMNS}, number)
        if problem is not None:
            issues.append(problem)
        if rule is None:
            continue
        others = rules.setdefault(plain_label(rule.label), [])
        if any(_overlaps(rule, other) for other in others):
            message = f"The label {rule.label!r} stands twice for the same days; one line a label and time."
            issues.append(_issue(number, "label", "label-twice", message, rule.label))
            continue
        others.append(rule)
    return CategoryMapping(source, MappingProxyType({key: tuple(value) for key, value in rules.items()})), issues


def map_labels(
    labels: pd.Series | Categorical | Sequence[str], *, source: str | CategoryMapping, on: date
) -> MappedLabels:
    """The category of every label, or the reason for which it is refused.

    source: the name of a shipped mapping, or a mapping. on: the day whose lines count.
    A label without a line, and a missing one, is refused as UNMAPPED. Distinct labels are looked up once each.
    Raises BadValue for a source without a mapping.
    """
    mapping = shipped_mapping(source) if isinstance(source, str) else source
    codes, uniques = factorize_text(labels)
    rules = [mapping.rule_for(str(label), on=on) for label in uniques]
    found = [(rule.category, rule.reason) if rule else (None, Reason.UNMAPPED) for rule in rules]
    found.append((None, Reason.UNMAPPED))  # codes of missing labels are -1, the last entry
    return MappedLabels(
        codes=_take([code for code, _ in found], codes, category_codes()),
        reasons=_take([reason for _, reason in found], codes, tuple(Reason)),
        is_ambiguous=np.array([rule is not None and rule.is_ambiguous for rule in rules] + [False])[codes],
        needs_public_place=np.array([rule is not None and rule.needs_public_place for rule in rules] + [False])[codes],
    )


def _take(entries: Sequence[str | None], rows: npt.NDArray[np.int64], words: Sequence[str]) -> Categorical:
    position = {str(word): number for number, word in enumerate(words)}
    wide = np.array([-1 if entry is None else position[str(entry)] for entry in entries], dtype=np.int16)
    return categorical(wide[rows], words)


def _parse_line(cells: Mapping[str, str], number: int) -> tuple[MappingRule | None, Issue | None]:
    problem = _problem(cells, number)
    if problem is not None:
        return None, problem
    candidates = _candidates(cells)
    rule = MappingRule(
        label=cells["label"],
        category=candidates[0] if candidates else None,
        is_ambiguous=len(candidates) > 1,
        needs_public_place=cells["needs_public_place"].casefold() == "yes",
        reason=Reason(cells["refused_reason"]) if cells["refused_reason"] else None,
        valid_from=_day(cells["valid_from"]),
        valid_to=_day(cells["valid_to"]),
        note=cells["note"],
    )
    return rule, None


def _problem(cells: Mapping[str, str], number: int) -> Issue | None:
    """What is wrong with a line, or None; the value of a conduct label is not repeated."""
    label, reason, candidates = cells["label"], cells["refused_reason"], _candidates(cells)
    field, code, message, value = "", "", "", ""
    unknown = [code for code in candidates if code not in categories()]
    if not label:
        field, code, message = "label", "missing-value", "The line has no label."
    elif unknown:
        field, code, value = "category", "unknown-category", unknown[0]
        message = f"{value!r} is no category; the table has codes such as ROD-POT."
    elif bool(candidates) == bool(reason):
        field, code, value = "category", "category-or-reason", label
        message = f"The label {label!r} needs either a category or a reason of refusal, and one only."
    elif reason and reason not in set(Reason):
        field, code, value = "refused_reason", "unknown-reason", reason
        message = f"{reason!r} is no reason; the reasons are {', '.join(Reason)}."
    elif candidates and conduct_reason(label):
        field, code = "label", "conduct-term"
        message = "The label names conduct, which no mapping may bring into the table."
    elif not (_is_day(cells["valid_from"]) and _is_day(cells["valid_to"])):
        field, code = "valid_from", "bad-date"
        message = f"{cells['valid_from']!r} to {cells['valid_to']!r} are no days; dates such as 2026-11-24 are needed."
    return _issue(number, field, code, message, value) if code else None


def _candidates(cells: Mapping[str, str]) -> list[str]:
    return [code.strip() for code in cells["category"].split("|") if code.strip()]


def _is_day(text: str) -> bool:
    try:
        _day(text)
    except ValueError:
        return False
    return True


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _overlaps(one: MappingRule, other: MappingRule) -> bool:
    one_from, one_to = one.valid_from or date.min, one.valid_to or date.max
    other_from, other_to = other.valid_from or date.min, other.valid_to or date.max
    return one_from < other_to and other_from < one_to


def _issue(line: int, field: str, code: str, message: str, value: str = "") -> Issue:
    return Issue(line, field, code, message, value=value[:80])


def _identity() -> CategoryMapping:
    """Our own codes stand for themselves on the days of their validity."""
    rules = {
        plain_label(row.code): (MappingRule(row.code, row.code, valid_from=row.valid_from, valid_to=row.valid_to),)
        for row in categories().values()
    }
    return CategoryMapping(OWN, MappingProxyType(rules))


def _matter_codes() -> CategoryMapping:
    """The 250 matters of GB/T 47678.5-2026 by their five digits: 195 in the table, 55 refused."""
    rules = {code: (MappingRule(code, row.code),) for row in categories().values() for code in row.gbt47678_5}
    for refused in refused_labels():
        if refused.source.startswith("GB/T"):
            code = refused.label[:5]
            rules[code] = (MappingRule(code, None, reason=refused.reason),)
    return CategoryMapping(GBT_MATTERS, MappingProxyType(rules))
