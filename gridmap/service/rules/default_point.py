"""Points that stand for "no place known": where a source puts what it could not locate.

Recognised, in the coordinates as received:
1. those that the caller names (a city's known default);
2. degrees only: both coordinates whole numbers, 0,0 among them (Baltimore's 39,-76 and 39,-77);
3. a point that very many rows share: at least 30 rows, at least 1 % of the rows that have coordinates, and at least
   20 times the number of rows that the typical row shares its point with (median over the other rows).
   Boston 2015: 1,366 of 11,981 rows on city hall, the next point has 24 and the typical row 2.
A source that puts every row on one of a few centroids has a high typical number, so that rule 3 takes none of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

LEAST_ROWS = 30
LEAST_SHARE = 0.01
LEAST_MULTIPLE = 20
_ODD_X, _ODD_Y = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)  # odd, as xxHash's primes are


@dataclass(frozen=True, slots=True)
class DefaultPoint:
    """A point that is no location, in the source's coordinates, with the number of rows on it and the rule (1 to 3)."""

    lon: float
    lat: float
    rows: int
    rule: int


def default_points(
    lon: Floats, lat: Floats, *, known: Iterable[tuple[float, float]] = (), is_degrees: bool = True
) -> tuple[DefaultPoint, ...]:
    """The default points of a batch, most rows first.

    lon, lat: as received, NaN where there is none; a batch read in chunks passes what earlier chunks found as `known`.
    is_degrees: False for eastings and northings, where whole numbers mean nothing.
    """
    there = np.isfinite(lon) & np.isfinite(lat)
    x, y = lon[there] + 0.0, lat[there] + 0.0  # no negative zero
    rules = dict.fromkeys(_shared_by_many(x, y), 3)
    if is_degrees:
        whole = (x == np.round(x)) & (y == np.round(y))
        rules |= dict.fromkeys(zip(x[whole].tolist(), y[whole].tolist(), strict=True), 2)
    rules |= dict.fromkeys(known, 1)
    found = [DefaultPoint(px, py, int(((x == px) & (y == py)).sum()), rule) for (px, py), rule in rules.items()]
    return tuple(sorted((point for point in found if point.rows), key=lambda point: -point.rows))


def lies_on(lon: Floats, lat: Floats, points: Iterable[DefaultPoint]) -> Flags:
    """Which rows lie exactly on one of these points."""
    found = np.zeros(len(lon), bool)
    for point in points:
        found |= (lon == point.lon) & (lat == point.lat)
    return found


def _shared_by_many(x: Floats, y: Floats) -> list[tuple[float, float]]:
    """The points of rule 3. Rows on one point are counted by sorting a 64-bit mix of both coordinates."""
    mixed = x.view(np.uint64) * _ODD_X ^ np.bitwise_right_shift(y.view(np.uint64) * _ODD_Y, np.uint64(7))
    ordered = np.sort(mixed)
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]][: len(ordered)])
    rows = np.diff(np.r_[starts, len(ordered)])
    found = []
    for candidate in np.flatnonzero((rows >= LEAST_ROWS) & (rows >= LEAST_SHARE * len(x))):
        if rows[candidate] >= LEAST_MULTIPLE * _typical(np.delete(rows, candidate)):
            row = int(np.argmax(mixed == ordered[starts[candidate]]))
            found.append((float(x[row]), float(y[row])))
    return found


def _typical(rows: npt.NDArray[np.int64]) -> float:
    """The number of rows with which the median row shares its point; 1 where there is no other row."""
    if rows.size == 0:
        return 1.0
    ordered = np.sort(rows)
    middle = np.searchsorted(np.cumsum(ordered), ordered.sum() / 2)
    return float(ordered[middle])
