"""The columns an incident file may bring, and the closed words of some of them.

A positive allow-list: no text, no photo, no name, no house number, no address. The names of columns are those of
Boston, Baltimore, New York, Open311 (flattened), Signalen and Chinese platforms; others come with `--map`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from gridmap.grids.rules.field import Field

FIELDS = (
    Field("source_system", ("来源系统", "源系统"), required=True),
    Field(
        "source_id",
        ("CASE_ENQUIRY_ID", "servicerequestnum", "service_request_id", "sr_number", "unique_key", "case_id", "ticket_id",
         "request_id", "案卷号", "案卷编号", "案件编号", "任务号", "工单编号", "id"),
        required=True,
    ),
    Field("source_revision", ("updated_datetime", "updated_at", "statusdate", "last_modified", "更新时间", "修改时间")),
    Field(
        "label",
        ("TYPE", "srtype", "sr_type", "service_name", "complaint_type", "category.sub_slug", "category.sub", "sub_category",
         "category", "service_code", "小类", "问题小类", "小类名称", "小类代码", "问题类型", "案件类型", "类别"),
        required=True,
    ),
    Field("severity", ("priority", "urgency", "紧急程度", "严重程度", "优先级")),
    Field("found_by", ("发现方式", "问题来源", "案件来源")),
    Field("channel", ("extended_attributes.channel", "source", "method_received", "open_data_channel_type", "受理渠道", "渠道")),
    Field("asset_id", ("部件编码", "部件标识码", "asset")),
    Field("segment_id", ("路段编码", "路段编号")),
    Field("junction_id", ("路口编码", "路口编号")),
    Field("location_type", ("Property_Type", "位置类型", "场所类型")),
    Field("lon", ("LONGITUDE", "long", "lng", "经度")),
    Field("lat", ("LATITUDE", "纬度")),
    Field(
        "reported_at",
        ("OPEN_DT", "createddate", "created_date", "requested_datetime", "created_at", "open_date", "上报时间", "发现时间"),
        required=True,
    ),
    Field("accepted_at", ("受理时间", "立案时间")),
    Field("assigned_at", ("派遣时间", "assigned_date")),
    Field("answered_at", ("处置时间", "处置完成时间", "反馈时间")),
    Field("verified_at", ("核查时间", "核实时间")),
    # never `updated`: that is not when it was closed (DOMAIN-service 9, mistake 10)
    Field("closed_at", ("CLOSED_DT", "closedate", "closed_date", "closed_datetime", "结案时间", "办结时间", "归档时间")),
    Field("due_at", ("TARGET_DT", "duedate", "due_date", "expected_datetime", "sla_target_dt", "截止时间", "处置截止时间")),
    Field("status", ("CASE_STATUS", "srstatus", "state", "状态", "案件状态", "处理状态")),
    Field("duplicate", ("extended_attributes.duplicate", "is_duplicate", "重复案件")),
    Field("unit", ("Department", "agency_responsible", "agency", "responsible_agency", "责任单位", "承办单位", "责任部门")),
    Field("handler_unit", ("处置单位",)),
    Field("verifier_unit", ("核查单位", "核实单位")),
)  # fmt: skip

FOUND_BY = ("resident", "patrol", "sensor", "works", "unknown")
CHANNELS = ("phone", "web", "app", "counter", "letter", "patrol", "sensor", "works", "internal")

_SEVERITY_WORDS = {
    "low": "low|minor|一般|低",
    "normal": "normal|medium|standard|普通|中",
    "high": "high|urgent|major|紧急|高|较重",
    "critical": "critical|emergency|特急|特别紧急|严重",
}
_FOUND_WORDS = {
    "resident": "resident|citizen|customer|constituent|public|居民|市民|群众|公众|热线|12345|居民上报|市民上报|群众举报",
    "patrol": "patrol|inspector|proactive|crew|巡查|巡查上报|采集员|网格员|网格员上报|监督员|监督员上报",
    "sensor": "sensor|iot|传感器|物联网|物联感知|自动监测",
    "works": "works|contractor|maintenance|施工|养护|作业单位|养护单位",
}
_CHANNEL_WORDS = {
    "phone": "phone|hotline|call|telephone|constituentcall|电话|热线|12345",
    "web": "web|online|website|selfservice|internet|网站|网页",
    "app": "app|mobile|mobileapp|citizensconnectapp|cityworkerapp|open311|微信|小程序|手机",
    "counter": "counter|inperson|walkin|窗口|来访",
    "letter": "letter|mail|email|fax|来信|邮件",
    "patrol": "patrol|field|巡查|网格上报|监督员",
    "sensor": "sensor|iot|传感器|物联网",
    "works": "works|contractor|施工|养护",
    "internal": "internal|employeegenerated|maximointegration|staff|system|内部",
}
# location types in public space; "Address", "residence" and the like are not
_PUBLIC_WORDS = (
    "street|streetsidewalk|streetcurbside|sidewalk|footway|roadway|road|highway|alley|intersection|junction|bridge|tunnel|"
    "park|parkplayground|playground|plaza|square|busstop|median|publicspace|publicplace|publicgarden|publicparkgarden|"
    "waterfront|beach|道路|街道|街面|人行道|路口|公园|广场|绿地|水域|河道|桥梁|隧道|公共区域|公共空间|公共场所"
)
_PUBLIC_PLACES = frozenset(_PUBLIC_WORDS.split("|"))


def plain_word(word: str) -> str:
    """A word as it is compared: NFKC, case folded, letters and digits only."""
    return "".join(c for c in unicodedata.normalize("NFKC", word).casefold() if c.isalnum())


def _by_word(words: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType({word: meaning for meaning, listed in words.items() for word in listed.split("|")})


_SEVERITIES, _FOUND, _CHANNELS = (_by_word(words) for words in (_SEVERITY_WORDS, _FOUND_WORDS, _CHANNEL_WORDS))


def severity_of(word: str) -> str | None:
    """low, normal, high or critical; None for another word."""
    return _SEVERITIES.get(plain_word(word))


def found_by_of(word: str) -> str | None:
    """Who found it, as a kind: one of FOUND_BY; None for another word."""
    return _FOUND.get(plain_word(word), "unknown" if plain_word(word) in ("unknown", "未知", "不详") else None)


def channel_of(word: str) -> str | None:
    """How the report came, one of CHANNELS; None for another word, which is not kept."""
    return _CHANNELS.get(plain_word(word))


def is_public_place(word: str) -> bool:
    """Whether a location type lies in public space for certain."""
    return plain_word(word) in _PUBLIC_PLACES


def says_yes(word: str) -> bool:
    """A yes in any of the usual spellings."""
    return plain_word(word) in ("true", "yes", "y", "1", "t", "是")
