"""The rows and the headline of a coverage run, from what was seen. Kinds of grids overlap each other: they are never added up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridmap.grids.rules.assign import assign, grid_lookup
from gridmap.register.rules import part, rollup
from gridmap.register.rules.look import Ground, Look

Looks = Mapping[float, Look]
"""By density in px/m; the first is the one of the run's figures per grid."""


def grid_rows(ground: Ground, look: Look, cameras: gpd.GeoDataFrame) -> pd.DataFrame:
    """Per grid: grid_m2, public_m2, seen_m2, share, cameras (views that reach it), unknown_views (standing in it)."""
    figures = look.coverage.figures.rename(columns={"views": "cameras"})
    return figures.assign(unknown_views=unknown_per_grid(ground, cameras.drop(index=look.views.index)))


def unknown_per_grid(ground: Ground, unknown: gpd.GeoDataFrame) -> np.ndarray:
    """How many of these cameras stand in each grid."""
    counts = np.zeros(len(ground.grids), dtype=np.int64)
    if len(unknown):
        points = shapely.get_coordinates(unknown.geometry.to_numpy())
        lookup = grid_lookup(ground.cells_deg, ground.grids["code"].to_numpy())
        row = assign(lookup, points[:, 0], points[:, 1])
        np.add.at(counts, row[row >= 0], 1)
    return counts


def camera_rows(cameras: gpd.GeoDataFrame, look: Look, left_out: pd.DataFrame) -> pd.DataFrame:
    """Per camera what it counted for and with which wedge (headings from true north, 0 for a full circle); those that do
    not count (`left_out`: why, area_id, status, optics) with that only. Views are missing where optics are not told."""
    lon, lat = shapely.get_coordinates(cameras.geometry.to_numpy()).reshape(-1, 2).T
    columns = ["optics", "area_id", "status", "housing_id", "operator", "parts", "masked_m2"]
    told = pd.DataFrame(cameras[columns]).assign(lon=lon, lat=lat, left_out=None)
    wedge = pd.DataFrame(look.free[["hfov_deg", "near_m", "range_m"]]).assign(
        view_m2=look.views["area_m2"],
        quality=cameras["quality"].reindex(look.free.index),
        heading_deg=cameras["heading_deg"].reindex(look.free.index).where(look.free["hfov_deg"] < 360.0, 0.0),
    )
    counted = told.join(wedge)
    return pd.concat([counted, left_out.reindex(columns=counted.columns)]) if len(left_out) else counted


def area_rows(ground: Ground, looks: Looks, areas: pd.DataFrame) -> dict[float, pd.DataFrame]:
    """By density the sums of the finest tiling's grids in every area (`rollup.by_area`)."""
    of_kind = (ground.grids["kind"] == finest_kind(ground)).to_numpy()
    rows = {}
    for density, look in looks.items():
        figures = look.coverage.figures[["grid_m2", "public_m2"]].join(look.coverage.ground)
        rows[density] = rollup.by_area(areas, figures.assign(area_path=ground.grids["area_path"])[of_kind])
    return rows


def finest_kind(ground: Ground) -> str:
    """The tiling kind with the most grids, as hotspots and the audit of the tiling take it; where nothing tiles, the kind with the most."""
    tiles = ground.grids["tiles"].to_numpy(dtype=bool)
    kinds = ground.grids["kind"][tiles if tiles.any() else np.ones(len(tiles), dtype=bool)]
    return str(kinds.value_counts().sort_index().idxmax())


def headline(ground: Ground, grids: pd.DataFrame, cameras: pd.DataFrame, looks: Looks) -> dict[str, Any]:
    """The figures of the finest tiling, and of each kind; grids, cameras: the rows of the run."""
    by_kind = {kind: rollup.totals(rows) for kind, rows in grids.groupby(ground.grids["kind"])}
    finest = finest_kind(ground)
    of_kind = (ground.grids["kind"] == finest).to_numpy()
    public_m2 = float(grids.loc[of_kind, "public_m2"].sum())
    by_density = [
        {"px_per_m": density, **rollup.told(look.coverage.ground[of_kind].sum(), public_m2=public_m2)}
        for density, look in looks.items()
    ]
    return {
        "crs": ground.crs.to_string(),
        "kind": finest,
        **by_kind[finest],
        "by_kind": by_kind,
        "by_density": by_density,
        **_counts(cameras[cameras["left_out"].isna()]),
        "grids_with_views": int((grids["cameras"] > 0).sum()),
        "grids_without_area": int(ground.grids["area_path"][of_kind].isna().sum()),
        "known": list(ground.layers),
    }


def _counts(cameras: pd.DataFrame) -> dict[str, Any]:
    """Of the cameras that count: how many have a view, of what quality, and what they can do."""
    seen = cameras["view_m2"].notna()
    assumed = int(cameras["quality"].eq(part.ViewQuality.ASSUMED.value).sum())
    return {
        "cameras": len(cameras),
        "documented": int(seen.sum()) - assumed,
        "assumed": assumed,
        "unknown_views": int((~seen).sum()),
        "quality": {str(quality): int(n) for quality, n in cameras["quality"].value_counts().items()},
        "functions": part.function_counts(cameras["parts"]),
    }
