"""The register's closed sets, and the words by which people name their members.

DOMAIN-register 2 has the sets. A word that is in none of them is *unknown*, never *no*; the caller reports it.
Words are compared as headers are: case-, space-, accent- and width-blind.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from gridmap.grids.rules.field import plain


class Purpose(StrEnum):
    """What a camera was put up for; `unspecified` is a finding."""

    TRAFFIC_FLOW = "traffic_flow"
    TRAFFIC_ENFORCEMENT = "traffic_enforcement"
    PARKING = "parking"
    TRANSPORT_SAFETY = "transport_safety"
    PUBLIC_ORDER = "public_order"
    CRIME_PREVENTION = "crime_prevention"
    PROPERTY_PROTECTION = "property_protection"
    ACCESS_CONTROL = "access_control"
    CROWD_SAFETY = "crowd_safety"
    FIRE_FLOOD = "fire_flood"
    ASSET_CONDITION = "asset_condition"
    ENVIRONMENT = "environment"
    WORKS_SITE = "works_site"
    OTHER_ENFORCEMENT = "other_enforcement"
    WEBCAM = "webcam"
    UNSPECIFIED = "unspecified"


class Kind(StrEnum):
    FIXED = "fixed"
    PTZ = "ptz"
    DOME_FIXED = "dome_fixed"
    PANORAMIC = "panoramic"
    FISHEYE = "fisheye"
    MOBILE = "mobile"
    UNKNOWN = "unknown"


class Mount(StrEnum):
    POLE = "pole"
    WALL = "wall"
    CEILING = "ceiling"
    STREET_LAMP = "street_lamp"
    SIGNAL = "signal"
    ROOF = "roof"
    OTHER = "other"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """Never a live state: whether it is up and meant to work, not whether it answers."""

    PLANNED = "planned"
    IN_SERVICE = "in_service"
    OUT_OF_SERVICE = "out_of_service"
    REMOVED = "removed"
    DUMMY = "dummy"
    UNKNOWN = "unknown"


class Sign(StrEnum):
    """layer1: a sign says that it films and who; full: all that the law asks stands on it."""

    NONE = "none"
    LAYER1 = "layer1"
    FULL = "full"
    UNKNOWN = "unknown"


class FunctionState(StrEnum):
    NO = "no"
    FITTED_OFF = "fitted_off"
    ON = "on"
    UNKNOWN = "unknown"


class Environment(StrEnum):
    OUTDOOR_PUBLIC = "outdoor_public"
    OUTDOOR_PRIVATE = "outdoor_private"
    INDOOR = "indoor"
    UNKNOWN = "unknown"


class OperatorKind(StrEnum):
    """What runs it. A natural person's camera is counted as such, and nothing of the person is kept."""

    PUBLIC = "public"
    PRIVATE = "private"
    MIXED = "mixed"
    NATURAL_PERSON = "natural_person"
    UNKNOWN = "unknown"


class LegalRegime(StrEnum):
    GDPR = "gdpr"
    LED = "led"
    CN = "cn"
    UK = "uk"
    OTHER = "other"
    UNKNOWN = "unknown"


class LegalBasis(StrEnum):
    GDPR_6_1_A = "gdpr_6_1_a"
    GDPR_6_1_B = "gdpr_6_1_b"
    GDPR_6_1_C = "gdpr_6_1_c"
    GDPR_6_1_D = "gdpr_6_1_d"
    GDPR_6_1_E = "gdpr_6_1_e"
    GDPR_6_1_F = "gdpr_6_1_f"
    LED_NATIONAL = "led_national"
    CN_799_7_1 = "cn_799_7_1"
    CN_799_7_2 = "cn_799_7_2"
    CN_799_7_3 = "cn_799_7_3"
    CN_799_7_4 = "cn_799_7_4"
    CN_799_7_5 = "cn_799_7_5"
    CN_799_9 = "cn_799_9"
    STATUTE = "statute"
    NONE = "none"
    UNKNOWN = "unknown"


class PlaceKind(StrEnum):
    """Where it hangs. sensitive is withheld from what is published; forbidden_interior is a finding."""

    STREET = "street"
    SQUARE = "square"
    PARK = "park"
    CAR_PARK = "car_park"
    BRIDGE_TUNNEL = "bridge_tunnel"
    HUB = "hub"
    SHOP = "shop"
    BUILDING = "building"
    SENSITIVE = "sensitive"
    OTHER = "other"
    FORBIDDEN_INTERIOR = "forbidden_interior"
    UNKNOWN = "unknown"


FUNCTIONS = (
    "recording",
    "live_view",
    "audio",
    "number_plates",
    "face_recognition",
    "other_biometric",
    "behaviour_analysis",
    "counting",
    "thermal",
)

