"""Layers packed into a written map."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridmap.errors import BadValue, WrongCrs
from gridmap.maps.layer_data import layer_data, pack, pack_column, pack_rings
from tests.maps.toy_city import toy_city

AWKWARD = (
    shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (2, 1), (2, 2), (1, 2)]]),
    shapely.MultiPolygon([shapely.box(5, 0, 6, 1), shapely.box(7, 0, 8, 1)]),
    shapely.Polygon([(-1e-6, 0), (1e-6, 0), (0, 1)]),
    shapely.LineString([(0, 0), (1, 1), (2, 0)]),
    shapely.MultiLineString([[(0, 0), (1, 0)], [(0, 1), (1, 1), (1, 2)]]),
)


def unpack_rings(packed: dict[str, Any]) -> list[list[list[tuple[float, float]]]]:
    """The reading of sheet-data.js, in Python: rings of each feature in degrees."""
    points = np.cumsum(np.asarray(packed["xy"]).reshape(-1, 2), axis=0) / 1e6
    rings = np.split(points, np.cumsum(packed["rings"])[:-1]) if packed["rings"] else []
    ends = np.cumsum(packed["parts"])
    return [
        [[tuple(p) for p in ring] for ring in rings[end - count : end]]
        for end, count in zip(ends, packed["parts"], strict=True)
    ]


def test_rings_of_awkward_shapes_read_back() -> None:
    read = unpack_rings(pack_rings(np.array(AWKWARD, dtype=object)))
    assert [len(rings) for rings in read] == [2, 2, 1, 1, 2]
    assert read[0][1] == [(1, 1), (2, 1), (2, 2), (1, 2)]
    assert read[3] == [[(0, 0), (1, 1), (2, 0)]]
    assert read[4][1] == [(0, 1), (1, 1), (1, 2)]


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-85, 85)), min_size=1, max_size=40))
def test_points_read_back_to_a_decimetre(points: list[tuple[float, float]]) -> None:
    frame = gpd.GeoDataFrame({"category": "x"}, geometry=shapely.points(points), crs=4326, index=range(len(points)))
    packed = pack(layer_data("incidents", frame))
    xy: Any = packed["xy"]
    read = np.cumsum(np.asarray(xy).reshape(-1, 2), axis=0).tolist()
    assert sorted(read) == sorted(np.round(np.array(points) * 1e6).astype(int).tolist())


def rough(grids: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The same tiling with ragged edges, still shared, and each ring begun elsewhere."""
    fine = shapely.segmentize(grids.geometry.to_numpy(), 1e-4)
    ragged = shapely.transform(fine, lambda xy: np.round(xy, 8) + 3e-5 * np.sin(np.round(xy, 8) * 7e5))
    rings = [np.array(shape.exterior.coords)[:-1] for shape in ragged]
    turned = [shapely.Polygon(np.roll(ring, 7 * row, axis=0)) for row, ring in enumerate(rings)]
    return gpd.GeoDataFrame(grids.drop(columns="geometry"), geometry=turned, crs=4326)


def test_neighbouring_grids_are_simplified_without_cracks() -> None:
    grids = rough(toy_city(6, cameras=5, buildings_per_grid=0, incidents=0)["grids"])
    assert shapely.coverage_is_valid(grids.geometry.to_numpy())
    packed = pack(layer_data("grids", grids))
    read = [shapely.Polygon(rings[0]) for rings in unpack_rings(packed)]
    assert shapely.get_num_coordinates(read).sum() < 0.9 * shapely.get_num_coordinates(grids.geometry).sum()
    assert shapely.coverage_is_valid(np.array(read, dtype=object))
    assert shapely.union_all(read).area == pytest.approx(grids.union_all().area, rel=1e-3)
    assert len(shapely.get_parts(shapely.union_all(read))) == 1


