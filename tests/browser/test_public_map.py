"""The map of the public in a real browser: one click, one answer, without a token; by mouse, keys and on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import psycopg
import pytest
from playwright.sync_api import Browser, expect

from gridmap.db.roles import SUPERUSER
from gridmap.db.server import Server
from tests.browser.conftest import Watched, watched_page

SLOW = 60_000  # milliseconds; software rendering on two busy cores
IDLE = "body[data-idle=true]"
CARD = ".card.place"


@pytest.fixture
def public(browser: Browser, served_city: Mapping[str, str]) -> Iterator[Watched]:
    """Nobody signed in, the map drawn."""
    with watched_page(browser, state=None) as seen:
        seen.page.goto(f"{served_city['base_url']}/public?lang=en")
        seen.page.wait_for_selector(IDLE, state="attached", timeout=SLOW)
        yield seen


@pytest.fixture(scope="module")
def filmed(server: Server, served_city: Mapping[str, str]) -> tuple[float, float]:
    """A place inside some camera's widest view."""
    with psycopg.connect(server.url(SUPERUSER, "served_city")) as connection:
        row = connection.execute(
            "SELECT ST_X(p), ST_Y(p) FROM (SELECT ST_PointOnSurface(v.geom) AS p FROM register.view AS v "
            "JOIN register.camera AS c USING (camera_row_id) WHERE c.status = 'in_service' AND v.px_per_m = 25 "
            "AND v.reach = 'instantaneous' AND v.ground = 'occluded' AND c.kind = 'fixed' AND c.environment <> 'indoor' "
            "ORDER BY v.area_m2 DESC LIMIT 1) AS t"
        ).fetchone()
    assert row is not None
    return row


def _go(watched: Watched, place: tuple[float, float], zoom: int = 18) -> None:
    lon, lat = place
    watched.page.evaluate(f"map_city.setView([{lat}, {lon}], {zoom}, {{ animate: false }}) && null")


def _click_middle(watched: Watched) -> None:
    size = watched.page.viewport_size
    assert size is not None
    watched.page.mouse.click(size["width"] / 2, size["height"] / 2)


def test_a_click_asks_who_films_the_place_and_the_card_answers_in_both_languages(
    public: Watched, filmed: tuple[float, float], served_city: Mapping[str, str]
) -> None:
    _go(public, filmed)
    _click_middle(public)
    card = public.page.locator(CARD)
    expect(card.locator(".entry h3").first).to_be_visible(timeout=SLOW)
    expect(card).to_contain_text("Ask or complain")
    expect(card).to_contain_text("not in the register")
    public.page.get_by_text("中文", exact=True).click()
    expect(card).to_contain_text("咨询或投诉", timeout=SLOW)
    assert public.page.locator("path.leaflet-interactive").count() == 0, "the square is only drawn"
    assert public.foreign(served_city["base_url"]) == []
    assert public.errors == []
    asked = {url.split("?")[0].removeprefix(served_city["base_url"]) for url in public.requests}
    assert not [path for path in asked if not path.startswith(("/public", "/static", "data:", "blob:"))]


def test_far_out_a_click_comes_nearer_and_asks_nothing(public: Watched, filmed: tuple[float, float]) -> None:
    _go(public, filmed, zoom=13)
    expect(public.page.locator(".how")).to_contain_text("click to come nearer")
    _click_middle(public)
    expect(public.page.locator(".how")).to_contain_text("Click a place", timeout=SLOW)
    assert public.page.evaluate("map_city.getZoom()") == 17
    assert not [url for url in public.requests if "/public/at" in url]


def test_keys_alone_ask_and_close(public: Watched, filmed: tuple[float, float]) -> None:
    _go(public, filmed)
    public.page.locator("#map_city").focus()
    public.page.keyboard.press("Enter")
    expect(public.page.locator(f"{CARD} h2")).to_be_focused(timeout=SLOW)
    expect(public.page.locator(f"{CARD} .lead")).to_be_visible(timeout=SLOW)
    public.page.keyboard.press("Escape")
    expect(public.page.locator(CARD)).to_have_count(0)
    expect(public.page.locator("#map_city")).to_be_focused()


def test_where_nobody_films_the_card_says_so_with_caution(public: Watched, filmed: tuple[float, float]) -> None:
    lon, lat = filmed
    _go(public, (lon + 0.05, lat + 0.05))
    _click_middle(public)
    expect(public.page.locator(f"{CARD} .empty")).to_contain_text("is known to film", timeout=SLOW)
    expect(public.page.locator(CARD)).to_contain_text("not in the register")


def test_too_many_questions_are_said_in_the_reader_s_language(public: Watched, filmed: tuple[float, float]) -> None:
    public.page.route("**/public/at?*", lambda route: route.fulfill(status=429, json={"detail": "x"}))
    public.page.get_by_text("中文", exact=True).click()
    _go(public, filmed)
    _click_middle(public)
    expect(public.page.locator(f"{CARD} .failure")).to_contain_text("提问过于频繁", timeout=SLOW)


def test_on_a_phone_the_card_leaves_the_place_in_sight(
    browser: Browser, served_city: Mapping[str, str], filmed: tuple[float, float]
) -> None:
    with watched_page(browser, state=None) as seen:
        seen.page.set_viewport_size({"width": 390, "height": 800})
        seen.page.goto(f"{served_city['base_url']}/public?lang=en")
        seen.page.wait_for_selector(IDLE, state="attached", timeout=SLOW)
        _go(seen, filmed)
        _click_middle(seen)
        expect(seen.page.locator(f"{CARD} .lead")).to_be_visible(timeout=SLOW)
        square = seen.page.locator(".leaflet-overlay-pane canvas, .leaflet-overlay-pane path").first
        expect(square).to_be_attached()
        y = seen.page.evaluate(f"map_city.latLngToContainerPoint([{filmed[1]}, {filmed[0]}]).y")
        card, panel = seen.page.locator(CARD).bounding_box(), seen.page.locator("#panel").bounding_box()
        assert card is not None
        assert panel is not None
        assert panel["y"] + panel["height"] < y < card["y"]
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_page_without_scripts_reads_on_a_phone(
    browser: Browser, served_city: Mapping[str, str], filmed: tuple[float, float]
) -> None:
    with watched_page(browser, state=None) as seen:
        seen.page.set_viewport_size({"width": 390, "height": 800})
        lon, lat = filmed
        seen.page.goto(f"{served_city['base_url']}/public/at?lon={lon:.6f}&lat={lat:.6f}&lang=zh")
        expect(seen.page.locator(".card h2").first).to_be_visible()
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
        seen.page.locator("input[name=lon]").fill("200")
        seen.page.locator("form button").click()
        expect(seen.page.locator(".failure")).to_be_visible()
        expect(seen.page.locator("input[name=lon]")).to_have_value("200")
        foreign = seen.foreign(served_city["base_url"])
        assert foreign == []
