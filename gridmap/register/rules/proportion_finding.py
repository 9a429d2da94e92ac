"""What only views can tell, as findings (`finding.COLUMNS`) that stand beside those of the records: rules `rule_sets.OF_VIEWS`.

A finding says what is too much, never what is missing from a picture. Of sensitive places only how many are reached is
told. Thresholds are our own (edition 2026-11) and settings: an office that has rules of its own passes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridmap.register.rules.finding import COLUMNS
from gridmap.register.rules.rule_sets import OF_VIEWS

_RULES = {rule.check: rule for rule in OF_VIEWS.rules}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """dwelling_*: outer wall of homes hit at least so sharply (125 px/m: who knows the person recognises them) and so
    long (a window); sensitive_px_per_m: a person is seen."""

    dwelling_px_per_m: float = 125.0
    dwelling_wall_m: float = 1.0
    sensitive_px_per_m: float = 25.0


def find_views(figures: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """`dwelling-in-view` and `sensitive-place-in-view`.

    figures: rows of camera and band (camera_row_id, px_per_m, dwelling_wall_m, dwelling_buildings, nearest_dwelling_m,
    sensitive_places); thresholds must name bands that are there.
    """
    homes = figures[figures["px_per_m"].eq(thresholds.dwelling_px_per_m)]
    homes = homes[homes["dwelling_wall_m"] >= thresholds.dwelling_wall_m]
    places = figures[figures["px_per_m"].eq(thresholds.sensitive_px_per_m) & (figures["sensitive_places"] > 0)]
    return _joined(
        _findings(homes["camera_row_id"], "dwelling-in-view", {
            "px_per_m": homes["px_per_m"], "wall_m": homes["dwelling_wall_m"].round(1),
            "buildings": homes["dwelling_buildings"], "nearest_m": homes["nearest_dwelling_m"].round(1),
        }),
        _findings(places["camera_row_id"], "sensitive-place-in-view", {
            "px_per_m": places["px_per_m"], "count": places["sensitive_places"],
        }),
    )  # fmt: skip


def find_purpose_areas(areas: gpd.GeoDataFrame, pairs: pd.DataFrame, possible_m2: pd.Series) -> pd.DataFrame:
    """`purpose-area-beyond-views`: larger than all possible views of its cameras together, so that nothing that hangs there
    can serve it; silent while one of them is unknown. A finding for each of its cameras.

    areas: of the day, metric, with purpose_area_id. pairs: camera, area (label in `areas`). possible_m2: on the index of
    `pairs`, what the camera could see on open ground at the area's density, missing where that is unknown.
    """
    listed = pairs.assign(
        area_m2=shapely.area(areas.geometry.loc[pairs["area"]].to_numpy()),
        purpose_area=areas["purpose_area_id"].loc[pairs["area"]].to_numpy(),
    )
    by_area = listed.assign(possible=possible_m2).groupby("area")["possible"]
    all_known = by_area.transform("count").eq(by_area.transform("size"))
    listed["views_m2"] = by_area.transform("sum").where(all_known)
    beyond = listed[listed["area_m2"] > listed["views_m2"]].sort_values(["camera", "purpose_area"])
    metres = {name: beyond[name].round() for name in ("area_m2", "views_m2")}
    return _findings(beyond["camera"], "purpose-area-beyond-views", {"purpose_area": beyond["purpose_area"], **metres})


def find_masks(masks: gpd.GeoDataFrame, views: gpd.GeoDataFrame, kind: pd.Series) -> pd.DataFrame:
    """`mask-outside-view`: a mask that touches nothing its camera can see; `mask-does-not-follow`: on a PTZ it stays behind.

    masks: camera_row_id, follows_ptz, metric polygons; views: possible views before masks, on camera_row_id; a mask
    of a camera whose view is unknown is left alone. kind: of each camera, on camera_row_id.
    """
    row = views.index.get_indexer(pd.Index(masks["camera_row_id"]))
    known = row >= 0
    touching = np.ones(len(masks), dtype=np.bool_)
    touching[known] = shapely.intersects(masks.geometry.to_numpy()[known], views.geometry.to_numpy()[row[known]])
    turns = masks["camera_row_id"].map(kind).eq("ptz") & ~masks["follows_ptz"].astype(bool)
    return _joined(
        _findings(masks.loc[~touching, "camera_row_id"], "mask-outside-view", {}),
        _findings(masks.loc[turns, "camera_row_id"], "mask-does-not-follow", {}),
    )


def find_eyes(lost: pd.DataFrame) -> pd.DataFrame:
    """`eye-deep-in-building` and `eye-faces-building`: nobody can know what such a camera sees (DOMAIN-register 6, point 3).

    lost: state (of `eye.EyeState`) and depth_m (infinite beyond what was looked at) on camera_row_id, as `reach.lost_eyes`.
    """
    rows = [lost[lost["state"].eq(check)] for check in ("eye-deep-in-building", "eye-faces-building")]
    deep, facing = (part.index.to_series() for part in rows)
    depth_m = rows[1]["depth_m"].round(1)
    return _joined(
        _findings(deep, "eye-deep-in-building", {}), _findings(facing, "eye-faces-building", {"depth_m": depth_m})
    )


def _findings(cameras: pd.Series, check: str, detail: Mapping[str, pd.Series]) -> pd.DataFrame:
    """One row each; detail: JSON-ready values by name."""
    rule = _RULES[check]
    columns = [[_plain(v) for v in values] for values in detail.values()]
    details: list[dict[str, Any]] = [dict(zip(detail, row, strict=True)) for row in zip(*columns, strict=True)]
    details = details or [{} for _ in range(len(cameras))]
    told = {"rule": OF_VIEWS.code_of(rule), "severity": rule.severity.value, "clause": rule.cited, "detail": details}
    return pd.DataFrame({"camera_row_id": cameras.to_numpy(), **told}, columns=list(COLUMNS))


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _joined(*parts: pd.DataFrame) -> pd.DataFrame:
    """Sorted by camera and rule."""
    full = [part for part in parts if len(part)]
    if not full:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.concat(full, ignore_index=True).sort_values(["camera_row_id", "rule"], kind="stable", ignore_index=True)
