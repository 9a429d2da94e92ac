"""Exact Poisson excess: how unlikely a count is when incidents fall by exposure alone. Valid however sparse the counts are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array
from scipy.stats import poisson

from gridmap.errors import TooFewData

Floats = npt.NDArray[np.float64]

LEAST_INCIDENTS = 30


def excess(counts: npt.NDArray[np.int64], exposure: Floats, neighbours: csr_array) -> pd.DataFrame:
    """Of each cell with its neighbours: counted, expected (rate of the whole × exposure) and p = P(Poisson(expected) ≥ counted).

    counts: zeros included. exposure: street km or the like, same length; 0 or NaN means unknown, and the cell is not tested. neighbours: n × n, binary,
    without the cells themselves. Raises TooFewData below 30 incidents in all.
    """
    known = np.isfinite(exposure) & (exposure > 0)
    total = int(counts[known].sum())
    if total < LEAST_INCIDENTS:
        raise TooFewData(f"There are {total} incidents in cells with exposure; at least {LEAST_INCIDENTS} are needed.")
    reach = np.where(known, exposure, 0.0)
    here = np.where(known, counts, 0).astype(np.float64)
    seen = here + neighbours @ here
    expected = total / reach.sum() * (reach + neighbours @ reach)
    p = np.where(known, poisson.sf(seen - 1, expected), np.nan)
    told = {"counted": np.where(known, seen, np.nan), "expected": np.where(known, expected, np.nan), "p": p}
    return pd.DataFrame(told)


def dispersion(counts: npt.NDArray[np.int64], exposure: Floats) -> float:
    """Pearson's statistic of equal rates over its degrees of freedom: about 1 where counts fall by exposure alone.

    Far above 1 the cells differ in the ordinary way of cities, and the exact excess, which knows only equal rates, calls many
    of them hot. NaN below two cells with exposure or without incidents. McCullagh, Nelder 1989, 4.5.
    """
    known = np.isfinite(exposure) & (exposure > 0)
    here, reach = counts[known].astype(np.float64), exposure[known]
    if len(here) < 2 or here.sum() == 0:
        return float("nan")
    expected = here.sum() / reach.sum() * reach
    return float(((here - expected) ** 2 / expected).sum() / (len(here) - 1))
