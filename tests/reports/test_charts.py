"""Charts: true lengths, every value as text, colours that stay apart for the colour-blind."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from gridmap.reports.charts import QUALITY_COLOURS, RAMP, SEVERITY_COLOURS, Stack, columns, counted, stacks

_LEGEND = [("#111111", "one <"), ("#222222", "two")]


def _rects(svg: str, colour: str) -> list[float]:
    return [float(e.get("width") or 0) for e in fromstring(svg) if e.get("fill") == colour and e.get("height") != "15"]


def test_stacked_parts_are_as_long_as_their_share_of_the_longest_bar() -> None:
    svg = stacks([Stack("a", (0.2, 0.1), "30 %"), Stack("b & c", (0.1, 0.0))], legend=_LEGEND)
    first = _rects(svg, "#111111")
    assert first[0] == pytest.approx(2 * first[1], abs=0.2)
    assert _rects(svg, "#222222") == pytest.approx([first[1]], abs=0.2)
    assert first[0] == pytest.approx(2 / 3 * (1000 - 150 - 20 - 12 * len("30 %")), abs=0.2), (
        "the longest fills the room"
    )
    words = "".join(fromstring(svg).itertext())
    assert all(text in words for text in ("one <", "b & c", "30 %"))


def test_columns_are_as_tall_as_their_number_and_say_it() -> None:
    root = fromstring(columns([1, 0, 4], labels=["x", "y", "z"], axis="which"))
    tall = [float(e.get("height") or 0) for e in root if e.tag.endswith("rect")]
    assert tall == pytest.approx([50.0, 200.0])
    assert [t for t in root.itertext() if t.strip()] == ["1", "x", "0", "y", "4", "z", "which"]


@given(st.lists(st.one_of(st.floats(0, 1), st.just(float("nan"))), max_size=40))
def test_each_known_share_falls_into_one_class_and_no_unknown_one_does(values: list[float]) -> None:
    made = pd.Series(values, dtype=np.float64)
    assert sum(counted(made, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0])) == int(made.notna().sum())


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colours", [RAMP, tuple(QUALITY_COLOURS.values()), tuple(SEVERITY_COLOURS.values())])
def test_neighbours_differ_in_brightness_too(colours: tuple[str, ...]) -> None:
    light = [_luminance(colour) for colour in colours]
    for one, next_one in pairwise(light):
        assert (max(one, next_one) + 0.05) / (min(one, next_one) + 0.05) >= 1.2
