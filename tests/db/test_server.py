"""The private server: made once, found again, outliving the program that started it, back after a crash of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from gridmap.db import server as server_module
from gridmap.db.roles import SUPERUSER, DbRole
from gridmap.db.server import Server
from gridmap.errors import MissingTool, Unavailable

_PROGRAM = "import sys; from pathlib import Path; from gridmap.db.server import Server; Server(Path(sys.argv[1])).ensure_running()"


@pytest.fixture(scope="module")
def new_home() -> Iterator[Callable[[], Path]]:
    """Homes that the server's user may enter (pytest's own folders are closed to it); servers in them are stopped at the end."""
    made: list[Path] = []

    def make() -> Path:
        home = Path(tempfile.mkdtemp(prefix="gridmap-test-"))
        home.chmod(0o755)
        made.append(home)
        return home

    yield make
    for home in made:
        if (Server(home).folder / "postmaster.pid").exists():
            os.kill(_postmaster(Server(home)), signal.SIGQUIT)  # at once, without a checkpoint
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def private(new_home: Callable[[], Path]) -> Server:
    """One server that the tests of this module may hurt."""
    made = Server(new_home())
    made.ensure_running()
    return made


def _postmaster(server: Server) -> int:
    return int((server.folder / "postmaster.pid").read_text().splitlines()[0])


def _one(server: Server) -> int:
    with psycopg.connect(server.url(SUPERUSER, "postgres")) as connection:
        row = connection.execute("SELECT 1").fetchone()
    assert row is not None
    return int(row[0])


def _start_elsewhere(home: Path, then: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", f"{_PROGRAM}; {then}", str(home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _kill(program: subprocess.Popen[str]) -> None:
    os.killpg(program.pid, signal.SIGKILL)
    program.wait()


def _wait_until(condition: Callable[[], bool], *, timeout_s: float = 20) -> None:
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def test_running_server_is_found_again(private: Server) -> None:
    before = _postmaster(private)
    Server(private.home).ensure_running()
    assert _postmaster(private) == before
    assert _one(private) == 1


def test_status_tells_made_running_and_version(private: Server, new_home: Callable[[], Path]) -> None:
    status = private.status()
    assert (status.made, status.running) == (True, True)
    assert int(status.version or "0") >= 15
    nothing = Server(new_home()).status()
    assert (nothing.made, nothing.running, nothing.version) == (False, False, None)


def test_program_killed_while_making_the_cluster_leaves_nothing_that_blocks_and_the_server_outlives_the_next(
    new_home: Callable[[], Path],
) -> None:
    home = new_home()
    making = _start_elsewhere(home)
    _wait_until(lambda: any(home.glob("pg/*/data/PG_VERSION")))
    _kill(making)
    assert not (home / "pg" / "data").exists()
    serving = _start_elsewhere(home, "print('up', flush=True); import time; time.sleep(600)")
    assert serving.stdout is not None
    assert serving.stdout.readline() == "up\n"
    _kill(serving)
    found = Server(home)
    before = _postmaster(found)
    found.ensure_running()
    assert _postmaster(found) == before
    assert _one(found) == 1


def test_killed_server_comes_back_with_its_data(private: Server) -> None:
    with psycopg.connect(private.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n integer)")
        connection.execute("INSERT INTO kept VALUES (7)")
    killed = _postmaster(private)
    os.kill(killed, signal.SIGKILL)
    private.ensure_running()
    assert _postmaster(private) != killed
    with psycopg.connect(private.url(SUPERUSER, "postgres")) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)


def test_two_programs_at_once_make_one_server(new_home: Callable[[], Path]) -> None:
    home = new_home()
    programs = [_start_elsewhere(home) for _ in range(2)]
    for program in programs:
        _, said = program.communicate(timeout=60)
        assert program.returncode == 0, said
    assert _one(Server(home)) == 1
    assert sorted(p.name for p in (home / "pg").iterdir()) == ["data", "run", "server.log"]


def test_stopped_server_starts_again_and_a_second_stop_says_so(private: Server) -> None:
    assert private.stop() is True
    assert private.status().running is False
    assert private.stop() is False
    private.ensure_running()
    assert _one(private) == 1


def test_only_its_owner_reads_the_secrets(private: Server) -> None:
    file = private.home / "secrets.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert set(private.secrets()) == {SUPERUSER, *DbRole}
    assert min(len(word) for word in private.secrets().values()) >= 32
    assert not list((private.home / "pg").glob("pw*"))


def test_data_folder_is_closed_to_others(private: Server) -> None:
    assert stat.S_IMODE(private.folder.stat().st_mode) == 0o700


def test_wrong_password_is_refused(private: Server) -> None:
    wrong = private.url(SUPERUSER, "postgres").replace(private.secrets()[SUPERUSER], "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_server_listens_on_no_network_address(private: Server) -> None:
    with psycopg.connect(private.url(SUPERUSER, "postgres")) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")
def test_root_runs_it_as_the_user_postgres(private: Server) -> None:
    uid = Path(f"/proc/{_postmaster(private)}").stat().st_uid
    assert pwd.getpwuid(uid).pw_name == "postgres"


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user enters his own folders")
def test_home_that_the_server_cannot_enter_is_named(new_home: Callable[[], Path]) -> None:
    closed = new_home()
    closed.chmod(0o700)
    with pytest.raises(Unavailable, match=rf"cannot enter {closed}; set GRIDMAP_HOME"):
        Server(closed / "home").ensure_running()
    assert not (closed / "home" / "pg" / "data").exists()


def test_socket_moves_where_the_path_below_home_is_too_long(new_home: Callable[[], Path]) -> None:
    far = Server(new_home() / ("a" * 60) / ("b" * 60))
    far.home.mkdir(parents=True)
    assert far.socket.parent == Path(tempfile.gettempdir())
    try:
        far.ensure_running()
        assert _one(far) == 1
    finally:
        os.kill(_postmaster(far), signal.SIGQUIT)
        shutil.rmtree(far.socket, ignore_errors=True)


def test_socket_folder_that_somebody_else_laid_there_is_not_used(new_home: Callable[[], Path]) -> None:
    trap = new_home()
    far = Server(new_home() / ("a" * 60) / ("c" * 60))
    far.home.mkdir(parents=True)
    far.socket.symlink_to(trap)
    try:
        with pytest.raises(Unavailable, match="is a link or belongs to another user"):
            far.ensure_running()
        assert trap.stat().st_uid == os.geteuid()
    finally:
        far.socket.unlink()


def test_missing_programs_are_named_with_the_choices(
    monkeypatch: pytest.MonkeyPatch, new_home: Callable[[], Path]
) -> None:
    monkeypatch.setattr(server_module, "_major", lambda _text: 0)
    monkeypatch.setattr("gridmap.db.server.shutil.which", lambda _name: None)
    with pytest.raises(MissingTool, match=r"apt-get install postgresql.*docker/compose\.yml.*GRIDMAP_DATABASE_URL"):
        Server(new_home()).ensure_running()
