"""A Shapefile out, in a zip: .shp, .shx, .dbf in UTF-8, .prj, .cpg, and `.fields.json` with the whole names of the columns.

A .dbf holds 10 bytes of a name and 254 of a text: names are cut and numbered, and a longer text stands in several columns. How many a column
needs is known at the end only, so the features are first set down in a file beside.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from gridmap.errors import BadValue
from gridmap.formats.layer_table import GEOMETRY, About, Cell, LayerTable, batches
from gridmap.formats.ogr_layer_file import write_layer_file
from gridmap.formats.shapefile_parts import FIELD_MAP

_NAME_BYTES, _TEXT_BYTES = 10, 254  # dBASE III
_PART_BYTES_AT_MOST = (1 << 31) - 1  # offsets of a .shp are in words of 16 bits, but most programs stop here


def write(pieces: Iterable[bytes], path: Path, table: LayerTable, about: About) -> None:
    """One layer. Raises BadValue for more than 2 GB."""
    with tempfile.TemporaryDirectory(prefix="gridmap-shp-", dir=path.parent) as folder:
        spool = Path(folder) / "spool.arrow"
        widths = _set_down(batches(pieces, table), spool, table)
        fields = _fields(table, widths)
        shp = Path(folder) / f"{about.name}.shp"
        with pa.ipc.open_file(spool) as held:
            split = (_split(held.get_batch(n), table, fields) for n in range(held.num_record_batches))
            write_layer_file(
                split,
                shp,
                schema=_schema(table, fields),
                driver="ESRI Shapefile",
                suffix=".shp",
                layer=about.name,
                shapes=table.shapes,
                about={},
                options={"ENCODING": "UTF-8", "RESIZE": "YES"},
            )
        spool.unlink()
        told = about.to_json(table) | {"fields": fields}
        shp.with_suffix(FIELD_MAP).write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
        _pack(Path(folder), path)


def _set_down(parts: Iterable[pa.RecordBatch], spool: Path, table: LayerTable) -> dict[str, int]:
    """Write the batches to `spool`; the most bytes of a text by column."""
    widths = dict.fromkeys((name for name, kind in table.columns.items() if kind is Cell.TEXT), 0)
    with pa.ipc.new_file(spool, table.schema) as held:
        for part in parts:
            for name in widths:
                widths[name] = max(widths[name], pc.max(pc.binary_length(part.column(name))).as_py() or 0)
            held.write_batch(part)
    return widths


def _fields(table: LayerTable, widths: Mapping[str, int]) -> dict[str, list[str]]:
    """The short names of each column's parts."""
    taken: set[str] = set()
    fields: dict[str, list[str]] = {}
    for name in table.columns:
        width = widths.get(name, 0)
        # a part may end up to three bytes early, where the next character would not fit
        count = 1 if width <= _TEXT_BYTES else -(-width // (_TEXT_BYTES - 3))
        fields[name] = [_short(name, taken) for _ in range(count)]
    return fields


def _short(name: str, taken: set[str]) -> str:
    """The first 10 characters, with a number at the end where that is taken; names of columns are ASCII."""
    short, number = name[:_NAME_BYTES], 1
    while short.casefold() in taken:
        number += 1
        short = name[: _NAME_BYTES - 1 - len(str(number))] + f"_{number}"
    taken.add(short.casefold())
    return short


def _schema(table: LayerTable, fields: Mapping[str, Sequence[str]]) -> pa.Schema:
    kinds = {
        name: pa.string() if kind is Cell.TRUTH else table.schema.field(name).type
        for name, kind in table.columns.items()
    }
    return pa.schema(
        [*((short, kinds[name]) for name, parts in fields.items() for short in parts), (GEOMETRY, pa.binary())]
    )


def _split(batch: pa.RecordBatch, table: LayerTable, fields: Mapping[str, Sequence[str]]) -> pa.RecordBatch:
    arrays: list[pa.Array] = []
    for name, parts in fields.items():
        column = batch.column(name)
        if table.columns[name] is Cell.TRUTH:
            column = column.cast(pa.string())
        if len(parts) == 1:
            arrays.append(column)
        else:
            cells = [_cut(text, len(parts)) for text in column.to_pylist()]
            arrays += [pa.array([cell[n] for cell in cells], pa.string()) for n in range(len(parts))]
    return pa.record_batch([*arrays, batch.column(GEOMETRY)], schema=_schema(table, fields))


def _cut(text: str | None, count: int) -> list[str | None]:
    """The text in parts of at most 254 bytes that end between characters."""
    rest, parts = (text or "").encode(), list[str | None]()
    while rest:
        part = rest[:_TEXT_BYTES].decode("utf-8", "ignore")
        parts.append(part)
        rest = rest[len(part.encode()) :]
    return parts + [None] * (count - len(parts))


def _pack(folder: Path, path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in _parts(folder):
            if part.stat().st_size > _PART_BYTES_AT_MOST:
                raise BadValue(
                    f"{part.name} comes to {part.stat().st_size:,} bytes, more than a Shapefile holds; take gpkg or parquet."
                )
            with part.open("rb") as source, archive.open(part.name, "w") as target:
                shutil.copyfileobj(source, target, 1 << 20)


def _parts(folder: Path) -> Iterator[Path]:
    return iter(sorted(folder.iterdir()))
