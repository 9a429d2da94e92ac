"""Incidents in millions: into an empty store, the same again, and as many new ones into the months that stand; beside a bare load."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import shapely
from sqlalchemy import BigInteger, Column, MetaData, Table, create_engine, make_url, text

from gridmap.bench.loading import GROUND, load, positions, with_ground
from gridmap.bench.running import Bench, Figure, timed
from gridmap.db import copy_binary
from gridmap.db.roles import SUPERUSER


def measure_incidents(bench: Bench) -> list[Figure]:
    """All of it, from GeoParquet and from CSV."""
    parquet = bench.city.items["incidents"].path
    as_text, other = parquet.with_suffix(".bench.csv"), parquet.with_suffix(".other.parquet")
    if not as_text.exists():
        _as_csv(parquet, as_text)
    if not other.exists():
        _with_other_ids(parquet, other)
    floor = tuple(_bare_load(bench, parquet) for _ in range(bench.runs))
    return [
        *_into_stores(bench, parquet, "GeoParquet", other, floor, {}),
        *_into_stores(bench, as_text, "CSV", None, floor, {"datum": "wgs84"}),
    ]


def _into_stores(
    bench: Bench, path: Path, name: str, other: Path | None, floor: tuple[float, ...], options: dict[str, Any]
) -> list[Figure]:
    """Into an empty store, the same again, and as many new ones for the same months."""
    item = replace(bench.city.items["incidents"], path=path)
    seconds: dict[str, list[float]] = {"empty": [], "again": [], "more": []}
    rows, unchanged = 0, 0
    for _ in range(bench.runs):
        database = with_ground(bench, "incidents", *GROUND, "assets", "units")
        took, report = timed(partial(load, database, item, **options))
        seconds["empty"].append(took)
        rows = report.new
        took, report = timed(partial(load, database, item, **options))
        seconds["again"].append(took)
        unchanged = report.unchanged
        if other is not None:
            took, report = timed(partial(load, database, replace(item, path=other), **options))
            seconds["more"].append(took)
        database.close()
    peer = "COPY of four columns and three indexes, no checks, no policies"
    figures = [
        Figure("incidents", f"{name} into an empty store", rows, tuple(seconds["empty"]), peer, floor),
        Figure(
            "incidents", f"the same {name} again", unchanged, tuple(seconds["again"]), check=f"{unchanged} unchanged"
        ),
    ]
    if other is not None:
        what = f"as many new ones from {name} for the same months"
        figures.append(Figure("incidents", what, report.new, tuple(seconds["more"]), check=f"{report.new} new"))
    return figures


def _with_other_ids(parquet: Path, other: Path) -> None:
    """The same incidents under other ids: a second source's year."""
    file = pq.ParquetFile(parquet)
    place = file.schema_arrow.names.index("source_id")
    with pq.ParquetWriter(other, file.schema_arrow, compression="zstd") as writer:
        for batch in file.iter_batches(200_000):
            table = pa.Table.from_batches([batch], schema=file.schema_arrow)
            ids = pc.binary_join_element_wise(pa.scalar("B"), table["source_id"], "")
            writer.write_table(table.set_column(place, "source_id", ids))


def _as_csv(parquet: Path, text: Path) -> None:
    file = pq.ParquetFile(parquet)
    writer = None
    for batch in file.iter_batches(200_000):
        table = pa.Table.from_batches([batch])
        shapes = shapely.from_wkb(table["geometry"].to_numpy())
        table = table.append_column("lon", pa.array(shapely.get_x(shapes), from_pandas=True))
        table = table.append_column("lat", pa.array(shapely.get_y(shapes), from_pandas=True))
        table = table.drop_columns([n for n in table.column_names if pa.types.is_binary(table.schema.field(n).type)])
        stamps = {
            n: pa.array(table[n].to_pandas().dt.strftime("%Y-%m-%dT%H:%M:%SZ"), from_pandas=True)
            for n in table.column_names
            if pa.types.is_timestamp(table.schema.field(n).type)
        }
        for name, column in stamps.items():
            table = table.set_column(table.column_names.index(name), name, column)
        writer = writer or pa_csv.CSVWriter(text, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def _bare_load(bench: Bench, parquet: Path) -> float:
    """Seconds to COPY id, category, time and point into a table and to index id, time and point: the floor of a load."""
    stored = pq.read_table(parquet, columns=["reported_at"])
    lon, lat = positions(parquet)
    columns = {
        "id": copy_binary.numbers(np.arange(len(lon)), "i8"),
        "category": copy_binary.numbers(np.arange(len(lon)) % 96, "i2"),
        "at": copy_binary.instants(
            stored["reported_at"].cast(pa.timestamp("us", "UTC")).cast(pa.int64()).to_numpy(),
            null=np.zeros(len(lon), bool),
        ),
        "geom": copy_binary.points(lon, lat, null=~np.isfinite(lon)),
    }
    engine = create_engine(
        make_url(bench.server.url(SUPERUSER, "bench_incidents")).set(drivername="postgresql+psycopg")
    )
    floor = Table("floor", MetaData(), Column("id", BigInteger), schema="public")

    def load_bare() -> None:
        with engine.begin() as connection:
            connection.execute(
                text(
                    "CREATE TABLE public.floor (id bigint, category smallint, at timestamptz, geom geometry(Point, 4326))"
                )
            )
            copy_binary.copy_columns(connection, floor, columns)
            connection.execute(text("ALTER TABLE public.floor ADD PRIMARY KEY (id)"))
            connection.execute(text("CREATE INDEX ON public.floor (at)"))
            connection.execute(text("CREATE INDEX ON public.floor USING gist (geom)"))

    with_ground(bench, "incidents").close()
    took = timed(load_bare)[0]
    engine.dispose()
    return took
