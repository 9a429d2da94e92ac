"""How one camera can show less and still serve its purpose: the narrowest crop, the lowest resolution, the mask.

Each alone, each keeping a share of the cells of *every* purpose area that the camera itself sees today at the area's class. All three only lessen: a crop
is a part of today's angle in which pixels fall with the angle, so that the density stays and nothing is reached that was not; a mask only hides.
"""

# numba compiles the window; what it returns has no types that mypy could check
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numba import njit

from gridmap.register.rules import optics
from gridmap.register.rules.edges import Floats, Geometries, Rows
from gridmap.register.rules.optics import RECTILINEAR_LIMIT_DEG, chord_per_range

_LEAST_CROP_DEG = 1.0  # a crop that takes less away is none
_RIM = (
    0.999  # the outline of a view runs up to 0.05 % inside its range (rules/view), elsewhere when its sides are turned
)


@dataclass(frozen=True, slots=True)
class Seen:
    """Cells that one camera sees of its purpose areas, by their centres, at each area's class.

    x_m, y_m; cell_m: their side; area: 0, 1, … among the camera's areas; px_per_m, range_m: the class of each of these, and how far it reaches today.
    """

    x_m: Floats
    y_m: Floats
    area: Rows
    px_per_m: Floats
    range_m: Floats
    cell_m: float


def least_cells(seen: Seen, share: float) -> Rows:
    """How many cells of each area must stay in view."""
    count = np.bincount(seen.area, minlength=len(seen.px_per_m))
    return np.asarray(np.ceil(share * count - 1e-9), dtype=np.int64)


def narrowest_crop(
    seen: Seen, *, x_m: float, y_m: float, heading_deg: float, hfov_deg: float, width_px: float, share: float
) -> tuple[float, float, float] | None:
    """Heading, horizontal angle and width in pixels of the narrowest crop around a turned centre; None where there is none worth it.

    x_m, y_m: the eye; heading_deg: from grid north, and so is the answer's. width_px may be NaN, then the answer's is. Whole pixels: the
    angle is widened to what they show at today's density. Rectilinear lenses only (up to 120°); a wider one loses its even
    spread of pixels when it is cropped, and is left to the mask.
    """
    if hfov_deg > RECTILINEAR_LIMIT_DEG or not len(seen.area):
        return None
    off = _off_axis_deg(seen, x_m, y_m, heading_deg)
    sure = np.hypot(seen.x_m - x_m, seen.y_m - y_m) <= _RIM * seen.range_m[seen.area]
    order = np.flatnonzero(sure)[np.argsort(off[sure], kind="stable")]
    window = _window(off[order], seen.area[order], least_cells(seen, share))
    if window[1] - window[0] > hfov_deg:  # none holds the share
        return None
    inside = sure & (off >= window[0]) & (off <= window[1])
    half, cell = hfov_deg / 2, _half_cells_deg(seen, x_m, y_m)[inside]
    low = max(float((off[inside] - cell).min(initial=half)), -half)
    high = min(float((off[inside] + cell).max(initial=-half)), half)
    angle, pixels = high - low, float("nan")
    if np.isfinite(width_px):
        pixels = float(np.ceil(width_px * chord_per_range(angle) / chord_per_range(hfov_deg) - 1e-9))
        chord = pixels / width_px * float(chord_per_range(hfov_deg))
        angle = float(np.degrees(2 * np.arctan(chord / 2)))
    if not 0 < angle <= hfov_deg - _LEAST_CROP_DEG:
        return None
    centre = float(np.clip((low + high) / 2, -half + angle / 2, half - angle / 2))
    return (heading_deg + centre) % 360.0, angle, pixels


def _off_axis_deg(seen: Seen, x_m: float, y_m: float, heading_deg: float) -> Floats:
    """Bearings of the cells from the axis, -180 to 180."""
    bearing = np.degrees(np.arctan2(seen.x_m - x_m, seen.y_m - y_m))
    return np.asarray((bearing - heading_deg + 180.0) % 360.0 - 180.0)


def _half_cells_deg(seen: Seen, x_m: float, y_m: float) -> Floats:
    """Half of the angle under which each cell is seen: a crop keeps whole cells, not their centres."""
    distance = np.hypot(seen.x_m - x_m, seen.y_m - y_m)
    return np.asarray(np.degrees(np.arctan2(seen.cell_m / 2, distance)))


@njit(cache=True)
def _window(off, area, least):
    """The narrowest interval of sorted angles that holds `least` of each area; all the round where there is none."""
    have = np.zeros(len(least), dtype=np.int64)
    short = np.int64((least > 0).sum())
    best_low, best_high, first = -180.0, 180.0, 0
    for last in range(len(off)):
        have[area[last]] += 1
        if have[area[last]] == least[area[last]]:
            short -= 1
        while short == 0:
            if off[last] - off[first] < best_high - best_low:
                best_low, best_high = off[first], off[last]
            have[area[first]] -= 1
            if have[area[first]] < least[area[first]]:
                short += 1
            first += 1
    return best_low, best_high


