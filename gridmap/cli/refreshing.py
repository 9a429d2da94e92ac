"""Keeping coverage fresh while the server runs: a process beside it that waits for the database to announce changes."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

from gridmap.errors import GridmapError
from gridmap.settings import Settings

if TYPE_CHECKING:
    import psycopg

_LONGEST_WAIT_S = 30.0  # announcements can be missed while the database restarts; the queue cannot
_SOON_AGAIN_S = 2.0
_PARENT_CHECK_S = 1.0


def start_refreshing(settings: Settings) -> None:
    """Start the process; it ends with this one, however this one ends."""
    from multiprocessing import get_context

    get_context("spawn").Process(target=keep_fresh, args=(settings, os.getpid()), daemon=True).start()


def keep_fresh(settings: Settings, parent: int) -> None:
    """Refresh whatever waits, whenever something does, until the parent is gone; a database that is down is asked again."""
    while os.getppid() == parent:
        try:
            _listen(settings, parent)
        except (GridmapError, OSError):
            time.sleep(_SOON_AGAIN_S)
        except KeyboardInterrupt:
            return


def _listen(settings: Settings, parent: int) -> None:
    import psycopg

    from gridmap.cli.running import today
    from gridmap.db.engines import database_of
    from gridmap.db.roles import DbRole
    from gridmap.errors import NoDatabase
    from gridmap.register.usecases.refreshing import refresh_coverage

    database = database_of(settings)
    engine = database.engine(DbRole.REGISTER_JOB)
    try:
        with psycopg.connect(database.url(DbRole.REGISTER_JOB), autocommit=True) as connection:
            connection.execute("LISTEN gridmap_changes")
            while os.getppid() == parent:
                refresh_coverage(engine, day=today(settings))
                _wait(connection, parent)
    except psycopg.Error as error:
        raise NoDatabase("The database went away; it is asked again.") from error
    finally:
        database.close()


def _wait(connection: psycopg.Connection[Any], parent: int) -> None:
    """Until something is announced, or for half a minute."""
    until = time.monotonic() + _LONGEST_WAIT_S
    while time.monotonic() < until and os.getppid() == parent:
        if any(True for _ in connection.notifies(timeout=_PARENT_CHECK_S, stop_after=1)):
            return
