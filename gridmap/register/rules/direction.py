"""Directions as people write them: bearings, compass letters, ranges, lists, words.

Each text is read or refused with a coded reason; nothing is guessed and a list is never averaged.
Degrees run clockwise from true north. Letters carry the half-width of their sector as uncertainty.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Reading(StrEnum):
    """heading: one direction; sector: a range, read clockwise; all_round: the full circle; several: more than one
    direction, so the camera's own is unknown; nothing: no value was given; refused: it cannot be read."""

    HEADING = "heading"
    SECTOR = "sector"
    ALL_ROUND = "all_round"
    SEVERAL = "several"
    NOTHING = "nothing"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Direction:
    """What one text says.

    heading_deg: 0 ≤ h < 360, the middle of a sector, None where there is no single one. width_deg: of a sector or
    circle. spread_deg: ± around the heading, None where the text does not tell. headings: all of a list.
    code: why it was refused, or what is odd about it ("" for nothing).
    """

    reading: Reading
    heading_deg: float | None = None
    width_deg: float | None = None
    spread_deg: float | None = None
    headings: tuple[float, ...] = ()
    code: str = ""


_WINDS = ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")
_WORDS = {
    **{wind.lower(): (n * 22.5, 11.25 if len(wind) == 3 else 22.5) for n, wind in enumerate(_WINDS)},
    **{
        word: (degrees, 22.5)
        for degrees, words in {
            0.0: "north noord nord norte 北 正北 朝北 北向",
            45.0: "northeast noordoost nordost nord-est 东北 东北向",
            90.0: "east oost ost est este 东 正东 朝东 东向",
            135.0: "southeast zuidoost südost sudost sud-est 东南 东南向",
            180.0: "south zuid süd sud sur 南 正南 朝南 南向",
            225.0: "southwest zuidwest südwest sudwest sud-ouest 西南 西南向",
            270.0: "west ouest oeste 西 正西 朝西 西向",
            315.0: "northwest noordwest nordwest nord-ouest 西北 西北向",
        }.items()
        for word in words.split()
    },
}
_AMBIGUOUS = frozenset({"o", "so", "no", "sso", "nno", "oso", "ono"})  # O is east in German, west in the Romance ones
_ALL_ROUND = frozenset(
    [
        "all",
        "omni",
        "omnidirectional",
        "360°",
        "360度",
        "360degrees",
        "全向",
        "全方位",
        "全景",
        "环视",
        "rondom",
        "rundum",
    ]
)
_RELATIVE = frozenset(["both", "forward", "backward", "clockwise", "anticlockwise", "counterclockwise", "variable"])
_NOTHING = frozenset(["", "?", "\\", "xx", "x", "null", "none", "nan", "n/a", "na", "no", "yes", "-", "fixme",
                      "unknown", "unbekannt", "onbekend", "inconnue", "inconnu", "未知", "不详", "无"])  # fmt: skip

_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_BEARING = re.compile(rf"({_NUMBER})\s*(?:°|度|deg|degrees)?")
_RANGE = re.compile(rf"({_NUMBER})\s*(?:°|度)?\s*(?:-|–|—|~|至|to)\s*({_NUMBER})\s*(?:°|度)?")
_WIND_RANGE = re.compile(r"([nesw]{1,3})\s*-\s*([nesw]{1,3})")
_DECIMAL_COMMA = re.compile(r"\d{1,3},\d")
_COORDINATES = re.compile(r"-?\d{1,3}\.\d{4,}\s*[,;]\s*-?\d{1,3}\.\d{4,}")
_SEPARATORS = re.compile(r"[;,/|、；，]")
_FULL_CIRCLE_DEG = 359.0  # people write 0-359 as well as 0-360
_FURTHEST_DEG = 720.0  # beyond two turns it is no bearing


