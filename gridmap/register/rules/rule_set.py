"""What an audit of cameras checks, as records: rules with their clause, gathered in sets with their limits.

The sets themselves stand in `rule_sets`, the checks that they name in `checks`. A clause that was not read in the text itself or in
a source that quotes it is *recalled*: it is used, and every finding and the guide say so (DOMAIN-register 1b).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gridmap.errors import Severity


class Known(StrEnum):
    """How well a clause, or the day of an instrument, is known. own: nobody's law, a rule of this register."""

    VERIFIED = "verified"
    RECALLED = "recalled"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, code or guideline. since: from when it applies, None where that has no day; dated: how well the day is known."""

    name: str
    edition: str
    since: date | None
    dated: Known


@dataclass(frozen=True, slots=True)
class Rule:
    """One check by one clause.

    check: a code of `finding.CHECKS`. functions: those that the check looks at, () where it looks at the camera.
    spares_bases: cameras that film on one of these legal bases only are not judged by this rule.
    """

    check: str
    severity: Severity
    instrument: Instrument
    clause: str
    known: Known
    functions: tuple[str, ...] = ()
    spares_bases: frozenset[str] = frozenset()

    @property
    def cited(self) -> str:
        """Instrument and clause, as a finding cites them."""
        told = " [recalled]" if self.known is Known.RECALLED else ""
        return f"{self.instrument.name}{', ' if self.clause else ''}{self.clause}{told}"


@dataclass(frozen=True, slots=True)
class Retention:
    """Days that images may or must be kept; None where the set says nothing. Sets collide: China keeps 30 at least."""

    min_days: int | None = None
    max_days: int | None = None
    justify_above_days: int | None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """A camera is filed within `days` of its first use; one in use before `older_before`, by `older_until`."""

    days: int
    older_before: date
    older_until: date


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules of one jurisdiction.

    regimes: legal regimes of a camera's functions that bring this set with them; () for sets that are only named.
    spares_purposes: cameras with no other purpose are not judged; spares_operator_kinds, spares_persons: nor are those of
    such operators, of natural persons. review_every_days: how long a review lasts where no date is set for the next.
    """

    name: str
    title: str
    jurisdiction: str
    rules: tuple[Rule, ...]
    regimes: frozenset[str] = frozenset()
    retention: Retention = Retention()
    filing: Filing | None = None
    review_every_days: int | None = None
    spares_purposes: frozenset[str] = frozenset()
    spares_operator_kinds: frozenset[str] = frozenset()
    spares_persons: bool = False

    def code_of(self, rule: Rule) -> str:
        """`cn.sign-none`: what a finding by this rule is called."""
        return f"{self.name}.{rule.check}"
