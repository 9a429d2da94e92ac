"""`gridmap hotspots`: where more breaks than chance explains."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click


@click.command(
    epilog="Examples: gridmap hotspots --from 2026-01-01 --to 2026-07-01    gridmap hotspots --category DRN -o drains.geojson"
)
@click.option(
    "--from", "from_day", type=click.DateTime(["%Y-%m-%d"]), help="first day (local); of the oldest incident without it"
)
@click.option(
    "--to",
    "to_day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="day after the last one (local); of the newest incident without it",
)
@click.option("--category", help="a category such as DRN-BLOCK, or a class such as DRN; all without it")
@click.option("--kind", help="kind of grid; the one with the most grids without it")
@click.option(
    "--method",
    type=click.Choice(["auto", "excess", "gi-star"]),
    default="auto",
    show_default=True,
    help="auto: exact Poisson excess where the mean is below 5, Gi* above",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="write the rows per grid: .csv or .geojson")
@click.option("--json", "as_json", is_flag=True, help="for programs")
def hotspots(
    from_day: datetime | None,
    to_day: datetime | None,
    category: str | None,
    kind: str | None,
    method: str,
    output: Path | None,
    as_json: bool,
) -> None:
    """Find grids with more service incidents than chance explains, with false-discovery control, and store the run.

    A hotspot is a place to inspect things. It describes reports that were made, and predicts nothing.
    """
    from gridmap.cli.running import actor, running_database
    from gridmap.cli.tables import check_output, write_rows
    from gridmap.db.roles import DbRole
    from gridmap.grids.usecases.ground import is_fictional
    from gridmap.service.usecases.hotspots import find_hotspots
    from gridmap.service.usecases.runs import hotspot_rows
    from gridmap.settings import read_settings

    check_output(output, (".csv", ".geojson"))
    settings = read_settings()
    database = running_database(settings)
    report = find_hotspots(
        database.engine(DbRole.SERVICE_JOB),
        from_day=from_day.date() if from_day else None,
        to_day=to_day.date() if to_day else None,
        category=category.upper() if category else None,
        kind=kind,
        method=method,
        zone=settings.zone,
        actor=actor(),
    )
    if output is not None:
        rows = hotspot_rows(database.engine(DbRole.SERVICE), run_id=report.run_id, scope="*", actor=actor())
        write_rows(rows, output, name="hotspots", fictional=is_fictional(database.engine(DbRole.SERVICE)))
    click.echo(json.dumps(report.to_json(), ensure_ascii=False) if as_json else "\n".join(report.lines()))
