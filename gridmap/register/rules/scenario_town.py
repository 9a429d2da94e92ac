"""The town before a scenario and after it: which cameras and grids are concerned, what masks cut, what a new building hides.

Only what the changes can reach is measured: the cameras that they name, those whose widest view meets theirs (overlap) or the
new building (sight), and every camera that reaches a grid in which one of these sees something, so that a grid's figures are whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridmap.register.rules.edges import Floats, Geometries
from gridmap.register.rules.eye import WINDOW_M
from gridmap.register.rules.optics import BANDS_PX_PER_M
from gridmap.register.rules.proportion_run import Town
from gridmap.register.rules.reach import Stance, free_views, hide_masked_too
from gridmap.register.rules.scenario_change import Changed

_OPTICS = ("heading_deg", "hfov_deg", "width_px", "height_px")


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """Both towns, with the same cameras `listed`. named: camera_row_id of those that stand and whose view the changes touch;
    removed: of these, the ones that are gone afterwards; new_buildings: whether there are any."""

    before: Town
    after: Town
    named: pd.Index
    removed: pd.Index
    new_buildings: bool


def changed_cameras(cameras: gpd.GeoDataFrame, changed: Sequence[Changed]) -> gpd.GeoDataFrame:
    """Cameras (on camera_row_id, with camera_id) with the optics that the changes give them; removed ones are left out."""
    made = cameras.copy()
    row_of = dict(zip(cameras["camera_id"], cameras.index, strict=True))
    for one in changed:
        for name in one.values.keys() & set(_OPTICS):
            made[name] = pd.to_numeric(made[name]).astype(np.float64)
            made.loc[row_of[one.camera_id], name] = float(one.values[name])
    gone = [row_of[one.camera_id] for one in changed if one.is_removed and one.camera_id in row_of]
    return made.drop(index=gone)


def before_and_after(
    before: Town,
    after: Town,
    changed: Sequence[Changed],
    *,
    buildings: Geometries,
    masks: gpd.GeoDataFrame,
) -> BeforeAfter:
    """The two towns cut down to what the changes reach.

    before, after: whole ones; after's cameras as `changed_cameras` makes them, its walls with the new buildings. buildings: the
    new footprints, metric. masks: the new ones, as `reach.hide_masked_too` takes them.
    """
    row_of = pd.Series(before.cameras.index, index=before.cameras["camera_id"])
    touched = [one for one in changed if one.touches_view and one.camera_id in row_of.index]
    named = pd.Index([row_of[one.camera_id] for one in touched], dtype=np.int64)
    removed = pd.Index([row_of[one.camera_id] for one in touched if one.is_removed], dtype=np.int64)
    wide, wide_after = _widest(before, before.cameras), _widest(after, after.cameras.loc[named.difference(removed)])
    built = _meeting(wide, shapely.bounds(buildings).reshape(-1, 4))
    affected = wide.index[built].union(named)
    own = np.vstack([_boxes(wide.loc[wide.index.intersection(affected)]), _boxes(wide_after)])
    listed = wide.index[_meeting(wide, own)].union(affected)
    grids = before.grids.geometry.to_numpy()
    reached = shapely.bounds(grids[_rows_meeting(grids, own)]).reshape(-1, 4)
    counted = wide.index[_meeting(wide, reached)].union(listed)
    hide = hide_masked_too(after.hide, masks, before.cameras["kind"])
    towns = [_cut_down(town, counted, listed) for town in (before, replace(after, hide=hide))]
    return BeforeAfter(towns[0], towns[1], named, removed, len(buildings) > 0)


def _cut_down(town: Town, counted: pd.Index, listed: pd.Index) -> Town:
    cameras = town.cameras.loc[town.cameras.index.intersection(counted, sort=True)]
    return replace(town, cameras=cameras.assign(listed=cameras.index.isin(listed)))


def _widest(town: Town, cameras: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Possible views on open ground at the least density that anything is measured at."""
    least = min([*BANDS_PX_PER_M, *town.areas["px_per_m"].dropna()])
    return free_views(cameras, crs=town.crs, px_per_m=least, stance=Stance.POSSIBLE)


def _boxes(views: gpd.GeoDataFrame) -> Floats:
    return np.asarray(shapely.bounds(views.geometry.to_numpy()).reshape(-1, 4))


def _meeting(views: gpd.GeoDataFrame, boxes: Floats) -> np.ndarray:
    """Which views come near any of the boxes; a wall beside an eye moves it."""
    return _rows_meeting(shapely.box(*(_boxes(views) + np.array([-1, -1, 1, 1]) * WINDOW_M).T), boxes)


def _rows_meeting(shapes: Geometries, boxes: Floats) -> np.ndarray:
    there = boxes[np.isfinite(boxes).all(axis=1)]
    met = np.zeros(len(shapes), dtype=np.bool_)
    _box, row = shapely.STRtree(shapes).query(shapely.box(*there.T), predicate="intersects")
    met[row] = True
    return met
