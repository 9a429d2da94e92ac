"""Words in English and Chinese, side by side: one table a page, `NAME.toml`, each key with both.

The live map's own words stand in static/js/words.js, since the browser needs them; what Python writes stands here.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from importlib import resources

from gridmap.errors import BadValue

_PLACE = re.compile(r"\{(\w+)\}")


class Language(StrEnum):
    """The languages that everything is written in."""

    ENGLISH = "en"
    CHINESE = "zh"

    @property
    def tag(self) -> str:
        """BCP 47, for `lang` attributes."""
        return {"en": "en", "zh": "zh-CN"}[self.value]

    @property
    def own_name(self) -> str:
        """As its own readers call it."""
        return {"en": "English", "zh": "中文"}[self.value]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one page in one language."""

    language: Language
    table: Mapping[str, tuple[str, str]]

    def say(self, key: str, /, **values: object) -> str:
        """The words of that key with {names} filled in. Raises KeyError for a key that the table does not have."""
        text = self.table[key][0 if self.language is Language.ENGLISH else 1]
        return _PLACE.sub(lambda match: str(values[match[1]]), text)

    def word(self, family: str, member: str | None) -> str:
        """The name of a closed set's member (`purpose.parking`); what the table does not have stays as it is."""
        if member is None:
            return self.say("not_on_record")
        key = f"{family}.{member}"
        return self.say(key) if key in self.table else member


def language_of(text: str) -> Language:
    """A language by its code. Raises BadValue."""
    try:
        return Language(text)
    except ValueError as error:
        raise BadValue(f"{text!r} is no language here; en or zh is.") from error


@lru_cache(maxsize=16)
def tables(page: str) -> Mapping[str, tuple[str, str]]:
    """Key to (English, Chinese) of one page; tables of the file are families, joined by a dot."""
    read = tomllib.loads((resources.files("gridmap.locale") / f"{page}.toml").read_text(encoding="utf-8"))
    flat: dict[str, tuple[str, str]] = {}
    for key, value in read.items():
        if isinstance(value, dict):
            flat |= {f"{key}.{member}": (pair[0], pair[1]) for member, pair in value.items()}
        else:
            flat[key] = (value[0], value[1])
    return flat


def words(page: str, language: Language) -> Words:
    """The words of one page."""
    return Words(language, tables(page))


def places_of(text: str) -> frozenset[str]:
    """The {names} of a text, which both languages must share."""
    return frozenset(_PLACE.findall(text))


def number_text(value: float | int | None, *, digits: int = 0, missing: str = "–") -> str:
    """A number with thousands apart; both languages write it alike."""
    return missing if value is None or math.isnan(value) else f"{value:,.{digits}f}"


def share_text(value: float | None, *, digits: int = 1, missing: str = "–") -> str:
    """0.4167 as 41.7 %."""
    return missing if value is None or math.isnan(value) else f"{100 * value:.{digits}f} %"


def day_text(day: date | datetime | str | None, *, missing: str = "–") -> str:
    """A day as ISO 8601, which both languages read."""
    if day is None:
        return missing
    return day[:10] if isinstance(day, str) else f"{day:%Y-%m-%d}"
