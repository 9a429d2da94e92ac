"""Who films this place?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Engine

from gridmap.access.store import logs
from gridmap.db.door import translating
from gridmap.db.scope import writing
from gridmap.register.rules.place import (
    NEARBY_M,
    Filming,
    UnknownView,
    WhoFilms,
    authorities_for,
    functions_told,
    logged_place,
    reach_deg,
)
from gridmap.register.store import places


def who_films(engine: Engine, *, lon: float, lat: float, day: date, scope: str, actor: str) -> WhoFilms:
    """Every camera of the register whose widest stored view holds the place, and how many nearby have an unknown one.

    lon, lat: WGS-84. engine: the serving role; what lies outside the scope is not in the answer. Views are those of the last audit, whatever the day is. The
    question is logged, with the place rounded: it may be about one door.
    """
    reach = reach_deg(lat, radius_m=NEARBY_M)
    with translating(), writing(engine, scope) as connection:
        known = places.holds_views(connection)
        found = places.filming(connection, lon=lon, lat=lat, day=day)
        near = places.unknown_views(connection, lon=lon, lat=lat, reach_deg=reach, radius_m=NEARBY_M, day=day)
        films = tuple(_filming(row) for row in found if row["in_service"])
        logs.append(
            connection, actor=actor, action="read", what="who films", detail=logged_place(lon, lat), rows=len(films)
        )
    return WhoFilms(
        day.isoformat(),
        known,
        films,
        tuple(UnknownView(r["operator"], tuple(r["purpose"]), r["cameras"]) for r in near if r["in_service"]),
        NEARBY_M,
        sum(not row["in_service"] for row in found) + sum(r["cameras"] for r in near if not r["in_service"]),
    )


def _filming(row: Mapping[str, Any]) -> Filming:
    functions = functions_told(row["functions"])
    return Filming(
        row["camera_id"],
        row["operator"],
        row["operator_kind"],
        tuple(row["purpose"]),
        functions,
        row["retention_days"],
        row["sign"],
        row["contact"],
        authorities_for(functions),
    )
