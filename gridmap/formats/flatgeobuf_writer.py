"""FlatGeobuf out, in the order of the features and without a spatial index, which could not hold features that have no place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from gridmap.formats.layer_table import About, LayerTable, ShapeKind, batches
from gridmap.formats.ogr_layer_file import write_layer_file


def write(pieces: Iterable[bytes], path: Path, table: LayerTable, about: About) -> None:
    """One layer; what the file is stands in the description of its header, as JSON."""
    write_layer_file(
        batches(pieces, table),
        path,
        schema=table.schema,
        driver="FlatGeobuf",
        suffix=".fgb",
        layer=about.name,
        shapes=table.shapes if table.shapes is ShapeKind.POINT else "Unknown",
        about={},
        options={
            "SPATIAL_INDEX": "NO",
            "TITLE": about.name,
            "DESCRIPTION": json.dumps(about.to_json(table), ensure_ascii=False),
        },
    )
