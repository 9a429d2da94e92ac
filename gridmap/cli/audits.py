"""`gridmap audit`: the grids' tiling, the cameras' coverage."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from gridmap.cli.findings import answer, cameras


@click.group(epilog="Example: gridmap audit coverage --class detect -o coverage.csv")
def audit() -> None:
    """Audit the grids' tiling, the cameras' records or their coverage."""


audit.add_command(cameras)
audit.add_command(answer)


@audit.command(epilog="Example: gridmap audit grids --as-of 2026-01-01 -o findings.geojson")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="day of the grids; today without it")
@click.option("--kind", help="kind of grid; the tiling kind with the most grids without it")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="write the findings as a layer: .geojson or .csv")
@click.option("--json", "as_json", is_flag=True, help="for programs")
def grids(as_of: datetime | None, kind: str | None, output: Path | None, as_json: bool) -> None:
    """Find gaps, overlaps, ground outside the area, invalid and duplicate polygons, unmatched borders, slivers; store the run and draw it on the map.

    Exit code 1 when there are findings. Nothing is mended: borders were signed by somebody.
    """
    from gridmap.cli.running import actor, running_database, today
    from gridmap.cli.tables import check_output, write_rows
    from gridmap.db.roles import DbRole
    from gridmap.grids.usecases.tilings import audit_grids
    from gridmap.settings import read_settings

    check_output(output, (".csv", ".geojson"))
    settings = read_settings()
    day = as_of.date() if as_of else today(settings)
    engine = running_database(settings).engine(DbRole.GRIDS_JOB)
    report, findings = audit_grids(engine, day=day, kind=kind, actor=actor())
    if output is not None:
        write_rows(findings, output, name="tiling")
    click.echo(json.dumps(report.to_json(), ensure_ascii=False) if as_json else "\n".join(report.lines()))
    raise click.exceptions.Exit(1 if report.findings else 0)


@audit.command(epilog="Examples: gridmap audit coverage    gridmap audit coverage --class 125 -o near.geojson")
@click.option("--area", help="code of an area; the whole city without it")
@click.option(
    "--class",
    "class_",
    default="detect",
    show_default=True,
    metavar="NAME|PX_PER_M",
    help="density class of EN 62676-4:2014, or pixels per metre",
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="day of grids and cameras; today without it")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="write the rows per grid: .csv or .geojson")
@click.option("--json", "as_json", is_flag=True, help="for programs")
def coverage(area: str | None, class_: str, as_of: datetime | None, output: Path | None, as_json: bool) -> None:
    """How much of each grid's public space cameras with documented optics film: exact unions, stored as a run.

    Cameras whose optics are not documented are counted beside the figure, which is therefore a lower bound. Nothing here says where more cameras could stand.
    """
    from gridmap.cli.running import actor, running_database, today
    from gridmap.cli.tables import check_output, write_rows
    from gridmap.db.roles import DbRole
    from gridmap.register.rules.optics import density_px_per_m
    from gridmap.register.usecases.coverage import audit_coverage
    from gridmap.register.usecases.runs import coverage_rows
    from gridmap.settings import read_settings

    check_output(output, (".csv", ".geojson"))
    settings = read_settings()
    day: date = as_of.date() if as_of else today(settings)
    database = running_database(settings)
    px_per_m = density_px_per_m(class_)
    report = audit_coverage(database.engine(DbRole.REGISTER_JOB), day=day, px_per_m=px_per_m, area=area, actor=actor())
    if output is not None:
        rows = coverage_rows(database.engine(DbRole.REGISTER), run_id=report.run_id, scope="*", actor=actor())
        write_rows(rows, output, name="coverage")
    if as_json:
        click.echo(json.dumps(report.to_json(), ensure_ascii=False))
        return
    share = (
        "no public space"
        if report.share is None
        else f"{100 * report.share:.2f} % of {report.public_m2 / 1e6:.3f} km² of public space"
    )
    click.echo(
        f"Run {report.run_id}, {report.day}, {report.px_per_m:g} px/m: {share} is under view in {report.grids:,} {report.kind} grids (lower bound).\n"
        f"  {report.documented:,} of {report.cameras:,} cameras have documented optics; {report.unknown_views:,} views are unknown and not counted.\n"
        f"  Public space is the grid without {', '.join(report.known) or 'anything: no footprints, water or private ground are known'}."
        " Shadows of buildings are not cast in this version."
    )
