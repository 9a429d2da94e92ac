"""Visible parts of wedges: against brute-force rays, on awkward geometries, and against CGAL's polygons of Helsinki."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely.affinity import rotate, translate

from gridmap.errors import BadValue
from gridmap.grids.rules.crs import to_metric
from gridmap.register.rules.edges import outlines_of
from gridmap.register.rules.sightline import visible, walls_met
from gridmap.register.rules.view import wedges
from gridmap.register.rules.walls import walls_of
from tests.formats.reading import shapes_of
from tests.register.rules.sight import array_of, is_seen_in_plane, is_seen_with_heights, pairs, scene

FAR_EAST, FAR_NORTH = 500_000.0, 6_672_000.0  # coordinates as large as those of a country's CRS

RECTANGLE = shapely.box(-4, -3, 4, 3)
TRIANGLE = shapely.Polygon([(-4, -3), (5, -2), (0, 5)])
CORNER = shapely.Polygon([(-5, -5), (5, -5), (5, -1), (-1, -1), (-1, 5), (-5, 5)])
COMB = shapely.Polygon(
    [(-6, -3), (6, -3), (6, 4), (3, 4), (3, 0), (1, 0), (1, 4), (-2, 4), (-2, 0), (-4, 0), (-4, 4), (-6, 4)]
)
COURTYARD = shapely.box(-7, -7, 7, 7) - shapely.box(-4, -4, 4, 3)
GATE = shapely.box(-7, -7, 7, 7) - shapely.box(-4, -4, 4, 3) - shapely.box(-1, 2, 1, 8)
PINCHED = shapely.Polygon([(-6, -6), (6, -6), (6, 6), (-6, 6)], [[(0, 6), (-3, 0), (3, 0)]])
FORMS = [RECTANGLE, TRIANGLE, CORNER, COMB, COURTYARD, GATE, PINCHED]

BUILDINGS = st.lists(
    st.builds(
        lambda form, x, y, turn: translate(rotate(form, turn, origin=(0, 0)), x, y),
        st.sampled_from(FORMS),
        st.integers(-15, 15),
        st.integers(-15, 15),
        st.sampled_from([0, 0, 90, 180, 33.7]),
    ),
    max_size=5,
)
EYES = st.tuples(st.integers(-16, 16), st.integers(-16, 16))
WEDGES = st.fixed_dictionaries(
    {
        "heading_deg": st.one_of(st.sampled_from([0.0, 45.0, 90.0, 270.0]), st.floats(-360, 360)),
        "hfov_deg": st.one_of(st.sampled_from([60.0, 90.0, 180.0, 270.0, 360.0]), st.floats(1, 360)),
        "range_m": st.floats(5, 60),
        "near_m": st.one_of(st.just(0.0), st.floats(0, 12)),
    }
)


def _see(eye: tuple[float, float], buildings: Sequence[shapely.Polygon], **options: Any) -> shapely.Geometry:
    height_m = options.pop("height_m", None)
    wedge = {"heading_deg": 0.0, "hfov_deg": 360.0, "range_m": 40.0} | options
    return visible([eye[0]], [eye[1]], walls=scene(*buildings, height_m=height_m), **wedge)[0]


def _sample(wedge: shapely.Geometry, seed: int, count: int) -> np.ndarray:
    """Points in the wedge."""
    if wedge.is_empty:
        return array_of([])
    rng = np.random.default_rng(seed)
    west, south, east, north = wedge.bounds
    points = shapely.points(rng.uniform(west, east, 4 * count), rng.uniform(south, north, 4 * count))
    return np.asarray(points[shapely.contains(wedge, points)][:count])


def _covers(more: shapely.Geometry, less: shapely.Geometry) -> bool:
    """But for rounding: less than 0.1 mm along the outline."""
    return bool(less.difference(more).area <= 1e-4 * (1.0 + less.length))


def _is_outside(eye: tuple[float, float], buildings: Sequence[shapely.Polygon]) -> bool:
    return not any(building.contains(shapely.Point(eye)) for building in buildings)


@settings(deadline=None, max_examples=400)
@given(EYES, BUILDINGS, WEDGES, st.integers(0, 2**32))
def test_ground_is_seen_where_a_straight_line_reaches_it(
    eye: tuple[int, int], buildings: list[shapely.Polygon], wedge: dict[str, float], seed: int
) -> None:
    """Eyes stand on whole metres, so on walls and corners as often as beside them."""
    view = _see(eye, buildings, **wedge)
    assert view.is_valid
    free = wedges([eye[0]], [eye[1]], **wedge)[0]
    assert _covers(free, view)
    if not _is_outside(eye, buildings):
        assert view.is_empty
        return
    points = _sample(free, seed, 40)
    clear = shapely.distance(view.boundary, points) > 1e-5 if not view.is_empty else np.ones(len(points), dtype=bool)
    for point in points[clear]:
        assert view.contains(point) == is_seen_in_plane(shapely.Point(eye), point, buildings), point.wkt


@settings(deadline=None, max_examples=400)
@given(
    EYES,
    BUILDINGS,
    WEDGES,
    st.lists(st.one_of(st.sampled_from([np.nan, 1.0, 1.7, 4.0, 6.0, 20.0]), st.floats(0.5, 9)), min_size=5, max_size=5),
    st.one_of(st.floats(1.8, 12), st.just(4.0)),
    st.integers(0, 2**32),
)
def test_with_heights_ground_is_seen_over_low_roofs(
    eye: tuple[int, int],
    buildings: list[shapely.Polygon],
    wedge: dict[str, float],
    heights: list[float],
    eye_m: float,
    seed: int,
) -> None:
    height_m = heights[: len(buildings)]
    view = _see(eye, buildings, **wedge, height_m=height_m, occlusion="heights", eye_height_m=eye_m)
    assert view.is_valid
    assume(_is_outside(eye, [b for b, h in zip(buildings, height_m, strict=True) if not h < eye_m]))
    points = _sample(wedges([eye[0]], [eye[1]], **wedge)[0], seed, 40)
    clear = shapely.distance(view.boundary, points) > 1e-5 if not view.is_empty else np.ones(len(points), dtype=bool)
    for point in points[clear]:
        seen = is_seen_with_heights(shapely.Point(eye), point, buildings, height_m=height_m, eye_m=eye_m, target_m=1.7)
        assert view.contains(point) == seen, point.wkt


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.floats(-720, 720), min_size=1, max_size=6),
    st.one_of(st.just(360.0), st.floats(0.01, 359.99)),
    st.one_of(st.just(0.0), st.floats(0.01, 500)),
    st.one_of(st.just(0.0), st.floats(0.01, 600)),
)
def test_without_walls_a_view_is_its_wedge(headings: list[float], hfov: float, range_m: float, near: float) -> None:
    x = FAR_EAST + np.arange(len(headings))
    terms: dict[str, Any] = {"heading_deg": headings, "hfov_deg": hfov, "range_m": range_m, "near_m": near}
    seen = visible(x, np.full(len(x), FAR_NORTH), walls=scene(), **terms)
    free = wedges(x, np.full(len(x), FAR_NORTH), **terms)
    assert shapely.is_valid(seen).all()
    assert (shapely.is_empty(free) | (shapely.hausdorff_distance(seen, free) < 1e-6)).all()
    assert shapely.area(seen) == pytest.approx(shapely.area(free), rel=1e-6, abs=1e-6)


@settings(deadline=None, max_examples=200)
@given(EYES, BUILDINGS, WEDGES)
def test_a_building_more_never_shows_more(
    eye: tuple[int, int], buildings: list[shapely.Polygon], wedge: dict[str, float]
) -> None:
    views = [_see(eye, buildings[:n], **wedge) for n in range(len(buildings) + 1)]
    for less, more in zip(views[1:], views, strict=False):
        assert _covers(more, less)


@settings(deadline=None, max_examples=200)
@given(EYES, BUILDINGS, WEDGES)
def test_far_from_the_origin_the_same_is_seen(
    eye: tuple[int, int], buildings: list[shapely.Polygon], wedge: dict[str, float]
) -> None:
    here = _see(eye, buildings, **wedge)
    moved = [translate(b, FAR_EAST, FAR_NORTH) for b in buildings]
    there = _see((eye[0] + FAR_EAST, eye[1] + FAR_NORTH), moved, **wedge)
    assert there.is_valid
    assert translate(there, -FAR_EAST, -FAR_NORTH).symmetric_difference(here).area < 1e-4


@settings(deadline=None, max_examples=100)
@given(EYES, BUILDINGS, WEDGES, st.floats(2, 9), st.floats(2, 9))
def test_a_lower_building_never_hides_more(
    eye: tuple[int, int], buildings: list[shapely.Polygon], wedge: dict[str, float], one_m: float, other_m: float
) -> None:
    low, high = (
        _see(eye, buildings, **wedge, height_m=[h] * len(buildings), occlusion="heights", eye_height_m=8.0)
        for h in sorted((one_m, other_m))
    )
    assert _covers(low, high)


def test_ground_behind_a_building_is_hidden() -> None:
    view = _see((0, 0), [shapely.box(10, -5, 12, 5)], heading_deg=90, hfov_deg=90, range_m=40)
    assert view.covers(shapely.Point(9.99, 4.9))
    assert not view.intersects(shapely.box(10.001, -4.9, 40, 4.9))
    assert view.covers(shapely.Point(20, 10.1))


def test_a_courtyard_is_seen_from_within_and_only_from_within() -> None:
    inner = _see((0, 0), [COURTYARD])
    assert inner.symmetric_difference(shapely.box(-4, -4, 4, 3)).area < 1e-9
    assert not _see((0, -20), [COURTYARD]).intersects(shapely.box(-6.9, -6.9, 6.9, 6.9))


def test_through_a_gate_one_sees_the_street() -> None:
    view = _see((0, 0), [GATE])
    assert view.area > shapely.box(-4, -4, 4, 3).area
    assert view.covers(shapely.Point(0, 39))
    assert not view.covers(shapely.Point(20, 20))


def test_an_eye_inside_a_building_sees_nothing() -> None:
    assert _see((0, 0), [RECTANGLE]).is_empty
    assert _see((-5, 0), [COURTYARD]).is_empty


@pytest.mark.parametrize("off_m", [0.0, 1e-7, -1e-7, 1e-9])
def test_an_eye_on_a_wall_sees_the_outer_side(off_m: float) -> None:
    view = _see((4 + off_m, 0), [RECTANGLE])
    assert view.area == pytest.approx(np.pi * 1600 / 2, rel=1e-5)
    assert not view.intersects(shapely.box(-40, -40, 3.99, 40))


@pytest.mark.parametrize("near_m", [0.0, 5.0])
def test_a_view_across_the_first_direction_of_a_full_circle_is_one_piece(near_m: float) -> None:
    """The sweep of a full circle begins in the south, which an eye on a south wall sees."""
    view = _see((0, -3), [RECTANGLE], near_m=near_m)
    assert view.geom_type == "Polygon"
    assert view.is_valid
    assert view.area == pytest.approx(np.pi * (1600 - near_m**2) / 2, rel=1e-3)


@pytest.mark.parametrize("off_m", [0.0, 1e-7, -1e-7])
def test_an_eye_on_a_corner_sees_three_quarters(off_m: float) -> None:
    view = _see((4 + off_m, 3 - off_m), [RECTANGLE])
    assert view.area == pytest.approx(np.pi * 1600 * 3 / 4, rel=1e-5)
    inner = _see((-1, -1), [CORNER], range_m=3.0)
    assert inner.area == pytest.approx(np.pi * 9 / 4, rel=1e-3)


def test_an_eye_where_the_courtyard_touches_the_outer_wall_sees_both() -> None:
    view = _see((0, 6), [PINCHED])
    yard = shapely.Polygon([(0, 6), (-3, 0), (3, 0)])
    assert view.is_valid
    assert view.area == pytest.approx(np.pi * 1600 / 2 + yard.area, rel=1e-4)


def test_an_eye_on_a_party_wall_sees_nothing() -> None:
    assert _see((0, 0), [shapely.box(-5, -5, 0, 5), shapely.box(0, -5, 5, 5)]).is_empty


def test_an_eye_at_the_end_of_a_party_wall_sees_the_half_in_front() -> None:
    view = _see((0, 5), [shapely.box(-5, -5, 0, 5), shapely.box(0, -5, 5, 5)])
    assert view.area == pytest.approx(np.pi * 1600 / 2, rel=1e-5)


def test_an_eye_between_two_corners_sees_two_pieces_that_meet_in_it() -> None:
    view = _see((0, 0), [shapely.box(-9, 0, 0, 9), shapely.box(0, -9, 9, 0)])
    assert view.geom_type == "MultiPolygon"
    assert view.is_valid
    assert view.area == pytest.approx(np.pi * 1600 / 2, rel=1e-5)


def test_a_building_of_many_cells_is_met_at_its_far_end() -> None:
    """The hash has cells of 64 m; the eye and its range are cells away from where the building begins."""
    view = _see((290, 30), [shapely.box(0, 0, 300, 10), shapely.box(0, 200, 10, 210)], range_m=30)
    assert view.bounds[1] < 10
    assert not view.intersects(shapely.box(270, 0, 300, 9.999))


def test_no_light_falls_between_buildings_that_touch() -> None:
    rows = [shapely.box(10, y, 14 + (y % 3), y + 4) for y in range(-20, 20, 4)]
    view = _see((0, 0.3), rows, heading_deg=90, hfov_deg=60)
    assert view.bounds[2] == pytest.approx(10.0, abs=1e-9)


@pytest.mark.parametrize(("gap_m", "is_open"), [(1e-3, True), (1e-8, False)])
def test_one_sees_through_a_gap_of_a_millimetre_and_through_none_of_rounding(gap_m: float, is_open: bool) -> None:
    pair = [shapely.box(-9, 10, 0, 12), shapely.box(gap_m, 10, 9, 12)]
    view = _see((gap_m / 2, 0), pair, heading_deg=0, hfov_deg=60)
    assert view.is_valid
    assert (view.bounds[3] > 39) == is_open


def test_walls_that_cross_hide_as_their_union_does() -> None:
    one, other = shapely.box(8, -6, 12, 6), rotate(shapely.box(8, -6, 12, 6), 50)
    both, merged = _see((0, 1), [one, other]), _see((0, 1), [shapely.union(one, other)])
    assert both.symmetric_difference(merged).area < 1e-9


@pytest.mark.parametrize("near_m", [0.0, 1.0])
@pytest.mark.parametrize("hfov_deg", [5.0, 66.0])
def test_of_three_walls_that_cross_between_two_directions_each_hides_where_it_is_nearest(
    near_m: float, hfov_deg: float
) -> None:
    """The one in the middle is nearest at neither side of the wedge, and has no end within it."""
    lines = [[(1.5, 6), (-3, 19.5)], [(-1.5, 6), (3, 19.5)], [(-9, 10), (9, 10)]]
    walls = [shapely.LineString(line).buffer(0.01, cap_style="flat") for line in lines]
    wedge: dict[str, float] = {"heading_deg": 0.0, "hfov_deg": hfov_deg, "near_m": near_m}
    view = _see((0, 0), walls, **wedge)
    assert view.symmetric_difference(_see((0, 0), [shapely.union_all(walls)], **wedge)).area < 1e-9
    assert view.covers(shapely.Point(0, 9.98))
    assert not view.intersects(shapely.box(-0.3, 9.991, 0.3, 40))


def test_a_wall_just_within_range_hides_what_little_is_behind_it() -> None:
    view = _see((0, 0), [shapely.box(-60, 39, 60, 50)], heading_deg=0, hfov_deg=90)
    assert view.bounds[3] == pytest.approx(39.0)


def test_a_building_across_the_first_direction_of_a_full_circle_hides_in_one_piece() -> None:
    view = _see((0, 0), [shapely.box(-3, -12, 3, -10)])
    assert not view.intersects(shapely.box(-3, -40, 3, -10.001))
    assert (-0.0, -10.0) not in {(round(x, 6), round(y, 6)) for x, y in view.exterior.coords}


def test_walls_between_eye_and_near_edge_hide_what_is_beyond() -> None:
    ring = _see((0, 0), [shapely.box(2, -1, 3, 1)], near_m=10.0)
    assert ring.is_valid
    assert not ring.intersects(shapely.box(3, -1, 40, 1))
    assert not ring.intersects(shapely.Point(0, 0).buffer(9.9))
    assert _see((0, 0), [COURTYARD], near_m=10.0).is_empty


def test_a_wall_across_the_near_edge_leaves_the_pieces_beside_it() -> None:
    view = _see((0, 0), [shapely.box(-30, 10, 30, 11)], heading_deg=0, hfov_deg=120, near_m=12.0)
    assert view.is_valid
    assert view.geom_type == "MultiPolygon"
    assert not view.intersects(shapely.box(-5, 0, 5, 40))


def test_a_view_among_no_buildings_near_is_whole() -> None:
    assert _see((0, 0), [shapely.box(500, 500, 510, 510)]).area == pytest.approx(np.pi * 1600)


def test_the_building_that_carries_the_camera_hides_nothing_but_the_ground_under_it() -> None:
    walls = scene(RECTANGLE, shapely.box(20, -5, 25, 5))
    view = visible([0.0], [0.0], heading_deg=0, hfov_deg=360, range_m=40, walls=walls, roofs=pairs([[0]]))[0]
    assert view.covers(shapely.Point(0, 10))
    assert view.intersection(RECTANGLE).area == pytest.approx(0)
    assert not view.intersects(shapely.box(25.1, -4, 30, 4))


def test_ground_beyond_a_low_building_is_seen_again() -> None:
    """h 6, t 1.7, H 3: the shadow of a back wall 12 m away ends at 12 · 4.3 / 3 = 17.2 m."""
    options: dict[str, Any] = {"occlusion": "heights", "eye_height_m": 6.0, "height_m": [3.0]}
    view = _see((0, 0), [shapely.box(10, -5, 12, 5)], **options)
    assert view.covers(shapely.Point(17.21, 0))
    assert not view.covers(shapely.Point(17.19, 0))
    assert not view.intersects(shapely.box(10.01, -4, 17.1, 4))
    assert len(shapely.get_rings(view)) == 2


@pytest.mark.parametrize(
    ("roof_m", "eye_m"), [(np.nan, 6.0), (6.0, 6.0), (9.0, 6.0), (3.0, np.nan), (3.0, 1.7), (1.0, 1.5)]
)
def test_unknown_heights_hide_as_in_the_plane(roof_m: float, eye_m: float) -> None:
    block = shapely.box(10, -5, 12, 5)
    view = _see((0, 0), [block], occlusion="heights", eye_height_m=eye_m, height_m=[roof_m])
    assert view.equals_exact(_see((0, 0), [block]), 0.0)


@pytest.mark.parametrize("roof_m", [1.7, 0.5])
def test_a_building_no_higher_than_the_target_hides_only_its_ground(roof_m: float) -> None:
    block = shapely.box(10, -5, 10.5, 5)
    view = _see((0, 0), [block], occlusion="heights", eye_height_m=6.0, height_m=[roof_m])
    assert view.area == pytest.approx(np.pi * 1600 - block.area)


def test_shadows_whose_union_geos_gets_wrong_hide_all_the_same() -> None:
    """The eye is above the roof of the second; what the others hide is behind that. GEOS 3.14.1 loses 124 m² of it."""
    buildings = [translate(RECTANGLE, 0, 6), translate(COURTYARD, 10, 3), translate(GATE, -2, 2)]
    options: dict[str, Any] = {"hfov_deg": 180.0, "range_m": 31.5, "occlusion": "heights", "eye_height_m": 8.0}
    one = _see((5, 9), buildings[1:2], height_m=[7.4375], **options)
    view = _see((5, 9), [buildings[0], *buildings], height_m=[7.4375] * 4, **options)
    assert view.area == pytest.approx(one.area, abs=1e-6)


def test_pieces_of_wall_are_met_where_sight_ends() -> None:
    walls = scene(shapely.box(10, -5, 12, 5), shapely.box(20, -5, 22, 50), shapely.box(-90, 0, -80, 9))
    met = walls_met([0.0], [0.0], heading_deg=90, hfov_deg=180, range_m=40, walls=walls)
    length = np.hypot(met.ends[:, 2] - met.ends[:, 0], met.ends[:, 3] - met.ends[:, 1])
    assert met.view.tolist() == [0] * len(met.view)
    assert length[met.building == 0].sum() == pytest.approx(10.0)
    far = np.sqrt((40 * np.sqrt(np.radians(6) / np.sin(np.radians(6)))) ** 2 - 20**2)
    assert length[met.building == 1].sum() == pytest.approx(far - 10.0, abs=0.1)
    assert set(met.building.tolist()) == {0, 1}
    on = walls.outlines.polygons()[met.building]
    assert shapely.distance(shapely.linestrings(met.ends.reshape(-1, 2, 2)), shapely.boundary(on)).max() < 1e-9


def test_each_edge_knows_its_building() -> None:
    walls = scene(RECTANGLE, COURTYARD, TRIANGLE)
    assert walls.building_of(np.arange(len(walls.ends))).tolist() == [0] * 4 + [1] * 8 + [2] * 3


def test_many_views_at_once_are_each_as_alone() -> None:
    rng = np.random.default_rng(3)
    buildings = [translate(FORMS[n % 7], 25 * (n % 20), 25 * (n // 20)) for n in range(200)]
    x, y, heading = rng.uniform(-20, 500, 700), rng.uniform(-20, 250, 700), rng.uniform(0, 360, 700)
    walls = scene(*buildings)
    terms: dict[str, Any] = {"hfov_deg": 100.0, "range_m": 60.0}
    together = visible(x, y, heading_deg=heading, walls=walls, **terms)
    assert shapely.is_valid(together).all()
    for n in range(0, 700, 35):
        alone = visible(x[n : n + 1], y[n : n + 1], heading_deg=heading[n], walls=walls, **terms)[0]
        assert alone.equals_exact(together[n], 0.0)


def test_bad_wedges_and_footprints_are_refused() -> None:
    with pytest.raises(BadValue, match="width"):
        _see((0, 0), [RECTANGLE], hfov_deg=0)
    with pytest.raises(BadValue, match="not finite"):
        walls_of(outlines_of(array_of([shapely.Polygon([(0, 0), (1, 0), (1, np.inf)])])))
    with pytest.raises(BadValue, match="heights"):
        scene(RECTANGLE, height_m=[1.0, 2.0])
    with pytest.raises(BadValue, match="roofs"):
        _see((0, 0), [RECTANGLE], roofs=pairs([[0], [0]]))
    with pytest.raises(BadValue, match="target"):
        _see((0, 0), [RECTANGLE], occlusion="heights", target_m=np.nan)


def test_no_views() -> None:
    none: list[float] = []
    assert len(visible(none, none, heading_deg=none, hfov_deg=none, range_m=none, walls=scene(RECTANGLE))) == 0


@pytest.fixture(scope="module")
def helsinki() -> np.ndarray:
    """Footprints of Helsinki's centre in EPSG:3067."""
    extract = Path(__file__).parents[3] / "data" / "boundaries" / "helsinki.osm.pbf"
    return to_metric(
        np.asarray(shapes_of(extract, rows=500, layer="buildings"), dtype=object), pyproj.CRS.from_epsg(3067)
    )


