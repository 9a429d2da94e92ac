"""Every word stands in both languages, with the same places to fill."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from gridmap.errors import BadValue
from gridmap.locale import Language, day_text, language_of, number_text, places_of, share_text, tables, words

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
