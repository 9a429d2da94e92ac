"""The one table of what findings say, in English and Chinese. Words in braces are taken from a finding's detail."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

Lang = Literal["en", "zh"]

_TEXTS = {
    "regime-unknown": (
        "No legal regime is told for {functions}.",
        "未说明下列功能适用的法律制度：{functions}。",
    ),
    "regime-without-rules": (
        "There is no rule set for the legal regime of {functions}; only the register's own rules were asked.",
        "下列功能所属法律制度没有规则集，仅按登记册自有规则检查：{functions}。",
    ),
    "basis-none": ("There is no legal basis for {functions}.", "下列功能没有法律依据：{functions}。"),
    "basis-unknown": ("No legal basis is told for {functions}.", "未说明下列功能的法律依据：{functions}。"),
    "authorisation-missing": (
        "No authorisation is recorded for {functions}.",
        "未登记下列功能的批准文件：{functions}。",
    ),
    "authorisation-expired": ("The authorisation of {functions} has ended.", "下列功能的批准已到期：{functions}。"),
    "filing-missing": (
        "No filing is recorded; it was due by {due}.",
        "未登记备案；备案期限为 {due}。",
    ),
    "filing-late": ("Filed on {filed_on}; it was due by {due}.", "{filed_on} 备案，晚于期限 {due}。"),
    "filing-unclear": (
        "Neither a filing nor the first day of use is recorded, so whether it is due cannot be told.",
        "备案和启用日期均未登记，无法判断是否逾期。",
    ),
    "sign-none": ("There is no sign.", "未设置提示标识。"),
    "sign-unknown": ("Whether there is a sign is not told.", "未说明是否设有提示标识。"),
    "operator-unknown": ("No operator is named.", "未说明管理单位。"),
    "contact-missing": ("No public contact is named.", "未公布联系方式。"),
    "dpia-missing": (
        "No impact assessment is recorded, and {functions} require one.",
        "未登记影响评估，而下列功能需要评估：{functions}。",
    ),
    "review-overdue": ("The review was due by {review_due}.", "复核期限 {review_due} 已过。"),
    "review-unknown": ("Neither a last nor a next review is recorded.", "未登记上次复核和下次复核日期。"),
    "functions-unknown": (
        "Whether it has {functions} is not told; that is not a no.",
        "未说明是否具备下列功能（不等于没有）：{functions}。",
    ),
    "function-in-use": ("In use: {functions}.", "正在使用：{functions}。"),
    "retention-over": (
        "Images are kept {retention_days} days; {limit_days} at most are allowed.",
        "录像保存 {retention_days} 天，最多允许 {limit_days} 天。",
    ),
    "retention-under": (
        "Images are kept {retention_days} days; {limit_days} at least are required.",
        "录像保存 {retention_days} 天，至少应保存 {limit_days} 天。",
    ),
    "retention-reason": (
        "Images are kept {retention_days} days without a recorded reason; above {limit_days} one is needed.",
        "录像保存 {retention_days} 天，未登记理由；超过 {limit_days} 天须说明理由。",
    ),
    "retention-unknown": ("How long images are kept is not told.", "未说明录像保存天数。"),
    "retention-contradicted": (
        "Recording is {recording}, and images are kept {retention_days} days.",
        "录像功能为 {recording}，保存天数却为 {retention_days} 天。",
    ),
    "purpose-unspecified": ("A purpose is missing or vague.", "用途缺失或含糊。"),
    "function-purpose": (
        "{functions} in use without a purpose of public safety.",
        "无公共安全用途而使用下列功能：{functions}。",
    ),
    "forbidden-interior": ("It hangs where no camera may.", "安装在禁止安装的场所。"),
    "area-missing": ("No purpose area names it.", "没有用途区域包含该摄像头。"),
    "area-unapproved": ("Purpose area {purpose_area} cites no approval.", "用途区域 {purpose_area} 未注明批准文件。"),
    "area-without-class": (
        "Purpose area {purpose_area} names no density class: how sharply its ground may be filmed is not told.",
        "用途区域 {purpose_area} 未注明像素密度等级，无法判断应有的清晰度。",
    ),
    "area-too-large": (
        "Purpose area {purpose_area} has {area_m2} m² for {cameras} cameras, more than its purpose needs.",
        "用途区域 {purpose_area} 面积 {area_m2} 平方米、摄像头 {cameras} 个，超出用途所需。",
    ),
    "area-far": (
        "Purpose area {purpose_area} begins {away_m} m away.",
        "用途区域 {purpose_area} 距摄像头 {away_m} 米。",
    ),
    "mask-empty": ("A mask is declared that covers nothing.", "登记的隐私遮挡没有覆盖范围。"),
    "left-standing": (
        "Out of service since {out_of_service_since} and not taken down.",
        "自 {out_of_service_since} 停用，至今未拆除。",
    ),
    "left-standing-unclear": (
        "Out of service and not taken down; since when is not told.",
        "已停用未拆除，停用日期不明。",
    ),
    "at-zero": ("Its position is {lon}, {lat}: no position.", "坐标为 {lon}, {lat}，等于没有坐标。"),
    "swapped": (
        "It lies in an area only with longitude and latitude exchanged.",
        "仅在经纬度互换后才位于区域内。",
    ),
    "other-datum": (
        "It lies in an area only when read as {fits_as}.",
        "仅按 {fits_as} 坐标系解读时才位于区域内。",
    ),
    "outside-areas": ("It stands outside every area.", "位于所有区域之外。"),
    "outside-operators-area": (
        "It stands outside area {operators_area}, where nearly all of its operator's cameras stand.",
        "位于 {operators_area} 之外，而该单位的摄像头几乎都在其内。",
    ),
    "on-centroid": ("It stands on the centroid of area {area}.", "坐标正是区域 {area} 的形心。"),
    "on-default-point": (
        "{cameras} cameras stand on this very point; it may be a default point.",
        "{cameras} 个摄像头坐标完全相同，可能是默认点。",
    ),
    "in-water": ("It stands in water and on no bridge.", "位于水域中且不在桥上。"),
    "heading-missing": ("It looks one way, and which is not told.", "定向摄像头未说明方向。"),
    "optics-unusable": (
        "{fields}: told as {values}, which cannot be; unknown.",
        "{fields}：登记值 {values} 不可能，按未知处理。",
    ),
    "sees-only-sky": (
        "With tilt {tilt_deg}° and a vertical angle of {vfov_deg}° it sees only sky.",
        "俯角 {tilt_deg}°、垂直视场角 {vfov_deg}°，只能看到天空。",
    ),
    "below-target": (
        "Mounted at {height_m} m, below a person's head.",
        "安装高度 {height_m} 米，低于人的头部。",
    ),
    "duplicate": (
        "It may be camera {other} again: same operator and kind, within 2 m, same heading.",
        "可能与摄像头 {other} 重复：单位、类型相同，相距不足 2 米，方向相同。",
    ),
    "verification-stale": (
        "Last verified on {verified_on}, more than three years ago.",
        "上次核查为 {verified_on}，已超过三年。",
    ),
    "verification-unknown": ("When it was last verified is not told.", "未说明上次核查日期。"),
    "dates-reversed": ("Dates run backwards: {fields}.", "日期先后颠倒：{fields}。"),
    "dates-sentinel": ("Dates that stand for none: {fields}.", "日期为占位值：{fields}。"),
    "status-contradicted": (
        "Its state is {status}, and {fields} says otherwise.",
        "状态为 {status}，与 {fields} 矛盾。",
    ),
    "dwelling-in-view": (
        "{wall_m} m of outer wall of {buildings} buildings with homes are in view at {px_per_m} px/m or sharper, the nearest {nearest_m} m away.",
        "以每米 {px_per_m} 像素或更高密度拍摄到 {buildings} 栋住宅的外墙 {wall_m} 米，最近 {nearest_m} 米。",
    ),
    "sensitive-place-in-view": (
        "{count} sensitive places are in view at {px_per_m} px/m or sharper.",
        "以每米 {px_per_m} 像素或更高密度拍摄到 {count} 处敏感场所。",
    ),
    "purpose-area-beyond-views": (
        "Its purpose area {purpose_area} has {area_m2} m²; all possible views of its cameras have {views_m2} m².",
        "用途区域 {purpose_area} 为 {area_m2} 平方米，其全部摄像头可能的视域合计 {views_m2} 平方米。",
    ),
    "mask-outside-view": ("A declared mask covers nothing that it can see.", "登记的遮蔽区不在视域内。"),
    "mask-does-not-follow": (
        "It turns, and a declared mask does not turn with it: the mask hides nothing for certain.",
        "摄像头可转动而遮蔽区不随之转动，不能确保遮蔽。",
    ),
    "eye-deep-in-building": (
        "It stands deep in a building, so that what it sees cannot be known: its place is wrong, or it hangs indoors.",
        "位于建筑物深处，无法得知其视域：位置有误，或实为室内安装。",
    ),
    "eye-faces-building": (
        "It stands {depth_m} m inside a building and looks into it: its place or its heading is wrong.",
        "位于建筑物内 {depth_m} 米处且朝向建筑内部：位置或方向有误。",
    ),
    "person-like": (
        "{fields}: looks like a person's; an organisation's is needed.",
        "{fields}：疑似个人信息，应填写单位信息。",
    ),
}
TEXTS: Mapping[str, Mapping[Lang, str]] = MappingProxyType(
    {check: MappingProxyType({"en": en, "zh": zh}) for check, (en, zh) in _TEXTS.items()}
)
"""By check; both languages of each."""


def words(rule: str, detail: Mapping[str, Any], *, lang: Lang) -> str:
    """What a finding says: `set.check` with its detail, in words. A check without a text says its code."""
    text = TEXTS.get(rule.rpartition(".")[2])
    return rule if text is None else text[lang].format_map(_Told(detail))


class _Told(dict[str, Any]):
    """Values as words: lists joined, whole numbers without a point, `?` for what a detail does not tell."""

    def __init__(self, detail: Mapping[str, Any]) -> None:
        super().__init__({name: _joined(value) for name, value in detail.items()})

    def __missing__(self, _name: str) -> str:
        return "?"


def _joined(value: Any) -> str:
    return ", ".join(map(str, value)).replace("_", " ") if isinstance(value, list) else str(value)
