"""Command lines typed in a folder of their own, within this process."""

from __future__ import annotations

import contextlib
import gc
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from gridmap.cli.main import main
from gridmap.db.engines import Database
from gridmap.db.server import Server
from tests.db.rows import database_name

Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def typed(server: Server, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Types one command line in a folder of its own: exit code, stdout, stderr."""
    monkeypatch.setenv("GRIDMAP_HOME", str(server.home))
    monkeypatch.setenv("GRIDMAP_DATABASE_NAME", database_name(database))
    monkeypatch.chdir(tmp_path)

    def type_it(*words: str) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as ended:
            main(list(words))
        gc.collect()  # each command opens pools of its own
        return int(str(ended.value.code)), out.getvalue(), err.getvalue()

    return type_it
