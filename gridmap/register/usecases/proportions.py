"""Audit the proportion: what each view is for, what it takes in besides, and whose homes it reaches, stored as a run.

Cameras whose optics are not documented have no view here and no row: they are counted beside the figures. Possible
views of all cameras that stand, certain views of those in service; `reach` says what that means.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from sqlalchemy import Connection, Engine

from gridmap import __version__
from gridmap.access.store import logs
from gridmap.db.door import translating
from gridmap.db.scope import writing
from gridmap.errors import TooFewData
from gridmap.grids.rules.assign import assign, grid_lookup
from gridmap.grids.rules.crs import local_metric_epsg, points_to_degrees, points_to_metric, to_metric
from gridmap.register.rules import dwelling
from gridmap.register.rules.edges import Outlines, edges_of, pairs_of_boxes
from gridmap.register.rules.finding import together
from gridmap.register.rules.optics import BANDS_PX_PER_M
from gridmap.register.rules.proportion import Ground, places_with_buildings
from gridmap.register.rules.proportion_finding import Thresholds, find_eyes, find_masks, find_purpose_areas, find_views
from gridmap.register.rules.proportion_run import Figures, Town, listed_pairs, measure, serving_figures
from gridmap.register.rules.reach import Stance, free_views, hide_behind_walls, hide_masked_too, lost_eyes
from gridmap.register.rules.walls import Walls, walls_of
from gridmap.register.store import audits, proportions

_OCCLUSION = "plane"
_LEAST_PX_PER_M = 12.5  # monitor, EN 62676-4:2014: as far as a mask may lie


@dataclass(frozen=True, slots=True)
class ProportionReport:
    """What a run found. bands: for each density sums over all listed cameras, walls united; outer_wall_m: of all homes."""

    run_id: int
    day: str
    crs: str
    occlusion: str
    cameras: int
    documented: int
    unknown_views: int
    with_purpose_area: int
    homes: int
    outer_wall_m: float
    bands: list[dict[str, float]]
    findings: int

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class CityRead:
    """Everything as stored, EPSG:4326."""

    grids: gpd.GeoDataFrame
    cameras: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    masks: gpd.GeoDataFrame
    footprints: proportions.Footprints
    open_ground: dict[str, Outlines]
    places: np.ndarray


def audit_proportion(
    engine: Engine, *, day: date, area: str | None = None, actor: str, thresholds: Thresholds | None = None
) -> tuple[ProportionReport, pd.DataFrame]:
    """Compute and store one run for the cameras that stand on that day, all of them or those below `area`.

    Cameras beyond the area still count where their views fall into its grids, and as others of the same purpose.
    engine: the register's job role. Returns the report and the findings (`finding.COLUMNS`), which belong to the audit of
    cameras (`findings.audit_cameras`, beside) and are not stored here. Raises NotFound for an unknown area, TooFewData when there
    are no grids.
    """
    with translating(), writing(engine, "*") as connection:
        read = read_city(connection, day=day, path=audits.area_path(connection, area, day=day))
        if read.grids.empty:
            raise TooFewData("There are no grids on this day to audit; import them first (gridmap import grids FILE).")
        town, walls = town_of(read)
        pairs = listed_pairs(town.cameras, town.areas)
        fits, overlaps = serving_figures(town, pairs, bands=BANDS_PX_PER_M)
        figures = measure(town, pairs, overlaps)
        findings = _findings(read, town, walls, fits, figures, thresholds or Thresholds())
        headline = _headline(town, fits, figures)
        run_id = _write(connection, town, fits=fits, figures=figures, values={
            "day": day, "code_version": __version__, "headline": headline,
            "parameters": {"area": area, "occlusion": _OCCLUSION, "bands": BANDS_PX_PER_M, "optics": "documented",
                           "thresholds": asdict(thresholds or Thresholds())},
        })  # fmt: skip
        detail = {"run": run_id, "area": area}
        logs.append(
            connection, actor=actor, action="audit", what="proportion", detail=detail, rows=len(figures.cameras)
        )
    report = ProportionReport(
        run_id=run_id, day=day.isoformat(), occlusion=_OCCLUSION, findings=len(findings), **headline
    )
    return report, findings


def read_city(connection: Connection, *, day: date, path: str) -> CityRead:
    """All of the ground, and the cameras in the area of that path marked as listed; "" is the whole city."""
    return CityRead(
        grids=audits.read_grids(connection, day=day, path=path),
        cameras=proportions.read_cameras(connection, day=day, path=path),
        areas=proportions.read_purpose_areas(connection, day=day),
        masks=audits.read_masks(connection),
        footprints=proportions.read_footprints(connection),
        open_ground=proportions.read_open_ground(connection),
        places=proportions.read_places(connection),
    )


def town_of(read: CityRead) -> tuple[Town, Walls]:
    """All of it in one metric CRS, and the walls that hide; footprints as objects only where a view may reach them."""
    crs = local_metric_epsg(tuple(read.grids.total_bounds))
    to_crs = partial(points_to_metric, crs=crs)
    footprints = read.footprints.outlines.moved(to_crs)
    walls = walls_of(footprints)
    homes = dwelling.outer_walls(footprints, read.footprints.home, homes=read.footprints.homes)
    areas = read.areas.set_geometry(to_metric(read.areas.geometry.to_numpy(), crs), crs=crs)
    grids = read.grids.set_geometry(to_metric(read.grids.geometry.to_numpy(), crs), crs=crs)
    least = min([*BANDS_PX_PER_M, *areas["px_per_m"].dropna()])
    widest = free_views(read.cameras, crs=crs, px_per_m=least, stance=Stance.POSSIBLE)
    cameras = read.cameras[_concerned(read.cameras, widest, grids)]
    boxes = shapely.bounds(widest.geometry.to_numpy()).reshape(-1, 4)
    near = footprints.taken(np.unique(pairs_of_boxes(boxes, footprints.bounds()).row)).polygons()
    open_ground = {layer: outlines.moved(to_crs).edges() for layer, outlines in read.open_ground.items()}
    places = places_with_buildings(to_metric(read.places, crs), near)
    ground = Ground(edges_of(areas.geometry.to_numpy()), open_ground["water"], open_ground["private"], homes, places)
    wall_grids = _wall_grids(read.grids, homes, crs)
    masks = read.masks.set_geometry(to_metric(read.masks.geometry.to_numpy(), crs), crs=crs)
    hide = hide_masked_too(hide_behind_walls(walls), masks, cameras["kind"])
    return Town(crs, cameras, areas, grids, wall_grids, ground, hide), walls


def _concerned(cameras: gpd.GeoDataFrame, widest: gpd.GeoDataFrame, grids: gpd.GeoDataFrame) -> np.ndarray:
    """The listed ones, and those whose widest view comes near theirs or near the grids."""
    listed = np.asarray(cameras["listed"], dtype=np.bool_)
    if listed.all():
        return listed
    boxes = np.full((len(cameras), 4), np.nan)
    boxes[cameras.index.get_indexer(widest.index)] = shapely.bounds(widest.geometry.to_numpy()).reshape(-1, 4)
    around = np.vstack([boxes[listed], np.asarray(grids.total_bounds)])
    low, high = np.nanmin(around[:, :2], axis=0), np.nanmax(around[:, 2:], axis=0)
    near = (boxes[:, :2] <= high) & (boxes[:, 2:] >= low)
    return np.asarray(listed | near.all(axis=1))


def _wall_grids(grids: gpd.GeoDataFrame, walls: dwelling.Walls, crs: CRS) -> tuple[np.ndarray, ...]:
    """For each kind of grid the row of the grid in which each wall's middle stands, -1 for none."""
    middle = (walls.ends[:, :2] + walls.ends[:, 2:]) / 2
    lon, lat = points_to_degrees(middle[:, 0], middle[:, 1], crs)
    found = []
    for rows in grids.groupby("kind").indices.values():
        lookup = grid_lookup(grids.geometry.to_numpy()[rows], grids["code"].to_numpy()[rows])
        row = assign(lookup, lon, lat)
        found.append(np.where(row >= 0, rows[row], -1))
    return tuple(found)


