"""The fictional city: where it lies, how big it is, and where its randomness comes from.

Yunting (云汀市) does not exist. Its division codes begin with 99, which no province has, and it lies at 122.6° E, 38.0° N,
in the open sea between two peninsulas, on purpose: no real street, grid or camera can be mistaken for one of it,
while the Chinese metric systems and the GCJ-02 shift work there as in any Chinese city.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gridmap.errors import BadValue

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CENTRE_LON, CENTRE_LAT = 122.6, 38.0
CITY_NAME = "云汀市 · Yunting (fictional 虚构)"
CITY_CODE = "9901"
NOTICE_ZH = "云汀市是虚构的城市：区划、街道、建筑、事件、摄像头和单位均由程序生成，不对应任何真实地点或机构。"
NOTICE_EN = (
    "Yunting is a fictional city: its divisions, streets, buildings, incidents, cameras and organisations are generated "
    "and stand for no real place or body."
)
# twelve whole months; the generator has no clock
FIRST_DAY, LAST_DAY = date(2025, 11, 1), date(2026, 10, 31)
ZONE = "Asia/Shanghai"

STREET_CLASSES = ("trunk", "primary", "secondary", "tertiary", "residential")
# half of the ground between the house fronts, by class; usual Chinese red-line widths
HALF_WIDTH_M = np.array([20.0, 14.0, 10.0, 7.0, 5.5])

_WGS84_A, _WGS84_E2 = 6_378_137.0, 0.006_694_379_990_14


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of the city is made.

    tiles: unit grids of the tiling; dedicated: grids that lie on top. county_tiles, town_tiles, community_tiles: most
    tiles of one such area. class_tiles: a street that splits at least so many tiles is trunk, primary, secondary, tertiary.
    peaks: (weight, radius as a share of radius_m) of the dense centres, over a floor of `floor`.
    sprawl: 0 when all of it is inner city, 1 when it reaches the villages. looseness: factor on the distance between buildings.
    """

    name: str
    tiles: int
    dedicated: int
    buildings: int
    cameras: int
    incidents: int
    assets: int
    sensitive: int
    radius_m: float
    river_half_m: float
    county_tiles: int
    town_tiles: int
    community_tiles: int
    class_tiles: tuple[int, int, int, int]
    floor: float
    peaks: tuple[tuple[float, float], ...]
    sprawl: float
    looseness: float

    @property
    def grids(self) -> int:
        """All grids, tiling and dedicated."""
        return self.tiles + self.dedicated


SCALES = {
    "block": Scale(
        "block", 24, 1, 300, 60, 2_000, 400, 2, 430.0, 24.0, 24, 13, 7, (99, 20, 9, 4), 0.5, ((0.5, 0.7),), 0.1, 1.0
    ),
    "district": Scale(
        "district", 392, 8, 8_000, 1_500, 60_000, 8_000, 25, 2_150.0, 60.0, 250, 70, 9, (150, 40, 12, 4),
        0.22, ((0.6, 0.45), (0.4, 0.22), (0.3, 0.2)), 0.45, 1.0,
    ),
    "city": Scale(
        "city", 21_900, 43, 300_000, 57_000, 4_456_000, 200_000, 1_400, 17_900.0, 130.0, 2_800, 130, 9, (500, 90, 16, 4),
        0.10, ((0.9, 0.26),) + ((0.5, 0.10),) * 7, 1.0, 1.35,
    ),
}  # fmt: skip


def scale_named(name: str) -> Scale:
    """The scale of that name. Raises BadValue for another."""
    if name not in SCALES:
        raise BadValue(f"The scale {name!r} is unknown; the demo city has {', '.join(SCALES)}.")
    return SCALES[name]


def stream(seed: int, *names: str | int) -> np.random.Generator:
    """A random stream of its own for each part, so that a change in one part leaves the others as they are."""
    words = [zlib.crc32(str(name).encode()) for name in names]
    return np.random.default_rng(np.random.SeedSequence([seed, *words]))


def to_degrees(xy_m: Floats) -> Floats:
    """Plan metres (east, north of the centre), shape (n, 2), to lon, lat in WGS-84, rounded to 1e-7° (1 cm).

    Radii of curvature of the WGS-84 ellipsoid at each latitude: lengths are true to 1e-4 within 20 km.
    """
    phi0 = np.radians(CENTRE_LAT)
    meridian = _WGS84_A * (1 - _WGS84_E2) / (1 - _WGS84_E2 * np.sin(phi0) ** 2) ** 1.5
    phi = phi0 + xy_m[..., 1] / meridian
    normal = _WGS84_A / np.sqrt(1 - _WGS84_E2 * np.sin(phi) ** 2)
    lon = CENTRE_LON + np.degrees(xy_m[..., 0] / (normal * np.cos(phi)))
    return np.round(np.stack([lon, np.degrees(phi)], axis=-1), 7)


def pick(rng: np.random.Generator, weights: Floats, count: int) -> Ints:
    """`count` row numbers drawn with these weights (not all zero); faster than Generator.choice on many rows."""
    edges = np.cumsum(weights)
    rows: Ints = np.minimum(np.searchsorted(edges, rng.random(count) * edges[-1], side="right"), len(weights) - 1)
    return rows


def or_none(given: NDArray[np.bool_], values: object) -> NDArray[np.object_]:
    """The values where given, None elsewhere: a column of text with holes. values: one word, or one per row."""
    column = np.full(len(given), None, dtype=object)
    words = np.broadcast_to(np.asarray(values, dtype=object), len(given))
    column[given] = words[given]
    return column
