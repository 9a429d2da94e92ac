"""After a camera, a building or the ground changed: its views and the figures of the grids that these touch, without a full audit.

What changed waits in the database (`register.change_queue`, filled by triggers), so that nothing is lost with a process. A
change amends `coverage_now`; runs read the same for ever. The day is today's: a camera that begins later is found by the next audit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from sqlalchemy import Connection, Engine

from gridmap.db.door import translating
from gridmap.db.scope import writing
from gridmap.grids.rules.crs import DEGREE_M, to_degrees, to_metric
from gridmap.register.rules import run
from gridmap.register.rules.coverage import covered
from gridmap.register.rules.cutting import Cut, cut_named
from gridmap.register.rules.edges import Floats
from gridmap.register.rules.eye import WINDOW_M
from gridmap.register.rules.look import cut_wedges, ground_of, lay_and_cut
from gridmap.register.rules.optics import OpticsState, optics_state
from gridmap.register.rules.view import lay_views
from gridmap.register.store import audits, changes

_NO_BOXES = np.empty((0, 4))


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did. is_due: so much changed at once that the figures wait for a full audit."""

    changes: int = 0
    views: int = 0
    grids: int = 0
    is_due: bool = False


@dataclass(frozen=True, slots=True)
class _Live:
    """The run that is amended."""

    run_id: int
    px_per_m: float
    crs: pyproj.CRS
    cut: Cut


def refresh_coverage(engine: Engine, *, day: date) -> Refreshed:
    """Take what waits and set it right, in one transaction; another refresh at work leaves nothing to do here.

    engine: the register's job role. Without a run of the whole city nothing waits.
    """
    with translating(), writing(engine, "*") as connection:
        if not changes.take_turn(connection):
            return Refreshed()
        if changes.load_waits(connection):
            return Refreshed(is_due=True)
        taken, found = changes.take_changes(connection), changes.live_run(connection)
        if not len(taken) or found is None:
            return Refreshed()
        run_id, px_per_m, parameters, _headline = found
        live = _Live(
            run_id, px_per_m, pyproj.CRS.from_user_input(parameters["crs"]), cut_named(parameters["occlusion"])
        )
        camera_rows = sorted({*taken.camera_rows, *changes.cameras_reaching(connection, taken.building_boxes)})
        boxes = _redraw(connection, camera_rows, live, day=day) if camera_rows else _NO_BOXES
        grids = _recount(connection, np.concatenate([taken.boxes(), boxes]), live, day=day)
    return Refreshed(changes=len(taken), views=len(camera_rows), grids=grids)


def _redraw(connection: Connection, camera_rows: Sequence[int], live: _Live, *, day: date) -> Floats:
    """Store the views of these cameras anew; the boxes of the ones before and after at the run's density, in degrees, and
    where the cameras stand, whose views may be unknown before or after."""
    cameras = audits.read_cameras_of(connection, camera_rows, day=day)
    boxes, masks = _boxes(cameras), audits.read_masks(connection, camera_rows)
    for px_per_m in {live.px_per_m, *changes.stored_densities(connection)}:
        before = changes.views_of(connection, camera_rows, px_per_m=px_per_m, ground=live.cut.ground)
        free = lay_views(cameras, crs=live.crs, px_per_m=px_per_m)
        barred = changes.blocked_meeting(connection, _around(cameras, free))
        ground = ground_of(_no_grids(), barred.outlines, masks, crs=live.crs, height_m=barred.height_m)
        _free, views = cut_wedges(cameras, free, ground, live.cut)
        audits.replace_views_of(connection, camera_rows, views, px_per_m=px_per_m, ground=live.cut.ground)
        if px_per_m == live.px_per_m:
            boxes = np.concatenate([boxes, _boxes(before), _boxes(views)])
    return boxes


def _recount(connection: Connection, boxes: Floats, live: _Live, *, day: date) -> int:
    """The figures of the grids that meet the boxes, from the stored views; returns how many grids."""
    grids = changes.grids_meeting(connection, boxes, day=day)
    if grids.empty:
        changes.write_figures(connection, _no_figures(), run_id=live.run_id, day=day)
        return 0
    around = shapely.bounds(grids.geometry.to_numpy())
    barred = changes.blocked_meeting(connection, _wider(around))
    standing = audits.read_cameras_of(connection, changes.cameras_standing(connection, around), day=day)
    masks = audits.read_masks(connection, standing.index.tolist())
    ground = ground_of(grids, barred.outlines, masks, crs=live.crs, height_m=barred.height_m)
    views = changes.views_meeting(connection, around, px_per_m=live.px_per_m, ground=live.cut.ground)
    metric = views.set_geometry(to_metric(views.geometry.to_numpy(), live.crs), crs=live.crs)
    figures = covered(ground.grids, metric, ground.blocked).rename(columns={"views": "cameras"})
    unseen = standing.drop(index=views.index, errors="ignore")  # unknown, or known to see nothing here
    told = unseen[optics_state(unseen).eq(OpticsState.DOCUMENTED)]
    known = lay_and_cut(told, ground, live.cut, px_per_m=live.px_per_m)[0].index if len(told) else told.index
    figures = figures.assign(unknown_views=run.unknown_per_grid(ground, unseen.drop(index=known)))
    changes.write_figures(connection, figures, run_id=live.run_id, day=day)
    return len(figures)


def _boxes(shapes: gpd.GeoDataFrame) -> Floats:
    """Boxes in degrees of shapes in any CRS; empty ones have none."""
    kept = shapes.geometry.to_numpy()[~shapes.geometry.is_empty.to_numpy()]
    if not len(kept):
        return _NO_BOXES
    is_metric = shapes.crs is not None and not shapes.crs.is_geographic
    return np.asarray(shapely.bounds(to_degrees(kept, shapes.crs) if is_metric else kept)).reshape(-1, 4)


def _around(cameras: gpd.GeoDataFrame, free: gpd.GeoDataFrame) -> Floats:
    """Boxes in degrees in which a footprint can hide ground of these wedges or move the eye of their cameras."""
    wedges = shapely.bounds(to_degrees(free.geometry.to_numpy(), free.crs)).reshape(-1, 4)
    eyes = shapely.bounds(cameras.geometry[free.index].to_numpy()).reshape(-1, 4)  # a wedge may begin far from its eye
    return _wider(np.hstack([np.fmin(wedges[:, :2], eyes[:, :2]), np.fmax(wedges[:, 2:], eyes[:, 2:])]))


def _wider(boxes: Floats) -> Floats:
    """Boxes in degrees with the footprints that decide where an eye inside of them is."""
    lat = WINDOW_M / DEGREE_M
    lon = lat / np.maximum(np.cos(np.radians(boxes[:, [1, 3]])).min(axis=1), 0.01)
    lats = np.full(len(boxes), lat)
    return np.column_stack([boxes[:, 0] - lon, boxes[:, 1] - lats, boxes[:, 2] + lon, boxes[:, 3] + lats])


def _no_grids() -> gpd.GeoDataFrame:
    """For a look at views only."""
    return gpd.GeoDataFrame({"code": []}, geometry=[], crs=4326)


def _no_figures() -> pd.DataFrame:
    return pd.DataFrame(columns=["grid_m2", "public_m2", "seen_m2", "share", "cameras", "unknown_views"])
