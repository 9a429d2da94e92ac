"""What the ground that a camera sees is counted under: how many see it, whose they are, what they are for and can do.

A part is named `measure:…`: `cameras:2` (by at least two), `operators:1`, `camera_m2:measured` (what each camera sees, summed over
cameras, by the worst quality of what its view was drawn from), `purpose:parking`, `function:audio:unknown`. A function's ground
is told for on, fitted_off and unknown; where all cameras say *no* it has none. There is no part for a programme (SCOPE.md).
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridmap.register.rules import optics
from gridmap.register.rules.depth import DEEPEST, Depths, Tags, untagged
from gridmap.register.rules.edges import spread
from gridmap.register.rules.vocabulary import FUNCTIONS, FunctionState, Purpose

Rows = NDArray[np.int64]


class ViewQuality(StrEnum):
    """How well a view is known, from best to worst: the worst field that it was drawn from decides."""

    MEASURED = "measured"
    DERIVED = "derived"
    DEFAULTED = "defaulted"
    ASSUMED = "assumed"


STATES = (FunctionState.ON, FunctionState.FITTED_OFF, FunctionState.UNKNOWN)
PURPOSES = tuple(f"purpose:{purpose}" for purpose in Purpose)
IN_USE = tuple(f"function:{function}:{state}" for function in FUNCTIONS for state in STATES)
CAMERAS = tuple(f"cameras:{n}" for n in range(1, DEEPEST + 1))
OPERATORS = tuple(f"operators:{n}" for n in range(1, DEEPEST + 1))
CAMERA_M2 = tuple(f"camera_m2:{quality}" for quality in ViewQuality)
PARTS = (*CAMERAS, *OPERATORS, *CAMERA_M2, *PURPOSES, *IN_USE)

_PURPOSE_WORDS = frozenset(purpose.value for purpose in Purpose)
_TAGGED = {part: n for n, part in enumerate((*PURPOSES, *IN_USE))}
_RANK = {quality.value: n for n, quality in enumerate(ViewQuality)}
_DRAWN_FROM = ("heading_deg", "hfov_deg", "vfov_deg", "tilt_deg", "height_m", "width_px", "height_px", "max_range_m")


def tags_of(cameras: pd.DataFrame) -> Tags:
    """What each camera's view counts for, in the order of `cameras`.

    cameras: housing_id and operator (None where unknown), parts (as `part_lists` makes them), quality (`ViewQuality`).
    Imagers of one operator in one housing are one camera, of the worst quality among them; an operator that nobody knows
    is one more operator, the same everywhere.
    """
    operator = pd.factorize(cameras["operator"], use_na_sentinel=False)[0]
    camera = _by_housing(cameras["housing_id"], operator)
    quality = cameras["quality"].map(_RANK).to_numpy(dtype=np.int64)
    worst = pd.Series(quality).groupby(camera).transform("max").to_numpy(dtype=np.int64)
    part, first = _parts_of(cameras["parts"])
    return Tags(camera, operator.astype(np.int64), worst, part, first, len(ViewQuality), len(_TAGGED))


def _by_housing(housing: pd.Series, operator: Rows) -> Rows:
    """A number for each camera; imagers of one operator in one housing share theirs."""
    place, operators = pd.factorize(housing)[0], int(operator.max(initial=0)) + 1
    alone = np.arange(len(housing)) + len(housing) * operators
    number = np.where(place >= 0, place * operators + operator, alone)
    return np.asarray(pd.factorize(number)[0], dtype=np.int64)


def _parts_of(lists: pd.Series) -> tuple[Rows, Rows]:
    """The numbers of each row's parts one after the other, and where each row's start."""
    place, different = pd.factorize(lists)
    numbers = [[_TAGGED[name] for name in str(text).split(",")] for text in different]
    first = np.append(0, np.cumsum([len(parts) for parts in numbers])).astype(np.int64)
    every = np.array([part for parts in numbers for part in parts], dtype=np.int64)
    starts, at = spread(first, place.astype(np.int64))
    return every[at], starts


def no_tags(views: int) -> Tags:
    """Views of which nothing is known: each a camera, all of one operator, under no purpose and no function."""
    return untagged(views, qualities=len(ViewQuality), parts=len(_TAGGED))


def parts_named(purpose: str, functions: str) -> tuple[str, ...]:
    """The purposes and functions (those that are not *no*) that a camera counts under, as names of parts.

    A purpose that is none of the closed list, or none at all, is *unspecified*.
    """
    stated = dict(item.split(":") for item in functions.split(",") if item)
    states = {function: stated.get(function, FunctionState.UNKNOWN) for function in FUNCTIONS}
    words = {word if word in _PURPOSE_WORDS else Purpose.UNSPECIFIED.value for word in purpose.split(",")}
    used = [f"function:{function}:{state}" for function, state in states.items() if state in STATES]
    return (*(f"purpose:{word}" for word in sorted(words)), *used)


def view_quality(cameras: pd.DataFrame) -> pd.Series:
    """The worst quality among the optical values of each camera that has any; fields without a value do not decide."""
    qualities = optics.qualities_of(cameras, _DRAWN_FROM)
    qualities["heading_deg"] = qualities["heading_deg"].mask(optics.looks_all_round(cameras), optics.Quality.UNKNOWN)
    worst = pd.Series(ViewQuality.MEASURED, index=cameras.index, dtype=object)
    for quality in (ViewQuality.DERIVED, ViewQuality.DEFAULTED):
        worst = worst.mask((pd.DataFrame(qualities) == str(quality)).any(axis=1), quality)
    return worst.map(str)


def ground_frame(depths: Depths, *, index: pd.Index) -> pd.DataFrame:
    """Depths as a frame of m² with a column a part, on the index of the cells."""
    columns = np.hstack([depths.cameras, depths.operators, depths.camera_m2, depths.parts])
    return pd.DataFrame(columns, index=index, columns=list(PARTS))


def part_lists(cameras: pd.DataFrame) -> pd.Series:
    """The parts of each camera as one text with commas between.

    cameras: purpose (words with commas between), functions (`audio:on,…`; one that is not named is unknown).
    """
    profiles = cameras["purpose"].fillna("") + "|" + cameras["functions"].fillna("")
    texts = {profile: ",".join(parts_named(*profile.split("|"))) for profile in profiles.unique()}
    return profiles.map(texts)


def function_counts(parts: pd.Series) -> dict[str, dict[str, int]]:
    """How many cameras have each function on, fitted_off, unknown and not at all, from their lists of parts."""
    found = parts.value_counts()
    counts = {function: dict.fromkeys(map(str, FunctionState), 0) for function in FUNCTIONS}
    for text, cameras in found.items():
        stated = dict(name.split(":")[1:] for name in str(text).split(",") if name.startswith("function:"))
        for function in FUNCTIONS:
            counts[function][stated.get(function, FunctionState.NO.value)] += int(cameras)
    return counts


def column_of(name: str) -> str:
    """The column of a table that a part fills: `seen_2_m2`, `operators_2_m2`, `camera_m2_measured`, `purpose_parking_m2`, `audio_on_m2`."""
    measure, _, rest = name.partition(":")
    if measure == "camera_m2":
        return f"camera_m2_{rest}"
    kept = {"cameras": "seen_", "function": ""}.get(measure, f"{measure}_")
    return f"{kept}{rest.replace(':', '_')}_m2"


def wide(rows: pd.Series, parts: pd.Series, m2: pd.Series, *, index: pd.Index) -> pd.DataFrame:
    """Parts as columns on `index`, 0 where a place has none of one: all depths, and whatever else occurs in the order of `PARTS`."""
    frame = pd.DataFrame({"row": rows, "part": parts, "m2": m2}).pivot(index="row", columns="part", values="m2")
    shown = [name for name in PARTS if name in (*CAMERAS, *OPERATORS) or name in frame.columns]
    return frame.reindex(index=index, columns=shown).fillna(0.0).rename(columns=column_of)
