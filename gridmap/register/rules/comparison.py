"""What changed between two stored coverage runs, and why, from their rows alone.

Only runs that measure the same are compared: one density, the same assumption or none. Other differences (code, occlusion,
area, what was known of the ground) are said as limits, and are a reason beside those that cameras give.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from gridmap.errors import BadValue
from gridmap.grids.rules.crs import points_to_metric, to_metric
from gridmap.register.rules.view import grid_heading, wedges

_SAME_M2 = 0.01  # what rounding and a re-ordered sum may differ by
_SAME_TERM = 1e-9
_TERMS = ("heading_deg", "hfov_deg", "near_m", "range_m")


class Reason(StrEnum):
    """Why a figure changed. ground: footprints, water or private ground; method: the code or how views are cut."""

    ADDED = "camera added"
    GONE = "camera gone"
    STATUS = "status changed"
    MOVED = "camera moved"
    OPTICS = "optics changed"
    MASK = "mask changed"
    OPERATOR = "operator changed"
    HOUSING = "housing changed"
    PURPOSE = "purpose or function changed"
    GRID = "grid changed"
    GROUND = "ground changed"
    METHOD = "method changed"


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run as read back.

    head: run_id, day, px_per_m, assumption, code_version, parameters. grids: code, grid_m2, public_m2, polygons in EPSG:4326, on
    index grid_id. ground: grid_id, px_per_m, part, seen_m2. cameras: `audit_camera` with camera_id, on index camera_row_id.
    """

    head: Mapping[str, Any]
    grids: gpd.GeoDataFrame
    ground: pd.DataFrame
    cameras: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Comparison:
    """limits: sentences on what makes the two less alike.

    cameras: camera_id, reasons, view_before_m2, view_after_m2 of those that changed. grids: code, px_per_m, part (public: the
    ground itself), before_m2, after_m2, reasons, cameras, polygon; by code. `_m2` is missing where a run has no such row.
    """

    limits: tuple[str, ...]
    cameras: pd.DataFrame
    grids: gpd.GeoDataFrame


def compare(before: StoredRun, after: StoredRun) -> Comparison:
    """Raises BadValue when the two do not measure the same."""
    densities = comparable_densities(before.head, after.head)
    cameras = camera_changes(before, after)
    grids = _grid_changes(before, after, densities)
    return Comparison(limits_of(before.head, after.head), cameras, _with_reasons(grids, cameras, before, after))


