"""All figures of one reduction, from cameras, their views and the purpose areas to frames of rows.

What serves is the home view at the area's class (service counts only what is certain); what is shown outside is measured at the lowest band.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from gridmap.grids.rules.crs import points_to_degrees, points_to_metric
from gridmap.register.rules import lessening, reduction
from gridmap.register.rules.cuts import hide
from gridmap.register.rules.cutting import Footprints, cut_named, eyes_of
from gridmap.register.rules.edges import Edges, Rows, edges_of
from gridmap.register.rules.faces import Faces, centres_within, cut_faces
from gridmap.register.rules.lessening import Seen
from gridmap.register.rules.optics import BANDS_PX_PER_M
from gridmap.register.rules.reduction_report import OCCLUSION
from gridmap.register.rules.serving import (
    Judged,
    Serving,
    judge,
    named_pairs,
    purpose_bits,
    rows_by_camera,
    same_purpose_pairs,
)
from gridmap.register.rules.view import grid_heading, lay_views, view_terms

_SHOWN_PX_PER_M = BANDS_PX_PER_M[0]


@dataclass(frozen=True, slots=True)
class City:
    """What a reduction reads, in one metric CRS. cameras keep their points, from which they look, in WGS-84. masks: declared ones."""

    crs: CRS
    areas: gpd.GeoDataFrame
    cameras: gpd.GeoDataFrame
    documented: np.ndarray
    footprints: Footprints
    masks: gpd.GeoDataFrame


@dataclass(frozen=True, slots=True)
class Base:
    """What is seen today: pairs of area and camera, the view of each pair at the area's class, and its range."""

    serving: Serving
    views: Edges
    view_row: Rows
    range_m: np.ndarray
    judged: Judged
    faces: Faces


def at_their_eyes(
    cameras: gpd.GeoDataFrame, footprints: Footprints, *, crs: CRS
) -> tuple[gpd.GeoDataFrame, np.ndarray]:
    """Cameras with their points where they look from (`eye.place_eyes`), and which have a view that anybody can know."""
    free = lay_views(cameras, crs=crs, px_per_m=_SHOWN_PX_PER_M)
    eyes = eyes_of(free.join(cameras["mount"]), footprints.walls)
    points = cameras.geometry.copy()
    points.loc[free.index] = shapely.points(*points_to_degrees(eyes.x_m, eyes.y_m, crs))
    return cameras.set_geometry(points, crs=cameras.crs), cameras.index.isin(free.index[eyes.is_known()])


def _views(city: City, cameras: gpd.GeoDataFrame, px_per_m: float) -> gpd.GeoDataFrame:
    """Where views are made: what those cameras, all documented, see at a density, on their index, with range_m."""
    views = lay_views(cameras, crs=city.crs, px_per_m=px_per_m)
    shapes = cut_named(OCCLUSION).shapes(views.join(cameras[["mount", "height_m"]]), city.footprints)
    # a crop may leave a wall camera nothing but its own building: it then shows nothing
    seen = np.where(shapely.is_missing(shapes), shapely.Polygon(), shapes)
    return views.set_geometry(hide(seen, views.index, cameras["kind"], city.masks), crs=city.crs)


def base_of(city: City, *, cell_m: float) -> Base:
    """What is seen today, in cells of that side."""
    stated = city.areas["px_per_m"].notna().to_numpy()
    pairs, views, ranges = [], [], []
    for px_per_m in np.unique(city.areas["px_per_m"][stated]):
        of_class = np.flatnonzero(city.areas["px_per_m"] == px_per_m)
        serving, laid = _serving_at(city, of_class, float(px_per_m))
        place = laid.index.get_indexer(city.cameras.index[serving.camera])
        pairs.append(serving)
        views.append(laid.geometry.to_numpy()[place])
        ranges.append(laid["range_m"].to_numpy()[place])
    serving = _joined(pairs)
    classless, _laid = _serving_at(city, np.flatnonzero(~stated), _SHOWN_PX_PER_M)
    inside = city.cameras["inside"].to_numpy(dtype=bool)
    judged = judge(serving, classless, documented=city.documented, inside=inside)
    edges, row = edges_of(np.concatenate([np.empty(0, dtype=object), *views])), np.arange(len(serving.area))
    areas = edges_of(city.areas.geometry.to_numpy())
    faces = cut_faces(
        areas,
        edges,
        area_row=serving.area,
        view_row=row,
        camera_row=serving.camera,
        cameras=len(city.cameras),
        cell_m=cell_m,
    )
    return Base(serving, edges, row, np.concatenate([np.empty(0), *ranges]), judged, faces)


