"""One import, the same for every kind: read, match, parse, stage, merge, report, in one transaction.

The file is read in chunks and each chunk is staged at once, so memory does not grow with the file. Columns that no field of the kind
claims are never read. `dry-run` does all of it and rolls back; the report is the same object for command line and HTTP.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import BigInteger, Boolean, Column, Connection, Engine, Table

from gridmap import __version__
from gridmap.access.store import batches, logs
from gridmap.db.copying import copy_frame, staging_table
from gridmap.db.door import translating
from gridmap.db.merging import MergeCounts, absent_keys, merge, merge_versions
from gridmap.db.roles import DbRole
from gridmap.db.scope import writing
from gridmap.errors import BadFile, Issue, RejectedFile, Severity, UnknownDatum
from gridmap.formats.fixup import refused_rows, write_fixup
from gridmap.formats.table import Chunk, Header, format_of, peek, read_chunks
from gridmap.grids.rules.crs import Datum, parse_datum
from gridmap.grids.rules.digest import content_digest
from gridmap.grids.rules.field import Field, Match, Parsed, match_headers
from gridmap.grids.usecases.suspicions import PointSample, datum_suspicions

_ISSUES_KEPT = 10_000
_NOT_CONTENT = ("valid_from", "valid_to", "dated", "path", "lon", "lat")


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the caller says about the file."""

    as_of: date
    datum: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    zone: str | None = None
    code_scheme: str = "cn-division"
    grid_code_pattern: str = r"^\d{15}$"
    repair: Literal["refuse", "make-valid"] = "refuse"
    on_issue: Literal["skip-row", "reject-file"] = "skip-row"
    run: Literal["write", "dry-run"] = "write"
    absent: Literal["ignore", "report"] = "ignore"
    fix_up: Path | None = None


