"""What is out of proportion: thresholds, purpose areas, masks."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridmap.register.rules.finding import COLUMNS, together
from gridmap.register.rules.finding_text import words
from gridmap.register.rules.proportion_finding import (
    Thresholds,
    find_eyes,
    find_masks,
    find_purpose_areas,
    find_views,
)

CRS = "EPSG:4548"


def shapes(*given: shapely.Geometry) -> np.ndarray:
    made = np.empty(len(given), dtype=object)
    made[:] = given
    return made


def figures(**row: Any) -> pd.DataFrame:
    plain = {"dwelling_wall_m": 0.0, "dwelling_buildings": 0, "nearest_dwelling_m": np.nan, "sensitive_places": 0}
    return pd.DataFrame([{"camera_row_id": 1, "px_per_m": 125.0, **plain, **row}])


def rules(found: pd.DataFrame) -> list[tuple[int, str]]:
    """Camera and check of what may stand beside the records' findings, and is told in words."""
    assert tuple(found.columns) == COLUMNS
    together([found])
    for rule, detail in zip(found["rule"], found["detail"], strict=True):
        assert rule.startswith("own.")
        assert "?" not in words(rule, detail, lang="en") + words(rule, detail, lang="zh")
    return list(zip(found["camera_row_id"], found["rule"].str.removeprefix("own."), strict=True))


def test_homes_are_found_from_the_threshold_on_and_at_its_density_only() -> None:
    seen = {"dwelling_wall_m": 1.0, "dwelling_buildings": 1, "nearest_dwelling_m": 7.04}
    found = find_views(figures(**seen), Thresholds())
    assert rules(found) == [(1, "dwelling-in-view")]
    assert found["detail"].iloc[0] == {"px_per_m": 125.0, "wall_m": 1.0, "buildings": 1, "nearest_m": 7.0}
    assert rules(find_views(figures(**seen | {"dwelling_wall_m": 0.99}), Thresholds())) == []
    assert rules(find_views(figures(px_per_m=62.5, **seen), Thresholds())) == []
    assert rules(find_views(figures(px_per_m=62.5, **seen), Thresholds(dwelling_px_per_m=62.5))) != []


def test_of_sensitive_places_only_how_many() -> None:
    found = find_views(figures(px_per_m=25.0, sensitive_places=2), Thresholds())
    assert rules(found) == [(1, "sensitive-place-in-view")]
    assert found["detail"].iloc[0] == {"px_per_m": 25.0, "count": 2}


def purpose_areas(*cameras: int, side_m: float, possible_m2: list[float]) -> pd.DataFrame:
    """Findings on one square area that lists these cameras."""
    square = shapely.box(0, 0, side_m, side_m)
    areas = gpd.GeoDataFrame({"purpose_area_id": ["Z1"]}, geometry=[square], crs=CRS)
    pairs = pd.DataFrame({"camera": list(cameras), "area": [0] * len(cameras)})
    return find_purpose_areas(areas, pairs, pd.Series(possible_m2))


def test_an_area_is_beyond_views_when_all_of_its_cameras_together_cannot_fill_it() -> None:
    assert rules(purpose_areas(1, 2, side_m=40, possible_m2=[800, 900])) == []
    found = purpose_areas(1, 2, side_m=40, possible_m2=[800, 700])
    assert rules(found) == [(1, "purpose-area-beyond-views"), (2, "purpose-area-beyond-views")]
    assert found["detail"].iloc[0] == {"purpose_area": "Z1", "area_m2": 1600.0, "views_m2": 1500.0}
    assert rules(purpose_areas(1, 2, side_m=40, possible_m2=[800, np.nan])) == [], "one of them is unknown"


def test_an_eye_that_nobody_can_place_is_told_with_its_depth_where_that_is_known() -> None:
    lost = {"state": ["eye-faces-building", "eye-deep-in-building"], "depth_m": [1.24, np.inf]}
    found = find_eyes(pd.DataFrame(lost, index=[5, 4]))
    assert rules(found) == [(4, "eye-deep-in-building"), (5, "eye-faces-building")]
    assert found["detail"].tolist() == [{}, {"depth_m": 1.2}]
    assert rules(find_eyes(pd.DataFrame(lost).iloc[:0])) == []


def test_masks_that_touch_nothing_or_stay_behind() -> None:
    masks = gpd.GeoDataFrame(
        {"camera_row_id": [1, 1, 2, 3], "follows_ptz": [False, False, False, True]},
        geometry=shapes(*[shapely.box(x, 0, x + 5, 5) for x in (5, 50, 50, 5)]),
        crs=CRS,
    )
    view = shapely.box(0, 0, 10, 10)
    views = gpd.GeoDataFrame(geometry=shapes(view, view), index=[1, 3], crs=CRS)  # of 2 the view is unknown
    kind = pd.Series({1: "fixed", 2: "ptz", 3: "ptz"})
    assert rules(find_masks(masks, views, kind)) == [(1, "mask-outside-view"), (2, "mask-does-not-follow")]


def test_nothing_to_find_is_an_empty_frame_of_the_same_columns() -> None:
    assert rules(find_views(figures(), Thresholds())) == []
