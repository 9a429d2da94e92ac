"""`gridmap audit cameras` and `gridmap audit answer`: what cameras' records lack, and what is said to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from sqlalchemy import Engine

    from gridmap.register.usecases.findings import FindingsReport

_OPERATORS_PRINTED = 40


@click.command(
    epilog="Examples: gridmap audit cameras -o findings.csv    gridmap audit cameras --area 990101 --rules cn"
)
@click.option("--area", help="code of an area whose cameras are meant; the whole city without it")
@click.option("--operator", help="name of an operator, as the register has it; its findings are printed one by one")
@click.option(
    "--rules",
    multiple=True,
    metavar="NAME",
    help="judge every camera by this rule set (cn gdpr led uk amsterdam fr lu own); repeatable. Without it: by each camera's legal regimes, and own",
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="day of the audit; today without it")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="write the findings: .csv or .geojson")
@click.option(
    "--records-only",
    is_flag=True,
    help="leave out what views reach: homes, sensitive places, masks (and do not measure proportion)",
)
@click.option("--json", "as_json", is_flag=True, help="for programs")
def cameras(
    area: str | None,
    operator: str | None,
    rules: tuple[str, ...],
    as_of: datetime | None,
    output: Path | None,
    records_only: bool,
    as_json: bool,
) -> None:
    """Find what cameras' records lack, contradict or show, each by a rule with its clause; store the run.

    What cameras' views reach is measured first and stored as a run of proportion: purpose fit, excess view, homes, sensitive places, overlap.
    Exit code 1 when there are findings. Nothing is mended, and unknown is never taken for no.
    """
    from gridmap.cli.running import actor, running_database, today
    from gridmap.cli.tables import check_output, write_rows
    from gridmap.db.roles import DbRole
    from gridmap.grids.usecases.ground import is_fictional
    from gridmap.register.usecases.findings import audit_cameras, check_meant, finding_rows
    from gridmap.settings import read_settings

    check_output(output, (".csv", ".geojson"))
    settings = read_settings()
    day = as_of.date() if as_of else today(settings)
    database = running_database(settings)
    job = database.engine(DbRole.REGISTER_JOB)
    check_meant(job, day=day, area=area, operator=operator, rules=rules)  # before views are measured, which takes long
    beside = None if records_only else _of_views(job, day=day, area=area)
    report = audit_cameras(job, day=day, area=area, operator=operator, rules=rules, actor=actor(), beside=beside)
    rows = None
    if output is not None or (operator is not None and not as_json):
        rows = finding_rows(database.engine(DbRole.REGISTER), run_id=report.run_id, scope="*", actor=actor())
    if rows is not None and output is not None:
        told = rows["detail"].map(lambda detail: json.dumps(detail, ensure_ascii=False))
        shown = rows.assign(detail=told) if output.suffix.lower() == ".csv" else rows
        write_rows(shown, output, name="findings", fictional=is_fictional(database.engine(DbRole.REGISTER)))
    click.echo(json.dumps(report.to_json(), ensure_ascii=False) if as_json else "\n".join(_lines(report, rows)))
    raise click.exceptions.Exit(1 if report.findings else 0)


def _of_views(job: Engine, *, day: date, area: str | None) -> pd.DataFrame:
    """Findings on what views reach, from a run of proportion made now; none where there are no grids to measure in."""
    import pandas as pd

    from gridmap.cli.running import actor
    from gridmap.errors import TooFewData
    from gridmap.register.rules.finding import COLUMNS
    from gridmap.register.usecases.proportions import audit_proportion

    try:
        return audit_proportion(job, day=day, area=area, actor=actor())[1]
    except TooFewData as error:
        click.echo(f"What views reach is not told: {error}", err=True)
        return pd.DataFrame(columns=list(COLUMNS))


@click.command(epilog="Example: gridmap audit answer 4711 contested --reason rule_does_not_apply")
@click.argument("finding", type=click.IntRange(1))
@click.argument("answer", type=click.Choice(["mended", "contested", "reopened"]))
@click.option(
    "--reason",
    required=True,
    metavar="CODE",
    help="mended: register_corrected done_on_site taken_down paper_found; contested: fact_wrong rule_does_not_apply exempt; "
    "reopened: marked_by_mistake not_accepted",
)
def answer(finding: int, answer: str, reason: str) -> None:
    """Mark a FINDING (its id) as mended or contested, or open it again.

    The answer stands in later audits until a fact changes that the finding rests on. It is written to the log.
    """
    from gridmap.cli.running import actor, running_database
    from gridmap.db.roles import DbRole
    from gridmap.register.usecases.findings import answer_finding
    from gridmap.settings import read_settings

    engine = running_database(read_settings()).engine(DbRole.REGISTER_JOB)
    answer_finding(engine, finding_id=finding, answer=answer, reason=reason, scope="*", actor=actor())
    click.echo(f"Finding {finding} is {answer} ({reason.replace('_', ' ')}).")


def _lines(report: FindingsReport, rows: gpd.GeoDataFrame | None) -> Iterator[str]:
    """What a person reads: counts by severity and by rule, then the work list."""
    if not report.findings:
        yield f"Run {report.run_id}, {report.day}: nothing is found in the records of {report.cameras:,} cameras."
        return
    severities = ", ".join(_many(count, name) for name, count in report.by_severity.items())
    yield (
        f"Run {report.run_id}, {report.day}: {_many(report.findings, 'finding')} ({severities}) of "
        f"{report.cameras_with_findings:,} of {_many(report.cameras, 'camera')}; {report.answered:,} are mended or contested."
    )
    yield from (f"  {count:>7,}  {rule}" for rule, count in report.by_rule.items())
    if report.operator is not None and rows is not None:
        yield from _one_by_one(rows)
        return
    yield "Work list, by operator:"
    for name, work in list(report.operators.items())[:_OPERATORS_PRINTED]:
        total = sum(work["findings"].values())
        yield f"  {name or 'operator unknown'}: {_many(total, 'finding')} of {_many(work['cameras'], 'camera')}"
    left = len(report.operators) - _OPERATORS_PRINTED
    if left > 0:
        yield f"  … and {_many(left, 'operator')} more: --json has all, -o FILE every finding, --operator NAME those of one."


def _one_by_one(rows: gpd.GeoDataFrame) -> Iterator[str]:
    for row in rows.itertuples():
        answered = f" [{row.answer}: {row.answer_reason}]" if isinstance(row.answer, str) else ""
        yield f"{row.finding_id}  {row.camera_id}  {row.severity}  {row.rule}: {row.words_en} ({row.clause}){answered}"


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
