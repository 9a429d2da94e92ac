"""One export, for the command line and for HTTP: a collection's features on their way into a format."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event

from gridmap.api.layers import TABLES, layer_named
from gridmap.db.roles import DbRole
from gridmap.db.serving import Layer, Serving
from gridmap.db.statements import statement
from gridmap.errors import BadValue, Unavailable
from gridmap.formats.layer_table import About, LayerTable
from gridmap.formats.writers import Writer, blocks_of, write_of
from gridmap.maps.notices import FICTIONAL

Box = tuple[float, float, float, float]
_WORLD = (-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True, slots=True)
class Export:
    """What is exported and how, checked. box: west, south, east, north in degrees; day: whose grids and areas are meant."""

    layer: Layer
    writer: Writer
    box: Box
    day: date

    @property
    def table(self) -> LayerTable:
        """The collection's columns."""
        return TABLES[self.layer.name]

    @property
    def detail(self) -> dict[str, object]:
        """What the log keeps of it."""
        return {"bbox": list(self.box), "format": self.writer.name}


def asked_export(name: str, writer: Writer, *, bbox: str | None, day: date) -> Export:
    """Raises NotFound for an unknown collection and BadValue for a box that is none."""
    return Export(layer_named(name), writer, parse_bbox(bbox), day)


def parse_bbox(text: str | None) -> Box:
    """west,south,east,north in degrees; the world when none is given. Raises BadValue."""
    if text is None:
        return _WORLD
    parts = text.split(",")
    try:
        west, south, east, north = (float(part) for part in parts)
    except ValueError as error:
        raise BadValue(f"bbox is {text[:60]!r}; four numbers west,south,east,north are needed.") from error
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadValue(f"bbox is {text[:60]!r}; west <= east within ±180 and south <= north within ±90 are needed.")
    return west, south, east, north


def pieces_of(serving: Serving, scope: str, export: Export) -> AsyncGenerator[bytes]:
    """The features that the scope may see, as GeoJSON texts with commas between, in pieces of about 256 kB."""
    layer = export.layer
    query = statement(layer.context, f"export_{layer.name}")
    return serving.features(layer.role, scope, query, *export.box, export.day)


async def about_of(serving: Serving, scope: str, export: Export) -> About:
    """What the file will say of itself."""
    fictional = await serving.value(DbRole.SERVICE, scope, statement("grids", "is_fictional"))
    notice = " ".join(FICTIONAL.values()) if fictional else None
    return About(export.layer.name, export.day, datetime.now(UTC), export.box, notice)


def blocks(pieces: AsyncGenerator[bytes], export: Export, about: About) -> AsyncIterator[bytes]:
    """The bytes of a format that is made as a stream."""
    return blocks_of(export.writer)(pieces, export.table, about)


async def write_file(pieces: AsyncGenerator[bytes], path: Path, export: Export, about: About) -> None:
    """Write a format that needs a file, in a thread of its own, which asks for one piece after the other.

    When this is cancelled the thread is stopped at its next piece and awaited: nobody takes its folder away meanwhile.
    """
    loop = asyncio.get_running_loop()
    is_stopped = Event()

    async def following() -> bytes | None:
        return await anext(pieces, None)

    def drawn() -> Iterator[bytes]:
        while not is_stopped.is_set():
            piece = asyncio.run_coroutine_threadsafe(following(), loop).result()
            if piece is None:
                return
            yield piece
        raise Unavailable("The export was stopped.")

    async with aclosing(pieces):
        writing = asyncio.create_task(asyncio.to_thread(write_of(export.writer), drawn(), path, export.table, about))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            is_stopped.set()
            await asyncio.gather(writing, return_exceptions=True)
            raise


def sidecar(export: Export, about: About) -> bytes:
    """What a file is that has no place to say so itself, as JSON."""
    return json.dumps(about.to_json(export.table), ensure_ascii=False, indent=1).encode()
