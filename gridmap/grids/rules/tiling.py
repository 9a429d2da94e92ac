"""The audit of a tiling: what is wrong with the grids of one kind inside an area, on one date (DOMAIN-grid 4).

It runs on shapely's GEOS, which knows coverages; PostGIS 3.3 does not. It measures in a local metric CRS, where an edge
that was straight in degrees bends by 4 mm over 500 m, hence the tolerance. Nothing is mended: borders were signed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from gridmap.grids.rules import tiling_cover, tiling_form
from gridmap.grids.rules.crs import metric_crs_of, to_degrees, to_metric

Geometries = npt.NDArray[np.object_]

CHECKS = MappingProxyType(
    {
        "invalid": "missing, empty, not polygonal, self-crossing or without area; left out of all other checks",
        "repeated-code": "one code on several grids of the day",
        "duplicate": "the same shape under another code",
        "gap-hole": "ground of the area in no grid, somewhere wider than a sliver",
        "gap-sliver": "ground of the area in no grid, nowhere wider than a sliver",
        "overlap": "ground that two grids share",
        "outside": "ground of grids outside the area",
        "unmatched-vertex": "a vertex inside another grid's edge: no area now, a crack after re-projection or simplification",
        "sliver": "a part of a grid that is thinner than a sliver",
        "multipart": "a grid of several parts; for information",
        "hole": "a grid with holes; legal where another grid fills them",
        "order": "the next number in sequence lies further west and north; for information",
        "size": "much smaller or larger than the median; for information",
    }
)
MOST_FINDINGS = 2_000  # of one check, the largest first; the headline counts all
FINDING_COLUMNS = ("check_name", "codes", "area_m2", "width_m")


@dataclass(frozen=True, slots=True)
class TilingTolerance:
    """What is noise. sliver_width_m: thinner is a sliver; tolerance_m: a vertex nearer an edge should be on both
    sides, and a piece nowhere wider is no finding; area_m2: nor is a smaller one; share: of gaps and of overlaps in a tiling that is called complete."""

    sliver_width_m: float = 1.0
    tolerance_m: float = 0.05
    area_m2: float = 0.01
    share: float = 1e-4
    size_factor: float = 20.0


@dataclass(frozen=True, slots=True)
class TilingHeadline:
    """The figures of an audit. Shares are of the area; without an area given, of the grids' union with its holes filled.

    overlap_m2: ground covered at least twice, so a triple counts once. is_complete: both shares within the tolerance and
    no hole wider than a sliver.
    """

    grids: int
    area_m2: float
    gap_m2: float
    gap_share: float
    overlap_m2: float
    overlap_share: float
    outside_m2: float
    counts: Mapping[str, int]
    is_complete: bool

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {**asdict(self), "counts": dict(self.counts)}


@dataclass(frozen=True, slots=True, eq=False)
class TilingAudit:
    """findings: check_name, codes (joined by ", "), area_m2, width_m (NaN where there is none), geometry in EPSG:4326."""

    headline: TilingHeadline
    findings: gpd.GeoDataFrame


def audit_tiling(
    codes: Sequence[str],
    geometries: Geometries,
    *,
    area: BaseGeometry | None = None,
    tolerance: TilingTolerance | None = None,
    crs: CRS | None = None,
) -> TilingAudit:
    """Audit grids of one kind that should tile.

    codes, geometries: of the day, in WGS-84. area: what they should fill, in WGS-84; without it gaps are the holes of their
    union and nothing lies outside. crs: the metric CRS to measure in, by default the local one. Raises WrongCrs when
    there is nothing to measure.
    """
    tolerance = tolerance or TilingTolerance()
    names = np.array(codes, dtype=object)
    shapes = np.asarray(geometries, dtype=object)
    usable = tiling_form.is_usable(shapes)
    found = [tiling_form.invalid(names, shapes, usable=usable), tiling_form.repeated_codes(names, shapes)]
    names, shapes = names[usable], shapes[usable]
    crs = crs or metric_crs_of(shapes)
    metric = to_metric(shapes, crs)
    found += tiling_form.form_findings(
        names, metric, sliver_width_m=tolerance.sliver_width_m, size_factor=tolerance.size_factor
    )
    cover = tiling_cover.measure(
        names,
        metric,
        area=None if area is None else to_metric(np.array([area], dtype=object), crs)[0],
        sliver_width_m=tolerance.sliver_width_m,
        tolerance_m=tolerance.tolerance_m,
        area_m2=tolerance.area_m2,
    )
    found += cover.findings
    counts = {check: sum(len(part) for part in found if part.check == check) for check in CHECKS}
    return TilingAudit(_headline(cover, counts, grids=len(codes), share=tolerance.share), _frame(found, crs))


def _headline(cover: tiling_cover.Cover, counts: Mapping[str, int], *, grids: int, share: float) -> TilingHeadline:
    gap_share = cover.gap_m2 / cover.area_m2 if cover.area_m2 else 0.0
    overlap_share = cover.overlap_m2 / cover.area_m2 if cover.area_m2 else 0.0
    complete = cover.area_m2 > 0.0 and not (counts["gap-hole"] or counts["invalid"])
    return TilingHeadline(
        grids=grids,
        area_m2=cover.area_m2,
        gap_m2=cover.gap_m2,
        gap_share=gap_share,
        overlap_m2=cover.overlap_m2,
        overlap_share=overlap_share,
        outside_m2=cover.outside_m2,
        counts=counts,
        is_complete=complete and gap_share <= share and overlap_share <= share,
    )


def _frame(found: Sequence[tiling_form.Found], crs: CRS) -> gpd.GeoDataFrame:
    frames = [_largest(part, crs) for part in found if len(part)]
    if not frames:
        columns = {name: pd.Series(dtype="object") for name in FINDING_COLUMNS}
        return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([], crs="EPSG:4326"), crs="EPSG:4326")
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry", crs="EPSG:4326")


def _largest(part: tiling_form.Found, crs: CRS) -> pd.DataFrame:
    size = np.nan_to_num(part.area_m2) if part.check != "unmatched-vertex" else np.nan_to_num(part.width_m)
    order = np.argsort(-size, kind="stable")[:MOST_FINDINGS]
    shapes = part.shapes[order]
    return pd.DataFrame(
        {
            "check_name": part.check,
            "codes": [part.codes[i] for i in order],
            "area_m2": part.area_m2[order],
            "width_m": part.width_m[order],
            "geometry": shapes if part.in_degrees else to_degrees(shapes, crs),
        }
    )
