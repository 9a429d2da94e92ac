"""How much of a camera's view other cameras that serve the same purpose see as well.

Overlap may excuse a camera, so it is service: certain views of cameras in service. Imagers of one housing are one
camera and do not overlap each other; *unspecified* is no purpose that two cameras could share.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from gridmap.register.rules import depth
from gridmap.register.rules.edges import Edges, Floats, Pairs, Rows, pairs_of_boxes
from gridmap.register.rules.serving import purpose_bits


def overlap_m2(views: Edges, cameras: pd.DataFrame) -> tuple[Floats, Floats]:
    """m² of each view, and of that what at least one other camera of a shared purpose sees, each m² once.

    views: valid polygons in one metric CRS, row by row those of `cameras`; cameras: purpose (lists of `Purpose`'s words),
    housing_id (missing where a camera has a housing of its own).
    """
    none = np.empty(0, dtype=np.int64)
    without = Edges(np.empty((0, 4)), np.zeros(1, dtype=np.int64), np.empty((0, 4)))
    view_m2, shared_m2 = depth.free_and_seen_areas(
        views, views, _serving_together(views, cameras), without=without,
        without_pairs=Pairs(none, np.zeros(len(views.bounds) + 1, dtype=np.int64)),
    )  # fmt: skip
    return view_m2, np.clip(shared_m2, 0.0, view_m2)


def _serving_together(views: Edges, cameras: pd.DataFrame) -> Pairs:
    """For each view the others that may meet it, of another housing and with a purpose in common."""
    meets = pairs_of_boxes(views.bounds, views.bounds)
    one = np.repeat(np.arange(len(views.bounds)), np.diff(meets.first))
    purposes, housing = purpose_bits(cameras["purpose"].tolist()), _housings(cameras)
    kept = (purposes[one] & purposes[meets.row] != 0) & (housing[one] != housing[meets.row])
    before = np.append(0, np.cumsum(kept))
    return Pairs(meets.row[kept], before[meets.first])


def _housings(cameras: pd.DataFrame) -> Rows:
    """A number a housing; a camera without one has its own."""
    codes = pd.factorize(cameras["housing_id"])[0]
    return np.asarray(np.where(codes >= 0, codes, -1 - np.arange(len(codes))), dtype=np.int64)
