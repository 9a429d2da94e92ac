"""All figures of a run on three cameras and two purpose areas: who serves, who is listed, who counts where."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import CRS

from gridmap.grids.rules.crs import points_to_degrees
from gridmap.register.rules.dwelling import outer_walls
from gridmap.register.rules.edges import edges_of, outlines_of
from gridmap.register.rules.proportion import Ground
from gridmap.register.rules.proportion_run import Figures, Town, listed_pairs, measure, serving_figures

METRIC = CRS(4548)
X, Y = 500_000.0, 4_300_000.0  # on the central meridian
HOME = shapely.box(X - 20, Y + 30, X + 20, Y + 40)


def shapes(*given: shapely.Geometry) -> np.ndarray:
    made = np.empty(len(given), dtype=object)
    made[:] = given
    return made


def camera(row: int, x: float, **given: Any) -> dict[str, Any]:
    """Looks north with 90° as far as 38.4 m at 25 px/m."""
    lon, lat = points_to_degrees(np.array([X + x]), np.array([Y]), METRIC)
    plain = {"camera_row_id": row, "camera_id": f"K{row}", "operator": "A", "purpose": ["parking"], "housing_id": None,
             "in_service": True, "listed": True, "kind": "fixed", "heading_deg": 0.0, "hfov_deg": 90.0, "width_px": 1920.0,
             "max_range_m": np.nan, "geometry": shapely.Point(lon[0], lat[0])}  # fmt: skip
    return plain | given


def town(*cameras: dict[str, Any]) -> Town:
    walls = outer_walls(outlines_of(shapes(HOME)), np.array([0]), homes=1)
    areas = gpd.GeoDataFrame(
        {"purpose_area_id": ["Z1", "Z2"], "px_per_m": [25.0, np.nan], "cameras": [["K1", "K2", "K9"], ["K1"]]},
        geometry=shapes(shapely.box(X - 10, Y + 10, X + 10, Y + 20), shapely.box(X - 5, Y + 20, X + 5, Y + 25)), crs=METRIC,
        index=[7, 8],
    )  # fmt: skip
    grids = gpd.GeoDataFrame(geometry=shapes(shapely.box(X - 100, Y - 100, X + 100, Y + 100)), crs=METRIC, index=[70])
    nothing = edges_of(shapes())
    ground = Ground(edges_of(areas.geometry.to_numpy()), nothing, nothing, walls, shapes())
    frame = gpd.GeoDataFrame(list(cameras), crs=4326).set_index("camera_row_id")
    at_home = (np.zeros(len(walls.ends), dtype=np.int64),)
    return Town(
        METRIC, frame, areas, grids, at_home, ground, lambda free: shapely.difference(free.geometry.to_numpy(), HOME)
    )


def measured(made: Town) -> tuple[Figures, pd.DataFrame]:
    pairs = listed_pairs(made.cameras, made.areas)
    figures = measure(made, pairs, serving_figures(made, pairs, bands=(25.0, 250.0))[1])
    groups = figures.groups[figures.groups["px_per_m"].eq(25.0)].set_index(["grouped_by", "label"])
    return figures, groups


def test_areas_name_cameras_and_unknown_ids_are_left_out() -> None:
    made = town(camera(1, 0), camera(2, 3))
    assert listed_pairs(made.cameras, made.areas).to_numpy().tolist() == [[1, 7], [2, 7], [1, 8]]


def test_fit_is_of_cameras_in_service_and_of_areas_with_a_class() -> None:
    made = town(camera(1, 0), camera(2, 3, in_service=False))
    fits, overlaps = serving_figures(made, listed_pairs(made.cameras, made.areas), bands=(25.0, 250.0))
    assert list(overlaps) == [25.0, 250.0]
    assert fits["fit"].tolist() == pytest.approx([1.0, np.nan, np.nan], nan_ok=True)
    assert fits["purpose_m2"].tolist() == pytest.approx([200, 200, 50])
    assert fits["possible_m2"].tolist() == pytest.approx([38.4**2, 38.4**2, np.nan], nan_ok=True)


@pytest.mark.parametrize(("px_per_m", "seen"), [(25.0, [1, 2]), (30.0, [1])])
def test_certain_views_are_made_once_a_density_and_of_no_more_cameras_than_needed(
    px_per_m: float, seen: list[int]
) -> None:
    made = town(camera(1, 0), camera(2, 3))
    areas = made.areas.assign(px_per_m=[px_per_m, np.nan], cameras=[["K1"], ["K1"]])
    asked = []

    def hide(free: gpd.GeoDataFrame) -> np.ndarray:
        asked.append(free.index.tolist())
        return np.asarray(free.geometry.to_numpy())

    made = replace(made, areas=areas, hide=hide)
    fits, _ = serving_figures(made, listed_pairs(made.cameras, areas), bands=(25.0, 250.0))
    assert asked == {25.0: [seen, [1, 2]], 30.0: [[1, 2], seen, [1, 2]]}[px_per_m]
    assert fits["fit"].iloc[0] == pytest.approx(1.0)


def test_excess_counts_the_union_of_both_areas_and_not_the_home() -> None:
    figures, _ = measured(town(camera(1, 0)))
    row = figures.cameras.iloc[0]
    chord = shapely.Polygon([(X, Y), (X + 38.4, Y + 38.4), (X - 38.4, Y + 38.4)]).difference(HOME)
    assert row["view_m2"] == pytest.approx(chord.area)
    assert row["excess_m2"] == pytest.approx(chord.area - 250)
    assert row["dwelling_wall_m"] == pytest.approx(40, abs=0.1), "the south side; its ends are seen at less than 75°"


def test_groups_are_of_the_listed_cameras_and_of_every_purpose_they_state() -> None:
    cameras = (camera(1, 0, purpose=["parking", "webcam"]), camera(2, 3, operator=None), camera(3, 5, listed=False))
    figures, groups = measured(town(*cameras))
    assert set(figures.cameras["camera_row_id"]) == {1, 2}
    one, two = (figures.cameras["view_m2"].iloc[n] for n in (0, 1))
    assert groups["cameras"].to_dict() == {
        ("all", ""): 2, ("operator", ""): 1, ("operator", "A"): 1, ("purpose", "parking"): 2, ("purpose", "webcam"): 1,
    }  # fmt: skip
    assert groups["view_m2"].to_dict() == pytest.approx({
        ("all", ""): one + two, ("operator", ""): two, ("operator", "A"): one, ("purpose", "parking"): one + two,
        ("purpose", "webcam"): one,
    })  # fmt: skip
    assert groups.loc[("all", ""), "dwelling_wall_m"] == pytest.approx(40, abs=0.1), "hit by both, counted once"
    grid = figures.grids.iloc[0]
    assert (grid["grid_id"], grid["cameras"]) == (70, 3), "all whose view falls there"
    assert (grid["dwelling_wall_m"], grid["dwelling_outer_m"]) == (pytest.approx(40, abs=0.1), pytest.approx(100))


def test_rows_of_sharper_bands_are_left_out_where_nothing_is_seen() -> None:
    figures, _ = measured(
        town(camera(1, 0, height_m=20.0, tilt_deg=np.nan))
    )  # 250 px/m is reached nowhere on the ground
    assert figures.cameras["px_per_m"].tolist() == [25.0]
