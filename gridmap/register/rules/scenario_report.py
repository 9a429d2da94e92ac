"""What is told of a scenario, as plain values and as lines: before and after, and why one is refused.

Rows are by id and code, never by how little is seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import pandas as pd

from gridmap.register.rules.optics import BANDS_PX_PER_M
from gridmap.register.rules.scenario_change import CHANGED, Changed, Values
from gridmap.register.rules.scenario_run import Outcome, Rise
from gridmap.register.rules.scenario_town import BeforeAfter

MEASURES: Mapping[str, tuple[str, str]] = {
    "view_m2": ("ground viewed", "m²"),
    "excess_m2": ("of it outside the purpose", "m²"),
    "private_m2": ("private ground", "m²"),
    "dwelling_wall_m": ("walls of homes", "m"),
    "dwelling_buildings": ("homes", ""),
    "sensitive_places": ("sensitive places", ""),
    "serving_m2": ("certain view", "m²"),
    "overlap_m2": ("of it seen by others of the purpose", "m²"),
    "cameras": ("cameras", ""),
}
"""Words and unit of each."""

_RISES_PRINTED = 20
_CAMERAS_PRINTED = 40


@dataclass(frozen=True, slots=True)
class RefusedScenario:
    """A scenario that is no lessening: nothing of it is stored."""

    name: str
    rises: tuple[Rise, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"name": self.name, "refused": True, "rises": [_rounded(asdict(rise)) for rise in self.rises]}

    def message(self) -> str:
        """One sentence, then the figures."""
        head = f"Scenario {self.name!r} is refused and not kept, since it would show more:"
        more = len(self.rises) - _RISES_PRINTED
        lines = [f"  {_rise_line(rise)}" for rise in self.rises[:_RISES_PRINTED]]
        return "\n".join([head, *lines, *([f"  … and {more} more"] if more > 0 else [])])


def _rise_line(rise: Rise) -> str:
    who = f"camera {rise.camera_id}" if rise.camera_id else "all of them together"
    words, unit = MEASURES[rise.measure]
    return f"{who}, {rise.px_per_m:g} px/m: {words} {_told(rise.before)} → {_told(rise.after)} {unit}".rstrip()


def result_of(
    outcome: Outcome, towns: BeforeAfter, changed: Sequence[Changed], cameras: Mapping[str, Values], *, day: date
) -> dict[str, Any]:
    """Plain values to keep: the figures, and under `base` what the named cameras were, by which an approval holds or not."""
    ids, operator = towns.before.cameras["camera_id"], towns.before.cameras["operator"]
    grids = towns.before.grids
    by_camera = outcome.cameras.assign(
        camera_id=outcome.cameras["camera_row_id"].map(ids),
        operator=outcome.cameras["camera_row_id"].map(operator).fillna(""),
    )
    fits = outcome.fits.assign(camera_id=outcome.fits["camera_row_id"].map(ids))
    codes = outcome.grids.assign(**{name: outcome.grids["grid_id"].map(grids[name]) for name in ("code", "kind")})
    seen = set(by_camera["camera_id"])
    return {
        "day": day.isoformat(),
        "crs": towns.before.crs.to_string(),
        "occlusion": "plane",
        "bands": list(BANDS_PX_PER_M),
        "cameras_listed": int(towns.before.cameras["listed"].sum()),
        "together": _wide(outcome.together, []),
        "cameras": _wide(by_camera, ["camera_id", "operator"]),
        "fits": _records(fits.sort_values(["camera_id", "purpose_area_id"]),
                         ["camera_id", "purpose_area_id", "px_per_m", "before", "after"], digits=4),
        "operators": _wide(outcome.operators.rename(columns={"label": "operator"}), ["operator"]),
        "grids": _wide(codes, ["code", "kind"]),
        "retention": [_retention(one, cameras[one.camera_id]) for one in changed if "retention_days" in one.values],
        "without_view": sorted(one.camera_id for one in changed if one.touches_view and one.camera_id not in seen),
        "base": base_of(cameras),
    }  # fmt: skip


def base_of(cameras: Mapping[str, Values]) -> dict[str, dict[str, Any]]:
    """What a scenario may change of each camera, as it is now, as plain values."""
    return {
        camera: {name: _plain(values[name]) for name in (*CHANGED, "kind", "optics")}
        for camera, values in sorted(cameras.items())
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _retention(one: Changed, camera: Values) -> dict[str, Any]:
    return {"camera_id": one.camera_id, "before": camera["retention_days"], "after": one.values["retention_days"]}


def _wide(rows: pd.DataFrame, keys: list[str]) -> list[dict[str, Any]]:
    """One record for keys and band: before and after of each measure that is told."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    by = [*keys, "px_per_m"]
    for row in rows.sort_values(by).to_dict("records"):
        place = tuple(row[key] for key in by)
        record = found.setdefault(place, {**{str(key): row[key] for key in by}, "before": {}, "after": {}})
        if row["before"] == row["before"]:  # not NaN: nobody knows it
            record["before"][row["measure"]] = round(float(row["before"]), 2)
            record["after"][row["measure"]] = round(float(row["after"]), 2)
    return list(found.values())


