"""The two views that proportion is measured on: what a camera certainly sees, and all that it possibly sees.

Service counts only what is certain, intrusion counts all that is possible (DOMAIN-register 3, 4):

* **certain**: the instantaneous view of a PTZ, the heading's ± taken off both sides, and the *arc*: a rectilinear lens
  has equal density on a flat chord at depth d, and the arc of radius d lies inside it everywhere;
* **possible**: the reachable view of a PTZ (its pan range), the heading's ± added on both sides, and the *chord*: the
  picture's corners lie d / cos(H/2) away, so the chord holds tan(H/2) / (H/2) times the arc's ground (60° 1.10,
  90° 1.27). Above 120°, for panoramas and fisheyes, and where a stated range and no density limits the view, the two
  are the same arc.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from gridmap.errors import WrongCrs
from gridmap.grids.rules.crs import points_to_metric
from gridmap.register.rules import cuts
from gridmap.register.rules.cutting import eyes_of, seen_by
from gridmap.register.rules.eye import place_eyes
from gridmap.register.rules.optics import BANDS_PX_PER_M, RECTILINEAR_LIMIT_DEG
from gridmap.register.rules.view import (
    ARC_STEP_DEG,
    Floats,
    Geometries,
    grid_heading,
    view_terms,
    wedges,
)
from gridmap.register.rules.walls import Walls

_NEAR_STEPS = 8


class Stance(StrEnum):
    """Which of the two views."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


Hide = Callable[[gpd.GeoDataFrame], Geometries]
"""What of free views stays: views as `free_views` returns them, with `mount` → polygons, row by row, in the same CRS; None: unknown."""


def make_views(
    cameras: gpd.GeoDataFrame, *, crs: pyproj.CRS, px_per_m: float, stance: Stance, hide: Hide
) -> gpd.GeoDataFrame:
    """Views of the documented cameras at one density, with what buildings hide taken out.

    As `free_views`, with `hide` applied; cameras whose view nobody can know (`eye`) are left out. The one place where
    proportion makes views.
    """
    free = free_views(cameras, crs=crs, px_per_m=px_per_m, stance=stance)
    free["mount"] = cameras["mount"].reindex(free.index) if "mount" in cameras else None
    shapes = hide(free)
    known = ~shapely.is_missing(shapes)
    return free[known].drop(columns="mount").set_geometry(shapes[known], crs=crs)


def free_views(cameras: gpd.GeoDataFrame, *, crs: pyproj.CRS, px_per_m: float, stance: Stance) -> gpd.GeoDataFrame:
    """Views on open ground, on the index of the documented cameras, in the metric `crs`.

    cameras: points in WGS-84 with the columns of `view.view_terms`, and heading_spread_deg where it is known.
    Columns: x_m, y_m (the eye), heading_deg (from grid north), hfov_deg, near_m and range_m of the sector that holds
    the view, is_flat (whether it is less than that sector, since a chord bounds it), geometry (its exact shape; empty
    where the class is reached nowhere). Raises WrongCrs.
    """
    if cameras.crs is None or cameras.crs.to_epsg() != 4326:
        raise WrongCrs(f"Cameras are in {cameras.crs}; EPSG:4326 is needed.")
    terms = _certain(cameras, px_per_m) if stance is Stance.CERTAIN else _possible(cameras, px_per_m)
    lon, lat = shapely.get_coordinates(cameras.geometry.loc[terms.index].to_numpy()).reshape(-1, 2).T
    terms["x_m"], terms["y_m"] = points_to_metric(lon, lat, crs)
    terms["heading_deg"] = grid_heading(terms["heading_deg"], lon, lat, crs=crs)
    shapes = wedges(
        terms["x_m"], terms["y_m"], heading_deg=terms["heading_deg"], hfov_deg=terms["hfov_deg"],
        range_m=terms["range_m"], near_m=terms["near_m"],
    )  # fmt: skip
    flat = terms["straight_deg"].to_numpy() > 0
    shapes[flat] = _flat_wedges(terms[flat])
    terms["is_flat"] = flat
    columns = ["x_m", "y_m", "heading_deg", "hfov_deg", "near_m", "range_m", "is_flat"]
    return gpd.GeoDataFrame(terms[columns], geometry=shapes, crs=crs)


