"""Telling a person from an organisation or a thing, so that no person enters the house through a text.

Operators, contacts and units must be organisations, and names are those of things. These tests err on the side of the
person: what looks like one is not stored, and the issue that says so does not repeat it. They cannot know every name.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from gridmap.grids.rules.person_words import (
    ALSO_SURNAMES,
    CATEGORY,
    CHINESE_CITIES,
    CHINESE_ORGANISATION,
    GIVEN,
    HOMES,
    NO_NAMES,
    ORGANISATION,
    PINYIN_NAME,
    PINYIN_SURNAMES,
    RANKS,
    STREET,
    SURNAMES,
    TITLES,
)
from gridmap.grids.rules.remembered import remembered

NATURAL_PERSON = "natural person"
"""What stands as operator of a camera that a person runs: counted as such, without the person."""

_TITLE = re.compile(
    r"(?:^|\s)(?:mr|mrs|ms|miss|dr|dhr|mevr|mw|herr|frau|mme|mlle|monsieur|madame)\b\.?\s|(?:先生|女士|小姐|同志)$",
    re.IGNORECASE,
)
_TITLED = re.compile(rf"(?:^|[\s,;/(])(?:(?:{TITLES})\b\.?\s+[^\W\d_]{{2,}})|^[Dd]r\.?\s+[A-ZÄÖÜ][^\W\d_]+")
_HOME = re.compile(rf"\b(?:{HOMES})\b", re.IGNORECASE)
_HOME_OF = re.compile(rf"\b(?:{HOMES})\s+(?:of|van|von|de)\s+([^\W\d_]+)", re.IGNORECASE)
_OWN_HOME = re.compile(rf"\b([^\W\d_]+)(?:\s+[^\W\d_]+)?['’]s?\s+(?:{HOMES})\b", re.IGNORECASE)
_SURNAME = f"[{''.join(sorted(SURNAMES))}]"
_CHINESE_HOME = re.compile(
    rf"^{_SURNAME}[\u4e00-\u9fff]{{1,2}}(?:的?家(?:$|[\W\d]|门|院|楼|里|口|前|后|外|旁|附近|大门)|(?:住?宅|住所)(?:$|[\W\d]|门))|"
    rf"{_SURNAME}[\u4e00-\u9fff]{{0,2}}(?:先生|女士|小姐|阿姨|大爷|师傅)"
)
_EMAIL_INSIDE = re.compile(r"[^@\s<>(),;]@[^@\s<>(),;]+\.[a-z]{2}", re.IGNORECASE)  # in one pass over any text
_PHONE = re.compile(r"\+?[\d\s().\-/]{6,}")
_MOBILE = re.compile(
    r"(?:(?:\+|00)?86)?1[3-9]\d{9}|(?:0|(?:\+|00)31)6\d{8}|(?:0|(?:\+|00)44)7\d{9}|(?:0|(?:\+|00)49)1[567]\d{8,9}|"
    r"(?:0|(?:\+|00)33)[67]\d{8}|(?:0|(?:\+|00)41)7[5-9]\d{7}|(?:0|(?:\+|00)32)4\d{8}|(?:0|(?:\+|00)82)10\d{7,8}"
)
_CHINESE_MOBILE = re.compile(r"(?<!\d)(?<!\d\.)1[3-9]\d{9}(?!\d)", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:0|[1-9]\d{0,2})\.\d{5,}", re.ASCII)  # a coordinate
_DECIMALS = re.compile(
    r"(?:[+-]?(?:0|[1-9]\d{0,2})\.\d+[\s()/]+)+[+-]?(?:0|[1-9]\d{0,2})\.\d+", re.ASCII
)  # two and more
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# GB 11643-1999: 6 digits of the county, birthday, 3 digits, check digit by ISO 7064 MOD 11-2
_IDENTITY = re.compile(r"(?<!\d)\d{6}[ -]?(?:18|19|20)\d{6}[ -]?\d{3}[\dXx](?![\dA-Za-z])", re.ASCII)
_PROVINCE_DIGITS = (
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"
)
_CHECK_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))


@remembered
def looks_like_person(text: str) -> bool:
    """Whether an operator's or a unit's name is a natural person's, or the word for one."""
    name = unicodedata.normalize("NFKC", text).strip()
    if name.casefold() in CATEGORY or name.casefold() == NATURAL_PERSON or _TITLE.search(name):
        return True
    if has_person_marks(name) or names_someone(name):
        return True
    if 2 <= len(name) <= 3 and name[0] in SURNAMES and all("\u4e00" <= c <= "\u9fff" for c in name):
        return name not in CHINESE_CITIES and not CHINESE_ORGANISATION.search(name)
    words = [_bare(word) for word in re.findall(r"[^\W\d_]+\.?", name)]
    if not 2 <= len(words) <= 4 or re.search(r"\d", name) or " ".join(words) in NO_NAMES:
        return False
    if ORGANISATION.search(name) and not (len(words) == 2 + (words[0] in RANKS) and ALSO_SURNAMES & set(words)):
        return False
    return _is_name(words, name)


