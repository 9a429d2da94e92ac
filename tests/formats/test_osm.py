"""OpenStreetMap extracts: each layer with only its tags, checked on the extract of Helsinki's centre."""

from __future__ import annotations

from pathlib import Path

import osmium
import pytest
import shapely

from gridmap.errors import BadFile, BadValue
from gridmap.formats.osm_layers import OSM_LAYERS, building_use, height_m
from gridmap.formats.table import peek
from gridmap.grids.rules.crs import WGS84
from gridmap.grids.rules.field import match_headers
from gridmap.register.rules.camera import FIELDS, read_cameras
from tests.formats.reading import chunks_of, frame_of, issues_of, shapes_of, written

HELSINKI = Path(__file__).parents[2] / "data" / "boundaries" / "helsinki.osm.pbf"


@pytest.mark.parametrize(
    ("layer", "count", "kinds"),
    [
        ("streets", 2406, {"LineString"}),
        ("addresses", 1441, {"Point"}),
        ("buildings", 572, {"Polygon", "MultiPolygon"}),
        ("water", 13, {"Polygon"}),
        ("sensitive-places", 119, {"Point", "Polygon"}),
        ("cameras", 221, {"Point"}),
    ],
)
def test_helsinkis_layers_have_the_known_counts(layer: str, count: int, kinds: set[str]) -> None:
    shapes = shapes_of(HELSINKI, rows=500, layer=layer)
    frame = frame_of(HELSINKI, rows=500, layer=layer)
    assert len(frame) == len(shapes) == count
    assert {shape.geom_type for shape in shapes} <= kinds
    assert frame.index.is_unique
    assert frame.iloc[:, 0].is_unique
    assert peek(HELSINKI, layer=layer).datum == "wgs84"


def made(folder: Path, *, nodes: list[dict[str, str]], ways: list[tuple[list[int], dict[str, str]]]) -> Path:
    """An extract of nodes on a diagonal (ids from 1) and ways among them; an id 99 is missing on purpose."""
    path = folder / "a.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for number, tags in enumerate(nodes, start=1):
            place = (24.9 + (number % 2) * 0.001, 60.1 + (number // 2) * 0.001)
            writer.add_node(osmium.osm.mutable.Node(id=number, location=place, tags=tags, version=1))
        for number, (members, tags) in enumerate(ways, start=1):
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=members, tags=tags, version=1))
    return path


def test_a_cameras_columns_are_its_allowed_tags(tmp_path: Path) -> None:
    tags = {
        "man_made": "surveillance",
        "surveillance:type": "ALPR",
        "camera:direction": "330-30",
        "operator": "City",
        "contact:webcam": "rtsp://secret",
        "url": "http://secret",
        "image": "secret.jpg",
        "note": "secret",
        "description": "secret",
        "name": "secret",
    }
    path = made(tmp_path, nodes=[tags], ways=[])
    frame = frame_of(path, layer="cameras")
    row = frame.iloc[0].dropna().to_dict()
    assert row == {
        "camera_id": "n1", "surveillance:type": "ALPR", "camera:direction": "330-30", "operator": "City",
    }  # fmt: skip
    assert not any("secret" in str(cell) for cell in frame.to_numpy().ravel())


def test_all_surveillance_is_given_as_it_is_said_and_the_register_decides(tmp_path: Path) -> None:
    types = ["guard", "gunshot_detector", "camera", "ANPR", None, "guard;camera"]
    nodes = [{"man_made": "surveillance"} | ({"surveillance:type": kind} if kind else {}) for kind in types]
    nodes += [{"man_made": "mast; surveillance"}, {"man_made": "mast"}]
    path = made(tmp_path, nodes=nodes, ways=[])
    frame = frame_of(path, layer="cameras")
    assert frame["camera_id"].tolist() == ["n1", "n2", "n3", "n4", "n5", "n6", "n7"]
    assert frame["surveillance:type"].fillna("").tolist() == [
        "guard",
        "gunshot_detector",
        "camera",
        "ANPR",
        "",
        "guard;camera",
        "",
    ]
    match = match_headers(list(frame.columns), FIELDS)
    named = frame.rename(columns={column: name for name, column in match.columns.items()})[list(match.columns)]
    parsed = read_cameras(named, shapes_of(path, layer="cameras"), datum=WGS84)
    assert parsed.frame["camera_id"].tolist() == ["n3", "n4", "n5", "n6", "n7"]
    assert dict(parsed.counts) == {"not-a-camera": 2}


