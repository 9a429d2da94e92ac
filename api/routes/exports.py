"""Whole-layer downloads: streamed from the database where the format allows it, else through a file that nobody else can open."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from gridmap.access.rules.role import may_see_views
from gridmap.api.callers import Caller
from gridmap.api.clock import today
from gridmap.api.exporting import Export, about_of, asked_export, blocks, pieces_of, write_file
from gridmap.api.layers import layer_named
from gridmap.api.reads import log_read
from gridmap.errors import NotAllowed, NotFound
from gridmap.formats.layer_table import About
from gridmap.formats.writers import WRITERS

router = APIRouter()
_PIECE_BYTES = 256 << 10
FILES_AT_ONCE = 2  # each takes a thread, a processor and room on the disk
_CRS84 = "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"


@router.get("/exports/{name}.{format_}")
async def export(
    request: Request, name: str, format_: str, bbox: str | None = None, day: date | None = None
) -> Response:
    """A collection in one of the formats, in a box where one is given; the read is logged before the first byte."""
    caller: Caller = await request.app.state.callers.of(request)
    layer = layer_named(name)
    if format_ not in WRITERS:
        raise NotFound(f"There is no export {format_[:20]!r}; there are {', '.join(WRITERS)}.")
    if layer.guarded == "views" and not may_see_views(caller.roles):
        raise NotAllowed("Views are for planners, data-protection officers and auditors.")
    asked = asked_export(name, WRITERS[format_], bbox=bbox, day=day or today(request))
    await log_read(request, caller, what=name, detail=asked.detail, action="export")
    about = await about_of(request.app.state.serving, caller.scope, asked)
    pieces = pieces_of(request.app.state.serving, caller.scope, asked)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}{asked.writer.suffix}"',
        "Cache-Control": "private, no-store",
        "Content-Crs": _CRS84,
    }
    if asked.writer.made == "stream":
        body: AsyncIterator[bytes] = blocks(pieces, asked, about)
    else:
        file, size = await _written(request.app.state.file_exports, pieces, asked, about)
        body, headers["Content-Length"] = _sent(file), str(size)
    return StreamingResponse(body, media_type=asked.writer.media_type, headers=headers)


async def _written(
    room: asyncio.Semaphore, pieces: AsyncGenerator[bytes], asked: Export, about: About
) -> tuple[BinaryIO, int]:
    """The file, open, and its size. It has no name any more, so that it is gone however the answer ends."""
    async with room:
        with tempfile.TemporaryDirectory(prefix="gridmap-export-") as folder:
            path = Path(folder) / f"export{asked.writer.suffix}"
            await write_file(pieces, path, asked, about)
            return path.open("rb"), path.stat().st_size


async def _sent(file: BinaryIO) -> AsyncIterator[bytes]:
    with file:
        while piece := await asyncio.to_thread(file.read, _PIECE_BYTES):
            yield piece
