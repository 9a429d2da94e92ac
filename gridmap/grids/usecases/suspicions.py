"""A note about the datum of an import's points, when they fit the ground only if they are read otherwise.

It costs the same for ten points and for ten million: a sample of at most 400 is asked about.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import partial

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from gridmap.errors import Issue
from gridmap.grids.rules.crs import Datum, from_wgs84
from gridmap.grids.rules.suspicion import nearer_datum, suspect_datum
from gridmap.grids.store import positions

Floats = npt.NDArray[np.float64]
_SAMPLE = 400


@dataclass(slots=True)
class PointSample:
    """Points of a file, evenly taken, in bounded memory: WGS-84 as the stated datum makes them, before anything moves them.

    every: each how many-eth point is kept; it doubles whenever twice the sample has been reached.
    """

    lon: Floats = field(default_factory=lambda: np.empty(0))
    lat: Floats = field(default_factory=lambda: np.empty(0))
    every: int = 1
    seen: int = 0

    def add(self, lon: Floats, lat: Floats) -> None:
        """Take from the next points of the file; NaN ones are none."""
        there = np.isfinite(lon) & np.isfinite(lat)
        lon, lat = lon[there], lat[there]
        first = -self.seen % self.every
        self.seen += len(lon)
        self.lon = np.concatenate([self.lon, lon[first :: self.every]])
        self.lat = np.concatenate([self.lat, lat[first :: self.every]])
        while len(self.lon) > 2 * _SAMPLE:
            self.lon, self.lat, self.every = self.lon[::2], self.lat[::2], 2 * self.every


def datum_suspicions(
    connection: Connection, sample: PointSample, *, stated: Datum | None, day: date
) -> tuple[Issue, ...]:
    """At most one note: the points lie in the grids of that day (without grids: in its areas), or near streets, only in another datum.

    connection: of a role that reads the ground, with its scope declared. Nothing without a stated datum, and nothing below 20 points.
    """
    if stated is None or not len(sample.lon):
        return ()
    step = -(-len(sample.lon) // _SAMPLE)
    lon, lat = sample.lon[::step], sample.lat[::step]
    x, y = from_wgs84(lon, lat, stated)
    ground = "grid" if positions.any_tiling(connection, day=day) else "area"

    def inside(lon: Floats, lat: Floats) -> npt.NDArray[np.int64]:
        return np.where(positions.covered(connection, lon, lat, day=day)[ground], 0, -1).astype(np.int64)

    note = suspect_datum(x, y, inside, stated=stated, where=f"in a{'n' if ground == 'area' else ''} {ground}")
    if note is None and positions.any_street(connection):
        note = nearer_datum(x, y, partial(positions.street_distance_m, connection), stated=stated)
    return () if note is None else (note,)