@pytest.mark.parametrize(
    "tags",
    [
        {"amenity": "school"}, {"amenity": "place_of_worship", "religion": "muslim"}, {"healthcare": "clinic"},
        {"office": "union"}, {"amenity": "cafe;kindergarten"}, {"diplomatic": "embassy"}, {"building": "mosque"},
        {"amenity": "polling_station"}, {"polling_station": "yes"}, {"landuse": "cemetery"},
    ],
)  # fmt: skip
def test_of_a_sensitive_place_only_an_id_and_the_shape_leave_the_reader(tmp_path: Path, tags: dict[str, str]) -> None:
    path = made(tmp_path, nodes=[{**tags, "name": "secret"}, {"amenity": "bench"}, {"healthcare": "no"}], ways=[])
    frame = frame_of(path, layer="sensitive-places")
    assert list(frame.columns) == ["place_id"]
    assert frame["place_id"].tolist() == ["n1"]
    assert OSM_LAYERS["sensitive-places"].columns == ("place_id",)


def test_every_published_sensitive_object_but_homes_is_found(shared_data: Path) -> None:
    published = frame_of(shared_data / "helsinki/sensitive_osm.geojson")
    places = published[~published["tag"].str.startswith("building=apartments")]["osm"]
    found = set(frame_of(HELSINKI, layer="sensitive-places")["place_id"])
    assert len(places) == 117
    assert {kind[0] + number for kind, number in places.str.split("/")} <= found


def test_closed_ways_become_areas_and_cut_ones_are_issues(tmp_path: Path) -> None:
    house = {"building": "house", "building:levels": "2"}
    path = made(
        tmp_path,
        nodes=[{}] * 4,
        ways=[
            ([1, 2, 4, 3, 1], house),
            ([1, 2, 4], {"building": "yes"}),
            ([1, 2, 99, 1], {"building": "yes"}),
            ([1, 2, 4, 3, 1], {"natural": "water", "name": "Pond"}),
            ([1, 2], {"highway": "residential", "name": "A Street"}),
            ([1, 2], {"highway": "proposed"}),
            ([1, 99], {"highway": "service"}),
        ],
    )
    chunk = chunks_of(path, layer="buildings")[0]
    assert chunk.frame.to_numpy().tolist() == [["w1", "6", "dwelling"]]
    assert [(issue.code, issue.value) for issue in chunk.issues] == [("bad-geometry", "w2"), ("bad-geometry", "w3")]
    assert frame_of(path, layer="water").to_numpy().tolist() == [["w4", "Pond"]]
    assert frame_of(path, layer="streets").to_numpy().tolist() == [["w5", "A Street", "residential"]]
    assert [issue.value for issue in issues_of(path, layer="streets")] == ["w7"]


def test_addresses_are_points_of_nodes_and_inside_buildings(tmp_path: Path) -> None:
    number = {"addr:street": "南京路", "addr:housenumber": "8号"}
    path = made(tmp_path, nodes=[{}] * 4 + [number], ways=[([1, 2, 4, 3, 1], {"building": "yes", **number})])
    frame, shapes = frame_of(path, layer="addresses"), shapes_of(path, layer="addresses")
    assert sorted(frame["address_id"]) == ["n5", "w1"]
    assert frame["number"].tolist() == ["8号"] * 2
    inside = shapes[frame["address_id"].tolist().index("w1")]
    assert shapely.box(24.9, 60.1, 24.902, 60.103).contains(inside)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"height": "12.5"}, "12.5"), ({"height": "12,5 m"}, "12.5"), ({"building:levels": "4"}, "12"),
        ({"height": "tall", "building:levels": "1.5"}, "4.5"), ({"height": "40'"}, None), ({}, None),
    ],
)  # fmt: skip
def test_heights_are_metres_or_storeys_of_three(tags: dict[str, str], expected: str | None) -> None:
    assert height_m(tags) == expected


def test_a_building_that_says_no_more_is_of_unknown_use() -> None:
    assert [building_use({"building": kind}) for kind in ("apartments", "yes", "office")] == [
        "dwelling", "unknown", "other",
    ]  # fmt: skip


def test_the_layer_must_be_named() -> None:
    for layer in (None, "people"):
        with pytest.raises(BadValue, match="is no layer of an OSM extract; streets, addresses"):
            peek(HELSINKI, layer=layer)


@pytest.mark.parametrize("share", [0.001, 0.3, 0.99])
def test_a_cut_or_damaged_extract_is_refused(tmp_path: Path, share: float) -> None:
    content = HELSINKI.read_bytes()
    size = int(len(content) * share)
    with pytest.raises(BadFile, match="damaged or cut off"):
        chunks_of(written(tmp_path, "cut.osm.pbf", content[:size]), layer="buildings")
    worn = content[:size] + bytes(100) + content[size + 100 :]
    with pytest.raises(BadFile, match=r"damaged or cut off|unknown bytes"):
        chunks_of(written(tmp_path, "worn.osm.pbf", worn), layer="buildings")
