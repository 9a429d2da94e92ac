"""The ground that a camera sees: wedges in a metric CRS, and footprints cut out of them.

First form: ground under buildings is taken out of the wedge, ground behind them is not (no occlusion).

Arcs are drawn as chords of at most 6°, whose corners lie a little outside the true circle so that every wedge
has exactly the area of its circular sector; no point of the outline is further than 0.1 % of the range from it.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import ArrayLike, NDArray

from gridmap.errors import BadValue, WrongCrs
from gridmap.grids.rules.crs import points_to_metric
from gridmap.register.rules import optics
from gridmap.register.rules.edges import unwrapped

Floats = NDArray[np.float64]
Geometries = NDArray[np.object_]
Reach = Literal["instantaneous", "reachable"]

ARC_STEP_DEG = 6.0
_HEADING, _HFOV, _RANGE, _NEAR = 2, 3, 4, 5
_THREADS = min(2, os.cpu_count() or 1)
_PARTS = 16
_NORTH_STEP_DEG = 1e-4  # about 11 m: how far north one looks to see where north is


def wedges(
    x_m: ArrayLike,
    y_m: ArrayLike,
    *,
    heading_deg: ArrayLike,
    hfov_deg: ArrayLike,
    range_m: ArrayLike,
    near_m: ArrayLike = 0.0,
) -> Geometries:
    """Sectors of circles around the eyes as an array of polygons, counter-clockwise, in the CRS of x and y.

    heading_deg: clockwise from *grid* north (the y axis; see `grid_heading`), any number, ignored at 360°.
    hfov_deg: 0 < angle ≤ 360; range_m ≥ 0; near_m: radius that is left out. Where range_m ≤ near_m: empty.
    Raises BadValue for an angle of no width, and for positions, angles or ranges that are not finite.
    """
    terms = wedge_terms(x_m, y_m, heading_deg, hfov_deg, range_m, near_m)
    shapes = np.full(terms.shape[1], shapely.Polygon(), dtype=object)
    near, seen, whole = terms[_NEAR] > 0, terms[_RANGE] > terms[_NEAR], terms[_HFOV] >= 360.0
    for same_shape in (seen & ~near, seen & near & ~whole):
        if same_shape.any():
            coordinates, row = _outline(terms[:, same_shape])
            shapes[same_shape] = shapely.polygons(shapely.linearrings(coordinates, indices=row))
    hollow = seen & near & whole
    if hollow.any():
        x, y, _, turn, far, inner = terms[:, hollow]
        outer, hole = (wedges(x, y, heading_deg=0.0, hfov_deg=turn, range_m=r) for r in (far, inner))
        holes = shapely.reverse(shapely.get_exterior_ring(hole))
        shapes[hollow] = shapely.polygons(shapely.get_exterior_ring(outer), holes=holes[:, None])
    return shapes


def wedge_terms(*given: ArrayLike) -> Floats:
    """The six arguments of `wedges` in their order, one row each, checked as it says; headings of full circles are 0."""
    terms = np.stack(np.broadcast_arrays(*(np.asarray(a, dtype=np.float64) for a in given))).reshape(6, -1)
    terms[_HEADING, terms[_HFOV] >= 360.0] = 0.0
    _check_wedges(terms)
    return terms


def _check_wedges(terms: Floats) -> None:
    for name, row in (("position", terms[:2]), ("heading", terms[_HEADING]), ("range", terms[_RANGE])):
        if not np.isfinite(row).all():
            raise BadValue(f"A wedge's {name} is not finite; leave out cameras whose optics are unknown.")
    if np.isnan(terms[_NEAR]).any():
        raise BadValue("A wedge's near edge is not a number; 0 stands for none.")
    hfov = terms[_HFOV]
    bad = ~((hfov > 0) & (hfov <= 360.0))
    if bad.any():
        raise BadValue(f"A wedge of {hfov[bad][0]:g}° has no width; above 0 and at most 360 degrees are needed.")


def _outline(terms: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Corners of all wedges, one after the other, and the row that each belongs to.

    Outer arc counter-clockwise, then the eye (near = 0) or the inner arc backwards; a full circle is its arc.
    """
    x, y, heading, hfov, far, near = terms
    steps = np.maximum(np.ceil(hfov / ARC_STEP_DEG - 1e-9), 1).astype(np.int64)
    step_rad = np.radians(hfov / steps)
    swell = np.sqrt(step_rad / np.sin(step_rad))  # chords of this radius enclose the sector's true area
    whole, inner = hfov >= 360.0, near > 0
    outer_count = steps + np.where(whole, 0, 1)
    count = outer_count + np.where(whole, 0, np.where(inner, outer_count, 1))
    row = np.repeat(np.arange(len(x)), count)
    place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    back = place - outer_count[row]  # 0, 1, … after the outer arc
    turn = np.where(back < 0, place, steps[row] - back)
    radius = np.where(back < 0, (far * swell)[row], (near * swell)[row])
    bearing = np.radians(heading + hfov / 2)[row] - turn * step_rad[row]
    return np.column_stack([x[row] + radius * np.sin(bearing), y[row] + radius * np.cos(bearing)]), row


