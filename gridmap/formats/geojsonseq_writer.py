"""GeoJSON text sequences out (RFC 8142): one feature a line, each behind a record separator.

There is no place for what belongs to the whole file, so the datum stands in the sidecar, and the notice of a made-up city in each feature.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterable, AsyncIterator

from gridmap.formats.layer_table import About, LayerTable


async def blocks(pieces: AsyncIterable[bytes], table: LayerTable, about: About) -> AsyncIterator[bytes]:
    """A block a piece; the texts pass as the database made them."""
    ending = b"}\n"
    if about.notice:
        ending = b', "notice": ' + json.dumps(about.notice, ensure_ascii=False).encode() + ending
    async for piece in pieces:
        texts = (line.removesuffix(b",") for line in piece.split(b"\n"))  # JSON text has no line breaks of its own
        yield b"".join(b"\x1e" + text[:-1] + ending for text in texts if text)
