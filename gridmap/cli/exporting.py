"""Writing a layer to a file that appears when it is whole."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import date
from pathlib import Path
from typing import BinaryIO

from gridmap.api.exporting import Export, about_of, asked_export, blocks, pieces_of, sidecar, write_file
from gridmap.db.engines import Database
from gridmap.db.serving import Serving
from gridmap.formats.layer_table import About
from gridmap.formats.whole_file import whole_file
from gridmap.formats.writers import Writer

_LOG = "SELECT access.append_log($1, 'export', $2, $3::jsonb, $4)"


async def write_layer(
    database: Database, name: str, target: Path | None, *, writer: Writer, bbox: str | None, day: date, actor: str
) -> int:
    """Write a collection in that format to `target`, or to stdout; returns the number of features.

    Raises NotFound for an unknown layer and BadValue for a box that is none; then nothing is written.
    """
    export = asked_export(name, writer, bbox=bbox, day=day)
    serving = Serving(database)
    try:
        about = await about_of(serving, "*", export)
        counted = _Counted(pieces_of(serving, "*", export))
        await _write(counted.pieces(), target, export, about)
        await serving.execute(export.layer.role, _LOG, actor, name, json.dumps(export.detail), counted.rows)
        return counted.rows
    finally:
        await serving.close()


class _Counted:
    """Pieces of features, counted as they pass."""

    def __init__(self, pieces: AsyncGenerator[bytes]) -> None:
        self._pieces = pieces
        self.rows = 0

    async def pieces(self) -> AsyncGenerator[bytes]:
        """The stream is closed in any case: a reader who stops early (`| head`) must not leave a read open."""
        async with aclosing(self._pieces) as pieces:
            async for piece in pieces:
                self.rows += piece.count(b"\n") + 1
                yield piece


async def _write(pieces: AsyncGenerator[bytes], target: Path | None, export: Export, about: About) -> None:
    if target is None:
        await _write_out(pieces, export, about)
        return
    with whole_file(target) as part:
        if export.writer.made == "file":
            await write_file(pieces, part, export, about)
        else:
            with part.open("wb") as file:
                await _pour(pieces, file, export, about)
        if export.writer.tells == "beside":
            with whole_file(target.with_name(f"{target.name}.about.json")) as beside:
                beside.write_bytes(sidecar(export, about))


async def _write_out(pieces: AsyncGenerator[bytes], export: Export, about: About) -> None:
    """To stdout; what needs a file is written to one first."""
    if export.writer.made == "stream":
        await _pour(pieces, sys.stdout.buffer, export, about)
    else:
        with tempfile.TemporaryDirectory(prefix="gridmap-export-") as folder:
            path = Path(folder) / f"export{export.writer.suffix}"
            await write_file(pieces, path, export, about)
            with path.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
    sys.stdout.buffer.flush()


async def _pour(pieces: AsyncGenerator[bytes], file: BinaryIO, export: Export, about: About) -> None:
    async with aclosing(pieces):
        async for block in blocks(pieces, export, about):
            file.write(block)
