"""The live page against the served city, in a real browser: what it shows is what the API answers.

`served_city` (tests/conftest.py): {"base_url": …, "sign_in_url": …} of a running server with a city in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, StorageState, expect
from psycopg.types.json import Jsonb
from shapely import from_wkb
from shapely.geometry import shape

from gridmap.db.roles import SUPERUSER
from gridmap.db.server import Server
from tests.browser.conftest import Watched, watched_page

SLOW = 60_000  # milliseconds; software rendering on two busy cores
IDLE = "body[data-idle=true]"
RAW_TIME = r"\d{4}-\d\d-\d\d"


@pytest.fixture(scope="module")
def session(browser: Browser, served_city: Mapping[str, str]) -> StorageState:
    """The cookie that the one-time link gives; the link works once, so the tests of this file share it."""
    with watched_page(browser, state=None) as first:
        first.page.goto(served_city["sign_in_url"])
        return first.page.context.storage_state()


@pytest.fixture
def live(browser: Browser, session: StorageState, served_city: Mapping[str, str]) -> Iterator[Watched]:
    """Signed in, with the map drawn."""
    with watched_page(browser, state=session) as seen:
        seen.page.goto(f"{served_city['base_url']}/map")
        seen.page.wait_for_selector(IDLE, state="attached", timeout=SLOW)
        yield seen


@pytest.fixture
def finding(server: Server, served_city: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """One overlap in the served city, as a tiling audit would have stored it; gone after the test."""
    headline = {"is_complete": False, "gap_share": 0, "overlap_share": 0.0001, "counts": {"overlap": 1}}
    with psycopg.connect(server.url(SUPERUSER, "served_city"), autocommit=True) as connection:
        rows = connection.execute("SELECT code, ST_AsBinary(geom) FROM grids.grid ORDER BY code LIMIT 2").fetchall()
        codes = [code for code, _ in rows]
        place = from_wkb(rows[0][1]).representative_point()
        (run,) = connection.execute(
            "INSERT INTO grids.tiling_run (day, parameters, headline, code_version)"
            " VALUES (current_date, %s, %s, 'test') RETURNING run_id",
            [Jsonb({"kind": "unit"}), Jsonb(headline)],
        ).fetchone()  # type: ignore[misc]
        connection.execute(
            "INSERT INTO grids.tiling_finding (run_id, check_name, codes, area_m2, width_m, geom)"
            " VALUES (%s, 'overlap', %s, 81.6, 9, ST_GeomFromWKB(%s, 4326))",
            [run, ", ".join(codes), place.buffer(0.00005, cap_style="square").wkb],
        )
        yield {"codes": codes, "lon": place.x, "lat": place.y}
        connection.execute("DELETE FROM grids.tiling_run WHERE run_id = %s", [run])


def settle(watched: Watched) -> None:
    """Wait until every tile of what is shown has been drawn."""
    watched.page.evaluate("document.body.dataset.idle = 'false'")
    watched.page.evaluate("map_city.panBy([1, 0], { animate: false }) && null")
    watched.page.wait_for_selector(IDLE, state="attached", timeout=SLOW)


def a_feature(watched: Watched, base_url: str, collection: str) -> dict[str, Any]:
    """The first of them."""
    return all_features(watched, base_url, collection)[0]


def all_features(watched: Watched, base_url: str, collection: str) -> list[dict[str, Any]]:
    """The features of a collection in the middle of the map, from the export; at least one."""
    middle = watched.page.evaluate("(() => { const c = map_city.getCenter(); return [c.lng, c.lat]; })()")
    reach = 0.01
    box = f"{middle[0] - reach},{middle[1] - reach},{middle[0] + reach},{middle[1] + reach}"
    answer = watched.page.request.get(f"{base_url}/exports/{collection}.geojson?bbox={box}")
    assert answer.ok, answer.text()[:200]
    features = answer.json()["features"]
    assert features, f"no {collection} in the middle of the served city"
    return list(features)


def click_middle_at(watched: Watched, lon: float, lat: float, zoom: int) -> None:
    watched.page.evaluate(
        "([lat, lon, zoom]) => { map_city.setView([lat, lon], zoom, { animate: false }); }", [lat, lon, zoom]
    )
    settle(watched)
    point = watched.page.evaluate(
        "([lat, lon]) => { const p = map_city.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }", [lat, lon]
    )
    watched.page.mouse.click(*point)


def test_page_draws_itself_from_the_own_host_without_errors(live: Watched, served_city: Mapping[str, str]) -> None:
    boxes = live.page.locator(".panel input[type=checkbox]:enabled")
    for each in range(boxes.count()):
        boxes.nth(each).set_checked(not boxes.nth(each).is_checked())
        settle(live)
    for name in ("areas", "grids", "incidents", "cameras", "views", "coverage"):
        live.page.check(f"input[value={name}]")
    settle(live)
    assert live.foreign(served_city["base_url"]) == []
    assert live.errors == []
    asked = {url.split("/collections/")[1].split("/")[0] for url in live.requests if "/collections/" in url}
    assert {"areas", "grids", "coverage", "incidents", "cameras"} <= asked


def test_cards_of_a_grid_say_what_the_api_answers(live: Watched, served_city: Mapping[str, str]) -> None:
    base = served_city["base_url"]
    grid = a_feature(live, base, "grids")
    inside = shape(grid["geometry"]).representative_point()
    click_middle_at(live, inside.x, inside.y, 16)
    code = grid["properties"]["code"]
    expect(live.page.locator(".card.service .code bdi")).to_have_text(code, timeout=SLOW)
    expect(live.page.locator(".card.register .code bdi")).to_have_text(code)
    register = live.page.request.get(f"{base}/register/grids/{code}").json()
    headline = live.page.locator(".card.register .headline strong")
    expect(headline).to_be_visible(timeout=SLOW)
    share = (register["coverage"] or {}).get("share")
    shown = headline.inner_text()
    assert shown == "—" if share is None else float(shown.removesuffix("%")) == pytest.approx(share * 100, abs=0.06)
    assert live.errors == []


def test_hotspot_classes_are_drawn_instead_of_coverage(live: Watched) -> None:
    if live.page.locator("input[value=hotspots]").is_disabled():
        expect(live.page.locator(".panel")).to_contain_text("run gridmap hotspots")
        return
    live.page.check("input[value=hotspots]")
    settle(live)
    assert any("/collections/hotspots/tiles/" in url for url in live.requests)
    expect(live.page.locator(".legend h3").first).to_have_text("Hotspots of incidents")
    assert live.errors == []


def test_click_on_a_camera_shows_its_entry(live: Watched, served_city: Mapping[str, str]) -> None:
    live.page.check("input[value=cameras]")
    camera = a_feature(live, served_city["base_url"], "cameras")
    lon, lat = camera["geometry"]["coordinates"]
    click_middle_at(live, lon, lat, 19)
    expect(live.page.locator(".card.camera .code bdi")).to_be_visible(timeout=SLOW)
    operator = camera["properties"].get("operator")
    if operator:
        expect(live.page.locator(".card.camera")).to_contain_text(operator, timeout=SLOW)
    assert live.errors == []


def test_cards_write_times_for_readers_and_keep_the_raw_value(live: Watched, served_city: Mapping[str, str]) -> None:
    live.page.check("input[value=incidents]")
    incident = a_feature(live, served_city["base_url"], "incidents")
    lon, lat = incident["geometry"]["coordinates"]
    click_middle_at(live, lon, lat, 20)
    card = live.page.locator(".card.incident")
    expect(card.locator("time").first).to_be_visible(timeout=SLOW)
    assert re.search(RAW_TIME, card.inner_text()) is None
    assert all(re.match(RAW_TIME, raw) for raw in card.locator("time").evaluate_all("all => all.map(one => one.title)"))
    assert live.errors == []


def test_camera_that_says_little_is_told_as_unknown_and_without_codes(
    live: Watched, served_city: Mapping[str, str]
) -> None:
    """Of the cameras in the middle, the one with the most fields empty."""
    features = all_features(live, served_city["base_url"], "cameras")
    camera = max(features, key=lambda feature: sum(value is None for value in feature["properties"].values()))
    live.page.check("input[value=cameras]")
    lon, lat = camera["geometry"]["coordinates"]
    click_middle_at(live, lon, lat, 20)
    card = live.page.locator(".card.camera")
    expect(card).to_contain_text("Not on record:", timeout=SLOW)
    text = card.inner_text()
    codes = [value for value in camera["properties"].values() if isinstance(value, str) and "_" in value]
    assert codes, "this camera has no enumerated value of two words"
    assert [code for code in codes if code in text] == []
    assert re.search(RAW_TIME, text) is None
    assert "undefined" not in text
    assert "null" not in text


def test_layer_of_findings_waits_for_an_audit_and_says_which_command_makes_one(live: Watched) -> None:
    box = live.page.locator("input[value=tiling]")
    assert box.is_disabled()
    expect(live.page.locator(".panel")).to_contain_text("run gridmap audit grids")
    live.page.click("button[lang=zh-CN]")
    expect(live.page.locator(".panel")).to_contain_text("请运行 gridmap audit grids")


def test_click_on_a_finding_of_the_tiling_shows_what_and_where(
    live: Watched, served_city: Mapping[str, str], finding: dict[str, Any]
) -> None:
    live.page.reload()  # the legend's run is told with the page
    live.page.wait_for_selector(IDLE, state="attached", timeout=SLOW)
    assert not live.page.locator("input[value=tiling]").is_checked()
    live.page.check("input[value=tiling]")
    expect(live.page.locator(".legend")).to_contain_text("Overlap: ground in two grids: 1")
    click_middle_at(live, finding["lon"], finding["lat"], 18)
    card = live.page.locator(".card.tiling")
    expect(card).to_contain_text("Ground that lies in two grids at once.", timeout=SLOW)
    expect(card).to_contain_text("82\u00a0m²")
    expect(card.locator(".codes bdi")).to_have_text(finding["codes"])
    card.locator(".codes button").first.click()
    expect(live.page.locator(".card.service .code bdi")).to_have_text(finding["codes"][0], timeout=SLOW)
    assert live.foreign(served_city["base_url"]) == []
    assert live.errors == []


def test_language_switch_is_kept_on_the_next_visit(live: Watched, served_city: Mapping[str, str]) -> None:
    live.page.click("button[lang=zh-CN]")
    expect(live.page.locator(".panel")).to_contain_text("图层")
    live.page.reload()
    expect(live.page.locator(".panel")).to_contain_text("图层", timeout=SLOW)


def test_coverage_legend_says_lower_bound_and_unknown_views(live: Watched) -> None:
    live.page.check("input[value=coverage]")
    expect(live.page.locator(".legend")).to_contain_text("A lower bound.")
    expect(live.page.locator(".legend")).to_contain_text("Cameras whose view is unknown:")


def test_signed_out_reader_is_told_so_on_the_card(live: Watched, served_city: Mapping[str, str]) -> None:
    grid = a_feature(live, served_city["base_url"], "grids")
    inside = shape(grid["geometry"]).representative_point()
    live.page.context.clear_cookies()
    click_middle_at(live, inside.x, inside.y, 16)
    expect(live.page.locator(".card.service .failure")).to_contain_text("signed out", timeout=SLOW)
