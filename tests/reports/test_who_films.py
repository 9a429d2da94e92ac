"""The answer in words: nothing unknown reads as no, and each entry says whom to ask."""

from __future__ import annotations

import pytest

from gridmap.grids.rules.person import NATURAL_PERSON
from gridmap.locale import Language, tables, words
from gridmap.register.rules.place import AUTHORITIES, Function, UnknownView, functions_told
from gridmap.register.rules.public_place import PublicAnswer, Told
from gridmap.register.rules.vocabulary import Purpose, Sign
from gridmap.reports.who_films import PlaceCard, place_card

ON = {"state": "on", "legal_regime": "cn", "legal_basis": "cn_799_7_1", "basis_ref": "第3号"}


def _told(functions: tuple[Function, ...] = functions_told([]), **given: object) -> Told:
    values = {
        "cameras": 1, "operator": "市政局", "operator_kind": "public", "purpose": ("parking",), "functions": functions,
        "retention_days": 30, "sign": "full", "contact": "office@city.example", "authorities": (), **given,
    }  # fmt: skip
    return Told(**values)  # type: ignore[arg-type]


def _card(*films: Told, near: tuple[UnknownView, ...] = (), lang: Language = Language.ENGLISH) -> PlaceCard:
    return place_card(PublicAnswer("2026-06-01", (0, 0, 1, 1), True, films, near, 360.0), lang, asker="public")


def _rows(told: Told, lang: Language = Language.ENGLISH) -> dict[str, str]:
    return dict(_card(told, lang=lang).entries[0].rows)


def test_functions_that_nobody_told_of_are_called_unknown_and_not_no() -> None:
    rows = _rows(_told())
    assert "face recognition" in rows["Not on record, which is not no"]
    assert rows["In use"] == "none is on record"
    assert "Declared as not fitted" not in rows


def test_functions_that_share_a_legal_ground_name_it_once() -> None:
    same = [{"function": name, **ON} for name in ("recording", "live_view")]
    other = {"function": "audio", **ON, "legal_basis": "none", "basis_ref": None}
    rows = _rows(_told(functions_told([*same, other])))
    assert rows["In use"] == (
        "recording, live viewing (Decree 799, Article 7, item 1; 第3号), sound (no legal ground is declared)"
    )
    assert "PIPL" in rows["If that does not help"]


@pytest.mark.parametrize(
    ("days", "recording", "said"),
    [
        (None, "on", "not on record"),
        (0, "no", "nothing is recorded"),
        (0, "on", "contradictory"),
        (30, "on", "30 days"),
    ],
)
def test_how_long_pictures_are_kept(days: int | None, recording: str, said: str) -> None:
    functions = functions_told([{"function": "recording", **ON, "state": recording}])
    assert said in _rows(_told(functions, retention_days=days))["Pictures are kept"]


def test_a_person_is_not_named_and_an_unknown_operator_is_said() -> None:
    assert _card(_told(operator=NATURAL_PERSON)).entries[0].title == "natural person (not named)"
    assert _card(_told(operator=None, cameras=3)).entries[0].title == "Operator not on record: 3 cameras"
    near = _card(near=(UnknownView(None, ("parking",), 2),))
    assert near.near == ("Operator not on record, parking: 2",)
    assert near.near_lead.startswith("2 more in the blocks around (some 360 m across)")


def test_text_of_others_stays_one_short_line() -> None:
    entry = _card(_told(operator="甲\u202e乙\n" + "丙" * 500)).entries[0]
    assert len(entry.title) == 200
    assert "\u202e" not in entry.title
    assert "\n" not in entry.title


def test_authorities_are_those_of_the_rules_in_both_languages() -> None:
    table = tables("public")
    assert {regime: table[f"authorities.{regime}"][0] for regime in AUTHORITIES} == dict(AUTHORITIES)


@pytest.mark.parametrize("lang", Language)
def test_no_code_of_a_closed_list_is_left_as_it_is(lang: Language) -> None:
    own, shared = words("public", lang), words("annex", lang)
    assert [sign for sign in Sign if own.word("signs", sign) == sign] == []
    assert [p for p in Purpose if "_" in p and shared.word("purposes", p) == p] == []
