"""Who films a place: what is told of each camera, and what is not.

Told: who runs it, what for, what it can do with the pictures and on what legal ground, how long they are kept, whether a sign says so, and where to
complain. Not told: how sharp the picture is, where the camera stands or looks, whether it works just now, or when it filmed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from gridmap.errors import BadValue
from gridmap.grids.rules.crs import DEGREE_M, parse_datum, to_wgs84
from gridmap.register.rules.vocabulary import FUNCTIONS, FunctionState, LegalRegime

NEARBY_M = 120.0
"""How far from the place a camera of unknown view counts as near: the radius of Amnesty, Decode Surveillance NYC (2022), the largest used for such counts."""

LOG_DECIMALS = 4
"""Of the place in the log: about 11 m. An auditor sees that one door was asked for, or a street from end to end; not which window."""


AUTHORITIES: Mapping[str, str] = MappingProxyType(
    {
        LegalRegime.GDPR: "the data-protection supervisory authority (GDPR, Art. 77)",
        LegalRegime.LED: "the data-protection supervisory authority (Directive (EU) 2016/680, Art. 52)",
        LegalRegime.UK: "the Information Commissioner (Data Protection Act 2018, s. 165)",
        LegalRegime.CN: "the department responsible for the protection of personal information (PIPL, Art. 65)",
    }
)
"""With whom one may complain beside the operator, by legal regime."""


@dataclass(frozen=True, slots=True)
class Function:
    """What a camera can do with its pictures, and on what ground. state: no, fitted_off, on, unknown."""

    function: str
    state: str
    legal_regime: str | None = None
    legal_basis: str | None = None
    basis_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Filming:
    """One camera that films the place. retention_days: None is unknown, 0 no recording; contact: an organisation's, or None."""

    camera_id: str
    operator: str | None
    operator_kind: str
    purpose: tuple[str, ...]
    functions: tuple[Function, ...]
    retention_days: int | None
    sign: str
    contact: str | None
    authorities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownView:
    """Cameras nearby whose view nobody knows, of one operator and purpose: they may film the place as well."""

    operator: str | None
    purpose: tuple[str, ...]
    cameras: int


@dataclass(frozen=True, slots=True)
class WhoFilms:
    """The answer. views_known: some audit has stored views; out_of_service: those that would film it, or stand near with no view stored."""

    day: str
    views_known: bool
    films: tuple[Filming, ...]
    unknown_views: tuple[UnknownView, ...]
    nearby_m: float
    out_of_service: int

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)

    def lines(self) -> list[str]:
        """For people."""
        made = [f"{self.day}: this place is filmed by {len(self.films)} of the register's cameras."]
        if not self.views_known:
            made = [
                "No views have been stored yet (gridmap audit coverage stores them), so nobody can say who films this place."
            ]
        for camera in self.films:
            made += _told(camera)
        unknown = sum(group.cameras for group in self.unknown_views)
        if unknown:
            made.append(
                f"{unknown} more within {self.nearby_m:g} m have a view that nobody knows; they may film it as well:"
            )
            made += [
                f"  {g.cameras} of {g.operator or 'an unknown operator'} ({_listed(g.purpose)})"
                for g in self.unknown_views
            ]
        if self.out_of_service:
            made.append(f"{self.out_of_service} here or near are out of service.")
        made.append("Cameras that are not in the register are not in this answer.")
        return made


def _told(camera: Filming) -> list[str]:
    by_state = {
        state: [_function(f) for f in camera.functions if f.state == state] for state in ("on", "fitted_off", "unknown")
    }
    kept = "unknown" if camera.retention_days is None else f"{camera.retention_days} days"
    return [
        f"{camera.camera_id}: {camera.operator or 'operator unknown'} ({camera.operator_kind}), for {_listed(camera.purpose)}",
        f"  on: {_listed(by_state['on'])}; fitted but off: {_listed(by_state['fitted_off'])}; unknown: {_listed(by_state['unknown'])}",
        f"  pictures are kept: {'not recorded' if camera.retention_days == 0 else kept}; sign: {camera.sign}",
        f"  ask or complain: {camera.contact or 'no contact is registered'}; then {_listed(camera.authorities)}",
    ]


def _function(function: Function) -> str:
    basis = "basis unknown" if function.legal_basis == "unknown" else function.legal_basis
    ground = [part for part in (basis, function.basis_ref) if part]
    return f"{function.function} ({', '.join(ground)})" if ground and function.state != "unknown" else function.function


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words) or "none"


def functions_told(rows: Sequence[Mapping[str, Any]]) -> tuple[Function, ...]:
    """All functions of the register's list; one that nobody told of is unknown, never no."""
    told = {str(row["function"]): Function(**row) for row in rows}
    return tuple(told.get(name, Function(name, FunctionState.UNKNOWN.value)) for name in FUNCTIONS)


def authorities_for(functions: Sequence[Function]) -> tuple[str, ...]:
    """Where to complain beside the operator, by the regimes of the functions; whoever keeps the register where none is known."""
    found = sorted(AUTHORITIES[regime] for regime in regimes_of(functions))
    return tuple(found) or ("whoever keeps this register",)


def regimes_of(functions: Sequence[Function]) -> tuple[str, ...]:
    """The legal regimes that functions cite and that name an authority, by name."""
    return tuple(sorted({f.legal_regime for f in functions if f.legal_regime and f.legal_regime in AUTHORITIES}))


def read_point(text: str, *, datum: str) -> tuple[float, float]:
    """lon, lat in WGS-84 of `LON,LAT` in that datum. Raises BadValue for what is no place, UnknownDatum."""
    stated = parse_datum(datum)
    parts = text.split(",")
    try:
        x, y = (float(part) for part in parts)
    except ValueError as error:
        raise BadValue(f"{text!r} is no LON,LAT, such as 116.3912,39.9061.") from error
    if stated.is_degrees and not (math.isfinite(x + y) and abs(x) <= 180 and abs(y) <= 90):
        raise BadValue(f"{text!r} is no place: longitude first (-180 to 180), then latitude (-90 to 90).")
    lon, lat = (float(v[0]) for v in to_wgs84(np.array([x]), np.array([y]), stated))
    if not (math.isfinite(lon + lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise BadValue(f"{text!r} is no place in {stated.name}.")
    return lon, lat


def reach_deg(lat: float, *, radius_m: float) -> tuple[float, float]:
    """How many degrees of longitude and latitude a box needs to hold a circle around a place there."""
    up = radius_m / DEGREE_M
    narrowest = math.cos(math.radians(min(abs(lat) + up, 90.0)))
    return (min(1.01 * up / narrowest, 180.0) if narrowest > 1e-6 else 180.0), 1.01 * up


def logged_place(lon: float, lat: float) -> dict[str, float]:
    """The place as the log keeps it."""
    return {"lon": round(lon, LOG_DECIMALS), "lat": round(lat, LOG_DECIMALS)}
