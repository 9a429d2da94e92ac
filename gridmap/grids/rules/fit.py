"""Whether coordinates can be what their stated datum says."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gridmap.errors import WrongCrs
from gridmap.grids.rules.crs import Datum, area_of_use, to_wgs84

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_DEGREES_MOST = 360.0  # beyond it a number is no degree in either order
_AREA_OF_USE_MARGIN_DEG = 3.0


def in_area_of_use(lon: Floats, lat: Floats, datum: Datum) -> Bools:
    """Whether WGS-84 positions lie where the CRS of `datum` applies, give or take 3 degrees."""
    area = area_of_use(datum)
    if area is None:
        return np.isfinite(lon)
    west, south, east, north = area
    m = _AREA_OF_USE_MARGIN_DEG
    across = (lon >= west - m) & (lon <= east + m) if west <= east else (lon >= west - m) | (lon <= east + m)
    return across & (lat >= south - m) & (lat <= north + m)


def refuse_wrong_crs(x: Floats, y: Floats, datum: Datum) -> None:
    """WrongCrs when most coordinates cannot be of the datum: not degrees in either order, or outside its area of use."""
    if not len(x):
        return
    if datum.is_degrees:
        wrong = (np.abs(x) > _DEGREES_MOST) | (np.abs(y) > _DEGREES_MOST)
        what = f"{datum.name} was stated, which is in degrees; state the projected CRS (EPSG:n) of the file."
    else:
        as_degrees = (np.abs(x) <= 180.0) & (
            np.abs(y) <= 180.0
        )  # metres so near the origin of a projection are no place
        wrong = as_degrees | ~in_area_of_use(*to_wgs84(x, y, datum), datum)
        what = f"{datum.name} was stated, in whose area of use they do not lie; state the CRS in which they were made."
    if 2 * int(wrong.sum()) > len(x):
        i = int(np.argmax(wrong))
        raise WrongCrs(
            f"Coordinates such as {x[i]:.8g}, {y[i]:.8g} ({int(wrong.sum())} of {len(x)}) do not fit: {what}"
        )
