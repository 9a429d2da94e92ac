"""Hotspots: cells with more incidents than chance explains. They describe reports that were made, and predict nothing.

Where the mean count is below 5 Gi* with its normal approximation flags noise (on pure Poisson noise at a mean of 0.2, 93 % of maps had a
false hot cell), so the exact excess is used there and Gi* from 5 up; false-discovery control follows in both.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array
from scipy.stats import norm

from gridmap.errors import TooFewData
from gridmap.service.rules.excess import excess
from gridmap.service.rules.fdr import adjusted

Floats = npt.NDArray[np.float64]
Method = Literal["auto", "excess", "gi-star"]

SPARSE_BELOW = 5.0  # mean incidents a cell
LEAST_CELLS = 30


def gi_star(values: Floats, neighbours: csr_array) -> Floats:
    """z of Getis and Ord's Gi*: star (the cell counts), binary weights, standard deviation over n (Ord, Getis 1995).

    values: one a cell; NaN is left out of mean, deviation and sums. neighbours: n × n, binary, without the cells themselves.
    Returns NaN for cells that are NaN or have no neighbour with a value (islands). Raises TooFewData below 30 cells, or when all values are equal.
    """
    known = np.isfinite(values)
    n = int(known.sum())
    if n < LEAST_CELLS:
        raise TooFewData(
            f"Gi* needs at least {LEAST_CELLS} cells with a value; there are {n}. The exact excess takes fewer (method excess)."
        )
    mean, deviation = values[known].mean(), values[known].std()
    if deviation == 0:
        raise TooFewData("All cells have the same value, so none can stand out.")
    x = np.where(known, values, 0.0)
    beside = neighbours @ known.astype(np.float64)
    weights = beside + 1.0
    spread = deviation * np.sqrt((n * weights - weights**2) / (n - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (x + neighbours @ x - mean * weights) / spread
    return np.where(known & (beside > 0) & (spread > 0), z, np.nan)


def hotspots(
    counts: npt.NDArray[np.int64],
    exposure: Floats,
    neighbours: csr_array,
    *,
    method: Method = "auto",
    q: float = 0.05,
) -> pd.DataFrame:
    """Class of each cell: hot, cold, none, or masked (no exposure, or an island where neighbours are needed).

    counts, exposure, neighbours: as in `excess`. Gi* compares rates (count ÷ exposure), since cells differ in size.
    Columns: incidents; counted and expected, both of the cell with its neighbours (NaN with Gi*); z (NaN with excess); p; q, its
    adjusted value (`fdr.adjusted`), by which the class is decided; class. Attribute `attrs["method"]` says what was used.
    Raises TooFewData below the method's minimum.
    """
    known = np.isfinite(exposure) & (exposure > 0)
    if not known.any():
        raise TooFewData("No cell has any exposure, so there is nothing to compare by.")
    chosen = ("excess" if counts[known].mean() < SPARSE_BELOW else "gi-star") if method == "auto" else method
    frame = pd.DataFrame({"incidents": counts, "counted": np.nan, "expected": np.nan, "z": np.nan})
    if chosen == "excess":
        found = excess(counts, exposure, neighbours)
        frame[["counted", "expected", "p"]] = found[["counted", "expected", "p"]]
        rises = np.ones(len(frame), dtype=np.bool_)
    else:
        rate = np.divide(counts, exposure, out=np.full(len(counts), np.nan), where=known)
        frame["z"] = gi_star(rate, neighbours)
        frame["p"] = 2.0 * norm.sf(np.abs(frame["z"]))
        rises = frame["z"].to_numpy() > 0
    frame["q"] = adjusted(frame["p"].to_numpy())
    words = np.where(frame["q"] <= q, np.where(rises, "hot", "cold"), "none")
    frame["class"] = np.where(frame["p"].isna(), "masked", words)
    frame.attrs["method"] = chosen
    return frame
