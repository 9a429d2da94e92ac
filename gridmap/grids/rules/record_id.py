"""Ids of records as their sources write them: what an id may be, so that none of them is somebody or leads to pictures.

An id is a key, so a bad one cannot be left out: its row is refused, and the issue does not repeat it. Nearly all ids of
millions of rows pass a look at their bytes; the few unusual ones are read one by one.
"""

# numba compiles the looks at bytes here; what it returns has no types that mypy could check
# mypy: disable-error-code="no-untyped-def,untyped-decorator"

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from numba import njit

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.person import has_person_marks, looks_like_person, names_someone
from gridmap.grids.rules.text_bytes import text_bytes
from gridmap.grids.rules.video_address import leads_to_pictures

Flags = npt.NDArray[np.bool_]
Problem = Literal["person", "address", "text"]

CODES: dict[Problem, str] = {"person": "person-in-id", "address": "address-in-id", "text": "no-code"}
_WHY: dict[Problem, str] = {
    "person": "looks like a person's name or holds a number of one",
    "address": "holds an address, credentials or a device code of a video platform",
    "text": "is text and no code (letters, digits, - _ . / : # and brackets; a word without digits only in front)",
}
_LONGEST = 100
_LONGEST_ID = 500  # a longer one is a text, and no index could hold it
_CODE = re.compile(r"[\w\-./:#+=~(){}\[\]（）〔〕【】]+(?: [\w\-./:#+=~(){}\[\]（）〔〕【】]+)*")
_OSM = re.compile(r"(?:osm[-/:]|node[-/:]|way[-/:]|relation[-/:])+\d+", re.IGNORECASE | re.ASCII)
_HEX = re.compile(r"(?=\d*[a-f])[0-9a-f]{16,}", re.IGNORECASE | re.ASCII)
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|\+\d{9,}", re.ASCII)
_IDENTITY_LIKE = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)", re.ASCII)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def id_problem(text: str) -> Problem | None:
    """Why an id may not be stored: it is of a person, or leads to pictures; None where nothing speaks against it.

    OpenStreetMap's ids and long hexadecimal ones are numbers of nobody, whatever digits stand in them. An id of eleven
    digits that reads like a mobile number of China is taken for one, and more than 500 characters are a text.
    """
    if problem := place_problem(text):
        return problem
    words = re.sub(r"[\W_]+", " ", text).strip()
    has_digits = any(c.isdigit() for c in text)
    if not has_digits and any(map(looks_like_person, (text, words, _CAMEL.sub(" ", words)))):
        return "person"
    return None


def place_problem(text: str) -> Problem | None:
    """The same for codes of places, which may be names and then look like those of persons."""
    if _OSM.fullmatch(text) or _HEX.fullmatch(text.replace("-", "").strip("{}")):
        return None
    if len(text) > _LONGEST_ID:
        return "text"
    if leads_to_pictures(text):
        return "address"
    words = re.sub(r"[\W_]+", " ", text).strip()
    if _MOBILE.search(text) or "@" in text or any(map(has_person_marks, _IDENTITY_LIKE.findall(text))):
        return "person"
    if names_someone(text) or (not words.isupper() and names_someone(words)):
        return "person"
    return None


def code_problem(text: str) -> Problem | None:
    """The same for ids that must be codes: `SR 2024-17`, `京〔2024〕1号`, but not `Main St 4`."""
    if problem := id_problem(text):
        return problem
    if len(text) > _LONGEST or not _CODE.fullmatch(text):
        return "text"
    first, *rest = text.split(" ")
    if any(not any(c.isdigit() for c in word) for word in rest):
        return "text"
    if not rest or any(c.isdigit() for c in first):
        return None
    return "text" if any(c.islower() for c in first) else "person" if looks_like_person(first) else None


def find_problems(ids: pd.Series, problem_of: Callable[[str], Problem | None]) -> dict[int, Problem]:
    """By position, the ids that may not be stored; those that are missing are none. `problem_of`: one of the above."""
    data, offsets, missing = text_bytes(ids)
    rows = np.flatnonzero(_is_unusual(data, offsets) & ~missing)
    texts = ids.iloc[rows].astype(object).tolist()
    known = {text: problem_of(text) for text in set(texts)}
    return {int(row): found for row, text in zip(rows, texts, strict=True) if (found := known[text])}