@dataclass(frozen=True, slots=True)
class ParseContext:
    """What a kind's parser gets beside the rows."""

    options: ImportOptions
    datum: Datum | None
    header: Header


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One KIND of the command line.

    stage_parts: stages what goes to tables of its own (a camera's functions), chunk by chunk. before_merge: completes what is staged.
    finish: runs after the merge, in the same transaction.
    """

    name: str
    fields: tuple[Field, ...]
    parse: Callable[[pd.DataFrame, np.ndarray | None, ParseContext], Parsed]
    table: Table
    history: Table
    key: str
    role: DbRole
    merging: Literal["by-key", "by-version"] = "by-key"
    needs: Literal["geometry", "nothing"] = "geometry"
    stage_parts: Callable[[Connection, Parsed], None] = lambda _connection, _parsed: None
    before_merge: Callable[[Connection], None] = lambda _connection: None
    finish: Callable[[Connection, ParseContext, int], tuple[Issue, ...]] = lambda _connection, _context, _batch_id: ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; `issues` holds the first ten thousand by line, `issue_counts` counts all."""

    kind: str
    file: str
    batch_id: int
    run: str
    datum: str | None
    rows_read: int
    rows_refused: int
    new: int
    corrected: int
    unchanged: int
    ended: int
    matched: dict[str, str]
    left_behind: tuple[str, ...]
    refused_by_reason: dict[str, int]
    issue_counts: dict[str, int]
    issues: tuple[Issue, ...]
    absent: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


@dataclass(slots=True)
class Tally:
    """Counts what passes by, with bounded memory."""

    rows_read: int = 0
    issues: list[Issue] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    refused: set[int] = field(default_factory=set)

    def add(self, issues: tuple[Issue, ...]) -> None:
        """Count issues and keep the first of them."""
        for issue in issues:
            self.counts[issue.code] += 1
            if issue.severity is Severity.ERROR:
                self.refused.add(issue.line)
        room = _ISSUES_KEPT - len(self.issues)
        if room > 0:
            self.issues.extend(issues[:room])


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
    _check_shapes(kind, header, given=match.columns.keys() | options.values.keys())
    context = ParseContext(options, stated_datum(kind, header, options), header)
    tally = Tally()
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


def peek_for(kind: ImportKind, path: Path, options: ImportOptions) -> Header:
    """The file's header; of an OSM extract the layer of that kind."""
    layer = kind.name if format_of(path).name == "osm" else None
    return peek(path, encoding=options.encoding, layer=layer)


def finish_batch(
    connection: Connection, report: ImportReport, options: ImportOptions, tally: Tally, *, actor: str
) -> None:
    """Refuse the whole file where that was asked for; else close the batch and write the log."""
    if options.on_issue == "reject-file" and tally.refused:
        raise RejectedFile(
            f"{len(tally.refused)} of {tally.rows_read} rows would be refused, and --on-issue reject-file asks for all or nothing; "
            "nothing was written.",
            report,
        )
    counts = {
        name: getattr(report, name) for name in ("rows_read", "rows_refused", "new", "corrected", "unchanged", "ended")
    }
    batch = report.batch_id
    batches.close_batch(connection, batch, {**counts, "refused_by_reason": report.refused_by_reason}, report.issues)
    logs.append(
        connection,
        actor=actor,
        action="import",
        what=report.kind,
        detail={"batch": batch, "file": report.file, **counts},
        rows=report.new + report.corrected,
    )


def batch_values(
    kind: ImportKind, path: Path, options: ImportOptions, context: ParseContext, *, actor: str
) -> dict[str, Any]:
    """The columns of a batch that are known before the first row."""
    return {
        "kind": kind.name,
        "file_name": path.name,
        "file_sha256": _sha256(path),
        "datum": context.datum.name if context.datum else None,
        "actor": actor,
        "options": {
            "as_of": options.as_of.isoformat(),
            "columns": dict(options.columns),
            "values": dict(options.values),
            "zone": options.zone,
            "repair": options.repair,
            "on_issue": options.on_issue,
        },
        "code_version": __version__,
    }


def match_columns(kind: ImportKind, header: Header, options: ImportOptions) -> Match:
    """Headers to fields; raises BadFile when a required field has no column, no `--set` and no geometry to take it from."""
    match = match_headers(header.columns, kind.fields, given=options.columns)
    missing = [name for name in match.missing if name not in options.values]
    if missing:
        raise BadFile(
            f"{header.path.name if header.path else 'The file'} has no column for {', '.join(missing)} of kind {kind.name}; its columns are "
            f"{', '.join(header.columns) or 'none'}. Name it with --map FIELD=COLUMN or give it with --set FIELD=VALUE."
        )
    return match


def _check_shapes(kind: ImportKind, header: Header, *, given: set[str]) -> None:
    """Raises BadFile for a table without shapes where each row needs one: nothing in it could be placed."""
    names = {f.name for f in kind.fields} & {"lon", "lat", "wkt"}
    has = header.geometry or "wkt" in given or {"lon", "lat"} <= given
    if kind.needs == "nothing" or not names or has:
        return
    choices = "lon and lat, or wkt" if "lon" in names else "wkt"
    raise BadFile(
        f"{header.path.name if header.path else 'The file'} holds no shapes, and each row of kind {kind.name} needs one: give a file with "
        f"geometry, or name the columns of {choices} with --map. Its columns are {', '.join(header.columns)}."
    )


def stated_datum(kind: ImportKind, header: Header, options: ImportOptions) -> Datum | None:
    """The datum that the caller or the file states. Raises UnknownDatum when neither does: it is never guessed."""
    if kind.needs == "nothing":
        return None
    if options.datum is not None:
        return parse_datum(options.datum)
    if header.datum is not None:
        return parse_datum(header.datum)
    name = header.path.name if header.path else "The file"
    raise UnknownDatum(
        f"{name} does not state the datum of its coordinates; give --datum wgs84, cgcs2000, gcj02, bd09 or EPSG:n. "
        "It is not guessed, because shifted coordinates look the same."
    )


@contextmanager
def fixing_up(header: Header, match: Match, tally: Tally, options: ImportOptions) -> Iterator[None]:
    """Writes the fix-up file when the import in its block is through, and when it was refused for its rows."""
    try:
        yield
    except RejectedFile:
        write_fix_up_file(header, match, tally, options)
        raise
    write_fix_up_file(header, match, tally, options)


def write_fix_up_file(header: Header, match: Match, tally: Tally, options: ImportOptions) -> None:
    """Write the refused rows, with what was wrong, to the file that was asked for; a second reading keeps memory flat."""
    if options.fix_up is None:
        return
    columns = list(match.columns.values())
    chunks = read_chunks(header, columns)
    write_fixup(options.fix_up, (refused_rows(chunk, tally.issues, columns=columns) for chunk in chunks))


def _parsed_chunks(
    kind: ImportKind, header: Header, match: Match, context: ParseContext, tally: Tally
) -> Iterator[Parsed]:
    for chunk in read_chunks(header, list(match.columns.values())):
        frame = named_frame(chunk, match, context.options)
        parsed = kind.parse(frame, chunk.geometry, context)
        tally.rows_read += len(frame) + unread_rows(chunk)
        tally.add((*chunk.issues, *parsed.issues))
        tally.reasons.update(parsed.counts)
        yield parsed


def unread_rows(chunk: Chunk) -> int:
    """Rows that the reader could not read as rows, so that they are not in the chunk's frame."""
    lines = {issue.line for issue in chunk.issues if issue.severity is Severity.ERROR} - {0}
    return len(lines - set(chunk.frame.index.tolist())) if lines else 0


def named_frame(chunk: Chunk, match: Match, options: ImportOptions) -> pd.DataFrame:
    """The chunk's columns under our field names, with the values that `--set` gives to every row."""
    frame = chunk.frame.rename(columns={column: name for name, column in match.columns.items()})
    return frame.assign(**dict(options.values)) if options.values else frame


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


def report_of(
    kind: ImportKind,
    path: Path,
    context: ParseContext,
    match: Match,
    tally: Tally,
    merged: MergeCounts,
    *,
    batch_id: int,
    absent: tuple[str, ...],
) -> ImportReport:
    """The report of an import whose rows are merged."""
    return ImportReport(
        kind=kind.name,
        file=path.name,
        batch_id=batch_id,
        run=context.options.run,
        datum=context.datum.name if context.datum else None,
        rows_read=tally.rows_read,
        rows_refused=len(tally.refused - {0}) + sum(tally.reasons.values()),
        new=merged.new,
        corrected=merged.corrected,
        unchanged=merged.unchanged,
        ended=merged.ended,
        matched=dict(match.columns),
        left_behind=match.left_behind,
        refused_by_reason=dict(tally.reasons),
        issue_counts=dict(tally.counts),
        issues=tuple(sorted(tally.issues, key=lambda issue: issue.line)),
        absent=absent,
    )


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
