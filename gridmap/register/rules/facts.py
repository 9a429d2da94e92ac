"""What the checks of an audit read: the register of one day as frames, and how a check says what it found.

Nothing here is mutated; a rule set sees the part of the cameras and functions that it judges (`narrowed`). Checks take facts that
are `ready`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Days = NDArray[np.datetime64]

FILMING = ("recording", "live_view")
CAMERA_DATES = (
    "filed_on", "sign_checked_on", "reviewed_on", "review_due", "dpia_on", "in_service_since", "out_of_service_since", "removed_on",
    "verified_on",
)  # fmt: skip
FUNCTION_DATES = ("authorisation_on", "authorisation_until")


@dataclass(frozen=True, slots=True)
class Facts:
    """The register on a day.

    cameras: index camera_row_id; the columns of `register.camera` with lon, lat (WGS-84), received (dict of raw texts), area_path
    (of the smallest area, None in none), in_water (bool), street_m (of those in water, to the nearest
    street; infinite without streets, NaN on land).
    functions: camera_row_id, function, state (never *no*: what is no is left out), legal_regime, legal_basis,
    authorisation_no, authorisation_until; None where nothing is told.
    zones: one row a camera and purpose area of that day: camera_row_id, purpose_area_id, purpose, approval, px_per_m, area_m2,
    away_m (from the camera), cameras (how many it names).
    masks: camera_row_id, is_empty. areas: path, code, lon, lat (of the centroid), outline (geometry of top areas, else None).
    """

    day: date
    cameras: pd.DataFrame
    functions: pd.DataFrame
    zones: pd.DataFrame
    masks: pd.DataFrame
    areas: pd.DataFrame

    def narrowed(self, which: Bools, *, functions: Bools) -> Facts:
        """The same with only those rows of `cameras`, and of `functions` those rows that belong to them."""
        cameras = self.cameras[which]
        rows = functions & self.functions["camera_row_id"].isin(cameras.index).to_numpy()
        return replace(self, cameras=cameras, functions=self.functions[rows])


def ready(facts: Facts) -> Facts:
    """The same with what most checks ask worked out once: dates as days, `films` and `hangs` of each camera, `films` of each function's camera.

    films: in service, or of unknown status, begun and not ended. Planned and dummy ones never. A listed camera whose status nobody
    told is presumed to film, as the coverage audit presumes. hangs: not removed and not only planned.
    """
    cameras, day = _with_days(facts.cameras, CAMERA_DATES), np.datetime64(facts.day)
    functions = _with_days(facts.functions, FUNCTION_DATES)
    status = cameras["status"]
    since = days_of(cameras, "in_service_since")
    ended = np.fmin(days_of(cameras, "out_of_service_since"), days_of(cameras, "removed_on"))
    begun = np.isnat(since) | (since <= day)
    stands = status.isin(["in_service", "unknown"]).to_numpy()
    not_yet_ended = status.isin(["out_of_service", "removed"]).to_numpy() & (ended > day)
    films = begun & (stands | not_yet_ended)
    there = status.ne("planned").to_numpy() & (films | status.ne("removed").to_numpy())
    filming = functions["camera_row_id"].isin(cameras.index[films]).to_numpy()
    return replace(facts, cameras=cameras.assign(films=films, hangs=there), functions=functions.assign(films=filming))


def in_use(facts: Facts) -> Bools:
    """Which cameras film on the day."""
    return facts.cameras["films"].to_numpy(dtype=np.bool_)


def hangs(facts: Facts) -> Bools:
    """Which cameras hang there on the day, filming or not."""
    return facts.cameras["hangs"].to_numpy(dtype=np.bool_)


def days_of(frame: pd.DataFrame, name: str) -> Days:
    """A column of dates as days, NaT where none is told; any year that a date can hold."""
    column = frame[name]
    if column.dtype == object:
        column = pd.Series(_days(column))
    return column.to_numpy().astype("datetime64[D]")


def _days(column: pd.Series) -> Days:
    told = [value if type(value) is date else None for value in column.tolist()]
    return np.array(told, dtype="datetime64[D]").astype("datetime64[s]")


def _with_days(frame: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """The frame with those columns of dates as days, so that no check makes them again."""
    return frame.assign(**{name: _days(frame[name]) for name in names})


def missing(frame: pd.DataFrame, name: str) -> Bools:
    """Where nothing is told."""
    return np.asarray(frame[name].isna().to_numpy() | frame[name].eq("").to_numpy(), dtype=np.bool_)


def any_of(lists: pd.Series, words: Iterable[str]) -> Bools:
    """Which lists hold one of the words."""
    wanted = frozenset(words)
    return np.fromiter((not wanted.isdisjoint(found) for found in lists), dtype=np.bool_, count=len(lists))


def numbers(frame: pd.DataFrame, name: str) -> NDArray[np.float64]:
    """A column of numbers, NaN where none is told."""
    return pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


def found(cameras: pd.DataFrame, where: Bools, /, **told: Any) -> pd.Series:
    """What a check found: details (dicts) on camera_row_id, for the cameras `where` it holds.

    told: the values that each finding rests on, arrays on the cameras' rows or constants; what is missing is left out. They are
    facts of the register and never the day of the audit, so that an answer to a finding stands until its facts change.
    """
    rows = np.flatnonzero(where)
    details: list[dict[str, Any]] = [{} for _ in rows]
    for name, values in told.items():
        column = values if isinstance(values, (np.ndarray, pd.Series, list)) else None
        picked = [values] * len(rows) if column is None else np.asarray(column, dtype=object)[rows].tolist()
        for detail, value in zip(details, picked, strict=True):
            if (made := _plain(value)) is not None:
                detail[name] = made
    return pd.Series(details, index=cameras.index[rows], dtype=object, name="detail")


def found_functions(facts: Facts, rows: Bools) -> pd.Series:
    """The same for rows of `functions`: one finding a camera, its detail the functions in question."""
    named: defaultdict[int, list[str]] = defaultdict(list)
    chosen = facts.functions[rows]
    for camera, function in zip(chosen["camera_row_id"].tolist(), chosen["function"].tolist(), strict=True):
        named[camera].append(function)
    details = [{"functions": sorted(functions)} for functions in named.values()]
    return pd.Series(
        details, index=pd.Index(list(named), name="camera_row_id", dtype=np.int64), dtype=object, name="detail"
    )


def of_cameras_in_use(facts: Facts) -> Bools:
    """Which rows of `functions` belong to cameras that film on the day."""
    return facts.functions["films"].to_numpy(dtype=np.bool_)


def _objects(values: Any, rows: NDArray[np.intp]) -> list[Any]:
    """The values of those rows as Python has them; days as ISO text."""
    picked = np.asarray(values)[rows] if not isinstance(values, list) else np.asarray(values, dtype=object)[rows]
    if picked.dtype.kind == "M":
        return [
            None if text == "NaT" else text for text in np.datetime_as_string(picked.astype("datetime64[D]")).tolist()
        ]
    return list(picked.tolist())


def _plain(value: Any) -> Any:
    """As JSON holds it; None for what is missing. Numbers to the centimetre and the hundredth of a degree."""
    if isinstance(value, (list, tuple)):
        return list(value) or None
    if value is None or value is pd.NaT or (isinstance(value, (float, np.floating)) and np.isnan(value)):
        return None
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else str(value.astype("datetime64[D]"))
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, (float, np.floating)):
        return int(value) if float(value).is_integer() else round(float(value), 2)
    return value.item() if isinstance(value, np.generic) else value
