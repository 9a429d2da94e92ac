"""OpenStreetMap extracts (PBF) through osmium: one layer a reading. Lines count the layer's objects from 1.

Positions are WGS-84. Ids are `n`, `w` or `r` (node, way, relation) and the number. What a cut extract holds
only in part is an issue. Memory: 16 bytes a node for the positions, and the ids of the layer's areas;
a city's extract needs some 100 MB, a country belongs cut first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import pyarrow as pa
import shapely

from gridmap.errors import BadFile, BadValue, Issue
from gridmap.formats.arrow import frame_of
from gridmap.formats.osm_layers import OSM_LAYERS, OsmLayer
from gridmap.formats.table import Chunk, Header, path_of

_AREAS = ("area", "point-or-area", "inner-point")
_AREA_RELATIONS = ("multipolygon", "boundary")
_NODES = ("point", "point-or-area", "inner-point")


def peek(path: Path, *, encoding: str | None, layer: str | None) -> Header:
    """The columns of the layer, which must be named."""
    if layer is None or layer not in OSM_LAYERS:
        raise BadValue(f"{layer!r} is no layer of an OSM extract; {', '.join(OSM_LAYERS)} are.")
    try:
        osmium.io.Reader(str(path), osmium.osm.osm_entity_bits.NOTHING).close()
    except RuntimeError as error:
        raise _damaged(path) from error
    return Header(path=path, format="osm", columns=OSM_LAYERS[layer].columns, geometry=True, datum="wgs84", layer=layer)


def read(header: Header, columns: Sequence[str], *, rows_per_chunk: int) -> Iterator[Chunk]:
    """Chunks of the layer's objects."""
    path = path_of(header)
    layer = OSM_LAYERS[header.layer or ""]
    rows = _Rows(layer)
    try:
        for item in _objects(path, layer):
            if layer.wanted(item.tags):
                rows.take(item)
            if len(rows.lines) >= rows_per_chunk:
                yield rows.chunk(columns, file=path.name)
    except RuntimeError as error:
        raise _damaged(path) from error
    rows.report_missing()
    if rows.lines or rows.issues:
        yield rows.chunk(columns, file=path.name)


def _objects(path: Path, layer: OsmLayer) -> Iterator[Any]:
    keys = osmium.filter.KeyFilter(*layer.keys)
    objects = osmium.FileProcessor(str(path)).with_locations()
    if layer.shape in _AREAS:
        objects = objects.with_areas(keys)
    yield from objects.with_filter(keys)


@dataclass(slots=True)
class _Rows:
    """The rows of the chunk that is being filled."""

    layer: OsmLayer
    lines: list[int] = field(default_factory=list)
    cells: list[tuple[str | None, ...]] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    awaited: dict[str, int] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _wkb: Any = field(default_factory=osmium.geom.WKBFactory)

    def take(self, item: Any) -> None:
        """A node, way, relation or area that the layer wants."""
        if item.is_area():
            name = ("w" if item.from_way() else "r") + str(item.orig_id())
            self._add(name, item, self._wkb.create_multipolygon, line=self.awaited.pop(name, None))
        elif item.is_node():
            if self.layer.shape in _NODES:
                self._add(f"n{item.id}", item, self._wkb.create_point)
        elif item.is_way() and self.layer.shape == "line":
            self._add(f"w{item.id}", item, self._wkb.create_linestring)
        elif self.layer.shape in _AREAS and (item.is_way() or item.tags.get("type") in _AREA_RELATIONS):
            self.awaited.setdefault(f"{'w' if item.is_way() else 'r'}{item.id}", next(self._numbers))

    def report_missing(self) -> None:
        """Ways and relations that never became an area: open, or cut by the extract's edge."""
        for name, line in self.awaited.items():
            self._refuse(line, name)
        self.awaited.clear()

    def chunk(self, columns: Sequence[str], *, file: str) -> Chunk:
        """The rows so far; the next ones start a new chunk."""
        lines = np.array(self.lines, dtype="int64")
        names = self.layer.columns
        texts = dict(zip(names, zip(*self.cells, strict=True), strict=True)) if self.cells else dict.fromkeys(names, ())
        table = pa.table({name: pa.array(texts[name], type=pa.large_string()) for name in columns})
        shapes = shapely.force_2d(shapely.from_wkb(np.array(self.shapes, dtype=object)))
        if self.layer.shape == "inner-point":
            shapes = shapely.point_on_surface(shapes)
        elif self.layer.shape in _AREAS:
            shapes = _plain(shapes)
        chunk = Chunk(frame_of(table, lines, file=file), shapes, tuple(self.issues))
        self.lines, self.cells, self.shapes, self.issues = [], [], [], []
        return chunk

    def _add(self, name: str, item: Any, create: Any, *, line: int | None = None) -> None:
        line = next(self._numbers) if line is None else line
        try:
            shape = create(item)
        except (RuntimeError, osmium.InvalidLocationError):
            self._refuse(line, name)
            return
        self.lines.append(line)
        self.cells.append((name, *self.layer.cells(item.tags)))
        self.shapes.append(shape)

    def _refuse(self, line: int, name: str) -> None:
        message = f"{name} has no complete geometry in this extract; nodes or members are missing or it is not closed."
        self.issues.append(Issue(line, "geometry", "bad-geometry", message, value=name))


def _plain(shapes: np.ndarray) -> np.ndarray:
    """Multipolygons of one part as that polygon."""
    single = (shapely.get_type_id(shapes) == shapely.GeometryType.MULTIPOLYGON) & (
        shapely.get_num_geometries(shapes) == 1
    )
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    return shapes


def _damaged(path: Path) -> BadFile:
    return BadFile(f"{path.name} is damaged or cut off; get the extract (PBF) again.")
