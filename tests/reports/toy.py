"""A small document with everything in it, and a stored run made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from gridmap.locale import Language, words
from gridmap.register.rules.report_readings import FindingsRead, ProportionRead, Readings, ReductionRead, StoredRun
from gridmap.reports.coverage import Place, Run, coverage_document
from gridmap.reports.document import Document

HOSTILE = "<img src=x onerror=alert(1)> {{7*7}} =cmd|' /C calc'!A0 \u202e`${1}`"


def run(**changed: Any) -> Run:
    """16 grids of 100 m, half of their public space under view."""
    headline = {
        "kind": "single", "grids": 3, "public_m2": 18_000.0, "seen_m2": 7_600.0, "share": 0.422222,
        "cameras": 40, "documented": 30, "unknown_views": 10, "known": ["footprints", "water"],
    }  # fmt: skip
    parameters = {"area": None, "occlusion": "off", "ground": "footprints_cut", "crs": "EPSG:4547", "optics": "documented"}  # fmt: skip
    stored: dict[str, Any] = {
        "run_id": 7, "day": date(2026, 11, 24), "made_at": datetime(2026, 11, 24, 9, 30, tzinfo=UTC), "px_per_m": 25.0,
        "code_version": "0.1.0", "assumption": None, "parameters": parameters, "headline": headline,
    }  # fmt: skip
    return Run(**(stored | changed))


def grids(number: int = 3) -> gpd.GeoDataFrame:
    """A row of squares; the last one has no public space; the first one's name is hostile."""
    shapes = [shapely.box(500_000 + 100 * n, 3_400_000, 500_100 + 100 * n, 3_400_100) for n in range(number)]
    share = [0.0, *[0.4] * (number - 2), None]
    return gpd.GeoDataFrame(
        {
            "code": [f"44010100100{n:04d}" for n in range(number)],
            "name": [HOSTILE, *[f"网格 {n}" for n in range(1, number)]],
            "public_m2": 6_000.0,
            "seen_m2": 2_400.0,
            "share": pd.array(share, dtype="Float64"),
            "cameras": 2,
            "unknown_views": 1,
        },
        geometry=shapes,
        crs=4547,
    )


def areas() -> pd.DataFrame:
    """One area over all of them."""
    return pd.DataFrame(
        {"code": ["440101"], "name": ["云汀区"], "level": [3], "grids": [3], "public_m2": [18_000.0], "seen_m2": [7_600.0],
         "share": [0.422222]}
    )  # fmt: skip


def document(language: Language = Language.ENGLISH, **changed: Any) -> Document:
    """The report of them."""
    place = Place("Yunting", notice="Fictional city")
    made, read = changed.pop("grids", grids()), changed.pop("beside", None)
    page = words("report", language)
    return coverage_document(
        run(**changed), made, areas(), place=place, words=page, written_at="Written 2026-11-24", beside=read
    )


_MADE = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
OPERATOR = "Parks <b>& Co"


def stored(run_id: int, parameters: Mapping[str, Any], headline: Mapping[str, Any]) -> StoredRun:
    """A run of another kind."""
    return StoredRun(run_id, date(2026, 11, 20), _MADE, "0.1.0", parameters, headline)


def proportion() -> ProportionRead:
    """Two operators' three cameras: 600 of 1,000 m² outside the purpose at 25 px/m; one has no purpose area."""
    sums = {"private_m2": 10.0, "dwelling_wall_m": 12.0, "serving_m2": 400.0, "overlap_m2": 100.0}
    every = {
        "cameras": 3.0,
        "view_m2": 1_500.0,
        "declared_m2": 1_000.0,
        "excess_m2": 600.0,
        "dwelling_buildings": 5.0,
        **sums,
    }
    undeclared = {**every, "cameras": 1.0, "view_m2": 500.0, "declared_m2": 0.0, "excess_m2": 0.0}
    groups = pd.DataFrame(
        [
            {"grouped_by": "all", "label": "", "px_per_m": 25.0, **every},
            {"grouped_by": "all", "label": "", "px_per_m": 125.0, **every, "dwelling_buildings": 2.0},
            {"grouped_by": "operator", "label": "", "px_per_m": 25.0, **undeclared},
            {"grouped_by": "operator", "label": OPERATOR, "px_per_m": 25.0, **every},
            {"grouped_by": "purpose", "label": "parking", "px_per_m": 25.0, **every},
        ]
    )
    views = pd.DataFrame(
        {
            "px_per_m": [25.0, 25.0, 25.0, 125.0],
            "view_m2": [500.0, 500.0, 500.0, 20.0],
            "excess_m2": [500.0, 100.0, float("nan"), 10.0],
            "dwelling_buildings": [2.0, 0.0, 3.0, 1.0],
            "nearest_dwelling_m": [4.0, float("nan"), 60.0, 4.0],
        }
    )
    per_grid = {"name": HOSTILE, "px_per_m": 25.0, "dwelling_buildings": 1.0}
    grid_rows = pd.DataFrame([{"code": code, **per_grid, **every} for code in ("A1", "A2")])
    parameters = {
        "area": None, "occlusion": "plane", "bands": [25.0, 62.5, 125.0, 250.0], "optics": "documented", "footprints": "300:7",
        "thresholds": {"dwelling_wall_m": 1.0, "needed_m2": {"parking": 4_000.0}},
    }  # fmt: skip
    head = {"cameras": 4, "documented": 3, "unknown_views": 1, "with_purpose_area": 2}
    return ProportionRead(stored(8, parameters, head), groups, views, pd.Series([0.1, 1.0, float("nan")]), grid_rows)


