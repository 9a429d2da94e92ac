"""Which formats are read, how their files are named, and what their first bytes must be.

Apart from the readers, so that a missing or misnamed file is told before anything that takes long is imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from gridmap.errors import BadFile
from gridmap.formats.content import found_content, starts_with_devices


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, how its files end, what their first bytes may be, and which options it has."""

    name: str
    suffixes: tuple[str, ...]
    content: tuple[str, ...]
    module: str
    options: tuple[str, ...] = ()


_TABLES = (
    Format("csv", (".csv", ".tsv", ".csv.gz", ".tsv.gz"), ("text", "gzip"), "csv_reader", ("encoding",)),
    Format("xlsx", (".xlsx",), ("zip",), "xlsx_reader", ("layer",)),
    Format(
        "geojson",
        (".geojson", ".json", ".geojson.gz", ".json.gz"),
        ("json", "text", "gzip"),
        "geojson_reader",
        ("encoding",),
    ),
    Format(
        "geojsonseq",
        (".geojsonseq", ".geojsons", ".geojsonl", ".ndjson", ".geojsonl.gz", ".ndjson.gz"),
        ("json", "text", "gzip"),
        "geojsonseq_reader",
        ("encoding",),
    ),
    Format("gpkg", (".gpkg",), ("sqlite",), "geopackage_reader", ("layer",)),
    Format("parquet", (".parquet", ".geoparquet"), ("parquet",), "geoparquet_reader"),
    Format("fgb", (".fgb",), ("flatgeobuf",), "flatgeobuf_reader"),
    Format("shp", (".zip",), ("zip",), "shapefile_reader", ("encoding",)),
    Format("kml", (".kml",), ("xml", "text"), "kml_reader", ("encoding",)),
    Format("osm", (".osm.pbf", ".pbf"), ("pbf",), "osm_reader", ("layer",)),
    Format("devices", (".devices.json",), ("json", "text"), "device_reader", ("encoding", "layer")),
)
_PARTS = (".shp", ".shx", ".dbf")
READERS: Mapping[str, Format] = MappingProxyType({entry.name: entry for entry in _TABLES})


def format_of(path: Path) -> Format:
    """The format that the file's name states. Raises BadFile for any other name."""
    name = path.name.casefold()
    ends = [(suffix, entry) for entry in READERS.values() for suffix in entry.suffixes if name.endswith(suffix)]
    if not ends and name.endswith(_PARTS):
        raise BadFile(
            f"{path.name} is a part of a Shapefile; put .shp, .shx, .dbf, .prj and .cpg into one zip and give that."
        )
    if not ends:
        known = ", ".join(suffix for entry in READERS.values() for suffix in entry.suffixes)
        raise BadFile(f"{path.name} ends like no format that is read; these are: {known}.")
    return max(ends, key=lambda pair: len(pair[0]))[1]


def found_format(path: Path) -> Format:
    """The format that the name states, or `devices` where a .json holds a list of devices. Raises BadFile for an unknown name."""
    entry = format_of(path)
    return READERS["devices"] if entry.name == "geojson" and starts_with_devices(path) else entry


def checked_format(path: Path) -> Format:
    """The format of a file that is there and begins as its name says. Raises BadFile."""
    content = found_content(path)
    entry = found_format(path)
    allowed = {"gzip"} if path.name.casefold().endswith(".gz") else set(entry.content) - {"gzip"}
    if content not in allowed:
        raise BadFile(
            f"{path.name} is named like {entry.name} but holds {content}; "
            f"save it as {entry.name} or give it the name of what it is."
        )
    return entry
