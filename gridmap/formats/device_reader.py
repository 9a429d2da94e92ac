"""JSON of sensor registers (Amsterdam's API, SensRNet) as tables: layer `cameras` the devices, layer `purpose-areas` what they observe.

The file is a list of devices, or SensRNet's three lists in one object: devices, observationGoals, legalEntities. It states no datum.
The whole file is parsed at once: a city's register has some thousand devices.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from gridmap.errors import BadFile, BadValue, Issue
from gridmap.formats.arrow import frame_of
from gridmap.formats.device_rows import AREA_COLUMNS, COLUMNS, Devices, devices_of, persons_note
from gridmap.formats.encoded import find_encoding, text_blocks
from gridmap.formats.geojson_shapes import Shapes
from gridmap.formats.json_scan import VALUE_CHARACTERS_AT_MOST
from gridmap.formats.table import Chunk, Header, path_of

LAYERS = {"cameras": COLUMNS, "purpose-areas": AREA_COLUMNS}


def peek(path: Path, *, encoding: str | None, layer: str | None) -> Header:
    """The columns of the layer, and those that are left behind where the file fills them."""
    encoding = find_encoding(path, given=encoding)
    devices = _devices(path, encoding)  # first, since any JSON list comes here
    if layer not in LAYERS:
        raise BadValue(f"{path.name} lists devices; they are read as {' or '.join(LAYERS)}, not as {layer}.")
    count = len(devices.rows) if layer == "cameras" else len(devices.areas)
    columns = (*LAYERS[layer], *sorted(devices.left))
    return Header(
        path=path,
        format="devices",
        columns=columns,
        geometry=layer == "purpose-areas",
        rows=count,
        layer=layer,
        encoding=encoding,
    )


def read(header: Header, columns: Sequence[str], *, rows_per_chunk: int) -> Iterator[Chunk]:
    """Chunks of rows; what is left behind is noted with the first."""
    path = path_of(header)
    devices = _devices(path, header.encoding or "utf-8")
    rows = devices.rows if header.layer == "cameras" else [cells for cells, _shape in devices.areas]
    issues = (*persons_note(devices.left), *(devices.issues if header.layer == "cameras" else ()))
    for first in range(0, len(rows), rows_per_chunk):
        part = rows[first : first + rows_per_chunk]
        lines = np.arange(first + 1, first + 1 + len(part), dtype="int64")
        table = pa.table({c: pa.array([row.get(c) or None for row in part], pa.large_string()) for c in columns})
        shapes, bad = _shapes(devices, lines) if header.geometry else (None, ())
        told = tuple(i for i in issues if i.line in (0, *lines.tolist()) and (i.line or first == 0))
        yield Chunk(frame_of(table, lines, file=path.name), shapes, (*told, *bad))


def _shapes(devices: Devices, lines: np.ndarray) -> tuple[np.ndarray, tuple[Issue, ...]]:
    shapes = Shapes()
    for line in lines:
        shapes.add(devices.areas[line - 1][1])
    made, bad = shapes.build()
    return made, tuple(
        Issue(int(lines[row]), "geometry", "bad-geometry", f"The observed area cannot be built: {reason}.")
        for row, reason in sorted(bad.items())
    )


def _devices(path: Path, encoding: str) -> Devices:
    text, size = [], 0
    for block in text_blocks(path, encoding):
        text.append(block)
        size += len(block)
        if size > VALUE_CHARACTERS_AT_MOST:
            raise BadFile(
                f"{path.name} has more than {VALUE_CHARACTERS_AT_MOST:,} characters; cut it into several lists."
            )
    try:
        found = devices_of(json.loads("".join(text)))
    except (ValueError, RecursionError) as error:
        raise BadFile(f"{path.name} is not well-formed JSON, or it is cut off: {str(error)[:200]}.") from error
    if found is None:
        raise BadFile(
            f"{path.name} is JSON, but neither GeoJSON nor a list of devices: each entry needs reference (Amsterdam's API) or _id (SensRNet)."
        )
    if not found.rows:
        raise BadFile(f"{path.name} holds no rows.")
    return found
