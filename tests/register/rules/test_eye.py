"""Eyes of cameras on walls and roofs: never in a building, never blind by accident."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.errors import BadValue
from gridmap.register.rules.eye import Eyes, EyeState, place_eyes
from gridmap.register.rules.sightline import visible
from tests.register.rules.sight import scene
from tests.register.rules.test_sightline import BUILDINGS

HOUSE = shapely.box(0, 0, 20, 10)
NEIGHBOUR = shapely.box(20, 0, 40, 10)
COURT = shapely.box(0, 0, 30, 30) - shapely.box(10, 10, 20, 20)


def _eyes(
    x_m: float,
    y_m: float,
    *buildings: shapely.Geometry,
    heading_deg: float = 0.0,
    hfov_deg: float = 90.0,
    mount: str | None = "wall",
) -> Eyes:
    walls = scene(*buildings)
    return place_eyes([x_m], [y_m], heading_deg=heading_deg, hfov_deg=hfov_deg, mount=[mount], walls=walls)


def _is_closed_off(roofs: list[shapely.Polygon], buildings: list[shapely.Polygon]) -> bool:
    """Another building touches a roof."""
    others = [b for b in buildings if not any(b is roof for roof in roofs)]
    return any(roof.distance(other) < 1e-6 for roof in roofs for other in others)


@settings(deadline=None, max_examples=300)
@given(
    st.floats(-16, 16),
    st.floats(-16, 16),
    BUILDINGS,
    st.floats(0, 360),
    st.sampled_from([30.0, 90.0, 360.0]),
    st.sampled_from(["wall", "pole", None, "roof"]),
)
def test_a_known_eye_is_never_blind(
    x: float, y: float, buildings: list[shapely.Polygon], heading: float, hfov: float, mount: str | None
) -> None:
    walls = scene(*buildings)
    eyes = place_eyes([x], [y], heading_deg=heading, hfov_deg=hfov, mount=[mount], walls=walls)
    view = visible(eyes.x_m, eyes.y_m, heading_deg=heading, hfov_deg=hfov, range_m=60, walls=walls, roofs=eyes.roofs)[0]
    if eyes.is_known()[0]:
        roofs = [buildings[row] for row in eyes.roofs.row]
        assert view.area > 1e-6 or _is_closed_off(roofs, buildings)
    else:
        assert (eyes.x_m[0], eyes.y_m[0]) == (x, y)
        assert eyes.issues[0].code == eyes.state[0]
        assert min(b.distance(shapely.Point(x, y)) for b in buildings) < 0.05


@settings(deadline=None, max_examples=300)
@given(st.floats(-16, 16), st.floats(-16, 16), BUILDINGS, st.floats(0, 360), st.sampled_from([30.0, 90.0, 360.0]))
def test_a_moved_eye_hangs_in_front_of_a_wall_and_in_no_building(
    x: float, y: float, buildings: list[shapely.Polygon], heading: float, hfov: float
) -> None:
    eyes = place_eyes([x], [y], heading_deg=heading, hfov_deg=hfov, mount=[None], walls=scene(*buildings))
    stated, eye = shapely.Point(x, y), shapely.Point(eyes.x_m[0], eyes.y_m[0])
    away = min((b.distance(stated) for b in buildings), default=np.inf)
    if eyes.state[0] is EyeState.ON_WALL:
        assert 0.045 < min(b.distance(eye) for b in buildings) < 0.0751
        assert away <= 1.0
        assert eye.distance(stated) <= (3.051 if away < 0.05 else 1.001)
    elif eyes.state[0] is EyeState.AS_STATED:
        assert eye == stated
        assert away >= 0.05


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        (0, (2.5, 10.05)),
        (45, (2.5, 10.05)),
        (270, (-0.05, 8.0)),
        (225, (-0.05, 8.0)),
        (180, (-0.05, 8.0)),  # the wall that faces south is 8 m away, and half of the view leaves the west wall
    ],
)
@pytest.mark.parametrize("mount", ["wall", "pole", None])
def test_an_eye_inside_comes_to_the_wall_on_the_side_of_its_heading(
    heading: float, expected: tuple[float, float], mount: str | None
) -> None:
    eyes = _eyes(2.5, 8.0, HOUSE, heading_deg=heading, mount=mount)
    assert eyes.state[0] is EyeState.ON_WALL
    assert (eyes.x_m[0], eyes.y_m[0]) == pytest.approx(expected)


def test_an_eye_just_outside_comes_to_the_wall() -> None:
    eyes = _eyes(5.0, 10.8, HOUSE, heading_deg=30.0)
    assert (eyes.x_m[0], eyes.y_m[0]) == pytest.approx((5.0, 10.05))


@pytest.mark.parametrize("heading", [100.0, 180.0, 260.0])
def test_an_eye_outside_that_looks_at_the_wall_stays(heading: float) -> None:
    eyes = _eyes(5.0, 10.8, HOUSE, heading_deg=heading)
    assert eyes.state[0] is EyeState.AS_STATED
    assert (eyes.x_m[0], eyes.y_m[0]) == (5.0, 10.8)


def test_an_eye_further_than_a_metre_from_all_walls_stays() -> None:
    assert _eyes(5.0, 11.01, HOUSE).state[0] is EyeState.AS_STATED
    assert _eyes(5.0, 5.0).state[0] is EyeState.AS_STATED


def test_an_eye_deep_inside_leaves_the_view_unknown() -> None:
    eyes = _eyes(10.0, 5.0, HOUSE)
    assert eyes.state[0] is EyeState.DEEP_IN_BUILDING
    assert not eyes.is_known()[0]
    assert eyes.issues[0].depth_m == pytest.approx(5.0)
    assert "5.0 m inside" in eyes.issues[0].message
    assert "more than 6 m" in _eyes(50.0, 50.0, shapely.box(0, 0, 100, 100)).issues[0].message


def test_three_metres_is_a_wall_and_more_is_deep() -> None:
    assert _eyes(10.0, 7.001, shapely.box(0, 0, 20, 10)).state[0] is EyeState.ON_WALL
    assert _eyes(10.0, 6.99, shapely.box(0, 0, 20, 10)).state[0] is EyeState.DEEP_IN_BUILDING


def test_an_eye_that_looks_into_its_building_leaves_the_view_unknown() -> None:
    eyes = _eyes(10.0, 9.0, HOUSE, heading_deg=180.0, hfov_deg=60.0)
    assert eyes.state[0] is EyeState.FACES_BUILDING
    assert "looks into it" in eyes.issues[0].message


def test_an_eye_that_looks_along_its_wall_keeps_what_leaves_it() -> None:
    eyes = _eyes(10.0, 9.9, HOUSE, heading_deg=93.0, hfov_deg=60.0)
    assert (eyes.x_m[0], eyes.y_m[0]) == pytest.approx((10.0, 10.05))


def test_an_eye_beside_a_party_wall_does_not_come_into_the_neighbour() -> None:
    """0.5 m from the party wall in the east, 2 m from the street in the north."""
    eyes = _eyes(19.5, 8.0, HOUSE, NEIGHBOUR, heading_deg=80.0)
    assert (eyes.x_m[0], eyes.y_m[0]) == pytest.approx((19.5, 10.05))


@pytest.mark.parametrize("gap_m", [0.0, 0.01, 0.09])
def test_a_gap_too_narrow_for_a_camera_is_a_party_wall(gap_m: float) -> None:
    eyes = _eyes(19.5, 8.0, HOUSE, shapely.box(20 + gap_m, 0, 40, 10), heading_deg=80.0)
    assert eyes.y_m[0] == pytest.approx(10.05)


def test_where_the_party_wall_ends_the_rest_of_it_is_an_outer_wall() -> None:
    eyes = _eyes(19.5, 6.0, HOUSE, shapely.box(20, 0, 40, 5), heading_deg=90.0)
    assert (eyes.x_m[0], eyes.y_m[0]) == pytest.approx((20.05, 6.0))


def test_walls_of_a_courtyard_are_outer_walls() -> None:
    eyes = _eyes(15.0, 8.0, COURT, heading_deg=0.0)
    assert (eyes.x_m[0], eyes.y_m[0]) == pytest.approx((15.0, 10.05))


@pytest.mark.parametrize("heading", [np.nan, 0.0])
def test_a_camera_that_looks_all_round_takes_the_nearest_wall(heading: float) -> None:
    eyes = _eyes(1.0, 8.0, HOUSE, heading_deg=heading, hfov_deg=360.0)
    assert (eyes.x_m[0], eyes.y_m[0]) == pytest.approx((-0.05, 8.0))
    unknown = _eyes(1.0, 8.0, HOUSE, heading_deg=np.nan, hfov_deg=np.nan)
    assert (unknown.x_m[0], unknown.y_m[0]) == pytest.approx((-0.05, 8.0))


def test_a_camera_on_a_roof_stays_and_its_building_does_not_block() -> None:
    eyes = _eyes(10.0, 5.0, NEIGHBOUR, HOUSE, mount="roof")
    assert eyes.state[0] is EyeState.ON_ROOF
    assert (eyes.x_m[0], eyes.y_m[0]) == (10.0, 5.0)
    assert eyes.roofs.row.tolist() == [1]
    assert eyes.roofs.first.tolist() == [0, 1]


def test_a_neighbour_that_touches_the_roof_blocks_from_its_wall_on() -> None:
    walls = scene(HOUSE, NEIGHBOUR)
    eyes = place_eyes([10.0], [5.0], heading_deg=90.0, hfov_deg=360.0, mount="roof", walls=walls)
    view = visible(eyes.x_m, eyes.y_m, heading_deg=90, hfov_deg=360, range_m=60, walls=walls, roofs=eyes.roofs)
    assert not view[0].is_empty
    ahead = visible(eyes.x_m, eyes.y_m, heading_deg=90, hfov_deg=40, range_m=60, walls=walls, roofs=eyes.roofs)
    assert ahead[0].is_empty


def test_a_camera_on_two_footprints_has_both_for_its_roof() -> None:
    eyes = _eyes(10.0, 5.0, HOUSE, shapely.box(8, 3, 12, 7), mount="roof")
    assert sorted(eyes.roofs.row.tolist()) == [0, 1]


def test_a_roof_that_was_missed_by_less_than_a_metre_is_the_nearest_one() -> None:
    assert _eyes(10.0, 10.9, HOUSE, mount="roof").roofs.row.tolist() == [0]
    far = _eyes(10.0, 11.1, HOUSE, mount="roof")
    assert far.state[0] is EyeState.AS_STATED
    assert far.roofs.row.tolist() == []


def test_many_cameras_are_each_as_alone() -> None:
    rng = np.random.default_rng(5)
    walls = scene(HOUSE, NEIGHBOUR, COURT)
    x, y, heading = rng.uniform(-2, 42, 60), rng.uniform(-2, 32, 60), rng.uniform(0, 360, 60)
    together = place_eyes(x, y, heading_deg=heading, hfov_deg=80.0, mount="wall", walls=walls)
    for n in range(60):
        alone = place_eyes(x[n : n + 1], y[n : n + 1], heading_deg=heading[n], hfov_deg=80.0, mount="wall", walls=walls)
        assert (alone.x_m[0], alone.y_m[0], alone.state[0]) == (together.x_m[n], together.y_m[n], together.state[n])
    assert [issue.row for issue in together.issues] == np.flatnonzero(~together.is_known()).tolist()


def test_no_cameras_and_bad_positions() -> None:
    none = place_eyes([], [], heading_deg=[], hfov_deg=[], mount=[], walls=scene(HOUSE))
    assert len(none.state) == 0
    with pytest.raises(BadValue, match="position"):
        _eyes(np.nan, 0.0, HOUSE)