def _findings(
    read: CityRead, town: Town, walls: Walls, fits: pd.DataFrame, figures: Figures, thresholds: Thresholds
) -> pd.DataFrame:
    """Of the listed cameras."""
    cameras = town.cameras[town.cameras["listed"]]
    masks = read.masks[read.masks["camera_row_id"].isin(cameras.index)]
    masks = masks.set_geometry(to_metric(masks.geometry.to_numpy(), town.crs), crs=town.crs)
    masked = cameras.loc[masks["camera_row_id"].unique()]
    views = free_views(masked, crs=town.crs, px_per_m=_LEAST_PX_PER_M, stance=Stance.POSSIBLE)
    every = together([
        find_views(figures.cameras, thresholds),
        find_purpose_areas(town.areas, fits[["camera", "area"]], fits["possible_m2"]),
        find_masks(masks, views, cameras["kind"]),
        find_eyes(lost_eyes(cameras, walls, crs=town.crs)),
    ])  # fmt: skip
    return every[every["camera_row_id"].isin(cameras.index)].reset_index(drop=True)


def _headline(town: Town, fits: pd.DataFrame, figures: Figures) -> dict[str, Any]:
    listed = town.cameras.index[town.cameras["listed"]]
    documented = figures.cameras["camera_row_id"].nunique()
    bands = figures.groups[figures.groups["grouped_by"].eq("all")].drop(columns=["grouped_by", "label"])
    return {
        "crs": town.crs.to_string(),
        "cameras": len(listed),
        "documented": documented,
        "unknown_views": len(listed) - documented,
        "with_purpose_area": int(listed.isin(fits["camera"]).sum()),
        "homes": int((town.ground.walls.outer_m > 0).sum()),
        "outer_wall_m": round(float(town.ground.walls.outer_m.sum()), 1),
        "bands": bands.round(1).to_dict(orient="records"),
    }


def _write(connection: Connection, town: Town, *, fits: pd.DataFrame, figures: Figures, values: dict[str, Any]) -> int:
    area_id = town.cameras["area_id"]
    serving = fits[fits["camera"].isin(town.cameras.index[town.cameras["listed"] & town.cameras["in_service"]])]
    serving = serving.rename(columns={"camera": "camera_row_id"}).assign(
        purpose_area_id=town.areas["purpose_area_id"].loc[serving["area"]].to_numpy(),
        area_id=serving["camera"].map(area_id),
    )
    cameras = figures.cameras.assign(area_id=figures.cameras["camera_row_id"].map(area_id))
    return proportions.write_run(
        connection, values, cameras=cameras, fits=serving, grids=figures.grids, groups=figures.groups
    )
