"""Before and after a scenario: the figures of proportion twice, what changes, and what would rise.

A scenario is refused when, in any band of density, the ground viewed, the ground viewed outside the purpose, the dwellings or the
sensitive places rise (SCOPE): of any one camera, or of all listed cameras together, each metre once. A camera that is turned
from ground that others see to ground that nobody sees raises what is viewed together, however its own figures fall.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridmap.errors import BadValue
from gridmap.register.rules import lessening
from gridmap.register.rules.edges import Floats, Geometries, edges_of, pairs_of_boxes
from gridmap.register.rules.optics import BANDS_PX_PER_M
from gridmap.register.rules.proportion import ground_inside, near, own_areas, places_reached
from gridmap.register.rules.proportion_run import Figures, Town, listed_pairs, measure, serving_figures
from gridmap.register.rules.reach import Stance
from gridmap.register.rules.scenario_change import Changed
from gridmap.register.rules.scenario_town import BeforeAfter

JUDGED = ("view_m2", "excess_m2", "dwelling_wall_m", "dwelling_buildings", "sensitive_places")
"""Ground viewed, of it outside the purpose, walls and buildings of homes, sensitive places: none may rise."""

COUNTS = ("dwelling_buildings", "sensitive_places")
CAMERA_MEASURES = (*JUDGED, "private_m2", "serving_m2", "overlap_m2")
GROUP_MEASURES = (
    "view_m2",
    "excess_m2",
    "private_m2",
    "dwelling_wall_m",
    "dwelling_buildings",
    "serving_m2",
    "overlap_m2",
)
GRID_MEASURES = ("view_m2", "excess_m2", "private_m2", "dwelling_wall_m", "dwelling_buildings", "cameras")

_CELL_M = 250.0  # in which views are united
# arcs are drawn by chords that stray by 0.05 % of the range (rules/view), differently when a view's sides are moved
_ROUNDING = 1e-3
_ROUNDING_M = 0.1  # m² or m


@dataclass(frozen=True, slots=True)
class Rise:
    """One figure that would rise. camera_id: "" for all together."""

    camera_id: str
    px_per_m: float
    measure: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """Columns `before` and `after` of each measure, NaN where there is nothing to tell.

    cameras: by camera_row_id, px_per_m, measure; fits: by camera_row_id, purpose_area_id, px_per_m (measure fit); operators: by
    label; grids: by grid_id; together: by px_per_m and measure. Only rows that differ, and all of the named cameras. rises:
    why it is refused, none when it lessens.
    """

    cameras: pd.DataFrame
    fits: pd.DataFrame
    operators: pd.DataFrame
    grids: pd.DataFrame
    together: pd.DataFrame
    rises: tuple[Rise, ...]


def compare(towns: BeforeAfter, changed: Sequence[Changed]) -> Outcome:
    """Measure both towns. Raises BadValue where a view that is known today could not be known afterwards."""
    (before, fits_before), (after, fits_after) = (_measured(town) for town in (towns.before, towns.after))
    _check_known(towns, before, after)
    cameras = _beside(before.cameras, after.cameras, ["camera_row_id"], CAMERA_MEASURES)
    together = _beside(_together(towns.before, before), _together(towns.after, after), [], JUDGED)
    by_operator = [f.groups[f.groups["grouped_by"].eq("operator")] for f in (before, after)]
    ids = towns.before.cameras["camera_id"]
    of_camera = cameras.assign(camera_id=cameras["camera_row_id"].map(ids))
    of_all = together.assign(camera_id="")
    rises = [
        _rises(of_camera, _only_cut(towns, changed)),
        _rises(of_all, {""} if _cuts_only(towns, changed) else set()),
    ]
    return Outcome(
        _differing(cameras, cameras["camera_row_id"].isin(towns.named)),
        _fits(fits_before, fits_after, towns),
        _differing(_beside(by_operator[0], by_operator[1], ["label"], GROUP_MEASURES)),
        _differing(_beside(before.grids, after.grids, ["grid_id"], GRID_MEASURES)),
        together,
        (*rises[0], *rises[1]),
    )


def _measured(town: Town) -> tuple[Figures, pd.DataFrame]:
    pairs = listed_pairs(town.cameras, town.areas)
    listed = town.cameras.index[town.cameras["listed"]]
    fits, overlaps = serving_figures(town, pairs[pairs["camera"].isin(listed)], bands=BANDS_PX_PER_M)
    fits["purpose_area_id"] = town.areas["purpose_area_id"].loc[fits["area"]].to_numpy()
    return measure(town, pairs, overlaps), fits


def _check_known(towns: BeforeAfter, before: Figures, after: Figures) -> None:
    """Unknown is never nothing: a camera in a new building, or turned into its own wall, does not see less."""
    lost = set(before.cameras["camera_row_id"]) - set(after.cameras["camera_row_id"]) - set(towns.removed)
    if lost:
        ids = sorted(towns.before.cameras["camera_id"].loc[sorted(lost)])
        raise BadValue(
            f"What camera {ids[0]!r} sees could not be known afterwards: it would look from inside a building or into its "
            f"own wall. Unknown is not less ({len(ids)} such {'camera' if len(ids) == 1 else 'cameras'})."
        )


def _beside(before: pd.DataFrame, after: pd.DataFrame, keys: list[str], measures: Sequence[str]) -> pd.DataFrame:
    """Long rows by keys, px_per_m and measure with before and after; a row that one side lacks sees nothing there."""
    by = [*keys, "px_per_m"]
    sides = [
        frame.set_index(by)[list(measures)].astype(np.float64).rename_axis(columns="measure").stack(future_stack=True)
        for frame in (before, after)
    ]
    every = sides[0].index.union(sides[1].index)
    told = [side.reindex(every).where(every.isin(side.index), 0.0) for side in sides]
    rows = pd.DataFrame({"before": told[0], "after": told[1]}).reset_index()
    rows.loc[rows["before"].isna(), "after"] = np.nan  # what was not known before is not nothing afterwards
    return rows


def _differing(rows: pd.DataFrame, always: pd.Series | None = None) -> pd.DataFrame:
    """Rows whose figures differ by more than rounding, and those of `always`."""
    differ = (rows["after"] - rows["before"]).abs() > 1e-6 * rows["before"].abs() + 1e-6
    kept = (differ if always is None else differ | always) & rows[["before", "after"]].notna().all(axis=1)
    return rows[kept].reset_index(drop=True)


def _fits(before: pd.DataFrame, after: pd.DataFrame, towns: BeforeAfter) -> pd.DataFrame:
    """Purpose fit; a camera that is removed serves nothing any more."""
    by = ["camera", "purpose_area_id", "px_per_m"]
    rows = before.dropna(subset="fit").merge(after[[*by, "fit"]], on=by, how="left", suffixes=("_before", "_after"))
    rows = rows.rename(columns={"camera": "camera_row_id", "fit_before": "before", "fit_after": "after"})
    rows["after"] = rows["after"].fillna(0.0)
    rows = rows[["camera_row_id", "purpose_area_id", "px_per_m", "before", "after"]]
    return _differing(rows, rows["camera_row_id"].isin(towns.named))


def _together(town: Town, figures: Figures) -> pd.DataFrame:
    """What all listed cameras see together, each metre, building and place once, one row a band."""
    homes = figures.groups[figures.groups["grouped_by"].eq("all")].set_index("px_per_m")
    return pd.DataFrame([
        {"px_per_m": band, **_ground_together(town, band), "dwelling_wall_m": homes["dwelling_wall_m"].get(band, 0.0),
         "dwelling_buildings": homes["dwelling_buildings"].get(band, 0)}
        for band in BANDS_PX_PER_M
    ])  # fmt: skip


def _ground_together(town: Town, px_per_m: float) -> dict[str, float]:
    views = town.views(town.cameras[town.cameras["listed"]], px_per_m=px_per_m, stance=Stance.POSSIBLE)
    shapes = views.geometry.to_numpy()
    every = np.empty(1, dtype=object)
    every[0] = shapely.geometrycollections(shapes[~shapely.is_empty(shapes)])
    outside = _outside(town, views)
    return {
        "view_m2": _united_m2(shapes, town),
        "excess_m2": _united_m2(outside, town) if outside is not None else np.nan,
        "sensitive_places": int(places_reached(every, town.ground.places)[0]),
    }


def _outside(town: Town, views: gpd.GeoDataFrame) -> Geometries | None:
    """What each camera with a purpose area shows outside of it; None where none has one."""
    pairs = listed_pairs(town.cameras.loc[views.index], town.areas)
    own = own_areas(
        pairs["camera"].to_numpy(), town.areas.index.get_indexer(pd.Index(pairs["area"])).astype(np.int64), views.index
    )
    declared = np.flatnonzero(np.diff(own.first) > 0)
    if not len(declared):
        return None
    areas = town.areas.geometry.to_numpy()
    united = lessening.own_areas(areas, [own.row[own.first[n] : own.first[n + 1]] for n in declared])
    return lessening.outside(views.geometry.to_numpy()[declared], united)


def _united_m2(shapes: Geometries, town: Town) -> float:
    """m² of the union of shapes outside water."""
    kept = shapes[~shapely.is_empty(shapes)]
    if not len(kept):
        return 0.0
    cells, views = edges_of(_cells(shapely.total_bounds(kept))), edges_of(kept)
    return float(
        ground_inside(cells, views, pairs_of_boxes(cells.bounds, views.bounds), near(cells, town.ground.water))[1].sum()
    )


def _cells(bounds: Floats) -> Geometries:
    """Squares that lie over the bounds."""
    west, south = (np.arange(low, high, _CELL_M) for low, high in zip(bounds[:2], bounds[2:], strict=True))
    x, y = (part.ravel() for part in np.meshgrid(west, south))
    return np.asarray(shapely.box(x, y, x + _CELL_M, y + _CELL_M))


def _only_cut(towns: BeforeAfter, changed: Sequence[Changed]) -> set[str]:
    """Cameras whose new picture is a part of today's (crop, mask, fewer pixels): their counts can only fall, and what the drawing
    of arcs does to a house at the edge of the range is not held against them."""
    if towns.new_buildings:
        return set()
    return {one.camera_id for one in changed if not one.is_turned}


def _cuts_only(towns: BeforeAfter, changed: Sequence[Changed]) -> bool:
    return not towns.new_buildings and not any(one.is_turned for one in changed)


def _rises(rows: pd.DataFrame, only_cut: set[str]) -> list[Rise]:
    """Judged figures that rise by more than rounding; counts by anything at all."""
    judged = rows[rows["measure"].isin(JUDGED) & rows["before"].notna() & rows["after"].notna()]
    counts = judged["measure"].isin(COUNTS)
    spare = np.where(counts, 0.0, judged["before"] * _ROUNDING + _ROUNDING_M)
    excused = counts & judged["camera_id"].isin(only_cut)
    risen = judged[(judged["after"] - judged["before"] > spare) & ~excused]
    order = risen.sort_values(["camera_id", "px_per_m", "measure"])
    found: list[Any] = order.to_dict("records")
    return [Rise(**{name: row[name] for name in Rise.__slots__}) for row in found]
