"""The register's collections as tables: what `export_*.sql` gives, by type. A camera's functions are columns of their own, as in imports."""

from __future__ import annotations

from gridmap.formats.layer_table import Cell, LayerTable, ShapeKind
from gridmap.register.rules.vocabulary import FUNCTIONS

_CAMERA_TEXTS = (
    *("camera_id", "housing_id", "name", "operator", "operator_kind", "processor", "programme", "purpose", "filing_no"),
    *("filed_on", "sign", "sign_checked_on"),
)

TABLES = {
    "cameras": LayerTable(
        ShapeKind.POINT,
        {
            **dict.fromkeys(_CAMERA_TEXTS, Cell.TEXT),
            "retention_days": Cell.WHOLE,
            **dict.fromkeys(
                (
                    *("retention_reason", "reviewed_on", "review_due", "dpia_ref", "dpia_on", "contact", "place_kind"),
                    *("environment", "kind", "mount"),
                ),
                Cell.TEXT,
            ),
            **dict.fromkeys(
                (
                    *("heading_deg", "heading_spread_deg", "pan_range_deg", "hfov_deg", "vfov_deg", "tilt_deg"),
                    "height_m",
                ),
                Cell.NUMBER,
            ),
            **dict.fromkeys(("width_px", "height_px"), Cell.WHOLE),
            "max_range_m": Cell.NUMBER,
            **dict.fromkeys(
                (
                    *("geometry_quality", "optics", "status", "in_service_since", "out_of_service_since", "removed_on"),
                    "verified_on",
                ),
                Cell.TEXT,
            ),
            **dict.fromkeys(FUNCTIONS, Cell.TEXT),
        },
        within=dict.fromkeys(FUNCTIONS, "functions"),
    ),
    "views": LayerTable(
        ShapeKind.POLYGON,
        {
            "camera_id": Cell.TEXT,
            "px_per_m": Cell.NUMBER,
            "reach": Cell.TEXT,
            "ground": Cell.TEXT,
            "range_m": Cell.NUMBER,
            "area_m2": Cell.NUMBER,
        },
    ),
    "coverage": LayerTable(
        ShapeKind.POLYGON,
        {
            **dict.fromkeys(("code", "name"), Cell.TEXT),
            "run": Cell.WHOLE,
            "day": Cell.TEXT,
            **dict.fromkeys(("px_per_m", "grid_m2", "public_m2", "seen_m2", "share"), Cell.NUMBER),
            **dict.fromkeys(("cameras", "unknown_views"), Cell.WHOLE),
            "refreshed_at": Cell.TEXT,
        },
    ),
}
