"""The one door where database errors become domain errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError

from gridmap.errors import BadValue, Conflict, GridmapError, NoDatabase, NotAllowed, OverlappingValidity, Unavailable

# an index holds 2,704 bytes of a key
_TOO_LONG = "A code or id is longer than any that can be stored; 2,000 characters and fewer can be."
_OVERLAPS = {
    "ex_area_validity": "an area",
    "ex_grid_validity": "a grid",
}


def domain_error(error: BaseException) -> GridmapError | None:
    """The domain error that a driver's error means, or None when it is a fault of ours."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return NoDatabase("The connection to the database was lost; nothing of this change was kept. Try again.")
    if not isinstance(cause, psycopg.Error):
        return None
    constraint = cause.diag.constraint_name or ""
    if constraint in _OVERLAPS:
        what = _OVERLAPS[constraint]
        return OverlappingValidity(
            f"Two versions of {what} would be valid on the same day ({cause.diag.message_detail})."
        )
    if isinstance(cause, (psycopg.errors.UniqueViolation, psycopg.errors.ExclusionViolation)):
        return Conflict(f"This collides with what stands ({constraint}: {cause.diag.message_detail}).")
    if isinstance(cause, psycopg.errors.ForeignKeyViolation):
        return Conflict(
            f"This names what does not exist, or would leave something without what it names ({constraint})."
        )
    if isinstance(cause, psycopg.errors.CheckViolation):  # the detail repeats the row, so it stays inside
        return BadValue(f"A value lies outside its closed set ({constraint}).")
    if isinstance(cause, (psycopg.DataError, psycopg.errors.ProgramLimitExceeded)):
        too_long = isinstance(cause, psycopg.errors.ProgramLimitExceeded)
        return BadValue(_TOO_LONG if too_long else f"A value cannot be stored ({cause.diag.message_primary}).")
    if isinstance(cause, psycopg.errors.InsufficientPrivilege):
        return NotAllowed("The database role may not do this.")
    if isinstance(cause, psycopg.errors.DiskFull):
        return Unavailable("The disk of the database is full; nothing of this change was kept.")
    if isinstance(cause, (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)):
        return Unavailable("Another change was at the same rows; nothing of this one was kept. Try again.")
    if isinstance(cause, psycopg.errors.QueryCanceled):
        return Unavailable("The database took longer than it may; ask for less.")
    if isinstance(cause, psycopg.OperationalError):
        return NoDatabase("The database cannot be reached or was lost; nothing of this change was kept.")
    return None


@contextmanager
def translating() -> Iterator[None]:
    """Raise domain errors in place of the driver's, wherever one is meant."""
    try:
        yield
    except (DBAPIError, psycopg.Error) as error:
        meant = domain_error(error)
        if meant is None:
            raise
        raise meant from error
