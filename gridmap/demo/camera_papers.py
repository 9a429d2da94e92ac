"""What the papers of a camera say: basis, authorisation, filing, sign, retention, review, status and its dates.

Dates are told from the last day of the demo's year. Gaps grow as care falls: no basis, late filings, no sign, keeping far
longer than needed, reviews overdue for years, cameras out of service for as long and still hanging.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridmap.demo.camera_stock import BASIS_REF, Group
from gridmap.demo.city import LAST_DAY, Floats, or_none

_TODAY = np.datetime64(LAST_DAY)
_DECREE = np.datetime64("2025-04-01")  # State Council Decree 799 in force; older systems file until 2025-07-01
Days = NDArray[np.datetime64]


def add_papers(frame: pd.DataFrame, group: Group, care: Floats, rng: np.random.Generator) -> None:
    """Add the columns to the group's frame. care: 0 to 1, per row."""
    n = len(frame)
    since = _TODAY - rng.integers(40, 4200, n).astype("timedelta64[D]")
    _add_basis(frame, group, care, since, rng)
    _add_filing(frame, care, since, rng)
    frame["sign"] = _by_care(care, ("full", "layer1", "unknown", "none"), (0.55, 0.25, 0.12, 0.08), rng)
    frame["sign_checked_on"] = _dates(_TODAY - rng.integers(20, 700, n).astype("timedelta64[D]"), rng.random(n) < care)
    _add_retention(frame, care, rng)
    _add_review(frame, care, since, rng)
    _add_status(frame, care, since, rng)


def _add_basis(frame: pd.DataFrame, group: Group, care: Floats, since: Days, rng: np.random.Generator) -> None:
    n = len(frame)
    known = rng.random(n) < 0.45 + 0.55 * care
    frame["legal_regime"] = "cn"
    frame["legal_basis"] = np.where(known, group.basis, np.where(rng.random(n) < 0.5, "none", "unknown"))
    frame["basis_ref"] = or_none(known & (rng.random(n) < 0.4 + 0.6 * care), BASIS_REF[group.basis])
    face = frame["face_recognition"].eq("on").to_numpy()
    authorised = (rng.random(n) < np.where(face, 0.35 + 0.6 * care, 0.45 * care)) & known
    year = since.astype("datetime64[Y]").astype(int) + 1970
    serial = rng.integers(1, 9000, n)
    frame["authorisation_no"] = or_none(authorised, [f"云视批〔{y}〕{s}号" for y, s in zip(year, serial, strict=True)])
    frame["authorisation_by"] = or_none(authorised, "云汀市公安局（虚构） · Yunting Public Security (fictional)")
    on = since - rng.integers(10, 120, n).astype("timedelta64[D]")
    frame["authorisation_on"] = _dates(on, authorised)
    frame["authorisation_until"] = _dates(on + np.timedelta64(1826, "D"), authorised)


def _add_filing(frame: pd.DataFrame, care: Floats, since: Days, rng: np.random.Generator) -> None:
    """Within 30 days of use, older systems by 2025-07-01 (Decree 799, Art. 14); the careless are late or never file."""
    n = len(frame)
    filed = rng.random(n) < 0.25 + 0.75 * care
    prompt = np.maximum(since, _DECREE) + rng.integers(3, 29, n).astype("timedelta64[D]")
    late = prompt + (rng.random(n) > 0.35 + 0.65 * care) * rng.integers(40, 400, n).astype("timedelta64[D]")
    on = np.minimum(late, _TODAY)
    serial = rng.permutation(n) + 1
    frame["filing_no"] = or_none(filed, [f"云公备{str(day)[:4]}-{s:05d}" for day, s in zip(on, serial, strict=True)])
    frame["filed_on"] = _dates(on, filed)


def _add_retention(frame: pd.DataFrame, care: Floats, rng: np.random.Generator) -> None:
    n = len(frame)
    days = np.where(rng.random(n) < 0.5 + 0.4 * care, 30, rng.choice([7, 15, 60, 90, 180, 365], n))
    days = np.where(frame["recording"].eq("on"), days, 0).astype(float)
    frame["retention_days"] = np.where(rng.random(n) < 0.55 + 0.45 * care, days, np.nan)
    frame["retention_reason"] = or_none((days > 30) & (rng.random(n) < 0.8 * care), "investigation")


def _add_review(frame: pd.DataFrame, care: Floats, since: Days, rng: np.random.Generator) -> None:
    """A yearly review; the careless are behind by years, or never reviewed."""
    n = len(frame)
    behind = np.where(rng.random(n) < 0.2 + 0.8 * care, rng.integers(5, 340, n), rng.integers(400, 1900, n))
    on = np.maximum(_TODAY - behind.astype("timedelta64[D]"), since)
    reviewed = rng.random(n) < 0.25 + 0.75 * care
    frame["reviewed_on"] = _dates(on, reviewed)
    begun: Days = np.where(reviewed, on, since)
    frame["review_due"] = _dates(begun + np.timedelta64(365, "D"), rng.random(n) < 0.4 + 0.6 * care)
    assessed = rng.random(n) < 0.5 * care
    frame["dpia_ref"] = or_none(assessed, [f"YT-PIA-{k:04d}" for k in rng.integers(1, 900, n)])
    frame["dpia_on"] = _dates(since - rng.integers(5, 90, n).astype("timedelta64[D]"), assessed)


def _add_status(frame: pd.DataFrame, care: Floats, since: Days, rng: np.random.Generator) -> None:
    n = len(frame)
    status = _by_care(care, ("in_service", "out_of_service", "removed", "planned", "dummy"),
                      (0.9, 0.05, 0.022, 0.02, 0.008), rng)  # fmt: skip
    # removed or out of service after it began: some for a week, some for years
    ended = since + ((_TODAY - since).astype(int) * (1 - rng.power(0.6, n) ** 2)).astype("timedelta64[D]")
    frame["status"] = status
    frame["in_service_since"] = _dates(since, (status != "planned") & (rng.random(n) < 0.5 + 0.5 * care))
    frame["out_of_service_since"] = _dates(ended, status == "out_of_service")
    frame["removed_on"] = _dates(ended, status == "removed")
    seen = _TODAY - np.where(rng.random(n) < care, rng.integers(5, 900, n), rng.integers(1100, 2600, n)).astype(
        "timedelta64[D]"
    )
    frame["verified_on"] = _dates(seen, rng.random(n) < 0.4 + 0.6 * care)


def _by_care(
    care: Floats, words: tuple[str, ...], shares: tuple[float, ...], rng: np.random.Generator
) -> NDArray[np.object_]:
    """Words from best to worst; the careless draw towards the end."""
    draw = rng.random(len(care)) ** np.interp(care, [0.0, 1.0], [0.55, 1.6])
    rows = np.minimum(np.searchsorted(np.cumsum(shares), draw, side="right"), len(words) - 1)
    return np.array(words, dtype=object)[rows]


def _dates(days: Days, given: NDArray[np.bool_]) -> NDArray[np.object_]:
    """ISO text where given, else None."""
    return or_none(given, np.datetime_as_string(days.astype("datetime64[D]")).astype(object))
