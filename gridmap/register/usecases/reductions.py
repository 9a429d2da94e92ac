"""Reduce: which cameras can go, which set suffices, how single cameras can show less; stored as a run.

Only cameras that film outdoors, in service on the day, with documented optics are judged, and only against purpose areas that are declared.
"""

from __future__ import annotations

from datetime import date
from functools import partial

import geopandas as gpd
from sqlalchemy import Connection, Engine

from gridmap import __version__
from gridmap.access.store import logs
from gridmap.db.door import translating
from gridmap.db.scope import writing
from gridmap.errors import TooFewData
from gridmap.grids.rules.crs import metric_crs_of, points_to_metric, to_degrees, to_metric
from gridmap.register.rules import reduction
from gridmap.register.rules.cutting import Footprints
from gridmap.register.rules.edges import joined
from gridmap.register.rules.faces import check_cell
from gridmap.register.rules.reduction_report import ReductionReport, report_of
from gridmap.register.rules.reduction_run import City, area_rows, at_their_eyes, base_of, camera_rows, shown_outside
from gridmap.register.store import audits, reductions


def reduce_cameras(
    engine: Engine, *, day: date, share: float, cell_m: float, area: str | None = None, actor: str
) -> ReductionReport:
    """Compute and store one run for the cameras in service on that day, all of them or those that stand below `area`; the others then stay.

    engine: the register's job role. Raises BadValue for a share outside (0, 1] or a cell of no size, NotFound for an unknown area, TooFewData when no
    purpose area is declared or no camera that can be judged serves one.
    """
    reduction.check_share(share)
    check_cell(cell_m)
    with translating(), writing(engine, "*") as connection:
        city = _read(connection, day=day, path=audits.area_path(connection, area, day=day))
        base = base_of(city, cell_m=cell_m)
        if not base.judged.candidates.any():
            raise TooFewData(
                "No camera with documented optics serves a declared purpose area with a density class; there is nothing to judge."
            )
        own, shown, excess_m2 = shown_outside(city, base)
        found = reduction.smallest_set(
            base.faces, share=share, weight=reduction.preferring(base.faces, excess_m2), always=base.judged.always
        )
        cameras = camera_rows(city, base, found.kept, own, shown, share=share, cell_m=cell_m)
        lost = area_rows(city, base.faces, found.kept | base.judged.always, cell_m=cell_m)
        report = report_of(
            base.faces, found, cameras, lost, base.judged,
            day=day, area=area, share=share, cell_m=cell_m, crs=city.crs.to_string(), documented=city.documented,
        )  # fmt: skip
        values = {
            "day": day,
            "code_version": __version__,
            "parameters": report.parameters(),
            "headline": report.headline(),
        }
        masks = to_degrees(cameras.geometry.to_numpy(), city.crs)
        run_id = reductions.write_run(
            connection,
            values,
            cameras=cameras.set_geometry(gpd.GeoSeries(masks, index=cameras.index, crs=4326)),
            areas=lost,
        )
        logs.append(
            connection,
            actor=actor,
            action="reduce",
            what="cameras",
            detail={"run": run_id, "area": area},
            rows=len(cameras),
        )
    return report.numbered(run_id)


def reduction_rows(engine: Engine, *, run_id: int, scope: str, actor: str) -> gpd.GeoDataFrame:
    """The cameras of one run with their figures and masks, under the scope; the read is an export and is logged."""
    with translating(), writing(engine, scope) as connection:
        rows = reductions.read_run(connection, run_id=run_id)
        logs.append(connection, actor=actor, action="export", what="reduction", detail={"run": run_id}, rows=len(rows))
    return rows


def _read(connection: Connection, *, day: date, path: str) -> City:
    areas = reductions.read_purpose_areas(connection, day=day)
    if areas.empty:
        raise TooFewData(
            "No purpose area is declared on this day; import them first (gridmap import purpose-areas FILE)."
        )
    cameras = (
        audits.read_cameras(connection, day=day)
        .drop(columns="purpose")
        .join(reductions.read_purposes(connection, path=path))
    )
    crs = metric_crs_of(areas.geometry.to_numpy())
    buildings = audits.read_blocked(connection).outlines.get("building", joined([]))
    footprints = Footprints(buildings.moved(partial(points_to_metric, crs=crs)))
    cameras, documented = at_their_eyes(cameras, footprints, crs=crs)
    metric = areas.set_geometry(to_metric(areas.geometry.to_numpy(), crs), crs=crs)
    declared = audits.read_masks(connection)
    masks = declared.set_geometry(to_metric(declared.geometry.to_numpy(), crs), crs=crs)
    return City(crs, metric, cameras, documented, footprints, masks)
