"""A small document with everything in it, and a stored run made by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from gridmap.locale import Language, words
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
    made = changed.pop("grids", grids())
    return coverage_document(
        run(**changed), made, areas(), place=place, words=words("report", language), written_at="Written 2026-11-24"
    )
