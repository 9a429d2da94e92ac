"""Checks of what a camera is said to see with: headings, angles, heights that cannot be or are missing, and cameras listed twice."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from gridmap.register.rules.camera_field import OPTICAL
from gridmap.register.rules.camera_optics import LIMITS
from gridmap.register.rules.facts import Bools, Facts, found, hangs, numbers
from gridmap.register.rules.optics import PERSON_M, quality_key, vfov_from_aspect
from gridmap.register.rules.plausible import duplicate_pairs
from gridmap.register.rules.rule_set import Rule, RuleSet

LOOKS_ONE_WAY = ("fixed", "dome_fixed")
_NUMERIC = re.compile(r"[\d\s.,;:°+/-]{1,24}[a-z]{0,3}", re.IGNORECASE)


def heading_missing(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """A camera that looks one way, and nobody says which."""
    return found(facts.cameras, hangs(facts) & _one_way(facts) & np.isnan(numbers(facts.cameras, "heading_deg")))


def optics_unusable(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """An optical value was told and cannot be: an angle of 0 or 400°, a range of 0 m or 100 km. It counts as unknown.

    A direction that a ptz or panoramic camera was given as `0-360` is none of these, nor a ptz's angle of 360°.
    """
    named, values = (np.full(len(facts.cameras), None, dtype=object) for _ in range(2))
    for name, texts in _received(facts).items():
        stored = numbers(facts.cameras, name)
        low, high = LIMITS.get(name, (0.0, 360.0))
        for row in np.flatnonzero(_unusable(facts, name, texts) | (stored < low) | (stored > high)):
            text = texts.get(int(row), str(stored[row]))
            named[row] = [*(named[row] or []), name]
            values[row] = [*(values[row] or []), text if _NUMERIC.fullmatch(text) else "not a number"]
    return found(facts.cameras, hangs(facts) & ~pd.isna(pd.Series(named)).to_numpy(), fields=named, values=values)


def sees_only_sky(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """The lower edge of the picture is above the horizon: the tilt has the wrong sign, or the camera films nothing here.

    Without a vertical angle it is derived from the horizontal one and the picture's sides; without these nothing is said.
    """
    tilt, vfov = numbers(facts.cameras, "tilt_deg"), numbers(facts.cameras, "vfov_deg")
    sides = (numbers(facts.cameras, name) for name in ("hfov_deg", "width_px", "height_px"))
    derived = np.asarray(vfov_from_aspect(*sides), dtype=np.float64)
    vfov = np.where(np.isnan(vfov), derived, vfov)
    return found(facts.cameras, hangs(facts) & (tilt + vfov / 2.0 <= 0.0), tilt_deg=tilt, vfov_deg=vfov)


def below_target(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """Mounted lower than a person's head: the height is wrong, or it films faces from below."""
    height = numbers(facts.cameras, "height_m")
    return found(facts.cameras, hangs(facts) & (height < PERSON_M), height_m=height)


def duplicate(facts: Facts, _rule: Rule, _rules: RuleSet) -> pd.Series:
    """It may be another camera of the register again. Several on one pole that look different ways are not meant."""
    cameras = facts.cameras[hangs(facts)]
    pairs = duplicate_pairs(cameras)
    pairs = pairs[np.unique(pairs[:, 1], return_index=True)[1]]
    ids = cameras["camera_id"].to_numpy(dtype=object)
    other = np.full(len(cameras), None, dtype=object)
    other[pairs[:, 1]] = ids[pairs[:, 0]]
    return found(cameras, other != None, other=other)  # noqa: E711 (elementwise)


def _one_way(facts: Facts) -> Bools:
    return np.asarray(facts.cameras["kind"].isin(LOOKS_ONE_WAY).to_numpy(), dtype=np.bool_)


def _received(facts: Facts) -> dict[str, dict[int, str]]:
    """For each optical field the texts as received, by the camera's place in the frame."""
    fields = {quality_key(name): name for name in OPTICAL}
    texts: dict[str, dict[int, str]] = {name: {} for name in OPTICAL}
    for row, told in enumerate(facts.cameras["received"].tolist()):
        for key, text in told.items() if isinstance(told, dict) else ():
            if key in fields and text:
                texts[fields[key]][row] = str(text)
    return texts


def _unusable(facts: Facts, name: str, texts: dict[int, str]) -> Bools:
    """A text was received, and no value came of it."""
    told = np.zeros(len(facts.cameras), dtype=np.bool_)
    told[list(texts)] = True
    where = told & np.isnan(numbers(facts.cameras, name))
    if name == "heading_deg":
        return where & _one_way(facts)
    return where & ~facts.cameras["kind"].eq("ptz").to_numpy() if name == "hfov_deg" else where
