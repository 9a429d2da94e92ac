"""Directions as people write them."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.register.rules.direction import Reading, read_direction, read_direction_code


@pytest.mark.parametrize(
    ("text", "heading", "spread", "code"),
    [
        ("0", 0.0, None, ""),
        ("360", 0.0, None, ""),
        ("090", 90.0, None, ""),
        (" 12.5° ", 12.5, None, ""),
        ("-90", 270.0, None, "negative"),
        ("400", 40.0, None, "beyond-360"),
        ("NE", 45.0, 22.5, ""),
        ("wnw", 292.5, 11.25, ""),
        ("north east", 45.0, 22.5, ""),
        ("ouest", 270.0, 22.5, ""),
        ("东南", 135.0, 22.5, ""),
        ("正北", 0.0, 22.5, ""),
        ("0;", 0.0, None, ""),
        ("95, 95", 95.0, None, ""),
    ],
)
def test_one_direction(text: str, heading: float, spread: float | None, code: str) -> None:
    found = read_direction(text)
    assert (found.reading, found.heading_deg, found.spread_deg, found.code) == (Reading.HEADING, heading, spread, code)


@pytest.mark.parametrize(
    ("text", "middle", "width"),
    [
        ("0-90", 45.0, 90.0),
        ("330-30", 0.0, 60.0),
        ("270 - 90", 0.0, 180.0),
        ("-45-45", 0.0, 90.0),
        ("S-NW", 247.5, 135.0),
    ],
)
def test_ranges_are_read_clockwise_and_across_north(text: str, middle: float, width: float) -> None:
    found = read_direction(text)
    assert (found.reading, found.heading_deg, found.width_deg) == (Reading.SECTOR, middle, width)


@pytest.mark.parametrize("text", ["0-360", "0 - 360", "0-359", "360°", "all", "omni", "全向"])
def test_the_full_circle(text: str) -> None:
    assert read_direction(text).reading is Reading.ALL_ROUND


def test_a_list_is_never_averaged() -> None:
    found = read_direction("350;10")
    assert (found.reading, found.heading_deg, found.headings) == (Reading.SEVERAL, None, (350.0, 10.0))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("forward", "relative-to-way"), ("both", "relative-to-way"), ("SO", "ambiguous-letter"), ("-800", "out-of-range"),
        ("273,5", "decimal-comma-or-list"), ("0-90;180-359", "mixed-list"), ("90-90", "empty-range"),
        ("11:00", "unreadable"), ("45-90-180", "unreadable"), ("34.645533791651786, 50.89382958660435", "coordinates"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(text: str, code: str) -> None:
    found = read_direction(text)
    assert (found.reading, found.heading_deg, found.code) == (Reading.REFUSED, None, code)


@pytest.mark.parametrize("text", ["", "?", "null", "N/A", "未知"])
def test_nothing_is_nothing(text: str) -> None:
    assert read_direction(text).reading is Reading.NOTHING


@pytest.mark.parametrize(("text", "heading"), [("1", 90), ("2", 270), ("3", 180), ("4", 0), ("5", 135), ("8.0", 315)])
def test_codes_of_the_27_column_sheet(text: str, heading: float) -> None:
    found = read_direction_code(text)
    assert (found.heading_deg, found.spread_deg) == (heading, 22.5)


def test_code_nine_is_all_round_and_others_do_not_exist() -> None:
    assert read_direction_code("9").reading is Reading.ALL_ROUND
    assert read_direction_code("12").code == "unknown-code"
    assert read_direction_code("东").heading_deg == 90.0


@settings(deadline=None)
@given(st.floats(-360, 360))
def test_bearings_keep_their_direction(degrees: float) -> None:
    found = read_direction(f"{degrees:.4f}")
    assert found.heading_deg is not None
    assert 0 <= found.heading_deg < 360
    assert abs((found.heading_deg - degrees + 180) % 360 - 180) < 1e-3


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    found = read_direction(text)
    if found.heading_deg is None:
        assert found.code or found.reading is Reading.ALL_ROUND
    else:
        assert 0 <= found.heading_deg < 360


def test_all_directions_that_people_wrote_are_read_or_refused(shared_data: Path) -> None:
    with (shared_data / "direction_values_nonnumeric.csv").open(encoding="utf-8") as file:
        rows = [(text, int(count)) for text, count in list(csv.reader(file))[1:]]
    shares: Counter[Reading] = Counter()
    for text, count in rows:
        shares[read_direction(text).reading] += count
    assert (len(rows), shares.total()) == (1584, 7206)
    assert shares == {
        Reading.ALL_ROUND: 1903, Reading.SEVERAL: 1694, Reading.HEADING: 2587, Reading.SECTOR: 210,
        Reading.REFUSED: 776, Reading.NOTHING: 36,
    }  # fmt: skip
