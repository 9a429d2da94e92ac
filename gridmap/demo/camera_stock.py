"""The stock of cameras: groups by who runs them and why, models, and what each group's documents look like.

Values of makers' data sheets, rounded; shares are invented. A careful operator documents nearly everything, a careless
one leaves out headings, signs, bases and reviews.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Model:
    """width_px, height_px: of the picture; hfov_deg, vfov_deg at its usual focal length; weight: how common."""

    kind: str
    width_px: int
    height_px: int
    hfov_deg: float
    vfov_deg: float
    weight: float


MODELS: dict[str, tuple[Model, ...]] = {
    "fixed": (
        Model("fixed", 1920, 1080, 103, 55, 3),
        Model("fixed", 1920, 1080, 84, 45, 5),
        Model("fixed", 2560, 1440, 53, 29, 6),
        Model("fixed", 2560, 1440, 40, 22, 4),
        Model("fixed", 3840, 2160, 55, 30, 4),
        Model("fixed", 3840, 2160, 28, 16, 2),
    ),
    "ptz": (Model("ptz", 1920, 1080, 58, 33, 6), Model("ptz", 2560, 1440, 60, 34, 4)),
    "dome_fixed": (Model("dome_fixed", 1920, 1080, 100, 54, 5), Model("dome_fixed", 2560, 1440, 88, 48, 3)),
    "panoramic": (Model("panoramic", 4096, 1800, 180, 79, 4), Model("panoramic", 7680, 2160, 360, 60, 1)),
    "fisheye": (Model("fisheye", 3000, 3000, 360, 180, 1),),
}


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of installation.

    share: of all cameras; site: where they hang (approach, street, wall, green, inside); operator: who (county or
    city body, or a company); programmes, purposes, kinds: (word, share) with "" for none; functions: share of on,
    fitted_off, unknown for each function that is not plainly "no"; area_share: with a declared purpose area;
    px_per_m: what the purpose needs.
    """

    name: str
    share: float
    site: str
    operator: str
    environment: str
    place_kind: str
    programmes: tuple[tuple[str, float], ...]
    purposes: tuple[tuple[str, float], ...]
    kinds: tuple[tuple[str, float], ...]
    mounts: tuple[tuple[str, float], ...]
    basis: str
    height_m: tuple[float, float]
    functions: dict[str, tuple[float, float, float]]
    area_share: float
    px_per_m: float


XUELIANG, TRAFFIC = "雪亮工程", "城市交通"
_SEEN = {"recording": (0.95, 0.0, 0.04), "live_view": (0.8, 0.05, 0.1)}

