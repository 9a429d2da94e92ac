"""`gridmap export`: a layer as GeoJSON."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command(
    epilog="Example: gridmap export coverage -o coverage.geojson    gridmap export cameras -o - --bbox 24.9,60.1,25.0,60.2 | ogrinfo -so -al /vsistdin/"
)
@click.argument("layer")
@click.option("-o", "--output", required=True, help="file to write, - for stdout")
@click.option(
    "--format", "format_", type=click.Choice(["geojson"]), default="geojson", show_default=True, help="RFC 7946"
)
@click.option("--bbox", help="west,south,east,north in degrees")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="day whose grids and areas are meant; today without it"
)
def export(layer: str, output: str, format_: str, bbox: str | None, as_of: object) -> None:
    """Write one LAYER as GeoJSON, streamed: areas grids streets buildings incidents hotspots cameras views coverage.

    The file appears when it is whole; what was there stays until then. The export is written to the log.
    """
    import asyncio
    from datetime import datetime

    from gridmap.cli.exporting import write_layer
    from gridmap.cli.running import actor, running_database, today
    from gridmap.settings import read_settings

    settings = read_settings()
    day = as_of.date() if isinstance(as_of, datetime) else today(settings)
    target = None if output == "-" else Path(output)
    rows = asyncio.run(write_layer(running_database(settings), layer, target, bbox=bbox, day=day, actor=actor()))
    if target is not None and sys.stderr.isatty():
        click.echo(f"{rows} features in {target}.", err=True)
