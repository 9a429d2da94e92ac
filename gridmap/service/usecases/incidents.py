"""Import incidents: in millions, with bounded memory, each in the grid of its day and no finer than its thing.

A chunk is read, mapped to the closed table, given its grid from the point as received, brought to its thing, and stored while the next one
is being read. The received point goes no further than this module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from gridmap.access.store import batches
from gridmap.db.door import translating
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.scope import writing
from gridmap.errors import BadFile, Issue, Severity
from gridmap.formats.table import Header, read_chunks
from gridmap.grids.rules.crs import Datum, parse_datum
from gridmap.grids.rules.digest import content_digest, mix
from gridmap.grids.rules.field import Match, Parsed, as_zone
from gridmap.grids.rules.text_bytes import text_hashes
from gridmap.grids.usecases.import_kind import (
    ImportKind,
    ImportOptions,
    ParseContext,
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
from gridmap.service.rules.default_point import default_points
from gridmap.service.rules.incident import FIELDS, read_incidents, stated_source
from gridmap.service.rules.incident_point import received
from gridmap.service.rules.mapping import CategoryMapping, shipped_mapping
from gridmap.service.rules.seen import SeenKeys
from gridmap.service.store import incidents as store
from gridmap.service.store import tables
from gridmap.service.store import units as store_units
from gridmap.service.usecases.loading import Loader
from gridmap.service.usecases.places import Ground, place_incidents, read_ground
from gridmap.service.usecases.time_orders import learnt_orders

_NOT_CONTENT = ("grid_id", "grid_row", "incident_id", "batch_id", "content_digest")

KIND = ImportKind(
    "incidents",
    FIELDS,
    lambda frame, _geometry, _context: Parsed(frame, None),
    tables.incident,
    history=tables.history,
    key="source_id",
    role=DbRole.SERVICE_JOB,
)


@dataclass(slots=True)
class _Reading:
    """What stays the same from chunk to chunk, and what is learnt on the way. columns: the file's own, by field."""

    context: ParseContext
    match: Match
    columns: Mapping[str, str]
    now: datetime
    datum: Datum
    units: frozenset[str]
    source_system: str | None = None
    mapping: CategoryMapping | None = None
    defaults: set[tuple[float, float]] = field(default_factory=set)
    orders: dict[str, int] = field(default_factory=dict)
    seen: SeenKeys = field(default_factory=SeenKeys)
    sample: PointSample = field(default_factory=PointSample)


def import_incidents(
    database: Database,
    path: Path,
    *,
    options: ImportOptions,
    actor: str,
    progress: Callable[[int, int | None], None] = lambda _done, _all: None,
    now: datetime | None = None,
) -> ImportReport:
    """Import one file of incidents; see `run_import` for what is raised. `now` is the day of reading, for tests."""
    header = peek_for(KIND, path, options)
    match = match_columns(KIND, header, options)
    context = ParseContext(options, _datum_of(header, match, options), header)
    tally = Tally()
    tally.add(repeated_headers(header, match, options))
    moment = datetime.now(UTC) if now is None else now
    with (
        fixing_up(header, match, tally, options),
        translating(),
        writing(database.engine(KIND.role), "*") as connection,
    ):
        batch_id = batches.open_batch(connection, batch_values(KIND, path, options, context, actor=actor))
        ground = read_ground(connection)
        units = store_units.read_unit_words(connection)
        columns = {name: column for name, column in match.columns.items() if name not in options.values}
        reading = _Reading(context, match, columns, moment, context.datum or parse_datum("wgs84"), units)
        loader = Loader(connection, batch_id)
        with ThreadPoolExecutor(1) as storing:
            pending: Future[None] | None = None
            for frame in _placed_chunks(header, reading, ground, tally):
                if pending is not None:
                    pending.result()
                pending = storing.submit(loader.add, frame)
                progress(tally.rows_read, header.rows)
            if pending is not None:
                pending.result()
        if tally.rows_read == 0:
            raise BadFile(f"{path.name} holds no rows.")
        merged = loader.finish(ground)
        tally.add(ground.notes())
        tally.add(datum_suspicions(connection, reading.sample, stated=context.datum, day=options.as_of))
        store.write_refusals(connection, batch_id, tally.reasons)
        report = report_of(KIND, path, context, match, tally, merged, batch_id=batch_id, absent=())
        finish_batch(connection, report, options, tally, actor=actor)
        if options.run == "dry-run":
            connection.get_transaction().rollback()  # type: ignore[union-attr]
    return report


def _datum_of(header: Header, match: Match, options: ImportOptions) -> Datum | None:
    """Rows without any position need no datum."""
    has_place = header.geometry or "lon" in match.columns or "lat" in match.columns
    return stated_datum(KIND, header, options) if has_place else None


def _placed_chunks(header: Header, reading: _Reading, ground: Ground, tally: Tally) -> Iterator[pd.DataFrame]:
    """Chunks as they are stored: columns of the table but ids and batch, and grid_row (row in `ground`, -1 for none)."""
    for chunk in read_chunks(header, list(reading.match.columns.values())):
        frame = named_frame(chunk, reading.match, reading.context.options)
        tally.rows_read += len(frame) + unread_rows(chunk)
        parsed = _parse(frame, chunk.geometry if chunk.points is None else chunk.points, reading)
        tally.add((*chunk.issues, *parsed.issues))
        tally.reasons.update(parsed.counts)
        kept = _first_of_each(parsed.frame, reading, tally)
        if len(kept):
            reading.sample.add(kept["lon"].to_numpy(), kept["lat"].to_numpy())
            placed = place_incidents(kept, ground)
            content = placed.drop(columns=[n for n in _NOT_CONTENT if n in placed.columns])
            yield placed.assign(content_digest=content_digest(content, None))


def _parse(frame: pd.DataFrame, geometry: np.ndarray | None, reading: _Reading) -> Parsed:
    if reading.mapping is None:
        reading.source_system = stated_source(frame)
        reading.mapping = shipped_mapping(reading.source_system)
    reading.defaults |= _defaults_of(frame, geometry, reading)
    reading.orders = learnt_orders(reading.orders, frame, header=reading.context.header, columns=reading.columns)
    return read_incidents(
        frame,
        geometry,
        datum=reading.datum,
        zone=as_zone(reading.context.options.zone),
        source_system=str(reading.source_system),
        mapping=reading.mapping,
        now=reading.now,
        default_points=sorted(reading.defaults),
        known_units=reading.units,
        orders=reading.orders,
    )


def _defaults_of(frame: pd.DataFrame, geometry: np.ndarray | None, reading: _Reading) -> set[tuple[float, float]]:
    """Default points of this chunk, in the source's coordinates; later chunks know them too."""
    lon, lat, _issues, _refused = received(frame, geometry)
    found = default_points(lon, lat, known=reading.defaults, is_degrees=reading.datum.is_degrees)
    return {(point.lon, point.lat) for point in found if point.rule == 3}


def _first_of_each(frame: pd.DataFrame, reading: _Reading, tally: Tally) -> pd.DataFrame:
    """Rows whose source_id no earlier chunk had (within a chunk the rules have seen to it)."""
    again = reading.seen.add(mix(text_hashes(frame["source_id"])))
    tally.add(
        tuple(
            Issue(
                int(line),
                "source_id",
                "repeated-key",
                "An earlier row of this file has the same source_id; the first one counts.",
                Severity.NOTE,
            )
            for line in frame.index[again]
        )
    )
    return frame[~again] if again.any() else frame
