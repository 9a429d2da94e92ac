"""KML, placemark by placemark, in constant memory. Lines are placemarks, counted from 1.

The standard says WGS-84, and shifted coordinates travel in KML as they do in GeoJSON: such a file states its datum only where its
document says so in its ExtendedData, as our own exports do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from gridmap.formats.encoded import Utf8File, find_encoding, text_blocks
from gridmap.formats.geojson_rows import checked_names, chunks, properties_of
from gridmap.formats.kml_features import BoundedFile, features
from gridmap.formats.stated_crs import datum_of_members
from gridmap.formats.table import Chunk, Header, path_of

_SAMPLE_FEATURES = 20_000
_SHOWN = ("utf-", "gb18030")
_DECLARED = re.compile(rb"""^(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,80}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")


def peek(path: Path, *, encoding: str | None, layer: str | None) -> Header:
    """Columns of the first 20,000 placemarks; rows when those are all."""
    found = _encoding(path, given=encoding)
    members: dict[str, str] = {}
    columns: dict[str, None] = {}
    count, whole = 0, True
    with closing(_features(path, found, members)) as placemarks:
        for count, feature in enumerate(placemarks, start=1):
            columns.update(dict.fromkeys(properties_of(feature, count, file=path.name)))
            if count >= _SAMPLE_FEATURES:
                whole = False
                break
    return Header(
        path=path,
        format="kml",
        columns=checked_names(columns, file=path.name),
        geometry=True,
        datum=datum_of_members(members),
        rows=count if whole else None,
        encoding=found,
    )


def read(header: Header, columns: Sequence[str], *, rows_per_chunk: int) -> Iterator[Chunk]:
    """Chunks of placemarks."""
    path = path_of(header)
    with closing(_features(path, header.encoding or "utf-8", {})) as found:
        yield from chunks(found, columns, known=header.columns, rows_per_chunk=rows_per_chunk, file=path.name)


def _features(path: Path, encoding: str, members: dict[str, str]) -> Any:
    source = BoundedFile(Utf8File(text_blocks(path, encoding)), file=path.name)
    return features(source, file=path.name, members=members)


def _encoding(path: Path, *, given: str | None) -> str:
    """What the caller says; else what the bytes show to be Unicode or Chinese; else what the declaration says, which may be a leftover."""
    found = find_encoding(path, given=given)
    if given is not None or found.startswith(_SHOWN):
        return found
    declared = _declared(path)
    return found if declared is None else find_encoding(path, given=declared)


def _declared(path: Path) -> str | None:
    """The encoding that the XML declaration names; of UTF-16 the byte-order mark says more."""
    with path.open("rb") as file:
        found = _DECLARED.match(file.read(200))
    return found[1].decode("ascii") if found else None
