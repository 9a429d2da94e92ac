"""The closed sets are those of the page that defines them, and every word leads to one member."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gridmap.grids.rules.field import plain
from gridmap.register.rules import vocabulary
from gridmap.register.rules.vocabulary import NOT_CAMERAS, WORDS, Kind

PURPOSES = (
    "traffic_flow 交通流量 · traffic_enforcement 交通执法 · parking 停车 · transport_safety 公共交通安全 · public_order 公共秩序 · "
    "crime_prevention 预防违法犯罪 · property_protection 财产保护 · access_control 出入管理 · crowd_safety 人流安全 · "
    "fire_flood 火情水情 · asset_condition 设施状况 · environment 环境监测 · works_site 工地 · other_enforcement 其他执法 · "
    "webcam 景观 · unspecified 未说明"
)
OTHERS = {
    "kind": "fixed 固定 · ptz 云台 · dome_fixed 半球 · panoramic 全景 · fisheye 鱼眼 · mobile 移动",
    "mount": "pole 立杆 · wall 壁装 · ceiling 吊装 · street_lamp 灯杆 · signal 信号杆 · roof 屋顶",
    "status": "planned 拟建 · in_service 在用 · out_of_service 停用 · removed 拆除 · dummy 仿真",
    "operator_kind": "public 公共机构 · private 企业",
}


@pytest.mark.parametrize(("field", "text"), [("purpose", PURPOSES), *OTHERS.items()])
def test_members_are_known_by_their_name_and_in_chinese(field: str, text: str) -> None:
    for entry in text.split(" · "):
        member, chinese = entry.split()
        assert WORDS[field][plain(member)] == member
        assert WORDS[field][plain(chinese)] == member


def test_purposes_are_closed() -> None:
    assert [p.value for p in vocabulary.Purpose] == [entry.split()[0] for entry in PURPOSES.split(" · ")]


def test_a_word_for_two_members_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="both"):
        vocabulary._table("on: yes\nno: yes", vocabulary.FunctionState)


def test_words_for_no_never_mean_unknown_and_the_other_way_round() -> None:
    functions = WORDS["function"]
    assert {functions[plain(w)].value for w in ("no", "否", "nee", "无", "false")} == {"no"}
    assert functions.get(plain("?")) is None
    assert functions[plain("unknown")].value == "unknown"


def test_every_choice_of_amsterdams_form_is_understood(shared_data: Path) -> None:
    choices = json.loads((shared_data / "register/amsterdam_form_choices.json").read_text())
    devices = [kind for kind in choices["Types"] if plain(kind) not in NOT_CAMERAS]
    assert devices == ["Optische / camera sensor"]
    assert WORDS["kind"][plain(devices[0])] is Kind.UNKNOWN  # a camera whose kind nobody told
    assert len({WORDS["legal_basis"][plain(ground)] for ground in choices["Wettelijke Grondslagen"]}) == 6
