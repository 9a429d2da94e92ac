"""Zipped Shapefiles: encodings are found out and held to, archives that are not harmless and parts that are cut are refused."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import geopandas
import pytest
import shapely

from gridmap.errors import BadFile
from gridmap.formats.table import peek
from tests.formats.reading import chunks_of, frame_of, shapes_of

NAMES = ["北京路与上海路交叉口", "中山公园", "和平大街", None]


def _parts(
    folder: Path, *, encoding: str = "utf-8", names: list[str | None] = NAMES, crs: object = 4490
) -> dict[str, bytes]:
    """The files of a Shapefile by suffix."""
    shapes = [
        shapely.box(0, 0, 1, 1),
        shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 2, 3, 3)]),
        None,
        shapely.box(5, 5, 6, 6),
    ]
    frame = geopandas.GeoDataFrame(
        {"code": [f"{n:03}" for n in range(len(names))], "名称": names, "height_m": 1.5},
        geometry=shapes[: len(names)],
        crs=crs,
    )
    folder.mkdir(exist_ok=True)
    frame.to_file(folder / "a.shp", encoding=encoding)
    return {path.suffix: path.read_bytes() for path in folder.iterdir()}


def _zip(path: Path, parts: Mapping[str, bytes], *, stem: str = "a") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for suffix, content in parts.items():
            archive.writestr(stem + suffix, content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("with_cpg", [True, False])
@pytest.mark.parametrize("stem", ["a", "folder/图层", "deep/er/A.B"])
def test_columns_shapes_datum_and_encoding_are_read(tmp_path: Path, encoding: str, with_cpg: bool, stem: str) -> None:
    parts = _parts(tmp_path / "s", encoding=encoding)
    if not with_cpg:
        del parts[".cpg"]
    path = _zip(tmp_path / "a.zip", parts, stem=stem)
    header = peek(path)
    assert (header.format, header.datum, header.rows, header.encoding) == ("shp", "EPSG:4490", 4, encoding)
    assert header.columns == ("code", "名称", "height_m")
    frame = frame_of(path)
    assert frame.index.tolist() == [1, 2, 3, 4]
    assert frame["名称"].fillna("?").tolist() == [*NAMES[:3], "?"]
    assert frame["code"].tolist() == ["000", "001", "002", "003"]
    assert frame["height_m"].tolist() == [1.5] * 4
    kinds = [None if shape is None else shape.geom_type for shape in shapes_of(path)]
    assert kinds == ["Polygon", "MultiPolygon", None, "Polygon"]


@pytest.mark.parametrize("cpg", ["936", "GBK", "cp936", "ANSI 936", "gb2312"])
def test_names_that_others_write_into_a_cpg_are_known(tmp_path: Path, cpg: str) -> None:
    parts = _parts(tmp_path / "s", encoding="gb18030") | {".cpg": cpg.encode()}
    path = _zip(tmp_path / "a.zip", parts)
    assert peek(path).encoding == "gb18030"
    assert frame_of(path)["名称"].iloc[1] == "中山公园"


@pytest.mark.parametrize(
    ("cpg", "encoding"),
    [("88591", "iso8859-1"), ("ISO-8859-15", "iso8859-15"), ("1252", "cp1252"), ("ANSI 1251", "cp1251")],
)
def test_western_cpgs_are_known(tmp_path: Path, cpg: str, encoding: str) -> None:
    parts = _parts(tmp_path / "s", names=["a", "b"]) | {".cpg": cpg.encode()}
    parts[".dbf"] = parts[".dbf"].replace("名称".encode(), b"name\0\0")
    assert peek(_zip(tmp_path / "a.zip", parts)).encoding == encoding


def test_a_cpg_that_is_wrong_is_told_and_overridden(tmp_path: Path) -> None:
    """GDAL would put other characters in silence."""
    parts = _parts(tmp_path / "s", encoding="gb18030") | {".cpg": b"UTF-8"}
    path = _zip(tmp_path / "a.zip", parts)
    with pytest.raises(BadFile, match="is not utf-8 in row 2; name its encoding with --encoding"):
        peek(path)
    assert peek(path, encoding="GBK").columns == ("code", "名称", "height_m")
    assert frame_of(path, encoding="GBK")["名称"].iloc[2] == "和平大街"


def test_a_full_cell_that_ends_within_a_character_is_no_wrong_encoding(tmp_path: Path) -> None:
    parts = _parts(tmp_path / "s", names=["名" * 84, "a"])  # 252 bytes
    name = "名".encode()
    cut = b"x" + name * 83 + name[:2]
    path = _zip(tmp_path / "a.zip", parts | {".dbf": parts[".dbf"].replace(name * 84, cut)})
    assert peek(path).encoding == "utf-8"
    assert frame_of(path)["名称"].iloc[0] == "x" + "名" * 83


def test_without_a_prj_no_datum_is_stated(tmp_path: Path) -> None:
    parts = _parts(tmp_path / "s")
    del parts[".prj"]
    assert peek(_zip(tmp_path / "a.zip", parts)).datum is None


@pytest.mark.parametrize("missing", [".shp", ".shx", ".dbf"])
def test_a_missing_part_is_named(tmp_path: Path, missing: str) -> None:
    parts = _parts(tmp_path / "s")
    del parts[missing]
    with pytest.raises(BadFile, match=rf"\{missing}"):
        peek(_zip(tmp_path / "a.zip", parts))


@pytest.mark.parametrize("part", [".shp", ".shx", ".dbf"])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_part_that_is_cut_is_refused(tmp_path: Path, part: str, share: float) -> None:
    parts = _parts(tmp_path / "s")
    content = parts[part]
    with pytest.raises(BadFile, match=r"cut off|is no|do not belong"):
        chunks_of(_zip(tmp_path / "a.zip", parts | {part: content[: int(len(content) * share)]}))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_an_archive_that_is_cut_is_refused(tmp_path: Path, share: float) -> None:
    path = _zip(tmp_path / "a.zip", _parts(tmp_path / "s"))
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(BadFile, match="damaged or cut off"):
        chunks_of(path)


@pytest.mark.parametrize(
    "name", ["../a.txt", "x/../../a.txt", "/etc/a.txt", "C:/a.txt", "..\\a.txt", "\\\\host\\a.txt"]
)
def test_a_name_that_leads_out_of_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    path = _zip(tmp_path / "a.zip", _parts(tmp_path / "s"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"x")
    with pytest.raises(BadFile, match="leads out of the archive"):
        peek(path)
    assert not list(tmp_path.glob("a.txt"))


def test_a_link_in_the_archive_is_refused(tmp_path: Path) -> None:
    parts = _parts(tmp_path / "s")
    dbf = parts.pop(".dbf")
    assert dbf
    path = _zip(tmp_path / "a.zip", parts)
    link = zipfile.ZipInfo("a.dbf")
    link.create_system = 3
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, b"/etc/passwd")
    with pytest.raises(BadFile, match=r"a link or a device, 'a\.dbf'"):
        peek(path)


def test_a_locked_archive_is_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", _parts(tmp_path / "s"))
    content = bytearray(path.read_bytes())
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(bytes(content))
    with pytest.raises(BadFile, match="locked with a password"):
        peek(path)


def test_an_archive_of_too_many_files_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for number in range(1_001):
            archive.writestr(f"{number}.txt", b"")
    with pytest.raises(BadFile, match="holds 1,001 files"):
        peek(tmp_path / "a.zip")


def test_an_archive_that_says_it_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gridmap.formats.archive._UNPACKED_FREE", 1 << 20)
    parts = _parts(tmp_path / "s") | {".prj": bytes(8 << 20)}
    with pytest.raises(BadFile, match=r"unpacks to more than 1,[\d,]+ bytes"):
        peek(_zip(tmp_path / "a.zip", parts))


def test_what_an_archive_says_of_itself_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The declared sizes are made small: then either the bytes that come are counted, or the checksum does not fit."""
    monkeypatch.setattr("gridmap.formats.archive._UNPACKED_FREE", 1 << 20)
    path = _zip(tmp_path / "a.zip", _parts(tmp_path / "s") | {".prj": bytes(8 << 20)})
    content = path.read_bytes().replace(struct.pack("<I", 8 << 20), struct.pack("<I", 100))
    path.write_bytes(content)
    with pytest.raises(BadFile, match=r"damaged or cut off|unpacks to more"):
        peek(path)


