"""`gridmap audit`: the grids' tiling, the cameras' coverage."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gridmap.cli.findings import answer, cameras

if TYPE_CHECKING:
    from gridmap.register.rules.assumption import Assumption


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
    from gridmap.grids.usecases.ground import is_fictional
    from gridmap.grids.usecases.tilings import audit_grids
    from gridmap.settings import read_settings

    check_output(output, (".csv", ".geojson"))
    settings = read_settings()
    day = as_of.date() if as_of else today(settings)
    engine = running_database(settings).engine(DbRole.GRIDS_JOB)
    report, findings = audit_grids(engine, day=day, kind=kind, actor=actor())
    if output is not None:
        write_rows(findings, output, name="tiling", fictional=is_fictional(engine))
    click.echo(json.dumps(report.to_json(), ensure_ascii=False) if as_json else "\n".join(report.lines()))
    raise click.exceptions.Exit(1 if report.findings else 0)


@audit.command(
    epilog="Examples: gridmap audit coverage    gridmap audit coverage --class 125 -o near.geojson    gridmap audit coverage --run 7 --compare 5 -o changes.csv"
    '    gridmap audit coverage --run 7 --operator "Parks Office" -o parks.pdf'
)
@click.option("--area", help="code of an area; the whole city without it")
@click.option(
    "--operator",
    help="name of an operator, as the register has it: the report (.html, .pdf, .xlsx) is of its cameras; the coverage stays that of all",
)
@click.option(
    "--class",
    "class_",
    metavar="NAME|PX_PER_M",
    help="one density class of EN 62676-4:2014, or pixels per metre; without it detect, observe, recognise and identify (25, 62.5, 125, 250)",
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="day of grids and cameras; today without it")
@click.option(
    "--occlusion",
    type=click.Choice(["off", "plane", "heights"]),
    default="plane",
    show_default=True,
    help="how buildings cut views; off: only the ground under them; plane: and all behind their walls; heights: only up to the line over roofs of known height",
)
@click.option(
    "--assume",
    type=click.Path(path_type=Path, dir_okay=False),
    help="TOML or JSON file with optics for cameras whose own are not documented; the run is labelled with it",
)
@click.option("--run", "run_id", type=int, metavar="RUN", help="read this stored run instead of making one")
@click.option("--compare", type=int, metavar="RUN", help="say what changed since this stored run, and why")
@click.option(
    "--by", type=click.Choice(["grid", "area"]), default="grid", show_default=True, help="rows of the output file"
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="write the rows (.csv, .geojson) or a report (.html, .pdf, .xlsx) with what the newest audits of cameras, proportion and reduction say",
)
@click.option("--lang", type=click.Choice(["en", "zh"]), help="language of a report (GRIDMAP_LANGUAGE)")
@click.option("--json", "as_json", is_flag=True, help="for programs")
def coverage(
    area: str | None, operator: str | None, class_: str | None, as_of: datetime | None, occlusion: str, assume: Path | None, run_id: int | None,
    compare: int | None, by: str, output: Path | None, lang: str | None, as_json: bool,
) -> None:  # fmt: skip
    """How much of each grid's public space cameras with documented optics film: how sharply, by how many, for what; stored as a run.

    Cameras whose optics are not documented are counted beside the figures, which are therefore lower bounds. Nothing here says where more cameras could stand.
    """
    from gridmap.cli.coverage_report import ENDINGS, write_report
    from gridmap.cli.coverage_text import comparison_lines, coverage_lines
    from gridmap.cli.running import actor, running_database, today
    from gridmap.cli.tables import check_output, write_rows
    from gridmap.db.roles import DbRole
    from gridmap.errors import BadValue
    from gridmap.grids.usecases.ground import is_fictional
    from gridmap.register.rules.optics import BANDS_PX_PER_M, density_px_per_m
    from gridmap.register.usecases.comparisons import compare_runs
    from gridmap.register.usecases.coverage import audit_coverage
    from gridmap.register.usecases.reports import check_operator
    from gridmap.register.usecases.runs import area_rows, coverage_rows, coverage_run
    from gridmap.settings import read_settings

    check_output(output, (".csv", ".geojson", *ENDINGS))
    if run_id is not None and (area, class_, as_of, assume, occlusion) != (None, None, None, None, "plane"):
        raise BadValue(
            "--run reads a stored run as it is; leave out --area, --class, --as-of, --occlusion and --assume."
        )
    if compare is not None and by == "area":
        raise BadValue("--compare tells of grids and cameras; leave out --by area.")
    is_report = output is not None and output.suffix.lower() in ENDINGS
    if operator is not None and not is_report:
        raise BadValue(
            "--operator is of reports (-o FILE.html, .pdf or .xlsx); gridmap audit cameras --operator NAME tells its findings."
        )
    assumption = None if assume is None else _assumption(assume)
    densities = BANDS_PX_PER_M if class_ is None else (density_px_per_m(class_),)
    settings = read_settings()
    day: date = as_of.date() if as_of else today(settings)
    database = running_database(settings)
    serving = database.engine(DbRole.REGISTER)
    if operator is not None:
        check_operator(serving, operator, scope="*")  # before anything is computed
    if compare is not None:
        coverage_run(serving, run_id=compare, scope="*")  # nothing is made when there is nothing to compare it with
    if run_id is None:
        report = audit_coverage(
            database.engine(DbRole.REGISTER_JOB), day=day, px_per_m=densities[0], bands=densities[1:], area=area,
            occlusion=occlusion, assumption=assumption, is_now=day == today(settings), actor=actor(),
        ).to_json()  # fmt: skip
        run_id = int(report["run_id"])
    else:
        report = coverage_run(serving, run_id=run_id, scope="*")
    lines, rows = coverage_lines(report), None
    if compare is not None:
        changes, rows = compare_runs(serving, before=compare, after=run_id, scope="*", actor=actor())
        report, lines = {**report, "comparison": changes.to_json()}, [*lines, *comparison_lines(changes)]
    if output is not None and is_report:
        write_report(serving, output, run_id=run_id, operator=operator, lang=lang, settings=settings, actor=actor())
    elif output is not None:
        read = area_rows if by == "area" else coverage_rows
        rows = read(serving, run_id=run_id, scope="*", actor=actor()) if rows is None else rows
        write_rows(rows, output, name="coverage", fictional=is_fictional(serving))
    click.echo(json.dumps(report, ensure_ascii=False) if as_json else "\n".join(lines))


def _assumption(path: Path) -> Assumption:
    """The file's assumption. Raises BadFile and BadValue."""
    import tomllib

    from gridmap.errors import BadFile
    from gridmap.register.rules.assumption import read_assumption

    try:
        text = path.read_text(encoding="utf-8-sig")
        values = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise BadFile(f"{path.name} cannot be read as an assumption in TOML or JSON: {error}") from error
    if not isinstance(values, dict):
        raise BadFile(f"{path.name} holds no table of an assumption; name, reason, heading and a range are needed.")
    return read_assumption(values)
