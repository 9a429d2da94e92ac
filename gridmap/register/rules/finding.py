"""Findings: what a camera's record lacks, contradicts or shows, each by a rule with its clause. Pure: frames in, a frame out.

A legal set judges the cameras of which a function is under its regime; a function whose regime nobody tells is judged with its
camera, and that nobody tells is a finding itself. The register's own set judges all cameras, and asks what a legal set asks only
of those that no legal set asked. Cameras without any known regime therefore get the own rules alone.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from gridmap.errors import BadValue, Severity
from gridmap.grids.rules.person import NATURAL_PERSON
from gridmap.register.rules.checks import dates, imagers, keeping, papers, places, purposes
from gridmap.register.rules.facts import FILMING, Bools, Facts, ready
from gridmap.register.rules.rule_set import Rule, RuleSet
from gridmap.register.rules.rule_sets import OWN, RULE_SETS

Check = Callable[[Facts, Rule, RuleSet], pd.Series]

CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "regime-unknown": papers.regime_unknown,
        "regime-without-rules": papers.regime_without_rules,
        "basis-none": papers.basis_none,
        "basis-unknown": papers.basis_unknown,
        "authorisation-missing": papers.authorisation_missing,
        "authorisation-expired": papers.authorisation_expired,
        "filing-missing": papers.filing_missing,
        "filing-late": papers.filing_late,
        "filing-unclear": papers.filing_unclear,
        "sign-none": papers.sign_none,
        "sign-unknown": papers.sign_unknown,
        "operator-unknown": papers.operator_unknown,
        "contact-missing": papers.contact_missing,
        "dpia-missing": papers.dpia_missing,
        "review-overdue": papers.review_overdue,
        "review-unknown": papers.review_unknown,
        "functions-unknown": papers.functions_unknown,
        "function-in-use": papers.function_in_use,
        "retention-over": keeping.retention_over,
        "retention-under": keeping.retention_under,
        "retention-reason": keeping.retention_reason,
        "retention-unknown": keeping.retention_unknown,
        "retention-contradicted": keeping.retention_contradicted,
        "purpose-unspecified": purposes.purpose_unspecified,
        "function-purpose": purposes.function_purpose,
        "forbidden-interior": purposes.forbidden_interior,
        "area-missing": purposes.area_missing,
        "area-unapproved": purposes.area_unapproved,
        "area-without-class": purposes.area_without_class,
        "area-too-large": purposes.area_too_large,
        "area-far": purposes.area_far,
        "mask-empty": purposes.mask_empty,
        "left-standing": purposes.left_standing,
        "left-standing-unclear": purposes.left_standing_unclear,
        "at-zero": places.at_zero,
        "swapped": places.swapped,
        "other-datum": places.other_datum,
        "outside-areas": places.outside_areas,
        "outside-operators-area": places.outside_operators_area,
        "on-centroid": places.on_centroid,
        "on-default-point": places.on_default_point,
        "in-water": places.in_water,
        "heading-missing": imagers.heading_missing,
        "optics-unusable": imagers.optics_unusable,
        "sees-only-sky": imagers.sees_only_sky,
        "below-target": imagers.below_target,
        "duplicate": imagers.duplicate,
        "verification-stale": dates.verification_stale,
        "verification-unknown": dates.verification_unknown,
        "dates-reversed": dates.dates_reversed,
        "dates-sentinel": dates.dates_sentinel,
        "status-contradicted": dates.status_contradicted,
        "person-like": dates.person_like,
    }
)

COLUMNS = ("camera_row_id", "rule", "severity", "clause", "detail")
"""Of every frame of findings, wherever it comes from: a camera, `set.check`, a Severity, the clause as cited, a dict."""

DETAIL_KEYS = frozenset(
    {
        "area", "area_m2", "away_m", "cameras", "depth_m", "due", "fields", "filed_on", "fits_as", "functions", "height_m",
        "in_service_since", "lat", "limit_days", "lon", "operators_area", "other", "out_of_service_since", "purpose_area",
        "buildings", "count", "nearest_m", "px_per_m", "views_m2", "wall_m",
        "recording", "retention_days", "review_due", "status", "tilt_deg", "values", "verified_on", "vfov_deg",
    }
)  # fmt: skip
"""The whole list of what a finding may tell: no kind of place, no person, no way to the pictures."""


def find(facts: Facts, *, sets: Sequence[RuleSet] | None = None) -> pd.DataFrame:
    """All findings of the day with `COLUMNS`, by camera, then rule.

    sets: judge every camera by these and no others; without them each camera by the regimes of its functions, and by OWN.
    """
    facts = ready(facts)
    judged: defaultdict[str, set[int]] = defaultdict(set)
    parts = []
    for rules in _in_order(tuple(RULE_SETS.values()) if sets is None else sets):
        part = _judged_by(facts, rules) if sets is None else _not_spared(facts, rules)
        for rule in rules.rules if len(part.cameras) else ():
            seen = _unspared(part, rule, but=judged[rule.check] if rules is OWN else set())
            judged[rule.check] |= set(seen.cameras.index)
            details = CHECKS[rule.check](seen, rule, rules)
            if len(details):
                parts.append(_as_frame(details, rules, rule))
    return together(parts)


def together(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Frames of findings as one, by camera, then rule. Raises BadValue for a severity or a key of a detail that is none."""
    given = [part[list(COLUMNS)] for part in parts if len(part)]
    if not given:
        return pd.DataFrame(columns=list(COLUMNS))
    joined = pd.concat(given, ignore_index=True)
    strange = set().union(*joined["detail"]) - DETAIL_KEYS
    if strange:
        raise BadValue(f"A finding may not tell {', '.join(sorted(strange))}; the list is DETAIL_KEYS.")
    if not joined["severity"].isin(list(Severity)).all():
        raise BadValue(f"A finding is {', '.join(Severity)}, nothing else.")
    return joined.sort_values(["camera_row_id", "rule"], kind="stable", ignore_index=True)


