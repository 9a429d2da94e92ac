"""Before and after on three cameras: what only takes away never rises, and what would rise is told by camera, band and measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from gridmap.errors import BadValue
from gridmap.register.rules.proportion_run import Town
from gridmap.register.rules.scenario import Mask, changes_of
from gridmap.register.rules.scenario_change import Changed, change_cameras
from gridmap.register.rules.scenario_run import Outcome, compare
from gridmap.register.rules.scenario_town import before_and_after, changed_cameras
from tests.register.rules.test_proportion_run import METRIC, X, Y, camera, shapes, town
from tests.register.rules.test_scenario import DAY, SQUARE, made


def _masks(masks: Sequence[tuple[int, shapely.Geometry]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"camera_row_id": np.array([row for row, _ in masks], dtype=np.int64), "follows_ptz": np.zeros(len(masks), dtype=bool)},
        geometry=shapes(*(mask for _, mask in masks)), crs=METRIC,
    )  # fmt: skip


def judged(
    before: Town,
    *changes: dict[str, Any],
    masks: Sequence[tuple[int, shapely.Geometry]] = (),
    after: Town | None = None,
) -> Outcome:
    """Changes of K1 … on that town; new buildings come with `after`."""
    named = {change["camera"] for change in changes}
    given = {key: made(heading_deg=0.0, hfov_deg=90.0)["K1"] for key in named}
    changed: tuple[Changed, ...] = change_cameras(given, changes_of(list(changes)) if changes else (), day=DAY)
    new = replace(after or before, cameras=changed_cameras(before.cameras, changed))
    built = shapes() if after is None else shapes(shapely.box(X - 20, Y + 15, X + 20, Y + 25))
    return compare(before_and_after(before, new, changed, buildings=built, masks=_masks(masks)), changed)


def three() -> Town:
    return town(*(camera(row, x, height_px=1080.0) for row, x in ((1, 0.0), (2, 5.0), (3, 90.0))))


def _value(outcome: Outcome, row: int, measure: str, px_per_m: float = 25.0) -> tuple[float, float]:
    rows = outcome.cameras
    found = rows[rows["camera_row_id"].eq(row) & rows["measure"].eq(measure) & rows["px_per_m"].eq(px_per_m)]
    before, after = found[["before", "after"]].to_numpy()[0]
    return float(before), float(after)


def test_a_removed_camera_sees_nothing_and_its_neighbour_overlaps_less() -> None:
    outcome = judged(three(), {"change": "remove", "camera": "K2"})
    assert outcome.rises == ()
    assert _value(outcome, 2, "view_m2")[1] == 0.0
    before, after = _value(outcome, 1, "overlap_m2")
    assert before > 100
    assert after == 0.0
    assert set(outcome.cameras["camera_row_id"]) == {1, 2}, "K3 is out of reach"
    assert outcome.fits[outcome.fits["camera_row_id"].eq(2)][["before", "after"]].to_numpy()[0, 1] == 0.0
    grids = outcome.grids[outcome.grids["measure"].eq("cameras") & outcome.grids["px_per_m"].eq(25.0)]
    assert grids[["before", "after"]].to_numpy().tolist() == [[3.0, 2.0]], "K3 counts in the grid as before"


def test_less_is_less_by_exactly_what_the_crop_takes() -> None:
    outcome = judged(three(), {"change": "narrow", "camera": "K3", "hfov_deg": 45})
    assert outcome.rises == ()
    before, after = _value(outcome, 3, "view_m2")
    # the flat chord: d² tan(H/2), with the walls far away from K3
    assert after / before == pytest.approx(np.tan(np.radians(22.5)), rel=2e-3)


CUTS = st.one_of(
    st.builds(
        lambda angle, side: {"change": "narrow", "hfov_deg": angle, "side": side},
        st.floats(5, 89.9), st.sampled_from(["left", "right", "both"]),
    ),
    st.builds(lambda pixels: {"change": "lower_resolution", "width_px": pixels}, st.integers(20, 1919)),
    st.just({"change": "mask", "polygon": SQUARE}),
    st.just({"change": "remove"}),
)  # fmt: skip


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@example([("K2", {"change": "narrow", "hfov_deg": 72.7, "side": "left"})], 0.0, 0.0)
@given(st.lists(st.tuples(st.sampled_from(["K1", "K2", "K3"]), CUTS), min_size=1, max_size=3, unique_by=lambda pair: pair[0]),
       st.floats(-30, 30), st.floats(0, 40))  # fmt: skip
def test_what_only_takes_away_is_never_refused(cuts: list[tuple[str, dict[str, Any]]], x: float, y: float) -> None:
    rows = [{**cut, "camera": key} for key, cut in cuts]
    masks = [
        (int(row["camera"][1:]), shapely.box(X + x, Y + y, X + x + 9, Y + y + 9))
        for row in rows
        if row["change"] == Mask.word
    ]
    outcome = judged(three(), *rows, masks=masks)
    assert outcome.rises == ()
    falls = outcome.together.dropna()
    assert (falls["after"] <= falls["before"] * 1.001 + 0.1).all()


def test_a_turn_towards_a_home_is_refused_with_its_figures() -> None:
    before = town(camera(1, 30.0, heading_deg=90.0))
    outcome = judged(before, {"change": "turn", "camera": "K1", "heading_deg": 330})
    told = {(rise.camera_id, rise.px_per_m, rise.measure) for rise in outcome.rises}
    assert ("K1", 25.0, "dwelling_wall_m") in told
    assert ("", 25.0, "dwelling_wall_m") in told
    wall = next(rise for rise in outcome.rises if rise.measure == "dwelling_wall_m")
    assert (wall.before, wall.after > 5) == (0.0, True)


def test_a_turn_to_ground_that_nobody_saw_raises_what_all_see_together() -> None:
    before = town(camera(1, 0.0), camera(2, 0.5))
    outcome = judged(
        before,
        {"change": "turn", "camera": "K2", "heading_deg": 180},
        {"change": "narrow", "camera": "K2", "hfov_deg": 60},
    )
    rises = {(rise.camera_id, rise.measure) for rise in outcome.rises}
    assert ("", "view_m2") in rises
    assert ("K2", "view_m2") not in rises, "its own view is smaller"


def test_a_turn_that_reaches_a_sensitive_place_is_refused() -> None:
    before = town(camera(1, 60.0, heading_deg=90.0))
    before = replace(before, ground=replace(before.ground, places=shapes(shapely.box(X + 55, Y - 12, X + 65, Y - 10))))
    outcome = judged(before, {"change": "turn", "camera": "K1", "heading_deg": 180})
    assert next((r.camera_id, r.measure, r.before, r.after) for r in outcome.rises if r.measure == "sensitive_places") == (
        "K1", "sensitive_places", 0.0, 1.0,
    )  # fmt: skip


def test_a_view_that_would_be_unknown_is_no_lessening() -> None:
    before = three()

    def lost(free: gpd.GeoDataFrame) -> np.ndarray:
        hidden = before.hide(free)
        hidden[free.index.get_indexer([1])] = None
        return hidden

    with pytest.raises(BadValue, match="camera 'K1' sees could not be known"):
        judged(before, after=replace(before, hide=lost))


def test_a_new_building_hides_and_its_homes_count() -> None:
    before, wall = three(), shapely.box(X - 20, Y + 15, X + 20, Y + 25)
    after = replace(before, hide=lambda free: shapely.difference(before.hide(free), wall))
    outcome = judged(before, after=after)
    assert outcome.rises == ()
    was, now = _value(outcome, 1, "view_m2")
    assert was - now > 200
    assert _value(outcome, 2, "view_m2")[1] < _value(outcome, 2, "view_m2")[0], "nobody named it, and it is told"


def test_masks_are_cut_from_the_certain_view_too() -> None:
    outcome = judged(
        three(),
        {"change": "mask", "camera": "K1", "polygon": SQUARE},
        masks=[(1, shapely.box(X - 9, Y + 9, X + 9, Y + 21))],
    )
    for measure in ("view_m2", "serving_m2"):
        before, after = _value(outcome, 1, measure)
        assert before - after > 150, measure
    assert outcome.fits[outcome.fits["camera_row_id"].eq(1)]["after"].min() < 0.2
