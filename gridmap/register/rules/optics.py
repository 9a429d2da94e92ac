"""What a lens and a sensor can show of the ground: density, range, angles, near and far edge.

Formulas of a rectilinear lens; wider than 120° and for panoramas and fisheyes pixels are spread evenly over
the angle. All densities are nominal (blur, light and compression lower them). Arguments are numbers or arrays
of one length, NaN stands for unknown and gives NaN.

Documented optics, the only ones that coverage counts: a heading (or a camera that looks all round), a
horizontal angle, and a range or a width in pixels, each measured or derived, none defaulted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from gridmap.errors import BadValue

Floats = NDArray[np.float64]


class Edition(StrEnum):
    """An edition of 62676-4; the names of one never stand for figures of the other."""

    EN_2014 = "EN 62676-4:2014"
    IEC_2025 = "IEC 62676-4:2025"


DENSITY_CLASSES: Mapping[Edition, Mapping[str, float]] = MappingProxyType(
    {
        Edition.EN_2014: MappingProxyType(
            {"monitor": 12.5, "detect": 25.0, "observe": 62.5, "recognise": 125.0, "identify": 250.0}
        ),
        Edition.IEC_2025: MappingProxyType(
            {
                "overview": 20.0,
                "outline": 40.0,
                "discern": 80.0,
                "perceive": 125.0,
                "characterise": 250.0,
                "validate": 500.0,
                "scrutinise": 1500.0,
            }
        ),
    }
)
"""Pixels per metre at the target. EN 62676-4:2014 and IEC 62676-4:2025 (in force 2025-10-09), section on density."""

BANDS_PX_PER_M = (25.0, 62.5, 125.0, 250.0)
"""The bands of intrusion measures: a person is seen, conduct, recognised by who knows them, identified."""

RECTILINEAR_LIMIT_DEG = 120.0  # above it the fisheye rule, DOMAIN-register 3
PERSON_M = 1.7  # height of a person's face, DOMAIN-register 3


class Quality(StrEnum):
    """How a value of an optical field came to be known."""

    MEASURED = "measured"
    DERIVED = "derived"
    DEFAULTED = "defaulted"
    UNKNOWN = "unknown"


class OpticsState(StrEnum):
    """documented: enough to draw the view; partly: some of it; unknown: nothing of it."""

    DOCUMENTED = "documented"
    PARTLY = "partly"
    UNKNOWN = "unknown"


def density_px_per_m(name: str, *, edition: Edition = Edition.EN_2014) -> float:
    """Pixels per metre of a class by its name in that edition, or of a number written as text.

    Raises BadValue for a name that this edition does not have, and for numbers that are not above 0.
    """
    classes = DENSITY_CLASSES[edition]
    if name in classes:
        return classes[name]
    try:
        value = float(name)
    except ValueError as error:
        raise BadValue(f"{name!r} is no density class of {edition}; it has {', '.join(classes)}.") from error
    if not (np.isfinite(value) and value > 0):
        raise BadValue(f"{name!r} pixels per metre are not possible; a number above 0 is needed.")
    return value


def chord_per_range(hfov_deg: ArrayLike) -> Floats:
    """Width of the picture at unit distance: flat chord of a rectilinear lens, else the arc."""
    angle = np.radians(np.asarray(hfov_deg, dtype=np.float64))
    with np.errstate(invalid="ignore"):
        flat = 2 * np.tan(np.minimum(angle, np.radians(RECTILINEAR_LIMIT_DEG)) / 2)
        return np.where(angle <= np.radians(RECTILINEAR_LIMIT_DEG), flat, angle)


def range_at_density(width_px: ArrayLike, hfov_deg: ArrayLike, px_per_m: ArrayLike) -> Floats:
    """Distance in m at which the picture still has that density: d = W / (2 ρ tan(H/2)), IEC 62676-4.

    Above 120° d = W / (ρ H), H in radians; so a panorama of N pixels round has N / (2 π ρ).
    """
    return np.asarray(width_px, dtype=np.float64) / (np.asarray(px_per_m) * chord_per_range(hfov_deg))


def density_at_range(width_px: ArrayLike, hfov_deg: ArrayLike, range_m: ArrayLike) -> Floats:
    """Pixels per metre on the axis at that distance, the inverse of `range_at_density`."""
    return np.asarray(width_px, dtype=np.float64) / (np.asarray(range_m) * chord_per_range(hfov_deg))


def hfov_from_lens(sensor_width_mm: ArrayLike, focal_mm: ArrayLike) -> Floats:
    """Horizontal angle in degrees from the sensor's width and the focal length: tan(H/2) = w / (2 f)."""
    width, focal = np.asarray(sensor_width_mm, dtype=np.float64), np.asarray(focal_mm, dtype=np.float64)
    return np.asarray(np.degrees(2 * np.arctan(width / (2 * focal))))


