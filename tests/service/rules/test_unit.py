"""Units and assets: organisations and things, never persons or cameras."""

from __future__ import annotations

import pandas as pd

from gridmap.grids.rules.crs import WGS84
from gridmap.grids.rules.field import match_headers
from gridmap.service.rules import asset, unit


def lines(**columns: list[object]) -> pd.DataFrame:
    frame = pd.DataFrame(columns)
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    return frame


def test_roles_are_read_in_chinese_and_english() -> None:
    made = unit.read_units(lines(unit_id=["01", "02", "03"], name=["A", "B", "C"], role=["处置", "Centre", "核查"]))
    assert made.frame["role"].tolist() == ["handler", "centre", "verifier"]
    assert made.frame["unit_id"].tolist() == ["01", "02", "03"]
    assert made.issues == ()


def test_units_without_a_known_role_or_with_a_key_twice_are_refused() -> None:
    made = unit.read_units(
        lines(unit_id=["1", "2", "2", None], name=["A", "B", "C", "D"], role=["boss", "centre", "centre", "centre"])
    )
    assert [(issue.line, issue.code) for issue in made.issues] == [
        (2, "unknown-role"),
        (4, "repeated-key"),
        (5, "missing-value"),
    ]
    assert made.frame.index.tolist() == [3]


def test_columns_about_people_match_no_field() -> None:
    headers = ["单位编码", "单位名称", "角色", "负责人", "联系电话", "手机", "e-mail", "身份证号"]
    assert match_headers(headers, unit.FIELDS).left_behind == ("负责人", "联系电话", "手机", "e-mail", "身份证号")


def test_cameras_are_no_assets() -> None:
    frame = lines(
        asset_id=["L1", "C1", "C2", "32050801050000017", "32050801037000017"],
        kind=["lamp", "CCTV camera", "监控电子眼", "x", "路灯"],
        lon=[117.0] * 5,
        lat=[39.0, 39.1, 39.2, 39.3, 39.4],
    )
    made = asset.read_assets(frame, None, datum=WGS84)
    assert made.frame["asset_id"].tolist() == ["L1", "32050801037000017"]
    assert made.counts == {"SURVEILLANCE_ASSET": 3}
    assert made.issues == ()
    assert made.geometry is not None
    assert [point.x for point in made.geometry] == [117.0, 117.0]


def test_an_asset_stands_on_a_point() -> None:
    made = asset.read_assets(
        lines(asset_id=["L1", "L2"], kind=["lamp", "lamp"], lon=["117.1", None], lat=["39", None]), None, datum=WGS84
    )
    assert made.frame["asset_id"].tolist() == ["L1"]
    assert [(issue.line, issue.field) for issue in made.issues] == [(3, "lon")]


def test_a_long_role_is_not_repeated_whole() -> None:
    made = unit.read_units(lines(unit_id=["1"], name=["A"], role=["boss of bosses " * 900]))
    assert [(issue.code, len(issue.message) < 200) for issue in made.issues] == [("unknown-role", True)]
