"""`gridmap cameras`: who films a place, and which cameras can go."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from gridmap.cli.camera_sheets import assessed, sheet
from gridmap.cli.scenarios import scenario


@click.group(epilog="Example: gridmap cameras at 116.3912,39.9061")
def cameras() -> None:
    """Who films a place; which cameras can be taken down, cropped or masked."""


cameras.add_command(sheet)
cameras.add_command(assessed)
cameras.add_command(scenario)


@cameras.command(
    context_settings={"ignore_unknown_options": True},  # -0.12,51.5 is a place, not an option
    epilog="Examples: gridmap cameras at 116.3912,39.9061    gridmap cameras at 116.4,39.9 --datum gcj02",
)
@click.argument("point", metavar="LON,LAT")
@click.option("--datum", default="wgs84", show_default=True, help="of the point: wgs84, cgcs2000, gcj02, bd09, EPSG:n")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="day of the cameras; today without it")
@click.option("--json", "as_json", is_flag=True, help="for programs")
def at(point: str, datum: str, as_of: datetime | None, as_json: bool) -> None:
    """Who films this place: operator, purpose, functions with their legal basis, retention, sign, and where to complain.

    The question is logged with the place to about ten metres. Cameras nearby whose view nobody knows are counted beside the answer: unknown is never no.
    """
    from gridmap.cli.running import actor, running_database, today
    from gridmap.db.roles import DbRole
    from gridmap.register.rules.place import read_point
    from gridmap.register.usecases.places import who_films
    from gridmap.settings import read_settings

    lon, lat = read_point(point, datum=datum)
    settings = read_settings()
    day = as_of.date() if as_of else today(settings)
    engine = running_database(settings).engine(DbRole.REGISTER)
    answer = who_films(engine, lon=lon, lat=lat, day=day, scope="*", actor=actor())
    click.echo(json.dumps(answer.to_json(), ensure_ascii=False) if as_json else "\n".join(answer.lines()))


@cameras.command(epilog="Examples: gridmap cameras reduce    gridmap cameras reduce --area 990101 -o can-go.csv")
@click.option("--area", help="code of an area: only cameras that stand in it may go; the whole city without it")
@click.option("--share", type=float, default=0.98, show_default=True, help="of the cells seen today, to keep")
@click.option("--cell", "cell_m", type=float, default=2.0, show_default=True, help="side of a cell in metres")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="day of cameras and purpose areas; today without it")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="write a row per camera: .csv, or .geojson with masks"
)
@click.option("--json", "as_json", is_flag=True, help="for programs")
def reduce(
    area: str | None, share: float, cell_m: float, as_of: datetime | None, output: Path | None, as_json: bool
) -> None:
    """Which cameras can go while every purpose area keeps what is seen of it today: alone, and the smallest set; narrower crops, fewer pixels, masks.

    The base is what is seen today. No target is set, nothing here says where a camera could stand, and the register is not changed.
    """
    from gridmap.cli.running import actor, running_database, today
    from gridmap.cli.tables import check_output, write_rows
    from gridmap.db.roles import DbRole
    from gridmap.grids.usecases.ground import is_fictional
    from gridmap.register.usecases.reductions import reduce_cameras, reduction_rows
    from gridmap.settings import read_settings

    check_output(output, (".csv", ".geojson"))
    settings = read_settings()
    day = as_of.date() if as_of else today(settings)
    database = running_database(settings)
    report = reduce_cameras(
        database.engine(DbRole.REGISTER_JOB), day=day, share=share, cell_m=cell_m, area=area, actor=actor()
    )
    if output is not None:
        rows = reduction_rows(database.engine(DbRole.REGISTER), run_id=report.run_id, scope="*", actor=actor())
        write_rows(rows, output, name="reduction", fictional=is_fictional(database.engine(DbRole.REGISTER)))
    click.echo(json.dumps(report.to_json(), ensure_ascii=False) if as_json else "\n".join(report.lines()))
