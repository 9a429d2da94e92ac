"""Codes of areas and grids: read them, check them, find the parent. Codes are text, whatever they look like.

Area codes of China (scheme `cn-division`): 2 province, 2 city, 2 county (GB/T 2260), 3 town (GB/T 10114), 3 village,
cut after any group or padded with zero groups. Grid codes: 15 digits by default, 6 county, 3 street, 3 community,
3 sequence (CJ/T 213, GB/T 30428.1); the pattern is configuration, and what it does not match is an opaque code, the
20-digit special grids of CJ/T 349 among them. Everywhere else a code is any text. The "lowest" code is the first in
code point order, which is PostgreSQL's COLLATE "C", not a language's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from gridmap.errors import BadValue, Issue, Severity
from gridmap.grids.rules.field import as_text, quoted

CN_DIVISION = "cn-division"
LOCAL = "local"
CODE_SCHEMES = {
    CN_DIVISION: "2, 4, 6, 9 or 12 digits of GB/T 2260 and GB/T 10114",
    LOCAL: "any text that the authority of the place uses",
}
DEFAULT_GRID_PATTERN = r"^(?P<county>\d{6})(?P<street>\d{3})(?P<community>\d{3})(?P<sequence>\d{3})$"
LEVELS = ("province", "city", "county", "town", "village")

_GROUP_ENDS = (2, 4, 6, 9, 12)
_DIVISION = re.compile(r"^[1-9]\d(?:\d{2}(?:\d{2}(?:\d{3}(?:\d{3})?)?)?)?$", re.ASCII)
_SCIENTIFIC = re.compile(r"^[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+$", re.ASCII)
_FRACTION = re.compile(r"^[+-]?\d+\.0*$", re.ASCII)
_DIGITS_LOST = "its last digits are lost"
_DIGITS_DOUBTFUL = "leading zeros and digits past the fifteenth may be lost"
_GRID_PARTS = ("county", "street", "community", "sequence")


@dataclass(frozen=True, slots=True)
class AreaCode:
    """A code of the division scheme. groups: its groups of digits from province down, padding left away."""

    code: str
    groups: tuple[str, ...]

    @property
    def level(self) -> str:
        """province, city, county, town or village; zeros in the middle (44 19 00 003) are a level left out."""
        return LEVELS[len(self.groups) - 1]

    @property
    def significant(self) -> str:
        """The digits without padding: `110108001000` and `110108001` are one area."""
        return "".join(self.groups)


@dataclass(frozen=True, slots=True)
class GridCode:
    """A grid's code and its parts; an opaque one has none."""

    code: str
    county: str | None = None
    street: str | None = None
    community: str | None = None
    sequence: str | None = None

    @property
    def is_opaque(self) -> bool:
        """The pattern did not match, so nothing is known but the text."""
        return self.county is None and self.community is None

    @property
    def area(self) -> str | None:
        """The code of the community that the grid belongs to, by its prefix; None when opaque."""
        if self.county is None or self.street is None or self.community is None:
            return None
        return self.county + self.street + self.community


def parse_area_code(code: str) -> AreaCode:
    """The parts of a code of scheme `cn-division`. Raises BadValue with what would be right."""
    if not _DIVISION.match(code):
        raise BadValue(f"{code!r} is no division code; 2, 4, 6, 9 or 12 digits such as 110108 or 110108001001 are.")
    groups = [code[a:b] for a, b in zip((0, *_GROUP_ENDS), _GROUP_ENDS, strict=False) if b <= len(code)]
    while len(groups) > 1 and not groups[-1].strip("0"):
        groups.pop()
    return AreaCode(code, tuple(groups))


def is_division_code(code: str) -> bool:
    """Whether the text is a code of scheme `cn-division`."""
    return _DIVISION.match(code) is not None


def level_of(code: str) -> str | None:
    """province, city, county, town or village; None for a code of another scheme."""
    return parse_area_code(code).level if is_division_code(code) else None


def parent_code(code: str) -> str | None:
    """The code one level up, padded as the code itself is; None for a province and for a code of another scheme.

    By prefix, so a check and a default, not a truth: development zones, enclaves and split towns break it.
    """
    if not is_division_code(code):
        return None
    groups = list(parse_area_code(code).groups[:-1])
    while len(groups) > 1 and not groups[-1].strip("0"):
        groups.pop()
    if not groups:
        return None
    padded = len(parse_area_code(code).significant) < len(code) or len(code) == _GROUP_ENDS[-1]
    parent = "".join(groups)
    return parent.ljust(len(code), "0") if padded else parent


def same_division(one: str, other: str) -> bool:
    """Whether two codes name one area, padding aside; of other schemes only equal texts do."""
    if one == other:
        return True
    if not (is_division_code(one) and is_division_code(other)):
        return False
    return parse_area_code(one).significant == parse_area_code(other).significant


def code_scheme(codes: pd.Series) -> str:
    """`cn-division` when every code present is one, else `local`. codes: text, may be empty."""
    present = codes.dropna()
    return CN_DIVISION if len(present) and bool(present.str.match(_DIVISION).all()) else LOCAL


def compile_grid_pattern(pattern: str) -> re.Pattern[str]:
    """The pattern ready for use. Raises BadValue when it is no regular expression."""
    try:
        return re.compile(pattern, re.ASCII)
    except re.error as error:
        raise BadValue(f"The grid code pattern {pattern!r} is no regular expression: {error}.") from error


def parse_grid_code(code: str, *, pattern: str = DEFAULT_GRID_PATTERN) -> GridCode:
    """The parts that the pattern's named groups (county, street, community, sequence) find, or an opaque code.

    A pattern of plain 15 digits without groups is read as the default one. Raises BadValue for a bad pattern.
    """
    compiled = compile_grid_pattern(pattern)
    found = compiled.match(code)
    if found is not None and not compiled.groupindex:
        found = re.match(DEFAULT_GRID_PATTERN, code, re.ASCII)
    if found is None:
        return GridCode(code)
    parts = found.groupdict()
    return GridCode(code, *(parts.get(name) for name in _GRID_PARTS))


def as_code(series: pd.Series, *, name: str = "code") -> tuple[pd.Series, list[Issue]]:
    """Codes as text (missing stays missing) and an error for each that a spreadsheet or a program made a number of.

    `1.10108E+14` has lost its digits; `110108001000.0` may have lost leading zeros and digits past the fifteenth.
    """
    text = as_text(series)
    lost = text.str.match(_SCIENTIFIC).fillna(False).astype(bool)
    fraction = text.str.match(_FRACTION).fillna(False).astype(bool)
    issues = [
        Issue(
            int(str(line)),
            name,
            "code-is-float",
            f"{name} is {quoted(value)}: the code was made a number and {harm}. Make the column text and export again.",
            value=value[:80],
        )
        for which, harm in ((lost, _DIGITS_LOST), (fraction, _DIGITS_DOUBTFUL))
        for line, value in text[which].items()
    ]
    if pd.api.types.is_integer_dtype(series.dtype) and text.notna().any():
        issues.append(
            Issue(0, name, "code-is-number", f"{name} is stored as a number in this file: leading zeros, if there were "
                  "any, are gone. Codes are text; export the column as text.", Severity.NOTE)
        )  # fmt: skip
    return text.mask(lost | fraction), issues