def _records(rows: pd.DataFrame, names: list[str], *, digits: int) -> list[dict[str, Any]]:
    return [_rounded({str(k): v for k, v in row.items()}, digits=digits) for row in rows[names].to_dict("records")]


def _rounded(row: Mapping[str, Any], *, digits: int = 2) -> dict[str, Any]:
    return {k: round(v, digits) if isinstance(v, float) else v for k, v in row.items()}


def result_lines(result: Mapping[str, Any]) -> Iterable[str]:
    """For people: all together by band, each named camera at the least density, fit, retention."""
    yield f"Figures of {result['day']}, cut by walls ({result['occlusion']}); {result['cameras_listed']} cameras are concerned."
    for row in result["together"]:
        yield f"Together, {row['px_per_m']:g} px/m: {_pairs(row)}"
    least = [row for row in result["cameras"] if row["px_per_m"] == result["bands"][0]]
    for row in least[:_CAMERAS_PRINTED]:
        yield f"Camera {row['camera_id']} ({row['operator'] or 'operator unknown'}), {row['px_per_m']:g} px/m: {_pairs(row)}"
    if len(least) > _CAMERAS_PRINTED:
        yield f"… and {len(least) - _CAMERAS_PRINTED} more cameras (--json has all, with operators and grids)."
    for row in result["fits"]:
        yield f"Camera {row['camera_id']} sees of purpose area {row['purpose_area_id']}: {row['before']:.1%} → {row['after']:.1%}"
    for row in result["retention"]:
        yield f"Camera {row['camera_id']} keeps pictures: {row['before']} → {row['after']} days"
    if result["without_view"]:
        yield f"No figures, since what they see is not known: {', '.join(result['without_view'])}"


def _pairs(row: Mapping[str, Any]) -> str:
    told = []
    for measure, (words, unit) in MEASURES.items():
        if measure not in row["before"]:
            continue
        before = row["before"][measure]
        told.append(f"{words} {_told(before)} → {_told(row['after'][measure])} {unit}".rstrip())
    return "; ".join(told) or "nothing"


def _told(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def compared(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Of two results: what changes together, by band and measure, side by side (negative: less is seen)."""
    rows = []
    for left, right in zip(one["together"], other["together"], strict=True):
        for measure in left["before"].keys() & right["before"].keys():
            falls = [round(row["after"][measure] - row["before"][measure], 2) for row in (left, right)]
            rows.append({"px_per_m": left["px_per_m"], "measure": measure, "first": falls[0], "second": falls[1]})
    return sorted(rows, key=lambda row: (row["px_per_m"], list(MEASURES).index(row["measure"])))
