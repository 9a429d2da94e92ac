"""What is exported in any format is imported again and changes nothing, and GDAL reads it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas
import pyogrio
import pytest
import shapely

from gridmap.cli.main import main
from gridmap.db.engines import Database
from gridmap.db.server import Server
from gridmap.formats.writers import WRITERS
from tests.cli.conftest import Typed
from tests.db.rows import database_name
from tests.usecases import toy

LONG = "管理单位" * 48  # 192 characters, 576 bytes: more than a .dbf holds
STREETS: list[toy.Row] = [
    (
        {"segment_id": "001", "name": "=1+1", "class": "primary", "number_from_left": 1, "number_to_left": 99},
        toy.STREETS[0][1],
    ),
    ({"segment_id": "-5", "name": "'=x", "class": "-5"}, toy.STREETS[1][1]),
    (
        {"segment_id": "S3", "name": 'Rue "d\'Été", <br> & 路; \\ end', "class": None},
        {
            "type": "MultiLineString",
            "coordinates": [[toy.at(0, 0), toy.at(1, 1 / 3)], [toy.at(1, 1 / 3), toy.at(2, 1)]],
        },
    ),
]
HOLED = {
    "type": "Polygon",
    "coordinates": [*toy.box(0, 0)["coordinates"], toy.box(0.25, 0.25, 0.5, 0.5)["coordinates"][0][::-1]],
}
TWO = {"type": "MultiPolygon", "coordinates": [toy.box(2, 0)["coordinates"], toy.box(4, 0)["coordinates"]]}
BUILDINGS: list[toy.Row] = [
    ({"building_id": "007", "height_m": 12.3, "use": "residential"}, HOLED),
    ({"building_id": "8", "height_m": None, "use": "residential"}, TWO),
    ({"building_id": "9", "height_m": 9.144000000000002}, toy.box(6, 0)),
]  # fmt: skip
CAMERAS = (
    "camera_id,name,operator,purpose,kind,environment,status,lon,lat,heading_deg,hfov_deg,width_px,max_range_m,retention_days,filed_on,"
    "recording,face_recognition\n"
    f"K1,路口一,{LONG},traffic_flow,fixed,outdoor_public,in_service,{toy.at(0.5, 0.5)[0]},{toy.at(0.5, 0.5)[1]},0,68.5,1920,60,30,2025-01-31,on,no\n"
    f"K2,@路口二,市政局,public_order;traffic_flow,fixed,outdoor_public,in_service,{toy.at(1.5, 0.5)[0]},{toy.at(1.5, 0.5)[1]},,68,1920,60,,,unknown,on\n"
)
KINDS = ("areas", "grids", "streets", "buildings", "cameras")
ENDINGS = {name: writer.suffix for name, writer in WRITERS.items()}


@pytest.fixture(scope="module")
def town(new_database: Callable[[], Database], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The toy town with texts, shapes and numbers that formats stumble over."""
    database, folder = new_database(), tmp_path_factory.mktemp("town")
    toy.load_town(database, folder)
    files = {
        "streets": ("odd.geojson", toy.features(STREETS)),
        "buildings": ("buildings.geojson", toy.features(BUILDINGS)),
        "cameras": ("odd.csv", CAMERAS),
    }
    for kind, (name, text) in files.items():
        (folder / name).write_text(text)
        report = toy.load(database, kind, folder / name)
        assert report.rows_refused == 0, report.issues
    yield database
    database.close()


@pytest.fixture
def in_town(typed: Typed, town: Database, monkeypatch: pytest.MonkeyPatch) -> Typed:
    monkeypatch.setenv("GRIDMAP_DATABASE_NAME", database_name(town))
    return typed


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_exported_is_unchanged_when_it_is_imported_again(in_town: Typed, kind: str, name: str) -> None:
    file = f"out{ENDINGS[name]}"
    code, _, err = in_town("export", kind, "-o", file)
    assert code == 0, err
    # a table, and a sequence of texts, has no place to state a datum
    datum = ["--datum", "wgs84"] if name in ("csv", "xlsx", "geojsonseq") else []
    code, out, err = in_town("import", kind, file, *datum, "--json")
    assert code == 0, (out, err)
    report = json.loads(out)
    assert (report["new"], report["corrected"], report["ended"]) == (0, 0, 0), report
    assert report["unchanged"] == report["rows_read"] > 1


def _opened(path: Path, name: str) -> str:
    return f"/vsizip/{path}" if name == "shp" else str(path)


