"""The self-contained map, opened from disk in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gridmap.maps.config import TilingRun
from tests.browser.conftest import Watched
from tests.maps.test_shell import HOSTILE
from tests.maps.test_single_file import COVERAGE, written
from tests.maps.toy_city import toy_city

IDLE = "body[data-idle=true]"
COLOURS = """() => {
  const counts = {};
  for (const canvas of document.querySelectorAll(".leaflet-tile")) {
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    for (let at = 0; at < pixels.length; at += 4) {
      if (pixels[at + 3] < 90) continue;
      const key = [pixels[at], pixels[at + 1], pixels[at + 2]].join(",");
      counts[key] = (counts[key] ?? 0) + 1;
    }
  }
  return counts;
}"""


@pytest.fixture
def opened(watched: Watched, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Write a map of the city, open it from disk, and wait until it is drawn."""

    def open_city(city: dict[str, Any], **changes: Any) -> dict[str, Any]:
        file = tmp_path / "city.html"
        file.write_text(written(city, **changes), encoding="utf-8")
        watched.page.goto(file.as_uri())
        watched.page.wait_for_selector(IDLE, state="attached")
        return city

    return open_city


def small() -> dict[str, Any]:
    return toy_city(6, cameras=60, buildings_per_grid=6, incidents=400)


def centre_on(watched: Watched, geometry: Any, zoom: int) -> tuple[int, int]:
    """Bring a geometry's inner point to the middle of the map; returns the pixel."""
    point = geometry.representative_point()
    watched.page.evaluate(
        "([lat, lon, zoom]) => { map_city.setView([lat, lon], zoom, { animate: false }); }", [point.y, point.x, zoom]
    )
    watched.page.wait_for_timeout(150)
    return 720, 450


def commonest_colour(watched: Watched) -> tuple[int, ...]:
    """Red, green, blue of most painted pixels."""
    counts = watched.page.evaluate(COLOURS)
    return tuple(int(part) for part in max(counts, key=lambda key: counts[key]).split(","))


def text_of(watched: Watched, selector: str) -> str:
    return watched.page.locator(selector).first.inner_text()


def test_opens_from_disk_without_a_request_or_an_error(opened: Callable[..., Any], watched: Watched) -> None:
    opened(small())
    assert text_of(watched, "h1") == "Toy city"
    assert text_of(watched, ".notice") == "Fictional city"
    assert [url for url in watched.requests if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in watched.requests if url.startswith("file:")]) == 1
    assert watched.errors == []


def test_click_on_a_grid_opens_its_two_cards_with_their_own_figures(
    opened: Callable[..., Any], watched: Watched
) -> None:
    city = opened(small())
    row = int(city["coverage"].query("share > 0.2").index[0])
    watched.page.mouse.click(*centre_on(watched, city["grids"].geometry.iloc[row], 16))
    code = city["grids"]["code"].iloc[row]
    assert watched.page.locator(".card").count() == 2
    assert text_of(watched, ".card.service .code bdi") == text_of(watched, ".card.register .code bdi") == code
    assert f"Incidents counted in the period: {city['hotspots']['count'].iloc[row]}" in text_of(
        watched, ".card.service"
    )
    share = city["coverage"]["share"].iloc[row]
    shown = text_of(watched, ".card.register .headline strong").removesuffix("%")
    assert float(shown) == pytest.approx(share * 100, abs=0.06)
    unknown = city["coverage"]["unknown_views"].iloc[row]
    assert f"Cameras with unknown view: {unknown}" in text_of(watched, ".card.register")
    watched.page.keyboard.press("Escape")
    assert watched.page.locator(".card").count() == 0


def test_every_click_finds_the_grid_that_holds_it(opened: Callable[..., Any], watched: Watched) -> None:
    city = opened(small())
    west, south, east, north = city["grids"].total_bounds
    rng = np.random.default_rng(3)
    points = shapely.points(rng.uniform((west, south), (east, north), (30, 2)))
    holders = gpd.GeoDataFrame(geometry=points, crs=4326).sjoin(city["grids"], how="left", predicate="within")["code"]
    far = shapely.distance(points, city["grids"].boundary.union_all()) > 5e-5  # not within a pixel of an edge
    for point, code in zip(points[far], holders[far], strict=True):
        watched.page.mouse.click(*centre_on(watched, point, 16))
        shown = watched.page.locator(".card.service .code bdi").all_inner_texts()
        assert shown == ([] if pd.isna(code) else [code])


