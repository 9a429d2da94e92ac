"""GeoPackage and GeoParquet: types and CRS come from the file, bytes that are damaged are refused."""

from __future__ import annotations

import json
import sqlite3
import struct
from datetime import date
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import pytest
import shapely
from pyarrow import parquet

from gridmap.errors import BadFile, BadValue
from gridmap.formats.table import peek
from gridmap.formats.wkb import as_shapes, points_of_wkb, shapes_of_native
from tests.formats.reading import chunks_of, frame_of, shapes_of, written

SHAPES = [shapely.Point(1, 2, 3), None, shapely.box(0, 0, 1, 1), shapely.MultiPoint([(0, 0), (1, 1)]), shapely.Point()]


def features(crs: object = 4490) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(
        {
            "code": ["001", "002", None, "110108001001001234", ""],
            "households": pd.array([1, None, 3, 4, 2**40], dtype="Int64"),
            "height_m": [1.5, np.nan, 3.0, 1e15, -1.0],
            "seen": pd.to_datetime(pd.Series(["2026-01-01T00:00:00Z", None, *["2026-06-01T12:30:00Z"] * 3])),
            "day": [date(2026, 1, 1), None, *[date(2026, 2, 3)] * 3],
            "open": [True, False, True, False, True],
            "secret": ["x"] * 5,
        },
        geometry=SHAPES,
        crs=crs,
    )


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "a.gpkg"
    features().to_file(path, layer="cells")
    return path


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "a.parquet"
    features().to_parquet(path, row_group_size=2)
    return path


@pytest.mark.parametrize("kind", ["package", "table"])
@pytest.mark.parametrize("rows", [1, 2, 100])
def test_types_and_shapes_are_the_files_own(kind: str, rows: int, request: pytest.FixtureRequest) -> None:
    path = request.getfixturevalue(kind)
    header = peek(path)
    assert (header.datum, header.rows, header.geometry) == ("EPSG:4490", 5, True)
    frame = frame_of(path, "code", "households", "height_m", "seen", "day", "open", rows=rows)
    assert frame.index.tolist() == [1, 2, 3, 4, 5]
    assert frame["code"].fillna("?").tolist() == ["001", "002", "?", "110108001001001234", ""]
    assert frame["households"].astype("string").fillna("?").tolist() == ["1", "?", "3", "4", str(2**40)]
    assert frame["height_m"].fillna(0).tolist() == [1.5, 0, 3.0, 1e15, -1.0]
    assert str(frame["seen"].iloc[0]) == "2026-01-01 00:00:00+00:00"
    assert frame["day"].fillna("?").tolist() == ["2026-01-01", "?", *["2026-02-03"] * 3]
    assert frame["open"].tolist() == ["true", "false", "true", "false", "true"]
    shapes = shapes_of(path, rows=rows)
    assert [str(shape) for shape in shapes] == [str(None if s is None else shapely.force_2d(s)) for s in SHAPES]


@pytest.mark.parametrize("kind", ["package", "table"])
def test_only_the_columns_asked_for_leave_the_file(kind: str, request: pytest.FixtureRequest) -> None:
    for chunk in chunks_of(request.getfixturevalue(kind), "height_m", "code"):
        assert list(chunk.frame.columns) == ["height_m", "code"]
        assert chunk.geometry is not None


@pytest.mark.parametrize("kind", ["package", "table"])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_cut_file_is_refused(kind: str, share: float, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    path = request.getfixturevalue(kind)
    content = path.read_bytes()
    with pytest.raises(BadFile, match="damaged or cut off"):
        chunks_of(written(tmp_path, "cut" + path.suffix, content[: int(len(content) * share)]))


def test_a_layer_must_be_named_when_there_are_several(package: Path) -> None:
    features(2385).to_file(package, layer="others")
    with pytest.raises(BadValue, match="several layers; name one of cells, others"):
        peek(package)
    assert peek(package, layer="others").datum == "EPSG:2385"
    with pytest.raises(BadValue, match="no layer 'none'"):
        peek(package, layer="none")


def test_a_table_of_attributes_beside_the_features_is_not_in_the_way(package: Path) -> None:
    pyogrio.write_dataframe(pd.DataFrame({"note": ["x"]}), package, layer="notes")
    assert peek(package).layer == "cells"
    assert peek(package, layer="notes").geometry is False
    assert frame_of(package, layer="notes")["note"].tolist() == ["x"]


def test_a_package_without_crs_states_none(tmp_path: Path) -> None:
    features(None).to_file(tmp_path / "a.gpkg")
    assert peek(tmp_path / "a.gpkg").datum is None


def test_a_fid_that_is_not_the_position_is_the_line(tmp_path: Path) -> None:

    path = tmp_path / "a.gpkg"
    geopandas.GeoDataFrame({"code": ["a", "b", "c"]}, geometry=[shapely.Point(0, 0)] * 3, crs=4326).to_file(path)
    with sqlite3.connect(path) as database:
        database.execute("DROP TRIGGER IF EXISTS rtree_a_geom_delete")
        database.execute("DELETE FROM a WHERE code = 'b'")
    assert frame_of(path).index.tolist() == [1, 3]


def with_geo(path: Path, geo: object) -> Path:
    table = parquet.read_table(path)
    parquet.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), path)
    return path


