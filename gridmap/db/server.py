"""The private PostgreSQL + PostGIS server: found, made, started, stopped.

It lives under `home/pg`, listens on a Unix socket only, and outlives the program that started it: after a crash of the program the next
start finds it again. PostgreSQL refuses to run as root, so root runs it as the user `postgres` that Debian's package makes.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from gridmap.db.roles import SUPERUSER, DbRole
from gridmap.errors import MissingTool, Unavailable

_LONGEST_SOCKET_PATH = 90  # sockaddr_un holds 107 bytes, and PostgreSQL adds "/.s.PGSQL.5432"
_PORT = 5432  # only names the socket file
_START_TIMEOUT_S = 60
_INITDB_OPTIONS = ("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums")
_DYING_S = 15  # after a kill -9 the old server's processes hold lock file and memory until they notice
_STILL_DYING = ('lock file "postmaster.pid" already exists', "shared memory block")
_MISSING = (
    "PostgreSQL 15 or newer with PostGIS 3.3 or newer was not found. Install it (Debian, Ubuntu: "
    "`apt-get install postgresql postgresql-15-postgis-3`), or use docker/compose.yml, or set GRIDMAP_DATABASE_URL to a server of yours."
)


@dataclass(frozen=True, slots=True)
class Status:
    """What stands: whether the cluster was made, whether it answers, where it is, its version."""

    made: bool
    running: bool
    folder: Path
    socket: Path
    version: str | None


@dataclass(frozen=True, slots=True)
class Server:
    """One private cluster below `home`."""

    home: Path

    @property
    def folder(self) -> Path:
        """Where the cluster's files are."""
        return self.home / "pg" / "data"

    @property
    def socket(self) -> Path:
        """The socket's folder; in the temporary folder where the path below home would be too long."""
        near = self.home / "pg" / "run"
        if len(str(near)) <= _LONGEST_SOCKET_PATH:
            return near
        digest = hashlib.sha256(str(self.home).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"gridmap-{os.getuid()}-{digest}"

    @property
    def _secrets_file(self) -> Path:
        return self.home / "secrets.json"

    def secrets(self) -> dict[str, str]:
        """Password of each role, from a file that only its owner reads."""
        found: dict[str, str] = json.loads(self._secrets_file.read_text())
        return found

    def url(self, role: str, database: str) -> str:
        """The address of a role on this server, with its password."""
        password = quote(self.secrets()[role], safe="")
        return f"postgresql://{role}:{password}@/{database}?host={quote(str(self.socket), safe='')}&port={_PORT}"

    def status(self) -> Status:
        """Asks the server itself (`pg_ctl` may still say running after a kill -9)."""
        made = (self.folder / "PG_VERSION").exists()
        version = (self.folder / "PG_VERSION").read_text().strip() if made else None
        return Status(made, made and self._answers(), self.folder, self.socket, version)

    def _answers(self) -> bool:
        ready = subprocess.run(
            [_program("pg_isready"), "-q", "-h", str(self.socket), "-p", str(_PORT), "-t", "3"], check=False
        )
        return ready.returncode == 0

    def ensure_running(self) -> None:
        """Make the cluster if there is none and start it if it is down. Safe to call from several programs at once."""
        _make_home(self.home)
        with _locked(self.home / "pg.lock"):
            if not (self.folder / "PG_VERSION").exists():
                self._make()
            if not self._answers():
                self._start()

    def stop(self) -> bool:
        """Stop it, ending its sessions; False when it was not running."""
        if not (self.folder / "PG_VERSION").exists() or not self._answers():
            return False
        _run([_program("pg_ctl"), "-D", str(self.folder), "-m", "fast", "-w", "-t", str(_START_TIMEOUT_S), "stop"])
        return True

    def _make(self) -> None:
        """Make the cluster aside and move it into place when it is whole: a program killed on the way leaves nothing that blocks."""
        for leftover in self.folder.parent.glob("making-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        made = {name: secrets.token_urlsafe(24) for name in [SUPERUSER, *(role.value for role in DbRole)]}
        _write_private(self._secrets_file, json.dumps(made, indent=1))
        aside = Path(tempfile.mkdtemp(prefix="making-", dir=self.folder.parent))
        _give(aside)
        password_file = aside / "pw"
        _write_private(password_file, made[SUPERUSER])
        _give(password_file)
        try:
            _run(
                [
                    *(_program("initdb"), "-D", str(aside / "data"), "-U", SUPERUSER, "--pwfile", str(password_file)),
                    *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"),
                ]
            )
            with (aside / "data" / "postgresql.conf").open("a") as conf:
                conf.write("\ninclude 'gridmap.conf'\n")
            (aside / "data").rename(self.folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def _start(self) -> None:
        _make_socket_folder(self.socket)
        conf = self.folder / "gridmap.conf"
        conf.write_text(_configuration(self.socket, memory_mb=_memory_mb()))
        _give(conf)
        log = self.folder.parent / "server.log"
        log.touch(exist_ok=True)
        _give(log)
        command = [
            _program("pg_ctl"),
            "-D",
            str(self.folder),
            "-l",
            str(log),
            "-w",
            "-t",
            str(_START_TIMEOUT_S),
            "start",
        ]
        end = time.monotonic() + _DYING_S
        while True:
            try:
                return _run(command, log=log)
            except Unavailable as error:
                if time.monotonic() > end or not any(word in str(error) for word in _STILL_DYING):
                    raise
            time.sleep(0.2)


def _configuration(socket: Path, *, memory_mb: int) -> str:
    """Settings for one machine that serves and computes; sizes follow the memory at hand."""
    shared_mb = max(128, min(2048, memory_mb // 8))
    lines = {
        "listen_addresses": "''",
        "unix_socket_directories": f"'{socket}'",
        "unix_socket_permissions": "0777",  # scram guards it; the folder may be another user's
        "port": str(_PORT),
        "max_connections": "60",
        "shared_buffers": f"{shared_mb}MB",
        "effective_cache_size": f"{max(256, memory_mb // 2)}MB",
        "work_mem": "64MB",
        "maintenance_work_mem": f"{max(64, min(1024, memory_mb // 16))}MB",
        "temp_buffers": "64MB",
        "max_wal_size": "4GB",
        "wal_compression": "lz4",
        "checkpoint_timeout": "15min",
        "jit": "off",
        "random_page_cost": "1.1",
        "max_parallel_workers_per_gather": "2",
        "shared_preload_libraries": "'pg_stat_statements'",
        "pg_stat_statements.track": "all",
        "pg_stat_statements.max": "10000",
        "timezone": "'UTC'",
        "log_min_error_statement": "panic",  # statements may carry values; they stay out of the log
        "log_min_messages": "warning",
    }
    return "".join(f"{name} = {value}\n" for name, value in lines.items())


def _memory_mb() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20


def _program(name: str) -> str:
    """The newest PostgreSQL program that has PostGIS beside it. Raises MissingTool with the choices."""
    roots = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: _major(p.parent.name), reverse=True)
    for root in roots:
        postgis = Path("/usr/share/postgresql") / root.parent.name / "extension" / "postgis.control"
        if _major(root.parent.name) >= 15 and postgis.exists() and (root / name).exists():
            return str(root / name)
    found = shutil.which(name)
    if found and shutil.which("initdb"):
        return found
    raise MissingTool(_MISSING)


def _major(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _server_user() -> pwd.struct_passwd | None:
    """Whom the server runs as when we are root; None when we are not."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError as error:
        raise MissingTool(_MISSING + " As root, the user `postgres` must exist to run it.") from error


def _give(path: Path) -> None:
    """Hand a file or folder to the user that runs the server."""
    user = _server_user()
    if user is not None:
        os.chown(path, user.pw_uid, user.pw_gid)
    if path.is_dir():
        path.chmod(0o755 if path.name == "run" or path.name.startswith("gridmap-") else 0o700)


def _make_socket_folder(folder: Path) -> None:
    """Raises Unavailable where somebody else's folder or link lies under that name: it may stand in a temporary folder that all may write."""
    folder.mkdir(parents=True, exist_ok=True)
    user = _server_user()
    ours = {os.geteuid(), user.pw_uid if user else os.geteuid()}
    if folder.is_symlink() or folder.stat().st_uid not in ours:
        raise Unavailable(
            f"{folder} is a link or belongs to another user; remove it, or set GRIDMAP_HOME to a shorter path."
        )
    _give(folder)


def _run(command: Sequence[str], *, log: Path | None = None) -> None:
    user = _server_user()
    done = subprocess.run(
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE if log is None else subprocess.DEVNULL,
        text=True,
        cwd="/",
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
        start_new_session=True,  # Ctrl-C in the terminal is ours, not the server's
    )
    if done.returncode != 0:
        said = log.read_text(errors="replace")[-400:] if log is not None else done.stderr[-400:]
        raise Unavailable(f"{Path(command[0]).name} failed: {said.strip() or 'no message'}")


def _make_home(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    (home / "pg").mkdir(exist_ok=True)
    user = _server_user()
    if user is None:
        return
    _give(home / "pg")
    (home / "pg").chmod(0o755)
    for folder in [home, *home.parents]:
        if not folder.stat().st_mode & 0o001 and folder.stat().st_uid != user.pw_uid:
            raise Unavailable(
                f"PostgreSQL runs as `{user.pw_name}` here and cannot enter {folder}; set GRIDMAP_HOME to a folder it may enter, "
                "such as /var/lib/gridmap."
            )


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