@pytest.mark.parametrize(
    "name", [name for name in WRITERS if name != "parquet"]
)  # Debian's GDAL has no driver for that
@pytest.mark.parametrize("layer", [*KINDS, "incidents"])
def test_ogrinfo_reads_every_feature(in_town: Typed, tmp_path: Path, layer: str, name: str) -> None:
    path = tmp_path / f"out{ENDINGS[name]}"
    code, _, err = in_town("export", layer, "-o", path.name)
    assert code == 0, err
    # GDAL takes the first row of a sheet for a header by itself only where the columns differ in type
    words = (
        ["--config", "OGR_XLSX_HEADERS", "FORCE", _opened(path, name), layer]
        if name == "xlsx"
        else ["-al", _opened(path, name)]
    )
    told = subprocess.run(["ogrinfo", "-so", *words], capture_output=True, text=True, check=True)
    assert "ERROR" not in told.stderr, told.stderr
    assert f"Feature Count: {COUNTS[layer]}" in told.stdout, told.stdout
    if name in ("gpkg", "fgb", "shp", "kml", "geojson"):
        assert "WGS 84" in told.stdout


COUNTS = {"areas": 4, "grids": 6, "streets": 5, "buildings": 3, "cameras": 2, "incidents": 40}


@pytest.mark.parametrize("layer", [*KINDS, "incidents"])
def test_geopandas_reads_the_geoparquet(in_town: Typed, tmp_path: Path, layer: str) -> None:
    code, _, err = in_town("export", layer, "-o", "out.parquet")
    assert code == 0, err
    frame = geopandas.read_parquet(tmp_path / "out.parquet")
    assert len(frame) == COUNTS[layer]
    assert frame.crs.to_authority() == ("OGC", "CRS84")
    assert frame.geometry.dropna().is_valid.all()


@pytest.mark.parametrize("name", WRITERS)
def test_shapes_are_the_same_in_every_format(in_town: Typed, tmp_path: Path, name: str) -> None:
    assert in_town("export", "buildings", "-o", "plain.geojson")[0] == 0
    path = tmp_path / f"out{ENDINGS[name]}"
    assert in_town("export", "buildings", "-o", path.name)[0] == 0
    expected = geopandas.read_file(tmp_path / "plain.geojson").set_index("building_id").geometry
    if name == "parquet":
        frame = geopandas.read_parquet(path)
    elif name in ("csv", "xlsx"):
        table = pyogrio.read_dataframe(path)
        frame = geopandas.GeoDataFrame(table, geometry=list(shapely.from_wkt(table["wkt"])))
    else:
        frame = geopandas.read_file(_opened(path, name)).rename(columns={"building_i": "building_id"})
    found = frame.set_index("building_id").geometry
    assert set(found.index) == set(expected.index)
    for building, shape in expected.items():
        assert shapely.equals_exact(_multi(found[building]), _multi(shape), tolerance=1e-9)


def _multi(shape: shapely.Geometry) -> shapely.Geometry:
    """The same of single and multi polygons."""
    return shapely.multipolygons(shapely.get_parts(shape)).normalize()


def test_a_csv_starts_with_a_mark_and_no_cell_starts_a_formula(in_town: Typed, tmp_path: Path) -> None:
    assert in_town("export", "streets", "-o", "out.csv")[0] == 0
    content = (tmp_path / "out.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfsegment_id,name,class,")
    lines = content.decode("utf-8-sig").splitlines()
    assert any(line.startswith("001,'=1+1,") for line in lines)
    assert any(line.startswith("-5,''=x,-5,") for line in lines)  # a number is none


