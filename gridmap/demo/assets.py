"""Assets along the streets, each with how likely it is to fail, and the units of the service loop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.demo.areas import Areas
from gridmap.demo.city import CITY_CODE, Floats, Ints, Scale, pick, stream
from gridmap.demo.ground import Ground
from gridmap.demo.incident_mix import ASSET_KINDS
from gridmap.demo.pieces import Pieces, beside
from gridmap.demo.streets import Streets, half_width_m

TRADES = {
    "LGT": ("照明", "lighting"), "ROD": ("道桥", "roads"), "PED": ("步道", "footways"), "TRF": ("交通设施", "signals"),
    "DRN": ("排水", "drainage"), "WTR": ("供水水务", "water"), "UTL": ("管线", "utilities"), "GRN": ("园林", "greens"),
    "CLN": ("保洁", "cleaning"), "WST": ("环卫", "waste"), "FUR": ("市政设施", "furniture"), "HAZ": ("应急", "hazards"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Assets:
    """One row per asset. xy: plan metres. kind, segment (row), propensity (about 1 in the mean of a kind, at most 6), asset_id."""

    xy: Floats
    kind: NDArray[np.object_]
    segment: Ints
    propensity: Floats
    asset_id: list[str]


def place_assets(streets: Streets, pieces: Pieces, *, scale: Scale, seed: int) -> Assets:
    """Assets beside the carriageway, clear of the crossing's middle, at least one of each kind."""
    rng = stream(seed, "assets", scale.name)
    names = list(ASSET_KINDS)
    share = np.array([ASSET_KINDS[name][0] for name in names])
    count = np.maximum(np.floor(share / share.sum() * scale.assets), 1).astype(np.int64)
    count[0] += scale.assets - count.sum()
    kind = np.repeat(np.arange(len(names)), count)
    rows = pick(rng, _room(pieces, streets), scale.assets)
    segment = pieces.segment[rows]
    # on the footway, off the middle line; grids end in the middle of the street
    away = 0.45 * half_width_m(streets)[segment] + rng.uniform(0, 1.5, scale.assets)
    inward = np.where(streets.left[segment] < 0, -1.0, 1.0)
    side = np.where(streets.is_border[segment], inward, rng.choice([-1.0, 1.0], scale.assets))
    xy = beside(pieces, rows, share=rng.uniform(0.12, 0.88, scale.assets), left_m=away * side)
    shape = np.array([ASSET_KINDS[name][1] for name in names])[kind]
    return Assets(
        xy=xy,
        kind=np.array(names, dtype=object)[kind],
        segment=segment,
        propensity=np.minimum(rng.gamma(shape, 1 / shape), 6.0),
        asset_id=[f"YT-A{k + 1:06d}" for k in range(scale.assets)],
    )


def asset_frame(assets: Assets, streets: Streets, lon_lat: Floats) -> pd.DataFrame:
    """The assets file."""
    return pd.DataFrame(
        {
            "asset_id": assets.asset_id,
            "kind": assets.kind,
            "segment_id": np.array(streets.segment_id, dtype=object)[assets.segment],
            "lon": lon_lat[:, 0],
            "lat": lon_lat[:, 1],
        }
    )


def unit_frame(areas: Areas) -> pd.DataFrame:
    """Units: an intake and a centre for the city, in each county a verifier and a handler of each trade.

    None is smaller than a county's: figures of the loop are never about a few persons. Handler k of county c stands at
    row 2 + c × 13 + 1 + k; `incidents.py` counts on it.
    """
    rows = [
        ("YT-U-INTAKE", "云汀市受理中心 · Intake (fictional)", "intake", CITY_CODE),
        ("YT-U-CENTRE", "云汀市指挥中心 · Service centre (fictional)", "centre", CITY_CODE),
    ]
    for code in areas.county:
        rows.append((f"YT-U-{code}-VER", f"{code} 核查队 · Verification (fictional)", "verifier", code))
        rows += [
            (f"YT-U-{code}-{trade}", f"{code} {zh}队 · {en.capitalize()} (fictional)", "handler", code)
            for trade, (zh, en) in TRADES.items()
        ]
    return pd.DataFrame(rows, columns=["unit_id", "name", "role", "area"])


def county_of_segment(streets: Streets, ground: Ground) -> Ints:
    """The county of each segment: that of a tile beside it, else of the nearest tile (embankments)."""
    tile = np.where(streets.left >= 0, streets.left, streets.right)
    missing = np.flatnonzero(tile < 0)
    middle = shapely.line_interpolate_point(streets.lines[missing], 0.5, normalized=True)
    tile[missing] = shapely.STRtree(ground.tiles).nearest(middle)
    return ground.town_county[ground.community_town[ground.tile_community[tile]]]


def _room(pieces: Pieces, streets: Streets) -> Floats:
    """Wider streets carry more; pieces shorter than 8 m none, for they lie within the crossing."""
    factor = np.array([1.5, 1.4, 1.2, 1.0, 0.8])[streets.rank[pieces.segment]]
    return np.where(pieces.length_m > 8.0, pieces.length_m * factor, 0.0)
