"""Places: which cameras' stored views hold one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import shapely
from sqlalchemy import Connection, text

from gridmap.db.statements import statement


def holds_views(connection: Connection) -> bool:
    """Whether this scope sees any stored view."""
    return bool(connection.execute(text("SELECT EXISTS (SELECT 1 FROM register.view AS v)")).scalar_one())


def filming(connection: Connection, place: shapely.Point | shapely.Polygon, *, day: date) -> list[Mapping[str, Any]]:
    """Cameras whose widest stored view meets the place (WGS-84), by id; `in_service` tells those that are from those that are out of service."""
    query = text(statement("register", "find_filming"))
    return [dict(row) for row in connection.execute(query, {"place": shapely.to_wkb(place), "day": day}).mappings()]


def unknown_views(
    connection: Connection, *, lon: float, lat: float, reach_deg: tuple[float, float], radius_m: float, day: date
) -> list[Mapping[str, Any]]:
    """Cameras within radius_m for which no view is stored, counted by operator, purpose and in_service.

    reach_deg: of a box that holds the circle; with a radius without end all in the box count.
    """
    values = {
        "lon": lon,
        "lat": lat,
        "lon_reach": reach_deg[0],
        "lat_reach": reach_deg[1],
        "radius_m": radius_m,
        "day": day,
    }
    query = text(statement("register", "count_unknown_views"))
    return [dict(row) for row in connection.execute(query, values).mappings()]