def hide_behind_walls(walls: Walls) -> Hide:
    """Takes out what walls hide from the place that each camera looks from (`eye.place_eyes`); walls in the views' CRS."""

    def hide(free: gpd.GeoDataFrame) -> Geometries:
        eyes = eyes_of(free, walls)
        shapes, flat = seen_by(eyes, free, walls), free["is_flat"].to_numpy(dtype=np.bool_)
        moved_m = np.column_stack([eyes.x_m, eyes.y_m]) - free[["x_m", "y_m"]].to_numpy()
        outlines = _moved(free.geometry.to_numpy()[flat], moved_m[flat])
        # the sector that is swept holds the outline of such a view; of the others it is the outline
        shapes[flat] = _polygons_of(shapely.intersection(shapes[flat], outlines))
        return shapes

    return hide


def hide_masked_too(hide: Hide, masks: gpd.GeoDataFrame, kind: pd.Series) -> Hide:
    """The same, and then what masks hide (`cuts.hide`). masks: in the views' CRS; kind: of the cameras, on camera_row_id."""
    return lambda free: cuts.hide(hide(free), free.index, kind, masks)


def lost_eyes(cameras: gpd.GeoDataFrame, walls: Walls, *, crs: pyproj.CRS) -> pd.DataFrame:
    """Cameras whose place leaves their view unknown (`eye.place_eyes`): state and depth_m on their index.

    cameras: as `free_views`, with mount. They look as they are set up, a PTZ at its home view; one whose optics are not
    documented may look anywhere. depth_m: to the nearest outer wall, infinite beyond what was looked at.
    """
    lon, lat = shapely.get_coordinates(cameras.geometry.to_numpy()).reshape(-1, 2).T
    terms = view_terms(cameras, px_per_m=BANDS_PX_PER_M[0]).reindex(cameras.index)
    eyes = place_eyes(
        *points_to_metric(lon, lat, crs), heading_deg=grid_heading(terms["heading_deg"], lon, lat, crs=crs),
        hfov_deg=terms["hfov_deg"].to_numpy(), mount=cameras["mount"].to_numpy(dtype=object), walls=walls,
    )  # fmt: skip
    told = {"state": [str(issue.code) for issue in eyes.issues], "depth_m": [issue.depth_m for issue in eyes.issues]}
    return pd.DataFrame(told, index=cameras.index[[issue.row for issue in eyes.issues]])


def _moved(shapes: Geometries, by_m: Floats) -> Geometries:
    """Each shape moved by its own x and y."""
    xy, row = shapely.get_coordinates(shapes, return_index=True)
    return np.asarray(shapely.set_coordinates(shapes.copy(), xy + by_m[row]))


def _polygons_of(shapes: Geometries) -> Geometries:
    """Without the points and lines in which shapes touch; None stays."""
    mixed = np.flatnonzero(~np.isin(shapely.get_type_id(shapes), (-1, 3, 6)))
    for row in mixed:
        parts = shapely.get_parts(shapes[row])
        polygons = parts[shapely.get_type_id(parts) == 3]
        shapes[row] = shapely.multipolygons(polygons) if len(polygons) else shapely.Polygon()
    return shapes


def _certain(cameras: gpd.GeoDataFrame, px_per_m: float) -> pd.DataFrame:
    terms = view_terms(cameras, px_per_m=px_per_m)
    whole = terms["hfov_deg"].to_numpy() >= 360.0
    left = np.where(whole, 360.0, terms["hfov_deg"] - 2 * _spread(cameras, terms))
    seen = (left > 0) & (terms["range_m"] > terms["near_m"]).to_numpy()
    return terms.assign(
        hfov_deg=np.where(seen, left, 1.0), range_m=np.where(seen, terms["range_m"], 0.0), straight_deg=0.0
    )


