"""The rule sets: jurisdictions, instruments with edition and date, clauses, limits. Data; nothing here computes.

Sources and what is verified in them: DOMAIN-register 1b, of 2026-11. Art. numbers of Decree 799 but 14 are recalled, their content is
verified. Sets without regimes are only used when they are named (`--rules fr`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from gridmap.errors import BadValue, Severity
from gridmap.register.rules.facts import FILMING
from gridmap.register.rules.rule_set import Filing, Instrument, Known, Retention, Rule, RuleSet

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
_V, _R, _O = Known.VERIFIED, Known.RECALLED, Known.OWN

BIOMETRIC = ("face_recognition", "other_biometric")
INTRUSIVE = (*BIOMETRIC, "number_plates", "behaviour_analysis", "audio")

_REGISTER = Instrument("This register", "1", None, _O)
_DECREE_799 = Instrument("State Council Decree 799", "2025", date(2025, 4, 1), _V)
_PIPL = Instrument("Personal Information Protection Law", "2021", date(2021, 11, 1), _R)
_FACE = Instrument("Face-recognition measures", "2025", date(2025, 6, 1), _V)
_GDPR = Instrument("GDPR (EU) 2016/679", "2016", date(2018, 5, 25), _R)
_EDPB = Instrument("EDPB Guidelines 3/2019", "2.0", date(2020, 1, 29), _R)
_LED = Instrument("Directive (EU) 2016/680", "2016", date(2018, 5, 6), _R)
_AI_ACT = Instrument("AI Act (EU) 2024/1689", "2024", date(2025, 2, 2), _V)
_UK_CODE = Instrument("UK Surveillance Camera Code", "2013, amended 11/2021", date(2022, 1, 12), _R)
_AMSTERDAM = Instrument("Amsterdam sensor register", "2021", date(2021, 12, 1), _V)
_FRANCE = Instrument("Code de la sécurité intérieure", "video protection", None, _R)
_LUXEMBOURG = Instrument("CNPD guidance on video surveillance", "Luxembourg", None, _R)

_ART_9 = frozenset({"cn_799_9"})  # Art. 9 sites are exempt from 11, 14, 15, 16(2) and 17 [V secondary]

CN = RuleSet(
    "cn",
    "China: Decree 799, PIPL, face-recognition measures",
    "China",
    regimes=frozenset({"cn"}),
    retention=Retention(min_days=30, justify_above_days=30),
    filing=Filing(days=30, older_before=date(2025, 4, 1), older_until=date(2025, 7, 1)),
    rules=(
        Rule("basis-none", _ERROR, _DECREE_799, "Arts 7, 9", _V),
        Rule("basis-unknown", _WARNING, _DECREE_799, "Arts 7, 9", _V),
        Rule("filing-missing", _ERROR, _DECREE_799, "Art. 14", _V, spares_bases=_ART_9),
        Rule("filing-late", _WARNING, _DECREE_799, "Art. 14", _V, spares_bases=_ART_9),
        Rule("filing-unclear", _WARNING, _DECREE_799, "Art. 14", _V, spares_bases=_ART_9),
        Rule("sign-none", _ERROR, _DECREE_799, "Art. 13", _R),
        Rule("sign-unknown", _WARNING, _PIPL, "Art. 26", _V),
        Rule("purpose-unspecified", _ERROR, _PIPL, "Art. 26", _V),
        Rule("operator-unknown", _ERROR, _DECREE_799, "Art. 14", _V),
        Rule("retention-under", _ERROR, _DECREE_799, "Art. 17", _R, spares_bases=_ART_9),
        Rule("retention-reason", _WARNING, _DECREE_799, "Art. 17", _R, spares_bases=_ART_9),
        Rule("retention-unknown", _WARNING, _DECREE_799, "Art. 17", _R, spares_bases=_ART_9),
        Rule("forbidden-interior", _ERROR, _DECREE_799, "Art. 8", _R),
        Rule("function-purpose", _ERROR, _FACE, "public places only where public safety needs it", _V, BIOMETRIC),
        Rule("authorisation-missing", _ERROR, _FACE, "Art. 13", _R, BIOMETRIC),
        Rule("authorisation-expired", _ERROR, _FACE, "Art. 13", _R, BIOMETRIC),
        Rule("dpia-missing", _ERROR, _PIPL, "Art. 55", _R, BIOMETRIC),
    ),
)

GDPR = RuleSet(
    "gdpr",
    "EU: GDPR with EDPB Guidelines 3/2019",
    "European Union",
    regimes=frozenset({"gdpr"}),
    retention=Retention(justify_above_days=3),  # 72 h
    rules=(
        Rule("basis-none", _ERROR, _GDPR, "Art. 6", _V),
        Rule("basis-unknown", _WARNING, _GDPR, "Art. 6", _V),
        Rule("operator-unknown", _ERROR, _GDPR, "Art. 13", _V),
        Rule("contact-missing", _WARNING, _GDPR, "Art. 13", _V),
        Rule("sign-none", _ERROR, _EDPB, "§§110–111", _V),
        Rule("sign-unknown", _WARNING, _EDPB, "§§110–111", _V),
        Rule("purpose-unspecified", _ERROR, _EDPB, "purposes in writing for every camera", _V),
        Rule("retention-reason", _WARNING, _EDPB, "§121", _V),
        Rule("retention-unknown", _WARNING, _EDPB, "§121", _V),
        Rule("dpia-missing", _ERROR, _GDPR, "Art. 35(3)(c)", _V, INTRUSIVE),
    ),
)

LED = RuleSet(
    "led",
    "EU: Law Enforcement Directive with the AI Act",
    "European Union",
    regimes=frozenset({"led"}),
    rules=(
        Rule("basis-none", _ERROR, _LED, "Art. 8", _R),
        Rule("basis-unknown", _WARNING, _LED, "Art. 8", _R),
        Rule("authorisation-missing", _ERROR, _AI_ACT, "Arts 5(1)(h), 26(10)", _V, BIOMETRIC),
        Rule("authorisation-expired", _ERROR, _AI_ACT, "Arts 5(1)(h), 26(10)", _V, BIOMETRIC),
        Rule("dpia-missing", _ERROR, _LED, "Art. 27", _R, INTRUSIVE),
    ),
)

UK = RuleSet(
    "uk",
    "UK: Surveillance Camera Code",
    "United Kingdom",
    regimes=frozenset({"uk"}),
    review_every_days=365,  # councils review yearly [V westlancs.gov.uk]
    spares_operator_kinds=frozenset({"private"}),  # due regard by councils and police, PoFA 2012 s. 33
    rules=(
        Rule("purpose-unspecified", _ERROR, _UK_CODE, "principle 1", _V),
        Rule("review-overdue", _ERROR, _UK_CODE, "principle 2", _V),
        Rule("review-unknown", _WARNING, _UK_CODE, "principle 2", _V),
        Rule("sign-none", _ERROR, _UK_CODE, "principle 3", _V),
        Rule("sign-unknown", _WARNING, _UK_CODE, "principle 3", _V),
        Rule("contact-missing", _WARNING, _UK_CODE, "principle 3", _V),
        Rule("operator-unknown", _ERROR, _UK_CODE, "principle 4", _V),
        Rule("retention-unknown", _WARNING, _UK_CODE, "principle 6", _V),
    ),
)

AMSTERDAM = RuleSet(
    "amsterdam",
    "Amsterdam: duty to report sensors",
    "Amsterdam",
    filing=Filing(
        days=5, older_before=date(2021, 12, 1), older_until=date(2022, 6, 1)
    ),  # sources differ: 5 days, or before
    spares_purposes=frozenset({"public_order", "crime_prevention"}),
    spares_persons=True,
    rules=(
        Rule("filing-missing", _ERROR, _AMSTERDAM, "duty to report", _V),
        Rule("filing-late", _WARNING, _AMSTERDAM, "duty to report", _V),
        Rule("filing-unclear", _WARNING, _AMSTERDAM, "duty to report", _V),
        Rule("operator-unknown", _ERROR, _AMSTERDAM, "field: owner", _V),
        Rule("contact-missing", _WARNING, _AMSTERDAM, "field: owner", _V),
        Rule("purpose-unspecified", _ERROR, _AMSTERDAM, "field: goal", _V),
        Rule("basis-none", _ERROR, _AMSTERDAM, "field: legal ground", _V),
        Rule("basis-unknown", _WARNING, _AMSTERDAM, "field: legal ground", _V),
    ),
)

FRANCE = RuleSet(
    "fr",
    "France: the prefect's authorisation",
    "France",
    retention=Retention(max_days=31),  # one month
    rules=(
        Rule("authorisation-missing", _ERROR, _FRANCE, "prefect's authorisation, 5 years", _V, FILMING),
        Rule("authorisation-expired", _ERROR, _FRANCE, "prefect's authorisation, 5 years", _V, FILMING),
        Rule("retention-over", _ERROR, _FRANCE, "images at most one month", _V),
        Rule("retention-unknown", _WARNING, _FRANCE, "images at most one month", _V),
    ),
)

LUXEMBOURG = RuleSet(
    "lu",
    "Luxembourg: retention by the CNPD",
    "Luxembourg",
    retention=Retention(max_days=30, justify_above_days=8),
    rules=(
        Rule("retention-over", _ERROR, _LUXEMBOURG, "exceptionally 30 days", _V),
        Rule("retention-reason", _WARNING, _LUXEMBOURG, "8 days", _V),
        Rule("retention-unknown", _WARNING, _LUXEMBOURG, "8 days", _V),
    ),
)


def _own(check: str, severity: Severity, functions: tuple[str, ...] = ()) -> Rule:
    return Rule(check, severity, _REGISTER, "", _O, functions)


OWN = RuleSet(
    "own",
    "Own: what any register must tell, and what cannot be",
    "anywhere",
    rules=(
        # documentation; where a legal set asks the same, that one speaks
        _own("regime-unknown", _WARNING),
        _own("regime-without-rules", _NOTE),
        _own("basis-none", _ERROR),
        _own("basis-unknown", _WARNING),
        _own("operator-unknown", _ERROR),
        _own("purpose-unspecified", _WARNING),
        _own("sign-none", _WARNING),
        _own("sign-unknown", _WARNING),
        _own("retention-unknown", _WARNING),
        _own("retention-contradicted", _WARNING),
        _own("review-overdue", _WARNING),
        _own("functions-unknown", _WARNING, INTRUSIVE),
        _own("function-in-use", _NOTE, INTRUSIVE),
        _own("forbidden-interior", _ERROR),
        _own("left-standing", _WARNING),
        _own("left-standing-unclear", _WARNING),
        _own("area-missing", _WARNING),
        _own("area-unapproved", _ERROR),
        _own("area-without-class", _WARNING),
        _own("area-too-large", _WARNING),
        _own("area-far", _WARNING),
        _own("mask-empty", _ERROR),
        # plausibility
        _own("at-zero", _ERROR),
        _own("swapped", _ERROR),
        _own("other-datum", _WARNING),
        _own("outside-areas", _WARNING),
        _own("outside-operators-area", _WARNING),
        _own("on-centroid", _WARNING),
        _own("on-default-point", _WARNING),
        _own("in-water", _WARNING),
        _own("heading-missing", _WARNING),
        _own("optics-unusable", _WARNING),
        _own("sees-only-sky", _ERROR),
        _own("below-target", _WARNING),
        _own("duplicate", _WARNING),
        _own("verification-stale", _WARNING),
        _own("verification-unknown", _NOTE),
        _own("dates-reversed", _WARNING),
        _own("dates-sentinel", _WARNING),
        _own("status-contradicted", _WARNING),
        _own("person-like", _ERROR),
    ),
)

OF_VIEWS = RuleSet(
    "own",
    "Own, of what views reach",
    "anywhere",
    rules=(
        Rule("dwelling-in-view", _WARNING, _EDPB, "§§24–27; own threshold", _V),
        _own("sensitive-place-in-view", _WARNING),
        _own("purpose-area-beyond-views", _WARNING),
        Rule("mask-outside-view", _WARNING, _EDPB, "§27", _R),
        Rule("mask-does-not-follow", _WARNING, _EDPB, "§27", _R),
        _own("eye-deep-in-building", _WARNING),
        _own("eye-faces-building", _WARNING),
    ),
)
"""Of the run of proportion, which has views: they stand beside those of the records, and no record tells them."""

RULE_SETS: Mapping[str, RuleSet] = MappingProxyType(
    {s.name: s for s in (CN, GDPR, LED, UK, AMSTERDAM, FRANCE, LUXEMBOURG, OWN)}
)
"""By name, as `--rules` takes them; own last, because it asks only what no other asked."""


def sets_named(names: tuple[str, ...]) -> tuple[RuleSet, ...]:
    """The sets of those names, each once and in the order of the table. Raises BadValue for a name that is none."""
    unknown = [name for name in names if name not in RULE_SETS]
    if unknown:
        raise BadValue(f"There is no rule set {unknown[0][:40]!r}; there are {', '.join(RULE_SETS)}.")
    return tuple(rules for name, rules in RULE_SETS.items() if name in names)
