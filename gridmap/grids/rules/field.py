"""The fields that a kind of file may bring, and how their columns are recognised and read.

A kind's fields are a positive allow-list: a column that matches none of them is left behind and named
in the report, never read. Header names are compared case-, space-, accent- and width-blind.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from gridmap.errors import BadValue, Issue, Severity

_DECORATION = re.compile(r"\((?:niet verplicht|optional|可选|m|px|deg|°|度|米|天)\)|[*＊:：]")
_NOT_WORD = re.compile(r"[\s_\-./]+")
QUOTED = 60
"""Characters of a value that a message repeats: a cell may hold a million."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind.

    name: ours, as stored. aliases: other headers for it, in any language. required: every row must have it.
    many: several values in one cell, separated by `;` or `|`, stay several. day: it holds dates, whose order of day and
    month is decided for the whole file.
    """

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    many: bool = False
    day: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """Which source column feeds which field, and which columns are left behind."""

    columns: Mapping[str, str]
    left_behind: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """Rows that can be stored and what was wrong with the others.

    frame: one row a record, index = line numbers; geometry: array of shapely geometries on the same rows,
    or None. Refused rows are absent from `frame`. counts: rows not kept by reason (refused categories),
    whose values are never repeated.
    """

    frame: pd.DataFrame
    geometry: np.ndarray | None
    issues: tuple[Issue, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


def plain(header: str) -> str:
    """The header as it is compared: NFKC, no accents, no case, no separators, no units."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", header)).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c))
    return _NOT_WORD.sub("", _DECORATION.sub("", text))


def match_headers(
    headers: Sequence[str],
    fields: Sequence[Field],
    *,
    given: Mapping[str, str] | None = None,
) -> Match:
    """Match the source's headers to fields; `given` (field → column) overrides what is found.

    Raises BadValue when `given` names an unknown field or a column that the file lacks.
    """
    given = dict(given or {})
    names = {f.name for f in fields}
    for name, column in given.items():
        if name not in names:
            raise BadValue(f"--map names the field {name!r}; this kind has {', '.join(sorted(names))}.")
        if column not in headers:
            raise BadValue(f"--map names the column {column!r}; the file has {', '.join(headers)}.")
    taken = set(given.values())
    by_plain: dict[str, str] = {}
    for header in headers:
        by_plain.setdefault(plain(header), header)
    columns = dict(given)
    for f in fields:
        if f.name in columns:
            continue
        for word in (f.name, *f.aliases):
            found = by_plain.get(plain(word))
            if found is not None and found not in taken:
                columns[f.name] = found
                taken.add(found)
                break
    return Match(
        columns=columns,
        left_behind=tuple(h for h in headers if h not in taken),
        missing=tuple(f.name for f in fields if f.required and f.name not in columns),
    )


def quoted(value: object) -> str:
    """A value as a message repeats it: in quotes, and no more than its beginning."""
    text = str(value)
    return repr(text if len(text) <= QUOTED else f"{text[:QUOTED]}…")


def as_text(series: pd.Series) -> pd.Series:
    """Text with outer blanks cut, NFC, and the usual words for nothing as missing (None)."""
    text = series.astype("string").str.strip()
    return text.mask(text.str.casefold().isin(["", "nan", "none", "null", "n/a", "na", "-", "--"]))


def as_number(
    series: pd.Series, *, name: str, low: float = -np.inf, high: float = np.inf, unit: str = ""
) -> tuple[pd.Series, list[Issue]]:
    """Float64 with NaN for missing; what is no finite number within [low, high] is an error of its row."""
    text = as_text(series)
    values = pd.to_numeric(text, errors="coerce").astype("float64")
    bad = text.notna() & ~(np.isfinite(values) & (values >= low) & (values <= high))
    issues = [
        Issue(
            int(str(line)),
            name,
            "bad-number",
            f"{name} is {quoted(value)}; a number from {low:g} to {high:g} {unit}".rstrip() + " is needed.",
            value=str(value)[:80],
        )
        for line, value in text[bad].items()
    ]
    return values.mask(bad), issues


def as_zone(name: str | None) -> ZoneInfo | None:
    """The IANA zone of that name; None stays None. Raises BadValue for a name that does not exist."""
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise BadValue(f"{name!r} is no time zone; IANA names such as Asia/Shanghai are.") from error


def missing_value(lines: Iterable[int], name: str) -> list[Issue]:
    """An error for each line whose required field is empty."""
    return [Issue(int(n), name, "missing-value", f"{name} is empty; every row needs it.") for n in lines]


def beginning(day: date | None, *, as_of: date) -> date:
    """The valid_from of a row: its own, else the day that the import speaks of."""
    return day if day is not None else as_of


def keep_rows(frame: pd.DataFrame, issues: Iterable[Issue]) -> pd.DataFrame:
    """The rows that no error refuses."""
    lines = {i.line for i in issues if i.severity is Severity.ERROR}
    return frame[~frame.index.isin(list(lines))] if lines else frame
