"""A small made-up city for tests of the page: frames in WGS-84 with the properties that tiles carry."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

WEST, SOUTH = 117.18, 39.10
STEP_DEG = 0.0045  # about 390 by 500 m
CATEGORIES = ("LGT-01", "ROD-01", "DRN-01", "CLN-01", "WST-01", "GRN-01")
CATEGORY_NAMES = {
    "LGT-01": ("Street lamp out", "路灯不亮"),
    "ROD-01": ("Pothole", "路面坑洞"),
    "DRN-01": ("Blocked drain", "排水堵塞"),
    "CLN-01": ("Dirty street", "道路不洁"),
    "WST-01": ("Full bin", "垃圾箱满溢"),
    "GRN-01": ("Fallen branch", "树枝断落"),
}


def toy_city(
    side: int,
    *,
    cameras: int,
    buildings_per_grid: int,
    incidents: int,
    seed: int = 5,
) -> dict[str, gpd.GeoDataFrame]:
    """All layers of a city of side × side grids; `coverage` and `hotspots` repeat the grids' geometry."""
    rng = np.random.default_rng(seed)
    corners = _mesh(side, rng)
    grids = _grids(corners, side)
    return {
        "areas": _areas(grids, side),
        "grids": grids,
        "coverage": _coverage(grids, side, rng),
        "hotspots": _hotspots(grids, rng),
        "streets": _streets(corners, side),
        "buildings": _buildings(side, buildings_per_grid, rng),
        "cameras": _cameras(side, cameras, rng),
        "views": _views(side, cameras // 5, rng),
        "incidents": _incidents(side, incidents, rng),
    }


def _frame(columns: Mapping[str, object], geometry: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(pd.DataFrame(dict(columns)), geometry=geometry, crs="EPSG:4326")


def _mesh(side: int, rng: np.random.Generator) -> np.ndarray:
    rows, columns = np.mgrid[0 : side + 1, 0 : side + 1]
    shift = rng.uniform(-0.18, 0.18, (2, side + 1, side + 1))
    return np.stack([WEST + (columns + shift[0]) * STEP_DEG, SOUTH + (rows + shift[1]) * STEP_DEG], axis=-1)


def _edge(start: np.ndarray, end: np.ndarray) -> list[np.ndarray]:
    """Points of a wavy edge, the same from both sides (without its end)."""
    low, high = (start, end) if tuple(start) < tuple(end) else (end, start)
    along = np.linspace(0, 1, 9)[:-1]
    bend = np.sin(along * np.pi * 2) * 0.03
    normal = np.array([-(high - low)[1], (high - low)[0]])
    points = [low + (high - low) * t + normal * b for t, b in zip([*along, 1.0], [*bend, 0.0], strict=True)]
    return points[:-1] if low is start else points[::-1][:-1]


def _grids(corners: np.ndarray, side: int) -> gpd.GeoDataFrame:
    shapes, codes = [], []
    for row in range(side):
        for column in range(side):
            ring = [
                corners[row, column],
                corners[row, column + 1],
                corners[row + 1, column + 1],
                corners[row + 1, column],
            ]
            outline = [point for a, b in zip(ring, [*ring[1:], ring[0]], strict=True) for point in _edge(a, b)]
            shapes.append(shapely.Polygon(outline))
            codes.append(f"1201{row // 5:02d}001{column // 5 + 1:03d}{(row % 5) * 5 + column % 5 + 1:03d}")
    names = [f"第{index + 1}网格" for index in range(len(codes))]
    return _frame({"code": codes, "name": names, "kind": "unit"}, shapes)


def _areas(grids: gpd.GeoDataFrame, side: int) -> gpd.GeoDataFrame:
    parts = grids.dissolve(grids["code"].str[:12])
    city = _frame({"code": ["120100000000"], "name": ["澄江区 Chengjiang"], "level": [3]}, [grids.union_all()])
    communities = _frame(
        {"code": list(parts.index), "name": [f"社区{n + 1} Community" for n in range(len(parts))], "level": 5},
        parts.geometry.to_numpy(),
    )
    return gpd.GeoDataFrame(pd.concat([city, communities], ignore_index=True), crs="EPSG:4326")


def _coverage(grids: gpd.GeoDataFrame, side: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    rows, columns = np.divmod(np.arange(len(grids)), side)
    near = np.exp(-(((rows - side / 2) ** 2 + (columns - side / 2) ** 2) / (side * 1.2)))
    share = np.clip(near * 0.6 + rng.normal(0, 0.06, len(grids)), 0, 1)
    share[rng.random(len(grids)) < 0.03] = np.nan
    columns_ = {
        "share": share,
        "cameras": np.where(share > 0, rng.integers(1, 9, len(grids)), 0),
        "unknown_views": rng.integers(0, 5, len(grids)),
    }
    return _frame({"code": grids["code"], "name": grids["name"], **columns_}, grids.geometry.to_numpy())


def _hotspots(grids: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    count = rng.poisson(8, len(grids))
    named = np.where(count > 15, "hot", np.where(count < 3, "cold", "none"))
    named[:2] = "masked"
    p = np.where(named == "none", 0.4, 0.001)
    return _frame(
        {"code": grids["code"], "name": grids["name"], "count": count, "class": named, "p": p},
        grids.geometry.to_numpy(),
    )


def _streets(corners: np.ndarray, side: int) -> gpd.GeoDataFrame:
    lines = [shapely.LineString(corners[row]) for row in range(side + 1)]
    lines += [shapely.LineString(corners[:, column]) for column in range(side + 1)]
    names = [f"滨河路 {index}" for index in range(len(lines))]
    return _frame({"name": names, "class": "secondary"}, lines)


def _points(side: int, count: int, rng: np.random.Generator) -> np.ndarray:
    middle = rng.normal(side / 2, side / 4.5, (count, 2))
    inside = np.clip(middle, 0.3, side - 0.3)
    return np.asarray(inside * STEP_DEG + np.array([WEST, SOUTH]))


def _buildings(side: int, per_grid: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    count = side * side * per_grid
    at = rng.uniform(0.25, side - 0.25, (count, 2)) * STEP_DEG + np.array([WEST, SOUTH])
    half = rng.uniform(0.00006, 0.00022, (count, 2))
    turn = rng.uniform(0, np.pi, count)
    corner = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])[None] * half[:, None]
    x = corner[..., 0] * np.cos(turn)[:, None] - corner[..., 1] * np.sin(turn)[:, None]
    y = corner[..., 0] * np.sin(turn)[:, None] + corner[..., 1] * np.cos(turn)[:, None]
    shapes = shapely.polygons(np.stack([at[:, :1] + x * 1.28, at[:, 1:] + y], axis=-1))
    use = rng.choice(["dwelling", "other", "unknown"], count, p=[0.6, 0.3, 0.1])
    return _frame({"height_m": rng.integers(3, 60, count).astype(float), "use": use}, shapes)


def _cameras(side: int, count: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    at = _points(side, count, rng)
    optics = rng.choice(["documented", "partly", "unknown"], count, p=[0.6, 0.2, 0.2])
    heading = np.where(optics == "unknown", np.nan, rng.uniform(0, 360, count).round(1))
    columns = {
        "camera_id": [f"C{index:05d}" for index in range(count)],
        "name": [f"Camera {index}" for index in range(count)],
        "kind": rng.choice(["fixed", "ptz", "dome_fixed"], count),
        "purpose": rng.choice(["traffic_flow", "crowd_safety", "unspecified"], count),
        "status": rng.choice(["in_service", "out_of_service"], count, p=[0.93, 0.07]),
        "optics": optics,
        "heading_deg": heading,
    }
    return _frame(columns, shapely.points(at))


def _views(side: int, count: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    at = _points(side, count, rng)
    heading = rng.uniform(0, 2 * np.pi, count)
    angles = heading[:, None] + np.linspace(-0.5, 0.5, 7)
    arc = at[:, None] + 0.0005 * np.stack([np.sin(angles) * 1.28, np.cos(angles)], axis=-1)
    shapes = shapely.polygons(np.concatenate([at[:, None], arc], axis=1))
    return _frame({"camera_id": [f"C{index:05d}" for index in range(count)], "px_per_m": 25.0}, shapes)


def _incidents(side: int, count: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    columns = {
        "category": rng.choice(CATEGORIES, count),
        "severity": rng.choice(["low", "normal", "high", "critical"], count, p=[0.4, 0.4, 0.15, 0.05]),
        "state": rng.choice(["closed", "assigned", "reported"], count, p=[0.8, 0.15, 0.05]),
    }
    return _frame(columns, shapely.points(_points(side, count, rng)))