def canonical(detail: Mapping[str, Any]) -> str:
    """A detail as JSON text, the same for the same facts."""
    return json.dumps(detail, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def facts_digest(rule: str, told: str) -> int:
    """A 63-bit digest of what a finding rests on (`canonical`): an answer to it stands as long as this does."""
    return int.from_bytes(hashlib.blake2b(f"{rule}\n{told}".encode(), digest_size=8).digest(), "big") >> 1


def _in_order(sets: Sequence[RuleSet]) -> list[RuleSet]:
    """OWN last."""
    return sorted(sets, key=lambda rules: rules is OWN)


def _judged_by(facts: Facts, rules: RuleSet) -> Facts:
    """What a set judges by the regimes that are told: nothing, of a set that none brings with it."""
    if rules is OWN:
        return facts
    regime = facts.functions["legal_regime"]
    under = regime.isin(rules.regimes).to_numpy()
    cameras = facts.cameras.index.isin(facts.functions.loc[under, "camera_row_id"])
    untold = (regime.isna() | regime.isin(["", "unknown"])).to_numpy()
    return _not_spared(facts.narrowed(cameras, functions=under | untold), rules)


def _not_spared(facts: Facts, rules: RuleSet) -> Facts:
    """Without the cameras that the set does not bind: by purpose, kind of operator, or because a person runs them."""
    cameras = facts.cameras
    spared = cameras["operator_kind"].isin(rules.spares_operator_kinds).to_numpy(copy=True)
    if rules.spares_purposes:
        spared |= np.array(
            [bool(p) and rules.spares_purposes.issuperset(p) for p in cameras["purpose"]], dtype=np.bool_
        )
    if rules.spares_persons:
        spared |= cameras["operator"].eq(NATURAL_PERSON).to_numpy()
    return facts.narrowed(~spared, functions=_all(facts))


def _unspared(facts: Facts, rule: Rule, *, but: set[int]) -> Facts:
    """Without cameras that film on a basis which the rule spares, and those that another set has judged so."""
    gone = facts.cameras.index.isin(list(but))
    if rule.spares_bases:
        basis, filming = facts.functions["legal_basis"], facts.functions["function"].isin(FILMING)
        known = filming & basis.notna() & ~basis.isin(["", "unknown"])
        spared = set(facts.functions.loc[known & basis.isin(rule.spares_bases), "camera_row_id"])
        gone |= facts.cameras.index.isin(
            list(spared - set(facts.functions.loc[known & ~basis.isin(rule.spares_bases), "camera_row_id"]))
        )
    return facts.narrowed(~gone, functions=_all(facts)) if gone.any() else facts


def _all(facts: Facts) -> Bools:
    return np.ones(len(facts.functions), dtype=np.bool_)


def _as_frame(details: pd.Series, rules: RuleSet, rule: Rule) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "camera_row_id": details.index.to_numpy(dtype=np.int64),
            "rule": rules.code_of(rule),
            "severity": rule.severity.value,
            "clause": rule.cited,
            "detail": details.to_numpy(dtype=object),
        }
    )
