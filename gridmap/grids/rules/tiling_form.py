"""Checks of a tiling that look at each grid, or at codes, alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gridmap.grids.rules.digest import geometry_digest

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Geometries = npt.NDArray[np.object_]
Names = npt.NDArray[np.object_]

_POLYGONAL = (3, 6)
_SEQUENCED = re.compile(r"^\d{15}$", re.ASCII)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Findings of one check. codes: of the grids concerned; area_m2, width_m: NaN where there is none; shapes: metric,
    unless in_degrees."""

    check: str
    codes: list[str]
    shapes: Geometries
    area_m2: Floats
    width_m: Floats
    in_degrees: bool = False

    def __len__(self) -> int:
        return len(self.codes)


def found(
    check: str,
    codes: list[str],
    shapes: Geometries,
    *,
    area_m2: Floats | None = None,
    width_m: Floats | None = None,
) -> Found:
    """Findings whose shapes are metric."""
    nothing = np.full(len(codes), np.nan)
    return Found(check, codes, shapes, nothing if area_m2 is None else area_m2, nothing if width_m is None else width_m)


def is_usable(shapes: Geometries) -> Bools:
    """Valid polygons or multipolygons with an area."""
    polygonal = np.isin(shapely.get_type_id(shapes), _POLYGONAL) & ~shapely.is_empty(shapes)
    return np.asarray(polygonal & shapely.is_valid(shapes) & (shapely.area(shapes) > 0.0), dtype=np.bool_)


def invalid(codes: Names, shapes: Geometries, *, usable: Bools) -> Found:
    """Grids that no other check can look at; shapes in degrees."""
    none = np.full(int((~usable).sum()), np.nan)
    return Found("invalid", list(codes[~usable]), shapes[~usable], none, none, in_degrees=True)


def repeated_codes(codes: Names, shapes: Geometries) -> Found:
    """Each further grid of a code that another has; shapes in degrees."""
    again = pd.Series(codes).duplicated().to_numpy()
    none = np.full(int(again.sum()), np.nan)
    return Found("repeated-code", list(codes[again]), shapes[again], none, none, in_degrees=True)


def form_findings(codes: Names, metric: Geometries, *, sliver_width_m: float, size_factor: float) -> list[Found]:
    """Duplicates, slivers, parts, holes, order and size of usable grids in metres."""
    parts, owner = shapely.get_parts(metric, return_index=True)
    n_parts = np.bincount(owner, minlength=len(metric))
    n_holes = np.bincount(owner, shapely.get_num_interior_rings(parts), minlength=len(metric))
    area_m2 = shapely.area(metric)
    width_m = mean_width_m(parts)
    thin = width_m < sliver_width_m
    median = float(np.median(area_m2)) if len(area_m2) else 0.0
    odd = (area_m2 * size_factor < median) | (area_m2 > median * size_factor)
    return [
        _duplicates(codes, metric),
        found(
            "sliver", list(codes[owner[thin]]), parts[thin], area_m2=shapely.area(parts[thin]), width_m=width_m[thin]
        ),
        found("multipart", list(codes[n_parts > 1]), metric[n_parts > 1], area_m2=area_m2[n_parts > 1]),
        found("hole", list(codes[n_holes > 0]), metric[n_holes > 0], area_m2=area_m2[n_holes > 0]),
        _out_of_order(codes, metric),
        found("size", list(codes[odd]), metric[odd], area_m2=area_m2[odd]),
    ]


def mean_width_m(polygons: Geometries) -> Floats:
    """2 · area / perimeter: the width of what is long and thin."""
    perimeter = shapely.length(polygons)
    return np.asarray(2.0 * shapely.area(polygons) / np.where(perimeter > 0.0, perimeter, 1.0), dtype=np.float64)


def _duplicates(codes: Names, metric: Geometries) -> Found:
    groups = pd.Series(np.arange(len(codes))).groupby(geometry_digest(metric))
    first = groups.transform("first").to_numpy() if len(codes) else np.empty(0, dtype=np.int64)
    again = np.flatnonzero((first != np.arange(len(codes))) & (codes[first] != codes))
    pairs = [f"{codes[first[i]]}, {codes[i]}" for i in again]
    return found("duplicate", pairs, metric[again], area_m2=shapely.area(metric[again]))


def _out_of_order(codes: Names, metric: Geometries) -> Found:
    """Neighbours in sequence within a community of which the later lies further west and north (CJ/T 213: W→E, N→S)."""
    rows = np.array([i for i, code in enumerate(codes) if _SEQUENCED.match(code)], dtype=np.int64)
    rows = rows[np.argsort(codes[rows].astype(str), kind="stable")]
    points = shapely.get_coordinates(shapely.point_on_surface(metric[rows]))
    community = np.array([code[:12] for code in codes[rows]], dtype=object)
    back = (points[1:, 0] < points[:-1, 0]) & (points[1:, 1] > points[:-1, 1]) & (community[1:] == community[:-1])
    earlier, later = rows[:-1][back], rows[1:][back]
    pairs = [f"{codes[a]}, {codes[b]}" for a, b in zip(earlier, later, strict=True)]
    return found("order", pairs, metric[later], area_m2=shapely.area(metric[later]))
