"""GeoJSON (RFC 7946 and the 2008 edition), plain or gzip, feature by feature in constant memory.

Lines are feature numbers from 1. A bare file states no datum: that it is WGS-84 is the standard's word, and
many are not, so `Header.datum` is None unless a `crs` or `datum` member says more.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from gridmap.errors import BadFile
from gridmap.formats.encoded import find_encoding, open_plain, text_blocks
from gridmap.formats.geojson_rows import checked_names, chunks, properties_of
from gridmap.formats.json_scan import JsonScanner
from gridmap.formats.stated_crs import datum_of_members
from gridmap.formats.table import Chunk, Header, path_of

_SAMPLE_CHARACTERS = 4 << 20
_TAIL_CHARACTERS = 1 << 16
_GEOMETRIES = {
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"
}  # fmt: skip


def peek(path: Path, *, encoding: str | None, layer: str | None) -> Header:
    """Columns of the features in the first 4 million characters; rows when that is the whole file."""
    encoding = find_encoding(path, given=encoding)
    scanner = JsonScanner(text_blocks(path, encoding), file=path.name)
    members: dict[str, Any] = {}
    columns: dict[str, None] = {}
    count = 0
    whole = True
    for count, feature in enumerate(features(scanner, members), start=1):
        columns.update(dict.fromkeys(properties_of(feature, count, file=path.name)))
        if scanner.position > _SAMPLE_CHARACTERS:
            whole = False
            break
    if not whole:
        members |= _members_at_the_end(path, encoding)
    return Header(
        path=path,
        format="geojson",
        columns=checked_names(columns, file=path.name),
        geometry=True,
        datum=datum_of_members(members),
        rows=count if whole else None,
        encoding=encoding,
    )


def read(header: Header, columns: Sequence[str], *, rows_per_chunk: int) -> Iterator[Chunk]:
    """Chunks of features."""
    path = path_of(header)
    scanner = JsonScanner(text_blocks(path, header.encoding or "utf-8"), file=path.name)
    found = features(scanner, {})
    return chunks(found, columns, known=header.columns, rows_per_chunk=rows_per_chunk, file=path.name)


def features(scanner: JsonScanner, members: dict[str, Any]) -> Iterator[Any]:
    """The features of a collection, or the one that a feature or bare geometry is.

    members: filled with the other top-level members as they pass. Raises BadFile when the JSON is
    malformed, cut off (after the complete features before that have been given out) or no GeoJSON.
    """
    collection = False
    for name in _names(scanner):
        if name == "features":
            collection = True
            yield from _entries(scanner)
        else:
            members[name] = scanner.value()
    if scanner.peek_character():
        raise scanner.error("more text follows the end of the JSON object")
    if not collection:
        yield _single(members, scanner)


def _single(members: dict[str, Any], scanner: JsonScanner) -> Any:
    kind = members.get("type")
    if kind == "Feature":
        return dict(members)
    if kind in _GEOMETRIES:
        return {"type": "Feature", "properties": {}, "geometry": dict(members)}
    hint = {"Topology": "TopoJSON"}.get(str(kind), "JSON")
    raise BadFile(f"{scanner.file} is {hint}, not GeoJSON: it has no features.")


def _names(scanner: JsonScanner) -> Iterator[str]:
    """The names of an object's members; the caller takes each value before asking for the next name."""
    scanner.take("{")
    passed: set[str] = set()
    if scanner.peek_character() != "}":
        while True:
            name = scanner.value()
            if not isinstance(name, str):
                raise scanner.error("a member's name in quotes was expected")
            if name in passed:
                raise scanner.repeated(name)
            passed.add(name)
            scanner.take(":")
            yield name
            if scanner.peek_character() != ",":
                break
            scanner.take(",")
    scanner.take("}")


def _entries(scanner: JsonScanner) -> Iterator[Any]:
    scanner.take("[")
    if scanner.peek_character() != "]":
        while True:
            yield scanner.value()
            if scanner.peek_character() != ",":
                break
            scanner.take(",")
    scanner.take("]")


def _members_at_the_end(path: Path, encoding: str) -> dict[str, Any]:
    """`crs` and `datum` where they follow the features, looked for in the file's last characters."""
    tail = _tail(path, encoding).rstrip()
    found: dict[str, Any] = {}
    for name in ("crs", "datum"):
        at = tail.rfind(f'"{name}"')
        try:
            # only at the top level does an object opened here close where the file ends
            rest = json.loads("{" + tail[at:]) if at >= 0 else {}
        except ValueError:
            continue
        found |= {key: rest[key] for key in ("crs", "datum") if key in rest}
    return found


def _tail(path: Path, encoding: str) -> str:
    if path.suffix != ".gz" and encoding == "utf-8":
        with open_plain(path) as file:
            file.seek(max(0, path.stat().st_size - _TAIL_CHARACTERS))
            return file.read().decode("utf-8", "ignore")
    return "".join(deque(text_blocks(path, encoding), maxlen=2))[-_TAIL_CHARACTERS:]
