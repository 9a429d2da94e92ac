"""Checks of where a camera is said to stand: nowhere, elsewhere, on a point that stands for a place. DOMAIN-register 6.

A heap on one pole is normal, a heap on one default point is not; a bridge carries cameras over water. Nothing is moved.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridmap.grids.rules.crs import BD09, DEGREE_M, GCJ02, WGS84, parse_datum, to_wgs84
from gridmap.register.rules.facts import Bools, Facts, found, hangs, numbers
from gridmap.register.rules.plausible import HEAP
from gridmap.register.rules.rule_set import Rule, RuleSet

Floats = NDArray[np.float64]

AT_ZERO_DEG = 0.01
CENTROID_M = 2.0
BRIDGE_M = 25.0  # half the width of a wide street: what is so near a street and over water hangs on a bridge
HOME_SHARE, HOME_FEWEST = 0.95, 20  # an operator's area holds 19 of 20 of its cameras, and it has at least twenty


def at_zero(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """Within a kilometre of 0, 0, which stands for a missing position."""
    lon, lat = _lon_lat(facts)
    return found(facts.cameras, hangs(facts) & _at_zero(facts), lon=np.round(lon, 5), lat=np.round(lat, 5))


def swapped(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """Outside every area, and inside one with longitude and latitude exchanged."""
    return found(facts.cameras, hangs(facts) & _swapped(facts))


def other_datum(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """Outside every area, and inside one when the coordinates as received are read in another datum."""
    reading = _other_reading(facts)
    return found(facts.cameras, hangs(facts) & (reading != ""), fits_as=reading)


def outside_areas(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """Outside every area, for no reason that another check names."""
    explained = _at_zero(facts) | _swapped(facts) | (_other_reading(facts) != "")
    return found(facts.cameras, hangs(facts) & _outside(facts) & ~explained)


def outside_operators_area(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """In another area than nearly all cameras of its operator; operators of few or scattered cameras have no such area."""
    home = _homes(facts)
    path = facts.cameras["area_path"]
    away = [bool(h) and isinstance(p, str) and not p.startswith(h) for p, h in zip(path, home, strict=True)]
    codes = [h.rstrip("/").rpartition("/")[2] if h else None for h in home]
    return found(facts.cameras, hangs(facts) & np.array(away, dtype=np.bool_), operators_area=codes)


def on_centroid(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """Within 2 m of the centroid of an area: someone put it there for want of a position."""
    if not len(facts.areas) or not len(facts.cameras):
        return found(facts.cameras, np.zeros(len(facts.cameras), dtype=np.bool_))
    lat = float(facts.areas["lat"].mean())
    away_m, area = cKDTree(_flat(numbers(facts.areas, "lon"), numbers(facts.areas, "lat"), lat=lat)).query(
        _flat(*_lon_lat(facts), lat=lat)
    )
    return found(facts.cameras, hangs(facts) & (away_m <= CENTROID_M), area=facts.areas["code"].to_numpy()[area])


def on_default_point(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """Ten or more cameras on one point to seven decimals that are not the imagers of one housing."""
    at = facts.cameras[["lon", "lat"]].round(7)
    groups = [at["lon"], at["lat"]]
    together = at["lon"].groupby(groups).transform("size").to_numpy()
    housing = facts.cameras["housing_id"].fillna("")
    one = housing.groupby(groups).transform("nunique").eq(1).to_numpy() & housing.ne("").to_numpy()
    return found(facts.cameras, hangs(facts) & (together >= HEAP) & ~one, cameras=together)


def in_water(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """In water, and on no bridge: not said to be on one, and no street within 25 m."""
    bridge = facts.cameras["place_kind"].eq("bridge_tunnel").to_numpy() | (
        numbers(facts.cameras, "street_m") <= BRIDGE_M
    )
    return found(facts.cameras, hangs(facts) & facts.cameras["in_water"].to_numpy(dtype=np.bool_) & ~bridge)


def _lon_lat(facts: Facts) -> tuple[Floats, Floats]:
    return numbers(facts.cameras, "lon"), numbers(facts.cameras, "lat")


def _flat(lon: Floats, lat_deg: Floats, *, lat: float) -> Floats:
    """Metres on a plane that is right near `lat`."""
    return np.column_stack([lon * np.cos(np.radians(lat)), lat_deg]) * DEGREE_M


def _at_zero(facts: Facts) -> Bools:
    lon, lat = _lon_lat(facts)
    return np.asarray((np.abs(lon) < AT_ZERO_DEG) & (np.abs(lat) < AT_ZERO_DEG), dtype=np.bool_)


def _outside(facts: Facts) -> Bools:
    """Outside every area; without areas nothing is."""
    return np.asarray(facts.cameras["area_path"].isna().to_numpy() & bool(len(facts.areas)), dtype=np.bool_)


def _swapped(facts: Facts) -> Bools:
    rows = np.flatnonzero(_outside(facts))
    lon, lat = _lon_lat(facts)
    hit = np.zeros(len(facts.cameras), dtype=np.bool_)
    hit[rows] = _inside_some_area(facts, lat[rows], lon[rows])
    return hit


def _other_reading(facts: Facts) -> NDArray[np.object_]:
    """The datum in which a camera outside every area would lie in one, "" for none; the exchange of axes goes first."""
    reading = np.full(len(facts.cameras), "", dtype=object)
    rows = np.flatnonzero(_outside(facts) & ~_swapped(facts))
    received = [_received(told) for told in facts.cameras["received"].to_numpy(dtype=object)[rows]]
    for stated in {datum for datum, _, _ in received if datum is not None}:
        some = np.array([n for n, (datum, _, _) in enumerate(received) if datum == stated])
        x, y = np.array([received[n][1] for n in some]), np.array([received[n][2] for n in some])
        for name, lon, lat in _readings(x, y, stated):
            hit = _inside_some_area(facts, lon, lat)
            reading[rows[some[hit & (reading[rows[some]] == "")]]] = name
    return reading


def _received(value: object) -> tuple[str | None, float, float]:
    """Datum and coordinates as received; no datum where they are not told or are not in degrees."""
    told = value if isinstance(value, dict) else {}
    datum, x, y = told.get("datum"), told.get("lon"), told.get("lat")
    if not isinstance(datum, str) or not isinstance(x, (int, float)) or not isinstance(y, (int, float)):
        return None, np.nan, np.nan
    return (datum if parse_datum(datum).is_degrees else None), float(x), float(y)


def _readings(x: Floats, y: Floats, stated: str) -> Iterator[tuple[str, Floats, Floats]]:
    for datum in (WGS84, GCJ02, BD09):
        if datum.name != stated:
            yield datum.name, *to_wgs84(x, y, datum)


def _inside_some_area(facts: Facts, lon: Floats, lat: Floats) -> Bools:
    hit = np.zeros(len(lon), dtype=np.bool_)
    outlines = facts.areas["outline"].to_numpy(dtype=object)
    outlines = outlines[~shapely.is_missing(outlines)]
    if len(lon) and len(outlines):
        points = shapely.points(lon, lat)
        hit[shapely.STRtree(outlines).query(points, predicate="intersects")[0]] = True
    return hit


def _homes(facts: Facts) -> list[str]:
    """For each camera the path of its operator's area, "" where there is none: the smallest that holds 19 of 20."""
    placed = facts.cameras["area_path"].notna().to_numpy() & facts.cameras["operator"].notna().to_numpy() & hangs(facts)
    some = facts.cameras.loc[placed, ["operator", "area_path"]]
    counted = Counter(zip(some["operator"].tolist(), some["area_path"].tolist(), strict=True))
    held: defaultdict[str, Counter[str]] = defaultdict(Counter)
    total = Counter(some["operator"].tolist())
    for (operator, path), many in counted.items():
        steps = path.rstrip("/").split("/")
        for depth in range(1, len(steps) + 1):
            held[operator]["/".join(steps[:depth]) + "/"] += many
    home = {
        operator: max(
            (path for path, many in paths.items() if many >= HOME_SHARE * total[operator]), key=len, default=""
        )
        for operator, paths in held.items()
        if total[operator] >= HOME_FEWEST
    }
    return [home.get(operator, "") for operator in facts.cameras["operator"].tolist()]
