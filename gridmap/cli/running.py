"""What every command needs to run: the settings, the database that they name, and who is typing."""

from __future__ import annotations

import getpass
import json
from typing import Any

import click

from gridmap.db.engines import Database, database_of
from gridmap.db.server import Server
from gridmap.errors import BadValue
from gridmap.settings import Settings, read_settings


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
        return f"command line ({getpass.getuser()})"
    except (KeyError, OSError):
        return "command line"


def settings_now() -> Settings:
    """Read the environment once, at the entry point."""
    return read_settings()


def say(value: dict[str, Any], *, as_json: bool, lines: list[str]) -> None:
    """Print for a program or for a person."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str, indent=1) if as_json else "\n".join(lines))


def pair(text: str) -> tuple[str, str]:
    """`field=column` as a pair. Raises BadValue."""
    name, equals, value = text.partition("=")
    if not equals or not name or not value:
        raise BadValue(f"{text!r} is no FIELD=VALUE pair.")
    return name.strip(), value.strip()
