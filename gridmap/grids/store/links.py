"""What hangs together after an import: areas and their parents, grids and their areas, addresses and segments, junctions."""

from __future__ import annotations

import geopandas as gpd
from sqlalchemy import Connection, delete, text

from gridmap.db.arrays import frame_of, shapes_of
from gridmap.db.copying import copy_frame, staging_table
from gridmap.db.statements import statement
from gridmap.grids.store.tables import junction


def link_areas(connection: Connection) -> list[tuple[str, str, str]]:
    """Set parents, paths and the areas of grids; returns (what, code, named) of rows that name an area that does not stand."""
    for name in ("link_areas", "update_paths", "link_grids"):
        connection.execute(text(statement("grids", name)))
    rows = frame_of(connection, statement("grids", "find_unlinked"))
    return [(str(what), str(code), str(named)) for what, code, named in rows.itertuples(index=False)]


def link_staged_grids(connection: Connection) -> None:
    """Set the areas that grids name while they are on the stage, so that they are not written a second time in their table."""
    connection.execute(text(statement("grids", "link_staged_grids")))


def link_addresses(connection: Connection) -> None:
    """Give addresses that name no segment the nearest one of their street."""
    connection.execute(text(statement("grids", "link_addresses")))


def read_named_streets(connection: Connection) -> gpd.GeoDataFrame:
    """Segments with a name: segment_id, name; EPSG:4326."""
    return shapes_of(connection, statement("grids", "read_named_streets"))


def replace_junctions(connection: Connection, junctions: gpd.GeoDataFrame) -> int:
    """Put these in place of all; junctions: junction_id, name, points in EPSG:4326."""
    connection.execute(delete(junction))
    staged = staging_table(connection, junction, ["junction_id", "name", "geom"])
    rows = copy_frame(connection, staged, junctions[["junction_id", "name"]], junctions.geometry.to_numpy())
    connection.execute(
        text("INSERT INTO grids.junction (junction_id, name, geom) SELECT junction_id, name, geom FROM stage_junction")
    )
    return rows
