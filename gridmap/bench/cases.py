"""The cases: each measures what runs in production, checks its answer, and names its peer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import shapely

from gridmap.bench.running import Bench, Figure, timed
from gridmap.db.engines import Database
from gridmap.db.roles import SUPERUSER, DbRole
from gridmap.grids.rules.assign import assign, grid_lookup
from gridmap.grids.usecases.importing import ImportOptions, ImportReport
from gridmap.kinds import import_file
from gridmap.register.usecases.coverage import audit_coverage
from gridmap.service.usecases.hotspots import find_hotspots

_DAY = date(2025, 11, 1)  # the first day of the fictional city's year
_GROUND = ("areas", "grids", "streets", "buildings", "water")


@dataclass(frozen=True, slots=True)
class Case:
    """A name's one line, and how it is run."""

    says: str
    run: Callable[[Bench], list[Figure]]


def _load(database: Database, item: Any, **options: Any) -> ImportReport:
    given = replace(ImportOptions(as_of=_DAY), **{**item.options, **options})
    return import_file(database, item.kind, item.path, options=given, actor="bench")


def _with_ground(bench: Bench, name: str, *kinds: str) -> Database:
    database = bench.fresh_database(name)
    for kind in kinds:
        if kind in bench.city.items:
            _load(database, bench.city.items[kind])
    return database


def _grids(bench: Bench) -> list[Figure]:
    seconds, rows = [], 0
    path = bench.city.items["grids"].path.with_suffix(".bench.geojson")
    frame = gpd.read_parquet(bench.city.items["grids"].path)
    frame.to_file(path, driver="GeoJSON")
    for _ in range(bench.runs):
        database = _with_ground(bench, "grids", "areas")
        took, report = timed(partial(_load, database, replace(bench.city.items["grids"], path=path), datum="wgs84"))
        seconds.append(took)
        rows = report.new
        database.close()
    peer = [timed(lambda: gpd.read_file(path))[0] for _ in range(bench.runs)]
    what = f"GeoJSON of {path.stat().st_size / 1e6:.0f} MB, checked, merged, linked to areas"
    return [
        Figure(
            "grids",
            what,
            rows,
            tuple(seconds),
            "geopandas.read_file alone",
            tuple(peer),
            f"{rows} of {len(frame)} rows new",
        )
    ]


def _assign(bench: Bench) -> list[Figure]:
    grids = gpd.read_parquet(bench.city.items["grids"].path)
    grids = grids[grids["kind"] == grids["kind"].mode()[0]].sort_values("code").reset_index(drop=True)
    lon, lat = _positions(bench.city.items["incidents"].path)
    shapes, codes = grids.geometry.to_numpy(), grids["code"].tolist()
    grid_lookup(shapes[:10], codes[:10])
    seconds, found = [], np.empty(0)
    for _ in range(bench.runs):
        took, found = timed(lambda: assign(grid_lookup(shapes, codes), lon, lat))
        seconds.append(took)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs=4326)
    peer, joined = timed(lambda: gpd.sjoin(points, grids[["code", "geometry"]], predicate="intersects"))
    lowest = joined.groupby(level=0)["code"].min()
    expected = np.full(len(lon), "", dtype=object)
    expected[lowest.index.to_numpy()] = lowest.to_numpy()
    ours = np.where(found >= 0, np.array([*codes, ""], dtype=object)[found], "")
    return [
        Figure(
            "assign",
            "lookup built and asked",
            len(lon),
            tuple(seconds),
            "geopandas.sjoin (1 run)",
            (peer,),
            f"{int((ours != expected).sum())} rows differ",
        )
    ]


def _incidents(bench: Bench) -> list[Figure]:
    parquet = bench.city.items["incidents"].path
    text = parquet.with_suffix(".bench.csv")
    if not text.exists():
        _as_csv(parquet, text)
    figures = []
    floor = tuple(_bare_copy(bench, parquet) for _ in range(bench.runs))
    for path, name in ((parquet, "GeoParquet"), (text, "CSV")):
        item = replace(bench.city.items["incidents"], path=path)
        empty, filled, rows = [], [], 0
        for _ in range(bench.runs):
            database = _with_ground(bench, "incidents", *_GROUND)
            took, report = timed(partial(_load, database, item))
            empty.append(took)
            rows = report.new
            took, again = timed(partial(_load, database, item))
            filled.append(took)
            database.close()
        figures.append(
            Figure(
                "incidents",
                f"{name} into an empty store",
                rows,
                tuple(empty),
                "bare COPY, no policies, index or checks",
                floor,
                f"{report.rows_read} read",
            )
        )
        figures.append(
            Figure(
                "incidents",
                f"the same {name} again (all unchanged)",
                again.unchanged,
                tuple(filled),
                check=f"{again.new} new",
            )
        )
    return figures