def test_bytes_are_counted_as_they_come() -> None:
    from gridmap.formats.archive import unpack

    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", bytes(9 << 20))
    with zipfile.ZipFile(held) as archive, pytest.raises(BadFile, match="more than 5,000,000 bytes"):
        unpack(archive, archive.infolist()[0], io.BytesIO(), room=5_000_000, file="a.zip")


def test_two_shapefiles_in_one_archive_are_refused_and_what_macos_adds_is_passed_over(tmp_path: Path) -> None:
    parts = _parts(tmp_path / "s")
    path = _zip(tmp_path / "a.zip", parts)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/._a.shp", b"x")
        archive.writestr("notes.txt", b"x")
    assert peek(path).rows == 4
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("b.shp", parts[".shp"])
    with pytest.raises(BadFile, match="holds 2 Shapefiles"):
        peek(path)


def test_a_map_of_columns_gives_whole_names_and_joins_texts(tmp_path: Path) -> None:
    parts = _parts(tmp_path / "s", names=["abc", "d"])
    fields = {"fields": {"the_whole_name": ["code", "名称"]}}
    path = _zip(tmp_path / "a.zip", parts | {".fields.json": json.dumps(fields).encode()})
    assert peek(path).columns == ("the_whole_name", "height_m")
    assert frame_of(path)["the_whole_name"].tolist() == ["000abc", "001d"]


@pytest.mark.parametrize(
    "text",
    [b"", b"[]", b"{}", b'{"fields": []}', b'{"fields": {"a": []}}', b'{"fields": {"a": ["none"]}}', b"[" * 100_000],
)
def test_a_map_of_columns_that_is_none_is_refused(tmp_path: Path, text: bytes) -> None:
    with pytest.raises(BadFile, match="map of columns"):
        chunks_of(_zip(tmp_path / "a.zip", _parts(tmp_path / "s") | {".fields.json": text}))


def test_a_part_alone_is_told_to_be_packed(tmp_path: Path) -> None:
    (tmp_path / "a.shp").write_bytes(_parts(tmp_path / "s")[".shp"])
    with pytest.raises(BadFile, match="into one zip"):
        peek(tmp_path / "a.shp")
