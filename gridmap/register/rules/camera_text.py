"""The texts of a camera: names, references, organisations, contact. Nobody and no way to the pictures enters by them.

What looks like a person, or like an address of a stream or a device, is not stored; a warning says which field, and
does not repeat the value. The camera stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.person import NATURAL_PERSON, has_person_marks, looks_like_person, names_someone
from gridmap.grids.rules.record_id import id_problem
from gridmap.grids.rules.video_address import leads_to_pictures
from gridmap.register.rules.column import each, holds, text_column
from gridmap.register.rules.contact import is_public_contact
from gridmap.register.rules.vocabulary import OperatorKind

TEXTS = ("name", "programme", "authorisation_no", "authorisation_by", "filing_no", "retention_reason", "dpia_ref",
         "basis_ref")  # fmt: skip
REFERENCES = frozenset(["authorisation_no", "filing_no", "dpia_ref", "basis_ref"])
"""Fields that cite a document, so that a link to it may stand in them."""
ORGANISATIONS = ("operator", "processor", "authorisation_by")

_LONGEST = 200
_READ = 2 * _LONGEST
_REFERENCE = re.compile(r"\d|§|第.+条|\b(?:art|section|act|code|decree)", re.IGNORECASE)
_NOT_OF_PERSONS = ("operator", "name", "contact")
_ORGANISATION_NEEDED = "looks like a person's; it is not stored. An organisation's is needed."
_ADDRESS = "holds an address, credentials or a device code of a video platform or a network; it is not stored."
_HOME = "is that of a natural person's camera; it is not stored."


def read_texts(frame: pd.DataFrame, made: pd.DataFrame, names: pd.Series, issues: list[Issue]) -> None:
    """Short texts, organisations, contact and legal reference, in place; reads operator_kind of `made` and sets it.

    frame: raw columns. names: what to call each camera in a message. Texts are cut at 200 characters.
    """
    whole = {name: text_column(frame, name) for name in (*TEXTS, *ORGANISATIONS, "contact", "housing_id")}
    for name, given in whole.items():
        issues += _cut(given, name, names)
        text = each(given, lambda value: value[:_READ])  # what the cut goes through is seen whole
        made[name] = each(text, lambda value: value[:_LONGEST])
        links = name == "contact" or name in REFERENCES
        leads = holds(text, _leads_allowing_links if links else leads_to_pictures)
        _withhold(made, name, leads, names, issues, code="address-not-stored", why=_ADDRESS)
        if name in TEXTS:
            people = made[name].notna() & holds(text, _is_personal)
            _withhold(made, name, people, names, issues, code="person-not-stored", why=_ORGANISATION_NEEDED)
    is_person = _withhold_if(made, "housing_id", lambda text: id_problem(text) == "person", names, issues)
    for name in ORGANISATIONS:
        is_person = _withhold_if(made, name, looks_like_person, names, issues)
        if name == "operator":
            _count_natural_persons(made, is_person)
        elif name == "processor":
            made.loc[is_person, name] = NATURAL_PERSON
    _withhold_if(made, "contact", lambda text: not is_public_contact(text), names, issues)
    _without_persons(made, names, issues)
    made["basis_ref"] = made["basis_ref"].where(holds(made["basis_ref"], lambda t: bool(_REFERENCE.search(t))), None)


def _cut(text: pd.Series, name: str, names: pd.Series) -> list[Issue]:
    """A warning for each value that is longer than what is kept."""
    return [
        Issue(
            int(str(line)),
            name,
            "text-cut",
            f"{names.at[line]}: its {name} has {len(value):,} characters; the first {_LONGEST} are kept.",
            Severity.WARNING,
        )
        for line, value in text[holds(text, lambda value: len(value) > _LONGEST)].items()
    ]


def _count_natural_persons(made: pd.DataFrame, is_person: pd.Series) -> None:
    """A person's camera counts as such; the word of a row that it is a public or mixed body's stands."""
    of_body = made["operator_kind"].isin([OperatorKind.PUBLIC, OperatorKind.MIXED])
    made.loc[is_person & ~of_body, "operator_kind"] = OperatorKind.NATURAL_PERSON.value


def _without_persons(made: pd.DataFrame, names: pd.Series, issues: list[Issue]) -> None:
    """A natural person's camera keeps no name of its own, no operator and no contact, whatever stands in them."""
    theirs = made["operator_kind"].eq(OperatorKind.NATURAL_PERSON)
    for name in _NOT_OF_PERSONS:
        which = theirs & made[name].notna()
        _withhold(made, name, which, names, issues, code="person-not-stored", why=_HOME)
    made.loc[theirs, "operator"] = NATURAL_PERSON


def _leads_allowing_links(text: str) -> bool:
    return leads_to_pictures(text, links="allowed")


def _is_personal(text: str) -> bool:
    return has_person_marks(text) or names_someone(text)


def _withhold_if(
    made: pd.DataFrame, name: str, test: Callable[[str], bool], names: pd.Series, issues: list[Issue]
) -> pd.Series:
    """Leave out the values that a test finds to be a person's; returns on which rows."""
    which = holds(made[name], test)
    _withhold(made, name, which, names, issues, code="person-not-stored", why=_ORGANISATION_NEEDED)
    return which


def _withhold(
    made: pd.DataFrame, name: str, which: pd.Series, names: pd.Series, issues: list[Issue], *, code: str, why: str
) -> None:
    made.loc[which, name] = None
    issues += [
        Issue(int(line), name, code, f"{names.at[line]}: its {name} {why}", Severity.WARNING)
        for line in made.index[which]
    ]