def test_a_workbook_has_texts_and_no_formulas(in_town: Typed, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    assert in_town("export", "streets", "-o", "out.xlsx")[0] == 0
    book = load_workbook(tmp_path / "out.xlsx")
    cells = {cell.value: cell.data_type for row in book["streets"].iter_rows() for cell in row}
    assert cells["=1+1"] == "s"
    assert cells["001"] == "s"
    assert cells[99] == "n"
    assert ("datum", "wgs84") in list(book["about"].iter_rows(values_only=True))


@pytest.mark.parametrize("name", ["csv", "geojsonseq"])
def test_what_has_no_place_to_say_it_gets_a_sidecar(in_town: Typed, tmp_path: Path, name: str) -> None:
    file = f"out{ENDINGS[name]}"
    assert in_town("export", "grids", "-o", file, "--bbox", "122,37,123,39", "--as-of", "2026-02-03")[0] == 0
    told = json.loads((tmp_path / f"{file}.about.json").read_text())
    assert (told["name"], told["datum"], told["bbox"]) == ("grids", "wgs84", [122.0, 37.0, 123.0, 39.0])
    assert told["grids_and_areas_of"] == "2026-02-03"
    assert told["columns"] == ["code", "name", "kind", "area", "households", "valid_from", "valid_to"]
    assert "notice" not in told


@pytest.mark.parametrize("name", [name for name in WRITERS if name not in ("csv", "geojsonseq")])
def test_other_formats_say_themselves_what_they_are(in_town: Typed, tmp_path: Path, name: str) -> None:
    file = f"out{ENDINGS[name]}"
    assert in_town("export", "grids", "-o", file)[0] == 0
    assert [path.name for path in tmp_path.iterdir()] == [file]


@pytest.mark.parametrize("name", WRITERS)
def test_a_box_with_nothing_in_it_is_an_empty_file_that_is_read(in_town: Typed, tmp_path: Path, name: str) -> None:
    path = tmp_path / f"out{ENDINGS[name]}"
    code, _, err = in_town("export", "grids", "-o", path.name, "--bbox", "1,1,2,2")
    assert code == 0, err
    if name in ("gpkg", "fgb", "shp", "geojson", "csv"):
        assert pyogrio.read_info(_opened(path, name), force_feature_count=True)["features"] == 0


@pytest.mark.parametrize("name", WRITERS)
def test_any_format_goes_to_stdout(
    server: Server,
    town: Database,
    name: str,
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GRIDMAP_HOME", str(server.home))
    monkeypatch.setenv("GRIDMAP_DATABASE_NAME", database_name(town))
    with pytest.raises(SystemExit) as ended:
        main(["export", "grids", "-o", "-", "--format", name])
    assert ended.value.code == 0
    starts = {
        "geojson": b'{"type"',
        "geojsonseq": b"\x1e{",
        "csv": b"\xef\xbb\xbf",
        "kml": b"<?xml",
        "gpkg": b"SQLite",
        "fgb": b"fgb",
        "parquet": b"PAR1",
    }
    assert capfdbinary.readouterr().out.startswith(starts.get(name, b"PK"))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["-o", "out.dwg"], "ends like no format that is written"),
        (["-o", "out"], "ends like no format that is written"),
        (["-o", "out.csv", "--bbox", "1"], "bbox"),
        (["-o", "none/out.gpkg"], "no folder"),
    ],
)
def test_what_cannot_be_written_is_a_sentence_and_leaves_nothing(
    in_town: Typed, tmp_path: Path, words: list[str], says: str
) -> None:
    code, _, err = in_town("export", "grids", *words)
    assert (code, says in err, "Traceback" in err) == (2, True, False), err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", WRITERS)
def test_what_stood_stays_when_an_export_breaks(
    in_town: Typed, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = f"out{ENDINGS[name]}"
    (tmp_path / file).write_text("old")
    broken = (
        'SELECT CASE WHEN n < 3000 THEN \'{"type": "Feature", "properties": {}, "geometry": null}\' ELSE (1 / (n - n))::text END '
        "FROM generate_series(1, 30000) AS n WHERE $1::float8 + $2::float8 + $3::float8 + $4::float8 IS NOT NULL AND $5::date IS NOT NULL"
    )
    from gridmap.db.statements import statement

    monkeypatch.setattr(
        "gridmap.api.exporting.statement",
        lambda context, name: broken if name == "export_grids" else statement(context, name),
    )
    code, _, _ = in_town("export", "grids", "-o", file)
    assert code == 2
    assert (tmp_path / file).read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == [file]


@pytest.mark.parametrize("name", WRITERS)
def test_a_made_up_city_says_so_in_every_format(typed: Typed, database: Database, tmp_path: Path, name: str) -> None:
    (tmp_path / "areas.geojson").write_text(toy.features(toy.AREAS))
    toy.load(database, "areas", tmp_path / "areas.geojson", values={"code_scheme": "fictional"})
    path = tmp_path / f"out{ENDINGS[name]}"
    code, _, err = typed("export", "areas", "-o", path.name)
    assert code == 0, err
    if name == "xlsx":
        from openpyxl import load_workbook

        text = str(list(load_workbook(path)["about"].iter_rows(values_only=True)))
    elif name == "shp":
        import zipfile

        text = zipfile.ZipFile(path).read("areas.fields.json").decode()
    elif name == "gpkg":
        text = subprocess.run(["ogrinfo", "-so", "-al", str(path)], capture_output=True, text=True, check=True).stdout
    else:
        text = path.read_bytes().decode("utf-8", "ignore")
    assert "虚构城市" in text