def id_issues(problems: dict[int, Problem], *, lines: pd.Index, name: str) -> list[Issue]:
    """An error for each row whose id may not be stored; it does not repeat the id."""
    return [
        Issue(
            int(lines[row]),
            name,
            CODES[problem],
            f"{name} {_WHY[problem]}; an id of the source's own that says nothing of a person or a device is needed. "
            "The row was not taken, and the id is not repeated.",
            Severity.ERROR,
        )
        for row, problem in problems.items()
    ]


def refused_ids(ids: pd.Series, *, name: str) -> list[Issue]:
    """The issues of a column of ids that need not be codes; index = lines."""
    return id_issues(find_problems(ids, id_problem), lines=ids.index, name=name)


def without_problems(ids: Iterable[str]) -> list[str]:
    """The ids of a list that may be stored."""
    return [text for text in ids if id_problem(text) is None]


@njit(cache=True)
def _is_unusual(data, offsets):
    """Which cells `code_problem` must read: all but short plain codes that hold a digit and no number of note.

    Usual is: 1 to 100 of A-Z a-z 0-9 - _ . / : #; at most one dot, three colons, four hyphens, no :: nor //; no twenty
    digits with hyphens among them; no words of letters beside each other, but all in capitals or all hexadecimal.
    """
    flags = np.zeros(len(offsets) - 1, np.bool_)
    for row in range(flags.size):
        at, end = offsets[row], offsets[row + 1]
        flags[row] = end == at or end - at > _LONGEST or _has_odd_signs(data, at, end) or _has_odd_runs(data, at, end)
    return flags


@njit(cache=True)
def _has_odd_signs(data, at, end):
    dots, colons, hyphens, before = 0, 0, 0, 0
    for i in range(at, end):
        c = data[i]
        if not (48 <= c <= 57 or 65 <= c <= 90 or 97 <= c <= 122 or 45 <= c <= 47 or c in (35, 58, 95)):
            return True
        if c in (47, 58) and c == before:
            return True
        dots += c == 46
        colons += c == 58
        hyphens += c == 45
        before = c
    return dots > 1 or colons > 3 or hyphens > 4


@njit(cache=True)
def _has_odd_runs(data, at, end):
    """Runs of digits, of digits and hyphens, and of letters; a mark behind the last byte ends the last ones."""
    digits, run, loose, words, letters, small, beyond_hex = 0, 0, 0, 0, 0, False, False
    for i in range(at, end + 1):
        c = data[i] if i < end else 46
        if 48 <= c <= 57:
            digits, run, loose = digits + 1, run + 1, loose + 1
        else:
            if run and (_is_number_of_note(data, i - run, run, c) or (loose >= 20 and loose != run)):
                return True
            run, loose = 0, loose if c == 45 else 0
        if 65 <= c <= 90 or 97 <= c <= 122:
            letters += 1
            small |= c >= 97
            beyond_hex |= 70 < c <= 90 or c > 102
        else:
            words, letters = words + (letters >= 2), 0
    return digits == 0 or (words > 1 and small and beyond_hex)


@njit(cache=True)
def _is_number_of_note(data, start, run, after):
    """A run of digits that may be a mobile number (11), an identity card (17 and X, or 18), or a device code (20)."""
    if run == 11:
        return data[start] == 49 and data[start + 1] >= 51
    if run == 18 or (run == 17 and after in (88, 120)):
        century = (data[start + 6] - 48) * 10 + data[start + 7] - 48
        month = (data[start + 10] - 48) * 10 + data[start + 11] - 48
        return 18 <= century <= 20 and 1 <= month <= 12
    if run == 20:
        kind = (data[start + 10] - 48) * 100 + (data[start + 11] - 48) * 10 + data[start + 12] - 48
        return 111 <= kind <= 217
    return False
