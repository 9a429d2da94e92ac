"""`gridmap audit cameras` and `audit answer` as they are typed: exit codes, words, files, nothing half-written."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import psycopg
import pytest

from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from tests.cli.conftest import Typed
from tests.usecases import toy


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Database:
    """Two cameras of which hardly anything is told."""
    for kind, name, text in (
        ("areas", "areas.geojson", toy.features(toy.AREAS)),
        ("cameras", "cameras.csv", toy.CAMERAS),
    ):
        (tmp_path / name).write_text(text)
        toy.load(database, kind, tmp_path / name)
    return database


def test_findings_are_counted_in_words_and_end_with_one(town: Database, typed: Typed) -> None:
    code, out, err = typed("audit", "cameras", "--as-of", "2026-06-01")
    assert code == 1
    assert err.startswith("What views reach is not told: There are no grids")  # of this town nobody loaded any
    assert out.startswith("Run 1, 2026-06-01: ")
    assert "own.regime-unknown" in out
    assert "市政局: " in out
    assert town


def test_the_whole_run_is_told_to_programs_and_written_to_files(town: Database, typed: Typed, tmp_path: Path) -> None:
    code, out, _ = typed("audit", "cameras", "--as-of", "2026-06-01", "--json", "-o", "findings.csv")
    report = json.loads(out)
    with (tmp_path / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert code == 1
    assert len(rows) == report["findings"] == sum(report["by_severity"].values()) > 0
    untold = next(row for row in rows if row["rule"] == "own.heading-missing")
    assert (untold["camera_id"], untold["words_zh"]) == ("K2", "定向摄像头未说明方向。")
    assert json.loads(next(row["detail"] for row in rows if row["rule"] == "own.regime-unknown"))["functions"]
    typed("audit", "cameras", "--as-of", "2026-06-01", "-o", "findings.geojson")
    features = json.loads((tmp_path / "findings.geojson").read_text())["features"]
    assert len(features) == len(rows)
    assert {feature["geometry"]["type"] for feature in features} == {"Point"}
    assert town


def test_a_finding_is_answered_and_the_answer_is_shown(town: Database, typed: Typed) -> None:
    _, out, _ = typed("audit", "cameras", "--operator", "市政局")
    line = next(line for line in out.splitlines() if "K2" in line and "own.heading-missing" in line)
    number = line.split()[0]
    assert "It looks one way, and which is not told. (This register)" in line
    code, out, _ = typed("audit", "answer", number, "contested", "--reason", "fact_wrong")
    assert (code, out) == (0, f"Finding {number} is contested (fact wrong).\n")
    _, out, _ = typed("audit", "cameras", "--operator", "市政局")
    assert "own.heading-missing" in next(line for line in out.splitlines() if "[contested: fact_wrong]" in line)
    assert town


@pytest.mark.parametrize(("words", "alone"), [([], False), (["--records-only"], True)])
def test_a_run_says_whether_it_is_of_the_records_only(
    town: Database, typed: Typed, words: list[str], alone: bool
) -> None:
    """Where there are no grids an audit without that option is a whole one: there is no more to find."""
    typed("audit", "cameras", *words)
    with psycopg.connect(town.url(DbRole.REGISTER_JOB)) as connection:
        said = connection.execute("SELECT parameters -> 'records_only' FROM register.audit_run").fetchall()
    assert said == [(alone,)]


def test_grids_without_cameras_are_said_in_a_sentence(database: Database, typed: Typed, tmp_path: Path) -> None:
    for kind, made in (("areas", toy.AREAS), ("grids", toy.GRIDS)):
        (tmp_path / f"{kind}.geojson").write_text(toy.features(made))
        toy.load(database, kind, tmp_path / f"{kind}.geojson")
    code, out, err = typed("audit", "cameras")
    assert (code, out) == (2, "")
    assert "There are no cameras to audit" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("wrong", [["--rules", "eu"], ["--operator", "Nobody"], ["--area", "000"]])
def test_what_is_wrong_is_refused_before_views_are_measured(
    town: Database, typed: Typed, monkeypatch: pytest.MonkeyPatch, wrong: list[str]
) -> None:
    measured: list[object] = []
    monkeypatch.setattr("gridmap.register.usecases.proportions.audit_proportion", lambda *_a, **_k: measured.append(1))
    assert typed("audit", "cameras", *wrong)[0] == 2
    assert not measured
    assert town


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["audit", "cameras", "--rules", "eu"], "there are cn, gdpr"),
        (["audit", "cameras", "--area", "000"], "no area '000'"),
        (["audit", "cameras", "--operator", "Nobody"], "'Nobody'"),
        (["audit", "cameras", "-o", "findings.pdf"], ".csv, .geojson"),
        (["audit", "answer", "99", "mended", "--reason", "paper_found"], "no finding 99"),
        (["audit", "answer", "1", "mended", "--reason", "exempt"], "no reason for mended"),
    ],
)
def test_bad_input_gets_a_sentence_and_writes_nothing(
    town: Database, typed: Typed, tmp_path: Path, words: list[str], says: str
) -> None:
    there = sorted(tmp_path.iterdir())
    code, out, err = typed(*words)
    assert (code, out) == (2, "")
    assert says in err
    assert sorted(tmp_path.iterdir()) == there
    assert town
