"""`gridmap export`: a layer as a file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from gridmap.formats.writers import WRITERS, writer_for


@click.command(
    epilog="Examples: gridmap export coverage -o coverage.geojson    gridmap export incidents -o incidents.csv    "
    "gridmap export grids -o grids.shp.zip    gridmap export cameras -o cameras.fgb    "
    "gridmap export cameras -o - --bbox 24.9,60.1,25.0,60.2 | ogrinfo -so -al /vsistdin/"
)
@click.argument("layer")
@click.option("-o", "--output", required=True, help="file to write, - for stdout")
@click.option(
    "--format", "format_", type=click.Choice(list(WRITERS)), help="by the file's name without it; geojson to stdout"
)
@click.option("--bbox", help="west,south,east,north in degrees")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="day whose grids and areas are meant; today without it"
)
def export(layer: str, output: str, format_: str | None, bbox: str | None, as_of: object) -> None:
    """Write one LAYER: areas grids streets buildings incidents hotspots cameras views coverage tiling.

    All coordinates are WGS-84. CSV and GeoJSON sequences get a sidecar, FILE.about.json; the other formats say themselves what they are.
    The file appears when it is whole; what was there stays until then. The export is written to the log.
    """
    import asyncio
    from datetime import datetime

    from gridmap.cli.exporting import write_layer
    from gridmap.cli.running import actor, running_database, today
    from gridmap.formats.whole_file import check_target
    from gridmap.settings import read_settings

    target = None if output == "-" else Path(output)
    if target is not None:
        check_target(target)
    writer = WRITERS[format_] if format_ else writer_for(target) if target is not None else WRITERS["geojson"]
    settings = read_settings()
    day = as_of.date() if isinstance(as_of, datetime) else today(settings)
    database = running_database(settings)
    rows = asyncio.run(write_layer(database, layer, target, writer=writer, bbox=bbox, day=day, actor=actor()))
    if target is not None and sys.stderr.isatty():
        click.echo(f"{rows} features in {target}.", err=True)
