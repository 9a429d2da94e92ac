"""A register in which nothing is wrong, to spoil one thing at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import shapely

from gridmap.register.rules.facts import Facts
from gridmap.register.rules.finding import find
from gridmap.register.rules.rule_sets import sets_named
from gridmap.register.rules.vocabulary import FUNCTIONS

DAY = date(2026, 11, 24)
AREA = shapely.box(24.0, 60.0, 26.0, 61.0)

CAMERA: Mapping[str, Any] = {
    "camera_id": "C1", "housing_id": "H1", "operator": "City Works Department", "operator_kind": "public", "processor": None,
    "purpose": ["traffic_flow"], "filing_no": "F1", "filed_on": date(2025, 4, 20), "sign": "full", "sign_checked_on": None,
    "retention_days": 30.0, "retention_reason": "investigation", "reviewed_on": date(2026, 5, 1), "review_due": date(2027, 5, 1),
    "dpia_ref": "D1", "dpia_on": None, "contact": "privacy@city.example", "place_kind": "street", "environment": "outdoor_public",
    "kind": "fixed", "mount": "pole", "heading_deg": 90.0, "pan_range_deg": None, "hfov_deg": 68.0, "vfov_deg": 40.0,
    "tilt_deg": 15.0, "height_m": 5.0, "width_px": 1920.0, "height_px": 1080.0, "max_range_m": 60.0, "received": {},
    "status": "in_service", "in_service_since": date(2025, 4, 2), "out_of_service_since": None, "removed_on": None,
    "verified_on": date(2026, 1, 1), "lon": 24.94, "lat": 60.17, "area_path": "90/9001/", "in_water": False, "street_m": 5.0,
}  # fmt: skip
LEGAL: Mapping[str, Any] = {
    "state": "no", "legal_regime": "cn", "legal_basis": "cn_799_7_1", "authorisation_no": "A1", "authorisation_on": date(2025, 1, 1),
    "authorisation_until": date(2030, 1, 1),
}  # fmt: skip
ZONE: Mapping[str, Any] = {
    "purpose_area_id": "Z1", "purpose": "traffic_flow", "approval": "B1", "px_per_m": 25.0, "area_m2": 2_000.0, "away_m": 0.0, "cameras": 1,
}  # fmt: skip


def camera(**changed: Any) -> dict[str, Any]:
    """A camera in order but for what is changed. functions: name → changes of its legal set; state alone as a word.

    zone, mask: changes of its purpose area or mask; None for none.
    """
    return {**CAMERA, "functions": {}, "zone": {}, "mask": None, **changed}


def facts_of(*cameras: Mapping[str, Any], day: date = DAY, areas: pd.DataFrame | None = None) -> Facts:
    """The register of those cameras, rows 1, 2 …"""
    rows = list(enumerate(cameras, start=1))
    index = pd.Index([n for n, _ in rows], name="camera_row_id", dtype=np.int64)
    frame = pd.DataFrame(
        [{k: v for k, v in c.items() if k in CAMERA} for _, c in rows], index=index, columns=list(CAMERA)
    )
    functions = [made for n, c in rows for made in _functions(n, c) if made["state"] != "no"]
    zones = [{"camera_row_id": n, **ZONE, **c["zone"]} for n, c in rows if c["zone"] is not None]
    masks = [{"camera_row_id": n, **c["mask"]} for n, c in rows if c["mask"] is not None]
    return Facts(
        day=day,
        cameras=frame,
        functions=pd.DataFrame(functions, columns=["camera_row_id", "function", *LEGAL], dtype=object),
        zones=pd.DataFrame(zones, columns=["camera_row_id", *ZONE]),
        masks=pd.DataFrame(masks, columns=["camera_row_id", "is_empty"]),
        areas=city() if areas is None else areas,
    )


def _functions(row: int, changed: Mapping[str, Any]) -> list[dict[str, Any]]:
    made = []
    for name in FUNCTIONS:
        base = {**LEGAL, "state": "on" if name in ("recording", "live_view") else "no"}
        told = changed["functions"].get(name, {})
        made.append(
            {"camera_row_id": row, "function": name, **base, **({"state": told} if isinstance(told, str) else told)}
        )
    return made


def city() -> pd.DataFrame:
    """One city with one district."""
    outlines = np.array([AREA, None], dtype=object)
    return pd.DataFrame(
        {
            "path": ["90/", "90/9001/"],
            "code": ["90", "9001"],
            "lon": [25.0, 24.5],
            "lat": [60.5, 60.2],
            "outline": outlines,
        }
    )


def rules_of(*cameras: Mapping[str, Any], sets: tuple[str, ...] | None = None, **given: Any) -> list[str]:
    """Codes of all findings, in order, of those cameras."""
    named = None if sets is None else sets_named(sets)
    return [str(rule) for rule in find(facts_of(*cameras, **given), sets=named)["rule"]]
