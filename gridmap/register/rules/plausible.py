"""Plausibility of camera rows among themselves: duplicates, heaps on one point, dates in the wrong order.

Findings at import are warnings: nothing is merged, moved or mended. DOMAIN-register 6.1, 6.5, 6.8.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.crs import DEGREE_M

DUPLICATE_M = 2.0  # DOMAIN-register 6.5: same operator, point ≤ 2 m, heading ± 10°, kind
DUPLICATE_DEG = 10.0
HEAP = 10  # so many rows on one point are a default point or a site, not a pole


def find_duplicates(cameras: pd.DataFrame) -> list[Issue]:
    """A warning for each camera that repeats an earlier one (`duplicate_pairs`).

    cameras: camera_id and what `duplicate_pairs` needs, one row a line.
    """
    pairs = duplicate_pairs(cameras)
    lines = cameras.index.to_numpy()[pairs]
    repeated = {int(second): int(first) for first, second in lines}
    names = {line: str(cameras.loc[line, "camera_id"]) for pair in repeated.items() for line in pair}
    return [
        Issue(
            line,
            "camera_id",
            "duplicate-camera",
            f"{names[line]} may be {names[other]} of line {other} again: "
            f"same operator and kind, within {DUPLICATE_M:g} m, same heading. Both are kept.",
            Severity.WARNING,
            names[line][:80],
        )
        for line, other in sorted(repeated.items())
    ]


def duplicate_pairs(cameras: pd.DataFrame) -> NDArray[np.int64]:
    """Pairs of rows (by place, earlier first) that may be one camera: same operator and kind, ≤ 2 m away, heading ± 10°.

    cameras: operator, kind, heading_deg, lon, lat (WGS-84). Cameras without a heading are not compared: several on one
    pole are normal.
    """
    given = cameras["heading_deg"].notna() & cameras["lon"].notna() & cameras["operator"].notna()
    rows = np.flatnonzero(given.to_numpy())
    pairs = rows[_near_pairs(cameras.iloc[rows])]
    first, second = (cameras.iloc[pairs[:, side]] for side in (0, 1))
    turn = np.abs((first["heading_deg"].to_numpy() - second["heading_deg"].to_numpy() + 180.0) % 360.0 - 180.0)
    same = turn <= DUPLICATE_DEG
    for name in ("operator", "kind"):
        same &= first[name].to_numpy(dtype=object) == second[name].to_numpy(dtype=object)
    return np.asarray(pairs[same], dtype=np.int64)


def _near_pairs(cameras: pd.DataFrame) -> NDArray[np.int64]:
    """Pairs of rows (by place, earlier first) at most 2 m apart."""
    lat = cameras["lat"].to_numpy(dtype=np.float64)
    x = cameras["lon"].to_numpy(dtype=np.float64) * np.cos(np.radians(lat))
    points = np.column_stack([x, lat]) * DEGREE_M
    if len(points) < 2:
        return np.empty((0, 2), dtype=np.int64)
    pairs = cKDTree(points).query_pairs(DUPLICATE_M, output_type="ndarray")
    return np.asarray(np.sort(pairs, axis=1), dtype=np.int64)


def find_heaps(cameras: pd.DataFrame) -> list[Issue]:
    """A warning for each point, to seven decimals, on which ten or more rows stand: a default point, or a site."""
    at = cameras[["lon", "lat"]].round(7).dropna()
    rows = at.groupby(["lon", "lat"], sort=False)["lon"].transform("size")
    heaps = at.assign(rows=rows)[rows >= HEAP].drop_duplicates(["lon", "lat"])
    return [
        Issue(
            int(line),
            "geometry",
            "many-on-one-point",
            f"{count} cameras stand on one point ({lon:.7g}, {lat:.7g}); is it a default point or an area's centre?",
            Severity.WARNING,
        )
        for line, lon, lat, count in zip(heaps.index.to_numpy(), heaps["lon"], heaps["lat"], heaps["rows"], strict=True)
    ]


def find_reversed_dates(cameras: pd.DataFrame) -> list[Issue]:
    """A warning where a camera ends before it starts, or its authorisation does."""
    found = []
    for start, end in (
        ("in_service_since", "out_of_service_since"),
        ("in_service_since", "removed_on"),
        ("authorisation_on", "authorisation_until"),
    ):
        both = cameras[cameras[start].notna() & cameras[end].notna()]
        found += [
            Issue(
                int(str(line)),
                end,
                "end-before-start",
                f"{row['camera_id']}: {end} is {row[end]}, before {start} on {row[start]}.",
                Severity.WARNING,
                str(row[end]),
            )
            for line, row in both[both[end] < both[start]].iterrows()
        ]
    return found
