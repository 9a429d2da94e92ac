"""GeoJSON in: streamed feature by feature, with its datum only where it states one."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridmap.errors import BadFile
from gridmap.formats import encoded
from gridmap.formats.geojson import feature_collection, write_features
from gridmap.formats.geojson_shapes import Shapes
from gridmap.formats.table import peek, read_chunks
from tests.formats.reading import chunks_of, frame_of, issues_of, shapes_of, written

SQUARE = [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]
GEOMETRIES: list[Any] = [
    {"type": "Point", "coordinates": [1, 2, 30.5]},
    {"type": "LineString", "coordinates": [[0, 0, 7], [1, 1, 5]]},
    {"type": "MultiPoint", "coordinates": [[0, 0], [1, 1]]},
    {"type": "Polygon", "coordinates": [*SQUARE, [[0.5, 0.5], [0.5, 1], [1, 1], [0.5, 0.5]]]},
    {"type": "MultiLineString", "coordinates": [[[0, 0], [1, 1]], [[2, 2], [3, 3], [4, 4]]]},
    {"type": "MultiPolygon", "coordinates": [SQUARE, [[[5, 5], [6, 5], [6, 6], [5, 5]]]]},
    {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]}]},
    None,
    {"type": "Polygon", "coordinates": []},
]


def collection(*features: Any, **members: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", **members, "features": features}, ensure_ascii=False).encode()


def feature(geometry: Any = None, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_every_geometry_type_is_built_in_two_dimensions(tmp_path: Path) -> None:
    path = written(tmp_path, "a.geojson", collection(*[feature(shape) for shape in GEOMETRIES]))
    for rows in (1, 4, 100):
        shapes = shapes_of(path, rows=rows)
        expected = [None if shape is None else shapely.force_2d(shapely.geometry.shape(shape)) for shape in GEOMETRIES]
        assert [str(shape) for shape in shapes] == [str(shape) for shape in expected]


def test_properties_become_text_and_the_id_a_column(tmp_path: Path) -> None:
    first = {**feature(None, code="007", n=110108001001, f=502.0, yes=True, tags=["a", "b"], more={"x": 1}), "id": 5}
    path = written(tmp_path, "a.geojson", collection(first, feature(None, code=None, late="z")))
    assert peek(path).columns == ("code", "n", "f", "yes", "tags", "more", "id", "late")
    frame = frame_of(path)
    assert frame.iloc[0].fillna("").tolist() == ["007", "110108001001", "502.0", "true", "a;b", '{"x": 1}', "5", ""]
    assert frame.iloc[1].isna().tolist() == [True] * 7 + [False]


def test_an_id_among_the_properties_wins_over_the_member(tmp_path: Path) -> None:
    path = written(tmp_path, "a.geojson", collection({**feature(None, id="own"), "id": "member"}))
    assert frame_of(path)["id"].tolist() == ["own"]


@pytest.mark.parametrize(
    ("members", "datum"),
    [
        ({}, None),
        ({"crs": None}, None),
        ({"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}}, "wgs84"),
        ({"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2249"}}}, "EPSG:2249"),
        ({"crs": {"type": "name", "properties": {"name": "EPSG:4490"}}}, "EPSG:4490"),
        ({"crs": {"type": "name", "properties": {"name": "http://www.opengis.net/def/crs/EPSG/0/4326"}}}, "EPSG:4326"),
        ({"crs": {"type": "EPSG", "properties": {"code": 2385}}}, "EPSG:2385"),
        ({"crs": {"type": "name", "properties": {"name": "Local grid 7"}}}, "Local grid 7"),
        ({"datum": "gcj02"}, "gcj02"),
    ],
)
def test_the_datum_is_what_the_file_states_and_no_guess(tmp_path: Path, members: Any, datum: str | None) -> None:
    assert peek(written(tmp_path, "a.geojson", collection(feature(), **members))).datum == datum


@pytest.mark.parametrize("suffix", [".geojson", ".geojson.gz"])
def test_a_datum_after_the_features_of_a_large_file_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr("gridmap.formats.geojson_reader._SAMPLE_CHARACTERS", 1000)
    text = collection(*[feature(None, name=f"{i}", crs="nested") for i in range(500)])[:-1] + b', "datum": "bd09"}\n'
    path = written(tmp_path, "a" + suffix, gzip.compress(text) if suffix.endswith("gz") else text)
    header = peek(path)
    assert (header.datum, header.rows) == ("bd09", None)


def test_a_single_feature_and_a_bare_geometry_are_one_row(tmp_path: Path) -> None:
    one = written(tmp_path, "a.geojson", json.dumps(feature(GEOMETRIES[0], code="1")).encode())
    assert (frame_of(one)["code"].tolist(), shapes_of(one)[0].wkt) == (["1"], "POINT (1 2)")
    bare = written(tmp_path, "b.geojson", json.dumps(GEOMETRIES[3]).encode())
    assert shapes_of(bare)[0].area == pytest.approx(3.875)


def test_a_broken_geometry_is_an_issue_of_its_row_alone(tmp_path: Path) -> None:
    bad = [
        {"type": "Point", "coordinates": ["1", 2]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
        {"type": "LineString", "coordinates": [[0, 0], [1]]},
        {"type": "Circle", "coordinates": [0, 0]},
        {"type": "Polygon", "coordinates": [[0, 0], [1, 1]]},
        {"type": "Point"},
        [1, 2],
    ]
    good = {"type": "Polygon", "coordinates": SQUARE}
    bad.append({"type": "LineString", "coordinates": [[0, 0], [1, 2], ["x", 5]]})
    features = [feature(shape) for pair in zip(bad, [good] * len(bad), strict=True) for shape in pair]
    path = written(
        tmp_path, "a.geojson", collection(*features, feature({"type": "LineString", "coordinates": [[8, 9], [7, 7]]}))
    )
    chunk = chunks_of(path)[0]
    assert [issue.line for issue in chunk.issues] == [1, 3, 5, 7, 9, 11, 13, 15]
    assert {issue.code for issue in chunk.issues} == {"bad-geometry"}
    assert "a ring needs four positions" in chunk.issues[1].message
    assert not any(word in issue.message for issue in chunk.issues for word in ("b'", 'b"', "Exception"))
    assert chunk.geometry is not None
    assert [shape is None for shape in chunk.geometry] == [True, False] * 8 + [False]
    assert all(shape.area == 4 for shape in chunk.geometry[1:16:2])
    assert chunk.geometry[16].wkt == "LINESTRING (8 9, 7 7)"


def test_collections_nested_deeper_than_they_are_read_are_an_issue(tmp_path: Path) -> None:
    nested: dict[str, Any] = {"type": "Point", "coordinates": [1, 2]}
    shapes = Shapes()
    for _ in range(1_000):
        nested = {"type": "GeometryCollection", "geometries": [nested]}
    shapes.add(nested)
    built, bad = shapes.build()
    assert (built[0], bad) == (None, {0: "its parts are no geometries"})


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"1","code":"2"},"geometry":null}]}',
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":null,"properties":{}}]}',
        '{"type":"FeatureCollection","features":[],"features":[]}',
        '{"type":"Feature","properties":{"a":{"b":1,"b":1}},"geometry":null}',
    ],
)
def test_a_name_that_stands_twice_in_one_object_refuses_the_file(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadFile, match=r"has the name '\w+' twice in one object .*give each name once"):
        chunks_of(written(tmp_path, "a.geojson", text.encode()))


def test_not_a_number_passes_through_for_the_rules_to_refuse(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "a.geojson",
        b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"h":NaN},'
        b'"geometry":{"type":"Point","coordinates":[NaN,Infinity]}}]}',
    )
    assert frame_of(path)["h"].tolist() == ["nan"]
    assert np.isnan(shapes_of(path)[0].x)


WHOLE = collection(
    *[feature({"type": "Polygon", "coordinates": SQUARE}, code=f"00{i}", name="网格") for i in range(40)]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(1, len(WHOLE) - 1))
def test_a_file_cut_anywhere_is_refused(tmp_path: Path, size: int) -> None:
    with pytest.raises(BadFile, match=r"cut off|mixed encodings"):
        chunks_of(written(tmp_path, "a.geojson", WHOLE[:size]))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(1, 700), rows=st.integers(1, 50))
def test_blocks_and_chunks_may_end_anywhere(tmp_path: Path, size: int, rows: int) -> None:
    path = written(tmp_path, "a.geojson", WHOLE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoded, "BLOCK_BYTES", size)
        chunks = chunks_of(path, rows=rows)
    assert [line for chunk in chunks for line in chunk.frame.index] == list(range(1, 41))
    assert [code for chunk in chunks for code in chunk.frame["code"]] == [f"00{i}" for i in range(40)]
    shapes = [shape for chunk in chunks if chunk.geometry is not None for shape in chunk.geometry]
    assert [shape.wkt for shape in shapes] == ["POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))"] * 40


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"type": "Topology", "objects": {}}', "is TopoJSON, not GeoJSON"),
        (b'{"a": 1}', "is JSON, not GeoJSON"),
        (b'{"features": [{"attributes": {}, "geometry": {"rings": []}}]}', "is Esri JSON"),
        (b'{"type": "FeatureCollection", "features": {}}', "not well-formed at character 43"),
        (b'{"type": "FeatureCollection", "features": [1]}', "Entry 1 .* is not a GeoJSON feature"),
        (collection(feature()) + b"{}", "more text follows"),
        (b'{"type": "FeatureCollection" "features": []}' + b" " * 100, "not well-formed at character 30"),
        (b'{"type": "FeatureCollection", "features": [{"type": "Feature", ]]]}' + b" " * 99, "not well-formed"),
        (b"[" * 200_000, "named like geojson but|not well-formed"),
        (b'{"a": ' + b"[" * 200_000, "nested too deep"),
        (b'{"a": ' + b"1" * 5000 + b"}", "not well-formed"),
        (collection(feature(None, name="a\x00b")), "NUL character in line 1, column 'name'"),
        (collection(feature(None, name="x" * 1_000_001)), "cell of 1,000,001 bytes"),
        (
            b'{"type": "FeatureCollection", "features": [' + json.dumps(feature(None, a="\ud800")).encode() + b"]}",
            "half",
        ),
    ],
)
def test_what_is_no_geojson_is_refused_with_its_place(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(BadFile, match=says):
        chunks_of(written(tmp_path, "a.geojson", content))


def test_one_endless_value_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gridmap.formats.json_scan.VALUE_CHARACTERS_AT_MOST", 1 << 20)
    with pytest.raises(BadFile, match="longer than 1,048,576 characters"):
        chunks_of(written(tmp_path, "a.geojson", b'{"type": "' + b"x" * (20 << 20)))


def test_a_column_that_appears_late_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gridmap.formats.geojson_reader._SAMPLE_CHARACTERS", 500)
    features = [feature(None, code=str(i)) for i in range(200)] + [feature(None, code="x", operator="late")]
    path = written(tmp_path, "a.geojson", collection(*features))
    assert peek(path).columns == ("code",)
    assert [(issue.line, issue.code, issue.field) for issue in issues_of(path)] == [(201, "late-column", "operator")]


def test_other_encodings_and_gzip_are_read(tmp_path: Path) -> None:
    text = collection(*[feature(None, name="南京东路步行街")] * 5)
    assert (
        frame_of(written(tmp_path, "a.geojson", text.decode().encode("gbk")))["name"].tolist() == ["南京东路步行街"] * 5
    )
    assert len(frame_of(written(tmp_path, "b.geojson.gz", gzip.compress(text)))) == 5
    assert len(frame_of(written(tmp_path, "c.json", b"\xef\xbb\xbf" + text))) == 5


def test_text_sequences_are_read_with_and_without_separators(tmp_path: Path) -> None:
    lines = [json.dumps(feature({"type": "Point", "coordinates": [i, 0]}, code=f"0{i}")) for i in range(3)]
    plain = written(tmp_path, "a.geojsonl", "\n".join(lines).encode())
    marked = written(tmp_path, "b.geojsonseq", "".join(f"\x1e{line}\n" for line in lines).encode())
    for path in (plain, marked):
        assert frame_of(path)["code"].tolist() == ["00", "01", "02"]
        assert [shape.x for shape in shapes_of(path)] == [0, 1, 2]
        assert peek(path).datum is None
    with pytest.raises(BadFile, match="cut off"):
        chunks_of(written(tmp_path, "c.geojsonl", "\n".join(lines)[:-5].encode()))


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        frame = pd.DataFrame({"code": [f"{i:015}" for i in range(count)]})
        shapes = np.array([shapely.Point(0, 0).buffer(1)] * count)
        path = tmp_path / f"{count}.geojson"
        path.write_bytes(b"".join(feature_collection(write_features(frame, shapes))))
        tracemalloc.start()
        for _ in read_chunks(peek(path), ["code"], rows_per_chunk=1_000):
            pass
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    assert peak(24_000) < 1.3 * peak(8_000)


def test_the_published_files_are_read(shared_data: Path) -> None:
    for name, count in (
        ("baltimore/neighborhoods_278.geojson", 278),
        ("baltimore/buildings_cc0_9496.geojson", 9496),
        ("china/cameras_osm_haidian.geojson", 432),
        ("service/boston_precincts.geojson", 255),
    ):
        path = shared_data / name
        shapes = shapes_of(path)
        expected = geopandas.read_file(path).geometry.to_numpy()
        assert len(shapes) == count
        assert shapely.equals_exact(shapes, shapely.force_2d(expected)).all()
