"""Checks of days and of names that ought not to be there: old, reversed or invented dates, states against dates, persons."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from gridmap.grids.rules.person import NATURAL_PERSON, looks_like_person
from gridmap.register.rules.column import holds
from gridmap.register.rules.contact import is_public_contact
from gridmap.register.rules.facts import (
    CAMERA_DATES,
    FUNCTION_DATES,
    Bools,
    Facts,
    days_of,
    found,
    hangs,
    in_use,
    missing,
)
from gridmap.register.rules.rule_set import Rule, RuleSet

STALE_DAYS = 1096  # three years, DOMAIN-register 6.6
FIRST_DAY, LAST_DAY = np.datetime64("1950-01-01"), np.datetime64("2099-12-30")  # DOMAIN-register 6.8
EPOCH = np.datetime64("1970-01-01")  # what an empty cell becomes in many programs

ORDERED = (
    ("in_service_since", "out_of_service_since"),
    ("in_service_since", "removed_on"),
    ("out_of_service_since", "removed_on"),
)


def verification_stale(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """Nobody has looked for three years whether what is written is so."""
    on = days_of(facts.cameras, "verified_on")
    return found(facts.cameras, hangs(facts) & (on < np.datetime64(facts.day) - STALE_DAYS), verified_on=on)


def verification_unknown(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """Nobody says when somebody last looked."""
    return found(facts.cameras, in_use(facts) & missing(facts.cameras, "verified_on"))


def dates_reversed(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """Something ends before it begins: the camera's service, an authorisation of one of its functions."""
    pairs = [(end, days_of(facts.cameras, end) < days_of(facts.cameras, start)) for start, end in ORDERED]
    functions = facts.functions
    ended = days_of(functions, "authorisation_until") < days_of(functions, "authorisation_on")
    pairs.append(("authorisation_until", facts.cameras.index.isin(functions.loc[ended, "camera_row_id"])))
    return _with_fields(facts, pairs)


def dates_sentinel(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """A date that stands for "unknown" or "no end" (1970-01-01, 2099-12-31, year 3000)."""
    functions = facts.functions
    pairs = [(name, _sentinel(days_of(facts.cameras, name))) for name in CAMERA_DATES]
    pairs += [
        (name, facts.cameras.index.isin(functions.loc[_sentinel(days_of(functions, name)), "camera_row_id"]))
        for name in FUNCTION_DATES
    ]
    return _with_fields(facts, pairs)


def status_contradicted(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """The state and its dates say different things: planned, and in service since; in service, and removed on."""
    day = np.datetime64(facts.day)
    passed = {
        name: days_of(facts.cameras, name) <= day for name in ("in_service_since", "out_of_service_since", "removed_on")
    }
    planned, in_service, out = (
        facts.cameras["status"].eq(state).to_numpy() for state in ("planned", "in_service", "out_of_service")
    )
    return _with_fields(
        facts,
        [
            ("in_service_since", planned & passed["in_service_since"]),
            ("out_of_service_since", in_service & passed["out_of_service_since"]),
            ("removed_on", (in_service | out) & passed["removed_on"]),
        ],
        status=facts.cameras["status"],
    )


def person_like(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """What should be an organisation's looks like a person's; it is not repeated here."""
    tests: dict[str, Callable[[str], bool]] = {
        "operator": _is_person,
        "processor": _is_person,
        "contact": lambda text: not is_public_contact(text),
    }
    return _with_fields(facts, [(name, holds(facts.cameras[name], test).to_numpy()) for name, test in tests.items()])


def _is_person(text: str) -> bool:
    return text != NATURAL_PERSON and looks_like_person(text)


def _sentinel(days: np.ndarray) -> Bools:
    return np.asarray((days < FIRST_DAY) | (days > LAST_DAY) | (days == EPOCH), dtype=np.bool_)


def _with_fields(facts: Facts, pairs: list[tuple[str, Bools]], **told: object) -> pd.Series:
    """A finding for each camera with a hit, its detail the fields that are hit."""
    fields = np.full(len(facts.cameras), None, dtype=object)
    for name, where in pairs:
        for row in np.flatnonzero(where):
            fields[row] = [*(fields[row] or []), name]
    return found(facts.cameras, ~pd.isna(pd.Series(fields)).to_numpy(), fields=fields, **told)
