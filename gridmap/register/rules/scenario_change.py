"""What a scenario makes of each camera that it names: the values that change, in the file's order.

A change that could show more by its own terms (a wider angle, more pixels, longer retention) is refused here; what only the
ground can tell (a turn towards homes) is measured afterwards (`scenario_run`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from gridmap.errors import BadValue
from gridmap.register.rules.optics import RECTILINEAR_LIMIT_DEG, OpticsState, chord_per_range
from gridmap.register.rules.scenario import (
    Change,
    LowerResolution,
    Mask,
    Narrow,
    NewBuilding,
    Remove,
    ShortenRetention,
    Turn,
)

Values = Mapping[str, Any]

CHANGED = ("status", "removed_on", "heading_deg", "hfov_deg", "width_px", "height_px", "retention_days")
"""The fields that a scenario may set."""

_ALL_ROUND = ("panoramic", "fisheye")
_EDGE_DEG = 1e-6


@dataclass(frozen=True, slots=True)
class Changed:
    """What becomes of one camera. values: of `CHANGED`, only those that are new; masks: in the file's order; is_turned: by more
    than a crop moves its middle."""

    camera_id: str
    values: Values
    masks: tuple[Mask, ...] = ()
    is_turned: bool = False

    @property
    def is_removed(self) -> bool:
        """Whether it is taken down."""
        return self.values.get("status") == "removed"

    @property
    def touches_view(self) -> bool:
        """Whether what it sees changes; retention changes nothing of it."""
        return bool(self.masks or self.values.keys() - {"retention_days"})


def change_cameras(cameras: Mapping[str, Values], changes: Sequence[Change], *, day: date) -> tuple[Changed, ...]:
    """The cameras that the changes name, by id.

    cameras: of each its camera_id → values of the register (`CHANGED`, kind, optics, has_view). Raises BadValue where a
    change is not possible or would not lessen.
    """
    found: dict[str, Changed] = {}
    for change in changes:
        if isinstance(change, NewBuilding):
            continue
        before = found.get(change.camera, Changed(change.camera, {}))
        now = {**cameras[change.camera], **before.values}
        new = _CHANGES[type(change)](now, change, day)
        masks = (*before.masks, change) if isinstance(change, Mask) else before.masks
        turned = before.is_turned or isinstance(change, Turn)
        found[change.camera] = Changed(change.camera, {**before.values, **new}, masks, turned)
    return tuple(found[camera] for camera in sorted(found))


def _remove(camera: Values, change: Remove, day: date) -> Values:
    if camera["status"] == "removed":
        raise _impossible(change, "it is removed already")
    return {"status": "removed", "removed_on": day.isoformat()}


def _turn(camera: Values, change: Turn, _day: date) -> Values:
    _check_view(camera, change)
    if camera["kind"] in _ALL_ROUND or (camera["hfov_deg"] or 0.0) >= 360.0:
        raise _impossible(change, "it looks all round, and a turn changes nothing")
    return {"heading_deg": change.heading_deg % 360.0}


def _narrow(camera: Values, change: Narrow, _day: date) -> Values:
    """Whole pixels of today's picture: the angle is that of the pixels that are left, so the density is the same.

    The register draws a view around its middle. Of a crop beside the middle the inner corner would stray beyond today's
    view, so it also has fewer pixels, both ways, until it does not: d' / cos(φ) ≤ d / cos(θ) at that corner.
    """
    _check_view(camera, change)
    angle = camera["hfov_deg"]
    if camera["kind"] in (*_ALL_ROUND, "ptz") or angle > RECTILINEAR_LIMIT_DEG:
        raise _impossible(
            change,
            f"a crop is for fixed cameras of at most {RECTILINEAR_LIMIT_DEG:g}°; a ptz turns away from it, and a wider "
            "lens has no even spread of pixels. Use a mask",
        )
    if change.hfov_deg >= angle:
        raise _impossible(change, f"it has {angle:g}° now, so {change.hfov_deg:g}° is no crop")
    left, pixels = _whole_pixels(change.hfov_deg, angle, camera["width_px"])
    off = _off_axis_deg(change, camera["heading_deg"], spare_deg=(angle - left) / 2)
    if abs(off) > (angle - left) / 2 + _EDGE_DEG:
        raise _impossible(
            change,
            f"a crop lies within today's picture, {(angle - left) / 2:.2f}° at most off its middle; "
            f"{change.heading_deg:g}° is {abs(off):.2f}° off",
        )
    kept = min(float(np.cos(np.radians(left / 2)) / np.cos(np.radians(left / 2 - abs(off)))), 1.0)
    made = {"hfov_deg": left, "heading_deg": (camera["heading_deg"] + off) % 360.0}
    return made if pixels is None else {**made, **_fewer(pixels, camera["height_px"], kept)}


def _whole_pixels(left_deg: float, angle_deg: float, pixels: int | None) -> tuple[float, int | None]:
    """The angle that whole pixels of today's show, at most `left_deg`, and how many: W' = W tan(H'/2) / tan(H/2)."""
    if pixels is None:
        return left_deg, None
    whole = max(int(np.floor(pixels * float(chord_per_range(left_deg) / chord_per_range(angle_deg)) + 1e-9)), 1)
    return float(np.degrees(2 * np.arctan(np.tan(np.radians(angle_deg) / 2) * whole / pixels))), whole


def _fewer(wide: int, tall: int | None, kept: float) -> Values:
    """A share of the pixels across, and upwards in proportion; rounded down."""
    made = max(int(np.floor(wide * kept + 1e-9)), 1)
    return (
        {"width_px": made}
        if tall is None or made == wide
        else {"width_px": made, "height_px": max(tall * made // wide, 1)}
    )


def _off_axis_deg(change: Narrow, heading_deg: float, *, spare_deg: float) -> float:
    """How far the crop's middle lies right of today's, -180 to 180."""
    if change.heading_deg is not None:
        return (change.heading_deg - heading_deg + 180.0) % 360.0 - 180.0
    return {"left": spare_deg, "right": -spare_deg, "both": 0.0}[change.side]


def _mask(camera: Values, change: Mask, _day: date) -> Values:
    _check_view(camera, change)
    if camera["kind"] == "ptz" and not change.follows_ptz:
        raise _impossible(change, "a ptz turns away from a mask that stays in place; say follows_ptz if it follows")
    return {}


def _lower(camera: Values, change: LowerResolution, _day: date) -> Values:
    _check_view(camera, change)
    wide, tall = camera["width_px"], camera["height_px"]
    if wide is None:
        raise _impossible(change, "its pixels are not known; its range is what was stated")
    if change.width_px >= wide:
        raise _impossible(change, f"it has {wide} pixels across now, so {change.width_px} are not fewer")
    if tall is None:
        if change.height_px is not None:
            raise _impossible(change, "its pixels upwards are not known; leave height_px out")
        return {"width_px": change.width_px}
    most = max(tall * change.width_px // wide, 1)
    made = most if change.height_px is None else change.height_px
    if not most - 1 <= made <= most:
        raise _impossible(change, f"{change.width_px} of {wide} pixels across leave {most} of {tall} upwards")
    return {"width_px": change.width_px, "height_px": made}


def _shorten(camera: Values, change: ShortenRetention, _day: date) -> Values:
    days = camera["retention_days"]
    if days is None:
        raise _impossible(change, "nobody told how long its pictures are kept; have that recorded first")
    if change.retention_days >= days:
        raise _impossible(change, f"its pictures are kept {days} days now, so {change.retention_days} is not shorter")
    return {"retention_days": change.retention_days}


_CHANGES: Mapping[type[Any], Callable[[Values, Any, date], Values]] = {
    Remove: _remove,
    Turn: _turn,
    Narrow: _narrow,
    Mask: _mask,
    LowerResolution: _lower,
    ShortenRetention: _shorten,
}


def _check_view(camera: Values, change: Change) -> None:
    if camera["status"] == "removed":
        raise _impossible(change, "it is removed")
    if camera["optics"] != OpticsState.DOCUMENTED or not camera["has_view"]:
        raise _impossible(
            change,
            "what it sees cannot be measured (optics not documented, indoors, mobile, or not standing), "
            "so nobody could say that it sees less. Document it, or remove it",
        )


def _impossible(change: Any, why: str) -> BadValue:
    return BadValue(f"Camera {change.camera!r} cannot have {change.word}: {why}.")
