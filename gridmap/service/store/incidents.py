"""Incidents in and beside their months: what an import reads, how it loads, how it merges.

New rows go by COPY straight into their months: into new tables, which are indexed when they are full and become partitions at the end, or into
months that stand. Where the store is not empty, keys are looked up first: what stands is left alone, and corrections go through a stage.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import shapely
from sqlalchemy import Boolean, Connection, DateTime, MetaData, SmallInteger, Table, Text, func, insert, select, text
from sqlalchemy import Column as TableColumn
from sqlalchemy.types import REAL, BigInteger

from gridmap.db import copy_binary
from gridmap.db.arrays import frame_of, shapes_of
from gridmap.db.copy_binary import Column
from gridmap.db.copying import copy_frame, staging_table
from gridmap.db.statements import statement
from gridmap.service.store.tables import incident, incident_key, incident_summary, refusal

Rows = npt.NDArray[np.int64]

_ONE_AT_A_TIME = 7305012  # the lock that service.take_incident_ids takes too
_KEY_COLUMNS = ("source_system", "source_id", "incident_id", "reported_at", "content_digest")


def await_turn(connection: Connection) -> None:
    """Wait until no other import of incidents is under way: what it has written decides what is known."""
    connection.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))


def is_empty(connection: Connection) -> bool:
    """No incident has ever been stored."""
    return connection.execute(select(incident_key.c.source_id).limit(1)).first() is None


def finest_kind(connection: Connection) -> str | None:
    """The tiling that incidents belong to: the kind with the most grids today; None without grids."""
    found = connection.execute(text(statement("service", "find_finest_kind"))).scalar_one_or_none()
    return None if found is None else str(found)


def read_versions(connection: Connection, *, kind: str) -> gpd.GeoDataFrame:
    """All versions of the grids of a kind: grid_id, code, valid_from, valid_to; EPSG:4326."""
    return shapes_of(connection, statement("service", "read_versions"), {"kind": kind})


def take_ids(connection: Connection, wanted: int) -> npt.NDArray[np.int64]:
    """That many new incident ids."""
    first = int(connection.execute(select(func.service.take_incident_ids(wanted))).scalar_one())
    return np.arange(first, first + wanted, dtype=np.int64)


def columns_of(frame: pd.DataFrame) -> dict[str, Column]:
    """The frame's columns as COPY BINARY wants them, by the types of the table.

    frame: named as `incident`, with lon and lat (degrees, NaN where there is no place) in place of geom.
    """
    made: dict[str, Column] = {}
    for name in frame.columns:
        if name in ("lon", "lat"):
            continue
        made[str(name)] = _column(frame[name], incident.c[str(name)].type)
    lon, lat = (frame[name].to_numpy("float64") for name in ("lon", "lat"))
    made["geom"] = copy_binary.points(lon, lat, null=np.isnan(lon) | np.isnan(lat))
    return made


def _column(series: pd.Series, kind: Any) -> Column:
    if isinstance(kind, DateTime):
        null = series.isna().to_numpy()
        return copy_binary.instants(series.dt.as_unit("us").astype("int64").to_numpy(), null=null)
    if isinstance(kind, Boolean):
        return copy_binary.numbers(series.to_numpy("bool"), "b")
    for number, code in ((SmallInteger, "i2"), (BigInteger, "i8"), (REAL, "f4")):
        if isinstance(kind, number):
            null = series.isna().to_numpy()
            values = series.fillna(0).to_numpy("float64" if code == "f4" else "int64")
            return copy_binary.numbers(values, code, null=null)
    return copy_binary.texts(pa.array(series, from_pandas=True))


def begin_bulk(connection: Connection) -> None:
    """Prepare an empty store for months that are loaded beside it."""
    connection.execute(select(func.service.unindex_empty_keys()))


def begin_month(connection: Connection, month: date, *, source_system: str, batch_id: int) -> Table:
    """A new table for that month, to be filled by COPY; rows that do not say otherwise are of this source and batch."""
    connection.execute(select(func.service.begin_month(month, source_system, batch_id)))
    return month_table(month)


def month_table(month: date) -> Table:
    """The table of that month (UTC)."""
    columns = [TableColumn(c.name, c.type) for c in incident.c]
    return Table(f"incident_{month:%Y_%m}", MetaData(), *columns, schema="service")


def copy_rows(
    connection: Connection, table: Table, columns: Mapping[str, Column], *, start: int = 0, stop: int | None = None
) -> int:
    """COPY rows start to stop of the columns into a month or the stage."""
    return copy_binary.copy_columns(connection, table, columns, start=start, stop=stop)


def copy_keys(connection: Connection, columns: Mapping[str, Column], *, start: int, stop: int) -> None:
    """COPY the keys of rows that come to a month after its keys were written; the key table serves nobody and has no policies."""
    copy_binary.copy_columns(
        connection, incident_key, {name: columns[name] for name in _KEY_COLUMNS}, start=start, stop=stop
    )


def index_month(connection: Connection, month: date) -> None:
    """Write the keys of what the month holds, and build its indexes."""
    connection.execute(select(func.service.index_month(month)))


def attach_months(connection: Connection, months: Iterable[date]) -> None:
    """Make indexed months partitions of their parent."""
    for month in months:
        connection.execute(select(func.service.attach_month(month)))


def open_month(connection: Connection, month: date) -> Table | None:
    """The table of a month that stands, open for COPY until `close_months`; None where there is no such month."""
    return month_table(month) if connection.execute(select(func.service.open_month(month))).scalar_one() else None


def close_months(connection: Connection, months: Iterable[date]) -> None:
    """Close what `open_month` opened."""
    for month in months:
        connection.execute(select(func.service.close_month(month)))


def index_keys(connection: Connection) -> None:
    """Index the keys after a load into an empty store."""
    connection.execute(select(func.service.index_keys()))


def begin_matching(connection: Connection) -> Table:
    """An empty stage for keys that are to be looked up."""
    stage = Table(
        "stage_incident_key",
        MetaData(),
        TableColumn("row", BigInteger),
        TableColumn("source_id", Text(collation="C")),
        TableColumn("content_digest", BigInteger),
        prefixes=["TEMPORARY"],
        postgresql_on_commit="DROP",
    )
    stage.create(connection)
    return stage


def match_keys(connection: Connection, stage: Table, frame: pd.DataFrame) -> tuple[Rows, Rows]:
    """Positions of the rows that stand already with the same content, and of those that stand with other content."""
    columns = columns_of(frame[["source_id", "content_digest", "lon", "lat"]])
    del columns["geom"]
    copy_binary.copy_columns(connection, stage, {"row": copy_binary.numbers(np.arange(len(frame)), "i8"), **columns})
    source = str(frame["source_system"].iloc[0])
    found = connection.execute(text(statement("service", "match_keys")), {"source_system": source}).all()
    connection.execute(text("TRUNCATE stage_incident_key"))
    known = np.array([(row, same) for row, same in found], dtype=np.int64).reshape(-1, 2)
    return known[known[:, 1] == 1, 0], known[known[:, 1] == 0, 0]


def begin_stage(connection: Connection) -> Table:
    """An empty stage."""
    connection.execute(
        text(
            "CREATE TEMPORARY TABLE stage_incident ON COMMIT DROP AS SELECT i.* FROM service.incident AS i WITH NO DATA"
        )
    )
    return Table("stage_incident", MetaData(), *[TableColumn(c.name, c.type) for c in incident.c])


def merge_corrections(connection: Connection) -> tuple[int, list[int]]:
    """Put staged rows in the place of those that they correct; returns their number and the grids that changed."""
    connection.execute(text("ANALYZE stage_incident"))
    _run(connection, "delete_older")
    corrected = _run(connection, "keep_corrected")
    _run(connection, "renumber_corrected")
    gone = connection.execute(text(statement("service", "delete_corrected")))
    touched = {row[0] for row in gone if row[0] is not None}
    months = [row[0] for row in connection.execute(text(statement("service", "list_staged_months")))]
    connection.execute(select(func.service.ensure_months(months)))
    grids = connection.execute(text("SELECT DISTINCT grid_id FROM stage_incident WHERE grid_id IS NOT NULL"))
    touched |= {row[0] for row in grids}
    _run(connection, "insert_staged")
    _run(connection, "upsert_keys")
    return corrected, sorted(touched)


def _run(connection: Connection, name: str) -> int:
    return connection.execute(text(statement("service", name))).rowcount


def add_summaries(connection: Connection, summaries: pd.DataFrame) -> None:
    """Add counts to their grids: index grid_id, incidents, open_incidents, lon, lat (their mean position)."""
    frame = summaries.assign(grid_id=summaries.index.to_numpy())
    names = ["grid_id", "incidents", "open_incidents"]
    staged = staging_table(connection, incident_summary, [*names, "geom"])
    copy_frame(connection, staged, frame[names], shapely.points(frame["lon"].to_numpy(), frame["lat"].to_numpy()))
    _run(connection, "add_summaries")


def refresh_summaries(connection: Connection, grids: Sequence[int]) -> None:
    """Count these grids again."""
    for name in ("delete_summaries", "insert_summaries"):
        connection.execute(text(statement("service", name)), {"grids": list(grids)})


def write_refusals(connection: Connection, batch_id: int, reasons: Mapping[str, int]) -> None:
    """How many rows were refused, by reason; nothing else of them is kept."""
    rows = [
        {"batch_id": batch_id, "reason": reason, "rows_refused": count} for reason, count in reasons.items() if count
    ]
    if rows:
        connection.execute(insert(refusal), rows)


def read_streets(connection: Connection) -> gpd.GeoDataFrame:
    """Segments that incidents are brought to: segment_id; EPSG:4326."""
    return shapes_of(connection, statement("service", "read_streets"))


def read_things(connection: Connection) -> dict[str, pd.DataFrame]:
    """Assets and junctions: lon, lat on the index of their ids, by kind."""
    rows = frame_of(connection, statement("service", "read_things"))
    return {kind: rows[rows["kind"] == kind].set_index("id")[["lon", "lat"]] for kind in ("asset", "junction")}
