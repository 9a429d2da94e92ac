"""Checks of what a camera is for: its purposes, its purpose areas, its masks, the place it hangs in, whether it should still hang."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from gridmap.register.rules.facts import (
    Bools,
    Facts,
    any_of,
    days_of,
    found,
    found_functions,
    hangs,
    in_use,
    numbers,
    of_cameras_in_use,
)
from gridmap.register.rules.rule_set import Rule, RuleSet

PUBLIC_SAFETY = frozenset({"public_order", "crime_prevention", "transport_safety", "crowd_safety"})
FAR_M = 500.0  # DOMAIN-register 6.7
LEFT_STANDING_DAYS = 365  # of this register: a year out of service
LARGEST_M2: Mapping[str, float] = MappingProxyType(
    {
        "access_control": 2_000.0,
        "parking": 10_000.0,
        "property_protection": 10_000.0,
        "traffic_enforcement": 10_000.0,
        "works_site": 20_000.0,
    }
)
"""Ground per camera that a purpose needs at most. Of this register, not of a law: a gate, a car park of 400 bays, a plot, the arms of
a junction, a site. Purposes that are not listed have `OTHER_LARGEST_M2`, a street of 500 m with its pavements."""
OTHER_LARGEST_M2 = 20_000.0


def purpose_unspecified(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """No purpose is told, or one of those told is none of the closed list."""
    purpose = facts.cameras["purpose"]
    none = purpose.map(len).eq(0).to_numpy()
    return found(facts.cameras, in_use(facts) & (none | any_of(purpose, ["unspecified"])))


def function_purpose(facts: Facts, rule: Rule, _rules: RuleSet) -> pd.Series:
    """Such a function is on although no purpose of the camera is one of public safety."""
    other = facts.cameras.index[~any_of(facts.cameras["purpose"], PUBLIC_SAFETY)]
    rows = facts.functions["function"].isin(rule.functions) & facts.functions["camera_row_id"].isin(other)
    return found_functions(facts, of_cameras_in_use(facts) & (rows & facts.functions["state"].eq("on")).to_numpy())


def forbidden_interior(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """It hangs where none may: toilets, changing rooms, dormitories; out of service too."""
    return found(facts.cameras, hangs(facts) & facts.cameras["place_kind"].eq("forbidden_interior").to_numpy())


def area_missing(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """No purpose area of the day names this camera that films outdoors."""
    outdoors = facts.cameras["environment"].ne("indoor").to_numpy()
    return found(facts.cameras, in_use(facts) & outdoors & ~facts.cameras.index.isin(facts.zones["camera_row_id"]))


def area_unapproved(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """A purpose area of its cites no approval."""
    return _of_zones(facts, facts.zones["approval"].isna().to_numpy(), [])


def area_without_class(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """A purpose area of its names no density class, so that nobody can say how well it is served."""
    return _of_zones(facts, facts.zones["px_per_m"].isna().to_numpy(), [])


def area_too_large(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """A purpose area of its is larger, per camera that it names, than its purpose needs."""
    largest = (
        facts.zones["purpose"].map(lambda purpose: LARGEST_M2.get(purpose, OTHER_LARGEST_M2)).to_numpy(dtype=np.float64)
    )
    too_large = numbers(facts.zones, "area_m2") > largest * np.maximum(numbers(facts.zones, "cameras"), 1.0)
    return _of_zones(facts, too_large, ["area_m2", "cameras"])


def area_far(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """A purpose area of its begins more than 500 m away."""
    return _of_zones(facts, numbers(facts.zones, "away_m") > FAR_M, ["away_m"])


def mask_empty(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """A mask is declared that covers nothing."""
    declared = facts.masks.loc[facts.masks["is_empty"], "camera_row_id"]
    return found(facts.cameras, in_use(facts) & facts.cameras.index.isin(declared))


def left_standing(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """Out of service for more than a year and not taken down."""
    since = days_of(facts.cameras, "out_of_service_since")
    long_ago = since + np.timedelta64(LEFT_STANDING_DAYS, "D") < np.datetime64(facts.day)
    return found(facts.cameras, _out_of_service(facts) & long_ago, out_of_service_since=since)


def left_standing_unclear(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """Out of service, not taken down, and nobody says since when."""
    return found(facts.cameras, _out_of_service(facts) & np.isnat(days_of(facts.cameras, "out_of_service_since")))


def _out_of_service(facts: Facts) -> Bools:
    return np.asarray(facts.cameras["status"].eq("out_of_service").to_numpy() & ~in_use(facts), dtype=np.bool_)


def _of_zones(facts: Facts, where: Bools, told: list[str]) -> pd.Series:
    """One finding a camera: the first of its purpose areas, by id, of which it holds."""
    zones = facts.zones[where].sort_values(["camera_row_id", "purpose_area_id"]).drop_duplicates("camera_row_id")
    zones = zones.set_index("camera_row_id").reindex(facts.cameras.index)
    chosen = in_use(facts) & zones["purpose_area_id"].notna().to_numpy()
    columns = {name: np.round(numbers(zones, name)) for name in told}
    return found(facts.cameras, chosen, purpose_area=zones["purpose_area_id"], **columns)
