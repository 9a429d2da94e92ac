"""The pictures: classes as on the live map, a true scale bar, well-formed SVG whatever the words are."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from defusedxml.ElementTree import fromstring

from gridmap.errors import WrongCrs
from gridmap.reports.drawing import SHARE_CLASSES, Bar, bars, class_of, share_map
from tests.reports.toy import grids

PALETTE = Path(__file__).resolve().parents[2] / "static" / "js" / "palette.js"


def test_classes_are_those_of_the_live_map() -> None:
    ramp = re.search(r"COVERAGE = \[(.*?)\];", PALETTE.read_text(encoding="utf-8"), re.DOTALL)
    assert ramp
    there = re.findall(r'from: ([\d.e-]+), colour: "(#\w+)", label: "([^"]+)"', ramp[1])
    assert [(float(least), colour, label) for least, colour, label in there] == [
        (c.least, c.colour, c.label) for c in SHARE_CLASSES
    ]


def test_shares_fall_into_their_class_and_none_has_its_own() -> None:
    shares = np.array([0.0, 1e-12, 1e-6, 0.05, 0.1499, 0.5, 1.0, np.nan])
    assert class_of(shares).tolist() == [0, 0, 1, 2, 2, 5, 5, -1]


def test_map_is_well_formed_and_draws_each_class_once() -> None:
    svg = share_map(grids(), north="北 <N>", unknown="a & b")
    root = fromstring(svg)
    fills = [e.get("fill") for e in root if e.tag.endswith("path") and e.get("fill-rule") == "evenodd"]
    assert fills == ["url(#none)", "#f7f9f8", "#2f8788"]
    assert "北 <N>" in "".join(root.itertext())


def test_scale_bar_is_as_long_as_it_says() -> None:
    root = fromstring(share_map(grids(3), north="N", unknown="-"))  # 300 m on 1,000 pixels
    bar = next(
        e.get("d") for e in root if e.tag.endswith("path") and "H" in (e.get("d") or "") and e.get("fill") == "none"
    )
    long = float(re.search(r"H([\d.]+)", bar or "")[1])  # type: ignore[index]
    label = next(t for t in root.itertext() if t.endswith(" m"))
    assert label == "50 m"
    assert long == pytest.approx(50 / 300 * 1000, abs=0.1)


def test_north_is_up() -> None:
    two = gpd.GeoDataFrame(
        {"share": [0.9, 0.0]}, geometry=[shapely.box(0, 100, 100, 200), shapely.box(0, 0, 100, 100)], crs=4547
    )
    svg = share_map(two, north="N", unknown="-")
    dark = re.search(r'd="M([^"]+)Z" fill="#0f535c"', svg)
    assert dark
    assert max(float(pair.split(",")[1]) for pair in dark[1].split("L")) <= 500


def test_picture_in_degrees_is_refused() -> None:
    with pytest.raises(WrongCrs):
        share_map(grids().to_crs(4326), north="N", unknown="-")


def test_bars_keep_their_order_and_proportion() -> None:
    root = fromstring(bars([Bar("b <", 2, "2"), Bar("a", 4, "4"), Bar("c", 0, "0")]))
    widths = [float(e.get("width") or 0) for e in root if e.tag.endswith("rect")]
    assert widths[0] * 2 == pytest.approx(widths[1])
    assert widths[2] == 0
    assert next(t for t in root.itertext() if t.strip()) == "b <"


def test_bars_of_nothing_are_an_empty_picture() -> None:
    assert len(fromstring(bars([]))) == 0