def test_areas_of_several_levels_are_simplified_level_by_level() -> None:
    areas = toy_city(10, cameras=5, buildings_per_grid=0, incidents=0)["areas"]
    packed = pack(layer_data("areas", areas))
    read = np.array([shapely.Polygon(rings[0]) for rings in unpack_rings(packed)], dtype=object)
    assert shapely.coverage_is_valid(read[1:])
    labels: Any = packed["labels"]
    names = shapely.points(np.asarray(labels).reshape(-1, 2) / 1e6)
    assert shapely.contains(areas.geometry.to_numpy(), names).all()


def test_only_the_tiles_properties_are_taken() -> None:
    cameras = toy_city(2, cameras=4, buildings_per_grid=0, incidents=0)["cameras"].assign(
        stream="rtsp://x", contact="someone"
    )
    assert set(layer_data("cameras", cameras).columns) == {
        "camera_id",
        "name",
        "kind",
        "purpose",
        "status",
        "optics",
        "heading_deg",
    }


def test_findings_keep_their_exact_shape_and_have_a_mark_inside_however_thin_they_are() -> None:
    """A sliver of 20 cm with a bend of 10 cm, a bow tie, a point: what a tiling audit finds."""
    shapes = [
        shapely.Polygon([(117, 39), (117.0005, 39.000001), (117.001, 39), (117.001, 39.000002), (117, 39.000002)]),
        shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]),
        shapely.Point(5, 6),
        AWKWARD[1],
    ]
    columns = {"check": "gap-sliver", "codes": "1, 2", "area_m2": 0.02, "width_m": 0.0204, "note": "left behind"}
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=4326, index=range(4))
    packed: Any = pack(layer_data("tiling", frame))
    assert (packed["shape"], packed["rows"]) == ("marked", 4)
    assert set(packed["columns"]) == {"check", "codes", "area_m2", "width_m"}
    marks = shapely.points(np.asarray(packed["labels"]).reshape(-1, 2) / 1e6)
    assert (shapely.distance(marks, shapely.make_valid(np.array(shapes, dtype=object))) < 2e-6).all()
    assert [len(rings) for rings in unpack_rings(packed)] == [1, 1, 1, 2]
    assert unpack_rings(packed)[2] == [[(5, 6)]]
    assert len(unpack_rings(packed)[0][0]) == 5, "the bend is smaller than what other layers are simplified by"


def test_audit_that_found_nothing_packs() -> None:
    frame = gpd.GeoDataFrame({"check": [], "codes": []}, geometry=[], crs=4326)
    packed: Any = pack(layer_data("tiling", frame))
    assert (packed["rows"], packed["labels"]) == (0, [])


def test_missing_share_stays_missing_and_zero_stays_zero() -> None:
    assert pack_column("share", pd.Series([0.0, np.nan, 0.12345])) == [0, None, 0.1234]


def test_repeated_words_become_places_and_lists_are_joined() -> None:
    assert pack_column("state", pd.Series(["a", "b", "a", None, "a", "b"])) == {
        "words": ["a", "b"],
        "at": [0, 1, 0, -1, 0, 1],
    }
    assert pack_column("purpose", pd.Series([["x", "y"], ["z"]])) == ["x, y", "z"]


def test_rows_without_geometry_are_left_out_with_their_properties() -> None:
    frame = gpd.GeoDataFrame(
        {"name": ["a", "b", "c"], "class": "x"}, geometry=[AWKWARD[3], None, shapely.LineString()], crs=4326
    )
    packed = pack(layer_data("streets", frame))
    assert packed["rows"] == 1
    assert packed["columns"] == {"name": ["a"], "class": ["x"]}


def test_empty_layers_pack() -> None:
    for name, frame in toy_city(1, cameras=5, buildings_per_grid=1, incidents=1).items():
        packed = pack(layer_data(name, frame.iloc[:0]))
        assert packed["rows"] == 0


def test_other_crs_and_other_layers_are_refused() -> None:
    grids = toy_city(1, cameras=5, buildings_per_grid=0, incidents=0)["grids"]
    with pytest.raises(WrongCrs, match="EPSG:4326"):
        layer_data("grids", grids.to_crs(3857))
    with pytest.raises(BadValue, match="no layer is called"):
        layer_data("complement", grids)
