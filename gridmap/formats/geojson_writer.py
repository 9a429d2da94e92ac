"""GeoJSON out, as `geojson.py` has it: the features pass as the database made them."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator

from gridmap.formats.geojson import feature_collection_async
from gridmap.formats.layer_table import About, LayerTable


def blocks(pieces: AsyncIterable[bytes], table: LayerTable, about: About) -> AsyncIterator[bytes]:
    """One FeatureCollection with its name and datum, and the notice of a made-up city."""
    members = {"name": about.name, "datum": about.datum}
    return feature_collection_async(pieces, members=members | {"notice": about.notice} if about.notice else members)