def grid_heading(heading_deg: ArrayLike, lon: ArrayLike, lat: ArrayLike, *, crs: pyproj.CRS) -> Floats:
    """Headings from true north as headings from the y axis of `crs` (meridian convergence), 0 ≤ h < 360.

    lon, lat: WGS-84. Raises WrongCrs when `crs` is in degrees.
    """
    _require_metres(crs)
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    x0, y0 = points_to_metric(lon, lat, crs)
    x1, y1 = points_to_metric(lon, lat + _NORTH_STEP_DEG, crs)
    north = np.degrees(np.arctan2(x1 - x0, y1 - y0))
    return np.asarray(np.mod(np.asarray(heading_deg, dtype=np.float64) + north, 360.0))


def view_terms(cameras: pd.DataFrame, *, px_per_m: float, reach: Reach = "instantaneous") -> pd.DataFrame:
    """Heading, width, near edge and range of each camera whose optics are documented.

    cameras: canonical columns (kind, heading_deg, hfov_deg, width_px, max_range_m, height_m, tilt_deg, vfov_deg …).
    Returns heading_deg (0 for all-round ones), hfov_deg, near_m, range_m on the index of the documented cameras;
    range_m ≤ near_m where the class is reached nowhere on the ground. reach="reachable" turns a ptz through its
    pan range (360° when that is unknown).
    Range: where the density falls to px_per_m, brought to the ground when the height is known; never beyond
    max_range_m, nor beyond the picture's upper edge; with no width in pixels max_range_m alone.
    """
    known = cameras[optics.optics_state(cameras).eq(optics.OpticsState.DOCUMENTED)]
    column = _numbers(known)
    all_round = optics.looks_all_round(known).to_numpy(dtype=bool)
    flat = ~all_round & (column["hfov_deg"] <= optics.RECTILINEAR_LIMIT_DEG)
    hfov = np.where(all_round, 360.0, column["hfov_deg"])
    lens_deg = np.where(known["kind"].eq("fisheye"), 180.0, hfov) if len(known) else hfov
    slant = optics.range_at_density(column["width_px"], lens_deg, px_per_m)
    far = np.fmin(_on_ground(slant, column, flat), column["max_range_m"])
    near, sky = _edges(column, flat)
    turns = known["kind"].eq("ptz").to_numpy(dtype=bool) & (reach == "reachable")
    pan = np.where(np.isnan(column["pan_range_deg"]), 360.0, column["pan_range_deg"] + hfov)
    return pd.DataFrame(
        {
            "heading_deg": np.where(all_round, 0.0, column["heading_deg"]),
            "hfov_deg": np.where(turns, np.minimum(pan, 360.0), hfov),
            "near_m": np.where(turns, 0.0, near),
            "range_m": np.where(turns, far, np.fmin(far, sky)),
        },
        index=known.index,
    )


def _numbers(cameras: pd.DataFrame) -> dict[str, Floats]:
    names = ("heading_deg", "hfov_deg", "vfov_deg", "tilt_deg", "height_m", "width_px", "height_px", "max_range_m",
             "pan_range_deg")  # fmt: skip
    none = pd.Series(np.nan, index=cameras.index)
    numbers = {n: pd.to_numeric(cameras.get(n, none)).to_numpy(dtype=np.float64, na_value=np.nan) for n in names}
    aspect = optics.vfov_from_aspect(numbers["hfov_deg"], numbers["width_px"], numbers["height_px"])
    numbers["vfov_deg"] = np.where(np.isnan(numbers["vfov_deg"]), aspect, numbers["vfov_deg"])
    return numbers


def _on_ground(slant: Floats, column: dict[str, Floats], flat: NDArray[np.bool_]) -> Floats:
    """The slant range on the ground: exact on a known tilt, simple on a known height, else as it is."""
    simple = optics.ground_range_simple(slant, column["height_m"])
    exact = optics.ground_range_on_axis(slant, column["height_m"], column["tilt_deg"])
    ground = np.where(flat & ~np.isnan(exact), exact, simple)
    return np.where(np.isnan(ground), slant, ground)


