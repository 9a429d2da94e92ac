"""GeoJSON features to chunks: properties as raw cells, geometries as shapely objects."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from gridmap.errors import BadFile, Issue, Severity
from gridmap.formats.arrow import frame_of
from gridmap.formats.geojson_shapes import Shapes
from gridmap.formats.table import Chunk

POSITIONS_PER_CHUNK = 4_000_000  # 64 MB of coordinates


def as_cell(value: Any) -> str | None:
    """A JSON value as text: a list of plain values as `a;b`, an object as its JSON, null as None."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list) and not any(isinstance(part, list | dict) for part in value):
        return ";".join(as_cell(part) or "" for part in value)
    return json.dumps(value, ensure_ascii=False)


def properties_of(feature: Any, number: int, *, file: str) -> Mapping[str, Any]:
    """The feature's properties; its `id` member is the column `id` unless they have one, and an object `functions`, which our exports
    of cameras have, gives a column to each of its members: `functions.recording`.

    Raises BadFile for what is no GeoJSON feature (Esri's JSON among it).
    """
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        hint = " (it is Esri JSON; save it as GeoJSON)" if isinstance(feature, dict) and "attributes" in feature else ""
        raise BadFile(f'Entry {number} of {file} is not a GeoJSON feature: "type" is not "Feature"{hint}.')
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict):
        raise BadFile(f"Feature {number} of {file} has properties that are no object.")
    nested = properties.get("functions")
    if isinstance(nested, dict):
        properties = {**properties, **{f"functions.{name}": value for name, value in nested.items()}}
    if "id" in feature and "id" not in properties:
        return {**properties, "id": feature["id"]}
    return properties


def checked_names(names: Iterable[str], *, file: str) -> tuple[str, ...]:
    """The names of properties. Raises BadFile for one with half a character or a NUL: no report could repeat it."""
    found = tuple(names)
    for name in found:
        if "\x00" in name or not _is_unicode(name):
            raise BadFile(f"{file} has a property named {name[:80]!r}, with half a character or a NUL; rename it.")
    return found


def chunks(
    features: Iterable[Any], columns: Sequence[str], *, known: Sequence[str], rows_per_chunk: int, file: str
) -> Iterator[Chunk]:
    """Chunks of features, numbered from 1; also cut at 4 million positions.

    A geometry that cannot be built is an issue of its row and None. known: columns that `peek` saw; one that
    first appears later is a note, for it may be a field that was not asked for.
    """
    cells: dict[str, list[str | None]] = {name: [] for name in columns}
    shapes, first, number = Shapes(), 1, 0
    notes: list[Issue] = []
    seen = set(known)
    for number, feature in enumerate(features, start=1):
        properties = properties_of(feature, number, file=file)
        if not properties.keys() <= seen:
            notes += [_late(name, number) for name in checked_names(properties, file=file) if name not in seen]
            seen.update(properties)
        for name, values in cells.items():
            values.append(as_cell(properties.get(name)))
        shapes.add(feature.get("geometry"))
        if shapes.rows >= rows_per_chunk or shapes.positions_at_least(POSITIONS_PER_CHUNK):
            yield _chunk(cells, shapes, first=first, notes=notes, file=file)
            cells = {name: [] for name in columns}
            shapes, first, notes = Shapes(), number + 1, []
    if shapes.rows:
        yield _chunk(cells, shapes, first=first, notes=notes, file=file)


def _chunk(
    cells: Mapping[str, list[str | None]], shapes: Shapes, *, first: int, notes: Sequence[Issue], file: str
) -> Chunk:
    lines = np.arange(first, first + shapes.rows, dtype="int64")
    geometry, bad = shapes.build()
    issues = [
        Issue(first + row, "geometry", "bad-geometry", f"The geometry cannot be built: {reason}.")
        for row, reason in sorted(bad.items())
    ]
    table = pa.table({name: _text(values, name=name, first=first, file=file) for name, values in cells.items()})
    return Chunk(frame_of(table, lines, file=file), geometry, (*notes, *issues))


def _text(values: list[str | None], *, name: str, first: int, file: str) -> pa.Array:
    try:
        return pa.array(values, type=pa.large_string())
    except UnicodeEncodeError as error:
        line = first + next(i for i, value in enumerate(values) if value is not None and not _is_unicode(value))
        raise BadFile(f"Feature {line} of {file} has half a character (a lone surrogate) in {name!r}.") from error


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _late(name: str, number: int) -> Issue:
    return Issue(
        number,
        name[:80],
        "late-column",
        f"The property {name[:80]!r} first appears at feature {number:,}, after the part that was searched for "
        "columns; it was not read.",
        Severity.WARNING,
    )