def _serving_at(city: City, rows: Rows, px_per_m: float) -> tuple[Serving, gpd.GeoDataFrame]:
    """Who serves those areas at that density, and the views of these cameras."""
    areas, cameras = city.areas.iloc[rows], city.cameras[city.documented]
    if areas.empty:
        return Serving(rows, rows), lay_views(cameras[:0], crs=city.crs, px_per_m=px_per_m)
    named = named_pairs(areas["cameras"].tolist(), cameras["camera_id"].tolist())
    open_to_all = areas["cameras"].str.len().eq(0).to_numpy()
    area_bits = np.where(open_to_all, purpose_bits([[p] for p in areas["purpose"]]), 0)
    camera_bits = purpose_bits(cameras["purpose"].tolist())
    wanted = (camera_bits & np.bitwise_or.reduce(area_bits)) != 0
    wanted[named.camera] = True
    laid = _views(city, cameras[wanted], px_per_m)
    like = same_purpose_pairs(
        area_bits,
        shapely.bounds(areas.geometry.to_numpy()),
        camera_bits[wanted],
        shapely.bounds(laid.geometry.to_numpy()),
    )
    of_camera = np.flatnonzero(city.documented)
    found = _joined([named, Serving(like.area, np.flatnonzero(wanted)[like.camera])])
    return Serving(rows[found.area], of_camera[found.camera]), laid


def _joined(pairs: Sequence[Serving]) -> Serving:
    none = np.empty(0, dtype=np.int64)
    return Serving(np.concatenate([none, *(p.area for p in pairs)]), np.concatenate([none, *(p.camera for p in pairs)]))


