"""False-discovery control over many cells: of those called significant, at most a share q is expected to be false."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import false_discovery_control

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def significant(p: Floats, *, q: float = 0.05) -> Flags:
    """Which p are significant at false-discovery rate q: all up to the largest p(k) ≤ q·k/m (Benjamini, Hochberg 1995).

    p: NaN marks cells that were not tested; they are not counted in m and never significant. For hotspots after Caldas de Castro, Singer 2006.
    """
    tested = np.isfinite(p)
    ordered = np.sort(p[tested])
    passes = np.flatnonzero(ordered <= q * np.arange(1, len(ordered) + 1) / max(len(ordered), 1))
    if not len(passes):
        return np.zeros(len(p), dtype=np.bool_)
    limit = ordered[passes[-1]]
    return np.asarray(np.where(tested, p, np.inf) <= limit)


def adjusted(p: Floats) -> Floats:
    """The least false-discovery rate at which each p is significant (Benjamini, Hochberg 1995); NaN stays NaN and is not counted."""
    made = np.full(len(p), np.nan)
    tested = np.isfinite(p)
    if tested.any():
        made[tested] = false_discovery_control(p[tested], method="bh")
    return made
