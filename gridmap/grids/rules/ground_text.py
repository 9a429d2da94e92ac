"""The texts of the ground: names, classes, levels, codes and ids of areas, grids, streets, addresses and water.

Streets and places are called after people, and those names stay; somebody's home, a form of address with a name, a
mailbox, a telephone or a way to the pictures does not. A name is left out with a warning, an id refuses its row.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.person import has_person_marks, names_home, names_someone
from gridmap.grids.rules.record_id import Problem, find_problems, id_issues, id_problem, place_problem
from gridmap.grids.rules.video_address import leads_to_pictures

_MOBILE_DIGITS = 11
_PERSON = "looks like a person's; it is not stored."
_ADDRESS = "holds an address, credentials or a device code of a video platform or a network; it is not stored."


def public_names(texts: pd.Series, *, name: str) -> tuple[pd.Series, list[Issue]]:
    """Names and words for places without those of persons and ways to the pictures; a warning for each."""
    return _without(texts, name, lambda text: has_person_marks(text) or names_someone(text))


def public_street_names(texts: pd.Series, *, name: str) -> tuple[pd.Series, list[Issue]]:
    """The same for streets, which forms of address are in the names of: `Dr Carl Close`."""
    return _without(texts, name, lambda text: has_person_marks(text) or names_home(text))


def refused_codes(codes: pd.Series, *, name: str) -> list[Issue]:
    """The issues of codes of areas and grids, which may be names of places: `Charles Village`."""
    return id_issues(find_problems(codes, _but_for_numbers(place_problem)), lines=codes.index, name=name)


def refused_ground_ids(ids: pd.Series, *, name: str) -> list[Issue]:
    """The issues of ids of segments, addresses and water."""
    return id_issues(find_problems(ids, _but_for_numbers(id_problem)), lines=ids.index, name=name)


def _but_for_numbers(problem_of: Callable[[str], Problem | None]) -> Callable[[str], Problem | None]:
    """Eleven digits alone are a number of the register's own: a node of OpenStreetMap, a census tract of Illinois."""
    return lambda text: None if len(text) == _MOBILE_DIGITS and text.isdecimal() else problem_of(text)


def _without(texts: pd.Series, name: str, is_person: Callable[[str], bool]) -> tuple[pd.Series, list[Issue]]:
    codes: dict[str, str] = {}
    for text in texts.dropna().unique():
        if leads_to_pictures(text):
            codes[text] = "address-not-stored"
        elif is_person(text):
            codes[text] = "person-not-stored"
    if not codes:
        return texts, []
    left_out = texts.isin(list(codes))
    issues = [
        Issue(int(str(line)), name, codes[text], _message(name, codes[text]), Severity.WARNING)
        for line, text in texts[left_out].items()
    ]
    return texts.mask(left_out), issues


def _message(name: str, code: str) -> str:
    return f"{name} {_PERSON if code == 'person-not-stored' else _ADDRESS}"