def test_click_on_a_camera_opens_its_card(opened: Callable[..., Any], watched: Watched) -> None:
    city = opened(small())
    watched.page.check("input[value=cameras]")
    camera = city["cameras"].iloc[7]
    watched.page.mouse.click(*centre_on(watched, camera.geometry, 19))
    assert text_of(watched, ".card.camera .code bdi") == camera["camera_id"]
    assert watched.page.locator(".card").count() == 1


def test_click_on_an_incident_names_its_category(opened: Callable[..., Any], watched: Watched) -> None:
    city = opened(
        small(), categories={code: (f"Thing {code}", f"事项{code}") for code in set(small()["incidents"]["category"])}
    )
    watched.page.check("input[value=incidents]")
    incident = city["incidents"].iloc[11]
    watched.page.mouse.click(*centre_on(watched, incident.geometry, 20))
    assert text_of(watched, ".card.incident h2") == f"Thing {incident['category']}"


def with_findings(city: dict[str, Any]) -> dict[str, Any]:
    """The city with one overlap of its first two grids and one gap, each a square of about 40 m in its grid."""
    at = [
        city["grids"].geometry.iloc[row].representative_point().buffer(0.0002, cap_style="square") for row in (14, 20)
    ]
    first, second = city["grids"]["code"].iloc[:2]
    columns = {
        "check": ["overlap", "gap-hole"],
        "codes": [f"{first}, {second}", ""],
        "area_m2": [1234.4, 5.25],
        "width_m": [30.0, 0.4],
    }
    return {**city, "tiling": gpd.GeoDataFrame(columns, geometry=at, crs="EPSG:4326")}


TILING = TilingRun(date(2026, 11, 24), "unit", False, 0.001, 0.002, {"gap-hole": 1, "overlap": 1}, 2000)


def test_findings_of_the_tiling_are_off_until_asked_for_and_say_what_they_are(
    opened: Callable[..., Any], watched: Watched
) -> None:
    city = opened(with_findings(small()), tiling=TILING)
    assert not watched.page.locator("input[value=tiling]").is_checked()
    watched.page.check("input[value=tiling]")
    legend = text_of(watched, ".legend")
    assert "Gap: ground in no grid: 1" in legend
    assert "24 Nov 2026" in legend
    watched.page.mouse.click(*centre_on(watched, city["tiling"].geometry.iloc[0], 18))
    card = text_of(watched, ".card.tiling")
    assert "Overlap" in card
    assert "1,234\u00a0m²" in card
    codes = watched.page.locator(".card.tiling .codes bdi").all_inner_texts()
    assert codes == list(city["grids"]["code"].iloc[:2])
    watched.page.click("button[lang=zh-CN]")
    assert "同时属于两个网格的地面" in text_of(watched, ".card.tiling")
    assert "1,234\u00a0平方米" in text_of(watched, ".card.tiling")
    assert "缺口：不属于任何网格" in text_of(watched, ".legend")
    watched.page.locator(".card.tiling .codes button").first.click()
    assert text_of(watched, ".card.service .code bdi") == codes[0]
    assert watched.errors == []


def test_audit_that_found_nothing_says_so(opened: Callable[..., Any], watched: Watched) -> None:
    city = with_findings(small())
    city["tiling"] = city["tiling"].iloc[:0]
    opened(city, tiling=TilingRun(None, None, True, 0.0, None, {"overlap": 0}, 2000))
    watched.page.check("input[value=tiling]")
    legend = text_of(watched, ".legend")
    assert "Nothing was found." in legend
    assert "The grids fill the area completely." in legend
    assert "Tiling audit of unknown" in legend, "a run that does not say its day"
    assert watched.errors == []


def test_far_away_findings_are_joined_and_a_click_brings_them_nearer(
    opened: Callable[..., Any], watched: Watched
) -> None:
    city = with_findings(small())
    city["tiling"] = pd.concat([city["tiling"].iloc[:1]] * 5, ignore_index=True)
    opened(city, tiling=TILING)
    watched.page.check("input[value=tiling]")
    watched.page.mouse.click(*centre_on(watched, city["tiling"].geometry.iloc[0], 12))
    for _ in range(50):  # a flight; the page's policy forbids waiting by a script of one's own
        if watched.page.evaluate("map_city.getZoom()") == 14:
            break
        watched.page.wait_for_timeout(100)
    assert watched.page.evaluate("map_city.getZoom()") == 14
    assert watched.page.locator(".card").count() == 0


