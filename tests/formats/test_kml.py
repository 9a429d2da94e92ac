"""KML in: placemarks in any folder, GDAL's and ours; bombs, tricks and damage are one sentence."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import geopandas
import pytest
import shapely

from gridmap.errors import BadFile
from gridmap.formats.table import peek, read_chunks
from tests.formats.reading import chunks_of, frame_of, issues_of, shapes_of, written

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">'


def _kml(body: str) -> bytes:
    return f"{HEAD}<Document>{body}</Document></kml>".encode()


CODE = "<ExtendedData><Data name='code'><value>001</value></Data></ExtendedData>"
POINT = f"<Placemark><name>井盖</name>{CODE}<Point><coordinates>1,2,30</coordinates></Point></Placemark>"
RING = "<LinearRing><coordinates>0,0 4,0 4,4 0,4 0,0</coordinates></LinearRing>"
HOLE = "<LinearRing><coordinates>\n1,1,0\n2,1,0\n2,2,0\n1,1,0\n</coordinates></LinearRing>"


def test_placemarks_of_all_folders_are_one_table(tmp_path: Path) -> None:
    polygon = f"<Polygon><innerBoundaryIs>{HOLE}</innerBoundaryIs><outerBoundaryIs>{RING}</outerBoundaryIs></Polygon>"
    line = "<LineString><coordinates>0,0 1,1</coordinates></LineString>"
    path = written(
        tmp_path,
        "a.kml",
        _kml(
            f"<Style id='s'/><Folder><name>one</name>{POINT}<Folder><Placemark>{polygon}</Placemark></Folder></Folder>"
            f"<Folder><Placemark><MultiGeometry>{line}{line}</MultiGeometry></Placemark></Folder>"
            "<Placemark><ExtendedData><SchemaData><SimpleData name='code'>002</SimpleData></SchemaData></ExtendedData></Placemark>"
        ),
    )
    header = peek(path)
    assert (header.format, header.columns, header.rows, header.datum) == ("kml", ("code", "name"), 4, None)
    assert frame_of(path)["code"].fillna("?").tolist() == ["001", "?", "?", "002"]
    assert frame_of(path)["name"].fillna("?").tolist() == ["井盖", "?", "?", "?"]
    assert [None if s is None else s.wkt for s in shapes_of(path)] == [
        "POINT (1 2)", "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 2 1, 2 2, 1 1))", "MULTILINESTRING ((0 0, 1 1), (0 0, 1 1))", None,
    ]  # fmt: skip


@pytest.mark.parametrize("driver", ["KML", "LIBKML"])
def test_what_gdal_writes_is_read(tmp_path: Path, driver: str) -> None:
    path = tmp_path / "a.kml"
    frame = geopandas.GeoDataFrame(
        {"code": ["001", "002"], "height_m": [1.5, 2.0]},
        geometry=[shapely.box(0, 0, 1, 1), shapely.box(2, 2, 3, 3)],
        crs=4326,
    )
    frame.to_file(path, driver=driver)
    assert frame_of(path, "code", "height_m").to_numpy().tolist() == [["001", "1.5"], ["002", "2"]]
    assert shapely.equals(shapes_of(path), frame.geometry.to_numpy()).all()


def test_a_datum_that_the_document_states_is_told(tmp_path: Path) -> None:
    stated = "<ExtendedData><Data name='datum'><value>wgs84</value></Data></ExtendedData>"
    assert peek(written(tmp_path, "a.kml", _kml(stated + POINT))).datum == "wgs84"
    within = POINT.replace("name='code'", "name='datum'")
    assert peek(written(tmp_path, "b.kml", _kml(within))).datum is None


@pytest.mark.parametrize("declared", ["GBK", "UTF-8"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_any_encoding_is_read(tmp_path: Path, declared: str, encoding: str) -> None:
    text = _kml(POINT * 3).decode().replace("UTF-8", declared)
    path = written(tmp_path, "a.kml", text.encode(encoding))
    assert frame_of(path)["name"].tolist() == ["井盖"] * 3
    assert frame_of(path, encoding=encoding)["name"].tolist() == ["井盖"] * 3


def test_a_declaration_counts_where_the_bytes_do_not_show_it(tmp_path: Path) -> None:
    text = _kml(POINT.replace("井盖", "Люк")).decode().replace("UTF-8", "windows-1251")
    assert frame_of(written(tmp_path, "a.kml", text.encode("cp1251")))["name"].tolist() == ["Люк"]


BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
NAMED = "<kml><Placemark><name>{}</name></Placemark></kml>"
DTD = "document type or entities"
HOSTILE = {
    "billion laughs": (f'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a0 "ha">{BOMB}]>' + NAMED.format("&a11;"), DTD),
    "quadratic": (f'<!DOCTYPE kml [<!ENTITY a "{"x" * 50_000}">]>' + NAMED.format("&a;" * 5_000), DTD),
    "external entity": ('<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + NAMED.format("&a;"), DTD),
    "external subset": ('<!DOCTYPE kml SYSTEM "http://example.invalid/a.dtd"><kml/>', DTD),
    "entity that is none": ("<kml><Placemark><name>&nbsp;</name></Placemark></kml>", "damaged or cut off"),
    "deep": ("<kml>" + "<Folder>" * 100_000, "within each other"),
    "deep geometry": ("<kml><Placemark>" + "<MultiGeometry>" * 100_000, "within each other"),
    "other XML": ('<?xml version="1.0"?><gpx><wpt/></gpx>', "begins with <gpx>"),
    "two roots": ("<kml/><kml/>", "damaged or cut off"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_xml_is_refused_in_one_sentence(tmp_path: Path, case: str) -> None:
    text, says = HOSTILE[case]
    path = written(tmp_path, "a.kml", text.encode())
    tracemalloc.start()
    with pytest.raises(BadFile, match=says):
        chunks_of(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100 << 20


def test_a_placemark_without_end_is_refused_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gridmap.formats.kml_features._PLACEMARK_BYTES", 1 << 20)
    endless = f"{HEAD}<Placemark><LineString><coordinates>{'1,2 ' * 500_000}"
    with pytest.raises(BadFile, match="has an element of more than"):
        peek(written(tmp_path, "a.kml", endless.encode()))


@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_a_cut_file_is_refused(tmp_path: Path, share: float) -> None:
    content = _kml(POINT * 50)
    with pytest.raises(BadFile, match="damaged or cut off"):
        chunks_of(written(tmp_path, "a.kml", content[: int(len(content) * share)]))


def test_geometries_that_cannot_be_built_are_issues_of_their_rows(tmp_path: Path) -> None:
    odd = [
        "<Point><coordinates>x,y</coordinates></Point>",
        "<LineString><coordinates>1,2</coordinates></LineString>",
        "<Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 1,1</coordinates></LinearRing></outerBoundaryIs></Polygon>",
        "<Model/>",
        "<MultiGeometry><Point><coordinates>a</coordinates></Point></MultiGeometry>",
    ]
    path = written(tmp_path, "a.kml", _kml("".join(f"<Placemark>{shape}</Placemark>" for shape in [*odd, "<Point/>"])))
    assert shapely.is_missing(shapes_of(path)).all()
    assert [issue.line for issue in issues_of(path)] == [1, 2, 3, 4, 5]
    assert {issue.code for issue in issues_of(path)} == {"bad-geometry"}


def test_memory_stays_flat_over_many_placemarks(tmp_path: Path) -> None:
    path = written(tmp_path, "a.kml", _kml(POINT * 60_000))
    header = peek(path)
    tracemalloc.start()
    found = sum(len(chunk.frame) for chunk in read_chunks(header, ["code"], rows_per_chunk=1_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == 60_000
    assert peak < 30 << 20
