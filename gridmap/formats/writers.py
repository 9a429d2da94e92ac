"""The formats that collections go out in. An entry is a format and one module, imported when a file of it is written.

A module of a *stream* has `blocks`, which makes the file's bytes while the features come; one of a *file* has `write`, which needs a
file to go back and forth in, and writes it batch by batch.
"""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, cast

from gridmap.errors import BadValue

if TYPE_CHECKING:
    from gridmap.formats.layer_table import About, LayerTable

Blocks = Callable[[AsyncIterable[bytes], "LayerTable", "About"], AsyncIterator[bytes]]
Write = Callable[[Iterable[bytes], Path, "LayerTable", "About"], None]


@dataclass(frozen=True, slots=True)
class Writer:
    """A format: its name, the endings by which it is known (the first is ours), its media type, how it is made.

    tells: where the file says what it is: within itself, or in a sidecar beside it.
    """

    name: str
    suffixes: tuple[str, ...]
    media_type: str
    made: Literal["stream", "file"]
    module: str
    tells: Literal["within", "beside"] = "within"

    @property
    def suffix(self) -> str:
        """The ending of the files that are served."""
        return self.suffixes[0]


_TABLE = (
    Writer("geojson", (".geojson", ".json"), "application/geo+json", "stream", "geojson_writer"),
    Writer(
        "geojsonseq",
        (".geojsonseq", ".geojsons", ".geojsonl", ".ndjson"),
        "application/geo+json-seq",
        "stream",
        "geojsonseq_writer",
        tells="beside",
    ),
    Writer("csv", (".csv",), "text/csv; charset=utf-8", "stream", "csv_writer", tells="beside"),
    Writer("kml", (".kml",), "application/vnd.google-earth.kml+xml", "stream", "kml_writer"),
    Writer(
        "xlsx", (".xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "file", "xlsx_writer"
    ),
    Writer("gpkg", (".gpkg",), "application/geopackage+sqlite3", "file", "geopackage_writer"),
    Writer("fgb", (".fgb",), "application/vnd.flatgeobuf", "file", "flatgeobuf_writer"),
    Writer("parquet", (".parquet", ".geoparquet"), "application/vnd.apache.parquet", "file", "geoparquet_writer"),
    Writer("shp", (".shp.zip", ".zip"), "application/zip", "file", "shapefile_writer"),
)
WRITERS: Mapping[str, Writer] = MappingProxyType({entry.name: entry for entry in _TABLE})


def writer_named(name: str) -> Writer:
    """Raises BadValue with the formats that are written."""
    if name not in WRITERS:
        raise BadValue(f"{name[:40]!r} is no format that is written; these are: {', '.join(WRITERS)}.")
    return WRITERS[name]


def writer_for(path: Path) -> Writer:
    """The format that the file's name states. Raises BadValue for any other name."""
    name = path.name.casefold()
    for entry in WRITERS.values():
        if name.endswith(entry.suffixes):
            return entry
    known = ", ".join(suffix for entry in WRITERS.values() for suffix in entry.suffixes)
    raise BadValue(
        f"{path.name} ends like no format that is written; name one with --format, or end it with one of {known}."
    )


def blocks_of(writer: Writer) -> Blocks:
    """What makes the bytes of a stream."""
    return cast(Blocks, _module(writer).blocks)


def write_of(writer: Writer) -> Write:
    """What writes a file."""
    return cast(Write, _module(writer).write)


def _module(writer: Writer) -> Any:
    return importlib.import_module(f"gridmap.formats.{writer.module}")