@pytest.fixture(scope="module")
def cgal(shared_data: Path) -> gpd.GeoDataFrame:
    """CGAL's visibility polygons of 163 cameras that stand outside of every footprint, in discs of 60 m."""
    return gpd.read_file(shared_data / "reference" / "visibility_cgal" / "helsinki_r60_epsg3067.gpkg")


def _seen_in_disc(reference: gpd.GeoDataFrame, buildings: np.ndarray) -> np.ndarray:
    """Seen within the reference's disc, which is a polygon of 64 corners on the circle: seen further, then cut."""
    x, y = reference["x"].to_numpy(), reference["y"].to_numpy()
    seen = visible(x, y, heading_deg=0.0, hfov_deg=360.0, range_m=64.0, walls=walls_of(outlines_of(buildings)))
    assert shapely.is_valid(seen).all()
    return np.asarray(shapely.intersection(seen, shapely.buffer(shapely.points(x, y), 60.0, quad_segs=16)))


def test_helsinkis_views_are_cgals(helsinki: np.ndarray, cgal: gpd.GeoDataFrame) -> None:
    """The reference has footprints rounded to 1 cm and its own corners to 1 mm; what remains is that millimetre."""
    rounded = shapely.transform(helsinki, lambda xy: np.round(xy, 2))
    seen, reference = _seen_in_disc(cgal, rounded), cgal.geometry.to_numpy()
    apart = shapely.area(shapely.symmetric_difference(seen, reference)) / cgal["visible_area"].to_numpy()
    off = np.abs(shapely.area(seen) / cgal["visible_area"].to_numpy() - 1)
    assert np.median(off) < 2e-6
    assert off.max() < 2e-5
    assert np.median(apart) < 1e-5
    assert apart.max() < 3e-5


def test_footprints_as_they_are_give_cgals_areas_to_half_a_percent(
    helsinki: np.ndarray, cgal: gpd.GeoDataFrame
) -> None:
    """A centimetre of a near corner moves a shadow by decimetres."""
    off = np.abs(shapely.area(_seen_in_disc(cgal, helsinki)) / cgal["visible_area"].to_numpy() - 1)
    assert np.median(off) < 1e-4
    assert off.max() < 5e-3
