"""All figures of one audit of proportion, from cameras and the ground they stand on to frames of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from gridmap.register.rules.dwelling import hits_per_group
from gridmap.register.rules.edges import Floats, Pairs, Rows, edges_of
from gridmap.register.rules.overlap import overlap_m2
from gridmap.register.rules.proportion import (
    Ground,
    camera_figures,
    grid_shares,
    group_figures,
    own_areas,
    purpose_fit,
)
from gridmap.register.rules.reach import Hide, Stance, free_views, make_views
from gridmap.register.rules.span import Spans


@dataclass(frozen=True, slots=True)
class Town:
    """What an audit measures on; all shapes but the cameras' points in the metric `crs`.

    cameras: points in WGS-84 on camera_row_id with the columns of `reach.free_views`, camera_id, operator, purpose
    (lists), housing_id, in_service, listed (those that the run is about). areas: purpose areas of the day with
    purpose_area_id, px_per_m, cameras (lists of camera_id). grids: of any kinds. wall_grids: for each kind of grid the
    row of the grid that each of the homes' walls stands in, -1 for none.
    """

    crs: pyproj.CRS
    cameras: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    grids: gpd.GeoDataFrame
    wall_grids: tuple[Rows, ...]
    ground: Ground
    hide: Hide

    def views(self, cameras: gpd.GeoDataFrame, *, px_per_m: float, stance: Stance) -> gpd.GeoDataFrame:
        """Those of some of the cameras."""
        return make_views(cameras, crs=self.crs, px_per_m=px_per_m, stance=stance, hide=self.hide)


@dataclass(frozen=True, slots=True)
class Figures:
    """Rows by camera_row_id and px_per_m of listed cameras (the least density, and others where anything is seen); by
    grid_id and px_per_m where any view falls; by grouped_by (all, operator, purpose), label and px_per_m."""

    cameras: pd.DataFrame
    grids: pd.DataFrame
    groups: pd.DataFrame


def listed_pairs(cameras: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """camera (camera_row_id) and area (label in `areas`) of every camera that an area names; unknown ids are left out."""
    named = areas["cameras"].explode().dropna()
    row_of = pd.Series(cameras.index, index=cameras["camera_id"])
    pairs = pd.DataFrame({"camera": named.map(row_of), "area": named.index}).dropna(subset="camera")
    return pairs.astype({"camera": np.int64}).drop_duplicates(ignore_index=True)


def serving_figures(
    town: Town, pairs: pd.DataFrame, *, bands: Sequence[float]
) -> tuple[pd.DataFrame, dict[float, pd.DataFrame]]:
    """What is measured on certain views, each made once: purpose fit of the pairs, and the overlap at each band.

    Fit on the index of `pairs`: px_per_m, purpose_m2, seen_m2, fit, possible_m2 (what the camera could see on open ground
    at that density). Cameras out of service serve nothing: their seen_m2 and fit are missing, as where the view is unknown
    or the area names no density. Overlap: serving_m2, overlap_m2 on camera_row_id of the cameras in service.
    """
    made = pairs.assign(px_per_m=town.areas["px_per_m"].loc[pairs["area"]].to_numpy(np.float64))
    made["purpose_m2"] = shapely.area(town.areas.geometry.loc[pairs["area"]].to_numpy())
    made[["seen_m2", "fit", "possible_m2"]] = np.nan
    serving, overlaps = town.cameras[town.cameras["in_service"]], {}
    for px_per_m in np.unique([*bands, *made["px_per_m"].dropna()]).tolist():
        same = made[made["px_per_m"].eq(px_per_m)]
        meant = serving if px_per_m in bands else serving[serving.index.isin(same["camera"])]
        views = town.views(meant, px_per_m=px_per_m, stance=Stance.CERTAIN)
        fit = purpose_fit(same[["camera", "area"]], town.areas, views)
        made.loc[same.index, ["seen_m2", "fit"]] = fit[["seen_m2", "fit"]]
        named = town.cameras.loc[same["camera"].unique()]
        possible = free_views(named, crs=town.crs, px_per_m=px_per_m, stance=Stance.POSSIBLE)
        made.loc[same.index, "possible_m2"] = same["camera"].map(possible.geometry.area)
        if px_per_m in bands:
            overlaps[px_per_m] = _overlap(town, views)
    return made, overlaps


def measure(town: Town, pairs: pd.DataFrame, overlaps: Mapping[float, pd.DataFrame]) -> Figures:
    """Everything but purpose fit. pairs: camera and area as `listed_pairs`; overlaps: of each band of density, as `serving_figures`."""
    bands = list(overlaps)
    listed = town.cameras.index[town.cameras["listed"]]
    area_row = town.areas.index.get_indexer(pd.Index(pairs["area"]))
    parts = [
        _measure_band(town, pairs["camera"].to_numpy(), area_row, listed, overlap, px_per_m)
        for px_per_m, overlap in overlaps.items()
    ]
    cameras, grids, groups = (
        pd.concat([part[n].assign(px_per_m=band) for part, band in zip(parts, bands, strict=True)], ignore_index=True)
        for n in range(3)
    )
    kept = cameras["px_per_m"].eq(min(bands)) | ~cameras.pop("empty")
    return Figures(cameras[kept].reset_index(drop=True), grids, groups)


def _measure_band(
    town: Town, camera: Rows, area_row: Rows, listed: pd.Index, overlap: pd.DataFrame, px_per_m: float
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    views = town.views(town.cameras, px_per_m=px_per_m, stance=Stance.POSSIBLE)
    own = own_areas(camera, area_row, views.index)
    figures, hits = camera_figures(views, town.ground, own)
    figures = figures.join(overlap).assign(empty=views.geometry.is_empty)
    grids = _grid_rows(town, views, own, figures, hits)
    rows = np.flatnonzero(views.index.isin(listed))
    groups = _group_rows(town, figures, hits, rows)
    return figures.iloc[rows].rename_axis("camera_row_id").reset_index(), grids, groups


def _overlap(town: Town, views: gpd.GeoDataFrame) -> pd.DataFrame:
    """serving_m2 and overlap_m2 of the cameras of these certain views."""
    serving_m2, shared_m2 = overlap_m2(edges_of(views.geometry.to_numpy()), town.cameras.loc[views.index])
    return pd.DataFrame({"serving_m2": serving_m2, "overlap_m2": shared_m2}, index=views.index)


def _group_rows(town: Town, figures: pd.DataFrame, hits: Spans, listed: Rows) -> pd.DataFrame:
    """All listed cameras together, each operator's and each purpose's."""
    cameras = town.cameras.loc[figures.index[listed]]
    operators = cameras["operator"].fillna("").groupby(cameras["operator"].fillna("")).indices
    purposes = pd.Series(cameras["purpose"].to_numpy(), index=listed).explode().dropna()
    by_purpose = {str(word): rows.index.to_numpy() for word, rows in purposes.groupby(purposes)}
    groups = [("all", "", listed)]
    groups += [("operator", str(label), listed[rows]) for label, rows in sorted(operators.items())]
    groups += [("purpose", label, np.unique(rows)) for label, rows in sorted(by_purpose.items())]
    sums = group_figures(figures, hits, town.ground.walls, [rows for _by, _label, rows in groups])
    return sums.assign(grouped_by=[by for by, _, _ in groups], label=[label for _, label, _ in groups])


def _grid_rows(town: Town, views: gpd.GeoDataFrame, own: Pairs, figures: pd.DataFrame, hits: Spans) -> pd.DataFrame:
    """Sums over the views of all cameras within each grid; a wall belongs to the grid that its middle stands in."""
    shapes, cells = views.geometry.to_numpy(), town.grids.geometry.to_numpy()
    shares = grid_shares(shapes, cells, town.ground, own, figures)
    shares["declared_m2"] = shares["view_m2"].where(shares["excess_m2"].notna(), 0.0)
    by_grid = shares.groupby("grid")
    sums = by_grid[["view_m2", "declared_m2", "excess_m2", "private_m2"]].sum().assign(cameras=by_grid.size())
    homes = pd.DataFrame(_homes_of_grids(town, hits)).loc[sums.index]
    return sums.join(homes).assign(grid_id=town.grids.index[sums.index]).reset_index(drop=True)


def _homes_of_grids(town: Town, hits: Spans) -> dict[str, Floats | Rows]:
    count, walls = len(town.grids), town.ground.walls
    length = np.hypot(walls.ends[:, 2] - walls.ends[:, 0], walls.ends[:, 3] - walls.ends[:, 1])
    wall_m, buildings, outer_m = np.zeros(count), np.zeros(count, dtype=np.int64), np.zeros(count)
    for grid in town.wall_grids:
        inside = np.flatnonzero(grid[hits.line] >= 0)
        metres, hit = hits_per_group(walls, hits.taken(inside), grid[hits.line[inside]], groups=count)
        wall_m, buildings = wall_m + metres, buildings + hit
        outer_m += _sum(grid[grid >= 0], length[grid >= 0], count)
    return {"dwelling_wall_m": wall_m, "dwelling_buildings": buildings, "dwelling_outer_m": outer_m}


def _sum(row: Rows, values: Floats, rows: int) -> Floats:
    return np.bincount(row, values, minlength=rows).astype(np.float64)