@pytest.mark.parametrize(
    ("crs", "datum"),
    [("absent", "wgs84"), (None, None), ({"id": {"authority": "EPSG", "code": 3067}}, "EPSG:3067")],
)
def test_the_crs_of_geoparquet_follows_its_standard(table: Path, crs: object, datum: str | None) -> None:
    column = {"encoding": "WKB", "geometry_types": []} | ({} if crs == "absent" else {"crs": crs})
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    assert peek(with_geo(table, geo)).datum == datum


def test_a_geo_entry_that_names_no_column_is_refused(table: Path) -> None:
    with pytest.raises(BadFile, match="`geo` entry"):
        peek(with_geo(table, {"version": "1.1.0"}))


@pytest.mark.parametrize(
    "shapes",
    [
        [shapely.Point(1, 2), None, shapely.Point(3, 4)],
        [shapely.LineString([(0, 0), (1, 1)]), None, shapely.LineString([(2, 2), (3, 3), (4, 5)])],
        [shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2), None, shapely.box(5, 5, 6, 6)],
        [shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(3, 3, 4, 4)]), None, shapely.MultiPolygon()],
    ],
)
def test_native_encodings_of_geoparquet_are_read(tmp_path: Path, shapes: list[shapely.Geometry | None]) -> None:
    path = tmp_path / "a.parquet"
    frame = geopandas.GeoDataFrame({"code": ["a", "b", "c"]}, geometry=shapes, crs=4326)
    frame.to_parquet(path, geometry_encoding="geoarrow", schema_version="1.1.0")
    for rows in (1, 2, 10):
        assert [str(shape) for shape in shapes_of(path, rows=rows)] == [str(shape) for shape in shapes]


def test_a_slice_of_native_geometries_is_read_from_its_own_start() -> None:
    lines = pa.array([[{"x": i, "y": j} for j in range(2 + i)] for i in range(4)])
    shapes = shapes_of_native(pa.chunked_array([lines]).slice(1, 2), "linestring")
    assert [shape.wkt for shape in shapes] == ["LINESTRING (1 0, 1 1, 1 2)", "LINESTRING (2 0, 2 1, 2 2, 2 3)"]


def test_plain_parquet_keeps_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    parquet.write_table(
        pa.table(
            {
                "lon": [117.1, 117.2],
                "label": pa.array(["路灯", "井盖"]).dictionary_encode(),
                "at": pa.array([0, 1], pa.timestamp("us", tz="Asia/Shanghai")),
                "many": [["a", "b"], None],
                "raw": [b"x", b"y"],
                "nested": [{"x": 1}, {"x": 2}],
                "small": pa.array([1, None], pa.int16()),
            }
        ),
        path,
    )
    header = peek(path)
    assert header.columns == ("lon", "label", "at", "many", "small")
    assert (header.geometry, header.datum) == (False, None)
    chunk = chunks_of(path)[0]
    assert chunk.geometry is None
    assert chunk.frame["label"].tolist() == ["路灯", "井盖"]
    assert chunk.frame["many"].fillna("?").tolist() == ["a;b", "?"]
    assert str(chunk.frame["at"].dtype) == "datetime64[us, Asia/Shanghai]"
    assert chunk.frame["small"].astype("string").fillna("?").tolist() == ["1", "?"]


def test_a_cell_that_is_too_long_or_has_a_nul_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"a": ["x", "y" * 1_000_001]}), path)
    with pytest.raises(BadFile, match="1,000,001 bytes in line 2, column 'a'"):
        chunks_of(path)
    parquet.write_table(pa.table({"a": ["x", "y", "\x00"]}), path)
    with pytest.raises(BadFile, match="NUL character in line 3"):
        chunks_of(path)


def test_the_published_package_is_read(shared_data: Path) -> None:
    path = shared_data / "reference/visibility_cgal/helsinki_r60_epsg3067.gpkg"
    assert (peek(path).datum, peek(path).rows) == ("EPSG:3067", 163)
    assert shapely.is_valid(shapes_of(path)).all()