GROUPS: tuple[Group, ...] = (
    Group(
        "junction", 0.22, "approach", "traffic", "outdoor_public", "street", ((TRAFFIC, 0.9), ("", 0.1)),
        (("traffic_enforcement", 0.5), ("traffic_flow", 0.35), ("traffic_flow;traffic_enforcement", 0.15)),
        (("fixed", 0.92), ("ptz", 0.08)), (("signal", 0.7), ("pole", 0.3)), "cn_799_7_1", (5.0, 7.5),
        {**_SEEN, "number_plates": (0.72, 0.08, 0.06), "face_recognition": (0.0, 0.03, 0.05), "counting": (0.2, 0.05, 0.1)},
        0.85, 125.0,
    ),
    Group(
        "street", 0.30, "street", "police", "outdoor_public", "street", ((XUELIANG, 0.72), ("", 0.28)),
        (("public_order", 0.45), ("crime_prevention", 0.2), ("public_order;crime_prevention", 0.25), ("unspecified", 0.1)),
        (("fixed", 0.66), ("ptz", 0.2), ("dome_fixed", 0.08), ("panoramic", 0.06)), (("pole", 0.6), ("street_lamp", 0.4)),
        "cn_799_7_1", (3.5, 6.5),
        {**_SEEN, "audio": (0.01, 0.05, 0.12), "number_plates": (0.08, 0.08, 0.2), "face_recognition": (0.04, 0.07, 0.3),
         "behaviour_analysis": (0.03, 0.05, 0.25), "counting": (0.03, 0.04, 0.2)},
        0.55, 62.5,
    ),
    Group(
        "city service", 0.08, "street", "city", "outdoor_public", "street", (("", 1.0),),
        (("fire_flood", 0.3), ("asset_condition", 0.25), ("environment", 0.2), ("other_enforcement", 0.25)),
        (("fixed", 0.6), ("ptz", 0.4)), (("pole", 0.7), ("street_lamp", 0.3)), "statute", (4.0, 9.0),
        {**_SEEN, "thermal": (0.06, 0.0, 0.02), "behaviour_analysis": (0.05, 0.05, 0.1)}, 0.7, 25.0,
    ),
    Group(
        "frontage", 0.25, "wall", "company", "outdoor_private", "building", (("", 1.0),),
        (("property_protection", 0.62), ("access_control", 0.25), ("unspecified", 0.13)),
        (("fixed", 0.6), ("dome_fixed", 0.4)), (("wall", 1.0),), "cn_799_9", (2.6, 4.5),
        {"recording": (0.8, 0.05, 0.13), "live_view": (0.4, 0.1, 0.4), "audio": (0.05, 0.08, 0.3),
         "face_recognition": (0.02, 0.04, 0.35), "counting": (0.03, 0.02, 0.2)},
        0.3, 125.0,
    ),
    Group(
        "green and square", 0.06, "green", "parks", "outdoor_public", "park", ((XUELIANG, 0.2), ("", 0.8)),
        (("crowd_safety", 0.7), ("fire_flood", 0.2), ("webcam", 0.1)),
        (("ptz", 0.4), ("panoramic", 0.3), ("fixed", 0.25), ("fisheye", 0.05)), (("pole", 1.0),), "cn_799_7_2", (4.5, 10.0),
        {**_SEEN, "counting": (0.35, 0.1, 0.1), "face_recognition": (0.01, 0.03, 0.15)}, 0.8, 25.0,
    ),
    Group(
        "car park", 0.04, "wall", "company", "outdoor_private", "car_park", (("", 1.0),), (("parking", 1.0),),
        (("fixed", 0.9), ("dome_fixed", 0.1)), (("wall", 1.0),), "cn_799_9", (2.6, 4.0),
        {**_SEEN, "number_plates": (0.85, 0.05, 0.05)}, 0.5, 125.0,
    ),
    Group(
        "inside", 0.05, "inside", "company", "indoor", "hub", (("", 1.0),),
        (("access_control", 0.5), ("transport_safety", 0.3), ("property_protection", 0.2)),
        (("dome_fixed", 0.8), ("fisheye", 0.2)), (("ceiling", 1.0),), "cn_799_7_3", (2.6, 3.6),
        {**_SEEN, "audio": (0.03, 0.05, 0.3), "face_recognition": (0.05, 0.05, 0.3)}, 0.0, 62.5,
    ),
)  # fmt: skip

FUNCTIONS = (
    "recording", "live_view", "audio", "number_plates", "face_recognition", "other_biometric", "behaviour_analysis",
    "counting", "thermal",
)  # fmt: skip
BASIS_REF = {
    "cn_799_7_1": "国务院令第799号第七条第一项", "cn_799_7_2": "国务院令第799号第七条第二项",
    "cn_799_7_3": "国务院令第799号第七条第三项", "cn_799_9": "国务院令第799号第九条", "statute": "云汀市城市管理条例第十八条（虚构）",
}  # fmt: skip
# company names: kind of business, how well its cameras are documented
COMPANIES = (
    ("物业公司", "Property Company", 0.35), ("银行", "Bank", 0.85), ("商场公司", "Mall Company", 0.55), ("酒店", "Hotel", 0.45),
    ("停车公司", "Parking Company", 0.6), ("药店", "Pharmacy Company", 0.3), ("超市公司", "Supermarket Company", 0.5),
)  # fmt: skip
CARE = {"traffic": 0.9, "police": 0.62, "city": 0.75, "parks": 0.7}
BODIES = {
    "traffic": ("交通管理支队", "Traffic Management Unit"), "police": ("公安分局", "Public Security Authority"),
    "city": ("城市管理局", "City Management Authority"), "parks": ("园林管理处", "Parks Office"),
}  # fmt: skip
