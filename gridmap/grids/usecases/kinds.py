"""The KINDs of the ground."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from gridmap.db.roles import DbRole
from gridmap.errors import Issue, Severity, UnknownDatum
from gridmap.grids.rules import address, area, building, grid, street, water
from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.field import Parsed, quoted
from gridmap.grids.store import links, tables
from gridmap.grids.usecases.import_kind import ImportKind, ParseContext

Parser = Callable[[pd.DataFrame, np.ndarray | None, ParseContext], Parsed]


def stated(context: ParseContext) -> Datum:
    """The datum of a kind that has a place. Raises UnknownDatum."""
    if context.datum is None:
        raise UnknownDatum("This kind has a place, and no datum was stated.")
    return context.datum


def _parse_areas(frame: pd.DataFrame, geometry: np.ndarray | None, context: ParseContext) -> Parsed:
    o = context.options
    found = area.read_areas(
        frame,
        geometry,
        datum=stated(context),
        as_of=o.as_of,
        repair=o.repair,
        code_scheme=o.code_scheme,
        orders=context.orders,
    )
    return replace(found, frame=found.frame.assign(path=found.frame["code"] + "/"))  # until its parents are known


def _parse_grids(frame: pd.DataFrame, geometry: np.ndarray | None, context: ParseContext) -> Parsed:
    o = context.options
    return grid.read_grids(
        frame,
        geometry,
        datum=stated(context),
        as_of=o.as_of,
        repair=o.repair,
        pattern=o.grid_code_pattern,
        orders=context.orders,
    )


def _polygons(read: Callable[..., Parsed]) -> Parser:
    return lambda frame, geometry, context: read(frame, geometry, datum=stated(context), repair=context.options.repair)


def _plain(read: Callable[..., Parsed]) -> Parser:
    return lambda frame, geometry, context: read(frame, geometry, datum=stated(context))


def _link_areas(connection: Connection, _context: ParseContext, _batch_id: int) -> tuple[Issue, ...]:
    """Parents, paths and the areas of grids; a warning for each row that names an area which does not stand."""
    message = "{what} {code} names {named}, and no such area stands today; import the areas, or correct the code."
    return tuple(
        Issue(
            0,
            "parent" if what == "area" else "area",
            "unknown-area",
            message.format(what=what, code=quoted(code), named=quoted(named)),
            Severity.WARNING,
            code[:80],
        )
        for what, code, named in links.link_areas(connection)
    )


def _link_streets(connection: Connection, _context: ParseContext, _batch_id: int) -> tuple[Issue, ...]:
    """Junctions of the streets as they stand now, and the segments of addresses."""
    links.replace_junctions(connection, street.junctions_of(links.read_named_streets(connection)))
    links.link_addresses(connection)
    return ()


def _link_addresses(connection: Connection, _context: ParseContext, _batch_id: int) -> tuple[Issue, ...]:
    links.link_addresses(connection)
    return ()


_SHARED: dict[str, Any] = {"history": tables.history, "role": DbRole.GRIDS_JOB}

KINDS = {
    kind.name: kind
    for kind in (
        ImportKind(
            "areas",
            area.FIELDS,
            _parse_areas,
            tables.area,
            key="code",
            merging="by-version",
            finish=_link_areas,
            **_SHARED,
        ),
        ImportKind(
            "grids",
            grid.FIELDS,
            _parse_grids,
            tables.grid,
            key="code",
            merging="by-version",
            before_merge=links.link_staged_grids,
            finish=_link_areas,
            **_SHARED,
        ),
        ImportKind(
            "streets",
            street.FIELDS,
            _plain(street.read_streets),
            tables.street,
            key="segment_id",
            finish=_link_streets,
            **_SHARED,
        ),
        ImportKind(
            "addresses",
            address.FIELDS,
            _plain(address.read_addresses),
            tables.address,
            key="address_id",
            finish=_link_addresses,
            **_SHARED,
        ),
        ImportKind(
            "buildings",
            building.FIELDS,
            _polygons(building.read_buildings),
            tables.building,
            key="building_id",
            **_SHARED,
        ),
        ImportKind("water", water.FIELDS, _polygons(water.read_water), tables.water, key="water_id", **_SHARED),
    )
}