@lru_cache(maxsize=4096)
def read_direction(text: str) -> Direction:
    """Read one text. Bearings outside 0 to 360 are turned into it and say so in `code`."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if plain in _NOTHING:
        return Direction(Reading.NOTHING, code="no-value")
    if plain in _AMBIGUOUS:
        return Direction(Reading.REFUSED, code="ambiguous-letter")
    if _DECIMAL_COMMA.fullmatch(plain):
        return Direction(Reading.REFUSED, code="decimal-comma-or-list")
    if _COORDINATES.fullmatch(plain):
        return Direction(Reading.REFUSED, code="coordinates")
    parts = [part.strip() for part in _SEPARATORS.split(plain)]
    kept = list(dict.fromkeys(part for part in parts if part))
    return _one(kept[0]) if len(kept) == 1 else _many(kept)


def _one(text: str) -> Direction:
    if (word := _word(text.replace(" ", ""))) is not None:
        return word
    if match := _BEARING.fullmatch(text):
        return _bearing(float(match[1]))
    if match := _RANGE.fullmatch(text):
        return _sector(float(match[1]), float(match[2]), spread=None)
    if (match := _WIND_RANGE.fullmatch(text)) and match[1] in _WORDS and match[2] in _WORDS:
        (start, around), (end, also) = _WORDS[match[1]], _WORDS[match[2]]
        return _sector(start, end, spread=max(around, also))
    return Direction(Reading.REFUSED, code="unreadable")


def _word(text: str) -> Direction | None:
    if text in _ALL_ROUND:
        return Direction(Reading.ALL_ROUND, width_deg=360.0)
    if text in _RELATIVE:
        return Direction(Reading.REFUSED, code="relative-to-way")
    if text in _WORDS:
        heading, spread = _WORDS[text]
        return Direction(Reading.HEADING, heading, spread_deg=spread, headings=(heading,))
    return None


def _bearing(degrees: float) -> Direction:
    if abs(degrees) > _FURTHEST_DEG:
        return Direction(Reading.REFUSED, code="out-of-range")
    code = "negative" if degrees < 0 else "beyond-360" if degrees > 360 else ""
    return Direction(Reading.HEADING, degrees % 360.0, headings=(degrees % 360.0,), code=code)


def _sector(start: float, end: float, *, spread: float | None) -> Direction:
    """The range from start clockwise to end; across north when end is the smaller."""
    if max(abs(start), abs(end)) > _FURTHEST_DEG:
        return Direction(Reading.REFUSED, code="out-of-range")
    if end - start >= _FULL_CIRCLE_DEG:
        return Direction(Reading.ALL_ROUND, width_deg=360.0)
    width = (end - start) % 360.0
    if width == 0:
        return Direction(Reading.REFUSED, code="empty-range")
    return Direction(Reading.SECTOR, (start + width / 2) % 360.0, width, spread)


def _many(parts: Iterable[str]) -> Direction:
    read = [_one(part) for part in parts]
    if not all(d.reading is Reading.HEADING for d in read):
        code = "mixed-list" if read else "no-value"
        return Direction(Reading.REFUSED if read else Reading.NOTHING, code=code)
    headings = tuple(dict.fromkeys(h for d in read for h in d.headings))
    if len(headings) == 1:
        return Direction(Reading.HEADING, headings[0], spread_deg=read[0].spread_deg, headings=headings)
    return Direction(Reading.SEVERAL, headings=headings, code="several")


_JSFW = {"1": 90.0, "2": 270.0, "3": 180.0, "4": 0.0, "5": 135.0, "6": 45.0, "7": 225.0, "8": 315.0}
"""监视方位 of the 27-column sheet, DOMAIN-register 2: 1 E 2 W 3 S 4 N 5 SE 6 NE 7 SW 8 NW, ± 22.5°; 9 all round."""


@lru_cache(maxsize=256)
def read_direction_code(text: str) -> Direction:
    """Read a code of 监视方位 (JSFW), or whatever else stands in that column as `read_direction` does."""
    code = text.strip().removesuffix(".0")
    if code == "9":
        return Direction(Reading.ALL_ROUND, width_deg=360.0)
    if code in _JSFW:
        return Direction(Reading.HEADING, _JSFW[code], spread_deg=22.5, headings=(_JSFW[code],))
    if code.isdigit():
        return Direction(Reading.REFUSED, code="unknown-code")
    return read_direction(text)
