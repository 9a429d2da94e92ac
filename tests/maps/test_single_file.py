"""The written map."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gridmap.errors import BadValue
from gridmap.maps.config import CoverageRun, HotspotRun, TilingRun
from gridmap.maps.layer_data import layer_data
from gridmap.maps.single_file import single_page
from tests.html_reading import addresses, read
from tests.maps.test_shell import HOSTILE
from tests.maps.toy_city import CATEGORY_NAMES, toy_city

COVERAGE = CoverageRun(date(2026, 9, 30), 25.0, 901, 299)
HOTSPOTS = HotspotRun(date(2026, 7, 1), date(2026, 10, 1), "Gi*")


def written(city: dict[str, Any], **changes: Any) -> str:
    layers = {name: layer_data(name, frame) for name, frame in city.items()}
    told = {
        "title": "Toy city",
        "notice": "Fictional city",
        "lang": "en",
        "made_at": "2026-11-24 07:00",
        "coverage": COVERAGE,
        "hotspots": HOTSPOTS,
    }
    return single_page(layers, **{**told, "categories": CATEGORY_NAMES, **changes})


def small() -> dict[str, Any]:
    return toy_city(3, cameras=20, buildings_per_grid=3, incidents=60)


def layer(page: str, name: str) -> Any:
    return json.loads(
        next(raw for _, attributes, raw in read(page).raw if attributes.get("id") == f"gridmap-layer-{name}")
    )


def test_a_district_stays_below_five_megabytes() -> None:
    page = written(toy_city(20, cameras=1500, buildings_per_grid=20, incidents=60_000))
    assert len(page.encode()) < 5_000_000
    assert layer(page, "incidents")["rows"] == 60_000
    assert layer(page, "buildings")["rows"] == 8_000


def test_file_names_no_address_and_forbids_itself_every_request() -> None:
    reading = read(written(small()))
    assert [url for url in addresses(reading) if not url.startswith("data:")] == []
    policy = next(
        a["content"]
        for tag, a in reading.elements
        if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none';")
    assert "http" not in policy
    assert "unsafe" not in policy
    hosts = {host for tag, _, raw in reading.raw if tag == "script" for host in re.findall(r"https?://([\w.]+)", raw)}
    assert hosts <= {"leafletjs.com", "www.w3.org"}, "names in Leaflet's own text, which no request goes to"


def test_policy_holds_the_hash_of_every_script_that_runs_and_every_style() -> None:
    reading = read(written(small()))
    policy = next(a["content"] for _, a in reading.elements if a.get("http-equiv") == "Content-Security-Policy")
    inline = [raw for tag, a, raw in reading.raw if tag in {"script", "style"} and a.get("type") != "application/json"]
    assert len(inline) == 5
    for text in inline:
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy


def test_same_input_gives_the_same_file() -> None:
    assert written(small()) == written(small())


def test_views_are_inside_only_when_given() -> None:
    city = small()
    assert "gridmap-layer-views" in written(city)
    del city["views"]
    page = written(city)
    assert "gridmap-layer-views" not in page
    assert '"name":"views"' not in page


def test_findings_of_the_tiling_are_inside_only_with_their_run() -> None:
    city = small()
    city["tiling"] = city["grids"].iloc[:1].assign(check="overlap", codes="1, 2", area_m2=5.0, width_m=1.0)
    assert "gridmap-layer-tiling" not in written(city)
    run = TilingRun(date(2026, 11, 24), "unit", None, None, None, {}, 2000)
    assert layer(written(city, tiling=run), "tiling")["rows"] == 1
    city["tiling"] = city["tiling"].iloc[:0]
    assert layer(written(city, tiling=run), "tiling")["rows"] == 0


def test_a_figure_without_its_run_is_not_offered() -> None:
    page = written(small(), coverage=None)
    assert json.loads(next(raw for _, a, raw in read(page).raw if a.get("id") == "gridmap-config"))["coverage"] is None


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_hostile_text_stays_text(text: str) -> None:
    city = small()
    city["grids"] = city["grids"].assign(name=text)
    city["cameras"] = city["cameras"].assign(name=text, purpose=text)
    page = written(city, title=text, notice=text, made_at=text, categories={text: (text, text)})
    assert [tag for tag, _ in read(page).elements] == [tag for tag, _ in read(written(small())).elements]
    assert layer(page, "cameras")["columns"]["name"]["words"] == [text[:5000]]


def test_grids_are_needed() -> None:
    city = small()
    with pytest.raises(BadValue, match="at least one grid"):
        written({**city, "grids": city["grids"].iloc[:0]})
    del city["grids"]
    with pytest.raises(BadValue, match="needs the layer grids"):
        written(city)


def test_folium_is_used_by_the_shell_alone() -> None:
    package = Path(__file__).resolve().parents[2] / "gridmap"
    users = {
        str(file.relative_to(package))
        for file in package.rglob("*.py")
        if re.search(r"^\s*(import|from) (folium|branca)", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert users == {"maps/shell.py"}
