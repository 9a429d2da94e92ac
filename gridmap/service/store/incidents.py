"""Incidents in and beside their months: what an import reads, how it loads, how it merges.

Two ways in, one transaction each. Into an empty store rows go by COPY straight into new tables, one a month, that become partitions (and get their
indexes) at the end. Into a filled one they go to a temporary stage, are compared with the keys, and only what is new or corrected is inserted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import shapely
from sqlalchemy import Boolean, Connection, DateTime, MetaData, SmallInteger, Table, func, insert, select, text
from sqlalchemy import Column as TableColumn
from sqlalchemy.types import REAL, BigInteger

from gridmap.db import copy_binary
from gridmap.db.arrays import frame_of, shapes_of
from gridmap.db.copy_binary import Column
from gridmap.db.copying import copy_frame, staging_table
from gridmap.db.statements import statement
from gridmap.service.store.tables import incident, incident_key, incident_summary, refusal

_KEY_COLUMNS = ("source_system", "source_id", "incident_id", "reported_at", "content_digest")


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did, in rows."""

    new: int
    corrected: int
    unchanged: int


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
    return Table(
        f"incident_{month:%Y_%m}", MetaData(), *[TableColumn(c.name, c.type) for c in incident.c], schema="service"
    )


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


def finish_bulk(connection: Connection, months: Iterable[date]) -> None:
    """Attach the indexed months, and index the keys once."""
    for month in months:
        connection.execute(select(func.service.attach_month(month)))
    connection.execute(select(func.service.index_keys()))


def begin_stage(connection: Connection) -> Table:
    """An empty stage."""
    connection.execute(
        text(
            "CREATE TEMPORARY TABLE stage_incident ON COMMIT DROP AS SELECT i.* FROM service.incident AS i WITH NO DATA"
        )
    )
    return Table("stage_incident", MetaData(), *[TableColumn(c.name, c.type) for c in incident.c])


def merge_stage(connection: Connection) -> tuple[Merged, list[int]]:
    """Merge what is staged; returns the counts and the grids that changed."""
    connection.execute(text("ANALYZE stage_incident"))
    unchanged = _run(connection, "delete_known")
    corrected = _run(connection, "keep_corrected")
    touched: set[int] = set()
    if corrected:
        _run(connection, "renumber_corrected")
        gone = connection.execute(text(statement("service", "delete_corrected")))
        touched = {row[0] for row in gone if row[0] is not None}
    months = [row[0] for row in connection.execute(text(statement("service", "list_staged_months")))]
    connection.execute(select(func.service.ensure_months(months)))
    touched |= {
        row[0]
        for row in connection.execute(text("SELECT DISTINCT grid_id FROM stage_incident WHERE grid_id IS NOT NULL"))
    }
    stored = _run(connection, "insert_staged")
    _run(connection, "upsert_keys")
    return Merged(stored - corrected, corrected, unchanged), sorted(touched)


def _run(connection: Connection, name: str) -> int:
    return connection.execute(text(statement("service", name))).rowcount


def add_summaries(connection: Connection, summaries: pd.DataFrame) -> None:
    """Write counts of grids that had none: index grid_id, incidents, open_incidents, lon, lat (their mean position)."""
    frame = summaries.assign(grid_id=summaries.index.to_numpy())
    names = ["grid_id", "incidents", "open_incidents"]
    staged = staging_table(connection, incident_summary, [*names, "geom"])
    copy_frame(connection, staged, frame[names], shapely.points(frame["lon"].to_numpy(), frame["lat"].to_numpy()))
    connection.execute(insert(incident_summary).from_select([*names, "geom"], select(staged)))


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
