"""What is exported can be imported again: the files state their datum, and a made-up city says so in each of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from gridmap.db.engines import Database
from gridmap.db.server import Server
from tests.db.rows import database_name
from tests.usecases import toy


def _gridmap(server: Server, database: Database, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "GRIDMAP_HOME": str(server.home), "GRIDMAP_DATABASE_NAME": database_name(database)}
    command = [sys.executable, "-m", "gridmap.cli.main", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_exported_grids_are_unchanged_when_they_are_imported_again(
    server: Server, database: Database, tmp_path: Path
) -> None:
    toy.load_town(database, tmp_path)
    out = tmp_path / "out.geojson"
    assert _gridmap(server, database, "export", "grids", "-o", str(out)).returncode == 0
    written = json.loads(out.read_text())
    assert (written["datum"], "notice" in written) == ("wgs84", False)
    again = _gridmap(server, database, "import", "grids", str(out), "--json")
    assert again.returncode == 0, again.stderr
    report = json.loads(again.stdout)
    assert (report["new"], report["corrected"], report["unchanged"]) == (0, 0, len(toy.GRIDS))
    assert "demo city" not in again.stderr


def test_made_up_city_is_marked_in_its_files_and_told_of_before_an_import(
    server: Server, database: Database, tmp_path: Path
) -> None:
    (tmp_path / "areas.geojson").write_text(toy.features(toy.AREAS))
    toy.load(database, "areas", tmp_path / "areas.geojson", values={"code_scheme": "fictional"})
    out = tmp_path / "out.geojson"
    assert _gridmap(server, database, "export", "areas", "-o", str(out)).returncode == 0
    assert "虚构" in json.loads(out.read_text())["notice"]
    (tmp_path / "grids.geojson").write_text(toy.features(toy.GRIDS))
    told = _gridmap(server, database, "import", "grids", str(tmp_path / "grids.geojson"), "--datum", "wgs84")
    assert told.returncode == 0, told.stderr
    assert "fictional demo city" in told.stderr
    assert "GRIDMAP_DATABASE_NAME" in told.stderr


def test_category_may_be_typed_in_small_letters(server: Server, database: Database, tmp_path: Path) -> None:
    toy.load_town(database, tmp_path)
    found = _gridmap(server, database, "hotspots", "--category", "rod-pot", "--method", "excess", "--json")
    assert "is no category" not in found.stderr
    assert json.loads(found.stdout)["category"] == "ROD-POT" if found.returncode == 0 else "30" in found.stderr
