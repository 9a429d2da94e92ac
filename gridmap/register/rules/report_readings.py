"""What a report is composed from beside a coverage run: the newest stored runs that fit, as records of rows.

Nothing of sensitive places is in them but, for the whole city, the number of findings about them (docs/decisions/0020).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A stored run: its row without kind."""

    run_id: int
    day: date
    made_at: datetime
    code_version: str
    parameters: Mapping[str, Any]
    headline: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ProportionRead:
    """A run of proportion. groups: grouped_by (all, operator, purpose), label, px_per_m, cameras, view_m2, declared_m2,
    excess_m2, private_m2, dwelling_wall_m and dwelling_buildings (absent for one operator's purposes: walls must be united), serving_m2,
    overlap_m2; views: px_per_m, view_m2, excess_m2, dwelling_buildings, nearest_dwelling_m, a row each; fits: NaN where it is not known;
    grids: code, name, px_per_m and sums, empty for one operator."""

    run: StoredRun
    groups: pd.DataFrame
    views: pd.DataFrame
    fits: pd.Series
    grids: pd.DataFrame


@dataclass(frozen=True, slots=True)
class FindingsRead:
    """An audit of cameras. rules: rule, severity, clause, findings, cameras, answered; operators (all): operator, cameras, errors,
    warnings, notes, answered, by name; listed (one operator): camera_id, rule, severity, clause, detail, the open ones.

    tells_sensitive: whether findings about sensitive places are in the counts of `rules`; they are nowhere else.
    """

    run: StoredRun
    rules: pd.DataFrame
    operators: pd.DataFrame
    listed: pd.DataFrame
    tells_sensitive: bool


@dataclass(frozen=True, slots=True)
class ReductionRead:
    """A reduction. operators: operator, judged, removable, can_go, crops, lower, masks, mask_m2, by name, only that one for one operator;
    shares: excess_share, crop_excess_share, lower_excess_share, mask_m2, a row a camera; losses: purpose_area_id, purpose, seen_cells,
    lost_cells, lost_m2, empty for one operator; cameras: rows of `read_reduction` for one operator, else empty."""

    run: StoredRun
    operators: pd.DataFrame
    shares: pd.DataFrame
    losses: pd.DataFrame
    cameras: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Readings:
    """All of them for one area or the whole city (area None), of one operator or all (None). A part that is None: no run fits.

    quality: optical field, then the number of the coverage run's cameras by quality, as the register has it now.
    """

    area: str | None = None
    operator: str | None = None
    proportion: ProportionRead | None = None
    findings: FindingsRead | None = None
    reduction: ReductionRead | None = None
    quality: pd.DataFrame | None = None
