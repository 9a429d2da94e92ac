"""Streaming a layer to a file that appears when it is whole."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from datetime import date
from pathlib import Path
from typing import BinaryIO

from gridmap.api.layers import layer_named
from gridmap.api.routes.exports import parse_bbox
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.serving import Serving
from gridmap.db.statements import statement
from gridmap.formats.geojson import feature_collection_async
from gridmap.formats.whole_file import whole_file
from gridmap.maps.notices import file_members


async def write_layer(
    database: Database, name: str, target: Path | None, *, bbox: str | None, day: date, actor: str
) -> int:
    """Write a collection as GeoJSON to `target`, or to stdout; returns the number of features.

    Raises NotFound for an unknown layer and BadValue for a box that is none; then nothing is written.
    """
    layer = layer_named(name)
    box = parse_bbox(bbox)
    serving = Serving(database)
    try:
        pieces = serving.features(layer.role, "*", statement(layer.context, f"export_{name}"), *box, day)
        fictional = await serving.value(DbRole.SERVICE, "*", statement("grids", "is_fictional"))
        rows = await _write(pieces, target, members=file_members(name, fictional=fictional))
        detail = json.dumps({"bbox": list(box), "format": "geojson"})
        await serving.execute(
            layer.role, "SELECT access.append_log($1, 'export', $2, $3::jsonb, $4)", actor, name, detail, rows
        )
        return rows
    finally:
        await serving.close()


async def _write(pieces: AsyncGenerator[bytes], target: Path | None, *, members: Mapping[str, str]) -> int:
    if target is None:
        rows = await _pour(pieces, sys.stdout.buffer, members=members)
        sys.stdout.buffer.flush()
        return rows
    with whole_file(target) as part, part.open("wb") as file:
        return await _pour(pieces, file, members=members)


async def _pour(pieces: AsyncGenerator[bytes], file: BinaryIO, *, members: Mapping[str, str]) -> int:
    """Write all pieces. The stream is closed in any case: a reader who stops early (`| head`) must not leave a read open."""
    rows = 0

    async def counted() -> AsyncIterator[bytes]:
        nonlocal rows
        async for piece in pieces:
            rows += piece.count(b"\n") + 1
            yield piece

    async with aclosing(pieces):
        async for block in feature_collection_async(counted(), members=members):
            file.write(block)
    return rows