def _is_name(words: list[str], name: str) -> bool:
    """Whether two to four words, bare, are the name of somebody: by given name, initial, rank or Chinese surname."""
    initial = bool(re.match(r"[A-Z]\.", name))
    is_last_first = "," in name and words[1] in GIVEN
    is_ranked = words[0] in RANKS and all(word[:1].isupper() for word in name.split())
    is_pinyin = len(words) == 2 and words[0] in PINYIN_SURNAMES and bool(PINYIN_NAME.fullmatch(words[1]))
    return initial or words[0] in GIVEN or is_last_first or is_ranked or is_pinyin


@remembered
def names_someone(text: str) -> bool:
    """Whether the name of a thing names a person: a form of address with a name, or somebody's home.

    Streets and schools called after people name nobody: "Dr Martin Luther King Blvd", "Rue Madame Curie".
    """
    name = unicodedata.normalize("NFKC", text).strip()
    if _TITLED.search(name) and (_HOME.search(name) or not STREET.search(name)):
        return True
    return names_home(name)


def names_home(text: str) -> bool:
    """Whether a text tells of somebody's home or, in Chinese, of somebody by a form of address."""
    name = unicodedata.normalize("NFKC", text).strip()
    homes = [*_HOME_OF.findall(name), *_OWN_HOME.findall(name)]
    return any(_bare(word) in GIVEN for word in homes) or bool(_CHINESE_HOME.search(name))


@remembered
def has_person_marks(text: str) -> bool:
    """Whether a text holds a mailbox, a mobile telephone number or the number of an identity card."""
    plain = unicodedata.normalize("NFKC", text)
    if _EMAIL_INSIDE.search(plain) or has_identity_number(plain) or _CHINESE_MOBILE.search(plain):
        return True
    return any(is_mobile(number) and not _is_other_number(number) for number in _PHONE.findall(plain))


def is_mobile(number: str) -> bool:
    """Whether a telephone number is one of a mobile, by the number plans of CN, NL, UK, DE, FR, CH, BE, KR."""
    return bool(_MOBILE.fullmatch(re.sub(r"[\s().\-/]", "", number)))


def has_identity_number(text: str) -> bool:
    """Whether a text holds the number of a Chinese identity card: 18 digits (the last may be X), with province, day of
    birth and check digit in order. Old ones of 15 digits cannot be told from grid codes and are not looked for.
    """
    return any(_is_identity(re.sub(r"[ -]", "", found)) for found in _IDENTITY.findall(text))


def _is_identity(number: str) -> bool:
    if number[:2] not in _PROVINCE_DIGITS.split():
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _CHECK_WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[17].upper()


def _is_other_number(number: str) -> bool:
    """A number in groups of which one is a year is that of a document (`150-2024-0017`); a long decimal is a
    coordinate, and so are several beside each other: `POINT (151.209 -33.868)`."""
    is_dated = "+" not in number and bool(_YEAR.search(number))
    bare = number.strip(" ()")
    return is_dated or bool(_DECIMAL.fullmatch(bare) or _DECIMALS.fullmatch(bare))


def _bare(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold().rstrip("."))
    return "".join(c for c in folded if not unicodedata.combining(c))
