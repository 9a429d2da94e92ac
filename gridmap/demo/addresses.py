"""Addresses: a building and the number that its nearest segment gives it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.demo.city import Floats
from gridmap.demo.ground import Shapes
from gridmap.demo.streets import NUMBER_STEP_M, Streets

_FARTHEST_M = 90.0


def address_frame(shapes: Shapes, streets: Streets) -> tuple[pd.DataFrame, Floats]:
    """Addresses of the buildings within 90 m of a street, one per number of a street, and their points (plan metres).

    Left sides have odd numbers and right sides even ones, within the ranges of the streets file.
    """
    points = shapely.centroid(shapes)
    nearest, distance_m = shapely.STRtree(streets.lines).query_nearest(
        points, max_distance=_FARTHEST_M, return_distance=True, all_matches=False
    )
    building, segment = nearest
    line = streets.lines[segment]
    along_m = shapely.line_locate_point(line, points[building])
    length_m = shapely.length(line)
    first = np.floor(streets.start_m[segment] / NUMBER_STEP_M)
    last = np.maximum(first, np.floor((streets.start_m[segment] + length_m) / NUMBER_STEP_M) - 1)
    plot = np.clip(np.floor((streets.start_m[segment] + along_m) / NUMBER_STEP_M), first, last).astype(np.int64)
    xy = shapely.get_coordinates(points[building])
    number = 2 * plot + np.where(_is_left(line, along_m, length_m, xy), 1, 2)
    frame = pd.DataFrame(
        {
            "street": np.array(streets.street_name, dtype=object)[streets.street[segment]],
            "number": number.astype(str),
            "segment_id": np.array(streets.segment_id, dtype=object)[segment],
        }
    )
    # the house nearest to the street has the number
    keep = frame.assign(away=distance_m).sort_values("away", kind="stable").drop_duplicates(["street", "number"]).index
    rows = np.sort(keep.to_numpy())
    frame = frame.iloc[rows].reset_index(drop=True)
    frame.insert(0, "address_id", [f"YT-H{k + 1:06d}" for k in range(len(frame))])
    return frame, xy[rows]


def _is_left(line: Shapes, along_m: Floats, length_m: Floats, xy: Floats) -> NDArray[np.bool_]:
    a = shapely.get_coordinates(shapely.line_interpolate_point(line, np.maximum(along_m - 1.0, 0.0)))
    b = shapely.get_coordinates(shapely.line_interpolate_point(line, np.minimum(along_m + 1.0, length_m)))
    return np.asarray((b[:, 0] - a[:, 0]) * (xy[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (xy[:, 0] - a[:, 0]) > 0)
