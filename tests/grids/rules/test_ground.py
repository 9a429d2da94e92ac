"""Reading streets, buildings, addresses and water; junctions."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gridmap.grids.rules.address import read_addresses
from gridmap.grids.rules.building import read_buildings
from gridmap.grids.rules.crs import WGS84, metric_crs_of, to_degrees
from gridmap.grids.rules.field import match_headers
from gridmap.grids.rules.street import FIELDS, junctions_of, read_streets
from gridmap.grids.rules.water import read_water
from tests.builders import AWKWARD, rows, shapes, squares


def _lines(*metres: list[tuple[float, float]]) -> list[shapely.LineString]:
    """Lines in metres east and north of a point in Beijing, as degrees."""
    crs = metric_crs_of(shapes(shapely.Point(116.9, 39.9)))
    east, north = 491_000.0, 4_418_000.0
    return list(
        to_degrees(shapes(*[shapely.LineString([(east + x, north + y) for x, y in line]) for line in metres]), crs)
    )


def _streets(names: list[str | None], *metres: list[tuple[float, float]]) -> gpd.GeoDataFrame:
    ids = [str(n) for n in range(len(names))]
    return gpd.GeoDataFrame({"segment_id": ids, "name": names}, geometry=_lines(*metres), crs="EPSG:4326")


def test_street_has_its_geodesic_length_and_ranges() -> None:
    frame = rows(segment_id=["7"], name=["A"], number_from_left=["0"], number_to_right=["4998.0"])
    read = read_streets(frame, shapes(*_lines([(0, 0), (300, 400)])), datum=WGS84)
    assert read.issues == ()
    assert read.frame["length_m"].iloc[0] == pytest.approx(500, abs=0.1)
    assert pd.isna(read.frame["number_from_left"].iloc[0])  # 0 stands for none
    assert read.frame["number_to_right"].iloc[0] == 4998


def test_junction_of_two_names_at_their_crossing() -> None:
    found = junctions_of(_streets(["B", "A"], [(0, 0), (200, 0)], [(100, -100), (100, 100)]))
    assert found["junction_id"].tolist() == ["A / B #1"]
    assert found["name"].tolist() == ["A / B"]
    assert found.crs.to_epsg() == 4326


def test_one_name_and_nameless_streets_make_no_junction() -> None:
    assert junctions_of(_streets(["A", "A", None], [(0, 0), (9, 0)], [(9, 0), (9, 9)], [(0, 0), (0, 9)])).empty
    assert junctions_of(_streets([None], [(0, 0), (9, 0)])).empty


def test_crossings_within_thirty_metres_are_one_junction_and_farther_ones_two() -> None:
    dual: list[list[tuple[float, float]]] = [[(0, y), (300, y)] for y in (0, 12)]
    found = junctions_of(_streets(["A", "A", "B", "B"], *dual, [(100, -50), (100, 50)], [(200, -50), (200, 50)]))
    assert found["junction_id"].tolist() == ["A / B #1", "A / B #2"]
    west, east = found.geometry
    assert west.x < east.x


def test_three_streets_at_one_corner_are_three_pairs() -> None:
    found = junctions_of(_streets(["A", "B", "C"], [(0, 0), (50, 0)], [(0, 0), (0, 50)], [(0, 0), (-50, -50)]))
    assert found["name"].tolist() == ["A / B", "A / C", "B / C"]


@pytest.mark.parametrize(
    ("word", "use"),
    [("apartments", "dwelling"), ("住宅", "dwelling"), ("yes", "unknown"), (None, "unknown"), ("warehouse", "other")],
)
def test_use_of_a_building(word: str | None, use: str) -> None:
    read = read_buildings(rows(building_id=["1"], use=[word]), squares(1, 1), datum=WGS84)
    assert read.frame["use"].tolist() == [use]


def test_building_height_is_checked_and_zero_is_unknown() -> None:
    read = read_buildings(rows(building_id=["1", "2", "3"], height_m=["0", "12,5", "9"]), squares(3, 1), datum=WGS84)
    assert [(i.line, i.field) for i in read.issues] == [(3, "height_m")]
    assert read.frame["height_m"].isna().tolist() == [True, False]


def test_address_needs_a_position_and_its_words() -> None:
    frame = rows(
        address_id=["1", "2", "3"],
        street=["A", "A", ""],
        number="1 bis",
        lon=["116.9", "", "116.9"],
        lat=["39.9", "", "39.9"],
    )
    read = read_addresses(frame, None, datum=WGS84)
    assert [(i.line, i.code) for i in read.issues] == [(3, "no-position"), (4, "missing-value")]
    assert read.frame["number"].tolist() == ["1 bis"]
    assert read.geometry is not None
    assert shapely.get_x(read.geometry).tolist() == [116.9]


def test_water_is_polygons() -> None:
    read = read_water(
        rows(water_id=["1", "2"], name=["湖", None]), shapes(AWKWARD["hole"], AWKWARD["point"]), datum=WGS84
    )
    assert read.frame["name"].tolist() == ["湖"]
    assert [i.code for i in read.issues] == ["wrong-geometry"]


def test_baltimore_streets(shared_data: Path) -> None:
    raw = pd.read_csv(shared_data / "baltimore" / "streets_48473.csv.gz", dtype=str)
    match = match_headers(list(raw.columns), FIELDS)
    frame = raw[list(match.columns.values())].rename(columns={c: n for n, c in match.columns.items()})
    read = read_streets(frame, None, datum=WGS84)
    assert len(read.frame) == 48_445  # 20 have no length, 8 are in parts that do not join
    stated = raw.loc[read.frame.index, "length_m"].astype(float)
    assert (read.frame["length_m"] - stated).abs().max() < 0.8
    paved = read.frame.loc[read.frame["class"] == "Paved Road", "length_m"].sum() / 1000
    assert paved == pytest.approx(2654, abs=2)
