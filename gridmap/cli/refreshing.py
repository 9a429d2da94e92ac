"""Keeping coverage fresh while the server runs: a process beside it that waits for the database to announce changes."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from gridmap.settings import Settings

if TYPE_CHECKING:
    import psycopg

_LONGEST_WAIT_S = 30.0  # announcements can be missed while the database restarts; the queue cannot
_SOON_AGAIN_S = 2.0
_PARENT_CHECK_S = 1.0
_DUE = "So much changed at once that the coverage waits for a full audit: gridmap audit coverage"


def start_refreshing(settings: Settings) -> None:
    """Start the process; it ends with this one, however this one ends."""
    from multiprocessing import get_context

    get_context("spawn").Process(target=keep_fresh, args=(settings, os.getpid()), daemon=True).start()


def keep_fresh(settings: Settings, parent: int) -> None:
    """Refresh whatever waits, whenever something does, until the parent is gone.

    Nothing else sets the figures right, so no fault ends it: what went wrong is told once, and tried again ever more slowly.
    """
    told, pause_s = "", _SOON_AGAIN_S
    with suppress(KeyboardInterrupt):
        while os.getppid() == parent:
            began = time.monotonic()
            try:
                _listen(settings, parent)
            except Exception as error:
                if str(error) != told:
                    told = str(error)
                    print(f"Coverage is not kept fresh: {told} It is tried again.", file=sys.stderr, flush=True)
            lasted_s = time.monotonic() - began
            pause_s = _SOON_AGAIN_S if lasted_s > _LONGEST_WAIT_S else min(2 * pause_s, _LONGEST_WAIT_S)
            _sleep(pause_s, parent)


def _sleep(pause_s: float, parent: int) -> None:
    """No longer than the parent lives."""
    until = time.monotonic() + pause_s
    while time.monotonic() < until and os.getppid() == parent:
        time.sleep(_PARENT_CHECK_S)


def _listen(settings: Settings, parent: int) -> None:
    import psycopg

    from gridmap.cli.running import today
    from gridmap.db.engines import database_of
    from gridmap.db.roles import DbRole
    from gridmap.errors import NoDatabase
    from gridmap.register.usecases.refreshing import refresh_coverage

    database, was_due = database_of(settings), False
    engine = database.engine(DbRole.REGISTER_JOB)
    try:
        with psycopg.connect(database.url(DbRole.REGISTER_JOB), autocommit=True) as connection:
            connection.execute("LISTEN gridmap_changes")
            while os.getppid() == parent:
                done = refresh_coverage(engine, day=today(settings))
                if done.is_due and not was_due:
                    print(_DUE, file=sys.stderr, flush=True)
                was_due = done.is_due
                _wait(connection, parent)
    except psycopg.Error as error:
        raise NoDatabase("The database went away.") from error
    finally:
        database.close()


def _wait(connection: psycopg.Connection[Any], parent: int) -> None:
    """Until something is announced, or for half a minute."""
    until = time.monotonic() + _LONGEST_WAIT_S
    while time.monotonic() < until and os.getppid() == parent:
        if any(True for _ in connection.notifies(timeout=_PARENT_CHECK_S, stop_after=1)):
            return