def _positions(parquet: Path) -> tuple[np.ndarray, np.ndarray]:
    """lon and lat of the points in a GeoParquet file, NaN where there is none."""
    shapes = shapely.from_wkb(pq.read_table(parquet, columns=["geometry"])["geometry"].to_numpy())
    return shapely.get_x(shapes), shapely.get_y(shapes)


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


def _bare_copy(bench: Bench, parquet: Path) -> float:
    """Seconds to COPY id, category, time and position as text into a table with no index: the floor of a load."""
    table = pq.read_table(parquet, columns=["source_id", "label", "reported_at"])
    for name, values in zip(("lon", "lat"), _positions(parquet), strict=True):
        table = table.append_column(name, pa.array(values))

    def copy() -> None:
        with psycopg.connect(bench.server.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            connection.execute(
                "DROP TABLE IF EXISTS floor; CREATE TABLE floor (source_id text, label text, reported_at timestamptz, lon float8, lat float8)"
            )
            with connection.cursor() as cursor, cursor.copy("COPY floor FROM STDIN (FORMAT csv)") as stream:
                for batch in table.to_batches(100_000):
                    sink = pa.BufferOutputStream()
                    pa_csv.write_csv(pa.Table.from_batches([batch]), sink, pa_csv.WriteOptions(include_header=False))
                    stream.write(sink.getvalue().to_pybytes())
            connection.execute("DROP TABLE floor")

    return timed(copy)[0]


def _coverage(bench: Bench) -> list[Figure]:
    database = _with_ground(bench, "coverage", *_GROUND, "private-ground", "cameras")
    engine = database.engine(DbRole.REGISTER_JOB)
    seconds, report = [], None
    for _ in range(bench.runs):
        took, report = timed(lambda: audit_coverage(engine, day=_DAY, px_per_m=25, actor="bench"))
        seconds.append(took)
    with psycopg.connect(database.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute("SELECT set_config('gridmap.scope', '*', false)")
        views = connection.execute("SELECT ST_AsBinary(geom) FROM register.view").fetchall()
        grids = connection.execute("SELECT ST_AsBinary(geom) FROM grids.grid WHERE valid_to IS NULL").fetchall()
    crs = report.crs if report else "EPSG:4548"
    frames = [
        gpd.GeoDataFrame(geometry=shapely.from_wkb([row[0] for row in rows]), crs=4326).to_crs(crs)
        for rows in (views, grids)
    ]
    peer, _ = timed(
        lambda: gpd.overlay(
            frames[1], gpd.GeoDataFrame(geometry=[frames[0].union_all()], crs=crs).explode(), how="intersection"
        )
    )
    database.close()
    what = f"read, {report.documented if report else 0} views laid and cut, exact union, stored"
    return [
        Figure(
            "coverage",
            what,
            len(grids),
            tuple(seconds),
            "geopandas union and overlay of the same views (1 run)",
            (peer,),
            f"{report.seen_m2 if report else 0:,.0f} m² seen",
        )
    ]


def _hotspots(bench: Bench) -> list[Figure]:
    database = _with_ground(bench, "hotspots", *_GROUND, "incidents")
    engine = database.engine(DbRole.SERVICE_JOB)
    results = [timed(lambda: find_hotspots(engine, zone="Asia/Shanghai", actor="bench")) for _ in range(bench.runs)]
    database.close()
    report = results[0][1]
    return [
        Figure(
            "hotspots",
            "counted, computed, stored",
            report.grids,
            tuple(took for took, _ in results),
            check=f"{report.hot} hot",
        )
    ]


def _commands(bench: Bench) -> list[Figure]:
    def run(*arguments: str) -> float:
        return timed(
            lambda: subprocess.run(
                [sys.executable, "-m", "gridmap.cli.main", *arguments], check=False, capture_output=True
            )
        )[0]

    bare = tuple(
        timed(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))[0] for _ in range(bench.runs + 2)
    )
    return [
        Figure(
            "commands",
            f"gridmap {' '.join(arguments)}",
            1,
            tuple(run(*arguments) for _ in range(bench.runs + 2)),
            "python -c pass",
            bare,
        )
        for arguments in (("--help",), ("db", "status"))
    ]


CASES = {
    "commands": Case("the start of --help and db status", _commands),
    "grids": Case("grids from GeoJSON, with checks", _grids),
    "assign": Case("received points to grids", _assign),
    "incidents": Case("incidents from GeoParquet and CSV, into an empty and a filled store", _incidents),
    "coverage": Case("first form of coverage of all grids", _coverage),
    "hotspots": Case("hotspots of a year", _hotspots),
}
