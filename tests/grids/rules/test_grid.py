"""Reading grids."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from gridmap.grids.rules.crs import WGS84
from gridmap.grids.rules.field import Parsed
from gridmap.grids.rules.grid import GRID_KINDS, read_grids
from tests.builders import COMMUNITY, grid_codes, rows, squares

DAY = date(2026, 11, 24)


def _read(**columns: Any) -> Parsed:
    frame = rows(**columns)
    return read_grids(frame, squares(len(frame), 1), datum=WGS84, as_of=DAY)


def test_kind_follows_from_the_code_where_the_file_is_silent() -> None:
    read = _read(code=[*grid_codes(3), "01020311010800100201", "Abell"])
    assert read.frame["kind"].tolist() == ["unit", "unit", "unit", "special", "base"]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("单元网格", "unit"),
        ("Dedicated", "dedicated"),
        ("专属", "dedicated"),
        ("wijk", "ward"),
        ("综合网格", "comprehensive"),
        ("微网格", "micro"),
    ],
)
def test_kinds_are_read_in_the_words_of_the_field(word: str, kind: str) -> None:
    assert _read(code=grid_codes(1), kind=[word]).frame["kind"].tolist() == [kind]


def test_unknown_kind_is_refused_with_the_known_ones() -> None:
    read = _read(code=grid_codes(2), kind=["unit", "patrol"])
    assert len(read.frame) == 1
    assert [(i.line, i.code) for i in read.issues] == [(3, "unknown-kind")]
    assert all(name in read.issues[0].message for name in GRID_KINDS)


def test_code_unlike_the_others_is_kept_with_a_warning() -> None:
    read = _read(code=[*grid_codes(3), "12-3"])
    assert len(read.frame) == 4
    assert [(i.line, i.code, i.severity.value) for i in read.issues] == [(5, "opaque-code", "warning")]


def test_area_that_differs_from_the_prefix_is_kept_and_told() -> None:
    read = _read(code=grid_codes(2), area=[COMMUNITY, "110108001002"])
    assert read.frame["area"].tolist() == [COMMUNITY, "110108001002"]
    assert [(i.line, i.code) for i in read.issues] == [(3, "area-differs")]


def test_fifteen_digits_that_became_numbers_are_refused() -> None:
    read = _read(code=["1.10108001001e+14", *grid_codes(1)])
    assert [(i.line, i.code) for i in read.issues] == [(2, "code-is-float")]


def test_same_code_twice_is_refused_the_second_time() -> None:
    read = _read(code=[*grid_codes(2), grid_codes(1)[0]])
    assert [(i.line, i.code) for i in read.issues] == [(4, "repeated-key")]
    assert "line 2" in read.issues[0].message
    assert len(read.frame) == 2


def test_baltimore_neighbourhoods_two_are_invalid(shared_data: Path) -> None:
    layer = gpd.read_file(shared_data / "baltimore" / "neighborhoods_278.geojson")
    frame = pd.DataFrame({"code": layer["LABEL"].astype(str)})
    shapes = np.asarray(layer.geometry, dtype=object)
    refused = read_grids(frame, shapes, datum=WGS84, as_of=DAY)
    assert len(refused.frame) == 276
    assert [i.code for i in refused.issues] == ["invalid-polygon"] * 2
    mended = read_grids(frame, shapes, datum=WGS84, as_of=DAY, repair="make-valid")
    assert len(mended.frame) == 278
    assert [i.code for i in mended.issues] == ["repaired-polygon"] * 2