def test_keyboard_alone_opens_and_closes_a_card(opened: Callable[..., Any], watched: Watched) -> None:
    city = opened(small())
    grid = city["grids"].iloc[14]
    centre_on(watched, grid.geometry, 16)
    watched.page.keyboard.press("Tab")
    tabbed = 0
    while not watched.page.evaluate("document.activeElement.matches('.folium-map')"):
        watched.page.keyboard.press("Tab")
        tabbed += 1
        assert tabbed < 40, "the map is not reached by Tab"
    watched.page.keyboard.press("Enter")
    assert text_of(watched, ".card.service .code bdi") == grid["code"]
    assert watched.page.evaluate("document.activeElement.matches('.card.service h2')")
    watched.page.keyboard.press("Tab")
    outline = watched.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "what has the focus is seen"
    watched.page.keyboard.press("Escape")
    assert watched.page.locator(".card").count() == 0
    assert watched.page.evaluate("document.activeElement.matches('.folium-map')")


def test_phone_shows_the_card_below_what_was_touched_and_says_that_the_city_is_fictional(
    opened: Callable[..., Any], watched: Watched
) -> None:
    watched.page.set_viewport_size({"width": 390, "height": 780})
    city = opened(small())
    assert watched.page.locator(".notice.afloat").is_visible()
    assert text_of(watched, ".notice.afloat") == "Fictional city"
    camera = city["cameras"].iloc[7]
    watched.page.click(".panel-button")
    watched.page.check("input[value=cameras]")
    watched.page.click(".panel-button")
    centre_on(watched, camera.geometry, 19)
    watched.page.evaluate("map_city.panBy([0, -250], { animate: false }) && null")
    watched.page.mouse.click(195, 640)
    card = watched.page.locator(".card.camera").bounding_box()
    ring = watched.page.evaluate(
        "([lat, lon]) => map_city.latLngToContainerPoint([lat, lon]).y", [camera.geometry.y, camera.geometry.x]
    )
    assert card is not None
    assert ring < card["y"] < 780
    assert watched.page.evaluate("document.documentElement.scrollWidth") == 390


def test_card_of_an_incident_says_its_words_in_both_languages(opened: Callable[..., Any], watched: Watched) -> None:
    city = small()
    city["incidents"] = city["incidents"].assign(state="assigned", severity="critical")
    opened(city)
    watched.page.check("input[value=incidents]")
    watched.page.mouse.click(*centre_on(watched, city["incidents"].geometry.iloc[11], 20))
    assert "severity: critical" in text_of(watched, ".card.incident")
    watched.page.click("button[lang=zh-CN]")
    card = text_of(watched, ".card.incident")
    assert "指挥派遣" in card
    assert "严重程度：紧急" in card
    assert "assigned" not in card


def test_grids_are_coloured_by_one_figure_at_a_time_and_the_legend_follows(
    opened: Callable[..., Any], watched: Watched
) -> None:
    city = small()
    city["coverage"] = city["coverage"].assign(share=0.9)
    city["hotspots"] = city["hotspots"].assign(**{"class": "hot"})
    opened(city)
    legend = ".legend-body h3"
    assert commonest_colour(watched) == pytest.approx((15, 83, 92), abs=4)
    assert text_of(watched, legend) == "Public space under view"
    watched.page.check("input[value=hotspots]")
    assert commonest_colour(watched) == pytest.approx((201, 71, 47), abs=4)
    assert text_of(watched, legend) == "Hotspots of incidents"
    watched.page.check("input[value=plain]")
    assert watched.page.locator(".legend").is_hidden()


def test_legend_of_coverage_says_lower_bound_and_unknown_views(opened: Callable[..., Any], watched: Watched) -> None:
    opened(small())
    legend = text_of(watched, ".legend")
    assert "A lower bound." in legend
    assert "Cameras whose view is unknown: 299." in legend
    assert "25\u00a0px/m or sharper" in legend


