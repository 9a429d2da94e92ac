"""What the readers of the ground's kinds share: columns that may be absent, validity, whole numbers, repeated keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from gridmap.errors import Issue, refused_lines
from gridmap.grids.rules.day import NO_ORDERS, DayOrders, as_date
from gridmap.grids.rules.field import Field, Parsed, as_number, as_text, missing_value, quoted

Geometries = npt.NDArray[np.object_]

VALID_FROM = Field(
    "valid_from",
    (
        "start_date",
        "startdate",
        "begin_date",
        "生效日期",
        "启用日期",
        "开始日期",
        "gültig_ab",
        "geldig_van",
        "date_debut",
    ),
    day=True,
)
VALID_TO = Field(
    "valid_to",
    ("end_date", "enddate", "失效日期", "停用日期", "结束日期", "gültig_bis", "geldig_tot", "date_fin"),
    day=True,
)
HOUSEHOLDS = Field(
    "households",
    ("household_count", "n_households", "户数", "住户数", "haushalte", "huishoudens", "menages", "ménages"),
)
_MOST_WHOLE = 2_147_483_647  # PostgreSQL's integer


@dataclass(frozen=True, slots=True)
class Validity:
    """valid_from, valid_to: dates or None, on the index of the frame; dated: the row itself gave valid_from."""

    valid_from: pd.Series
    valid_to: pd.Series
    dated: pd.Series
    issues: list[Issue]


def column(frame: pd.DataFrame, name: str) -> pd.Series:
    """That column, or one of missing values where the file has none."""
    return frame[name] if name in frame.columns else pd.Series(None, index=frame.index, dtype="string", name=name)


def text_column(frame: pd.DataFrame, name: str) -> pd.Series:
    """That column as text, missing where the file has none."""
    return as_text(column(frame, name))


def read_validity(frame: pd.DataFrame, *, as_of: date, orders: DayOrders = NO_ORDERS) -> Validity:
    """Half-open validity of each row; a missing valid_from is `as_of`, a missing valid_to means that the row stands."""
    valid_from, issues = as_date(column(frame, "valid_from"), name="valid_from", order=orders.get("valid_from"))
    valid_to, more = as_date(column(frame, "valid_to"), name="valid_to", order=orders.get("valid_to"))
    dated = valid_from.notna()
    valid_from = valid_from.where(dated, as_of)
    valid_to = valid_to.astype(object).where(valid_to.notna(), None)
    issues += more + [
        Issue(
            int(line),
            "valid_to",
            "empty-validity",
            f"valid_to is {end} and valid_from {begin}; a row ends after the day it begins.",
            value=str(end),
        )
        for line, begin, end in zip(frame.index, valid_from, valid_to, strict=True)
        if end is not None and end <= begin
    ]
    return Validity(valid_from, valid_to, dated, issues)


def whole_number(frame: pd.DataFrame, name: str, *, low: int = 0) -> tuple[pd.Series, list[Issue]]:
    """That column as Int64; what is no whole number from `low` is an error of its row."""
    values, issues = as_number(column(frame, name), name=name, low=low, high=_MOST_WHOLE)
    fraction = values.notna() & (values != np.floor(values))
    issues += [
        Issue(int(str(line)), name, "bad-number", f"{name} is {value:g}; a whole number is needed.", value=f"{value:g}")
        for line, value in values[fraction].items()
    ]
    return values.mask(fraction).astype("Int64"), issues


def repeated_keys(frame: pd.DataFrame, names: Sequence[str]) -> list[Issue]:
    """An error for each row whose key stands in an earlier row of the same frame; missing keys are not compared."""
    present = frame[frame[list(names)].notna().all(axis=1)]
    again = present.duplicated(list(names))
    if not again.any():
        return []
    first = present[~again].reset_index(names="_line").set_index(list(names))["_line"]
    return [
        Issue(
            int(str(line)),
            names[0],
            "repeated-key",
            f"{names[0]} {quoted(row[0])} stands in line {int(first[row if len(names) > 1 else row[0]])} already; "
            "a key stands once in a file.",
            value=str(row[0])[:80],
        )
        for line, row in zip(
            present.index[again], present.loc[again, list(names)].itertuples(index=False, name=None), strict=True
        )
    ]


def required(values: pd.Series, name: str, issues: Iterable[Issue]) -> list[Issue]:
    """An error for each row without the value, unless the row was refused already."""
    told = refused_lines(issues)
    return missing_value([int(n) for n in values.index[values.isna()] if int(n) not in told], name)


def parsed(frame: pd.DataFrame, geometry: Geometries | None, issues: Sequence[Issue]) -> Parsed:
    """The rows that no error refuses, with their geometry, and all issues by line."""
    refused = refused_lines(issues)
    keep = ~frame.index.isin(list(refused)) if refused else np.ones(len(frame), dtype=np.bool_)
    ordered = tuple(sorted(issues, key=lambda issue: issue.line))
    return Parsed(frame[keep], None if geometry is None else geometry[keep], ordered)
