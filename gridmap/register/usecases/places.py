"""Who films this place?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import shapely
from sqlalchemy import Connection, Engine

from gridmap.access.store import logs, questions
from gridmap.db.door import translating
from gridmap.db.scope import writing
from gridmap.register.rules import public_place
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
from gridmap.register.rules.public_place import PublicAnswer, middle, told_to_the_public
from gridmap.register.store import places


def who_films(engine: Engine, *, lon: float, lat: float, day: date, scope: str, actor: str) -> WhoFilms:
    """Every camera of the register whose widest stored view holds the place, and how many nearby have an unknown one.

    lon, lat: WGS-84. engine: the serving role; what lies outside the scope is not in the answer. Views are those of the last audit, whatever the day is. The
    question is logged, with the place rounded: it may be about one door.
    """
    reach = reach_deg(lat, radius_m=NEARBY_M)
    with translating(), writing(engine, scope) as connection:
        known = places.holds_views(connection)
        found = places.filming(connection, shapely.Point(lon, lat), day=day)
        near = places.unknown_views(connection, lon=lon, lat=lat, reach_deg=reach, radius_m=NEARBY_M, day=day)
        answer = _answer(known, found, near, day=day)
        logs.append(
            connection,
            actor=actor,
            action="read",
            what="who films",
            detail=logged_place(lon, lat),
            rows=len(answer.films),
        )
    return answer


def tell_public(engine: Engine, *, lon: float, lat: float, day: date) -> PublicAnswer:
    """The same for the square of the ground that holds the place, of the whole city, as the public is told it; the question is only counted.

    engine: the register's serving role.
    """
    with translating(), writing(engine, "*") as connection:
        answer = _public(connection, lon=lon, lat=lat, day=day)
        questions.count(connection, day=day)
    return answer


def tell_signed_in(engine: Engine, *, lon: float, lat: float, day: date, actor: str) -> PublicAnswer:
    """What the public is told, to somebody whom we know: the question is logged as that of the command line is."""
    with translating(), writing(engine, "*") as connection:
        answer = _public(connection, lon=lon, lat=lat, day=day)
        shown = sum(entry.cameras for entry in answer.films)
        detail = logged_place(lon, lat)
        logs.append(connection, actor=actor, action="read", what="who films", detail=detail, rows=shown)
    return answer


def _public(connection: Connection, *, lon: float, lat: float, day: date) -> PublicAnswer:
    square = public_place.square_of(lon, lat)
    blocks = public_place.blocks_around(square)
    west, south, east, north = blocks
    mid_lon, mid_lat = middle(blocks)
    reach = ((east - west) / 2, (north - south) / 2)
    known = places.holds_views(connection)
    found = places.filming(connection, shapely.box(*square), day=day)
    near = places.unknown_views(connection, lon=mid_lon, lat=mid_lat, reach_deg=reach, radius_m=math.inf, day=day)
    return told_to_the_public(_answer(known, found, near, day=day), square)


def _answer(
    known: bool, found: Sequence[Mapping[str, Any]], near: Sequence[Mapping[str, Any]], *, day: date
) -> WhoFilms:
    return WhoFilms(
        day.isoformat(),
        known,
        tuple(_filming(row) for row in found if row["in_service"]),
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
