"""The README's exit codes, seen from a shell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.docs.documents import document_named, table_rows


def _code(*arguments: str, home: Path) -> int:
    command = [sys.executable, "-m", "gridmap.cli.main", *arguments]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GRIDMAP_")}
    environment = {**kept, "GRIDMAP_HOME": str(home)}
    return subprocess.run(command, env=environment, capture_output=True, check=False, timeout=60).returncode


def test_done_is_0_a_server_that_is_down_is_1_and_what_cannot_run_is_2(tmp_path: Path) -> None:
    assert _code("--help", home=tmp_path) == 0
    assert _code("db", "status", home=tmp_path) == 1
    assert _code("db", "status", "--no-such-option", home=tmp_path) == 2
    assert _code("import", "grids", str(tmp_path / "missing.csv"), home=tmp_path) == 2


def test_the_readme_lists_them() -> None:
    codes = [row[0] for row in table_rows(document_named("README.md").text, "### Exit codes")]
    assert codes == ["0", "1", "2", "130"]
