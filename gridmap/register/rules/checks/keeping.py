"""Checks of how long images are kept, against the limits of a rule set. Limits collide: what one set asks, another forbids."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gridmap.register.rules.facts import Bools, Facts, found, in_use, missing, numbers
from gridmap.register.rules.rule_set import Rule, RuleSet


def retention_over(facts: Facts, _rule: Rule, rules: RuleSet) -> pd.Series:
    """Kept longer than the set allows."""
    return _beyond(
        facts,
        numbers(facts.cameras, "retention_days") > _limit(rules.retention.max_days, none=np.inf),
        rules.retention.max_days,
    )


def retention_under(facts: Facts, _rule: Rule, rules: RuleSet) -> pd.Series:
    """Recorded, and kept for fewer days than the set asks; 0 days is no recording and no case of this."""
    days = numbers(facts.cameras, "retention_days")
    return _beyond(facts, (days > 0) & (days < _limit(rules.retention.min_days, none=0.0)), rules.retention.min_days)


def retention_reason(facts: Facts, _rule: Rule, rules: RuleSet) -> pd.Series:
    """Kept longer than goes without a reason, not longer than is allowed at all, and no reason is recorded."""
    days, keeping = numbers(facts.cameras, "retention_days"), rules.retention
    asks = (days > _limit(keeping.justify_above_days, none=np.inf)) & ~(days > _limit(keeping.max_days, none=np.inf))
    return _beyond(facts, asks & missing(facts.cameras, "retention_reason"), keeping.justify_above_days)


def retention_unknown(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """How long images are kept, nobody says, of a camera that may record."""
    return found(facts.cameras, _may_record(facts) & np.isnan(numbers(facts.cameras, "retention_days")))


def retention_contradicted(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """It records and keeps nothing, or keeps and does not record."""
    days = numbers(facts.cameras, "retention_days")
    records = facts.cameras.index.isin(_with_recording(facts, ["on"]))
    never = ~facts.cameras.index.isin(_with_recording(facts, ["on", "fitted_off", "unknown"]))
    where = in_use(facts) & ((records & (days == 0)) | (never & (days > 0)))
    return found(facts.cameras, where, retention_days=days, recording=np.where(records, "on", "no"))


def _beyond(facts: Facts, where: Bools, limit: int | None) -> pd.Series:
    days = numbers(facts.cameras, "retention_days")
    return found(facts.cameras, _may_record(facts) & where, retention_days=days, limit_days=limit)


def _limit(days: int | None, *, none: float) -> float:
    return none if days is None else float(days)


def _may_record(facts: Facts) -> Bools:
    return in_use(facts) & facts.cameras.index.isin(_with_recording(facts, ["on", "unknown"]))


def _with_recording(facts: Facts, states: list[str]) -> pd.Series:
    rows = facts.functions["function"].eq("recording") & facts.functions["state"].isin(states)
    return facts.functions.loc[rows, "camera_row_id"]
