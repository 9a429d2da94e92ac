"""The ground's collections as tables: what `export_*.sql` gives, by type."""

from __future__ import annotations

from gridmap.formats.layer_table import Cell, LayerTable, ShapeKind

TABLES = {
    "areas": LayerTable(
        ShapeKind.POLYGON,
        {
            **dict.fromkeys(("code", "code_scheme", "name", "level", "parent"), Cell.TEXT),
            "households": Cell.WHOLE,
            **dict.fromkeys(("valid_from", "valid_to"), Cell.TEXT),
        },
    ),
    "grids": LayerTable(
        ShapeKind.POLYGON,
        {
            **dict.fromkeys(("code", "name", "kind", "area"), Cell.TEXT),
            "households": Cell.WHOLE,
            **dict.fromkeys(("valid_from", "valid_to"), Cell.TEXT),
        },
    ),
    "streets": LayerTable(
        ShapeKind.LINE,
        {
            **dict.fromkeys(("segment_id", "name", "class"), Cell.TEXT),
            **dict.fromkeys(("number_from_left", "number_to_left", "number_from_right", "number_to_right"), Cell.WHOLE),
        },
    ),
    "buildings": LayerTable(ShapeKind.POLYGON, {"building_id": Cell.TEXT, "height_m": Cell.NUMBER, "use": Cell.TEXT}),
    "tiling": LayerTable(
        ShapeKind.POLYGON,
        {"check": Cell.TEXT, "codes": Cell.TEXT, "area_m2": Cell.NUMBER, "width_m": Cell.NUMBER, "run": Cell.WHOLE},
    ),
}
