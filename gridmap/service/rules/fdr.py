"""False-discovery control over many cells: of those called significant, at most a share is expected to be false."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import false_discovery_control

Floats = npt.NDArray[np.float64]


def adjusted(p: Floats) -> Floats:
    """The least false-discovery rate at which each p is significant: the least p(j)·m/j of j ≥ k (Benjamini, Hochberg 1995).

    p: NaN marks cells that were not tested; they are not counted in m and stay NaN. For hotspots after Caldas de Castro, Singer 2006.
    """
    made = np.full(len(p), np.nan)
    tested = np.isfinite(p)
    if tested.any():
        made[tested] = false_discovery_control(p[tested], method="bh")
    return made
