"""Where a camera stands: the grids' reading of positions, with the camera named, and its point and columns compared.

Published lists carry points beside columns, and the points may be wrong: Baltimore's WKT says `POINT (lat lon)`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.errors import Issue, Severity
from gridmap.grids.rules import position
from gridmap.grids.rules.crs import Datum
from gridmap.register.rules.column import text_column

Floats = NDArray[np.float64]

_SAME_PLACE = 1e-4  # degrees or metres within which two statements of one position agree


def read_positions(
    frame: pd.DataFrame, geometry: NDArray[Any] | None, *, datum: Datum, names: pd.Series
) -> position.Positions:
    """Positions of cameras: the point, or the columns lon and lat where there is none or where it is their mirror.

    names: what to call each camera in a message, on the frame's index. A camera without a usable position is an
    error: it can be in no jurisdiction. Raises WrongCrs when most positions cannot be of the datum.
    """
    shapes, warnings = _reconciled(frame, geometry)
    read = position.read_positions(frame, shapes, datum=datum)
    told = {issue.line for issue in read.issues}
    nowhere = [
        Issue(int(line), "lon", "no-position", "it has no position; lon and lat are needed.")
        for line in frame.index[~read.is_given]
        if line not in told
    ]
    issues = [replace(i, message=f"{names.at[i.line]}: {i.message}") for i in (*read.issues, *warnings, *nowhere)]
    return replace(read, issues=tuple(issues))


def _reconciled(frame: pd.DataFrame, geometry: NDArray[Any] | None) -> tuple[NDArray[Any] | None, list[Issue]]:
    """The points to read, None to leave it to the columns; and warnings where the two differ."""
    if geometry is None or not {"lon", "lat"} <= set(frame.columns):
        return geometry, []
    shapes = np.array(geometry, dtype=object)
    x, y = (_numbers(frame, name) for name in ("lon", "lat"))
    point_x, point_y = shapely.get_x(shapes), shapely.get_y(shapes)
    stated = np.isfinite(x + y)
    mirrored = stated & _near(x, point_y) & _near(y, point_x) & ~(_near(x, point_x) & _near(y, point_y))
    use_columns = stated & (mirrored | shapely.is_missing(shapes) | shapely.is_empty(shapes))
    shapes[use_columns] = shapely.points(x[use_columns], y[use_columns])
    differ = stated & ~use_columns & np.isfinite(point_x) & ~(_near(x, point_x) & _near(y, point_y))
    lines = frame.index.to_numpy()
    swapped = [
        Issue(int(lines[i]), "geometry", "swapped-point",
              "its point has latitude first; the columns lon and lat were taken.", Severity.WARNING)
        for i in np.flatnonzero(mirrored)
    ]  # fmt: skip
    return shapes, swapped + [
        Issue(int(lines[i]), "geometry", "position-differs",
              "its point and its columns lon and lat differ; the point was taken.", Severity.WARNING)
        for i in np.flatnonzero(differ)
    ]  # fmt: skip


def _numbers(frame: pd.DataFrame, name: str) -> Floats:
    return np.asarray(pd.to_numeric(text_column(frame, name), errors="coerce"), dtype=np.float64)


def _near(a: Floats, b: Floats) -> NDArray[np.bool_]:
    return np.abs(a - b) <= _SAME_PLACE
