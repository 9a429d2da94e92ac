"""The live page."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import folium
import pytest

from gridmap.maps.assets import static_folder
from gridmap.maps.config import PageConfig
from gridmap.maps.shell import MODULES, page
from tests.html_reading import addresses, read
from tests.maps.test_config import config

HOSTILE = (
    "</script><script>window.hacked = 1</script>",
    '<img src="https://evil.example/x" onerror="window.hacked = 1">',
    "${window.hacked = 1}`${window.hacked = 1}`",
    "{{ 7 * 7 }}{% raw %}",
    "\u202eetalucric\u202c \u2067abc\u2069",
    "\u2028\u2029\u0000<!--",
    "长" * 5000,
)


def live(of: PageConfig) -> str:
    return page(of, nonce="r4nd0m", lang="en")


def test_page_asks_only_the_own_host() -> None:
    text = live(config())
    assert [url for url in addresses(read(text)) if not url.startswith("/static/") and url != "data:,"] == []
    assert not re.search(r"https?://", text)


def test_every_named_file_exists_and_the_import_map_covers_what_modules_import() -> None:
    named = [url for url in addresses(read(live(config()))) if url.startswith("/static/")] + list(MODULES.values())
    assert [url for url in named if not (static_folder() / url.removeprefix("/static/")).is_file()] == []
    for file in [*static_folder().glob("js/*.js"), *static_folder().glob("vendor/**/*.mjs")]:
        bare = re.findall(r'^import [^;]*? from "([^./"][^"]*)";', file.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(bare) <= set(MODULES), file.name


def test_same_arguments_give_the_same_page_of_less_than_500_kb() -> None:
    assert live(config()) == live(config())
    assert len(live(config()).encode()) < 500_000


def test_every_inline_script_that_runs_carries_the_nonce_and_nothing_is_styled_inline() -> None:
    reading = read(live(config()))
    scripts = [attributes for tag, attributes in reading.elements if tag == "script"]
    assert len(scripts) >= 4
    assert all(a.get("nonce") == "r4nd0m" for a in scripts if a.get("type") != "application/json")
    assert not [tag for tag, attributes in reading.elements if tag == "style" or "style" in attributes]
    assert not [name for _, attributes in reading.elements for name in attributes if name.startswith("on")]


def test_page_is_a_folium_map_without_foliums_assets() -> None:
    text = live(config())
    assert 'class="folium-map"' in text
    assert "L.map(" in text
    for name in ("jquery", "bootstrap", "awesome", "cdn"):
        assert name not in text.lower()
    assert folium.Map.default_js, "our map's empty lists must not empty Folium's own"


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_hostile_text_stays_text(text: str) -> None:
    told = read(live(config(title=text, notice=text, categories={text: (text, text)})))
    plain = read(live(config()))
    assert [tag for tag, _ in told.elements] == [tag for tag, _ in plain.elements]
    written = next(raw for _, attributes, raw in told.raw if attributes.get("id") == "gridmap-config")
    assert json.loads(written)["title"] == text
    scripts = [raw for tag, attributes, raw in told.raw if tag == "script" and "id" not in attributes]
    assert scripts == [raw for tag, attributes, raw in plain.raw if tag == "script" and "id" not in attributes]


def test_lang_of_the_reader_is_the_pages() -> None:
    assert '<html lang="zh-CN">' in page(config(), nonce="", lang="zh")
    assert '"lang":"zh"' in page(config(), nonce="", lang="zh")


def own_scripts() -> list[Path]:
    return sorted(static_folder().glob("js/*.js"))


def test_own_scripts_never_parse_html_or_text_as_code() -> None:
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|createContextualFragment|bindPopup|bindTooltip"
    )
    assert own_scripts()
    assert {
        file.name: forbidden.findall(file.read_text(encoding="utf-8"))
        for file in own_scripts()
        if forbidden.search(file.read_text(encoding="utf-8"))
    } == {}


def test_own_scripts_and_styles_name_no_address() -> None:
    for file in [*own_scripts(), *static_folder().glob("css/*.css")]:
        found = set(re.findall(r"https?://[\w./-]+", file.read_text(encoding="utf-8")))
        assert found <= {"http://www.w3.org/2000/svg"}, file.name


def test_scripts_of_the_live_page_stay_below_600_kb_compressed() -> None:
    files = [*own_scripts(), *static_folder().glob("vendor/**/*.mjs"), *static_folder().glob("vendor/**/*.js")]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < 600_000


def test_every_module_is_short_enough_to_read() -> None:
    assert {
        file.name: lines for file in own_scripts() if (lines := file.read_text(encoding="utf-8").count("\n")) > 300
    } == {}