def comparable_densities(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[float]:
    """The densities that both runs have. Raises BadValue when their own differ, and for different assumptions."""
    names = [f"Run {head['run_id']}" for head in (before, after)]
    if before["parameters"].get("assumption") != after["parameters"].get("assumption"):
        told = [head["assumption"] or "documented optics only" for head in (before, after)]
        raise BadValue(f"{names[0]} has {told[0]}, {names[1]} {told[1]}; runs of one assumption are compared.")
    if before["px_per_m"] != after["px_per_m"]:
        told = [f"{name} was made at {head['px_per_m']:g}" for name, head in zip(names, (before, after), strict=True)]
        raise BadValue(f"{told[0]} and {told[1]} px/m; runs of one density are compared.")
    return sorted(set(_densities(before)) & set(_densities(after)))


def _densities(head: Mapping[str, Any]) -> list[float]:
    return list(head["parameters"].get("densities", [head["px_per_m"]]))


def limits_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """What differs in how the two were made, a sentence each."""
    one, other = before["parameters"], after["parameters"]
    told = [
        f"They were computed by different versions: {before['code_version']} and {after['code_version']}."
        if before["code_version"] != after["code_version"]
        else "",
        *(
            f"Their {name} differs: {one.get(name) or 'the whole city'} and {other.get(name) or 'the whole city'}."
            for name in ("area", "occlusion", "crs")
            if one.get(name) != other.get(name)
        ),
    ]
    if "layers" not in one or "layers" not in other:
        told.append("One of them did not keep the state of the ground, its cameras' wedges and its ground by part.")
    else:
        told += [
            f"The {name} are known in one of them only, so public ground means two things."
            for name in sorted(set(one["layers"]) ^ set(other["layers"]))
        ]
    return tuple(sentence for sentence in told if sentence)


def method_differs(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether the same cameras on the same ground might have other figures."""
    same = ("occlusion", "ground", "crs")
    return before["code_version"] != after["code_version"] or any(
        before["parameters"].get(name) != after["parameters"].get(name) for name in same
    )


def changed_layers(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """The layers of blocked ground whose state differs."""
    one, other = (head["parameters"].get("layers", {}) for head in (before, after))
    return {name for name in {*one, *other} if one.get(name) != other.get(name)}


def camera_changes(before: StoredRun, after: StoredRun) -> pd.DataFrame:
    """camera_id, reasons, view_before_m2, view_after_m2 of the cameras that changed, on index camera_row_id."""
    both = before.cameras.add_suffix("_before").join(after.cameras.add_suffix("_after"), how="outer")
    counts = [_counts(both, side) for side in ("before", "after")]
    changed = dict.fromkeys(Reason, pd.Series(False, index=both.index))
    changed[Reason.STATUS] = (counts[0] ^ counts[1]) & both["optics_before"].notna() & both["optics_after"].notna()
    changed[Reason.ADDED] = counts[1] & both["optics_before"].isna()
    changed[Reason.GONE] = counts[0] & both["optics_after"].isna()
    stays = counts[0] & counts[1]
    changed[Reason.MOVED] = stays & _differ(both, "lon", "lat")
    changed[Reason.OPTICS] = stays & _differ(both, *_TERMS)
    told = (
        both["masked_m2_before"].notna() & both["masked_m2_after"].notna()
    )  # runs of before masks were cut do not tell
    changed[Reason.MASK] = stays & told & ((both["masked_m2_before"] - both["masked_m2_after"]).abs() > _SAME_M2)
    same = stays & ~changed[Reason.MOVED] & ~changed[Reason.OPTICS] & ~changed[Reason.MASK]
    view = same & ((both["view_m2_before"] - both["view_m2_after"]).abs() > _SAME_M2)
    changed[Reason.GROUND] = view & bool(changed_layers(before.head, after.head))
    changed[Reason.METHOD] = view & method_differs(before.head, after.head)
    for reason, column in ((Reason.OPERATOR, "operator"), (Reason.HOUSING, "housing_id"), (Reason.PURPOSE, "parts")):
        one, other = (both[f"{column}_{side}"].fillna("") for side in ("before", "after"))
        changed[reason] = stays & (one != other)
    table = pd.DataFrame(changed)
    table = table[table.any(axis=1)]
    found = both.loc[table.index]
    return pd.DataFrame(
        {
            "camera_id": found["camera_id_after"].fillna(found["camera_id_before"]),
            "reasons": [[str(r) for r in Reason if row[r]] for row in table.to_dict("records")],
            "view_before_m2": found["view_m2_before"],
            "view_after_m2": found["view_m2_after"],
        },
        index=table.index,
    )


def _counts(both: pd.DataFrame, side: str) -> pd.Series:
    return both[f"optics_{side}"].notna() & both[f"left_out_{side}"].isna()


def _differ(both: pd.DataFrame, *names: str) -> pd.Series:
    """Whether any of the numbers differs; missing on both sides is the same."""
    different = pd.Series(False, index=both.index)
    for name in names:
        one, other = both[f"{name}_before"], both[f"{name}_after"]
        different |= (one.isna() ^ other.isna()) | ((one - other).abs() > _SAME_TERM)
    return different


def _grid_changes(before: StoredRun, after: StoredRun, densities: Sequence[float]) -> pd.DataFrame:
    """code, px_per_m, part, before_m2, after_m2 where the two differ; NaN where a run has no such grid."""
    sides = [_figures(run, densities) for run in (before, after)]
    both = pd.concat(sides, axis=1, keys=["before_m2", "after_m2"]).reset_index()
    for side, run in (("before_m2", before), ("after_m2", after)):
        both[side] = both[side].fillna(0.0).where(both["code"].isin(run.grids["code"]))
    same = (both["before_m2"] - both["after_m2"]).abs() <= _SAME_M2
    return both[~same].sort_values(["code", "px_per_m", "part"]).reset_index(drop=True)


def _figures(run: StoredRun, densities: Sequence[float]) -> pd.Series:
    """m² by code, density and part, the public ground and the grid itself among the parts at the first density."""
    code = run.grids["code"]
    shown = run.ground[run.ground["px_per_m"].isin(densities) & run.ground["grid_id"].isin(code.index)]
    parts = shown.assign(code=shown["grid_id"].map(code)).set_index(["code", "px_per_m", "part"])["seen_m2"]
    own = [
        pd.Series(
            run.grids[column].to_numpy(dtype=np.float64),
            index=pd.MultiIndex.from_product([code, [densities[0]], [name]], names=["code", "px_per_m", "part"]),
        )
        for column, name in (("public_m2", "public"), ("grid_m2", "grid"))
    ]
    return pd.Series(pd.concat([parts, *own]))


def _with_reasons(grids: pd.DataFrame, cameras: pd.DataFrame, before: StoredRun, after: StoredRun) -> gpd.GeoDataFrame:
    """The changes with why, the cameras behind them, and the grid's polygon as it is after, or was before."""
    polygons = pd.concat([run.grids.set_index("code").geometry for run in (after, before)])
    polygons = polygons[~polygons.index.duplicated()]
    shapes = polygons.reindex(grids["code"].unique())
    reached = _reached(shapes, cameras, before, after)
    own = {code: _own_reasons(rows, before, after) for code, rows in grids.groupby("code")}
    why = cameras["reasons"].to_dict()
    names = cameras["camera_id"].to_dict()
    ids = grids["code"].map(lambda code: reached.get(code, []))
    reasons = [
        [str(r) for r in Reason if r in own[code] or any(r in why[c] for c in found)]
        for code, found in zip(grids["code"], ids, strict=True)
    ]
    behind = [sorted(str(names[c]) for c in found) for found in ids]
    told = grids.assign(reasons=pd.Series(reasons, dtype=object), cameras=pd.Series(behind, dtype=object))
    return gpd.GeoDataFrame(told, geometry=shapes.reindex(grids["code"]).to_numpy(), crs=4326)


def _own_reasons(rows: pd.DataFrame, before: StoredRun, after: StoredRun) -> set[Reason]:
    found = set()
    if rows["part"].eq("grid").any():
        found.add(Reason.GRID)
    elif rows["part"].eq("public").any() and changed_layers(before.head, after.head):
        found.add(Reason.GROUND)
    if method_differs(before.head, after.head):
        found.add(Reason.METHOD)
    return found


def _reached(shapes: pd.Series, cameras: pd.DataFrame, before: StoredRun, after: StoredRun) -> dict[str, list[int]]:
    """The changed cameras whose free wedge, before or after, meets the grid, by its code."""
    crs = pyproj.CRS.from_user_input(after.head["parameters"]["crs"])
    cells = to_metric(np.asarray(shapes.to_numpy(), dtype=object), crs) if len(shapes) else np.empty(0, dtype=object)
    tree = shapely.STRtree(cells)
    found: dict[str, set[int]] = {}
    for run in (before, after):
        known = run.cameras.loc[run.cameras.index.intersection(cameras.index)].dropna(subset=[*_TERMS, "lon", "lat"])
        view, cell = tree.query(_wedges(known, crs), predicate="intersects")
        for v, c in zip(view, cell, strict=True):
            found.setdefault(str(shapes.index[c]), set()).add(int(known.index[v]))
    return {code: sorted(rows) for code, rows in found.items()}


def _wedges(cameras: pd.DataFrame, crs: pyproj.CRS) -> np.ndarray:
    lon, lat = cameras["lon"].to_numpy(), cameras["lat"].to_numpy()
    x, y = points_to_metric(lon, lat, crs)
    heading = grid_heading(cameras["heading_deg"], lon, lat, crs=crs)
    terms = {name: cameras[name].to_numpy() for name in ("hfov_deg", "range_m", "near_m")}
    return wedges(x, y, heading_deg=heading, **terms)
