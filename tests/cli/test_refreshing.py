"""A served city sets its coverage right by itself; the process that does it ends with the server, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from gridmap.cli import refreshing
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.server import Server
from gridmap.register.usecases.coverage import audit_coverage
from gridmap.settings import Settings
from tests.db.rows import database_name
from tests.usecases import toy

_PATIENCE_S = 60.0


def _rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.url(DbRole.REGISTER_JOB), autocommit=True) as connection:
        connection.execute("SELECT set_config('gridmap.scope', '*', false)")
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


def _children(pid: int) -> list[int]:
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                parent = int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            if parent == pid:
                found.append(int(process.name))
    return found


def test_change_reaches_the_figures_while_the_city_is_served_and_the_process_ends_with_the_server(
    server: Server, database: Database, tmp_path: Path
) -> None:
    for kind, (name, content) in {
        "areas": ("areas.geojson", toy.features(toy.AREAS)),
        "grids": ("grids.geojson", toy.features(toy.GRIDS)),
        "cameras": ("cameras.csv", toy.CAMERAS),
    }.items():
        (tmp_path / name).write_text(content)
        toy.load(database, kind, tmp_path / name)
    audit_coverage(database.engine(DbRole.REGISTER_JOB), day=date(2026, 6, 1), px_per_m=25, actor="test")
    seen = "SELECT sum(seen_m2) FROM register.coverage_now"
    [(before,)] = _rows(database, seen)
    assert before > 0
    environment = {**os.environ, "GRIDMAP_HOME": str(server.home), "GRIDMAP_DATABASE_NAME": database_name(database)}
    serving = subprocess.Popen(
        [sys.executable, "-m", "gridmap.cli.main", "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE
    )
    try:
        _until(
            lambda: bool(_rows(database, "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'LISTEN gridmap_changes%'"))
        )
        _rows(
            database, "UPDATE register.camera SET status = 'removed', removed_on = '2026-05-01' WHERE camera_id = 'K1'"
        )
        _until(lambda: _rows(database, seen) == [(0.0,)])
        assert _rows(database, "SELECT count(*) FROM register.change_queue") == [(0,)]
        children = _children(serving.pid)
        assert children
        serving.send_signal(signal.SIGKILL)
        serving.wait(timeout=10)
        _until(lambda: not any(Path(f"/proc/{child}").exists() for child in children))
    finally:
        serving.kill()
        serving.wait(timeout=10)


class _Stop(BaseException):
    """Ends the endless loop of the test."""


def test_fault_is_told_once_and_the_refresh_tried_again_ever_more_slowly(
    server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    faults = iter([ValueError("first"), ValueError("first"), OSError("second"), MemoryError("third")])
    pauses: list[float] = []

    def listen(_settings: Settings, _parent: int) -> None:
        fault = next(faults, None)
        if fault is None:
            raise _Stop
        raise fault

    monkeypatch.setattr(refreshing, "_listen", listen)
    monkeypatch.setattr(refreshing, "_sleep", lambda pause_s, _parent: pauses.append(pause_s))
    with pytest.raises(_Stop):
        refreshing.keep_fresh(Settings(home=server.home), os.getppid())
    said = capsys.readouterr().err
    assert [said.count(word) for word in ("first", "second", "third")] == [1, 1, 1]
    assert pauses == [4.0, 8.0, 16.0, 30.0]
