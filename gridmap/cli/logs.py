"""`gridmap log`: who read, exported or changed what."""

from __future__ import annotations

import json

import click


@click.group(epilog="Example: gridmap log verify")
def log() -> None:
    """Show or verify the log of reads, changes and exports."""


@log.command()
@click.option(
    "--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="how many, the newest first"
)
@click.option("--action", help="only this action: import, export, read, audit, hotspots …")
@click.option("--json", "as_json", is_flag=True, help="for programs")
def show(limit: int, action: str | None, as_json: bool) -> None:
    """Show the newest entries."""
    from gridmap.access.usecases.logs import show_log
    from gridmap.cli.running import running_database
    from gridmap.db.roles import DbRole
    from gridmap.settings import read_settings

    entries = show_log(running_database(read_settings()).engine(DbRole.GRIDS_JOB), limit=limit, action=action)
    if as_json:
        click.echo(json.dumps(entries, ensure_ascii=False, default=str, indent=1))
        return
    if not entries:
        click.echo("The log is empty.")
    for e in entries:
        rows = "" if e["row_count"] is None else f"  {e['row_count']} rows"
        click.echo(f"{e['seq']:>6}  {e['at']:%Y-%m-%d %H:%M:%S}Z  {e['actor']}  {e['action']} {e['object']}{rows}")


@log.command()
@click.option("--json", "as_json", is_flag=True, help="for programs")
def verify(as_json: bool) -> None:
    """Check the chain of hashes. Exit code 1 when it is broken."""
    from gridmap.access.usecases.logs import verify_log
    from gridmap.cli.running import running_database
    from gridmap.db.roles import DbRole
    from gridmap.settings import read_settings

    entries, head, broken = verify_log(running_database(read_settings()).engine(DbRole.GRIDS_JOB))
    if as_json:
        click.echo(json.dumps({"entries": entries, "head": head, "broken_at": broken}))
    elif broken is None:
        click.echo(f"The chain holds: {entries} entries, head {head or '-'}.")
    else:
        click.echo(f"The chain is broken at entry {broken}.")
    raise click.exceptions.Exit(0 if broken is None else 1)


@log.command(epilog="Example: gridmap log questions --limit 7")
@click.option("--limit", type=click.IntRange(1, 10_000), default=31, show_default=True, help="days, the newest first")
@click.option("--json", "as_json", is_flag=True, help="for programs")
def questions(limit: int, as_json: bool) -> None:
    """How often the public asked who films a place, by day: a number, without a place and without anybody."""
    from gridmap.access.usecases.logs import public_questions
    from gridmap.cli.running import running_database
    from gridmap.db.roles import DbRole
    from gridmap.settings import read_settings

    days = public_questions(running_database(read_settings()).engine(DbRole.GRIDS_JOB), limit=limit)
    if as_json:
        click.echo(json.dumps([{"day": day.isoformat(), "questions": asked} for day, asked in days]))
        return
    if not days:
        click.echo("The public has asked nothing yet.")
    for day, asked in days:
        click.echo(f"{day.isoformat()}  {asked:,}")
