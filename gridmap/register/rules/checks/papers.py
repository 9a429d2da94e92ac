"""Checks of a camera's papers: regime, basis, authorisation, filing, sign, who answers for it, assessment, review.

*Unknown* is never *no*: what the register says is not so, and what it does not say, are checks of their own. DOMAIN-register 1b.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from gridmap.register.rules.facts import (
    FILMING,
    Bools,
    Facts,
    days_of,
    found,
    found_functions,
    in_use,
    missing,
    of_cameras_in_use,
)
from gridmap.register.rules.rule_set import Rule, RuleSet
from gridmap.register.rules.rule_sets import RULE_SETS

_REGIMES_WITH_RULES = frozenset(regime for rules in RULE_SETS.values() for regime in rules.regimes)


def regime_unknown(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """A function that is used, and nobody says under which law."""
    return found_functions(facts, _used(facts) & ~_told(facts, "legal_regime"))


def regime_without_rules(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """A regime is told, and there is no rule set for it: only the register's own rules were asked."""
    regime = facts.functions["legal_regime"]
    return found_functions(
        facts, _used(facts) & _told(facts, "legal_regime") & ~regime.isin(_REGIMES_WITH_RULES).to_numpy()
    )


def basis_none(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """The register says that a function that is used has no legal basis."""
    return found_functions(facts, _used(facts) & facts.functions["legal_basis"].eq("none").to_numpy())


def basis_unknown(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """The register does not say on which basis a function is used."""
    return found_functions(facts, _used(facts) & ~_told(facts, "legal_basis"))


def authorisation_missing(facts: Facts, rule: Rule, _rules: RuleSet) -> pd.Series:
    """A function that needs an authorisation is used, and none is recorded."""
    needs = facts.functions["function"].isin(rule.functions).to_numpy()
    return found_functions(facts, _used(facts) & needs & missing(facts.functions, "authorisation_no"))


def authorisation_expired(facts: Facts, rule: Rule, _rules: RuleSet) -> pd.Series:
    """The authorisation of such a function has ended."""
    needs = facts.functions["function"].isin(rule.functions).to_numpy()
    ended = days_of(facts.functions, "authorisation_until") < np.datetime64(facts.day)
    return found_functions(facts, _used(facts) & needs & ended)


def filing_missing(facts: Facts, _rule: Rule, rules: RuleSet) -> pd.Series:
    """No filing is recorded, and the day by which it was due has passed."""
    due = _filing_due(facts, rules)
    where = in_use(facts) & _unfiled(facts) & (due < np.datetime64(facts.day))
    return found(facts.cameras, where, in_service_since=days_of(facts.cameras, "in_service_since"), due=due)


def filing_late(facts: Facts, _rule: Rule, rules: RuleSet) -> pd.Series:
    """Filed after the day by which it was due."""
    due, filed = _filing_due(facts, rules), days_of(facts.cameras, "filed_on")
    return found(facts.cameras, in_use(facts) & (filed > due), filed_on=filed, due=due)


def filing_unclear(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """No filing is recorded, and no first day of use by which one could say whether it is due."""
    unknown = np.isnat(days_of(facts.cameras, "in_service_since"))
    return found(facts.cameras, in_use(facts) & _unfiled(facts) & unknown)


def sign_none(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """There is no sign."""
    return found(facts.cameras, in_use(facts) & facts.cameras["sign"].eq("none").to_numpy())


def sign_unknown(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """Whether there is a sign, nobody says."""
    return found(facts.cameras, in_use(facts) & facts.cameras["sign"].eq("unknown").to_numpy())


def operator_unknown(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """Nobody is named who answers for the camera; a natural person is counted as one, without a name."""
    return found(facts.cameras, in_use(facts) & missing(facts.cameras, "operator"))


def contact_missing(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """No way is published to ask or complain."""
    return found(facts.cameras, in_use(facts) & missing(facts.cameras, "contact"))


def dpia_missing(facts: Facts, rule: Rule, _rules: RuleSet) -> pd.Series:
    """Functions that require an impact assessment are on, and none is recorded."""
    without = facts.cameras.index[missing(facts.cameras, "dpia_ref")]
    asks = facts.functions["function"].isin(rule.functions) & facts.functions["camera_row_id"].isin(without)
    return found_functions(facts, _on(facts) & asks.to_numpy())


def review_overdue(facts: Facts, _rule: Rule, rules: RuleSet) -> pd.Series:
    """The day of the next review has passed: the one set, else the last review with the set's interval."""
    due = days_of(facts.cameras, "review_due")
    if rules.review_every_days is not None:
        later = days_of(facts.cameras, "reviewed_on") + np.timedelta64(rules.review_every_days, "D")
        due = np.where(np.isnat(due), later, due)
    return found(facts.cameras, in_use(facts) & (due < np.datetime64(facts.day)), review_due=due)


def review_unknown(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """Neither a last nor a next review is recorded."""
    none = np.isnat(days_of(facts.cameras, "review_due")) & np.isnat(days_of(facts.cameras, "reviewed_on"))
    return found(facts.cameras, in_use(facts) & none)


def functions_unknown(facts: Facts, rule: Rule, _rules: RuleSet) -> pd.Series:
    """Nobody says whether the camera has these functions; that is not *no*."""
    asked = facts.functions["function"].isin(rule.functions) & facts.functions["state"].eq("unknown")
    return found_functions(facts, of_cameras_in_use(facts) & asked.to_numpy())


def function_in_use(facts: Facts, rule: Rule, _rules: RuleSet) -> pd.Series:
    """Functions that look closer than filming are on: nothing is wrong, and it is told."""
    return found_functions(facts, _on(facts) & facts.functions["function"].isin(rule.functions).to_numpy())


def _on(facts: Facts) -> Bools:
    return np.asarray(of_cameras_in_use(facts) & facts.functions["state"].eq("on").to_numpy(), dtype=np.bool_)


def _used(facts: Facts) -> Bools:
    """Functions that are on; of a camera that films, recording and live view also when nobody says that they are."""
    filming = facts.functions["function"].isin(FILMING) & facts.functions["state"].eq("unknown")
    return _on(facts) | (of_cameras_in_use(facts) & filming.to_numpy())


def _told(facts: Facts, name: str) -> Bools:
    return np.asarray(~missing(facts.functions, name) & facts.functions[name].ne("unknown").to_numpy(), dtype=np.bool_)


def _unfiled(facts: Facts) -> Bools:
    """Neither a number nor a day of a filing."""
    return missing(facts.cameras, "filing_no") & np.isnat(days_of(facts.cameras, "filed_on"))


def _filing_due(facts: Facts, rules: RuleSet) -> np.ndarray:
    """The last day to file, NaT where the first day of use is unknown or the set asks for none."""
    since = days_of(facts.cameras, "in_service_since")
    if rules.filing is None:
        return np.full(len(since), np.datetime64("NaT"))
    due = since + np.timedelta64(rules.filing.days, "D")
    older = since < np.datetime64(rules.filing.older_before)
    return np.where(older, np.datetime64(rules.filing.older_until), due)