def findings(*, tells_sensitive: bool = True) -> FindingsRead:
    """Five findings by two rules of two operators, one of them nobody."""
    rules = pd.DataFrame(
        {
            "rule": ["cn.basis-none", "own.review-overdue"],
            "severity": ["error", "warning"],
            "clause": ["State Council Decree 799, Arts 7, 9", "This register"],
            "findings": [2, 3],
            "cameras": [2, 3],
            "answered": [1, 0],
        }
    )
    counts = {"cameras": 3, "errors": 1, "warnings": 2, "notes": 0, "answered": 0}
    operators = pd.DataFrame([{"operator": OPERATOR, **counts}, {"operator": None, **counts}])
    listed = pd.DataFrame(
        {
            "camera_id": [f"C-{n:03d}" for n in range(302)],
            "rule": "cn.basis-none",
            "severity": "error",
            "clause": "State Council Decree 799, Arts 7, 9",
            "detail": [{"functions": ["number_plates"]}] * 302,
        }
    )
    run = stored(9, {"area": None, "operator": None, "rules": ["cn", "own"]}, {"cameras": 4, "findings": 99})
    return FindingsRead(run, rules, operators, listed, tells_sensitive)


def reduction(**changed: Any) -> ReductionRead:
    """Ten judged cameras, of which two can go."""
    counts = {
        "judged": 10.0,
        "removable": 3.0,
        "can_go": 2.0,
        "crops": 1.0,
        "lower": 2.0,
        "masks": 2.0,
        "mask_m2": 700.0,
    }
    nan = float("nan")
    shares = pd.DataFrame(
        {
            "excess_share": [0.9, 0.5, 0.1],
            "crop_excess_share": [0.6, nan, nan],
            "lower_excess_share": [0.7, 0.3, nan],
            "mask_m2": [500.0, 200.0, 0.0],
        }
    )
    lost = {"purpose_area_id": "Z-1", "purpose": "parking", "seen_cells": 100.0, "lost_cells": 2.0, "lost_m2": 8.0}
    cameras = pd.DataFrame(
        {
            "camera_id": ["C-1"], "removable_alone": [True], "in_smallest_set": [False], "not_together_with": ["C-2"],
            "excess_share": [0.9], "crop_hfov_deg": [41.25], "crop_width_px": [1200.0], "lower_width_px": [640.0], "mask_m2": [500.0],
        }
    )  # fmt: skip
    headline: dict[str, Any] = {
        "cameras": 40, "judged": 10, "unknown_views": 10, "without_purpose_area": 12, "without_density_class": 8, "purpose_areas": 6,
        "removable_alone": 3, "with_partners": 2, "smallest_set": 8, "can_go": 2, "is_proven": True, "cost": 8.2, "bound": 8.2,
        "optimality_gap": 0.0, "greedy_set": 9, "greedy_factor": 2.08, "faces": 17, "tiny_faces": 3, "components": 4, "largest_component": 5,
        "programmes": 1,
    }  # fmt: skip
    parameters = {"area": None, "share": 0.98, "cell_m": 2.0, "crs": "EPSG:4547", "occlusion": "plane"}
    made = pd.DataFrame([{"operator": OPERATOR, **counts}])
    return ReductionRead(stored(3, parameters, headline | changed), made, shares, pd.DataFrame([lost]), cameras)


def quality() -> pd.DataFrame:
    """Four cameras."""
    return pd.DataFrame(
        {
            "field": ["heading_deg", "tilt_deg"],
            "measured": [3, 0],
            "derived": [1, 0],
            "defaulted": [0, 1],
            "unknown": [0, 3],
        }
    )


def beside(**changed: Any) -> Readings:
    """Every chapter."""
    parts: dict[str, Any] = {
        "proportion": proportion(), "findings": findings(), "reduction": reduction(), "quality": quality(),
    }  # fmt: skip
    return Readings(**(parts | changed))