def shown_outside(city: City, base: Base) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of the candidates their purpose areas and their views at the lowest band; of every camera the m² that a candidate shows outside."""
    candidates = np.flatnonzero(base.judged.candidates)
    shapes = city.areas.geometry.to_numpy()
    own = lessening.own_areas(shapes, rows_by_camera(base.serving, candidates))
    shown = _views(city, city.cameras.iloc[candidates], _SHOWN_PX_PER_M).geometry.to_numpy()
    excess_m2 = np.zeros(len(city.cameras))
    excess_m2[candidates] = shapely.area(lessening.outside(shown, own))
    return own, shown, excess_m2


def camera_rows(
    city: City, base: Base, kept: np.ndarray, own: np.ndarray, shown: np.ndarray, *, share: float, cell_m: float
) -> gpd.GeoDataFrame:
    """A row a candidate on index camera_row_id, as the table reduction_camera has it; geometry: the mask, metric."""
    candidates = np.flatnonzero(base.judged.candidates)
    cameras = city.cameras.iloc[candidates]
    made = _lessened(city, base, candidates, share=share, cell_m=cell_m)
    crops = (
        made.filter(like="crop_").dropna(subset="crop_hfov_deg").rename(columns=lambda name: name.removeprefix("crop_"))
    )
    own_of = pd.Series(own, index=cameras.index)
    made["excess_share"] = lessening.excess_shares(shown, own)
    made["crop_excess_share"] = _excess(city, lessening.with_crops(cameras, crops), own_of)
    made["lower_excess_share"] = _excess(city, lessening.with_widths(cameras, made["lower_width_px"].dropna()), own_of)
    masks = lessening.outside(shown, own)
    masks[cameras["kind"].eq("ptz").to_numpy()] = (
        None  # only one that follows pan and tilt would hide (DOMAIN-register 3)
    )
    made["mask_m2"] = np.where(shapely.is_missing(masks), np.nan, shapely.area(masks))
    ids, partners = city.cameras["camera_id"].to_numpy(dtype=object), {int(c): list[str]() for c in candidates}
    for one, other in reduction.not_together(base.faces, share=share):
        if one in partners and other in partners:
            partners[one].append(ids[other])
            partners[other].append(ids[one])
    made["is_kept"] = kept[candidates]
    made["is_removable"] = reduction.removable_alone(base.faces, share=share)[candidates]
    made["not_together_with"] = [sorted(partners[int(c)]) for c in candidates]
    made["purpose_areas"] = [len(rows) for rows in rows_by_camera(base.serving, candidates)]
    made["area_id"] = cameras["area_id"]
    return gpd.GeoDataFrame(made, geometry=masks, crs=city.crs)


def _excess(city: City, cameras: gpd.GeoDataFrame, own: pd.Series) -> pd.Series:
    views = _views(city, cameras, _SHOWN_PX_PER_M)
    return pd.Series(lessening.excess_shares(views.geometry.to_numpy(), own[views.index].to_numpy()), index=views.index)


def _lessened(city: City, base: Base, candidates: Rows, *, share: float, cell_m: float) -> pd.DataFrame:
    cameras = city.cameras.iloc[candidates]
    terms = view_terms(cameras, px_per_m=_SHOWN_PX_PER_M)
    lon, lat = shapely.get_coordinates(cameras.geometry.to_numpy()).T
    x_m, y_m = points_to_metric(lon, lat, city.crs)
    numbers = cameras[["width_px", "height_m", "tilt_deg"]].apply(pd.to_numeric).astype(np.float64)
    eyes = numbers.assign(
        x_m=x_m, y_m=y_m, kind=cameras["kind"], heading_deg=terms["heading_deg"], hfov_deg=terms["hfov_deg"],
        grid_heading_deg=grid_heading(terms["heading_deg"], lon, lat, crs=city.crs),
    )  # fmt: skip
    return lessening.lessened(eyes, _seen(city, base, candidates, cell_m=cell_m), share=share)


def _seen(city: City, base: Base, candidates: Rows, *, cell_m: float) -> list[Seen]:
    """Cells that each candidate sees of each of its areas."""
    areas, classes = edges_of(city.areas.geometry.to_numpy()), city.areas["px_per_m"].to_numpy()
    order = np.argsort(base.serving.camera, kind="stable")
    first = np.searchsorted(base.serving.camera[order], candidates)
    last = np.searchsorted(base.serving.camera[order], candidates, side="right")
    found = []
    for start, stop in zip(first, last, strict=True):
        pairs = order[start:stop]
        centres = [
            centres_within(_ends(areas, base.serving.area[p]), _ends(base.views, base.view_row[p]), cell_m=cell_m)
            for p in pairs
        ]
        found.append(
            Seen(
                np.concatenate([x for x, _y in centres]),
                np.concatenate([y for _x, y in centres]),
                np.repeat(np.arange(len(pairs)), [len(x) for x, _y in centres]),
                classes[base.serving.area[pairs]],
                base.range_m[pairs],
                cell_m,
            )
        )
    return found


def _ends(edges: Edges, row: int) -> np.ndarray:
    return edges.ends[edges.first[row] : edges.first[row + 1]]


def area_rows(city: City, faces: Faces, kept: np.ndarray, *, cell_m: float) -> pd.DataFrame:
    """Purpose areas that would lose cells, on index purpose_area_row_id: seen_cells today, lost_cells, lost_m2, and their id and purpose."""
    rows = city.areas[["purpose_area_id", "purpose"]].assign(
        seen_cells=faces.seen_cells(), lost_cells=reduction.lost_cells(faces, kept)
    )
    rows = pd.DataFrame(rows[rows["lost_cells"] > 0])
    return rows.assign(lost_m2=rows["lost_cells"] * cell_m**2)
