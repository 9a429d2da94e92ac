"""The cases: each measures what runs in production, checks its answer, and names its peer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import geopandas as gpd
import numpy as np
import psycopg
import shapely

from gridmap.bench.incidents import measure_incidents
from gridmap.bench.loading import DAY, GROUND, load, positions, with_ground
from gridmap.bench.register import measure_audit, measure_refresh, measure_views
from gridmap.bench.running import Bench, Figure, timed
from gridmap.db.roles import DbRole
from gridmap.grids.rules.assign import assign, grid_lookup
from gridmap.register.usecases.coverage import audit_coverage
from gridmap.service.usecases.hotspots import find_hotspots


@dataclass(frozen=True, slots=True)
class Case:
    """A name's one line, and how it is run."""

    says: str
    run: Callable[[Bench], list[Figure]]


def _grids(bench: Bench) -> list[Figure]:
    seconds, rows = [], 0
    path = bench.city.items["grids"].path.with_suffix(".bench.geojson")
    frame = gpd.read_parquet(bench.city.items["grids"].path)
    frame.to_file(path, driver="GeoJSON")
    for _ in range(bench.runs):
        database = with_ground(bench, "grids", "areas")
        took, report = timed(partial(load, database, replace(bench.city.items["grids"], path=path), datum="wgs84"))
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
    lon, lat = positions(bench.city.items["incidents"].path)
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


def _coverage(bench: Bench) -> list[Figure]:
    database = with_ground(bench, "coverage", *GROUND, "private-ground", "cameras")
    engine = database.engine(DbRole.REGISTER_JOB)
    seconds, report = [], None
    for _ in range(bench.runs):
        took, report = timed(lambda: audit_coverage(engine, day=DAY, px_per_m=25, actor="bench"))
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
    database = with_ground(bench, "hotspots", *GROUND, "incidents")
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
    "incidents": Case("incidents from GeoParquet and CSV, into an empty and a filled store", measure_incidents),
    "coverage": Case("coverage of all grids at one class", _coverage),
    "views": Case("all views among buildings, in the plane and with heights", measure_views),
    "audit": Case("the register's audit: coverage, proportion, findings, reduction", measure_audit),
    "refresh": Case("one camera changed, to fresh figures", measure_refresh),
    "hotspots": Case("hotspots of a year", _hotspots),
}
