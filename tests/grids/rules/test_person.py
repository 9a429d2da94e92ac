"""Persons told from organisations and things; identity numbers by their check digit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmap.grids.rules.person import has_identity_number, has_person_marks, looks_like_person, names_someone
from gridmap.grids.rules.remembered import remembered

_COUNTIES = st.sampled_from(["110101", "320508", "440305", "810001"])
_BIRTHDAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


def _with_check_digit(digits: str) -> str:
    """By the table of GB 11643-1999, written out, where the rule computes its weights."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]


@given(_COUNTIES, _BIRTHDAYS, st.integers(0, 999))
def test_number_of_an_identity_card_is_found_in_any_text(county: str, born: date, serial: int) -> None:
    number = _with_check_digit(f"{county}{born:%Y%m%d}{serial:03d}")
    assert has_identity_number(f"编号 {number}。")
    assert has_person_marks(f"{number[:6]}-{number[6:14]}-{number[14:]}")


@given(_COUNTIES, _BIRTHDAYS, st.integers(0, 999), st.integers(1, 9))
def test_number_with_another_check_digit_is_none(county: str, born: date, serial: int, off: int) -> None:
    number = _with_check_digit(f"{county}{born:%Y%m%d}{serial:03d}")
    last = "0123456789"[(int(number[17].replace("X", "0")) + off) % 10]
    assert not has_identity_number(number[:17] + last) or number[17] == last


@pytest.mark.parametrize(
    "code", ["110108001001001", "110108001001", "320508010370000170", "110101199013072316", "0" * 18]
)
def test_codes_of_grids_areas_and_things_are_no_identity_numbers(code: str) -> None:
    assert not has_person_marks(code)


@pytest.mark.parametrize(
    "text",
    ["Zhang 13812345678 2nd floor", "tel. 138 1234 5678", "１３８１２３４５６７８", "a.b@city.nl", "06-12345678"],
)
def test_numbers_and_mailboxes_are_found(text: str) -> None:
    assert has_person_marks(text)


@pytest.mark.parametrize(
    "text",
    ["150-2024-0017", "020 624 1111", "101001240736", "2024-0001", "8151-9408.0", "-76.13812345678", "0.612345678",
     "POINT (151.209 33.868)", "LINESTRING (151.2091 33.8688, 151.2092 33.8687)", "MULTIPOINT ((151.209 33.868))"],
)  # fmt: skip
def test_other_numbers_are_not(text: str) -> None:
    assert not has_person_marks(text)


@pytest.mark.parametrize(
    "name",
    [
        "Zhang San",
        "Li Si",
        "Officer John Smith",
        "Sgt. Ray Brown",
        "Doe, Jane",
        "张三",
        "王小明",
        "Mevr. de Vries",
        "J. Smith",
        "John Hall",
        "J. Park",
        "Officer Mary Court",
        "He Gang",
        "Jin Hua",
    ],
)
def test_persons_are_recognised(name: str) -> None:
    assert looks_like_person(name)


@pytest.mark.parametrize(
    "name",
    [
        "Transportation",
        "Water Wastewater",
        "PWDx",
        "海淀分局",
        "Jiang Su",
        "John Lewis Ltd",
        "Road works",
        "BPD - Downtown",
        "市政局",
        "Robert Koch Institut",
        "Maria Montessori Academy",
        "Frank Gehry Museums",
        "Peter Parks Foundation",
        "Pierre Curie Lycée",
        "Karl Bürgerstiftung",
        "Gong An",
        "Cheng Guan",
        "Shen Zhen",
        "Alice Springs",
        "City Hall",
        "武汉",
        "张家口",
        "马鞍山",
    ],
)
def test_organisations_are_not(name: str) -> None:
    assert not looks_like_person(name)


@pytest.mark.parametrize(
    "name",
    [
        "Mrs Jane Doe's house",
        "house of John",
        "Jane Doe's house",
        "MRS DOE, Main Street home",
        "张三家门口",
        "李先生家",
        "王小明住宅",
    ],
)
def test_names_of_somebodys_home_name_someone(name: str) -> None:
    assert names_someone(name)


@pytest.mark.parametrize(
    "name",
    ["Dr Martin Luther King Blvd", "Rue Madame Curie", "Fairfax Dr / Oak", "St John's House", "White House", "王府井家乐福",
     "石景山家园门口", "金桥住宅区", "MW 5 Solar", "School gate", "Opera House"],
)  # fmt: skip
def test_names_of_places_do_not(name: str) -> None:
    assert not names_someone(name)


@pytest.mark.parametrize(
    ("test", "piece"),
    [(has_person_marks, "a."), (has_person_marks, "1."), (has_person_marks, "1.5 "), (names_someone, "a"),
     (names_someone, "a "), (looks_like_person, "ab "), (looks_like_person, "王")],
)  # fmt: skip
def test_a_long_text_takes_no_longer_than_its_length(test: Callable[[str], bool], piece: str) -> None:
    """Four times the text takes four times as long; a rule that reads it anew from each place takes sixteen times."""
    short, long = (min(_seconds(test, piece * count) for _ in range(3)) for count in (50_000, 200_000))
    assert long < 10 * short + 0.05


def _seconds(test: Callable[[str], bool], text: str) -> float:
    begun = perf_counter()
    test(text)
    return perf_counter() - begun


def test_answers_of_long_texts_are_not_kept() -> None:
    asked: list[str] = []

    @remembered
    def is_asked(text: str) -> bool:
        asked.append(text)
        return True

    for text in ("short", "short", "x" * 201, "x" * 201):
        assert is_asked(text)
    assert asked == ["short", "x" * 201, "x" * 201]
