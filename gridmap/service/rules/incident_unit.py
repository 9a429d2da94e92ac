"""The units that an incident names: organisations, never workers.

Where units are loaded, theirs are all the units there are: another word is left out. Where none are, a word stays unless
it looks like a person's. Either way the row stays and the words are counted, not repeated.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.withheld import is_withheld
from gridmap.service.rules.coded import Categorical, categorical, read_words

UNITS = ("unit", "handler_unit", "verifier_unit")


def read_units_of(rows: pd.DataFrame, *, known: frozenset[str]) -> tuple[Mapping[str, Categorical], list[Issue]]:
    """The words of the three columns, missing where they may not be kept, and what is to be said of them.

    known: ids and names of the units that are loaded; empty where none are.
    """
    made, issues = {}, list[Issue]()
    for name in UNITS:
        words = read_words(rows.get(name), rows=len(rows))
        made[name], counts = _kept(words, known)
        issues += [
            Issue(0, name, code, f"{rows:,} rows {why}", Severity.WARNING) for rows, code, why in _told(name, counts)
        ]
    return made, issues


def _kept(words: Categorical, known: frozenset[str]) -> tuple[Categorical, tuple[int, int]]:
    """The words that may stay; and the rows that name a person, and that name no loaded unit."""
    listed = [str(word) for word in words.categories]
    personal = np.array([*[word not in known and is_withheld(word) for word in listed], False])
    other = np.array([*[bool(known) and word not in known for word in listed], False]) & ~personal
    codes = np.asarray(words.codes)
    counts = int(personal[codes].sum()), int(other[codes].sum())
    if not any(counts):
        return words, counts
    kept = [word for word, gone in zip(listed, personal | other, strict=False) if not gone]
    place = {word: number for number, word in enumerate(kept)}
    return categorical(np.array([*[place.get(word, -1) for word in listed], -1])[codes], kept), counts


def _told(name: str, counts: tuple[int, int]) -> list[tuple[int, str, str]]:
    person = f"name a {name} that looks like a person's or holds an address; it was not kept. Units are organisations."
    other = (
        f"name a {name} that is none of the units loaded here; it was not kept. Import it with `gridmap import units`."
    )
    found = [(counts[0], "person-not-stored", person), (counts[1], "unknown-unit", other)]
    return [told for told in found if told[0]]