def _possible(cameras: gpd.GeoDataFrame, px_per_m: float) -> pd.DataFrame:
    """straight_deg: up to this angle from the middle the outline is the chord (or two, where the heading has a ±)."""
    terms = view_terms(cameras, px_per_m=px_per_m, reach="reachable")
    known = cameras.loc[terms.index]
    depth = _depth(known, px_per_m)
    lens = _number(known, "hfov_deg", known.index)
    flat = np.isfinite(depth) & (lens <= RECTILINEAR_LIMIT_DEG)
    half = np.where(flat, lens, terms["hfov_deg"]) / 2
    turn = terms["hfov_deg"].to_numpy() / 2 - half + _spread(cameras, terms)
    cap = _number(known, "max_range_m", known.index)
    corner = np.where(flat, depth / np.cos(np.radians(np.minimum(half, 89.0))), np.nan)
    seen = np.where(flat, np.where(depth > terms["near_m"], np.fmin(corner, cap), 0.0), terms["range_m"])
    with np.errstate(invalid="ignore"):
        limit = np.degrees(np.arccos(np.clip(depth / np.where(np.isnan(cap), np.inf, cap), 0.0, 1.0)))
    straight = np.where(flat & (seen > 0), np.minimum(half, np.where(np.isnan(cap), 90.0, limit)) - turn, 0.0)
    return terms.assign(
        hfov_deg=np.minimum(2 * (half + turn), 360.0), range_m=np.maximum(seen, 0.0), depth_m=depth, turn_deg=turn,
        straight_deg=np.maximum(straight, 0.0),
    )  # fmt: skip


def _depth(known: gpd.GeoDataFrame, px_per_m: float) -> Floats:
    """How far along the axis density and the picture's upper edge allow, whatever is stated; NaN without pixels."""
    unstated = known.assign(max_range_m=np.nan)
    return _number(view_terms(unstated, px_per_m=px_per_m, reach="reachable"), "range_m", known.index)


def _spread(cameras: gpd.GeoDataFrame, terms: pd.DataFrame) -> Floats:
    """± of each heading in degrees; 0 where nobody stated one."""
    if "heading_spread_deg" not in cameras:
        return np.zeros(len(terms))
    return np.nan_to_num(_number(cameras, "heading_spread_deg", terms.index))


def _number(frame: pd.DataFrame, name: str, index: pd.Index) -> Floats:
    """A column on an index, NaN for what is missing."""
    column = pd.to_numeric(frame[name]).reindex(index)
    return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))


def _flat_wedges(terms: pd.DataFrame) -> Geometries:
    """Outlines with a straight far side: an arc at each end where the range or the heading's ± makes one.

    The near edge is drawn as an arc from inside the true one: what is straight there would hide more.
    """
    shapes = np.empty(len(terms), dtype=object)
    column = {str(name): terms[name].to_numpy(np.float64) for name in terms}
    bend = np.maximum(column["hfov_deg"] / 2 - column["straight_deg"], 0.0)
    steps = np.ceil(bend / ARC_STEP_DEG - 1e-9).astype(np.int64)
    near = column["near_m"] > 0
    for count, has_near in {*zip(steps.tolist(), near.tolist(), strict=True)}:
        rows = np.flatnonzero((steps == count) & (near == has_near))
        shapes[rows] = _same_outlines({name: values[rows] for name, values in column.items()}, bend[rows], count)
    return shapes


def _same_outlines(column: dict[str, Floats], bend_deg: Floats, steps: int) -> Geometries:
    """Polygons of as many corners each, counter-clockwise; all with a near edge or all with none."""
    half = column["hfov_deg"] / 2
    step = np.radians(bend_deg / max(steps, 1))
    with np.errstate(invalid="ignore", divide="ignore"):
        swell = np.where(step > 0, np.sqrt(step / np.sin(step)), 1.0)
    outer = half[:, None] - bend_deg[:, None] * np.arange(steps + 1) / max(steps, 1)
    apex = column["depth_m"] / np.cos(np.radians(column["turn_deg"]))
    arc = np.broadcast_to((column["range_m"] * swell)[:, None], outer.shape)
    angle = np.hstack([outer, np.zeros((len(half), 1)), -outer[:, ::-1]])
    radius = np.hstack([arc, apex[:, None], arc])
    if column["near_m"].any():
        inner = np.linspace(-half, half, _NEAR_STEPS + 1).T
        angle = np.hstack([angle, inner])
        radius = np.hstack([radius, np.broadcast_to(column["near_m"][:, None], inner.shape)])
    else:
        angle, radius = (np.hstack([part, np.zeros((len(half), 1))]) for part in (angle, radius))
    bearing = np.radians(column["heading_deg"][:, None] + angle)
    x, y = column["x_m"][:, None] + radius * np.sin(bearing), column["y_m"][:, None] + radius * np.cos(bearing)
    return np.asarray(shapely.polygons(np.stack([x, y], axis=-1)))
