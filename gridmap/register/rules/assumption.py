"""Assumed optics: what a labelled run takes for cameras whose optics are not documented.

Only what is not documented (measured or derived) is assumed: where the direction is known, field by field; where it is not,
the whole view, if the file says so. A run with an assumption is never the documented
figure: it carries the assumption's name and reason, leaves the stored views alone and is not what the map shows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gridmap.errors import BadValue
from gridmap.register.rules import optics

_FARTHEST_M = 500.0  # a longer range is an issue in the register too, DOMAIN-register 6.7
_MOST_PX = 65_536
_LONGEST_TEXT = 300


class AssumedHeading(StrEnum):
    """all_round: a circle of the assumed range, whatever lens the camera has; unknown: cameras without a documented direction
    stay unknown."""

    ALL_ROUND = "all_round"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Assumption:
    """name, reason: as people are told. range_m or width_px: one of them. hfov_deg: where the direction is documented
    and the angle is not; None leaves those unknown."""

    name: str
    reason: str
    heading: AssumedHeading
    hfov_deg: float | None = None
    range_m: float | None = None
    width_px: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def read_assumption(values: Mapping[str, Any]) -> Assumption:
    """An assumption from the keys of a file. Raises BadValue with the key that is wrong, missing or not known."""
    unknown = values.keys() - Assumption.__dataclass_fields__.keys()
    if unknown:
        raise BadValue(
            f"An assumption has no {min(unknown)!r}; it has name, reason, heading, hfov_deg, range_m, width_px."
        )
    name, reason = (_text(values, key) for key in ("name", "reason"))
    heading = values.get("heading")
    if heading not in list(AssumedHeading):
        raise BadValue(f"An assumption's heading is {heading!r}; all_round or unknown is needed.")
    if ("range_m" in values) == ("width_px" in values):
        raise BadValue("An assumption needs range_m or width_px, one of the two.")
    limits = {"hfov_deg": 360.0, "range_m": _FARTHEST_M, "width_px": float(_MOST_PX)}
    numbers = {key: _number(values, key, most=most) for key, most in limits.items()}
    if heading == AssumedHeading.UNKNOWN and numbers["hfov_deg"] == 360.0:
        raise BadValue("An assumed angle of 360° looks all round; say heading = all_round.")
    return Assumption(name, reason, AssumedHeading(heading), **numbers)


def _text(values: Mapping[str, Any], key: str) -> str:
    text = values.get(key)
    if not isinstance(text, str) or not text.strip() or len(text) > _LONGEST_TEXT:
        raise BadValue(f"An assumption's {key} is {text!r}; a text of at most {_LONGEST_TEXT} characters is needed.")
    return text.strip()


def _number(values: Mapping[str, Any], key: str, *, most: float) -> float | None:
    if key not in values:
        return None
    value = values[key]
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= most:
        raise BadValue(f"An assumption's {key} is {value!r}; a number above 0 and at most {most:g} is needed.")
    return float(value)


def with_assumed(cameras: gpd.GeoDataFrame, assumption: Assumption) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """The cameras with assumed optics where theirs are not documented, and which have any assumed value.

    An assumed range is one on the ground: the camera's height and tilt do not shorten it. Cameras that stay undocumented are
    as they were.
    """
    known = optics.documented_fields(cameras)
    made = cameras.copy()
    round_view = ~known["direction"] & (assumption.heading == AssumedHeading.ALL_ROUND)
    angle = ~known["angle"] & ~round_view & (assumption.hfov_deg is not None)
    reach = ~known["reach"] | round_view
    made.loc[round_view, ["kind", "heading_deg", "hfov_deg"]] = ["fixed", 0.0, 360.0]
    if assumption.hfov_deg is not None:
        made.loc[angle, "hfov_deg"] = assumption.hfov_deg
    given = {"max_range_m": assumption.range_m, "width_px": assumption.width_px}
    for field, value in given.items():
        made.loc[reach, field] = np.nan if value is None else value
    seen = (known["direction"] | round_view) & (known["angle"] | round_view | angle)
    assumed = seen & ~known.all(axis=1)
    if assumption.range_m is not None:
        made.loc[assumed & reach, ["height_m", "tilt_deg"]] = np.nan
    made["geometry_quality"] = cameras["geometry_quality"].where(~assumed, _all_derived())
    made.loc[~seen] = cameras.loc[~seen]
    return made, assumed


def _all_derived() -> str:
    """What `optics.optics_state` asks of a view that is drawn; the run's own quality of it is *assumed*."""
    names = ("heading_deg", "hfov_deg", "vfov_deg", "tilt_deg", "height_m", "width_px", "height_px", "max_range_m")
    return json.dumps({optics.quality_key(name): optics.Quality.DERIVED.value for name in names})
