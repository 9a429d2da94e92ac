"""Cameras after an import of theirs, or of the areas that they stand in."""

from __future__ import annotations

from sqlalchemy import Connection, Engine

from gridmap.db.door import translating
from gridmap.db.scope import writing
from gridmap.errors import Issue
from gridmap.grids.rules.field import Parsed
from gridmap.grids.usecases.import_kind import ParseContext
from gridmap.register.rules.camera import functions_of
from gridmap.register.rules.camera_mask import masks_of
from gridmap.register.store import cameras


def stage_parts(connection: Connection, parsed: Parsed) -> None:
    """The functions of a chunk's cameras, each with its own legal set, and their masks."""
    if len(parsed.frame):
        cameras.stage_functions(connection, functions_of(parsed.frame))
        cameras.stage_masks(connection, *masks_of(parsed.frame))


def finish_cameras(connection: Connection, _context: ParseContext, batch_id: int) -> tuple[Issue, ...]:
    """Put functions and masks in place and find the cameras' areas."""
    cameras.replace_parts(connection, batch_id=batch_id)
    cameras.follow_areas(connection)
    return ()


def follow_areas(engine: Engine) -> None:
    """After areas were imported: cameras and views follow them. engine: the register's job role."""
    with translating(), writing(engine, "*") as connection:
        cameras.follow_areas(connection)
