"""GeoPackage out, with the spatial index that its standard has, and what the file is in the layer's metadata."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gridmap.formats.layer_table import About, LayerTable, ShapeKind, batches
from gridmap.formats.ogr_layer_file import write_layer_file


def write(pieces: Iterable[bytes], path: Path, table: LayerTable, about: About) -> None:
    """One layer, named as the collection; an empty one is there too."""
    write_layer_file(
        batches(pieces, table),
        path,
        schema=table.schema,
        driver="GPKG",
        suffix=".gpkg",
        layer=about.name,
        shapes=table.shapes if table.shapes is ShapeKind.POINT else "Unknown",  # single and multi ones stand together
        about=about.to_texts(table),
        options={"GEOMETRY_NAME": "geom"},
    )
