"""What hands type and programs write by mistake: one sentence each, and never a fault of ours."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gridmap.cli.main import main
from gridmap.db.engines import Database
from gridmap.db.server import Server
from gridmap.formats.known import READERS
from tests.cli.conftest import Typed
from tests.db.rows import database_name
from tests.usecases import toy

HEAVY = ("numpy", "pandas", "pyarrow", "shapely", "sqlalchemy", "psycopg")
POINT = {"type": "Point", "coordinates": [122.6, 38.0]}
SQUARE = "POLYGON ((122.6 38, 122.61 38, 122.61 38.01, 122.6 38))"
ROWS = {
    "a date of zeros": ("cameras", "camera_id,lon,lat,filed_on\nK1,122.6,38,0000-00-00\n", 0, "no-date"),
    "year 0 of a camera": ("cameras", "camera_id,lon,lat,filed_on\nK1,122.6,38,0000-01-01\n", 0, "bad-date"),
    "year 0 of a grid": ("grids", f'code,valid_from,wkt\n1,0000-01-01,"{SQUARE}"\n', 1, "bad-date"),
    "year 0 of a purpose area": ("purpose-areas", f'id,valid_from,wkt\n1,0000-01-01,"{SQUARE}"\n', 1, "bad-date"),
    "a curve": ("grids", 'code,wkt\n1,"CURVEPOLYGON((0 0,1 1,0 1,0 0))"\n', 1, "wrong-geometry"),
    "an arc": ("streets", 'segment_id,wkt\n1,"CIRCULARSTRING(0 0,1 1,2 0)"\n', 1, "wrong-geometry"),
    "a header twice": ("cameras", "camera_id,camera_id,lon,lat\nK1,K2,122.6,38\n", 0, "repeated-header"),
    "a long name": ("cameras", f"camera_id,name,lon,lat\nK1,{'x' * 900_000},122.6,38\n", 0, "text-cut"),
}


@pytest.mark.parametrize("case", ROWS)
def test_an_odd_row_is_told_by_its_code_and_stops_no_file(case: str, typed: Typed, tmp_path: Path) -> None:
    kind, content, code, told = ROWS[case]
    (tmp_path / "a.csv").write_text(content)
    done, out, err = typed("import", kind, "a.csv", "--datum", "wgs84", "--code-scheme", "local", "--json")
    assert (done, err) == (code, "")
    report = json.loads(out)
    assert told in report["issue_counts"]
    assert all(len(issue["message"]) < 300 for issue in report["issues"])


FILES = {
    "a NUL in a text": ("a.csv", b"camera_id,lon,lat\nK\x00,122.6,38\n", "a NUL character in line 2"),
    "no package": ("a.gpkg", b"SQLite format 3\x00" + bytes(90), "save it as a GeoPackage again"),
    "no table": ("a.parquet", b"PAR1xxxxPAR1", "save it as Parquet again"),
    "no workbook": ("a.xlsx", b"PK\x03\x04xxxx", "save it as a workbook again"),
    "an id without end": (
        "a.csv",
        b"camera_id,lon,lat\n" + random.Random(1).randbytes(20_000).hex().encode() + b",122.6,38\n",
        "A code or id is longer",
    ),
    "a number without end": ("a.geojson", toy.features([({"camera_id": "@"}, POINT)]).replace('"@"', "1" * 5000).encode(), "4,300"),
    "a name twice": (
        "a.geojson",
        toy.features([({"camera_id": "a", "code": "b"}, POINT)]).replace('"code"', '"camera_id"').encode(),
        "the name 'camera_id' twice",
    ),
    "half a character in a name": (
        "a.geojson",
        toy.features([({"camera_id": "a", "code": "b"}, POINT)]).replace("code", "\\ud800").encode(),
        "half a character",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_an_odd_file_gets_one_sentence_of_ours(case: str, typed: Typed, tmp_path: Path) -> None:
    name, content, says = FILES[case]
    (tmp_path / name).write_bytes(content)
    code, out, err = typed("import", "cameras", name, "--datum", "wgs84", "--report", "r.json")
    assert (code, out) == (2, "")
    assert err.startswith("gridmap: ")
    assert says in err
    assert err.count("\n") == 1
    assert not any(word in err for word in ("Traceback", "b'", "sys.", "<DRIVER>", "..", "Error"))


@pytest.mark.parametrize("words", [("import", "cameras", "a\udcff.csv"), ("export", "grids", "-o", "\udcff"),
                                   ("import", "cameras", "a.csv", "--set", "operator=\udcff")])  # fmt: skip
def test_bytes_that_are_no_text_are_told(typed: Typed, words: tuple[str, ...]) -> None:
    code, out, err = typed(*words)
    assert (code, out) == (2, "")
    assert "udcff" in err
    assert "no text" in err


@pytest.mark.parametrize("option", ["--report", "--fix-up"])
def test_a_report_without_a_folder_is_told_before_anything_is_written(
    typed: Typed, tmp_path: Path, option: str
) -> None:
    (tmp_path / "a.csv").write_text("camera_id,lon,lat\nK1,122.6,38\n")
    code, out, err = typed("import", "cameras", "a.csv", "--datum", "wgs84", option, "nowhere/r.json")
    assert (code, out) == (2, "")
    assert "nowhere/r.json cannot be written" in err


@pytest.mark.parametrize(
    "words",
    [
        ("import", "cameras", "a.csv", "--report"),
        ("import", "cameras", "a.csv", "--fix-up"),
        ("bench", "run", "nothing", "-o"),
    ],
    ids=["report", "fix-up", "bench"],
)
def test_a_folder_to_write_to_is_told_before_anything_is_done(
    typed: Typed, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "a.csv").write_text("camera_id,lon,lat\nK1,122.6,38\n")
    code, out, err = typed(*words, "folder")
    assert (code, out) == (2, "")
    assert err == "gridmap: folder cannot be written: it is a folder.\n"


def test_help_of_imports_names_every_format(typed: Typed) -> None:
    _, out, _ = typed("import", "--help")
    words = {"csv": "CSV", "xlsx": "XLSX", "geojson": "GeoJSON", "geojsonseq": "GeoJSON sequences", "gpkg": "GeoPackage",
             "parquet": "GeoParquet", "osm": "OSM PBF", "devices": "lists of devices", "fgb": "FlatGeobuf", "shp": "Shapefile",
             "kml": "KML"}  # fmt: skip
    assert words.keys() == READERS.keys()
    assert all(word in " ".join(out.split()) for word in words.values())


@pytest.mark.parametrize(
    ("name", "says"), [("a.csv", "no file"), ("a.doc", "ends like no format"), ("b.csv", "holds pdf")]
)
def test_a_missing_or_misnamed_file_is_told_before_heavy_imports(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "a.doc").write_text("a")
    (tmp_path / "b.csv").write_text("%PDF-1.7")
    program = (
        "import sys; from gridmap.cli.main import main\n"
        f"try: main(['import', 'grids', {name!r}])\n"
        f"except SystemExit as end: print(end.code, [m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout == "2 []\n"
    assert says in done.stderr


def test_a_text_file_that_is_refused_early_leaves_no_thread_behind(tmp_path: Path) -> None:
    """A thread that still read ahead at the exit ended the process with "Fatal Python error" and code 134."""
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n1," + b"x" * (96 << 20), 1))
    program = (
        "import sys\nfrom gridmap.errors import BadFile\nfrom gridmap.formats.table import peek, read_chunks\n"
        f"try: next(read_chunks(peek({str(path)!r}), ['a', 'b']))\n"
        "except BadFile as error: print(error, file=sys.stderr); sys.exit(2)"
    )
    for _ in range(5):
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
        assert done.returncode == 2, done.stderr
        assert done.stderr.count("\n") == 1


def test_an_import_that_is_stopped_ends_with_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_path: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("gridmap.formats.known.checked_format", interrupted)
    with pytest.raises(SystemExit) as ended:
        main(["import", "grids", "a.csv"])
    assert ended.value.code == 130
    assert "Stopped." in capsys.readouterr().err


def test_a_server_that_is_stopped_by_ctrl_c_ends_in_order_with_0(server: Server, database: Database) -> None:
    environment = {**os.environ, "GRIDMAP_HOME": str(server.home), "GRIDMAP_DATABASE_NAME": database_name(database)}
    process = subprocess.Popen(
        [sys.executable, "-m", "gridmap.cli.main", "up", "--port", "0"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    link = next(line.strip() for line in process.stdout if "/sign-in?token=" in line)
    _wait_until_it_answers(link.partition("/sign-in")[0])
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")


def _wait_until_it_answers(address: str) -> None:
    import httpx

    for _ in range(300):
        try:
            if httpx.get(f"{address}/healthz").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")
