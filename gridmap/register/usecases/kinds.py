"""The KINDs of the register."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from gridmap.db.roles import DbRole
from gridmap.errors import UnknownDatum
from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.field import Parsed
from gridmap.grids.usecases.import_kind import ImportKind, ParseContext
from gridmap.register.rules import camera, private_ground, purpose_area, sensitive_place
from gridmap.register.store import tables
from gridmap.register.usecases.cameras import finish_cameras, stage_parts


def _datum(context: ParseContext) -> Datum:
    if context.datum is None:
        raise UnknownDatum("This kind has a place, and no datum was stated.")
    return context.datum


def _parse_cameras(frame: pd.DataFrame, geometry: np.ndarray | None, context: ParseContext) -> Parsed:
    return camera.read_cameras(frame, geometry, datum=_datum(context), orders=context.orders)


def _parse_purpose_areas(frame: pd.DataFrame, geometry: np.ndarray | None, context: ParseContext) -> Parsed:
    options = context.options
    return purpose_area.read_purpose_areas(
        frame, geometry, datum=_datum(context), as_of=options.as_of, repair=options.repair, orders=context.orders
    )


def _reading(read: Callable[..., Parsed]) -> Callable[[pd.DataFrame, np.ndarray | None, ParseContext], Parsed]:
    """A reader of plain polygons or points as a parser."""

    def parse(frame: pd.DataFrame, geometry: np.ndarray | None, context: ParseContext) -> Parsed:
        return read(frame, geometry, datum=_datum(context), repair=context.options.repair)

    return parse


_SHARED: dict[str, Any] = {"history": tables.history, "role": DbRole.REGISTER_JOB}

KINDS = {
    kind.name: kind
    for kind in (
        ImportKind(
            "cameras",
            camera.FIELDS,
            _parse_cameras,
            tables.camera,
            key="camera_id",
            stage_parts=stage_parts,
            finish=finish_cameras,
            **_SHARED,
        ),
        ImportKind(
            "purpose-areas",
            purpose_area.FIELDS,
            _parse_purpose_areas,
            tables.purpose_area,
            key="purpose_area_id",
            merging="by-version",
            **_SHARED,
        ),
        ImportKind(
            "private-ground",
            private_ground.FIELDS,
            _reading(private_ground.read_private_ground),
            tables.private_ground,
            key="ground_id",
            **_SHARED,
        ),
        ImportKind(
            "sensitive-places",
            sensitive_place.FIELDS,
            _reading(sensitive_place.read_sensitive_places),
            tables.sensitive_place,
            key="place_id",
            **_SHARED,
        ),
    )
}
