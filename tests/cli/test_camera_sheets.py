"""The command objects of one camera's sheets, until the group `cameras` has them: files, endings, refusals, nothing half-written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner, Result

from gridmap.cli.camera_sheets import FORMS, assessed, sheet
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.server import Server
from gridmap.errors import BadFile, BadValue, Conflict, NotFound
from gridmap.formats.table import peek
from gridmap.maps.notices import FICTIONAL
from gridmap.settings import read_settings
from tests.db.rows import database_name
from tests.usecases import toy

PIA = {"pia": {"id": 7, "status": 3, "updated_at": "2026-02-01T10:00:00Z", "author_name": "Jane Doe"}, "answers": []}
Typed = Callable[..., Result]


@pytest.fixture(scope="module")
def town(new_database: Callable[[], Database], tmp_path_factory: pytest.TempPathFactory) -> Database:
    database, folder = new_database(), tmp_path_factory.mktemp("town")
    for kind, (name, text) in {
        "areas": ("areas.geojson", toy.features(toy.AREAS)),
        "cameras": ("cameras.csv", toy.CAMERAS),
    }.items():
        (folder / name).write_text(text)
        toy.load(database, kind, folder / name)
    return database


@pytest.fixture
def typed(server: Server, town: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    monkeypatch.setenv("GRIDMAP_HOME", str(server.home))
    monkeypatch.setenv("GRIDMAP_DATABASE_NAME", database_name(town))
    monkeypatch.setenv("GRIDMAP_PUBLIC_RECORD_URL", "https://city.example/{camera_id}")
    monkeypatch.chdir(tmp_path)

    def type_it(command: Any, *words: str) -> Result:
        return CliRunner().invoke(command, list(words))

    return type_it


@pytest.mark.parametrize(
    ("form", "ending"), [(form, ending) for form, made in FORMS.items() for ending in made.endings]
)
def test_each_form_is_written_in_each_of_its_formats(typed: Typed, form: str, ending: str) -> None:
    result = typed(sheet, "K1", "--as", form, "-o", f"out{ending}", "--lang", "zh")
    assert result.exception is None
    content = Path(f"out{ending}").read_bytes()
    magic = {".html": b"<!doctype html>", ".pdf": b"%PDF", ".xlsx": b"PK", ".json": b"{", ".geojson": b"{"}[ending]
    assert content.startswith(magic)
    if magic == b"{":
        assert "K1" in json.dumps(json.loads(content))
    assert [path.name for path in Path().iterdir()] == [f"out{ending}"]


def test_stdout_takes_the_first_format(typed: Typed) -> None:
    result = typed(sheet, "K1", "--as", "osm", "-o", "-")
    document = json.loads(result.stdout)
    assert document["features"][0]["properties"]["ref"] == "K1"
    assert (document["datum"], "notice" in document) == ("wgs84", False)


@pytest.fixture
def fictional(town: Database) -> Iterator[None]:
    """The town is made up, for one test."""
    with psycopg.connect(town.url(DbRole.OWNER), autocommit=True) as connection:
        connection.execute("UPDATE grids.area SET code_scheme = 'fictional' WHERE code = '9901'")
        yield
        connection.execute("UPDATE grids.area SET code_scheme = 'custom' WHERE code = '9901'")


@pytest.mark.usefixtures("fictional")
@pytest.mark.parametrize("form", FORMS)
def test_each_sheet_of_a_made_up_city_says_so(typed: Typed, form: str) -> None:
    said = typed(sheet, "K1", "--as", form, "-o", "-", "--lang", "en").stdout
    assert FICTIONAL["en"] in said
    if form in ("dtpr", "osm", "sensorthings"):
        assert FICTIONAL["zh"] in said
    if form in ("sign", "annex"):
        assert FICTIONAL["zh"] in typed(sheet, "K1", "--as", form, "-o", "-", "--lang", "zh").stdout


def test_the_osm_sheet_names_its_datum_so_that_it_can_be_imported(typed: Typed) -> None:
    assert typed(sheet, "K1", "--as", "osm", "-o", "k1.geojson").exception is None
    assert peek(Path("k1.geojson")).datum == "wgs84"


def _exports(town: Database) -> int:
    with psycopg.connect(town.url(DbRole.OWNER)) as connection:
        row = connection.execute(
            "SELECT count(*) FROM access.log WHERE action = 'export' AND object = 'camera'"
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_a_hand_over_is_logged_once_its_file_is_written_and_not_before(
    typed: Typed, town: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _exports(town)
    assert isinstance(typed(sheet, "K1", "-o", "gone/x.html").exception, BadFile)

    def full_disk(_path: Path, _content: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full_disk)
        assert isinstance(typed(sheet, "K1", "-o", "x.html").exception, OSError)
    assert (_exports(town), list(Path().iterdir())) == (before, [])
    assert typed(sheet, "K1", "-o", "x.html").exception is None
    assert _exports(town) == before + 1


def test_the_day_that_is_given_is_of_the_purpose_areas_and_the_record_is_of_today(typed: Typed) -> None:
    page = typed(sheet, "K1", "--as", "annex", "-o", "-", "--as-of", "2020-01-31", "--lang", "en").stdout
    assert "No purpose area of 2020-01-31 names this camera" in page
    assert "state of 2020-01-31" not in page
    made = json.loads(typed(sheet, "K1", "--as", "sensorthings", "-o", "-", "--as-of", "2020-01-31").stdout)
    assert made["properties"]["state_of"] > "2020-01-31"


def test_a_view_that_is_asked_for_and_not_computed_is_unknown(typed: Typed) -> None:
    told = [
        json.loads(typed(sheet, "K2", "--as", "sensorthings", "-o", "-", *words).stdout)["properties"]["view"]
        for words in ((), ("--with-view",))
    ]
    assert told == ["withheld", "unknown"]


def test_the_sign_leads_to_the_address_of_the_setting_and_without_one_nowhere(
    typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'class="code"' in typed(sheet, "K1", "-o", "-").stdout
    monkeypatch.delenv("GRIDMAP_PUBLIC_RECORD_URL")
    page = typed(sheet, "K1", "-o", "-", "--paper", "a5").stdout
    assert 'class="code"' not in page
    assert "names no public address" in page
    assert "size: A5" in page


@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        (("K1", "-o", "sign.json"), BadValue, "ends in none of .html, .pdf"),
        (("K1", "--as", "dtpr", "-o", "x"), BadValue, "ends in none of .json"),
        (("K1", "--as", "sign", "-o", "x.pdf", "--with-view"), BadValue, "has no place for a view"),
        (("none", "-o", "x.html"), NotFound, "There is no camera 'none'"),
    ],
)
def test_what_cannot_be_handed_over_leaves_no_file(
    typed: Typed, words: tuple[str, ...], error: type[Exception], message: str
) -> None:
    result = typed(sheet, *words)
    assert isinstance(result.exception, error)
    assert message in str(result.exception)
    assert list(Path().iterdir()) == []


def test_a_validated_assessment_comes_back_and_stands_in_the_annex(typed: Typed, town: Database) -> None:
    Path("pia.json").write_text(json.dumps(PIA))
    result = typed(assessed, "K2", "pia.json", "--json")
    assert json.loads(result.stdout) == {
        "camera_id": "K2", "dpia_ref": "CNIL PIA 7, signed_validation", "dpia_on": "2026-02-01",
    }  # fmt: skip
    assert "CNIL PIA 7, signed_validation" in typed(sheet, "K2", "--as", "annex", "-o", "-").stdout
    with psycopg.connect(town.url(DbRole.REGISTER_JOB)) as connection:
        stored = repr(connection.execute("SELECT * FROM register.camera_override").fetchall())
    assert "Jane" not in stored


def test_an_assessment_that_does_not_count_is_an_error(typed: Typed) -> None:
    Path("pia.json").write_text(json.dumps({"pia": PIA["pia"] | {"status": 0}, "answers": []}))  # type: ignore[operator]
    assert isinstance(typed(assessed, "K1", "pia.json").exception, Conflict)
    assert isinstance(typed(assessed, "K1", "none.json").exception, BadFile)


@pytest.mark.parametrize(
    "text",
    ["city.example/{camera_id}", "https://city.example/cameras", "ftp://city.example/{camera_id}", "https:///{camera_id}",
     "https://city.example/{camera_id}/{camera_id}", "https://city.example/{id}", "https://city.example/ {camera_id}",
     "javascript:alert('{camera_id}')"],
)  # fmt: skip
def test_an_address_that_leads_to_no_camera_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="GRIDMAP_PUBLIC_RECORD_URL"):
        read_settings({"GRIDMAP_PUBLIC_RECORD_URL": text})


@pytest.mark.parametrize("text", ["https://city.example/{camera_id}", "http://10.0.0.1:8321/r?id={camera_id}&lang=zh"])
def test_an_address_with_a_place_for_the_camera_is_taken(text: str) -> None:
    assert read_settings({"GRIDMAP_PUBLIC_RECORD_URL": text}).public_record_url == text
