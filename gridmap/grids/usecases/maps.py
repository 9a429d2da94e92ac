"""The layers of a written map, read under a scope; each context reads its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import geopandas as gpd
from sqlalchemy import Engine

from gridmap.access.store import logs
from gridmap.db.arrays import frame_of, shapes_of
from gridmap.db.door import translating
from gridmap.db.scope import reading, writing
from gridmap.db.statements import statement
from gridmap.errors import NotFound


def map_layers(
    engine: Engine, context: str, names: Sequence[str], *, area: str | None, day: date, scope: str, actor: str
) -> dict[str, gpd.GeoDataFrame]:
    """Those layers of a context, whole or inside an area, with the properties that tiles carry; EPSG:4326. Logged as an export.

    engine: the role that serves the context.
    """
    with translating(), writing(engine, scope) as connection:
        parameters = {"area": area or "", "day": day}
        layers = {name: shapes_of(connection, statement(context, f"map_{name}"), parameters) for name in names}
        rows = sum(len(frame) for frame in layers.values())
        logs.append(
            connection,
            actor=actor,
            action="export",
            what="map",
            detail={"area": area, "layers": list(names)},
            rows=rows,
        )
    return layers


def describe_city(engine: Engine, *, area: str | None, day: date, scope: str) -> dict[str, Any]:
    """title and fictional of the city, or of one area of it. Raises NotFound for an area that does not stand."""
    with translating(), reading(engine, scope) as connection:
        found = frame_of(connection, statement("grids", "describe_city"), {"area": area or "", "day": day})
    if found.empty:
        raise NotFound(f"There is no area {area!r} on {day}.")
    return dict(found.iloc[0])
