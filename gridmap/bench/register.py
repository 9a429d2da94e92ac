"""The cases of the camera register's audit: views, figures of now, proportion, findings and reduction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import psycopg
import shapely

from gridmap.bench.loading import DAY, GROUND, with_ground
from gridmap.bench.running import Bench, Figure, timed
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.grids.rules.crs import local_metric_epsg, points_to_metric
from gridmap.register.rules.cutting import Footprints, cut_named, cut_off
from gridmap.register.rules.view import lay_views
from gridmap.register.store import audits
from gridmap.register.usecases.coverage import audit_coverage
from gridmap.register.usecases.findings import audit_cameras
from gridmap.register.usecases.proportions import audit_proportion
from gridmap.register.usecases.reductions import reduce_cameras
from gridmap.register.usecases.refreshing import refresh_coverage

_REGISTER = (*GROUND, "private-ground", "sensitive-places", "cameras", "purpose-areas")
_PX_PER_M = 25.0
_TURN = (
    "UPDATE register.camera SET heading_deg = (heading_deg::numeric + 30) %% 360 WHERE camera_row_id = %s RETURNING 1"
)
_CHANGES = 30  # single cameras, one after the other


def measure_views(bench: Bench) -> list[Figure]:
    """All views with occlusion, after the walls are read, in the plane and with heights; the peer cuts footprints only."""
    database = with_ground(bench, "views", *_REGISTER)
    with database.engine(DbRole.REGISTER_JOB).begin() as connection:
        connection.exec_driver_sql("SELECT set_config('gridmap.scope', '*', true)")
        cameras = audits.read_cameras(connection, day=DAY)
        barred = audits.read_blocked(connection, heights=True)
    database.close()
    crs = local_metric_epsg(tuple(cameras.total_bounds))
    outlines = barred.outlines["building"].moved(partial(points_to_metric, crs=crs))
    footprints = Footprints(outlines, barred.height_m)
    free = lay_views(cameras, crs=crs, px_per_m=_PX_PER_M).join(cameras[["mount", "height_m"]])
    _ = footprints.walls  # read once for all
    peer = _runs(bench, lambda: cut_off(free, footprints))[0]
    figures = []
    for occlusion in ("plane", "heights"):
        cut = cut_named(occlusion)
        cut.shapes(free.iloc[:50], footprints)  # compiles its kernels
        seconds, shapes = _runs(bench, partial(cut.shapes, free, footprints))
        known = int((~shapely.is_missing(shapes)).sum())
        check = f"{known:,} known, {shapely.area(shapes[~shapely.is_missing(shapes)]).sum():,.0f} m²"
        what = f"occlusion {occlusion}, {len(outlines):,} footprints, views as polygons"
        figures.append(Figure("views", what, len(free), seconds, "footprints cut by GEOS, no occlusion", peer, check))
    return figures


def measure_audit(bench: Bench) -> list[Figure]:
    """Coverage at one class and at four, proportion, findings and reduction of the whole register, each read and stored."""
    database = with_ground(bench, "audit", *_REGISTER)
    engine = database.engine(DbRole.REGISTER_JOB)
    grids = len(_asked(database, "SELECT 1 FROM grids.grid WHERE valid_to IS NULL"))
    cameras = len(_asked(database, "SELECT 1 FROM register.camera"))
    given: dict[str, Any] = {"day": DAY, "actor": "bench"}
    jobs: Sequence[tuple[str, int, Callable[[], Any], Callable[[Any], str]]] = (
        ("coverage with k-fold overlap, one class", grids,
         lambda: audit_coverage(engine, px_per_m=_PX_PER_M, **given), lambda r: f"{r.seen_m2:,.0f} m² seen"),
        ("coverage, four classes", grids,
         lambda: audit_coverage(engine, px_per_m=_PX_PER_M, bands=(62.5, 125.0, 250.0), **given), lambda r: f"{r.seen_m2:,.0f} m² seen"),
        ("proportion with homes, four classes", cameras,
         lambda: audit_proportion(engine, **given), lambda r: f"{r[0].findings:,} findings of views"),
        ("findings of records", cameras,
         lambda: audit_cameras(engine, **given), lambda r: f"{r.findings:,} findings"),
        ("reduction, smallest set", cameras,
         lambda: reduce_cameras(engine, share=0.98, cell_m=2.0, **given),
         lambda r: f"{r.can_go:,} can go of {r.judged:,} judged, proven: {r.is_proven}"),
    )  # fmt: skip
    figures = []
    for what, rows, job, check in jobs:
        seconds, report = _runs(bench, job)
        figures.append(Figure("audit", what, rows, seconds, check=check(report)))
    database.close()
    return figures


def measure_refresh(bench: Bench) -> list[Figure]:
    """One camera turned, until the figures of the grids that it films are right again."""
    database = with_ground(bench, "refresh", *_REGISTER)
    engine = database.engine(DbRole.REGISTER_JOB)
    audit_coverage(engine, day=DAY, px_per_m=_PX_PER_M, actor="bench")
    rows = _asked(
        database,
        "SELECT camera_row_id FROM register.view AS v JOIN register.camera AS c USING (camera_row_id) WHERE c.kind = 'fixed' ORDER BY 1",
    )
    chosen = np.random.default_rng(7).choice([row[0] for row in rows], _CHANGES + 2)
    seconds, grids = [], 0
    for camera in chosen.tolist():
        _asked(database, _TURN, camera)
        took, done = timed(lambda: refresh_coverage(engine, day=DAY))
        seconds.append(took)
        grids += done.grids
    database.close()
    what = f"{_CHANGES} changes of one camera, each to fresh figures of its grids"
    return [Figure("refresh", what, 1, tuple(seconds[2:]), check=f"{grids} grids set right")]


def _asked(database: Database, query: str, *values: object) -> list[tuple[Any, ...]]:
    """What a statement of the job's role gives."""
    with psycopg.connect(database.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute("SELECT set_config('gridmap.scope', '*', false)")
        return connection.execute(query, values).fetchall()


def _runs(bench: Bench, do: Callable[[], Any]) -> tuple[tuple[float, ...], Any]:
    results = [timed(do) for _ in range(bench.runs)]
    return tuple(took for took, _ in results), results[-1][1]