def lowest_width_px(
    seen: Seen,
    *,
    x_m: float,
    y_m: float,
    lens_deg: float,
    width_px: float,
    height_m: float,
    tilt_deg: float,
    share: float,
) -> float | None:
    """The fewest pixels across at which each area's class still holds where it must; None where today's are needed, or unknown.

    lens_deg: the angle that the pixels are spread over. height_m, tilt_deg: NaN where unknown, as in `view.view_terms`, whose ground range this inverts.
    """
    if not np.isfinite(width_px) or not len(seen.area):
        return None
    distance = np.hypot(seen.x_m - x_m, seen.y_m - y_m) / _RIM
    need = 0.0
    for n, least in enumerate(least_cells(seen, share)):
        if least:
            ground = float(np.sort(distance[seen.area == n])[least - 1])
            slant = float(
                optics.slant_range(ground, height_m, tilt_deg if lens_deg <= RECTILINEAR_LIMIT_DEG else np.nan)
            )
            need = max(need, slant * seen.px_per_m[n] * float(chord_per_range(lens_deg)))
    pixels = float(np.ceil(need))
    return pixels if pixels < width_px else None


def lessened(cameras: pd.DataFrame, seen: Sequence[Seen], *, share: float) -> pd.DataFrame:
    """Narrowest crop and lowest resolution of each camera, on the index of `cameras`: crop_heading_deg (from true north), crop_hfov_deg,
    crop_width_px, lower_width_px; NaN where there is none.

    cameras: x_m, y_m, heading_deg (true), grid_heading_deg, hfov_deg, width_px, height_m, tilt_deg, kind; seen: one a row. A ptz turns and
    zooms, so that a crop of its home view narrows nothing.
    """
    made = np.full((len(cameras), 4), np.nan)
    rows: list[Any] = cameras.to_dict("records")
    for n, (camera, cells) in enumerate(zip(rows, seen, strict=True)):
        eye = {"x_m": camera["x_m"], "y_m": camera["y_m"], "width_px": camera["width_px"], "share": share}
        if camera["kind"] != "ptz":
            crop = narrowest_crop(cells, heading_deg=camera["grid_heading_deg"], hfov_deg=camera["hfov_deg"], **eye)
            if crop is not None:
                turned = (camera["heading_deg"] + crop[0] - camera["grid_heading_deg"]) % 360.0
                made[n, :3] = (turned, *crop[1:])
        lens_deg = 180.0 if camera["kind"] == "fisheye" else camera["hfov_deg"]
        height_m, tilt_deg = camera["height_m"], camera["tilt_deg"]
        lower = lowest_width_px(cells, lens_deg=lens_deg, height_m=height_m, tilt_deg=tilt_deg, **eye)
        made[n, 3] = np.nan if lower is None else lower
    names = ["crop_heading_deg", "crop_hfov_deg", "crop_width_px", "lower_width_px"]
    return pd.DataFrame(made, columns=names, index=cameras.index)


def outside(views: Geometries, own: Geometries) -> Geometries:
    """What each view shows outside its camera's purpose areas: what a mask would have to hide, and all that it may.

    views, own: valid polygons in one metric CRS, row by row.
    """
    return np.asarray(shapely.difference(views, own))


def excess_shares(views: Geometries, own: Geometries) -> Floats:
    """1 - area(view ∩ A) / area(view); NaN where there is no view (DOMAIN-register 4, excess view)."""
    area = shapely.area(views)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(area > 0, shapely.area(outside(views, own)) / area, np.nan)


def with_crops(cameras: pd.DataFrame, crops: pd.DataFrame) -> pd.DataFrame:
    """Those cameras with their crop in place of heading, angle and pixels. crops: heading_deg, hfov_deg, width_px on the index of some."""
    made = cameras.loc[crops.index].copy()
    for name in ("heading_deg", "hfov_deg", "width_px"):
        made[name] = crops[name].astype(np.float64)
    return made


def with_widths(cameras: pd.DataFrame, width_px: pd.Series) -> pd.DataFrame:
    """Those cameras with fewer pixels, upwards in proportion. width_px: on the index of some."""
    made = cameras.loc[width_px.index].copy()
    tall = pd.to_numeric(made["height_px"]).astype(np.float64)
    made["height_px"] = tall * width_px / pd.to_numeric(made["width_px"]).astype(np.float64)
    made["width_px"] = width_px
    return made


def own_areas(areas: Geometries, of_camera: Sequence[Rows]) -> Geometries:
    """The union of each camera's purpose areas; an empty polygon where it has none. of_camera: rows of `areas`, one array a camera."""
    united = [areas[rows[0]] if len(rows) == 1 else shapely.union_all(areas[rows]) for rows in of_camera]
    return np.array([*united, None], dtype=object)[:-1]
