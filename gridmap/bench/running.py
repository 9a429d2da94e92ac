"""Running cases: a server and a city of their own, several runs, medians, and the machine beside the figures."""

from __future__ import annotations

import os
import platform
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from gridmap import __version__
from gridmap.db.engines import Database, on_private_server
from gridmap.db.migrate import migrate
from gridmap.db.prepare import prepare
from gridmap.db.roles import SUPERUSER, DbRole
from gridmap.db.server import Server
from gridmap.demo.generate import generate
from gridmap.service.usecases.categories import install_catalogue


@dataclass(frozen=True, slots=True)
class City:
    """The fictional city's files by KIND, in order of import, and the options that each needs."""

    scale: str
    items: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bench:
    """What a case gets: the city, fresh databases, and how often to run."""

    server: Server
    city: City
    runs: int
    say: Callable[[str], None]

    def fresh_database(self, name: str) -> Database:
        """An empty, migrated database of that name; what was there goes."""
        with psycopg.connect(self.server.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS bench_{name} WITH (FORCE)")  # name is a constant of a case
        prepare(self.server, f"bench_{name}")
        database = on_private_server(self.server, f"bench_{name}")
        migrate(database.url(DbRole.OWNER))
        install_catalogue(database.engine(DbRole.OWNER))
        return database


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured row. seconds and peer_seconds: every run; ratio is peer's median ÷ ours (above 1 we are faster)."""

    case: str
    what: str
    rows: int
    seconds: tuple[float, ...]
    peer: str = ""
    peer_seconds: tuple[float, ...] = ()
    check: str = ""

    @property
    def median_s(self) -> float:
        """Median of our runs."""
        return statistics.median(self.seconds)

    @property
    def ratio(self) -> float | None:
        """Peer's median over ours."""
        return statistics.median(self.peer_seconds) / self.median_s if self.peer_seconds else None


def timed(do: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of wall clock, and what it gave."""
    started = time.perf_counter()
    result = do()
    return time.perf_counter() - started, result


def measure(
    names: Sequence[str], *, scale: str, runs: int, work: Path | None, say: Callable[[str], None]
) -> dict[str, Any]:
    """Run the cases; returns machine, figures and a table. Without `work` everything is removed afterwards."""
    from gridmap.bench.cases import CASES  # noqa: PLC0415 - the cases import this module

    folder = work or Path(tempfile.mkdtemp(prefix="gridmap-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    server = Server(folder / "home")
    try:
        city = _city(folder / f"city-{scale}", scale=scale, say=say)
        server.ensure_running()
        bench = Bench(server, city, runs, say)
        figures: list[Figure] = []
        for name in names:
            say(f"{name}: {CASES[name].says}")
            figures += CASES[name].run(bench)
    finally:
        server.stop()
        if work is None:
            shutil.rmtree(folder, ignore_errors=True)
    return {"machine": machine(), "scale": scale, "figures": [_plain(f) for f in figures], "table": table(figures)}


def _city(folder: Path, *, scale: str, say: Callable[[str], None]) -> City:
    folder.mkdir(parents=True, exist_ok=True)
    say(f"making the fictional city ({scale}) in {folder.name}")
    manifest = generate(folder, scale=scale, seed=1)
    return City(scale, {item.kind: item for item in manifest.files})


def machine() -> dict[str, Any]:
    """What it ran on."""
    model = next(
        (line.split(":")[1].strip() for line in _cpuinfo() if line.startswith("model name")), platform.processor()
    )
    return {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "gridmap": __version__,
        "python": platform.python_version(),
        "processor": model,
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "load_before": round(os.getloadavg()[0], 2),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []


def table(figures: Sequence[Figure]) -> str:
    """Markdown: one row a figure."""
    lines = [
        "| case | what | rows | median s | rows/s | peer | peer s | peer ÷ ours | check |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for f in figures:
        peer_s = f"{statistics.median(f.peer_seconds):.2f}" if f.peer_seconds else ""
        ratio = f"{f.ratio:.2f}" if f.ratio else ""
        lines.append(
            f"| {f.case} | {f.what} | {f.rows:,} | {f.median_s:.2f} | {f.rows / f.median_s:,.0f} | {f.peer} | {peer_s} | {ratio} | {f.check} |"
        )
    return "\n".join(lines)


def _plain(figure: Figure) -> dict[str, Any]:
    return {
        "case": figure.case,
        "what": figure.what,
        "rows": figure.rows,
        "seconds": [round(s, 3) for s in figure.seconds],
        "peer": figure.peer,
        "peer_seconds": [round(s, 3) for s in figure.peer_seconds],
        "check": figure.check,
    }
