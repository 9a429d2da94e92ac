"""Purpose areas: the ground that a camera was approved to see, for what, at which density, by whom approved."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.codes import as_code
from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.field import Field, Parsed, as_date, as_number
from gridmap.grids.rules.record import VALIDITY, keep_shaped, read_validity, text_of
from gridmap.grids.rules.shape import WKT, Geometries, Repair, read_polygons
from gridmap.register.rules.vocabulary import Purpose

_DENSEST_PX_PER_M = 5000.0

FIELDS = (
    Field("purpose_area_id", ("id", "用途区编号"), required=True),
    Field("purpose", ("用途", "doel", "zweck", "finalité"), required=True),
    Field("px_per_m", ("density", "像素密度")),
    Field("approval", ("批准文号", "besluit", "bewilligung", "autorisation")),
    Field("approved_on", ("批准日期",)),
    Field("cameras", ("camera_ids", "摄像机"), many=True),
    *VALIDITY,
    WKT,
)


def read_purpose_areas(
    frame: pd.DataFrame, geometry: Geometries | None, *, datum: Datum, as_of: date, repair: Repair = "refuse"
) -> Parsed:
    """Purpose areas on the lines that can be stored: canonical columns, MultiPolygons in WGS-84.

    purpose: one of the closed list, else an error. An area without an approval is kept with a warning: the audit makes a finding of it.
    """
    area, issues = as_code(frame["purpose_area_id"], name="purpose_area_id")
    shapes, bad_shapes = read_polygons(frame, geometry, datum=datum, repair=repair)
    valid_from, valid_to, dated, bad_days = read_validity(frame, as_of=as_of)
    density = pd.Series(np.nan, index=frame.index)
    if "px_per_m" in frame:
        density, bad = as_number(frame["px_per_m"], name="px_per_m", low=0.1, high=_DENSEST_PX_PER_M, unit="px/m")
        issues += bad
    approved: pd.Series = pd.Series(None, index=frame.index, dtype=object)
    if "approved_on" in frame:
        approved, bad = as_date(frame["approved_on"], name="approved_on")
        issues += bad
    purpose = text_of(frame, "purpose").str.casefold()
    approval = text_of(frame, "approval")
    made = pd.DataFrame(
        {
            "purpose_area_id": area,
            "purpose": purpose,
            "px_per_m": density,
            "approval": approval,
            "approved_on": approved,
            "cameras": _lists(frame),
            "valid_from": valid_from,
            "valid_to": valid_to,
            "dated": dated,
        },
        index=frame.index,
    )
    issues += [*bad_shapes, *bad_days, *_unknown(purpose), *_unapproved(approval)]
    return keep_shaped(made, shapes, issues, required=("purpose_area_id", "purpose"))


def _lists(frame: pd.DataFrame) -> pd.Series:
    """Camera ids, from a list or a text with `;` or `|` between."""
    if "cameras" not in frame:
        return pd.Series([[] for _ in range(len(frame))], index=frame.index, dtype=object)
    return frame["cameras"].map(_ids).astype(object)


def _ids(value: object) -> list[str]:
    if isinstance(value, (list, tuple, np.ndarray)):
        return [str(item) for item in value]
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN
        return []
    return [part.strip() for part in str(value).replace("|", ";").split(";") if part.strip()]


def _unknown(purpose: pd.Series) -> list[Issue]:
    known = [item.value for item in Purpose]
    return [
        Issue(
            int(str(line)),
            "purpose",
            "unknown-purpose",
            f"purpose is {value!r}; one of {', '.join(known)} is needed.",
            value=str(value)[:80],
        )
        for line, value in purpose[purpose.notna() & ~purpose.isin(known)].items()
    ]


def _unapproved(approval: pd.Series) -> list[Issue]:
    message = "The purpose area cites no approval; whoever drew it may have drawn its own excuse."
    return [
        Issue(int(line), "approval", "no-approval", message, Severity.WARNING)
        for line in approval.index[approval.isna()]
    ]
