"""`gridmap audit coverage -o report.*`: the stored figures in each form, and what views reach beside the records."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import psycopg
import pytest

from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.server import Server
from tests.db.rows import database_name
from tests.usecases import toy


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Database:
    toy.load_town(database, tmp_path)
    return database


def _gridmap(server: Server, database: Database, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "GRIDMAP_HOME": str(server.home), "GRIDMAP_DATABASE_NAME": database_name(database)}
    command = [sys.executable, "-m", "gridmap.cli.main", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_report_has_the_stored_figures_in_each_form(server: Server, town: Database, tmp_path: Path) -> None:
    made = _gridmap(server, town, "audit", "coverage", "-o", str(tmp_path / "r.xlsx"), "--json")
    assert made.returncode == 0, made.stderr
    report = json.loads(made.stdout)
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    assert book.sheetnames == ["en", "depth", "purposes", "functions", "areas", "grids", "quality"]
    assert book["grids"].max_row == 1 + report["grids"]
    total = sum(float(str(row[3])) for row in book["grids"].iter_rows(min_row=2, values_only=True))
    assert total == pytest.approx(report["seen_m2"], abs=0.1)
    assert book["areas"]["A2"].value == "9901"
    run = str(report["run_id"])
    page = _gridmap(server, town, "audit", "coverage", "--run", run, "-o", str(tmp_path / "r.html"), "--lang", "zh")
    assert page.returncode == 0, page.stderr
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "虚构市" in text
    assert f"第 {run} 次审计" in text
    assert _gridmap(server, town, "audit", "coverage", "--run", run, "-o", str(tmp_path / "r.pdf")).returncode == 0
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF-")


def test_another_ending_is_refused_before_anything_is_computed(server: Server, town: Database, tmp_path: Path) -> None:
    refused = _gridmap(server, town, "audit", "coverage", "-o", str(tmp_path / "r.docx"))
    assert refused.returncode == 2
    assert ".pdf" in refused.stderr
    with psycopg.connect(town.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute("SELECT set_config('gridmap.scope', '*', false)")
        assert connection.execute("SELECT count(*) FROM register.audit_run").fetchone() == (0,)


def test_audit_of_the_cameras_measures_what_their_views_reach_unless_told_not_to(
    server: Server, town: Database, tmp_path: Path
) -> None:
    homes = [({"building_id": "H1", "use": "residential"}, toy.box(0.49, 0.505, 0.02, 0.01))]
    (tmp_path / "buildings.geojson").write_text(toy.features(homes))
    toy.load(town, "buildings", tmp_path / "buildings.geojson")
    found = json.loads(_gridmap(server, town, "audit", "cameras", "--json").stdout)
    assert found["by_rule"]["own.dwelling-in-view"] == 1
    alone = json.loads(_gridmap(server, town, "audit", "cameras", "--records-only", "--json").stdout)
    assert "own.dwelling-in-view" not in alone["by_rule"]
    assert alone["findings"] == found["findings"] - 1


_HOMES = [({"building_id": "H1", "use": "residential"}, toy.box(0.49, 0.505, 0.02, 0.01))]
_ZONE = [
    (
        {"purpose_area_id": "Z1", "purpose": "traffic_flow", "px_per_m": 25, "approval": "A1", "cameras": "K1"},
        toy.box(0.45, 0.45, 0.1, 0.1),
    )
]


@pytest.fixture
def audited(server: Server, town: Database, tmp_path: Path) -> Database:
    """The toy town with a home, a purpose area, and each audit once."""
    for kind, rows in (("buildings", _HOMES), ("purpose-areas", _ZONE)):
        (tmp_path / f"{kind}.geojson").write_text(toy.features(rows))
        assert toy.load(town, kind, tmp_path / f"{kind}.geojson").rows_refused == 0
    for command in (["audit", "coverage"], ["audit", "cameras"], ["cameras", "reduce"]):
        assert _gridmap(server, town, *command).returncode in (0, 1)
    return town


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_report_tells_the_newest_runs_that_fit_with_their_numbers(
    server: Server, audited: Database, tmp_path: Path
) -> None:
    assert _gridmap(server, audited, "audit", "coverage", "--run", "1", "-o", str(tmp_path / "r.html")).returncode == 0
    page = _text(tmp_path / "r.html")
    for said in ("Audit of proportion of", "Audit of cameras of", "Reduction of", "own.dwelling-in-view"):
        assert said in page
    assert "For this chapter type" not in page
    with psycopg.connect(audited.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute("SELECT set_config('gridmap.scope', '*', false)")
        connection.execute(
            "UPDATE register.finding SET rule = 'own.sensitive-place-in-view' WHERE rule = 'own.dwelling-in-view'"
        )
    made = _gridmap(
        server, audited, "audit", "coverage", "--run", "1", "--operator", "市政局", "-o", str(tmp_path / "o.html")
    )
    assert made.returncode == 0, made.stderr
    own = _text(tmp_path / "o.html")
    assert "Cameras of 市政局: what the audits found" in own
    assert "K1" in own
    assert "sensitive-place" not in own, "an operator's list would tell where one is"
    assert _gridmap(server, audited, "audit", "coverage", "--run", "1", "-o", str(tmp_path / "r.html")).returncode == 0
    assert "own.sensitive-place-in-view" in _text(tmp_path / "r.html"), "the whole city is told the number"


def test_run_of_another_area_does_not_fit(server: Server, audited: Database, tmp_path: Path) -> None:
    page = tmp_path / "r.html"
    made = _gridmap(server, audited, "audit", "coverage", "--area", "990101", "-o", str(page))
    assert made.returncode == 0, made.stderr
    assert _text(page).count("For this chapter type: gridmap audit cameras --area 990101") == 2
    assert "For this chapter type: gridmap cameras reduce --area 990101" in _text(page)


def test_operator_is_of_reports_and_must_be_one_of_the_register(server: Server, town: Database, tmp_path: Path) -> None:
    table = _gridmap(server, town, "audit", "coverage", "--operator", "市政局", "-o", str(tmp_path / "r.csv"))
    assert table.returncode == 2
    assert "--operator is of reports" in table.stderr
    nobody = _gridmap(server, town, "audit", "coverage", "--operator", "nobody", "-o", str(tmp_path / "r.pdf"))
    assert nobody.returncode == 2
    assert "No camera of the register has the operator 'nobody'" in nobody.stderr
    assert not list(tmp_path.glob("r.*"))
    with psycopg.connect(town.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute("SELECT set_config('gridmap.scope', '*', false)")
        assert connection.execute("SELECT count(*) FROM register.audit_run").fetchone() == (0,), "nothing was computed"


def test_report_is_logged_with_the_runs_that_it_read(server: Server, audited: Database, tmp_path: Path) -> None:
    _gridmap(server, audited, "audit", "coverage", "--run", "1", "--operator", "市政局", "-o", str(tmp_path / "o.xlsx"))
    shown = json.loads(_gridmap(server, audited, "log", "show", "--action", "export", "--limit", "1", "--json").stdout)
    entry = shown[0] if isinstance(shown, list) else shown["entries"][0]
    assert entry["detail"]["operator"] == "市政局"
    assert set(entry["detail"]["runs"]) == {"proportion", "cameras", "reduction"}
