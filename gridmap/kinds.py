"""Which use case imports which KIND."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gridmap.db.engines import Database
from gridmap.grids.usecases.import_kind import ImportOptions
from gridmap.grids.usecases.import_report import ImportReport
from gridmap.grids.usecases.importing import run_import
from gridmap.grids.usecases.kinds import KINDS as GROUND
from gridmap.register.usecases.kinds import KINDS as REGISTER
from gridmap.service.usecases.incidents import import_incidents
from gridmap.service.usecases.kinds import KINDS as SERVICE

_KINDS = {**GROUND, **SERVICE, **REGISTER}


def import_file(
    database: Database,
    kind: str,
    path: Path,
    *,
    options: ImportOptions,
    actor: str,
    progress: Callable[[int, int | None], None] = lambda _done, _all: None,
) -> ImportReport:
    """Import one file of one KIND; incidents, which come in millions, have a use case of their own."""
    if kind == "incidents":
        return import_incidents(database, path, options=options, actor=actor, progress=progress)
    found = _KINDS[kind]
    return run_import(database.engine(found.role), found, path, options=options, actor=actor, progress=progress)
