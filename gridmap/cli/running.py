"""What every command needs to run: the settings, the database that they name, and who is typing."""

from __future__ import annotations

import getpass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from gridmap.db.engines import Database, database_of
from gridmap.db.server import Server
from gridmap.errors import BadValue
from gridmap.settings import Settings


def running_database(settings: Settings) -> Database:
    """The database, started and migrated when it is the private one."""
    if settings.database_url is None:
        bring_up(settings)
    return database_of(settings)


def bring_up(settings: Settings) -> None:
    """Start the private server, make roles and database, migrate, install the catalogue. Again: changes nothing."""
    from gridmap.db.migrate import migrate, versions
    from gridmap.db.prepare import prepare
    from gridmap.db.roles import DbRole
    from gridmap.service.usecases.categories import install_catalogue

    server = Server(settings.home)
    server.ensure_running()
    prepare(server, settings.database_name)
    url = server.url(DbRole.OWNER.value, settings.database_name)
    has, needs = versions(url)
    if has != needs:
        migrate(url)
        install_catalogue(database_of(settings).engine(DbRole.OWNER))


def actor() -> str:
    """How the log names whoever uses the command line."""
    try:
        name = getpass.getuser().encode("utf-8", "replace").decode()  # a login name may be any bytes
        return f"command line ({name})"
    except (KeyError, OSError):
        return "command line"


def pair(text: str) -> tuple[str, str]:
    """`field=column` as a pair. Raises BadValue."""
    name, equals, value = text.partition("=")
    if not equals or not name or not value:
        raise BadValue(f"{text!r} is no FIELD=VALUE pair.")
    return name.strip(), value.strip()


def today(settings: Settings) -> date:
    """The local date of the deployment."""
    return datetime.now(ZoneInfo(settings.zone)).date()