@pytest.mark.parametrize("waits", [True, False])
def test_legend_of_coverage_says_when_changes_wait(opened: Callable[..., Any], watched: Watched, waits: bool) -> None:
    opened(small(), coverage=replace(COVERAGE, waits=waits))
    assert ("do not hold it yet" in text_of(watched, ".legend")) is waits


def test_legend_says_when_a_layer_is_a_sample(opened: Callable[..., Any], watched: Watched) -> None:
    opened(small(), counts={"incidents": 5000, "cameras": 60})
    watched.page.check("input[value=incidents]")
    watched.page.check("input[value=cameras]")
    assert watched.page.locator(".legend .strong").all_inner_texts()[1:] == ["An even sample: 400 of 5,000 are drawn."]


def test_layers_are_drawn_when_switched_on(opened: Callable[..., Any], watched: Watched) -> None:
    city = opened(small())
    centre_on(watched, city["grids"].geometry.iloc[14], 16)
    watched.page.check("input[value=plain]")
    drawn = {}
    for name in ("areas", "grids", "streets", "buildings", "incidents", "cameras", "views"):
        before = sum(watched.page.evaluate(COLOURS).values())
        box = watched.page.locator(f"input[value={name}]")
        box.set_checked(not box.is_checked())
        drawn[name] = sum(watched.page.evaluate(COLOURS).values()) != before
    assert drawn == dict.fromkeys(drawn, True)
    assert watched.errors == []


def test_grid_that_no_documented_camera_sees_is_not_called_unseen(opened: Callable[..., Any], watched: Watched) -> None:
    city = small()
    city["coverage"] = city["coverage"].assign(share=0.0, cameras=0, unknown_views=2)
    opened(city)
    watched.page.mouse.click(*centre_on(watched, city["grids"].geometry.iloc[14], 16))
    card = text_of(watched, ".card.register")
    assert "does not say that nothing films here" in card
    assert "Cameras with unknown view: 2" in card


def test_language_switch_changes_every_word_and_is_kept_on_the_card(
    opened: Callable[..., Any], watched: Watched
) -> None:
    city = opened(small())
    watched.page.mouse.click(*centre_on(watched, city["grids"].geometry.iloc[14], 16))
    watched.page.click("button[lang=zh-CN]")
    assert watched.page.evaluate("document.documentElement.lang") == "zh-CN"
    assert "城市服务" in text_of(watched, ".card.service")
    assert "摄像头登记" in text_of(watched, ".card.register")
    assert "图例" in text_of(watched, ".panel")
    assert "下限" in text_of(watched, ".legend")
    watched.page.click("button[lang=en]")
    assert "Legend" in watched.page.locator(".panel").text_content()  # type: ignore[operator]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_hostile_names_are_shown_as_text(opened: Callable[..., Any], watched: Watched, text: str) -> None:
    city = small()
    for name in ("areas", "grids", "coverage", "hotspots", "streets", "cameras"):
        city[name] = city[name].assign(name=text)
    opened(city, title=text, notice=text, made_at=text, categories={"LGT-01": (text, text)})
    x, y = centre_on(watched, city["grids"].geometry.iloc[14], 16)
    watched.page.mouse.move(x, y)
    watched.page.mouse.click(x, y)
    assert watched.page.locator("h1").text_content() == text
    assert watched.page.locator(".card.service h2").text_content() == text
    assert watched.page.evaluate("window.hacked") is None
    assert watched.page.locator(".panel img, .cards img, .readout img").count() == 0
    assert watched.errors == []
    assert [url for url in watched.requests if "evil.example" in url] == []


def test_wide_names_stay_inside_their_card(opened: Callable[..., Any], watched: Watched) -> None:
    city = small()
    city["grids"] = city["grids"].assign(name="W" * 5000)
    opened(city, title="W" * 5000, notice="W" * 5000)
    watched.page.mouse.click(*centre_on(watched, city["grids"].geometry.iloc[14], 16))
    for selector in (".panel", ".card.service"):
        fits = watched.page.locator(selector).first.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
        assert fits, selector
    assert watched.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_every_button_and_input_has_a_name(opened: Callable[..., Any], watched: Watched) -> None:
    opened(small())
    unnamed = watched.page.evaluate(
        """() => [...document.querySelectorAll("button, input")].filter((node) =>
             !(node.textContent.trim() || node.getAttribute("aria-label") || node.closest("label")?.textContent.trim())).length"""
    )
    assert unnamed == 0