def vfov_from_aspect(hfov_deg: ArrayLike, width_px: ArrayLike, height_px: ArrayLike) -> Floats:
    """Vertical angle in degrees of square pixels: tan(V/2) = tan(H/2) · px_h / px_w; NaN above 120°."""
    hfov = np.asarray(hfov_deg, dtype=np.float64)
    ratio = np.asarray(height_px, dtype=np.float64) / np.asarray(width_px, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        vfov = np.degrees(2 * np.arctan(np.tan(np.radians(hfov) / 2) * ratio))
        return np.where(hfov <= RECTILINEAR_LIMIT_DEG, vfov, np.nan)


def ground_range_simple(range_m: ArrayLike, height_m: ArrayLike, *, target_m: float = PERSON_M) -> Floats:
    """Distance on the ground of a slant range: √(d² − (h−t)²), 0 where the target is nearer than that."""
    drop = np.asarray(height_m, dtype=np.float64) - target_m
    square = np.asarray(range_m, dtype=np.float64) ** 2 - drop**2
    return np.sqrt(np.maximum(square, 0.0))


def ground_range_on_axis(
    range_m: ArrayLike, height_m: ArrayLike, tilt_deg: ArrayLike, *, target_m: float = PERSON_M
) -> Floats:
    """Distance on the ground where depth along the tilted axis is d: (d − (h−t) sin α) / cos α, at least 0."""
    tilt = np.radians(np.asarray(tilt_deg, dtype=np.float64))
    drop = np.asarray(height_m, dtype=np.float64) - target_m
    with np.errstate(divide="ignore", invalid="ignore"):
        ground = (np.asarray(range_m, dtype=np.float64) - drop * np.sin(tilt)) / np.cos(tilt)
    return np.maximum(ground, 0.0)


def slant_range(ground_m: ArrayLike, height_m: ArrayLike, tilt_deg: ArrayLike, *, target_m: float = PERSON_M) -> Floats:
    """Range whose place on the ground is that: the inverse of `ground_range_on_axis`, without a tilt of `ground_range_simple`, without a height itself."""
    ground = np.asarray(ground_m, dtype=np.float64)
    drop = np.asarray(height_m, dtype=np.float64) - target_m
    tilt = np.radians(np.asarray(tilt_deg, dtype=np.float64))
    exact, simple = ground * np.cos(tilt) + drop * np.sin(tilt), np.hypot(ground, drop)
    slant = np.where(np.isnan(exact), simple, exact)
    return np.where(np.isnan(slant), ground, slant)


def near_edge(height_m: ArrayLike, tilt_deg: ArrayLike, vfov_deg: ArrayLike, *, target_m: float = 0.0) -> Floats:
    """Least distance in m in the picture: (h−t) / tan(α+V/2); 0 straight below; target 0 is the ground."""
    down = np.asarray(tilt_deg, dtype=np.float64) + np.asarray(vfov_deg, dtype=np.float64) / 2
    drop = np.maximum(np.asarray(height_m, dtype=np.float64) - target_m, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        edge = drop / np.tan(np.radians(down))
    edge = np.where(down >= 90.0, 0.0, edge)
    return np.where(down <= 0.0, np.inf, edge)


def far_edge(height_m: ArrayLike, tilt_deg: ArrayLike, vfov_deg: ArrayLike, *, target_m: float = 0.0) -> Floats:
    """Greatest distance in m in the picture: (h−t) / tan(α−V/2); infinite when the upper edge meets the sky."""
    down = np.asarray(tilt_deg, dtype=np.float64) - np.asarray(vfov_deg, dtype=np.float64) / 2
    drop = np.maximum(np.asarray(height_m, dtype=np.float64) - target_m, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        edge = drop / np.tan(np.radians(down))
    return np.where(down <= 0.0, np.inf, np.where(down >= 90.0, 0.0, edge))


def quality_key(name: str) -> str:
    """The key of an optical field in `geometry_quality` and `received`: its name without unit; pixels keep theirs."""
    return name.removesuffix("_deg").removesuffix("_m")


def quality_of(cameras: pd.DataFrame, name: str) -> pd.Series:
    """Quality of one optical field: from `geometry_quality` (dict or JSON text), unknown where it is empty.

    A frame without that column is read as measured wherever the field has a value.
    """
    return qualities_of(cameras, (name,))[name]


def qualities_of(cameras: pd.DataFrame, names: Sequence[str]) -> dict[str, pd.Series]:
    """`quality_of` of several fields: each different text of the city is read once for all of them."""
    values = {name: cameras[name] if name in cameras else pd.Series(np.nan, index=cameras.index) for name in names}
    if "geometry_quality" not in cameras:
        stated = {name: np.full(len(cameras), Quality.MEASURED, dtype=object) for name in names}
    else:
        stated = _stated(cameras["geometry_quality"], names)
    return {
        name: pd.Series(stated[name], index=cameras.index, dtype=object).where(value.notna(), Quality.UNKNOWN)
        for name, value in values.items()
    }


def _stated(maps: pd.Series, names: Sequence[str]) -> dict[str, NDArray[np.object_]]:
    """What each map says of each field."""
    given = maps.to_numpy(dtype=object)
    texts = np.array([m if isinstance(m, str) else "" for m in given], dtype=object)
    place, different = pd.factorize(texts)
    qualities = [json.loads(m) if m else None for m in different]
    stated = {}
    for name in names:
        key = quality_key(name)
        of_text = np.array([_of_map(m, key) for m in qualities], dtype=object)
        stated[name] = of_text[place] if len(of_text) else np.empty(0, dtype=object)
        for row in np.flatnonzero(texts == ""):
            stated[name][row] = _of_map(given[row], key)
    return stated


def _of_map(qualities: Any, key: str) -> str:
    return str(qualities.get(key, Quality.UNKNOWN)) if isinstance(qualities, Mapping) else Quality.UNKNOWN


def looks_all_round(cameras: pd.DataFrame) -> pd.Series:
    """Whether a camera sees the full circle, so that it needs no heading.

    A fisheye does; a panorama does unless a narrower angle is stated; a fixed camera only with 360° stated.
    """
    kind = cameras["kind"] if "kind" in cameras else pd.Series("unknown", index=cameras.index)
    hfov = cameras["hfov_deg"] if "hfov_deg" in cameras else pd.Series(np.nan, index=cameras.index)
    return kind.eq("fisheye") | (kind.eq("panoramic") & hfov.isna()) | (hfov.ge(360.0) & kind.ne("ptz"))


def documented_fields(cameras: pd.DataFrame) -> pd.DataFrame:
    """Three booleans a camera, `direction`, `angle`, `reach`: what is documented (measured or derived)."""
    qualities = qualities_of(cameras, ("heading_deg", "hfov_deg", "max_range_m", "width_px"))
    good = {name: quality.isin([Quality.MEASURED, Quality.DERIVED]) for name, quality in qualities.items()}
    round_view = looks_all_round(cameras)
    return pd.DataFrame(
        {
            "direction": good["heading_deg"] | round_view,
            "angle": good["hfov_deg"] | (round_view & qualities["hfov_deg"].eq(Quality.UNKNOWN)),
            "reach": good["max_range_m"] | good["width_px"],
        },
        index=cameras.index,
    )


def optics_state(cameras: pd.DataFrame) -> pd.Series:
    """documented, partly or unknown for each camera (see the module); mobile ones have no view: unknown.

    cameras: columns kind, heading_deg, hfov_deg, max_range_m, width_px, geometry_quality (absent = unknown).
    """
    known = documented_fields(cameras)
    partly = np.where(known.any(axis=1), OpticsState.PARTLY, OpticsState.UNKNOWN)
    state = np.where(known.all(axis=1), OpticsState.DOCUMENTED, partly)
    mobile = cameras["kind"].eq("mobile") if "kind" in cameras else pd.Series(False, index=cameras.index)
    return pd.Series(np.where(mobile, OpticsState.UNKNOWN, state), index=cameras.index, dtype=object)
