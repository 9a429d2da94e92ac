"""The closed table of incident categories, the labels that are refused, and the terms that name conduct.

A category names a thing to mend or a hazard of nature or of works, never what somebody did. There is no class "other".
The three tables are files of this package (`data/`): 12 classes with 100 categories, the refused labels with their
reasons, and plain words for conduct in the languages of the shipped mappings. Nothing else may extend them.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType


class Reason(StrEnum):
    """Why a row is not ours (DOMAIN-service 2); rows are counted by it and never stored."""

    PERSON_CONDUCT = "PERSON_CONDUCT"
    PERSON_PRESENCE = "PERSON_PRESENCE"
    PROXY_OF_PERSON = "PROXY_OF_PERSON"
    VEHICLE_OF_PERSON = "VEHICLE_OF_PERSON"
    TRADE_CONDUCT = "TRADE_CONDUCT"
    PRIVATE_PREMISES = "PRIVATE_PREMISES"
    LAND_USE = "LAND_USE"
    CRIME_OR_ORDER = "CRIME_OR_ORDER"
    DISPUTE_PETITION_BELIEF = "DISPUTE_PETITION_BELIEF"
    SPEECH_CONTENT = "SPEECH_CONTENT"
    SURVEILLANCE_ASSET = "SURVEILLANCE_ASSET"
    NOT_A_FAULT = "NOT_A_FAULT"
    STAFF_COMPLAINT = "STAFF_COMPLAINT"
    EMERGENCY = "EMERGENCY"
    UNMAPPED = "UNMAPPED"


# labels refused for these reasons, and their plain words, may be named by no mapping (DOMAIN-service 2)
CONDUCT_REASONS = frozenset(
    {
        Reason.PERSON_CONDUCT,
        Reason.PERSON_PRESENCE,
        Reason.PROXY_OF_PERSON,
        Reason.VEHICLE_OF_PERSON,
        Reason.TRADE_CONDUCT,
        Reason.CRIME_OR_ORDER,
        Reason.DISPUTE_PETITION_BELIEF,
        Reason.SPEECH_CONTENT,
    }
)
_WORD = re.compile(r"[^\W_]+")
SEVERITIES = ("low", "normal", "high", "critical")
LOCATION_KINDS = ("asset", "segment", "junction", "area")


@dataclass(frozen=True, slots=True)
class Alias:
    """What a city calls it. city: NYC CHI SF BOS BAL ZRH AMS; is_recalled: from memory, not read in a source."""

    city: str
    label: str
    is_recalled: bool


@dataclass(frozen=True, slots=True)
class Category:
    """One row of the closed table.

    code: `CLASS-NAME`. due_hours: natural hours, or hours of an 8-hour work day where `calendar` is "work"; for
    critical rows the due time means made safe. gbt30428, gbt47678_5: codes of the Chinese lists, ranges spelt out.
    """

    code: str
    class_code: str
    class_en: str
    class_zh: str
    name_en: str
    name_zh: str
    location_kind: str
    severity: str
    due_hours: float
    calendar: str
    gbt30428: tuple[str, ...]
    gbt47678_5: tuple[str, ...]
    aliases: tuple[Alias, ...]
    due_source: str
    valid_from: date
    valid_to: date | None

    def is_valid(self, on: date) -> bool:
        """Whether the row stands on that day; the last day is outside."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class RefusedLabel:
    """A label that a source uses and that we refuse."""

    source: str
    label: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class ConductTerm:
    """A word for conduct. is_part: found inside longer words too (Chinese, Dutch and German compounds)."""

    term: str
    language: str
    is_part: bool
    reason: Reason


@cache
def categories() -> Mapping[str, Category]:
    """The closed table, code → row, in the order of the file."""
    return MappingProxyType({row["code"]: _category(row) for row in package_rows("categories.csv")})


@cache
def category_codes() -> tuple[str, ...]:
    """All codes, in the order of the table."""
    return tuple(categories())


@cache
def refused_labels() -> tuple[RefusedLabel, ...]:
    """The labels that are refused, with source and reason; a trailing `?` (recalled) is cut."""
    return tuple(
        RefusedLabel(row["source"], row["label"].rstrip("?"), Reason(row["reason"]))
        for row in package_rows("categories_refused.csv")
    )


@cache
def conduct_terms() -> tuple[ConductTerm, ...]:
    """Plain words for conduct, in English, Chinese, Dutch and German."""
    return tuple(
        ConductTerm(row["term"], row["language"], row["match"] == "part", Reason(row["reason"]))
        for row in package_rows("conduct_terms.csv")
    )


def plain_label(label: str) -> str:
    """A label as it is compared: NFKC, case folded, letters and digits only."""
    return "".join(c for c in unicodedata.normalize("NFKC", label).casefold() if c.isalnum())


def refusal_reason(source: str, label: str) -> Reason | None:
    """The reason for which this source's label is on the refused list; None when it is not on it."""
    return _refused_by_source().get((source.casefold(), plain_label(label)))


def conduct_reason(label: str) -> Reason | None:
    """Why no mapping may name this label: it is a refused conduct label, or it has a plain word for conduct in it.

    Refused labels count whole, whichever source they come from; plain words as words, or inside compounds.
    """
    whole = _conduct_labels().get(plain_label(label))
    if whole is not None:
        return whole
    folded = unicodedata.normalize("NFKC", label).casefold()
    words = " " + " ".join(_WORD.findall(folded)) + " "
    for term in conduct_terms():
        if term.term in folded if term.is_part else f" {term.term} " in words:
            return term.reason
    return None


@cache
def _refused_by_source() -> Mapping[tuple[str, str], Reason]:
    return {(row.source.casefold(), form): row.reason for row in refused_labels() for form in _forms(row.label)}


@cache
def _conduct_labels() -> Mapping[str, Reason]:
    return {
        form: row.reason for row in refused_labels() if row.reason in CONDUCT_REASONS for form in _forms(row.label)[:2]
    }


def _forms(label: str) -> tuple[str, ...]:
    """`06007 沿街晾挂` is known with its code, without it, and by the code alone."""
    numbered = re.fullmatch(r"(\d{5}) (.+)", label)
    if numbered is None:
        return (plain_label(label),)
    return plain_label(label), plain_label(numbered[2]), numbered[1]


def _category(row: Mapping[str, str]) -> Category:
    return Category(
        code=row["code"],
        class_code=row["code"].partition("-")[0],
        class_en=row["class_en"],
        class_zh=row["class_zh"],
        name_en=row["name_en"],
        name_zh=row["name_zh"],
        location_kind=row["location_kind"],
        severity=row["severity"],
        due_hours=float(row["due_hours"]),
        calendar=row["calendar"],
        gbt30428=tuple(filter(None, row["gbt30428"].split(";"))),
        gbt47678_5=tuple(code for part in row["gbt47678_5"].split(";") if part for code in _spelt_out(part)),
        aliases=tuple(_alias(part) for part in row["open311_aliases"].split("|") if part),
        due_source=row["due_source"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    )


def _spelt_out(part: str) -> list[str]:
    """`01005-01012` is eight codes."""
    first, _, last = part.partition("-")
    return [f"{number:05d}" for number in range(int(first), int(last or first) + 1)]


def _alias(part: str) -> Alias:
    city, _, label = part.partition(":")
    return Alias(city, label.rstrip("?"), label.endswith("?"))


def package_rows(*path: str) -> list[dict[str, str]]:
    """The lines of a CSV file of this package's `data` folder, as text."""
    text = files("gridmap.service.rules").joinpath("data", *path).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
