"""Bad input at the command line: a clear sentence, exit code 2, nothing written."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
from sqlalchemy import text

from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.scope import reading
from tests.cli.conftest import Typed
from tests.usecases import toy

BOWTIE = {
    "type": "Polygon",
    "coordinates": [[[122.6, 38.0], [122.61, 38.01], [122.61, 38.0], [122.6, 38.01], [122.6, 38.0]]],
}
CODE = "990101001001001"
CAMERAS = "camera_id,lon,lat\nK1,122.6,38.0\n"


def written(database: Database) -> int:
    """Rows of everything that the cases below could have written, batches included."""
    sources = {
        DbRole.GRIDS_JOB: ("grids.grid", "access.import_batch"),
        DbRole.REGISTER_JOB: ("register.camera",),
        DbRole.SERVICE_JOB: ("service.incident",),
    }
    total = 0
    for role, tables in sources.items():
        with reading(database.engine(role), "*") as connection:
            total += sum(int(connection.execute(text(f"SELECT count(*) FROM {t}")).scalar_one()) for t in tables)
    return total


def grids(*shapes: object, code: object = CODE) -> bytes:
    return toy.features([({"code": code, "kind": "unit"}, shape) for shape in shapes]).encode()  # type: ignore[misc]


def _zipped(**entries: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return held.getvalue()


FILES = {
    "XML bomb": ("grids", "a.kml", b'<!DOCTYPE kml [<!ENTITY a "b">]><kml><Placemark><name>&a;</name></Placemark></kml>', [], "document type"),
    "a way out of an archive": ("grids", "a.zip", _zipped(**{"../a.shp": b"x"}), [], "leads out of the archive"),
    "an archive of something else": ("grids", "a.zip", _zipped(**{"a.txt": b"x"}), [], "holds no .shp"),
    "cut FlatGeobuf": ("grids", "a.fgb", b"fgb\x03fgb\x01\x00\x01\x00\x00", [], "damaged or cut off"),
    "unknown datum": ("cameras", "a.csv", CAMERAS.encode(), ["--datum", "mars2000"], "mars2000"),
    "no datum": ("cameras", "a.csv", CAMERAS.encode(), [], "does not state the datum"),
    "truncated": ("grids", "a.geojson", grids(toy.box(0, 0))[:-40], ["--datum", "wgs84"], "a.geojson"),
    "nan": ("cameras", "a.csv", b"camera_id,lon,lat\nK1,nan,38.0\n", ["--datum", "wgs84"], "lon is 'nan'"),
    "infinite": ("cameras", "a.csv", b"camera_id,lon,lat\nK1,122.6,inf\n", ["--datum", "wgs84"], "lat is 'inf'"),
    "self-crossing": ("grids", "a.geojson", grids(BOWTIE), ["--datum", "wgs84"], "--repair"),
    "float codes": ("grids", "a.geojson", grids(toy.box(0, 0), code=990101001001001.0), ["--datum", "wgs84"], "code was made a number"),
    "mixed encodings": (
        "cameras",
        "a.csv",
        b"camera_id,operator,lon,lat\nK1," + "城管".encode() + b",122.6,38.0\nK2," + "交警".encode("gb18030") + b",122.6,38.0\n",
        ["--datum", "wgs84"],
        "encoding",
    ),
    "wrong kind of file": ("grids", "a.gpkg", grids(toy.box(0, 0)), ["--datum", "wgs84"], "holds json"),
    "metres that claim to be degrees": (
        "cameras",
        "a.csv",
        b"camera_id,lon,lat\nK1,500000,4200000\n",
        ["--datum", "wgs84"],
        "degrees",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_the_whole_file_is_refused_with_a_sentence(case: str, typed: Typed, database: Database, tmp_path: Path) -> None:
    kind, name, content, options, says = FILES[case]
    (tmp_path / name).write_bytes(content)
    before = written(database)
    code, out, err = typed("import", kind, name, *options, "--on-issue", "reject-file")
    assert code == 2, (out, err)
    assert says in out + err
    assert "Traceback" not in out + err
    assert written(database) == before


def test_a_crs_that_the_file_states_wrongly_is_refused(typed: Typed, database: Database, tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"code": [CODE], "kind": ["unit"]}, geometry=gpd.points_from_xy([122.6], [38.0]).buffer(0.01), crs=32651
    )
    frame.to_file(tmp_path / "a.gpkg")
    before = written(database)
    code, out, err = typed("import", "grids", "a.gpkg", "--on-issue", "reject-file")
    assert code == 2, (out, err)
    assert "EPSG:32651" in out + err
    assert written(database) == before


def test_a_crossing_polygon_is_mended_only_when_asked_and_told(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "a.geojson").write_bytes(grids(BOWTIE))
    code, out, _err = typed("import", "grids", "a.geojson", "--datum", "wgs84", "--json")
    assert (code, json.loads(out)["new"]) == (1, 0)
    code, out, _err = typed("import", "grids", "a.geojson", "--datum", "wgs84", "--repair", "--json")
    report = json.loads(out)
    assert (code, report["new"]) == (0, 1)
    assert report["issue_counts"] == {"repaired-polygon": 1}


def test_a_rejected_file_still_gets_its_report_and_its_fix_up_file(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CAMERAS + "K2,nan,38.0\n")
    options = ("--datum", "wgs84", "--on-issue", "reject-file", "--report", "r.json", "--fix-up", "f.csv")
    code, out, err = typed("import", "cameras", "a.csv", *options)
    assert code == 2, (out, err)
    assert "line 3: camera K2: lon is 'nan'" in out
    assert json.loads((tmp_path / "r.json").read_text())["issue_counts"]["bad-number"] == 1
    assert "K2" in (tmp_path / "f.csv").read_text()
    assert "K1" not in (tmp_path / "f.csv").read_text()


def test_a_database_that_goes_away_is_told_and_leaves_nothing(
    typed: Typed,
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from gridmap.service.usecases import loading

    (tmp_path / "a.csv").write_text(toy.incidents(50))
    before = written(database)
    store = loading.Loader._store

    def store_and_lose(self: loading.Loader, frame: object) -> None:
        store(self, frame)  # type: ignore[arg-type]
        pid = self.connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
        with database.engine(DbRole.SERVICE_JOB).connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})

    monkeypatch.setattr(loading.Loader, "_store", store_and_lose)
    code, out, err = typed("import", "incidents", "a.csv", "--datum", "wgs84")
    assert code == 2, (out, err)
    assert "connection" in (out + err).lower()
    assert "Traceback" not in out + err
    assert written(database) == before
