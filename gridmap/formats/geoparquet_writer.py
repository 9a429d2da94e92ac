"""GeoParquet 1.1 out: WKB, OGC:CRS84 (which a file without a `crs` states by the standard), row groups of about 64,000 rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from gridmap.formats.layer_table import GEOMETRY, About, LayerTable, batches

_ROWS_PER_GROUP = 65_536
_GROUP_BYTES = 64 << 20  # of rows with large polygons there are fewer in a group


def write(pieces: Iterable[bytes], path: Path, table: LayerTable, about: About) -> None:
    """One table; what the file is stands in its key `gridmap`, as JSON."""
    geo = {
        "version": "1.1.0",
        "primary_column": GEOMETRY,
        "columns": {GEOMETRY: {"encoding": "WKB", "geometry_types": []}},
    }
    told = {"geo": json.dumps(geo), "gridmap": json.dumps(about.to_json(table), ensure_ascii=False)}
    schema = table.schema.with_metadata(told)
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for group in _groups(batches(pieces, table)):
            writer.write_table(group.cast(schema), row_group_size=_ROWS_PER_GROUP)


def _groups(parts: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    waiting: list[pa.RecordBatch] = []
    for part in parts:
        waiting.append(part)
        rows, size = sum(one.num_rows for one in waiting), sum(one.nbytes for one in waiting)
        if rows >= _ROWS_PER_GROUP or size >= _GROUP_BYTES:
            yield pa.Table.from_batches(waiting)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting)
