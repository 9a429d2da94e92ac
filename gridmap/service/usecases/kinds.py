"""The KINDs of the service but incidents, which have a use case of their own."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gridmap.db.roles import DbRole
from gridmap.errors import UnknownDatum
from gridmap.grids.rules.field import Parsed
from gridmap.grids.usecases.import_kind import ImportKind, ParseContext
from gridmap.service.rules import asset, unit
from gridmap.service.store import tables


def _parse_units(frame: pd.DataFrame, _geometry: np.ndarray | None, _context: ParseContext) -> Parsed:
    return unit.read_units(frame)


def _parse_assets(frame: pd.DataFrame, geometry: np.ndarray | None, context: ParseContext) -> Parsed:
    if context.datum is None:
        raise UnknownDatum("Assets have a place, and no datum was stated.")
    return asset.read_assets(frame, geometry, datum=context.datum)


KINDS = {
    "units": ImportKind(
        "units",
        unit.FIELDS,
        _parse_units,
        tables.unit,
        history=tables.history,
        key="unit_id",
        role=DbRole.SERVICE_JOB,
        needs="nothing",
    ),
    "assets": ImportKind(
        "assets",
        asset.FIELDS,
        _parse_assets,
        tables.asset,
        history=tables.history,
        key="asset_id",
        role=DbRole.SERVICE_JOB,
    ),
}
