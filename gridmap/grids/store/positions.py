"""Where positions lie on the ground that stands here: for suspicions about the datum of a file."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, or_, select

from gridmap.db.arrays import frame_of
from gridmap.db.statements import statement
from gridmap.grids.store.tables import grid, grid_kind, street

Floats = npt.NDArray[np.float64]


def any_tiling(connection: Connection, *, day: date) -> bool:
    """A grid that takes part in a tiling stands on that day."""
    standing = (
        select(grid.c.grid_id)
        .join(grid_kind, grid.c.kind == grid_kind.c.kind)
        .where(grid_kind.c.tiles, grid.c.valid_from <= day, or_(grid.c.valid_to.is_(None), grid.c.valid_to > day))
    )
    return connection.execute(standing.limit(1)).first() is not None


def any_street(connection: Connection) -> bool:
    """There is at least one."""
    return connection.execute(select(street.c.segment_id).limit(1)).first() is not None


def covered(connection: Connection, lon: Floats, lat: Floats, *, day: date) -> dict[str, npt.NDArray[np.bool_]]:
    """Whether each position (WGS-84) lies in a grid that tiles ("grid") and in an area ("area") of that day.

    Positions outside the world lie in neither.
    """
    real = _in_world(lon, lat)
    found = frame_of(connection, statement("grids", "cover_points"), {**_arrays(lon[real], lat[real]), "day": day})
    result = {}
    for name in ("grid", "area"):
        result[name] = np.zeros(len(lon), dtype=np.bool_)
        result[name][real] = found[f"in_{name}"].to_numpy(dtype=np.bool_)
    return result


def street_distance_m(connection: Connection, lon: Floats, lat: Floats) -> Floats:
    """Metres from each position (WGS-84) to the nearest street; infinite without streets and outside the world."""
    real = _in_world(lon, lat)
    found = frame_of(connection, statement("grids", "measure_streets"), _arrays(lon[real], lat[real]))
    metres = np.full(len(lon), np.inf)
    metres[real] = found["metres"].astype("float64").fillna(np.inf).to_numpy()
    return metres


def _in_world(lon: Floats, lat: Floats) -> npt.NDArray[np.bool_]:
    return np.asarray((np.abs(lon) <= 180.0) & (np.abs(lat) <= 90.0), dtype=np.bool_)


def _arrays(lon: Floats, lat: Floats) -> dict[str, Any]:
    return {"lon": lon.tolist(), "lat": lat.tolist()}
