"""Straight pieces of street segments, and places along them: the ground of assets, incidents and pole cameras."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from gridmap.demo.city import Floats, Ints
from gridmap.demo.streets import Streets


@dataclass(frozen=True, slots=True)
class Pieces:
    """One row per straight piece, plan metres. start, along: its first point and unit direction; segment: its row."""

    start: Floats
    along: Floats
    length_m: Floats
    segment: Ints


def pieces_of(streets: Streets) -> Pieces:
    """Every straight piece of every segment, in the direction of the house numbers."""
    xy, segment = shapely.get_coordinates(streets.lines, return_index=True)
    same = segment[1:] == segment[:-1]
    start, step = xy[:-1][same], (xy[1:] - xy[:-1])[same]
    length_m = np.hypot(step[:, 0], step[:, 1])
    return Pieces(start, step / np.maximum(length_m, 1e-9)[:, None], length_m, segment[:-1][same])


def beside(pieces: Pieces, rows: Ints, *, share: Floats, left_m: Floats) -> Floats:
    """Points at `share` (0 to 1) along pieces and `left_m` to their left (negative: to the right), shape (n, 2)."""
    along = pieces.along[rows]
    on_line = pieces.start[rows] + along * (share * pieces.length_m[rows])[:, None]
    return np.asarray(on_line + np.column_stack([-along[:, 1], along[:, 0]]) * left_m[:, None])
