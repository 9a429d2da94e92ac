"""A year of service incidents: seasons, storms, weekdays and hours, failing assets, a few lastingly bad places.

Made in chunks of whole days in the order of their report, so that memory does not grow with their number. Positions are as
received, near the street or the asset; about one in fifty lies outside all grids.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridmap.demo.assets import TRADES, Assets
from gridmap.demo.city import FIRST_DAY, LAST_DAY, Floats, Ints, Scale, pick, stream
from gridmap.demo.incident_mix import (
    ASSET_KINDS,
    HABITS,
    HOT_TRADES,
    SEASONS,
    SNOW,
    STORM,
    WEEKDAYS,
)
from gridmap.demo.pieces import Pieces, beside
from gridmap.demo.streets import Streets, half_width_m
from gridmap.service.rules.category import categories

CODES = tuple(HABITS)
OUTSIDE_SHARE = 0.02
NO_PLACE_SHARE = 0.008
HOT_RADIUS_M = 80.0
_TRADE_OF = np.array([list(TRADES).index(code[:3]) for code in CODES])
_KIND_OF = np.array([list(ASSET_KINDS).index(h.on) if h.on else -1 for h in HABITS.values()])
_AREA_OF = np.array([categories()[code].location_kind == "area" for code in CODES])


@dataclass(frozen=True, slots=True)
class HotPlace:
    """Where a trade has far more to do than elsewhere: middle (plan metres), by design, so that tests can look for it."""

    trade: str
    x_m: float
    y_m: float


@dataclass(frozen=True, slots=True)
class Placed:
    """One row per incident of a chunk. xy: plan metres as received. asset, segment: rows or -1. is_outside: off all grids."""

    day: Ints
    code: Ints
    xy: Floats
    asset: Ints
    segment: Ints
    is_outside: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ground:
    """What incidents happen on, with the weights of each piece and asset made once."""

    pieces: Pieces
    assets: Assets
    half_m: Floats
    border_rows: Ints
    is_border: NDArray[np.bool_]
    outward: Floats
    asset_rows: list[Ints]
    asset_weights: list[Floats]
    piece_weights: Floats
    hot_rows: dict[int, Ints]


def hot_places(pieces: Pieces, streets: Streets, *, scale: Scale, seed: int) -> list[HotPlace]:
    """The bad places of each trade that has any: one per 150 tiles, at least one."""
    rng = stream(seed, "hot places", scale.name)
    weight = np.where(streets.is_border[pieces.segment], 0.0, pieces.length_m)
    places = []
    for trade in HOT_TRADES:
        rows = pick(rng, weight, max(1, scale.tiles // 150))
        middles = beside(pieces, rows, share=np.full(len(rows), 0.5), left_m=np.zeros(len(rows)))
        places += [HotPlace(trade, float(x), float(y)) for x, y in middles]
    return places


def incident_ground(pieces: Pieces, streets: Streets, assets: Assets, hot: list[HotPlace]) -> Ground:
    """Weigh pieces and assets once. Assets in a bad place of their trade fail three times as often."""
    border = np.flatnonzero(streets.is_border[pieces.segment] & (pieces.length_m > 5))
    middles = pieces.start + pieces.along * (pieces.length_m / 2)[:, None]
    propensity = assets.propensity.copy()
    hot_rows: dict[int, Ints] = {}
    kinds = list(ASSET_KINDS)
    asset_rows = [np.flatnonzero(assets.kind == kind) for kind in kinds]
    for trade in HOT_TRADES:
        number = list(TRADES).index(trade)
        centres = np.array([(p.x_m, p.y_m) for p in hot if p.trade == trade])
        hot_rows[number] = np.flatnonzero(_near(middles, centres))
        served = np.isin(assets.kind, [h.on for code, h in HABITS.items() if code.startswith(trade)])
        propensity[served & _near(assets.xy, centres)] *= 3.0
    return Ground(
        pieces=pieces,
        assets=assets,
        half_m=half_width_m(streets),
        border_rows=border,
        is_border=streets.is_border[pieces.segment],
        outward=np.where(streets.left[pieces.segment] < 0, 1.0, -1.0),
        asset_rows=asset_rows,
        asset_weights=[np.cumsum(propensity[rows]) for rows in asset_rows],
        piece_weights=np.cumsum(_busy(pieces, streets)),
        hot_rows=hot_rows,
    )


def incident_chunks(ground: Ground, *, scale: Scale, seed: int, rows_per_chunk: int = 300_000) -> Iterator[Placed]:
    """Chunks of whole days, in order; all together `scale.incidents` rows."""
    counts = daily_counts(scale, seed)
    until = np.cumsum(counts.sum(axis=1))
    number = (until - 1) // rows_per_chunk
    for chunk in np.unique(number):
        days = np.flatnonzero(number == chunk)
        rng = stream(seed, "incidents", scale.name, int(chunk))
        flat = counts[days].ravel()
        yield _place(
            ground,
            np.repeat(np.repeat(days, counts.shape[1]), flat),
            np.repeat(np.tile(np.arange(counts.shape[1]), len(days)), flat),
            rng,
        )


def daily_counts(scale: Scale, seed: int) -> Ints:
    """Incidents per day and category, shape (days, categories), summing up to `scale.incidents`."""
    rng = stream(seed, "days", scale.name)
    days = pd.date_range(FIRST_DAY, LAST_DAY)
    season = np.array([SEASONS[h.season] for h in HABITS.values()])[:, days.month - 1].T
    weight = np.array([h.weight for h in HABITS.values()]) * season * np.array(WEEKDAYS)[days.day_of_week][:, None]
    weight = weight * rng.gamma(40, 1 / 40, weight.shape[0])[:, None]
    for codes, months, spells, factor in ((STORM, (6, 7, 8), 9, 7.0), (SNOW, (12, 1, 2), 5, 14.0)):
        columns = [CODES.index(code) for code in codes]
        season_days = np.flatnonzero(np.isin(days.month, months))
        for day in rng.choice(season_days, spells, replace=False):
            for after, share in enumerate((1.0, 0.5, 0.2)):
                weight[min(day + after, len(days) - 1), columns] *= 1 + factor * share
    return rng.multinomial(scale.incidents, (weight / weight.sum()).ravel()).reshape(weight.shape)


def _busy(pieces: Pieces, streets: Streets) -> Floats:
    """How much happens on each piece: more on wide streets, little on the ring road."""
    factor = np.array([2.2, 1.9, 1.5, 1.1, 0.8])[streets.rank[pieces.segment]]
    return np.asarray(pieces.length_m * np.where(streets.is_border[pieces.segment], 0.7, factor))


def _place(ground: Ground, day: Ints, code: Ints, rng: np.random.Generator) -> Placed:
    n = len(day)
    piece = _pick_sorted(rng, ground.piece_weights, n)
    for trade, rows in ground.hot_rows.items():
        if len(rows):
            share = HOT_TRADES[list(TRADES)[trade]]
            hot = np.flatnonzero((_TRADE_OF[code] == trade) & (rng.random(n) < share))
            piece[hot] = rows[pick(rng, ground.pieces.length_m[rows], len(hot))]
    outside = rng.random(n) < OUTSIDE_SHARE
    gone = np.flatnonzero(outside)
    border = ground.border_rows
    piece[gone] = border[pick(rng, ground.pieces.length_m[border], len(gone))]
    half_m = ground.half_m[ground.pieces.segment[piece]]
    side = np.where(rng.random(n) < 0.5, -1.0, 1.0)
    away = np.maximum(rng.random(n) * half_m, 1.5) + np.where(_AREA_OF[code], rng.exponential(12.0, n), 0.0)
    far = rng.exponential(220.0, len(gone)) + half_m[gone] + 10.0
    # on the ring road the city's side; beyond it only those meant to be outside
    side = np.where(ground.is_border[piece], -ground.outward[piece], side)
    away[gone], side[gone] = far, ground.outward[piece[gone]]
    xy = beside(ground.pieces, piece, share=rng.random(n), left_m=side * away)
    asset = np.full(n, -1)
    for kind, rows in enumerate(ground.asset_rows):
        here = np.flatnonzero((_KIND_OF[code] == kind) & ~outside)
        if len(here):
            asset[here] = rows[_pick_sorted(rng, ground.asset_weights[kind], len(here))]
    has = np.flatnonzero(asset >= 0)
    # a report names the lamp within a step or so; its side of the street is known
    xy[has] = ground.assets.xy[asset[has]] + rng.normal(0, 0.7, (len(has), 2))
    segment = ground.pieces.segment[piece]
    segment[has] = ground.assets.segment[asset[has]]
    segment[gone] = -1
    return Placed(day, code, xy, asset, segment, outside)


def _pick_sorted(rng: np.random.Generator, edges: Floats, count: int) -> Ints:
    """Rows drawn by cumulated weights that were made before."""
    return np.asarray(np.minimum(np.searchsorted(edges, rng.random(count) * edges[-1], side="right"), len(edges) - 1))


def _near(xy: Floats, centres: Floats) -> NDArray[np.bool_]:
    distance_m, _ = cKDTree(centres).query(xy, distance_upper_bound=HOT_RADIUS_M)
    return np.asarray(np.isfinite(distance_m))


def last_hour() -> float:
    """Hours from the local midnight of the first day to the end of the last: what happens later has not happened yet."""
    return 24.0 * ((LAST_DAY + timedelta(1)) - FIRST_DAY).days
