"""`gridmap demo`: the fictional city, through the ordinary imports."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from gridmap.db.engines import Database
from gridmap.errors import Conflict, TooFewData
from gridmap.settings import Settings, read_settings

if TYPE_CHECKING:
    from gridmap.demo.manifest import DemoFile

T = TypeVar("T")


@click.command(epilog="Example: gridmap demo --scale block --keep /tmp/city")
@click.option(
    "--scale",
    type=click.Choice(["block", "district", "city"]),
    default="district",
    show_default=True,
    help="size of the city",
)
@click.option("--seed", type=int, default=1, show_default=True, help="another number, another city")
@click.option(
    "--dirt", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="share of rows with realistic faults"
)
@click.option(
    "--keep", type=click.Path(path_type=Path, file_okay=False), help="write the city's files here and keep them"
)
@click.option("--files-only", is_flag=True, help="write the files and import nothing; needs --keep")
def demo(scale: str, seed: int, dirt: float, keep: Path | None, files_only: bool) -> None:
    """Make a fictional city and load it into an empty database: areas, grids, streets, incidents, cameras; then audit it and find hotspots.

    Every place, incident and camera in it is made up, and every page says so.
    """
    from gridmap.cli.running import running_database

    if files_only:
        from gridmap.demo.generate import generate
        from gridmap.errors import BadValue

        if keep is None:
            raise BadValue("--files-only writes files and needs --keep FOLDER.")
        keep.mkdir(parents=True, exist_ok=True)
        manifest = generate(keep, scale=scale, seed=seed, dirt=dirt)
        click.echo("\n".join(str(item.path) for item in manifest.files))
        return
    settings = read_settings()
    database = running_database(settings)
    if not _is_empty(database):
        raise Conflict(
            "The database holds grids already; the fictional city goes only into an empty one (another GRIDMAP_HOME)."
        )
    _load(database, settings, scale=scale, seed=seed, dirt=dirt, keep=keep)


def load_when_empty(database: Database, settings: Settings, *, scale: str) -> None:
    """The same for `gridmap up --demo`; a database that holds grids stays as it is."""
    if _is_empty(database):
        _load(database, settings, scale=scale, seed=1, dirt=0.0, keep=None)


def _is_empty(database: Database) -> bool:
    from gridmap.db.roles import DbRole
    from gridmap.grids.usecases.ground import holds_grids

    return not holds_grids(database.engine(DbRole.GRIDS_JOB))


def _load(database: Database, settings: Settings, *, scale: str, seed: int, dirt: float, keep: Path | None) -> None:
    from gridmap.demo.generate import generate

    with tempfile.TemporaryDirectory(prefix="gridmap-demo-") as scratch:
        folder = keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        manifest = _timed(
            f"making the fictional city ({scale})", lambda: generate(folder, scale=scale, seed=seed, dirt=dirt)
        )
        for file in manifest.files:
            _timed(f"importing {file.rows:,} {file.kind}", lambda file=file: _import(database, settings, file))  # type: ignore[misc]
    _timed("auditing the coverage", lambda: _audit(database, settings))
    try:
        _timed("finding hotspots", lambda: _find_hotspots(database))
    except TooFewData as error:
        click.echo(f"  no hotspots at this scale: {error}", err=True)


def _import(database: Database, settings: Settings, file: DemoFile) -> None:
    from gridmap.cli.running import actor
    from gridmap.demo.city import FIRST_DAY
    from gridmap.grids.usecases.import_kind import ImportOptions
    from gridmap.kinds import import_file

    options = ImportOptions(
        as_of=FIRST_DAY,
        datum=file.options.get("datum"),
        values={"code_scheme": "fictional"} if file.kind == "areas" else {},
        grid_code_pattern=settings.grid_code_pattern,
    )
    import_file(database, file.kind, file.path, options=options, actor=actor())


def _audit(database: Database, settings: Settings) -> None:
    from gridmap.cli.running import actor, today
    from gridmap.db.roles import DbRole
    from gridmap.register.rules.optics import BANDS_PX_PER_M
    from gridmap.register.usecases.coverage import audit_coverage

    engine = database.engine(DbRole.REGISTER_JOB)
    least, *sharper = BANDS_PX_PER_M
    audit_coverage(engine, day=today(settings), px_per_m=least, bands=sharper, actor=actor())


def _find_hotspots(database: Database) -> None:
    from datetime import timedelta

    from gridmap.cli.running import actor
    from gridmap.db.roles import DbRole
    from gridmap.demo.city import FIRST_DAY, LAST_DAY, ZONE
    from gridmap.service.usecases.hotspots import find_hotspots

    from_day, to_day = FIRST_DAY, LAST_DAY + timedelta(days=1)
    find_hotspots(database.engine(DbRole.SERVICE_JOB), from_day=from_day, to_day=to_day, zone=ZONE, actor=actor())


def _timed(what: str, do: Callable[[], T]) -> T:
    started = time.monotonic()
    done = do()
    click.echo(f"  {what}: {time.monotonic() - started:.1f} s", err=True)
    return done
