"""One camera's whole record, as it is handed over: what the register stores, with curated values over reported ones.

The record has no view and no mask geometry: who may see the view asks for it apart. A camera on a
sensitive place reaches it as one on a building, without its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from gridmap.register.rules.optics import quality_key
from gridmap.register.rules.vocabulary import FUNCTIONS, FunctionState

OPTICS = (
    "heading_deg", "heading_spread_deg", "pan_range_deg", "hfov_deg", "vfov_deg", "tilt_deg", "height_m", "width_px",
    "height_px", "max_range_m",
)  # fmt: skip
"""The optical values of a record, each with its quality; the spread of a heading has the heading's."""


@dataclass(frozen=True, slots=True)
class CameraFunction:
    """One function with the legal ground of its own; what nobody told is None or `unknown`."""

    function: str
    state: str = FunctionState.UNKNOWN.value
    legal_regime: str | None = None
    legal_basis: str | None = None
    basis_ref: str | None = None
    authorisation_no: str | None = None
    authorisation_by: str | None = None
    authorisation_on: date | None = None
    authorisation_until: date | None = None


@dataclass(frozen=True, slots=True)
class ApprovedArea:
    """A purpose area that names the camera, as it stands on the day."""

    purpose_area_id: str
    purpose: str
    px_per_m: float | None
    approval: str | None
    approved_on: date | None
    area_m2: float


@dataclass(frozen=True, slots=True)
class Optic:
    """One optical value; None where unknown. quality: measured, derived, defaulted or unknown."""

    name: str
    value: float | None
    quality: str


@dataclass(frozen=True, slots=True)
class Curated:
    """A value that somebody set over the reported one, which is kept."""

    name: str
    reported: str | None
    set_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class CameraRecord:
    """What the register knows of one camera on a day; degrees are WGS-84."""

    camera_id: str
    lon: float
    lat: float
    name: str | None = None
    housing_id: str | None = None
    operator: str | None = None
    operator_kind: str = "unknown"
    processor: str | None = None
    programme: str | None = None
    purpose: tuple[str, ...] = ("unspecified",)
    filing_no: str | None = None
    filed_on: date | None = None
    sign: str = "unknown"
    sign_checked_on: date | None = None
    retention_days: int | None = None
    retention_reason: str | None = None
    reviewed_on: date | None = None
    review_due: date | None = None
    dpia_ref: str | None = None
    dpia_on: date | None = None
    contact: str | None = None
    place_kind: str = "unknown"
    environment: str = "unknown"
    kind: str = "unknown"
    mount: str = "unknown"
    status: str = "unknown"
    in_service_since: date | None = None
    out_of_service_since: date | None = None
    removed_on: date | None = None
    verified_on: date | None = None
    functions: tuple[CameraFunction, ...] = field(default_factory=lambda: tuple(map(CameraFunction, FUNCTIONS)))
    optics: tuple[Optic, ...] = field(default_factory=lambda: tuple(Optic(name, None, "unknown") for name in OPTICS))
    areas: tuple[ApprovedArea, ...] = ()
    masks: int = 0
    curated: tuple[Curated, ...] = ()

    def in_state(self, *states: FunctionState) -> tuple[CameraFunction, ...]:
        """The functions in one of these states, in the register's order."""
        return tuple(f for f in self.functions if f.state in states)

    def optic(self, name: str) -> Optic:
        """One optical value by its name."""
        return next(optic for optic in self.optics if optic.name == name)

    def value_of(self, name: str) -> Any:
        """One plain or optical value by its name, as it is now."""
        return self.optic(name).value if name in OPTICS else getattr(self, name)


_LISTS = frozenset({"functions", "optics", "areas", "curated", "masks"})
_PLAIN = tuple(f.name for f in fields(CameraRecord) if f.name not in _LISTS)
_CURABLE_OPTICS = frozenset({"heading_deg", "hfov_deg", "width_px", "height_px"})
CURABLE = (frozenset(_PLAIN) - {"camera_id", "lon", "lat", "purpose", "place_kind"}) | _CURABLE_OPTICS
"""The fields whose curated value a record takes; others stay as reported. The kind of place is one of them, since what is withheld goes by it."""


def record_of(
    camera: Mapping[str, Any],
    *,
    functions: Sequence[Mapping[str, Any]],
    areas: Sequence[Mapping[str, Any]] = (),
    overrides: Sequence[Mapping[str, Any]] = (),
) -> CameraRecord:
    """A record from stored rows: of `camera` (with lon, lat, masks), its functions, areas and overrides (field, value, reason, set_on).

    Dates may be ISO text. A function without a row is unknown, never *no*; a field that holds nothing is what the record's default says.
    """
    values = {name: _value(name, camera[name]) for name in _PLAIN if camera.get(name) is not None}
    set_over = [row for row in overrides if row["field"] in CURABLE]
    curated = tuple(
        Curated(row["field"], _text(camera.get(row["field"])), _day(row["set_on"]), row["reason"]) for row in set_over
    )
    over = {row["field"]: _value(row["field"], row["value"]) for row in set_over}
    values |= {name: value for name, value in over.items() if name in _PLAIN}
    optics = {**camera, **{name: value for name, value in over.items() if name in _CURABLE_OPTICS}}
    told = {row["function"]: row for row in functions}
    return CameraRecord(
        **values,
        functions=tuple(_function(name, told.get(name, {})) for name in FUNCTIONS),
        optics=tuple(_optic(name, optics) for name in OPTICS),
        areas=tuple(_area(row) for row in areas),
        masks=int(camera.get("masks") or 0),
        curated=curated,
    )


def _function(name: str, row: Mapping[str, Any]) -> CameraFunction:
    known = {f.name: _value(f.name, row[f.name]) for f in fields(CameraFunction) if row.get(f.name) is not None}
    return CameraFunction(**({"function": name} | known))


def _area(row: Mapping[str, Any]) -> ApprovedArea:
    return ApprovedArea(**{f.name: _value(f.name, row.get(f.name)) for f in fields(ApprovedArea)})


def _optic(name: str, camera: Mapping[str, Any]) -> Optic:
    value = camera.get(name)
    key = quality_key("heading_deg" if name == "heading_spread_deg" else name)
    quality = (camera.get("geometry_quality") or {}).get(key, "unknown")
    return Optic(name, None, "unknown") if value is None else Optic(name, float(value), str(quality))


def _value(name: str, value: Any) -> Any:
    if name.endswith(("_on", "_since", "_until", "_due")):
        return None if value is None else _day(value)
    if name == "purpose" and isinstance(value, list):
        return tuple(value)
    return value


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