TELLING_APART = ("face_recognition", "number_plates", "audio", "other_biometric", "behaviour_analysis")
"""Functions that tell persons or what they do apart; reports name them one by one."""

_PURPOSE = """
traffic_flow: 交通流量|交通监控|traffic|traffic flow|traffic monitoring|verkeersonderzoek|verkeer
traffic_flow: verkeersmanagement|trafic
traffic_enforcement: 交通执法|违法抓拍|电子警察|traffic enforcement|verkeershandhaving
traffic_enforcement: verkeershandhaving_milieuzone|rlvd|anpr|lpr|anpr/lpr
parking: 停车|停车管理|parking|parkeren|parken|stationnement|주차
transport_safety: 公共交通安全|transport safety|public transport safety|openbaar vervoer|öpnv
public_order: 公共秩序|治安|public order|openbare orde|cameratoezicht|öffentliche ordnung|ordre public
crime_prevention: 预防违法犯罪|crime prevention|crime|prevention of crime|kriminalprävention
crime_prevention: prévention de la délinquance|생활방범|방범
property_protection: 财产保护|安防|property protection|security of property|beveiliging|objectschutz
property_protection: protection des biens|시설안전|시설물관리
access_control: 出入管理|出入口|access control|toegangscontrole|zutrittskontrolle|contrôle d'accès|entrance
crowd_safety: 人流安全|人流统计|crowd safety|crowd management|drukte|crowd
fire_flood: 火情水情|防火|防汛|fire and flood|fire|flood|重点防火|화재|재난재해
asset_condition: 设施状况|设施监测|asset condition|asset management|infrastructure
environment: 环境监测|environment|environmental monitoring|milieu|umwelt|environnement|쓰레기단속
works_site: 工地|施工现场|works site|construction site|bouwplaats|baustelle|chantier
other_enforcement: 其他执法|城管执法|other enforcement|handhaving
webcam: 景观|webcam|scenic|tourism
unspecified: 未说明|unspecified|unknown|surveillance
"""

_KIND = """
fixed: 固定|固定枪机|枪机|枪型|固定式|bullet|fest|fixe|fix|fijo|fija|vast|고정형
ptz: 云台|球机|球型|遥控枪机|可控|panning|pan tilt zoom|pan-tilt-zoom|dome ptz|schwenkbar|motorisée|pilotable
ptz: 回転|회전형
dome_fixed: 半球|半球型|dome|fixed dome|dom|domo|kuppel
panoramic: 全景|panorama|panoramic|360|multi|multisensor|fix180
fisheye: 鱼眼|fish eye|fish-eye
mobile: 移动|移动式|车载|body worn|vehicle|mobiel|mobil|handheld
unknown: 未知|camera|cctv|optische/camerasensor|optische / camera sensor|tv camera|surveillance camera|视频监控
unknown: 摄像机
"""

_MOUNT = """
pole: 立杆|杆|mast|paal|poteau|pylon|20
wall: 壁装|墙|墙壁|façade|gevel|wand|mur|building|house wall|10|11|12|30
ceiling: 吊装|吸顶|plafond|decke
street_lamp: 灯杆|路灯|路灯杆|lamp post|lamppost|street light|lichtmast|lantern|candélabre|21
signal: 信号杆|信号灯|traffic signals|traffic light|traffic_signals|vri|ampel
roof: 屋顶|楼顶|rooftop|dak|dach|toit
other: 其他
"""

_STATUS = """
planned: 拟建|在建|proposed|gepland|geplant|prévu|prévue|10|30
in_service: 在用|正常|启用|active|in use|operational|live|yes|ja|actief|in betrieb|en service|1|40|true|y
out_of_service: 停用|维修|故障|inactive|not in use|broken|repair|nee|no|uit bedrijf|ausser betrieb|hors service
out_of_service: 2|20|false|n
removed: 拆除|已拆除|dismantled|decommissioned|verwijderd|entfernt|retiré|retirée|3
dummy: 仿真|模拟|fake|attrappe|nep|factice
"""

_SIGN = """
none: 无|没有|no|nee|nein|non|false|keine
layer1: 有|简单|yes|ja|oui|true|sign|layer 1|first layer|有提示标识
full: 完整|complete|volledig|vollständig|complet
"""

_FUNCTION_STATE = """
no: 无|否|没有|not fitted|nee|nein|non|false|n|0|none
fitted_off: 已装未用|关闭|停用|off|fitted, off|fitted off|disabled|uit|aus|désactivé
on: 开|开启|启用|有|是|yes|ja|oui|true|y|1|enabled|aan|ein|activé
"""