POINTS = [shapely.Point(1.5, -2.25), None, shapely.Point(-180, 90)]


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary()], ids=["32-bit offsets", "64-bit offsets"])
@pytest.mark.parametrize("pieces", [1, 2])
def test_a_column_of_points_is_read_without_objects(kind: pa.DataType, pieces: int) -> None:
    whole = pa.array(shapely.to_wkb(np.array(POINTS * 3, dtype=object)), type=kind)
    points = points_of_wkb(pa.chunked_array([whole.slice(0, 4), whole.slice(4)] if pieces == 2 else [whole]))
    assert points is not None
    np.testing.assert_array_equal(points, [[1.5, -2.25], [np.nan, np.nan], [-180, 90]] * 3)
    assert as_shapes(points).tolist() == POINTS * 3


@pytest.mark.parametrize(
    "odd",
    [
        shapely.to_wkb(shapely.Point(1, 2), byte_order=0),
        shapely.to_wkb(shapely.Point(1, 2, 3)),
        shapely.to_wkb(shapely.set_srid(shapely.Point(1, 2), 4326), include_srid=True),
        shapely.to_wkb(shapely.Point()),
        shapely.to_wkb(shapely.box(0, 0, 1, 1)),
        b"",
        b"\x01\x02" + bytes(19),
    ],
    ids=["big-endian", "with z", "with srid", "empty", "polygon", "no bytes", "a line of a point's length"],
)
def test_a_column_with_anything_else_is_left_to_shapely(odd: bytes) -> None:
    column = pa.array([shapely.to_wkb(shapely.Point(1, 2)), odd], type=pa.binary())
    assert points_of_wkb(pa.chunked_array([column])) is None


def test_points_of_geoparquet_come_as_points_and_as_shapes(tmp_path: Path) -> None:
    geopandas.GeoDataFrame({"code": ["a", "b", "c"]}, geometry=POINTS, crs=4326).to_parquet(tmp_path / "p.parquet")
    (chunk,) = chunks_of(tmp_path / "p.parquet")
    assert chunk.points is not None
    assert chunk.geometry is not None
    assert chunk.geometry.tolist() == POINTS


_POINT = shapely.to_wkb(shapely.Point(1, 2))
_ARC = b"\x01\x08\x00\x00\x00\x03\x00\x00\x00" + struct.pack("<6d", 0, 0, 1, 1, 2, 0)
_ODD_WKB = {
    "arc": _ARC,
    "curve polygon": b"\x01\x0a\x00\x00\x00\x01\x00\x00\x00" + _ARC,
    "collection of arcs": b"\x01\x07\x00\x00\x00\x01\x00\x00\x00" + _ARC,
    "TIN": b"\x01\x10\x00\x00\x00\x00\x00\x00\x00",
    "nested collections": b"\x01\x07\x00\x00\x00\x01\x00\x00\x00" * 200_000 + _POINT,
    "nested, ISO with Z and M": b"\x01\xbf\x0b\x00\x00\x01\x00\x00\x00" * 200_000 + _POINT,
    "nested, big-endian": b"\x00\x00\x00\x00\x06\x00\x00\x00\x01" * 200_000 + _POINT,
    "nothing": b"",
    "cut": _POINT[:9],
}


@pytest.mark.parametrize("odd", _ODD_WKB)
def test_a_geometry_that_cannot_be_read_is_an_issue_of_its_row(tmp_path: Path, odd: str) -> None:
    """Curves are NotImplementedError in shapely for the whole column, deep nesting overflows its stack."""
    geo = {"version": "1.0.0", "primary_column": "g", "columns": {"g": {"encoding": "WKB", "geometry_types": []}}}
    table = pa.table({"code": ["a", "b", "c"], "g": pa.array([_POINT, _ODD_WKB[odd], None], pa.binary())})
    parquet.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), tmp_path / "a.parquet")
    (chunk,) = chunks_of(tmp_path / "a.parquet")
    assert chunk.geometry is not None
    assert shapely.is_missing(chunk.geometry).tolist() == [False, True, True]
    assert [(issue.line, issue.code) for issue in chunk.issues] == [(2, "bad-geometry")]


def test_curves_of_a_geopackage_are_issues_of_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    pyogrio.raw.write(
        path, np.array([_POINT, _ARC], dtype=object), [np.array(["a", "b"], dtype=object)], ["code"],
        geometry_type="Unknown", crs="EPSG:4326",
    )  # fmt: skip
    (chunk,) = chunks_of(path)
    assert chunk.geometry is not None
    assert shapely.is_missing(chunk.geometry).tolist() == [False, True]
    assert [(issue.line, issue.code) for issue in chunk.issues] == [(2, "bad-geometry")]
