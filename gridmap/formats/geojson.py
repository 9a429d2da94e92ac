"""GeoJSON out (RFC 7946): a FeatureCollection streamed around features that are text already, and features from frames.

Positions have 7 decimals (about 1 cm), outer rings run counter-clockwise, there is no `crs` member. Coordinates of
another datum than WGS-84 go out only with the member `datum` that says so; our own exports always carry it, so that they can be
imported again. The closing brackets come after the
last feature, so that a stream that breaks does not parse as a whole file.
"""

from __future__ import annotations

import json
import math
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, cast

import numpy as np
import pandas as pd
import shapely

from gridmap.errors import BadValue

DECIMALS = 7
_PIECE_BYTES = 256 << 10  # what one send to a socket takes well (ANCHORS g)
_ROWS_PER_PIECE = 1_000
_CLOSING = b"\n]}\n"


def feature_collection(pieces: Iterable[bytes], *, members: Mapping[str, object] | None = None) -> Iterator[bytes]:
    """The stream of a FeatureCollection, in blocks of about 256 kB.

    pieces: each one feature or several with commas between; a comma in front of a piece is taken for the
    separator, so that a database may write `,{…}` rows. members: top-level members to open with (`name`,
    `datum`, `licence` …). Raises BadValue for a member that RFC 7946 keeps for itself; whatever `pieces`
    raises passes through, and the collection stays open.
    """
    waiting = bytearray(opening(members or {}))
    first = True
    for piece in pieces:
        first = _append(waiting, piece, first=first)
        if len(waiting) >= _PIECE_BYTES:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting) + _CLOSING


async def feature_collection_async(
    pieces: AsyncIterable[bytes], *, members: Mapping[str, object] | None = None
) -> AsyncIterator[bytes]:
    """The same for pieces that arrive asynchronously."""
    waiting = bytearray(opening(members or {}))
    first = True
    async for piece in pieces:
        first = _append(waiting, piece, first=first)
        if len(waiting) >= _PIECE_BYTES:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting) + _CLOSING


def opening(members: Mapping[str, object]) -> bytes:
    """The text before the first feature."""
    reserved = {"type", "features", "crs", "geometry", "coordinates", "properties"} & members.keys()
    if reserved:
        raise BadValue(f"A FeatureCollection has no own member {min(reserved)!r} (RFC 7946, 4 and 7.1).")
    start = json.dumps({"type": "FeatureCollection", **members}, ensure_ascii=False, allow_nan=False)
    return f'{start[:-1]}, "features": [\n'.encode()


def write_features(
    frame: pd.DataFrame, geometry: np.ndarray[Any, np.dtype[np.object_]], *, id_column: str | None = None
) -> Iterator[bytes]:
    """Pieces for `feature_collection`: one feature a row, columns as properties, the index left out.

    geometry: shapely objects on the same rows, lon lat; None, and any with a coordinate that is not finite, becomes
    null. id_column: also the feature's `id`. Missing values and NaN become null, times ISO text.
    """
    for start in range(0, len(frame), _ROWS_PER_PIECE):
        rows = frame.iloc[start : start + _ROWS_PER_PIECE]
        shapes = geometry_texts(geometry[start : start + _ROWS_PER_PIECE])
        records = rows.astype(object).to_dict("records")
        yield ",\n".join(
            _feature(cast(Mapping[str, Any], record), shape, id_column=id_column)
            for record, shape in zip(records, shapes, strict=True)
        ).encode()


def geometry_texts(geometry: np.ndarray[Any, np.dtype[np.object_]]) -> list[str]:
    """GeoJSON geometry objects as text, `null` where there is none."""
    shapes = shapely.force_2d(np.asarray(geometry, dtype=object))
    coordinates, rows = shapely.get_coordinates(shapes, return_index=True)
    unusable = shapely.is_missing(shapes)
    unusable[rows[~np.isfinite(coordinates).all(axis=1)]] = True
    shapes = np.where(unusable, None, shapes)
    rounded = shapely.transform(shapes, lambda positions: np.round(positions, DECIMALS))
    return [text or "null" for text in shapely.to_geojson(shapely.orient_polygons(rounded))]


def _append(waiting: bytearray, piece: bytes, *, first: bool) -> bool:
    """Add a piece with the comma that it needs; whether the next one is still the first."""
    if not piece:
        return first
    if first:
        waiting += piece.removeprefix(b",")
    else:
        waiting += piece if piece.startswith(b",") else b",\n" + piece
    return False


def _feature(record: Mapping[str, Any], shape: str, *, id_column: str | None) -> str:
    properties = {str(name): _plain(value) for name, value in record.items()}
    identity = {"id": properties[id_column]} if id_column and properties[id_column] is not None else {}
    head = json.dumps({"type": "Feature", **identity, "properties": properties}, ensure_ascii=False, allow_nan=False)
    return f'{head[:-1]}, "geometry": {shape}}}'


def _plain(value: Any) -> Any:
    """A cell as JSON knows it."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str | bool | int):
        return value
    if isinstance(value, list | tuple | np.ndarray):
        return [_plain(part) for part in value]
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value.isoformat() if isinstance(value, datetime | date) else str(value)
