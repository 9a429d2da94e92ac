"""One import, the same for every kind: read, match, parse, stage, merge, report, in one transaction.

The file is read in chunks and each chunk is staged at once, so memory does not grow with the file. Columns that no field of the kind
claims are never read. `dry-run` does all of it and rolls back; the report is the same object for command line and HTTP.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

import shapely
from sqlalchemy import BigInteger, Boolean, Column, Connection, Engine, Table

from gridmap.access.store import batches
from gridmap.db.copying import copy_frame, staging_table
from gridmap.db.door import translating
from gridmap.db.merging import MergeCounts, absent_keys, merge, merge_versions
from gridmap.db.scope import writing
from gridmap.errors import BadFile
from gridmap.formats.table import Chunk, Header, read_chunks
from gridmap.grids.rules.digest import content_digest
from gridmap.grids.rules.field import Match, Parsed
from gridmap.grids.usecases.day_orders import day_orders
from gridmap.grids.usecases.import_kind import (
    ImportKind,
    ImportOptions,
    ParseContext,
    check_shapes,
    match_columns,
    named_frame,
    peek_for,
    repeated_headers,
    stated_datum,
)
from gridmap.grids.usecases.import_report import (
    ImportReport,
    Tally,
    batch_values,
    finish_batch,
    fixing_up,
    report_of,
    unread_rows,
)
from gridmap.grids.usecases.suspicions import PointSample, datum_suspicions

_NOT_CONTENT = ("valid_from", "valid_to", "dated", "path", "lon", "lat")


def run_import(
    engine: Engine,
    kind: ImportKind,
    path: Path,
    *,
    options: ImportOptions,
    actor: str,
    progress: Callable[[int, int | None], None] = lambda _done, _all: None,
) -> ImportReport:
    """Import one file of one kind. `progress` is told rows done and rows in all, where the file says.

    Raises BadFile, BadValue, UnknownDatum, RejectedFile (nothing written), OverlappingValidity, NoDatabase.
    """
    header = peek_for(kind, path, options)
    match = match_columns(kind, header, options)
    check_shapes(kind, header, given=match.columns.keys() | options.values.keys())
    context = ParseContext(options, stated_datum(kind, header, options), header)
    tally = Tally()
    tally.add(repeated_headers(header, match, options))
    with fixing_up(header, match, tally, options), translating(), writing(engine, "*") as connection:
        batch_id = batches.open_batch(connection, batch_values(kind, path, options, context, actor=actor))
        staged, sample = _make_stage(connection, kind), PointSample()
        for parsed in _parsed_chunks(kind, header, match, context, tally):
            _stage(connection, staged, parsed, batch_id=batch_id)
            kind.stage_parts(connection, parsed)
            _sample_points(sample, parsed)
            progress(tally.rows_read, header.rows)
        if tally.rows_read == 0:
            raise BadFile(f"{path.name} holds no rows.")
        kind.before_merge(connection)
        absent = _absent(connection, kind, staged, options)
        merged = _merge(connection, kind, staged)
        tally.add(merged.issues)
        tally.add(kind.finish(connection, context, batch_id))
        tally.add(datum_suspicions(connection, sample, stated=context.datum, day=options.as_of))
        report = report_of(kind, path, context, match, tally, merged, batch_id=batch_id, absent=absent)
        finish_batch(connection, report, options, tally, actor=actor)
        if options.run == "dry-run":
            connection.get_transaction().rollback()  # type: ignore[union-attr]
    return report


def _parsed_chunks(
    kind: ImportKind, header: Header, match: Match, context: ParseContext, tally: Tally
) -> Iterator[Parsed]:
    with closing(read_chunks(header, list(match.columns.values()))) as chunks:
        begun = list(islice(chunks, 2))
        context = replace(context, orders=day_orders(kind, header, match, context.options, begun=begun))
        for chunk in chain(_taken(begun), chunks):
            frame = named_frame(chunk, match, context.options)
            parsed = kind.parse(frame, chunk.geometry, context)
            tally.rows_read += len(frame) + unread_rows(chunk)
            tally.add((*chunk.issues, *parsed.issues))
            tally.reasons.update(parsed.counts)
            yield parsed


def _taken(chunks: list[Chunk]) -> Iterator[Chunk]:
    """Each in turn, forgotten here once it is given out."""
    while chunks:
        yield chunks.pop(0)


def _make_stage(connection: Connection, kind: ImportKind) -> Table:
    names = [c.name for c in kind.table.c if c.identity is None]
    extra: list[Column[Any]] = [Column("line", BigInteger)]
    if kind.merging == "by-version":
        extra.append(Column("dated", Boolean))
    return staging_table(connection, kind.table, names, *extra)


def _stage(connection: Connection, staged: Table, parsed: Parsed, *, batch_id: int) -> None:
    if parsed.frame.empty:
        return
    content = parsed.frame.drop(columns=[n for n in _NOT_CONTENT if n in parsed.frame.columns])
    frame = parsed.frame[[name for name in parsed.frame.columns if name in staged.c]].assign(
        content_digest=content_digest(content.map(_as_content), parsed.geometry),
        batch_id=batch_id,
        line=parsed.frame.index.to_numpy(),
    )
    copy_frame(connection, staged, frame, parsed.geometry)


def _sample_points(sample: PointSample, parsed: Parsed) -> None:
    """Points can be suspected of another datum; lines and polygons are the ground itself."""
    if parsed.geometry is not None and len(parsed.geometry):
        sample.add(shapely.get_x(parsed.geometry), shapely.get_y(parsed.geometry))


def _as_content(value: Any) -> Any:
    """Lists and dicts as one text, so that a digest can be taken of them."""
    return (
        json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
        if isinstance(value, (dict, list, tuple))
        else value
    )


def _merge(connection: Connection, kind: ImportKind, staged: Table) -> MergeCounts:
    if kind.merging == "by-version":
        return merge_versions(connection, kind.table, staged, key=kind.key, history=kind.history)
    return merge(connection, kind.table, staged, key=kind.key, history=kind.history)


def _absent(connection: Connection, kind: ImportKind, staged: Table, options: ImportOptions) -> tuple[str, ...]:
    return tuple(absent_keys(connection, kind.table, staged, key=kind.key)) if options.absent == "report" else ()
