"""What the public is told of a place: the same as everybody, for a square of it, without the cameras' ids.

Questions are many and cheap; laid on a grid they would redraw the views that are kept for auditors. So the answer holds for a square of the ground
(all points in it get the same one), cameras that are described alike are one entry with a number, and those of unknown view are counted by whole
blocks of the ground, so that no series of questions finds where one stands. docs/decisions/0021 says what remains possible.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from gridmap.grids.rules.crs import DEGREE_M
from gridmap.register.rules.place import Filming, Function, UnknownView, WhoFilms

SQUARE_M = 10.0
"""Side of the square that an answer holds for: a door and what is beside it (the log of signed-in questions is as coarse)."""

BLOCK_M = 120.0
"""Side of the blocks by which cameras of unknown view are counted: the block of the place and the eight around it hold all within this distance."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Told:
    """Cameras that the register describes alike, without their ids. cameras: how many; the rest as in `place.Filming`."""

    cameras: int
    operator: str | None
    operator_kind: str
    purpose: tuple[str, ...]
    functions: tuple[Function, ...]
    retention_days: int | None
    sign: str
    contact: str | None
    authorities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublicAnswer:
    """Who films a square. square: (west, south, east, north) in degrees, WGS-84; near_m: side of the blocks around it, together.

    cameras_near: cameras within them whose view nobody knows, by operator and purpose; they may film the place.
    """

    day: str
    square: Box
    views_known: bool
    films: tuple[Told, ...]
    cameras_near: tuple[UnknownView, ...]
    near_m: float

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def square_of(lon: float, lat: float) -> Box:
    """The square of about 10 m that holds the place, of a lattice that is the same for everybody."""
    return _cell(lon, lat, side_m=SQUARE_M)


def blocks_around(square: Box) -> Box:
    """The block of about 120 m that holds the middle of the square, and the eight around it."""
    lon, lat = middle(square)
    west, south, east, north = _cell(lon, lat, side_m=BLOCK_M)
    width, height = east - west, north - south
    return west - width, south - height, east + width, north + height


def middle(box: Box) -> tuple[float, float]:
    """lon, lat of the middle of a box."""
    west, south, east, north = box
    return (west + east) / 2, (south + north) / 2


def _cell(lon: float, lat: float, *, side_m: float) -> Box:
    """Columns are as wide as they are high in the middle of their degree of latitude, so that rows of one degree stand in line."""
    rows = round(DEGREE_M / side_m)  # of one degree
    degree = min(math.floor(lat), 89)
    row = min(int((lat - degree) * rows), rows - 1)
    columns = max(1, round(360 * math.cos(math.radians(degree + 0.5)) * DEGREE_M / side_m))
    column = min(int((lon + 180) / 360 * columns), columns - 1)
    step = 360 / columns
    return -180 + column * step, degree + row / rows, -180 + (column + 1) * step, degree + (row + 1) / rows


def told_to_the_public(answer: WhoFilms, square: Box) -> PublicAnswer:
    """The answer without ids, density of any kind, and what is out of service; entries in an order that the ids do not tell."""
    return PublicAnswer(answer.day, square, answer.views_known, _alike(answer.films), answer.unknown_views, 3 * BLOCK_M)


def _alike(films: Iterable[Filming]) -> tuple[Told, ...]:
    counted = Counter(
        (f.operator, f.operator_kind, f.purpose, f.functions, f.retention_days, f.sign, f.contact, f.authorities)
        for f in films
    )
    entries = [Told(cameras, *described) for described, cameras in counted.items()]
    return tuple(sorted(entries, key=lambda e: (e.operator or "", e.purpose, repr(e))))
