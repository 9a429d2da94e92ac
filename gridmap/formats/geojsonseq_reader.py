"""GeoJSON text sequences (RFC 8142, and one feature a line), plain or gzip. Lines are feature numbers from 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from gridmap.formats.encoded import find_encoding, text_blocks
from gridmap.formats.geojson_rows import checked_names, chunks, properties_of
from gridmap.formats.json_scan import JsonScanner
from gridmap.formats.table import Chunk, Header, path_of

_SAMPLE_CHARACTERS = 4 << 20
_BETWEEN = " \t\r\n\x1e"  # RFC 8142 puts a record separator before each text


def peek(path: Path, *, encoding: str | None, layer: str | None) -> Header:
    """Columns of the features in the first 4 million characters; such a file cannot state a datum."""
    encoding = find_encoding(path, given=encoding)
    scanner = JsonScanner(text_blocks(path, encoding), file=path.name)
    columns: dict[str, None] = {}
    count, whole = 0, True
    for count, feature in enumerate(_features(scanner), start=1):
        columns.update(dict.fromkeys(properties_of(feature, count, file=path.name)))
        if scanner.position > _SAMPLE_CHARACTERS:
            whole = False
            break
    return Header(
        path=path,
        format="geojsonseq",
        columns=checked_names(columns, file=path.name),
        geometry=True,
        rows=count if whole else None,
        encoding=encoding,
    )


def read(header: Header, columns: Sequence[str], *, rows_per_chunk: int) -> Iterator[Chunk]:
    """Chunks of features."""
    path = path_of(header)
    scanner = JsonScanner(text_blocks(path, header.encoding or "utf-8"), file=path.name)
    return chunks(_features(scanner), columns, known=header.columns, rows_per_chunk=rows_per_chunk, file=path.name)


def _features(scanner: JsonScanner) -> Iterator[Any]:
    while scanner.peek_character(skip=_BETWEEN):
        yield scanner.value()
