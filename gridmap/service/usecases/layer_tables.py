"""The service's collections as tables: what `export_*.sql` gives, by type."""

from __future__ import annotations

from gridmap.formats.layer_table import Cell, LayerTable, ShapeKind

TABLES = {
    "incidents": LayerTable(
        ShapeKind.POINT,
        {
            **dict.fromkeys(("source_system", "source_id", "category"), Cell.TEXT),
            "category_ambiguous": Cell.TRUTH,
            **dict.fromkeys(("severity", "found_by", "channel", "state"), Cell.TEXT),
            "verified": Cell.TRUTH,
            "round": Cell.WHOLE,
            **dict.fromkeys(("place_kind", "asset_id", "segment_id", "junction_id"), Cell.TEXT),
            "uncertainty_m": Cell.NUMBER,
            **dict.fromkeys(
                (
                    *("grid", "reported_at", "accepted_at", "assigned_at", "answered_at", "verified_at", "closed_at"),
                    *("due_at", "time_quality", "unit", "handler_unit", "verifier_unit"),
                ),
                Cell.TEXT,
            ),
        },
    ),
    "hotspots": LayerTable(
        ShapeKind.POLYGON,
        {
            **dict.fromkeys(("code", "name", "kind"), Cell.TEXT),
            "run": Cell.WHOLE,
            **dict.fromkeys(("from", "to", "category", "method"), Cell.TEXT),
            **dict.fromkeys(("incidents", "counted"), Cell.WHOLE),
            **dict.fromkeys(("expected", "z", "p", "q"), Cell.NUMBER),
            "class": Cell.TEXT,
        },
    ),
}
