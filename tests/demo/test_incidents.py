from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import shapely

from gridmap.demo.assets import TRADES
from gridmap.demo.city import FIRST_DAY, LAST_DAY, SCALES, ZONE
from gridmap.demo.incident_mix import ASSET_KINDS, HABITS
from gridmap.demo.manifest import Manifest
from gridmap.grids.rules.assign import assign, grid_lookup
from gridmap.service.rules.category import categories
from gridmap.service.rules.place import bring_to_segments, segment_index
from tests.demo.layers import in_metres, inside, read_layer

STEPS = ["reported_at", "accepted_at", "assigned_at", "answered_at", "verified_at", "closed_at"]


@pytest.fixture(scope="module")
def incidents(district: Manifest) -> tuple[pd.DataFrame, np.ndarray]:
    return read_layer(district, "incidents")


def test_the_mix_knows_every_category_and_no_other() -> None:
    assert set(HABITS) == set(categories())
    assert {h.on for h in HABITS.values()} <= {"", *ASSET_KINDS}
    assert {code[:3] for code in HABITS} == set(TRADES)


def test_all_incidents_are_there_once_in_the_year(incidents: tuple[pd.DataFrame, np.ndarray]) -> None:
    rows, _ = incidents
    assert len(rows) == SCALES["district"].incidents
    assert rows["source_id"].is_unique
    assert set(rows["label"]) == set(categories())
    days = rows["reported_at"].dt.tz_convert(ZONE).dt.date
    assert days.min() >= FIRST_DAY
    assert days.max() <= LAST_DAY
    assert rows["reported_at"].is_monotonic_increasing


def test_steps_follow_each_other_and_states_follow_steps(incidents: tuple[pd.DataFrame, np.ndarray]) -> None:
    rows, _ = incidents
    for earlier, later in pairwise(STEPS):
        both = rows[[earlier, later]].dropna()
        assert (both[earlier] <= both[later]).all()
    closed = rows["status"] == "closed"
    assert rows.loc[closed, "closed_at"].notna().all()
    assert closed.mean() > 0.85
    assert rows.loc[rows["status"] == "refused", "assigned_at"].isna().all()
    assert rows.loc[rows["status"] == "verified", "verified_at"].notna().all()
    # the end of the year cuts loops off: some are open
    assert (rows["status"] == "assigned").sum() > 50
    late = (rows["answered_at"] > rows["due_at"])[rows["answered_at"].notna()].mean()
    assert 0.03 < late < 0.35


def test_snow_is_reported_in_winter_and_ponds_in_the_rains(incidents: tuple[pd.DataFrame, np.ndarray]) -> None:
    rows, _ = incidents
    month = rows["reported_at"].dt.tz_convert(ZONE).dt.month
    assert month[rows["label"] == "HAZ-SNOW"].isin([11, 12, 1, 2, 3]).all()
    assert month[rows["label"] == "HAZ-POND"].isin([6, 7, 8, 9]).mean() > 0.7
    hour = rows["reported_at"].dt.tz_convert(ZONE).dt.hour
    assert (hour[rows["found_by"] == "patrol"].between(5, 21)).all()


def test_about_one_in_fifty_lies_outside_all_grids(
    district: Manifest, incidents: tuple[pd.DataFrame, np.ndarray]
) -> None:
    _, points = incidents
    _, tiles = read_layer(district, "grids")
    placed = points[~shapely.is_missing(points)]
    assert 0.015 < 1 - inside(tiles, placed).mean() < 0.03
    assert 0.004 < shapely.is_missing(points).mean() < 0.013


def test_some_assets_fail_again_and_again(incidents: tuple[pd.DataFrame, np.ndarray]) -> None:
    rows, _ = incidents
    lamps = rows.loc[rows["label"] == "LGT-OUT", "asset_id"].dropna()
    each = lamps.value_counts()
    assert each.iloc[: len(each) // 10].sum() > 0.25 * each.sum()


def test_hot_spots_of_the_manifest_are_hot(district: Manifest, incidents: tuple[pd.DataFrame, np.ndarray]) -> None:
    rows, points = incidents
    metres = in_metres(points)
    _, tiles = read_layer(district, "grids")
    whole_m2 = shapely.area(shapely.union_all(in_metres(tiles, points)))
    for spot in district.hot_spots:
        here = in_metres(np.array([shapely.Point(spot.lon, spot.lat)]), points)[0]
        own = metres[rows["label"].str.startswith(spot.trade).to_numpy()]
        share = (shapely.distance(own, here) < 100).mean()
        assert share > 4 * np.pi * 100**2 / whole_m2, spot


def test_bringing_a_point_to_its_street_keeps_its_grid(
    district: Manifest, incidents: tuple[pd.DataFrame, np.ndarray]
) -> None:
    _, points = incidents
    grids, tiles = read_layer(district, "grids")
    _, lines = read_layer(district, "streets")
    unit = (grids["kind"] == "unit").to_numpy()
    lookup = grid_lookup(tiles[unit], list(grids.loc[unit, "code"]))
    there = points[~shapely.is_missing(points)]
    lon, lat = shapely.get_x(there), shapely.get_y(there)

    def grid_at(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return assign(lookup, x, y).astype(np.int64)

    before = grid_at(lon, lat)
    index = segment_index(lines, shapely.length(in_metres(lines)))
    stored = bring_to_segments(index, lon, lat, in_grid=grid_at, grid=before)
    after = grid_at(stored.lon, stored.lat)
    assert (after == before).mean() > 0.99


def test_units_are_organisations_of_a_county_or_more(district: Manifest) -> None:
    units, _ = read_layer(district, "units")
    assert set(units["role"]) == {"intake", "centre", "handler", "verifier"}
    assert units["area"].str.len().max() == 6
    rows, _ = read_layer(district, "incidents")
    for name in ("unit", "handler_unit", "verifier_unit"):
        assert set(rows[name].dropna()) <= set(units["unit_id"])
    assert not (rows["handler_unit"] == rows["verifier_unit"]).any()


def test_assets_and_segments_of_incidents_exist(district: Manifest) -> None:
    rows, _ = read_layer(district, "incidents")
    assets, _ = read_layer(district, "assets")
    streets, _ = read_layer(district, "streets")
    assert set(rows["asset_id"].dropna()) <= set(assets["asset_id"])
    assert set(rows["segment_id"].dropna()) <= set(streets["segment_id"])
    assert set(assets["segment_id"]) <= set(streets["segment_id"])
    assert set(assets["kind"]) == set(ASSET_KINDS)
