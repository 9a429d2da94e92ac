"""Coordinates that fit their own areas only when read otherwise: a note for the report, never a conversion."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.assign import OUTSIDE
from gridmap.grids.rules.crs import BD09, GCJ02, WGS84, Datum, to_wgs84

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

MARGIN = 0.20  # DOMAIN-grid 5a: the other reading hits over 20 points more
FEWEST_POINTS = 20
NEAR_STREETS_M = 100.0  # farther than this from any street on average, nothing has been found
_MOST_POINTS = 20_000
_NAMES = {"wgs84": "WGS-84", "gcj02": "GCJ-02", "bd09": "BD-09", "cgcs2000": "CGCS2000"}
_SWAPPED = "latitude before longitude"


def suspect_datum(
    x: Floats,
    y: Floats,
    find: Callable[[Floats, Floats], Rows],
    *,
    stated: Datum,
    own: Rows | None = None,
    where: str = "in an area",
    margin: float = MARGIN,
) -> Issue | None:
    """A note when another datum, or longitude and latitude exchanged, puts over `margin` more points where they belong.

    x, y: as received, in `stated`; NaN ones are left out. find: row of the area or grid at each WGS-84 position, -1 for
    none. own: row of the area that each point names, -1 for none; without it any area will do, and `where` says in the
    note what they lie in. None when fewer than 20 points can be judged. At most 20,000 points, evenly taken, are.
    """
    use = np.isfinite(x) & np.isfinite(y)
    if own is not None:
        use &= own >= 0
    rows = np.flatnonzero(use)
    if len(rows) < FEWEST_POINTS:
        return None
    rows = rows[:: -(-len(rows) // _MOST_POINTS)]
    x, y = x[rows], y[rows]
    expected = None if own is None else own[rows]
    share = _hit_share(find(*to_wgs84(x, y, stated)), expected)
    best, reading = max((_hit_share(find(*places), expected), name) for name, places in _readings(x, y, stated))
    if best - share <= margin:
        return None
    where = where if own is None else "in the area that they name"
    message = (
        f"{best:.0%} of the points lie {where} only if read as {_told(reading)}; as {_told(stated.name)}, "
        f"which was stated, {share:.0%} do. {_remedy(reading)}"
    )
    return Issue(0, "lon", "suspected-datum", message, Severity.NOTE)


def nearer_datum(
    x: Floats, y: Floats, distance_m: Callable[[Floats, Floats], Floats], *, stated: Datum
) -> Issue | None:
    """A note when another datum halves the mean distance to what points should lie near (the nearest street), to 100 m or less.

    distance_m: metres from each WGS-84 position to the nearest one, inf where there is none.
    """
    use = np.isfinite(x) & np.isfinite(y)
    if int(use.sum()) < FEWEST_POINTS:
        return None
    x, y = x[use][:_MOST_POINTS], y[use][:_MOST_POINTS]
    away = float(np.mean(distance_m(*to_wgs84(x, y, stated))))
    best, reading = min((float(np.mean(distance_m(*places))), name) for name, places in _readings(x, y, stated))
    if best * 2.0 >= away or best > NEAR_STREETS_M:
        return None
    message = (
        f"Read as {_told(reading)} the points lie {best:.0f} m from the nearest street on average, as "
        f"{_told(stated.name)}, which was stated, {away:,.0f} m. {_remedy(reading)}"
    )
    return Issue(0, "lon", "suspected-datum", message, Severity.NOTE)


def _readings(x: Floats, y: Floats, stated: Datum) -> Iterator[tuple[str, tuple[Floats, Floats]]]:
    """The names of other readings, and the WGS-84 positions that they make."""
    if stated.is_degrees:
        for datum in (WGS84, GCJ02, BD09):
            if datum != stated:
                yield datum.name, to_wgs84(x, y, datum)
    yield _SWAPPED, to_wgs84(y, x, stated)


def _hit_share(found: Rows, expected: Rows | None) -> float:
    hits: Bools = found != OUTSIDE if expected is None else found == expected
    return float(np.mean(hits))


def _told(reading: str) -> str:
    return _NAMES.get(reading, reading)


def _remedy(reading: str) -> str:
    if reading == _SWAPPED:
        return "Nothing was converted: if they are exchanged, name the columns with --map lon=COLUMN --map lat=COLUMN and import again."
    return f"Nothing was converted: if that is what they are, import again with --datum {reading}."
