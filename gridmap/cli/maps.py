"""`gridmap map`: one file that opens without a network."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

# what a written map of a district holds; points beyond this number are thinned evenly, and the page says how many there are
_MOST_INCIDENTS = 100_000


@click.command(
    "map", epilog="Example: gridmap map -o city.html    gridmap map -o district.html --area 990101 --lang zh"
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="the HTML file to write"
)
@click.option("--area", help="code of an area; the whole city without it")
@click.option("--lang", type=click.Choice(["en", "zh"]), help="language to begin with (GRIDMAP_LANGUAGE)")
@click.option("--views", is_flag=True, help="put the cameras' views into the file; whoever has the file can read them")
def map_(output: Path, area: str | None, lang: str | None, views: bool) -> None:
    """Write one self-contained map: grids by coverage or by hotspot class, cameras, incidents, buildings, streets, findings of the tiling.

    It holds the newest coverage audit, hotspot run and tiling audit that there are, opens from a disk without a network, and makes no request.
    """
    from gridmap.cli.running import actor, running_database, today
    from gridmap.db.roles import DbRole
    from gridmap.errors import BadValue
    from gridmap.formats.whole_file import whole_file
    from gridmap.grids.usecases.maps import describe_city, map_layers
    from gridmap.grids.usecases.runs import newest_tiling
    from gridmap.maps.layer_data import layer_data
    from gridmap.maps.notices import FICTIONAL
    from gridmap.maps.runs import coverage_run, hotspot_run, tiling_run
    from gridmap.maps.single_file import single_page
    from gridmap.register.usecases.runs import newest_coverage
    from gridmap.service.rules.category import categories
    from gridmap.service.usecases.runs import newest_hotspots
    from gridmap.settings import read_settings

    if output.suffix.lower() not in (".html", ".htm"):
        raise BadValue(f"{output.name} is no HTML file's name; it ends in .html.")
    settings = read_settings()
    database, day, language = running_database(settings), today(settings), lang or settings.language
    service, register = database.engine(DbRole.SERVICE), database.engine(DbRole.REGISTER)
    city = describe_city(service, area=area, day=day, scope="*")
    ground = ["areas", "grids", "streets", "buildings", "tiling"]
    frames = map_layers(service, "grids", ground, area=area, day=day, scope="*", actor=actor())
    frames |= map_layers(service, "service", ["hotspots", "incidents"], area=area, day=day, scope="*", actor=actor())
    wanted = ["coverage", "cameras", *(["views"] if views else [])]
    frames |= map_layers(register, "register", wanted, area=area, day=day, scope="*", actor=actor())
    incidents = len(frames["incidents"])
    if incidents > _MOST_INCIDENTS:
        frames["incidents"] = frames["incidents"].sample(_MOST_INCIDENTS, random_state=1)
    page = single_page(
        {name: layer_data(name, frame) for name, frame in frames.items() if len(frame) or name == "tiling"},
        title=city["title"] or "gridmap",
        notice=FICTIONAL[language] if city["fictional"] else "",
        lang=language,
        made_at=f"{datetime.now():%Y-%m-%d %H:%M}",
        coverage=coverage_run(newest_coverage(register, scope="*")),
        hotspots=hotspot_run(newest_hotspots(service, scope="*")),
        tiling=tiling_run(newest_tiling(service, scope="*")),
        categories={code: (c.name_en, c.name_zh) for code, c in categories().items()},
        classes={c.class_code: (c.class_en, c.class_zh) for c in categories().values()},
        zone=settings.zone,
        counts={"incidents": incidents},
    )
    with whole_file(output) as part:
        part.write_text(page, encoding="utf-8")
    click.echo(f"{output}: {len(page.encode()) / 1e6:.1f} MB.")
