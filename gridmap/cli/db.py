"""`gridmap db`: the database."""

from __future__ import annotations

import click

from gridmap.settings import read_settings


@click.group(epilog="Example: gridmap db start && gridmap db status")
def db() -> None:
    """Start, stop, look at and migrate the database."""


@db.command()
def start() -> None:
    """Start the private server (made on first use) and bring its schema up to date."""
    from gridmap.cli.running import bring_up
    from gridmap.errors import BadValue

    settings = read_settings()
    if settings.database_url is not None:
        raise BadValue("GRIDMAP_DATABASE_URL names a server of yours; it is not started from here.")
    bring_up(settings)
    click.echo(f"The database is up in {settings.home}.")


@db.command()
def stop() -> None:
    """Stop the private server; data stays."""
    from gridmap.db.server import Server

    stopped = Server(read_settings().home).stop()
    click.echo("The database is stopped." if stopped else "The database was not running.")


@db.command()
@click.option("--json", "as_json", is_flag=True, help="for programs")
def status(as_json: bool) -> None:
    """Say whether the private server runs, and where. Exit code 1 when it does not."""
    import json

    from gridmap.db.server import Server

    settings = read_settings()
    now = Server(settings.home).status()
    if as_json:
        click.echo(
            json.dumps({"made": now.made, "running": now.running, "folder": str(now.folder), "version": now.version})
        )
    elif not now.made:
        click.echo(f"No database yet in {settings.home}; `gridmap up` makes one.")
    else:
        click.echo(f"PostgreSQL {now.version} in {now.folder}: {'running' if now.running else 'stopped'}.")
    raise click.exceptions.Exit(0 if now.running else 1)


@db.command()
@click.option("--to", "revision", default="head", show_default=True, help="revision to migrate to")
def migrate(revision: str) -> None:
    """Bring the schema to this version, as the owner.

    On a server of your own (GRIDMAP_DATABASE_URL) the statements that only a superuser may run are printed first.
    """
    from gridmap.cli.running import bring_up
    from gridmap.db.engines import database_of
    from gridmap.db.migrate import migrate as upgrade
    from gridmap.db.migrate import versions
    from gridmap.db.prepare import statements_for_administrator
    from gridmap.db.roles import DbRole
    from gridmap.service.usecases.categories import install_catalogue

    settings = read_settings()
    if settings.database_url is None:
        bring_up(settings)
    else:
        click.echo(statements_for_administrator())
    database = database_of(settings)
    upgrade(database.url(DbRole.OWNER), revision)
    if revision == "head":
        install_catalogue(database.engine(DbRole.OWNER))
    has, needs = versions(database.url(DbRole.OWNER))
    click.echo(f"The schema is at {has}; this program needs {needs}.")


@db.command()
@click.option("--role", default="gridmap_owner", show_default=True, help="database role")
@click.option("--with-password", is_flag=True, help="print the password too")
def url(role: str, with_password: bool) -> None:
    """Print the address of the database for psql, QGIS or GDAL."""
    from sqlalchemy.engine import make_url

    from gridmap.db.engines import database_of
    from gridmap.db.roles import DbRole
    from gridmap.errors import BadValue

    if role not in [r.value for r in DbRole]:
        raise BadValue(f"{role!r} is no database role; they are {', '.join(DbRole)}.")
    address = make_url(database_of(read_settings()).url(DbRole(role)))
    click.echo(address.render_as_string(hide_password=not with_password))
