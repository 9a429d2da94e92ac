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
    assert book.sheetnames == ["en", "depth", "purposes", "functions", "areas", "grids"]
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