_ENVIRONMENT = """
outdoor_public: 室外公共|公共|室外|public|outdoor|outdoor public|street|openbaar|öffentlich|voie publique|01
outdoor_private: 室外非公共|private|outdoor private|privé|privat|02
indoor: 室内|inside|binnen|innen|intérieur
"""

_OPERATOR_KIND = """
public: 公共机构|政府|机关|government|council|police|authority|overheid|behörde|public body
private: 企业|公司|business|company|bedrijf|firma|entreprise
mixed: 混合|公私合营|public-private|gemengd
natural_person: 自然人|个人|个体|居民|业主|住户|natural person|person|individual|private person|private individual
natural_person: residential|resident|household|homeowner|particulier|privatperson|privat|particuliere persoon
"""

_LEGAL_REGIME = """
gdpr: avg|dsgvo|rgpd
led: law enforcement directive|2016/680
cn: 中国|china
uk: uk gdpr|united kingdom
other: 其他
"""

_LEGAL_BASIS = """
gdpr_6_1_a: toestemming|toestemming betrokkene(n)|consent|einwilligung|consentement
gdpr_6_1_b: uitvoering overeenkomst met betrokkene(n)|contract
gdpr_6_1_c: wettelijke verplichting|legal obligation|rechtliche verpflichtung|obligation légale
gdpr_6_1_d: bescherming vitale belangen betrokkene(n) of van een andere natuurlijke persoon)|vital interests
gdpr_6_1_e: publieke taak|public task|öffentliche aufgabe|mission d'intérêt public|uitoefening openbaar gezag
gdpr_6_1_f: gerechtvaardigd belang|legitimate interest|legitimate interests|berechtigtes interesse
gdpr_6_1_f: intérêt légitime
cn_799_7_1: 799号令第七条第一款第一项
cn_799_9: 799号令第九条
statute: 法律|法规|law|act of parliament
none: 无
"""

_PLACE_KIND = """
street: 道路|街道|路口|straat|strasse|rue|traffic
square: 广场|plein|platz|town
park: 公园|parc
car_park: 停车场|parking|parkeerplaats|parkplatz
bridge_tunnel: 桥梁隧道|桥|隧道|bridge|tunnel|brug
hub: 车站|枢纽|station|public_transport|bus stop|airport|platform
shop: 商店|商场|commercial|bank|atm|restaurant
building: 建筑|楼宇|entrance|gebouw|gebäude|bâtiment
sensitive: 敏感场所|school|hospital|clinic|place of worship|polling place
other: 其他
forbidden_interior: 禁止安装场所|toilet|changing room|fitting room|dormitory|bathroom|更衣室|宿舍|卫生间|母婴室
"""


def _table(words: str, members: type[StrEnum]) -> Mapping[str, StrEnum]:
    """Every spelling of every member, members' own names included; ambiguous spellings would be a mistake here."""
    table: dict[str, StrEnum] = {}
    for member in members:
        table[plain(member.value)] = member
    for line in words.strip().splitlines():
        name, _, spellings = line.partition(": ")
        for spelling in spellings.split("|"):
            if table.setdefault(plain(spelling), members(name)) is not members(name):
                raise ValueError(f"{spelling!r} names both {table[plain(spelling)]} and {name}.")
    return MappingProxyType(table)


WORDS: Mapping[str, Mapping[str, StrEnum]] = MappingProxyType(
    {
        "purpose": _table(_PURPOSE, Purpose),
        "kind": _table(_KIND, Kind),
        "mount": _table(_MOUNT, Mount),
        "status": _table(_STATUS, Status),
        "sign": _table(_SIGN, Sign),
        "function": _table(_FUNCTION_STATE, FunctionState),
        "environment": _table(_ENVIRONMENT, Environment),
        "operator_kind": _table(_OPERATOR_KIND, OperatorKind),
        "legal_regime": _table(_LEGAL_REGIME, LegalRegime),
        "legal_basis": _table(_LEGAL_BASIS, LegalBasis),
        "place_kind": _table(_PLACE_KIND, PlaceKind),
    }
)

NOT_CAMERAS = frozenset(
    map(
        plain,
        [
            "Aanwezigheid of nabijheidsensor", "Temperatuursensor", "Dichtheidssensor", "Druksensor",
            "Positie- of verplaatsingsensor", "Vloeistof- en gasstroomsensor", "Electriciteitssensor", "Chemiesensor",
            "Klimaatsensor", "Geluidsensor", "guard", "gunshot_detector", "sensor", "beacon",
        ],
    )
)  # fmt: skip
"""Kinds of device that registers and maps list beside cameras (Amsterdam's form, OpenStreetMap, SensRNet's categories)."""
