"""Every word stands in both languages, with the same places to fill."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from gridmap.demo.city import NOTICE_ZH
from gridmap.errors import BadValue
from gridmap.locale import Language, day_text, language_of, number_text, places_of, share_text, tables, words
from gridmap.register.rules.finding_text import TEXTS as FINDING_TEXTS

PAGES = sorted(path.stem for path in (Path(__file__).resolve().parents[2] / "gridmap" / "locale").glob("*.toml"))
SOURCES = Path(__file__).resolve().parents[2] / "gridmap" / "reports"


@pytest.mark.parametrize("page", PAGES)
def test_each_key_has_both_languages_with_the_same_places(page: str) -> None:
    for key, (english, chinese) in tables(page).items():
        assert english.strip(), key
        assert chinese.strip(), key
        assert places_of(english) == places_of(chinese), key
        assert not re.search(r"[一-鿿]", english), f"{key}: Chinese in the English words"


def test_each_key_that_a_report_says_is_in_a_table_and_each_of_a_table_is_said() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in SOURCES.glob("*.py"))
    source += "".join(path.read_text(encoding="utf-8") for path in SOURCES.glob("templates/*.j2"))
    said = set(re.findall(r"\bsay\(\s*\"([a-z0-9_]+)\"", source))
    known = {key for page in PAGES for key in tables(page)}
    assert said
    assert said <= known
    unsaid = {key for key in known if "." not in key} - said
    assert {key for key in unsaid if not re.search(rf'"{key}"', source) and not key.startswith("occlusion_")} <= {
        "not_on_record",
        "made",
    }


def test_places_are_filled_and_braces_in_values_stay() -> None:
    said = words("report", Language.ENGLISH).say("coverage_subtitle", place="{day}", day="2026-01-01", run=3)
    assert said == "{day} · state of 2026-01-01 · run 3"
    assert "第 3 次" in words("report", Language.CHINESE).say("coverage_subtitle", place="x", day="y", run=3)


def test_members_of_closed_sets_have_words_and_unknown_members_stay_as_they_are() -> None:
    chinese = words("report", Language.CHINESE)
    assert chinese.word("layers", "water") == "水域"
    assert chinese.word("layers", "something new") == "something new"
    assert chinese.word("layers", None) == "无记录"


def test_numbers_and_days_are_written_alike_and_missing_ones_are_a_dash() -> None:
    assert number_text(1234567.891, digits=1) == "1,234,567.9"
    assert number_text(math.nan) == number_text(None) == "–"
    assert share_text(0.41666) == "41.7 %"
    assert share_text(0.0) == "0.0 %"
    assert day_text("2026-11-24T10:00:00") == "2026-11-24"
    assert day_text(None) == "–"


def test_another_language_is_refused_by_name() -> None:
    with pytest.raises(BadValue, match="'de' is no language here"):
        language_of("de")


def _readers_texts() -> dict[str, str]:
    """What people read in Chinese, by where it stands; not the names of columns that other people's files have."""
    texts = {f"{page}: {key}": chinese for page in PAGES for key, (_english, chinese) in tables(page).items()}
    texts |= {f"finding: {check}": both["zh"] for check, both in FINDING_TEXTS.items()}
    scripts = (SOURCES.parents[1] / "static" / "js").glob("*.js")
    return texts | {path.name: path.read_text(encoding="utf-8") for path in scripts} | {"demo": NOTICE_ZH}


def test_camera_and_purpose_area_have_one_chinese_word_each() -> None:
    for place, text in _readers_texts().items():
        for other in ("摄像机", "摄像头 {cameras} 台", "目的区域", "目标区域"):
            assert other not in text, place


_SAME = {
    "function": "function", "state": "function", "purposes": "purpose", "operators": "operator_kind", "statuses": "status",
    "qualities": "quality", "kinds": "kind", "mounts": "mount", "places": "place_kind", "environments": "environment",
}  # fmt: skip


def _words_of_cards() -> dict[str, dict[str, tuple[str, str]]]:
    """The lists of fields.js by name: member to English and Chinese; of functions, the fields themselves."""
    text = (SOURCES.parents[1] / "static" / "js" / "fields.js").read_text(encoding="utf-8")
    pairs = re.compile(r"(\w+): \[\"([^\"]*)\", \"([^\"]*)\"\]")
    lists = re.findall(r"^  (\w+): \{(.*?)\},$", text, re.MULTILINE | re.DOTALL)
    return {name: {m: (e, c) for m, e, c in pairs.findall(body)} for name, body in lists} | {
        "": {m: (e, c) for m, e, c in pairs.findall(text.partition("const VALUES")[0])}
    }


@pytest.mark.parametrize("family", sorted(_SAME))
def test_a_card_and_a_sheet_use_the_same_words(family: str) -> None:
    card = _words_of_cards()["" if family == "function" else _SAME[family]]
    sheet = {key.partition(".")[2]: words for key, words in tables("annex").items() if key.startswith(f"{family}.")}
    shared = {member for member in card.keys() & sheet.keys() if member not in ("unknown", "unspecified")}
    assert len(shared) > 2
    for member in shared:
        english, chinese = sheet[member]
        assert (card[member][0].lower(), card[member][1]) == (english.lower(), chinese), member
