from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from gridmap.demo.city import SCALES
from gridmap.demo.manifest import Manifest
from tests.demo.layers import in_metres, inside, read_layer


def test_buildings_stand_in_blocks_off_streets_and_water_and_off_each_other(district: Manifest) -> None:
    _, buildings = read_layer(district, "buildings")
    _, streets = read_layer(district, "streets")
    _, water = read_layer(district, "water")
    grids, tiles = read_layer(district, "grids")
    houses = in_metres(buildings)
    assert len(houses) == SCALES["district"].buildings
    assert shapely.is_valid(houses).all()
    pairs = shapely.STRtree(houses).query(houses, predicate="intersects")
    assert (pairs[0] == pairs[1]).all()
    _, distance_m = shapely.STRtree(in_metres(streets, buildings)).query_nearest(
        houses, return_distance=True, all_matches=False
    )
    assert distance_m.min() > 5.0
    assert not inside(in_metres(water, buildings), houses).any()
    units = tiles[(grids["kind"] == "unit").to_numpy()]
    assert (np.bincount(shapely.STRtree(units).query(buildings, predicate="within")[0]) == 1).all()


def test_buildings_differ_in_size_height_and_use(district: Manifest) -> None:
    rows, shapes = read_layer(district, "buildings")
    assert set(rows["use"]) == {"dwelling", "other", "unknown"}
    heights = rows["height_m"].astype(float)
    assert heights.min() > 2.5
    assert 60 < heights.max() < 140
    assert np.quantile(shapely.area(in_metres(shapes)), 0.9) > 4 * np.quantile(shapely.area(in_metres(shapes)), 0.1)


def test_borders_of_grids_run_along_streets_or_in_the_river(district: Manifest) -> None:
    grids, tiles = read_layer(district, "grids")
    _, streets = read_layer(district, "streets")
    _, water = read_layer(district, "water")
    units = tiles[(grids["kind"] == "unit").to_numpy()]
    lines = shapely.union_all(shapely.boundary(in_metres(units)))
    near = shapely.union_all(shapely.buffer(in_metres(streets, units), 0.5))
    river = shapely.buffer(shapely.union_all(in_metres(water, units)), 1.0)
    left = shapely.difference(shapely.difference(lines, near), river)
    assert left.length < 0.01 * lines.length


def test_house_numbers_rise_along_each_street_odd_on_the_left(district: Manifest) -> None:
    rows, shapes = read_layer(district, "streets")
    numbers = rows[["number_from_left", "number_to_left", "number_from_right", "number_to_right"]].astype(int)
    assert (numbers[["number_from_left", "number_to_left"]] % 2 == 1).all(axis=None)
    assert (numbers[["number_from_right", "number_to_right"]] % 2 == 0).all(axis=None)
    assert (numbers["number_from_left"] <= numbers["number_to_left"]).all()
    assert set(shapely.get_type_id(shapes)) == {shapely.GeometryType.LINESTRING}
    assert rows["segment_id"].is_unique
    assert rows["class"].nunique() >= 4


def test_addresses_lie_on_their_segment_and_in_its_range(district: Manifest) -> None:
    addresses, points = read_layer(district, "addresses")
    segments, lines = read_layer(district, "streets")
    assert not addresses.duplicated(["street", "number"]).any()
    joined = addresses.reset_index(drop=True).merge(segments, on="segment_id", how="left", validate="many_to_one")
    assert (joined["street"] == joined["name"]).all()
    number = joined["number"].astype(int)
    odd = number % 2 == 1
    low = joined["number_from_left"].where(odd, joined["number_from_right"]).astype(int)
    high = joined["number_to_left"].where(odd, joined["number_to_right"]).astype(int)
    assert number.between(low, high).all()
    row_of = pd.Series(range(len(segments)), index=segments["segment_id"])
    own = in_metres(lines)[row_of[addresses["segment_id"]].to_numpy()]
    assert shapely.distance(in_metres(points, lines), own).max() < 95


def test_yards_lie_beside_dwellings_on_no_house(district: Manifest) -> None:
    _, yards = read_layer(district, "private-ground")
    _, houses = read_layer(district, "buildings")
    shrunk = shapely.buffer(in_metres(yards, houses), -0.4)
    assert len(yards) > 500
    assert not inside(in_metres(houses), shrunk).any()


def test_sensitive_places_say_nothing_but_where(district: Manifest) -> None:
    rows, points = read_layer(district, "sensitive-places")
    assert list(rows.columns) == ["place_id"]
    assert len(points) == SCALES["district"].sensitive


def test_odd_numbers_stand_on_the_left_of_their_segment(district: Manifest) -> None:
    addresses, points = read_layer(district, "addresses")
    segments, lines = read_layer(district, "streets")
    row_of = pd.Series(range(len(segments)), index=segments["segment_id"])
    own = in_metres(lines)[row_of[addresses["segment_id"]].to_numpy()]
    here = in_metres(points, lines)
    left = shapely.buffer(own, 95.0, single_sided=True)
    on_left = shapely.distance(left, here) < shapely.distance(shapely.buffer(own, -95.0, single_sided=True), here)
    odd = addresses["number"].astype(int).to_numpy() % 2 == 1
    # at a segment's very ends both sides are equally near
    assert (on_left == odd).mean() > 0.97
