"""What is out of proportion, as findings: one row a camera and matter, to stand beside those of the cameras' audit.

A finding says what is too much, never what is missing from a picture. Of sensitive places only how many are reached is
told. Thresholds are our own (edition 2026-11) and settings: an office that has rules of its own passes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridmap.errors import Severity
from gridmap.register.rules.vocabulary import Purpose

COLUMNS = ["camera_row_id", "rule", "severity", "detail"]

NEEDED_M2: Mapping[str, float] = MappingProxyType(
    {
        Purpose.TRAFFIC_FLOW: 5_000.0,
        Purpose.TRAFFIC_ENFORCEMENT: 3_000.0,
        Purpose.PARKING: 4_000.0,
        Purpose.TRANSPORT_SAFETY: 3_000.0,
        Purpose.PUBLIC_ORDER: 5_000.0,
        Purpose.CRIME_PREVENTION: 5_000.0,
        Purpose.PROPERTY_PROTECTION: 2_000.0,
        Purpose.ACCESS_CONTROL: 500.0,
        Purpose.CROWD_SAFETY: 10_000.0,
        Purpose.FIRE_FLOOD: 20_000.0,
        Purpose.ASSET_CONDITION: 2_000.0,
        Purpose.ENVIRONMENT: 20_000.0,
        Purpose.WORKS_SITE: 10_000.0,
        Purpose.OTHER_ENFORCEMENT: 3_000.0,
        Purpose.WEBCAM: 10_000.0,
    }
)
"""m² of purpose area for each of its cameras above which somebody should look. A judgement of ours, no law; unspecified
has none, since a vague purpose is a finding already."""


BESIDE: Mapping[str, str] = MappingProxyType(
    {
        "dwelling-in-view": "EDPB 3/2019 §§24-27; own threshold",
        "sensitive-place-in-view": "own",
        "purpose-area-beyond-views": "own",
        "mask-outside-view": "EDPB 3/2019 §27",
        "mask-does-not-follow": "EDPB 3/2019 §27",
    }
)
"""Rules that stand beside those of the records, with their clause."""

_KEYS = {"purpose_area_id": "purpose_area"}  # as the cameras' audit names them


@dataclass(frozen=True, slots=True)
class Thresholds:
    """dwelling_*: outer wall of homes hit at least so sharply (125 px/m: who knows the person recognises them) and so
    long (a window); sensitive_px_per_m: a person is seen; needed_m2: purpose → m² for each camera of an area."""

    dwelling_px_per_m: float = 125.0
    dwelling_wall_m: float = 1.0
    sensitive_px_per_m: float = 25.0
    needed_m2: Mapping[str, float] = field(default_factory=lambda: NEEDED_M2)


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


def find_purpose_areas(
    cameras: pd.Index, areas: gpd.GeoDataFrame, pairs: pd.DataFrame, possible_m2: pd.Series, thresholds: Thresholds
) -> pd.DataFrame:
    """Purpose areas that are missing, cite no approval, name no density, or are too large; a finding for each camera.

    cameras: all that stand, by camera_row_id. areas: of the day, metric, with purpose_area_id, purpose, px_per_m,
    approval. pairs: camera, area (label in `areas`). possible_m2: on the index of `pairs`, what the camera could see on
    open ground at the area's density, missing where that is unknown.

    `purpose-area-beyond-views`: larger than all possible views of its cameras together, so that nothing that hangs
    there can serve it; silent while one of them is unknown. `purpose-area-too-large`: more m² for each of its cameras
    than its purpose needs.
    """
    bare = pd.Series(cameras[~cameras.isin(pairs["camera"])])
    listed = pairs.assign(m2=shapely.area(areas.geometry.loc[pairs["area"]].to_numpy()))
    for name in ("purpose_area_id", "purpose", "px_per_m", "approval"):
        listed[name] = areas[name].loc[pairs["area"]].to_numpy()
    by_area = listed.assign(possible=possible_m2).groupby("area")["possible"]
    all_known = by_area.transform("count").eq(by_area.transform("size"))
    listed["views_m2"] = by_area.transform("sum").where(all_known)
    listed["needed_m2"] = listed["purpose"].map(thresholds.needed_m2) * by_area.transform("size")
    unapproved, classless = listed[listed["approval"].isna()], listed[listed["px_per_m"].isna()]
    beyond, large = listed[listed["m2"] > listed["views_m2"]], listed[listed["m2"] > listed["needed_m2"]]
    return _joined(
        _findings(bare, "purpose-area-missing", {}),
        _findings(unapproved["camera"], "purpose-area-unapproved", _named(unapproved)),
        _findings(classless["camera"], "purpose-area-without-class", _named(classless)),
        _findings(beyond["camera"], "purpose-area-beyond-views", _named(beyond) | _metres(beyond, "views_m2")),
        _findings(large["camera"], "purpose-area-too-large", _named(large) | _metres(large, "needed_m2")),
    )


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


def beside_records(findings: pd.DataFrame) -> pd.DataFrame:
    """Those that records cannot tell, in the form of the cameras' audit (`finding.COLUMNS`): what views reach, and masks.

    What purpose areas lack that audit finds in the records itself.
    """
    kept = findings[findings["rule"].isin(BESIDE)]
    detail = [{_KEYS.get(k, k): v for k, v in told.items()} for told in kept["detail"]]
    rules = [f"own.{rule}" for rule in kept["rule"]]
    return pd.DataFrame(
        {"camera_row_id": kept["camera_row_id"].to_numpy(), "rule": rules, "severity": kept["severity"].to_numpy(),
         "clause": [BESIDE[rule] for rule in kept["rule"]], "detail": detail}
    )  # fmt: skip


def _named(listed: pd.DataFrame) -> dict[str, pd.Series]:
    return {"purpose_area_id": listed["purpose_area_id"]}


def _metres(listed: pd.DataFrame, limit: str) -> dict[str, pd.Series]:
    return {"area_m2": listed["m2"].round(), limit: listed[limit].round()}


def _findings(cameras: pd.Series, rule: str, detail: Mapping[str, pd.Series]) -> pd.DataFrame:
    """One row each; detail: JSON-ready values by name."""
    columns = [[_plain(v) for v in values] for values in detail.values()]
    details: list[dict[str, Any]] = [dict(zip(detail, row, strict=True)) for row in zip(*columns, strict=True)]
    details = details or [{} for _ in range(len(cameras))]
    made = {"camera_row_id": cameras.to_numpy(), "rule": rule, "severity": Severity.WARNING.value, "detail": details}
    return pd.DataFrame(made, columns=COLUMNS)


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _joined(*parts: pd.DataFrame) -> pd.DataFrame:
    """Sorted by camera and rule."""
    full = [part for part in parts if len(part)]
    if not full:
        return pd.DataFrame(columns=COLUMNS)
    return pd.concat(full, ignore_index=True).sort_values(["camera_row_id", "rule"], kind="stable", ignore_index=True)
