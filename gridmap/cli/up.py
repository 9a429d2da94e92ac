"""`gridmap up` and `gridmap serve`."""

from __future__ import annotations

import errno
import socket
from dataclasses import replace

import click

from gridmap.errors import BadValue, Unavailable
from gridmap.settings import Settings, read_settings


@click.command(
    epilog="Example: gridmap up --demo    then open the printed link. Ctrl-C stops serving; `gridmap db stop` stops the database."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=None,
    help="port to serve on (GRIDMAP_PORT, 8321); 0 takes a free one",
)
@click.option("--demo", is_flag=True, help="load the fictional city when the database is empty")
@click.option(
    "--scale",
    type=click.Choice(["block", "district", "city"]),
    default="district",
    show_default=True,
    help="size of the fictional city",
)
@click.option("--no-serve", is_flag=True, help="bring everything up and print the link, but do not serve")
def up(port: int | None, demo: bool, scale: str, no_serve: bool) -> None:
    """Start the private PostGIS, bring the schema up to date, serve the map, and print a link that signs you in.

    With GRIDMAP_DATABASE_URL set, that server is used and none is started.
    """
    from gridmap.cli.running import running_database

    settings = _with_port(read_settings(), port)
    database = running_database(settings)
    if demo:
        from gridmap.cli.demo import load_when_empty

        load_when_empty(database, settings, scale=scale)
    settings = _with_free_port(settings)
    _print_link(settings)
    if not no_serve:
        _serve(settings, workers=1)


@click.command(epilog="Example: gridmap serve --workers 2")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=None,
    help="port to serve on (GRIDMAP_PORT, 8321); 0 takes a free one",
)
@click.option("--workers", type=click.IntRange(1, 16), default=1, show_default=True, help="processes that serve")
def serve(port: int | None, workers: int) -> None:
    """Serve a database that is already up and migrated."""
    settings = _with_free_port(_with_port(read_settings(), port))
    _print_link(settings)
    _serve(settings, workers=workers)


def _with_port(settings: Settings, port: int | None) -> Settings:
    return settings if port is None else replace(settings, port=port)


def _with_free_port(settings: Settings) -> Settings:
    """The settings with a port that can be bound. Raises Unavailable when the named one is taken."""
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Unavailable(
                    f"Port {settings.port} is taken; give another with --port, or --port 0 for a free one."
                ) from error
            raise BadValue(f"GRIDMAP_HOST is {settings.host!r}, which is no address of this machine.") from error
        return replace(settings, port=int(probe.getsockname()[1]))


def _print_link(settings: Settings) -> None:
    from gridmap.access.usecases.links import make_local_link
    from gridmap.db.engines import database_of
    from gridmap.db.roles import DbRole

    database = database_of(settings)
    token = make_local_link(database.engine(DbRole.GRIDS_JOB))
    database.close()
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    click.echo(
        f"Open this link; it signs your browser in once:\n\n    http://{host}:{settings.port}/sign-in?token={token}\n"
    )


def _serve(settings: Settings, *, workers: int) -> None:
    import os

    import uvicorn

    from gridmap.cli.refreshing import start_refreshing

    os.environ["GRIDMAP_PORT"] = str(settings.port)
    start_refreshing(settings)
    uvicorn.run(
        "gridmap.api.entry:make_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
