"""Purpose fit, excess view and homes against the worked example of DOMAIN-register 4, and their invariants."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.errors import WrongCrs
from gridmap.register.rules.dwelling import outer_walls
from gridmap.register.rules.edges import Pairs, edges_of, outlines_of
from gridmap.register.rules.proportion import (
    Ground,
    camera_figures,
    grid_shares,
    group_figures,
    own_areas,
    places_with_buildings,
    purpose_fit,
)

CRS = "EPSG:4548"
A = shapely.box(0, 0, 25, 40)
BUILDING = shapely.box(60, 0, 100, 100)
C1, C2 = shapely.box(0, 0, 30, 40), shapely.box(20, 0, 50, 40)
C3 = shapely.box(50, 50, 70, 100).difference(BUILDING)


def shapes(*given: shapely.Geometry) -> np.ndarray:
    made = np.empty(len(given), dtype=object)
    made[:] = given
    return made


def seen(*views: shapely.Geometry, eyes: list[tuple[float, float]] | None = None) -> gpd.GeoDataFrame:
    at = np.array(eyes or [v.centroid.coords[0] for v in views])
    return gpd.GeoDataFrame({"x_m": at[:, 0], "y_m": at[:, 1]}, geometry=shapes(*views), crs=CRS)


def ground(
    *,
    areas: tuple[shapely.Geometry, ...] = (),
    water: tuple[shapely.Geometry, ...] = (),
    private: tuple[shapely.Geometry, ...] = (),
    homes: tuple[shapely.Geometry, ...] = (),
    places: tuple[shapely.Geometry, ...] = (),
) -> Ground:
    walls = outer_walls(outlines_of(shapes(*homes)), np.arange(len(homes)), homes=len(homes))
    edges = {
        name: edges_of(shapes(*layer)) for name, layer in (("areas", areas), ("water", water), ("private", private))
    }
    return Ground(**edges, walls=walls, places=shapes(*places))


def listed(*rows: tuple[int, ...]) -> Pairs:
    """Rows of areas of each view."""
    count = [len(r) for r in rows]
    return Pairs(np.array([a for r in rows for a in r], dtype=np.int64), np.append(0, np.cumsum(count)))


def layer(*given: shapely.Geometry, crs: str | None = CRS) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=shapes(*given), crs=crs)


def test_worked_example_of_fit_and_excess() -> None:
    pairs = pd.DataFrame({"camera": [0, 1], "area": [0, 0]})
    fit = purpose_fit(pairs, layer(A), seen(C1, C2, C3))
    assert fit["fit"].tolist() == pytest.approx([1.0, 0.2])
    figures, _ = camera_figures(seen(C1, C2, C3), ground(areas=(A,)), listed((0,), (0,), ()))
    assert figures["view_m2"].tolist() == pytest.approx([1200, 1200, 500])
    assert figures["excess"].tolist() == pytest.approx([1 / 6, 5 / 6, np.nan], nan_ok=True)
    assert figures["excess_m2"].tolist() == pytest.approx([200, 1000, np.nan], nan_ok=True)


def test_worked_example_of_homes() -> None:
    """A home of 40 m outer wall of which a view meets 12 m, and ends there: 30 %."""
    home = shapely.box(10, 0, 20, 10)
    view = shapely.union_all([shapely.box(0, -2, 10, 8), shapely.box(0, -6, 14, 0)])
    figures, _ = camera_figures(seen(view, eyes=[(4, -4)]), ground(homes=(home,)), listed(()))
    row = figures.iloc[0]
    assert shapely.intersection(view, home).area == 0
    assert row["dwelling_wall_m"] == pytest.approx(12.0)
    assert row["dwelling_wall_m"] / row["dwelling_outer_m"] == pytest.approx(0.30)
    assert (row["dwelling_buildings"], row["nearest_dwelling_m"]) == (1, pytest.approx(np.hypot(6, 4)))


def test_water_is_no_ground_and_private_ground_is() -> None:
    view = shapely.box(0, 0, 10, 10)
    figures, _ = camera_figures(
        seen(view),
        ground(
            areas=(shapely.box(0, 0, 5, 10),), water=(shapely.box(0, 0, 10, 4),), private=(shapely.box(8, 0, 12, 5),)
        ),
        listed((0,)),
    )
    assert figures[["view_m2", "excess_m2", "excess", "private_m2"]].iloc[0].tolist() == pytest.approx([60, 30, 0.5, 2])


def test_purpose_areas_of_one_camera_that_overlap_count_once() -> None:
    own = (shapely.box(0, 0, 6, 10), shapely.box(4, 0, 8, 10))
    figures, _ = camera_figures(seen(shapely.box(0, 0, 10, 10)), ground(areas=own), listed((0, 1)))
    assert figures["excess_m2"].iloc[0] == pytest.approx(20)


def test_a_camera_without_a_view_has_no_fit_which_is_not_zero() -> None:
    pairs = pd.DataFrame({"camera": [0, 7], "area": [0, 0]}, index=["seen", "unknown"])
    fit = purpose_fit(pairs, layer(A), seen(C3))
    assert fit["fit"].iloc[0] == 0
    assert fit["fit"].isna().tolist() == [False, True]
    assert fit["purpose_m2"].tolist() == pytest.approx([1000, 1000])


def test_layers_in_degrees_or_in_two_systems_are_refused() -> None:
    pairs = pd.DataFrame({"camera": [0], "area": [0]})
    for crs in (None, "EPSG:4326", "EPSG:4547"):
        with pytest.raises(WrongCrs):
            purpose_fit(pairs, layer(A, crs=crs), seen(C1))


def test_a_place_is_reached_where_the_view_ends_at_its_wall() -> None:
    school = shapely.box(10, 0, 20, 10)
    places = places_with_buildings(shapes(shapely.Point(15, 5), shapely.Point(50, 50)), shapes(school))
    assert places[0].equals(school)
    assert places[1].equals(shapely.Point(50, 50))
    views = seen(shapely.box(0, 0, 10, 10), shapely.box(0, 0, 9, 10), shapely.box(45, 45, 55, 55))
    figures, _ = camera_figures(views, ground(places=tuple(places)), listed((), (), ()))
    assert figures["sensitive_places"].tolist() == [1, 0, 1]


def test_groups_sum_areas_and_unite_walls() -> None:
    home = shapely.box(10, 0, 20, 10)
    views = seen(
        shapely.box(0, 0, 10, 6), shapely.box(0, 4, 10, 10), shapely.box(50, 0, 60, 10), eyes=[(1, 3), (1, 7), (51, 1)]
    )
    own = ground(areas=(shapely.box(0, 0, 10, 3),), homes=(home,))
    figures, hits = camera_figures(views, own, listed((0,), (), ()))
    sums = group_figures(figures, hits, own.walls, [np.array([0, 1]), np.array([0, 2]), np.array([], dtype=int)])
    assert sums["cameras"].tolist() == [2, 2, 0]
    assert sums["view_m2"].tolist() == pytest.approx([120, 160, 0])
    assert sums["declared_m2"].tolist() == pytest.approx([60, 60, 0])
    assert sums["excess_m2"].tolist() == pytest.approx([30, 30, 0])
    assert figures["dwelling_wall_m"].sum() == pytest.approx(12)
    assert sums["dwelling_wall_m"].tolist() == pytest.approx([10, 6, 0]), "two metres are seen twice"
    assert sums["dwelling_buildings"].tolist() == [1, 1, 0]


def shares_of(views: list[shapely.Geometry], grids: list[shapely.Geometry], over: Ground, own: Pairs) -> pd.DataFrame:
    figures, _ = camera_figures(seen(*views), over, own)
    return grid_shares(shapes(*views), shapes(*grids), over, own, figures).set_index(["view", "grid"])


def test_views_are_shared_out_among_the_grids_that_they_fall_into() -> None:
    grids: list[shapely.Geometry] = [shapely.box(0, 0, 50, 50), shapely.box(50, 0, 100, 50)]
    views: list[shapely.Geometry] = [
        shapely.box(10, 10, 20, 20),
        shapely.box(40, 40, 60, 60),
        shapely.box(100, 0, 110, 10),
    ]
    over = ground(
        areas=(shapely.box(10, 10, 45, 45),), water=(shapely.box(0, 0, 100, 11),), private=(shapely.box(55, 0, 90, 90),)
    )
    found = shares_of(views, grids, over, listed((0,), (0,), ()))
    assert sorted(found.index) == [(0, 0), (1, 0), (1, 1)], "a view that only touches a grid has no share of it"
    assert found["view_m2"].sort_index().tolist() == pytest.approx([90, 100, 100])
    assert found["excess_m2"].sort_index().tolist() == pytest.approx([0, 75, 100])
    assert found["private_m2"].sort_index().tolist() == pytest.approx([0, 0, 50])


def test_cameras_that_are_not_drawn_are_left_out_of_the_areas_own() -> None:
    own = own_areas(np.array([5, 9, 5]), np.array([0, 1, 2]), pd.Index([5, 6]))
    assert (own.row.tolist(), own.first.tolist()) == ([0, 2], [0, 2, 2])


boxes = st.builds(
    lambda x, y, w, h: shapely.box(x, y, x + w, y + h),
    st.integers(0, 60), st.integers(0, 60), st.integers(1, 40), st.integers(1, 40),
)  # fmt: skip


@given(boxes, st.lists(boxes, max_size=4), st.lists(boxes, max_size=3), st.lists(boxes, max_size=3))
@settings(max_examples=150, deadline=None)
def test_shares_stay_within_zero_and_one_and_agree_with_overlay(
    view: shapely.Polygon, areas: list[shapely.Polygon], water: list[shapely.Polygon], private: list[shapely.Polygon]
) -> None:
    over = ground(areas=tuple(areas), water=tuple(water), private=tuple(private))
    row = camera_figures(seen(view), over, listed(tuple(range(len(areas)))))[0].iloc[0]
    dry = view.difference(shapely.union_all(water))
    assert row["view_m2"] == pytest.approx(dry.area, abs=1e-6)
    assert row["private_m2"] == pytest.approx(dry.intersection(shapely.union_all(private)).area, abs=1e-6)
    if areas and dry.area > 0:
        assert 0 <= row["excess"] <= 1
        assert row["excess_m2"] == pytest.approx(dry.difference(shapely.union_all(areas)).area, abs=1e-6)
        pairs = pd.DataFrame({"camera": 0, "area": range(len(areas))})
        fit = purpose_fit(pairs, layer(*areas), seen(view))["fit"]
        assert fit.between(0, 1).all()
        assert fit.tolist() == pytest.approx([a.intersection(view).area / a.area for a in areas])
    else:
        assert np.isnan(row["excess"])


@given(boxes, st.lists(boxes, max_size=3), st.lists(boxes, max_size=2), st.lists(boxes, max_size=2), st.integers(5, 95))
@settings(max_examples=100, deadline=None)
def test_shares_of_grids_agree_with_overlay_and_add_up(
    view: shapely.Polygon,
    areas: list[shapely.Polygon],
    water: list[shapely.Polygon],
    private: list[shapely.Polygon],
    border: int,
) -> None:
    grids: list[shapely.Geometry] = [shapely.box(0, 0, border, 100), shapely.box(border, 0, 100, 100)]
    over = ground(areas=tuple(areas), water=tuple(water), private=tuple(private))
    found = shares_of([view], grids, over, listed(tuple(range(len(areas)))))
    dry = view.difference(shapely.union_all(water))
    assert found["view_m2"].sum() == pytest.approx(dry.area, abs=1e-5)
    for _, row in found.reset_index().iterrows():
        part = dry.intersection(grids[int(row["grid"])])
        assert row["view_m2"] == pytest.approx(part.area, abs=1e-5)
        assert row["private_m2"] == pytest.approx(part.intersection(shapely.union_all(private)).area, abs=1e-5)
        if areas:
            assert row["excess_m2"] == pytest.approx(part.difference(shapely.union_all(areas)).area, abs=1e-5)
        else:
            assert np.isnan(row["excess_m2"])
