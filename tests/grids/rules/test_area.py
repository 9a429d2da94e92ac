"""Reading areas."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from gridmap.grids.rules.area import FIELDS, read_areas
from gridmap.grids.rules.crs import WGS84
from gridmap.grids.rules.field import Parsed, match_headers
from tests.builders import rows, squares

DAY = date(2026, 11, 24)


def _read(**columns: Any) -> Parsed:
    frame = rows(**columns)
    return read_areas(frame, squares(len(frame), 1), datum=WGS84, as_of=DAY)


def test_division_codes_bring_scheme_level_and_parents_within_the_file() -> None:
    read = _read(code=["110108", "110108001000", "110108001001"], name=["海淀区", "万寿路街道", "x"])
    assert read.issues == ()
    assert read.frame["code_scheme"].tolist() == ["cn-division"] * 3
    assert read.frame["level"].tolist() == ["county", "town", "village"]
    assert read.frame["parent"].isna().tolist() == [True, True, False]
    assert read.frame["parent"].iloc[2] == "110108001000"


def test_other_codes_are_local_and_their_level_is_told_as_unknown() -> None:
    read = _read(code=["1", "10", "22"], name=["a", None, "c"])
    assert read.frame["code_scheme"].unique().tolist() == ["local"]
    assert read.frame["level"].unique().tolist() == ["area"]
    assert read.frame["name"].tolist() == ["a", "10", "c"]
    assert [(i.line, i.code) for i in read.issues] == [(0, "no-level")]


def test_stray_code_among_division_codes_is_a_warning() -> None:
    read = _read(code=["110108", "110109", "E050"], name="x")
    assert [(i.line, i.code, i.severity.value) for i in read.issues if i.line] == [(4, "other-scheme", "warning")]
    assert read.frame["code_scheme"].tolist() == ["cn-division", "cn-division", "local"]


def test_parent_that_differs_from_the_prefix_is_kept_and_told() -> None:
    read = _read(code=["110108001"], parent=["110105"], name="x")
    assert read.frame["parent"].tolist() == ["110105"]
    assert [i.code for i in read.issues] == ["parent-differs"]
    assert _read(code=["110108001000"], parent=["110108"], name="x").issues == ()


def test_missing_valid_from_is_the_day_of_the_import() -> None:
    read = _read(code=["110108", "110109"], valid_from=["2020-01-01", None], valid_to=["2021-01-01", None])
    assert read.frame["valid_from"].tolist() == [date(2020, 1, 1), DAY]
    assert read.frame["dated"].tolist() == [True, False]
    assert read.frame["valid_to"].tolist() == [date(2021, 1, 1), None]


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"code": ["110108", None]}, "missing-value"),
        ({"code": ["110108", "1.10108E+14"]}, "code-is-float"),
        ({"code": ["110108", "110108"]}, "repeated-key"),
        ({"code": ["110108", "110109"], "valid_to": [None, "2026-11-24"]}, "empty-validity"),
        ({"code": ["110108", "110109"], "valid_from": [None, "yesterday"]}, "bad-date"),
        ({"code": ["110108", "110109"], "households": [None, "-3"]}, "bad-number"),
        ({"code": ["110108", "110109"], "households": [None, "2.5"]}, "bad-number"),
    ],
)
def test_refused_rows_are_errors_with_their_line(columns: dict[str, list[Any]], code: str) -> None:
    read = _read(**columns)
    assert [(i.line, i.code, i.severity.value) for i in read.issues if i.line] == [(3, code, "error")]
    assert read.frame["code"].tolist() == ["110108"]
    assert read.geometry is not None
    assert len(read.geometry) == 1


def test_two_versions_of_one_code_are_two_keys() -> None:
    read = _read(code=["110108", "110108"], valid_from=["2019-01-01", "2021-01-01"])
    assert read.issues == ()
    assert len(read.frame) == 2


@pytest.mark.parametrize(
    ("path", "count", "scheme"),
    [
        ("register/trafford_wards_21.geojson", 21, "local"),
        ("service/boston_wards.geojson", 22, "local"),
        ("service/boston_precincts.geojson", 255, "local"),
        ("china/nantong_3206_osm_wgs84.geojson", 8, "cn-division"),
        ("china/tianjin_12_osm_wgs84.geojson", 16, "cn-division"),
        ("baltimore/council_districts_14.geojson", 14, "local"),
    ],
)
def test_real_files_need_no_map(shared_data: Path, path: str, count: int, scheme: str) -> None:
    layer = gpd.read_file(shared_data / path)
    raw = pd.DataFrame(layer.drop(columns="geometry")).astype(str)
    match = match_headers(list(raw.columns), FIELDS)
    assert match.missing == ()
    frame = raw[list(match.columns.values())].rename(columns={c: n for n, c in match.columns.items()})
    read = read_areas(frame, np.asarray(layer.geometry, dtype=object), datum=WGS84, as_of=DAY)
    assert len(read.frame) == count
    assert read.frame["code_scheme"].unique().tolist() == [scheme]
