"""Which use case imports which KIND."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from itertools import chain
from pathlib import Path

from gridmap.db.engines import Database
from gridmap.grids.usecases.importing import ImportKind, ImportOptions, ImportReport, run_import

_CONTEXTS = ("grids", "register", "service")


def all_kinds() -> dict[str, ImportKind]:
    """Every KIND by its name, incidents aside."""
    return dict(chain.from_iterable(kinds.items() for kinds in _by_context()))


def _kind(name: str) -> ImportKind:
    for kinds in _by_context():
        if name in kinds:
            return kinds[name]
    raise KeyError(name)


def _by_context() -> Iterator[Mapping[str, ImportKind]]:
    """One context after the other, imported when it is asked for: the register's libraries are no business of a grid."""
    for context in _CONTEXTS:
        yield import_module(f"gridmap.{context}.usecases.kinds").KINDS


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
        from gridmap.service.usecases.incidents import import_incidents  # noqa: PLC0415 - half a second to import

        return import_incidents(database, path, options=options, actor=actor, progress=progress)
    found = _kind(kind)
    return run_import(database.engine(found.role), found, path, options=options, actor=actor, progress=progress)