def _edges(column: dict[str, Floats], flat: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Near and far edge of the ground in the picture; 0 and infinite where height, tilt or angle are unknown."""
    terms = (column["height_m"], column["tilt_deg"], column["vfov_deg"])
    near, sky = optics.near_edge(*terms), optics.far_edge(*terms)
    known = flat & ~np.isnan(terms[0] + terms[1] + terms[2])
    return np.where(known, near, 0.0), np.where(known, sky, np.inf)


def lay_views(
    cameras: gpd.GeoDataFrame, *, crs: pyproj.CRS, px_per_m: float, reach: Reach = "instantaneous"
) -> gpd.GeoDataFrame:
    """Free ground views of the documented cameras at one density, on their index, in the metric `crs`.

    cameras: points in WGS-84 with the columns of `view_terms`. Columns of the result: px_per_m; the wedge's terms x_m,
    y_m, heading_deg (from the y axis of `crs`), hfov_deg, near_m and range_m (at least 0); geometry.
    Empty polygons where the class is reached nowhere. Raises WrongCrs when cameras are not in EPSG:4326 or `crs`
    is in degrees.
    """
    if cameras.crs is None or cameras.crs.to_epsg() != 4326:
        raise WrongCrs(f"Cameras are in {cameras.crs}; EPSG:4326 is needed.")
    terms = view_terms(cameras, px_per_m=px_per_m, reach=reach)
    lon, lat = shapely.get_coordinates(cameras.geometry.loc[terms.index].to_numpy()).reshape(-1, 2).T
    heading = grid_heading(terms["heading_deg"], lon, lat, crs=crs)
    x, y = points_to_metric(lon, lat, crs)
    shapes = wedges(
        x, y, heading_deg=heading, hfov_deg=terms["hfov_deg"], range_m=terms["range_m"], near_m=terms["near_m"]
    )
    columns = {"px_per_m": float(px_per_m), "x_m": x, "y_m": y, "heading_deg": heading, "hfov_deg": terms["hfov_deg"]}
    edges = {"near_m": terms["near_m"], "range_m": terms["range_m"].clip(lower=0)}
    return gpd.GeoDataFrame(columns | edges, index=terms.index, geometry=shapes, crs=crs)


def cut_footprints(views: Geometries, buildings: Geometries, tree: shapely.STRtree) -> Geometries:
    """Views without the ground under footprints; the array's order is kept.

    views, buildings: valid polygons in one metric CRS; tree: an STRtree over `buildings`.
    A camera on a wall whose eye fell inside its footprint keeps the part of its wedge outside; a view wholly under
    a roof becomes empty. No shadows: ground behind a building stays.
    """
    shapes = np.array(views, dtype=object)
    row, building = tree.query(shapes, predicate="intersects")
    order = np.argsort(row, kind="stable")
    row, building, buildings = row[order], building[order], unwrapped(buildings)
    apart = _stand_apart(buildings, tree, building)[building]
    seen, place = np.unique(row[apart], return_inverse=True)
    if len(seen):
        shapes[seen] = _subtract(shapes[seen], shapely.multipolygons(buildings[building[apart]], indices=place))
    row, building = row[~apart], building[~apart]
    turn = np.arange(len(row)) - np.searchsorted(row, row)  # the how-many-eth building of its view
    for n in range(int(turn.max(initial=-1)) + 1):
        now = turn == n
        shapes[row[now]] = _subtract(shapes[row[now]], buildings[building[now]])
    return shapes


def _stand_apart(buildings: Geometries, tree: shapely.STRtree, wanted: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the wanted polygons touch no other one, so that several make a valid MultiPolygon."""
    chosen = np.unique(wanted)
    one, other = tree.query(buildings[chosen], predicate="intersects")
    apart: NDArray[np.bool_] = shapely.get_type_id(buildings) == 3
    apart[chosen[one[chosen[one] != other]]] = False
    return apart


def _subtract(shapes: Geometries, others: Geometries) -> Geometries:
    """shapely.difference row by row on two threads (GEOS runs outside the GIL)."""
    parts = np.array_split(np.arange(len(shapes)), _PARTS if len(shapes) > _PARTS * 50 else 1)
    with ThreadPoolExecutor(_THREADS) as threads:
        return np.concatenate(list(threads.map(lambda rows: shapely.difference(shapes[rows], others[rows]), parts)))


def _require_metres(crs: pyproj.CRS | None) -> None:
    if crs is None or crs.is_geographic:
        raise WrongCrs(f"The CRS is {crs and crs.name}; a metric one is needed.")
