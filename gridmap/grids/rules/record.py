"""What the readers of the ground have in common: validity, households, and which rows can be stored."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd
import shapely

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.field import Field, Parsed, as_date, as_number, as_text, keep_rows, missing_value
from gridmap.grids.rules.shape import Geometries

VALIDITY = (
    Field("valid_from", ("start_date", "启用日期", "生效日期", "begindatum", "gueltig_ab", "debut")),
    Field("valid_to", ("end_date", "停用日期", "失效日期", "einddatum", "gueltig_bis", "fin")),
)


def text_of(frame: pd.DataFrame, name: str) -> pd.Series:
    """A column as text; all missing where the file has none."""
    return as_text(frame[name]) if name in frame else pd.Series(pd.NA, index=frame.index, dtype="string")


def read_validity(frame: pd.DataFrame, *, as_of: date) -> tuple[pd.Series, pd.Series, pd.Series, list[Issue]]:
    """valid_from (as_of where the row has none), valid_to, whether the row itself is dated, and issues."""
    nothing = pd.Series(None, index=frame.index, dtype=object)
    start, bad_start = as_date(frame["valid_from"], name="valid_from") if "valid_from" in frame else (nothing, [])
    end, bad_end = as_date(frame["valid_to"], name="valid_to") if "valid_to" in frame else (nothing, [])
    dated = start.notna()
    begins = start.where(dated, as_of)
    ends_first = [
        line for line, a, b in zip(frame.index, begins, end, strict=True) if b is not None and not pd.isna(b) and b <= a
    ]
    issues = [
        Issue(
            int(line), "valid_to", "ends-before-start", f"valid_to {end[line]} is not after valid_from {begins[line]}."
        )
        for line in ends_first
    ]
    return begins, end, dated, [*bad_start, *bad_end, *issues]


def household_count(frame: pd.DataFrame) -> tuple[pd.Series, list[Issue]]:
    """Households as whole numbers; a bad one is a warning and missing, for the row is good without it."""
    if "households" not in frame:
        return pd.Series(np.nan, index=frame.index), []
    values, issues = as_number(frame["households"], name="households", low=0, high=1e9)
    return values.round(), [Issue(i.line, i.field, i.code, i.message, Severity.WARNING, i.value) for i in issues]


def keep_shaped(
    made: pd.DataFrame, shapes: Geometries, issues: Iterable[Issue], *, required: tuple[str, ...]
) -> Parsed:
    """Rows that have their required fields and their geometry and that no error refuses."""
    found = list(issues)
    told = {(issue.line, issue.field) for issue in found}
    for name in required:
        empty = [int(line) for line in made.index[made[name].isna()] if (int(line), name) not in told]
        found += missing_value(empty, name)
    kept = keep_rows(made, found)
    rows = made.index.isin(kept.index) & ~shapely.is_missing(shapes)
    return Parsed(made[rows], shapes[rows], tuple(found))
