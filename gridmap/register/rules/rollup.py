"""Sums of a run's figures: of a kind of grids, and of every area up the tree. Areas are added, shares never averaged."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from gridmap.register.rules import part

_M2_DIGITS, _SHARE_DIGITS = 1, 6


def by_area(areas: pd.DataFrame, grids: pd.DataFrame) -> pd.DataFrame:
    """Sums of the grids in and below each area.

    areas: path (codes from the top down, each ended by "/") on index area_id. grids: area_path (None for a grid in no area:
    it is in no sum) and figures of any names. Returns grids (how many) and the figures' sums on the index of those areas
    that have grids.
    """
    figures = grids.drop(columns="area_path")
    inside = _inside(areas["path"], grids["area_path"])
    sums = pd.DataFrame(inside @ figures.to_numpy(dtype=np.float64), index=areas.index, columns=figures.columns)
    sums.insert(0, "grids", np.asarray(inside.sum(axis=1)).ravel().astype(np.int64))
    return sums[sums["grids"] > 0]


def _inside(paths: pd.Series, of_grids: pd.Series) -> sparse.csr_matrix:
    """1 where the area (row) is the grid's (column) or one above it."""
    place, different = pd.factorize(of_grids)
    row_of = {path: row for row, path in enumerate(paths)}
    above = [[row_of[up] for up in _ups(path) if up in row_of] for path in different]
    count = np.array([len(rows) for rows in above], dtype=np.int64)
    column = np.flatnonzero(place >= 0)
    rows = [above[place[c]] for c in column]
    row = np.array([r for found in rows for r in found], dtype=np.int64)
    columns = np.repeat(column, count[place[column]]) if len(column) else column
    return sparse.csr_matrix((np.ones(len(row)), (row, columns)), shape=(len(paths), len(of_grids)))


def _ups(path: str) -> list[str]:
    """`99/9901/` and `99/` of `99/9901/`."""
    codes = path.rstrip("/").split("/")
    return ["/".join(codes[: n + 1]) + "/" for n in range(len(codes))]


def totals(figures: pd.DataFrame) -> dict[str, Any]:
    """How many grids, their public ground, what is seen of it and the share (None without public ground)."""
    public, seen = float(figures["public_m2"].sum()), float(figures["seen_m2"].sum())
    told = {"public_m2": round(public, _M2_DIGITS), "seen_m2": round(seen, _M2_DIGITS), "share": _share(seen, public)}
    return {"grids": len(figures), **told}


def told(sums: pd.Series, *, public_m2: float) -> dict[str, Any]:
    """What a report says of the ground at one density: sums of the parts as m² and shares of public ground, zeros left out.

    by_cameras and by_operators by depth; by_purpose; by_function and state; camera_m2 with its share by quality and the mean
    depth (camera-m² over the ground that is seen).
    """
    seen = sums[part.CAMERAS[0]]
    camera_m2 = float(sums[list(part.CAMERA_M2)].sum())

    def of(names: tuple[str, ...]) -> dict[str, Any]:
        return {
            name.partition(":")[2]: {"seen_m2": round(float(sums[name]), _M2_DIGITS), "share": _share(sums[name], public_m2)}
            for name in names
            if sums[name] > 0
        }  # fmt: skip

    quality = {name.partition(":")[2]: _share(sums[name], camera_m2) for name in part.CAMERA_M2 if sums[name] > 0}
    return {
        "seen_m2": round(float(seen), _M2_DIGITS),
        "share": _share(seen, public_m2),
        "by_cameras": of(part.CAMERAS),
        "by_operators": of(part.OPERATORS),
        "by_purpose": of(part.PURPOSES),
        "by_function": of(part.IN_USE),
        "camera_m2": round(camera_m2, _M2_DIGITS),
        "quality": quality,
        "mean_depth": round(camera_m2 / seen, 4) if seen > 0 else None,
    }


def _share(part_m2: float, whole_m2: float) -> float | None:
    return round(float(part_m2) / whole_m2, _SHARE_DIGITS) if whole_m2 > 0 else None
