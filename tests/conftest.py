"""What many tests need: a real private server, a migrated database of one's own, the optional real data."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
import pytest

from gridmap.db.engines import Database, on_private_server
from gridmap.db.migrate import migrate
from gridmap.db.prepare import prepare
from gridmap.db.roles import SUPERUSER, DbRole
from gridmap.db.server import Server

REPOSITORY = Path(__file__).resolve().parents[1]
TEMPLATE = "gridmap_template"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real data that may lie beside the checkout; tests that use it skip without it."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the optional folder ../shared/data is not beside the checkout")
    return folder


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A private PostgreSQL of this test run, made and removed by it."""
    home = Path(tempfile.mkdtemp(prefix="gridmap-test-"))
    home.chmod(0o755)
    made = Server(home)
    made.ensure_running()
    with psycopg.connect(made.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # nobody keeps what a test wrote
        connection.execute("ALTER SYSTEM SET pg_stat_statements.max = 50000")  # tests/scope reads every statement
        connection.execute("ALTER SYSTEM SET max_connections = 600")  # databases of tests keep their pools to the end
    made.stop()
    made.ensure_running()
    yield made
    postmaster = int((made.folder / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGQUIT)  # at once: nothing here is worth a checkpoint
    while Path(f"/proc/{postmaster}").exists():
        time.sleep(0.02)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def _template(server: Server) -> str:
    from gridmap.service.usecases.categories import install_catalogue

    prepare(server, TEMPLATE)
    database = on_private_server(server, TEMPLATE)
    migrate(database.url(DbRole.OWNER))
    install_catalogue(database.engine(DbRole.OWNER))
    database.close()
    return TEMPLATE


@pytest.fixture(scope="session")
def new_database(server: Server, _template: str) -> Iterator[Callable[[], Database]]:
    """Makes migrated, empty databases; they go with the server."""
    made: list[Database] = []

    def make() -> Database:
        name = f"t_{uuid4().hex[:12]}"
        with psycopg.connect(server.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER gridmap_owner")
        database = on_private_server(server, name)
        made.append(database)
        return database

    yield make
    for database in made:
        database.close()


@pytest.fixture
def database(new_database: Callable[[], Database]) -> Iterator[Database]:
    """An empty, migrated database for one test."""
    made = new_database()
    yield made
    made.close()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Debian's Chromium; a missing one fails where CI runs, since a skipped browser test proves nothing."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        message = "chromium is not installed (apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found


@pytest.fixture(scope="session")
def served_city(server: Server, _template: str) -> Iterator[dict[str, str]]:
    """The fictional city (a block) behind a real server on loopback: base_url, and sign_in_url, whose link works once."""
    name = "served_city"
    with psycopg.connect(server.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER gridmap_owner")
    environment = {**os.environ, "GRIDMAP_HOME": str(server.home), "GRIDMAP_DATABASE_NAME": name}
    gridmap = [sys.executable, "-m", "gridmap.cli.main"]
    subprocess.run([*gridmap, "demo", "--scale", "block"], env=environment, check=True, capture_output=True)
    process = subprocess.Popen([*gridmap, "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    link = next(line.strip() for line in process.stdout if "/sign-in?token=" in line)
    base_url = link.split("/sign-in")[0]
    for _ in range(200):
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{base_url}/readyz").is_success:
                break
        time.sleep(0.1)
    yield {"base_url": base_url, "sign_in_url": link}
    process.terminate()
    process.wait(10)
