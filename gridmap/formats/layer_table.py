"""A collection as a table: its columns and shapes, and its features as Arrow batches for the formats that have types.

Features come as the database makes them, GeoJSON text in pieces (`Serving.features`); a piece is at most about 256 kB, so a batch is small.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from gridmap.formats.geojson import DECIMALS
from gridmap.formats.geojson_rows import as_cell
from gridmap.formats.geojson_shapes import Shapes

GEOMETRY = "geometry"


class Cell(StrEnum):
    """What the cells of a column are. Days and instants are ISO 8601 text, objects JSON text, lists `a;b`."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    TRUTH = "truth"


class ShapeKind(StrEnum):
    """What the shapes of a collection are; multi ones count as their single ones."""

    POINT = "Point"
    LINE = "LineString"
    POLYGON = "Polygon"


_TYPES = {Cell.TEXT: pa.string(), Cell.WHOLE: pa.int64(), Cell.NUMBER: pa.float64(), Cell.TRUTH: pa.bool_()}


@dataclass(frozen=True, slots=True)
class LayerTable:
    """A collection's columns in order, by name. within: the property that holds some of them as an object."""

    shapes: ShapeKind
    columns: Mapping[str, Cell]
    within: Mapping[str, str] = field(default_factory=dict)

    @property
    def schema(self) -> pa.Schema:
        """The columns and the geometry as WKB."""
        return pa.schema([*((name, _TYPES[kind]) for name, kind in self.columns.items()), (GEOMETRY, pa.binary())])


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself. bbox: west, south, east, north in degrees; notice: that a city is made up."""

    name: str
    day: date
    made_at: datetime
    bbox: tuple[float, float, float, float]
    notice: str | None = None
    datum: str = "wgs84"

    def to_json(self, table: LayerTable) -> dict[str, Any]:
        """For a sidecar or a format's own metadata."""
        told = {
            "name": self.name,
            "datum": self.datum,
            "bbox": list(self.bbox),
            "grids_and_areas_of": self.day.isoformat(),
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "columns": list(table.columns),
        }
        return told | {"notice": self.notice} if self.notice else told

    def to_texts(self, table: LayerTable) -> dict[str, str]:
        """The same with texts only."""
        told = {name: as_cell(value) or "" for name, value in self.to_json(table).items()}
        return told


def parsed(piece: bytes) -> list[dict[str, Any]]:
    """The features of a piece: GeoJSON texts with commas between."""
    found: list[dict[str, Any]] = json.loads(b"[" + piece + b"]")
    return found


def row_of(feature: Mapping[str, Any], table: LayerTable) -> list[Any]:
    """The feature's cells in the order of the columns: text, numbers and truth values; None where it has none.

    Properties that are no column of the table stay behind.
    """
    properties = feature["properties"]
    row = []
    for name, kind in table.columns.items():
        holder = properties.get(table.within[name]) or {} if name in table.within else properties
        value = holder.get(name)
        row.append(as_cell(value) if kind is Cell.TEXT else value)
    return row


def shapes_of(features: Sequence[Mapping[str, Any]]) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Their geometries; None where one has none."""
    shapes = Shapes()
    for feature in features:
        shapes.add(feature["geometry"])
    return shapes.build()[0]


def place_columns(table: LayerTable) -> tuple[str, ...]:
    """The columns of a place in a format without geometry."""
    return ("lon", "lat") if table.shapes is ShapeKind.POINT else ("wkt",)


def places_of(features: Sequence[Mapping[str, Any]], table: LayerTable) -> list[list[Any]]:
    """The cells of `place_columns`, row by row: degrees, or well-known text with 7 decimals."""
    if table.shapes is ShapeKind.POINT:
        positions = [(feature["geometry"] or {}).get("coordinates") or (None, None) for feature in features]
        return [list(position[:2]) for position in positions]
    texts = shapely.to_wkt(shapes_of(features), rounding_precision=DECIMALS)
    return [[text] for text in texts]


def batches(pieces: Iterable[bytes], table: LayerTable) -> Iterator[pa.RecordBatch]:
    """The features as batches of the table's schema."""
    schema = table.schema
    for piece in pieces:
        features = parsed(piece)
        rows = [row_of(feature, table) for feature in features]
        columns = [
            pa.array([row[place] for row in rows], type=schema.types[place], safe=False)
            for place in range(len(table.columns))
        ]
        wkb = pa.array(shapely.to_wkb(shapes_of(features)), type=pa.binary())
        yield pa.record_batch([*columns, wkb], schema=schema)
