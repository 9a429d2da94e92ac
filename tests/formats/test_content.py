"""A file is what its bytes say; a name that says something else is refused in one sentence."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from gridmap.errors import BadFile, BadValue
from gridmap.formats.content import found_content
from gridmap.formats.known import READERS, format_of
from gridmap.formats.table import peek, read_chunks
from tests.formats.reading import written


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", b"PK\x03\x04rest", "holds zip"),
        ("a.csv", b"<!DOCTYPE html><html>", "holds html"),
        ("a.csv", b'\xef\xbb\xbf{"type": "FeatureCollection"}', "holds json"),
        ("a.csv", b"%PDF-1.7", "holds pdf"),
        ("a.csv", gzip.compress(b"a,b\n1,2\n"), "holds gzip"),
        ("a.csv.gz", b"a,b\n1,2\n", "holds text"),
        ("a.xlsx", b"a,b\n1,2\n", "holds text"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
        ("a.gpkg", b"PK\x03\x04rest", "holds zip"),
        ("a.parquet", b'{"type": "FeatureCollection"}', "holds json"),
        ("a.osm.pbf", b"<?xml version='1.0'?><osm/>", "holds xml"),
        ("a.geojson", b"SQLite format 3\x00", "holds sqlite"),
        ("a.csv", b"", "is empty"),
        ("a.geojson", b" \n ", "is empty"),
        ("a.csv", bytes(range(256)) * 8, "unknown bytes"),
        ("a.shp", b"\x00\x00\x27\x0a", "a part of a Shapefile"),
        ("a.fgb", b"SQLite format 3\x00", "holds sqlite"),
        ("a.zip", b"fgb\x03fgb\x01", "holds flatgeobuf"),
        ("a.kml", b"PK\x03\x04rest", "holds zip"),
        ("a.kmz", b"PK\x03\x04rest", "ends like no format"),
    ],
)
def test_a_file_of_another_kind_than_its_name_is_refused(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    with pytest.raises(BadFile, match=says):
        peek(written(tmp_path, name, content))


def test_a_folder_and_a_missing_file_are_said_so(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(BadFile, match="is a folder"):
        peek(tmp_path / "a.csv")
    with pytest.raises(BadFile, match="There is no file"):
        peek(tmp_path / "b.csv")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("A.CSV", "csv"), ("a.geojson.gz", "geojson"), ("x.osm.pbf", "osm"), ("x.y.GPKG", "gpkg"), ("t.tsv", "csv")],
)
def test_the_format_is_told_by_the_name_in_any_case(name: str, expected: str) -> None:
    assert format_of(Path(name)).name == expected


def test_every_reader_module_offers_peek_and_read() -> None:
    from importlib import import_module

    for entry in READERS.values():
        module = import_module(f"gridmap.formats.{entry.module}")
        assert callable(module.peek)
        assert callable(module.read)


def test_an_option_that_the_format_has_not_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", b"a,b\n1,2\n")
    with pytest.raises(BadValue, match="has no layer"):
        peek(path, layer="cameras")


def test_a_column_that_the_file_lacks_is_refused_before_reading(tmp_path: Path) -> None:
    header = peek(written(tmp_path, "a.csv", b"a,b\n1,2\n"))
    with pytest.raises(BadValue, match="no column 'c'; it has a, b"):
        read_chunks(header, ["a", "c"])
    with pytest.raises(BadValue, match="rows_per_chunk is 0"):
        read_chunks(header, ["a"], rows_per_chunk=0)


def test_utf_16_is_text_though_it_has_nul_bytes(tmp_path: Path) -> None:
    assert found_content(written(tmp_path, "a.csv", "code,名称\n".encode("utf-16"))) == "text"
    assert found_content(written(tmp_path, "b.csv", "code,name\n1,2\n".encode("utf-16-le"))) == "text"
