"""Purpose areas: what cameras were approved to see. Some are missing, some have no approval, a few are far too large."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from gridmap.demo.camera_sites import Town
from gridmap.demo.camera_stock import GROUPS
from gridmap.demo.cameras import Cameras
from gridmap.demo.city import Ints, Scale, or_none, stream
from gridmap.demo.ground import Shapes
from gridmap.demo.streets import half_width_m

_REACH_M = 60.0  # of an approach, from the junction
_OVERSIZE_M = 120.0


@dataclass(frozen=True, slots=True)
class _Parts:
    """One part of an area per camera: the area's key within its group, its shape."""

    key: Ints
    shapes: Shapes


def purpose_area_frame(cameras: Cameras, town: Town, *, scale: Scale, seed: int) -> tuple[pd.DataFrame, Shapes]:
    """Areas with the ids of their cameras (`;` between), and their shapes in plan metres."""
    frames, shapes = [], []
    for number, group in enumerate(GROUPS):
        rng = stream(seed, "purpose areas", scale.name, group.name)
        rows = np.flatnonzero(cameras.group == number)
        parts = _parts(cameras, town, rows, group.site)
        declared = rng.random(int(parts.key.max(initial=0)) + 1) < group.area_share
        kept = np.flatnonzero(declared[parts.key])
        if len(kept) == 0:
            continue
        frame, united = _areas(cameras, rows[kept], _Parts(parts.key[kept], parts.shapes[kept]), rng)
        frames.append(frame.assign(px_per_m=group.px_per_m))
        shapes.append(united)
    frame = pd.concat(frames, ignore_index=True)
    frame.insert(0, "purpose_area_id", [f"YT-Z{k + 1:05d}" for k in range(len(frame))])
    return frame, np.concatenate(shapes)


def _parts(cameras: Cameras, town: Town, rows: Ints, site: str) -> _Parts:
    sites = cameras.sites
    points = shapely.points(cameras.xy[rows])
    if site == "approach":
        return _Parts(pd.factorize(sites.junction[rows])[0], _approach_shapes(cameras, town, rows))
    if site == "street":
        segment = sites.segment[rows]
        width_m = half_width_m(town.streets)[segment] + 1.0
        return _Parts(pd.factorize(segment)[0], shapely.buffer(town.streets.lines[segment], width_m, cap_style="flat"))
    if site == "wall":
        building = sites.building[rows]
        around = shapely.difference(
            shapely.buffer(town.buildings.shapes[building], 6.0, join_style="mitre"), town.buildings.shapes[building]
        )
        return _Parts(pd.factorize(building)[0], around)
    return _Parts(np.arange(len(rows)), shapely.buffer(points, 28.0, quad_segs=6))


def _approach_shapes(cameras: Cameras, town: Town, rows: Ints) -> Shapes:
    """The carriageway of the arm, up to 60 m from the junction."""
    sites = cameras.sites
    segment = sites.segment[rows]
    line = town.streets.lines[segment]
    corridor = shapely.buffer(line, half_width_m(town.streets)[segment], cap_style="flat")
    at_end = town.streets.vertex_to[segment] == sites.junction[rows]
    along = np.where(at_end, shapely.length(line), 0.0)
    middle = shapely.line_interpolate_point(line, along)
    return np.asarray(shapely.intersection(corridor, shapely.buffer(middle, _REACH_M)))


def _areas(cameras: Cameras, rows: Ints, parts: _Parts, rng: np.random.Generator) -> tuple[pd.DataFrame, Shapes]:
    """Unite the parts of each key, oversize a few, and cite approvals."""
    order = np.argsort(parts.key, kind="stable")
    key, rows = pd.factorize(parts.key[order])[0], rows[order]
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    n = len(starts)
    united = np.array([shapely.union_all(group) for group in np.split(parts.shapes[order], starts[1:])], dtype=object)
    large = rng.random(n) < 0.035
    united[large] = shapely.buffer(united[large], _OVERSIZE_M, quad_segs=4)
    united = shapely.simplify(united, 0.2)
    ids = cameras.frame["camera_id"].to_numpy(dtype=object)[rows]
    approved = np.datetime64("2021-01-04") + rng.integers(0, 1900, n).astype("timedelta64[D]")
    has_paper = rng.random(n) < 0.92
    serial = rng.integers(1, 4000, n)
    ended = rng.random(n) < 0.02
    until = np.maximum(approved + np.timedelta64(400, "D"), np.datetime64("2025-06-01"))
    frame = pd.DataFrame(
        {
            "purpose": cameras.frame["purpose"].to_numpy(dtype=object)[rows[starts]],
            "approval": or_none(
                has_paper, [f"云视批〔{str(d)[:4]}〕{s}号" for d, s in zip(approved, serial, strict=True)]
            ),
            "approved_on": or_none(has_paper, approved.astype(str).astype(object)),
            "valid_from": approved.astype(str).astype(object),
            "valid_to": or_none(ended, until.astype(str).astype(object)),
            "cameras": [";".join(group) for group in np.split(ids, starts[1:])],
        }
    )
    # an area serves one purpose: the first that its first camera states
    frame["purpose"] = [word.split(";")[0] for word in frame["purpose"]]
    return frame, united
