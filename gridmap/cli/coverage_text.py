"""A coverage run, and a comparison of two, as lines for a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gridmap.register.rules.vocabulary import TELLING_APART

if TYPE_CHECKING:
    from gridmap.register.usecases.comparisons import ComparisonReport


def coverage_lines(report: Mapping[str, Any]) -> list[str]:
    """The headline of a run, made now or long ago."""
    share = "no public space"
    if report["share"] is not None:
        share = f"{100 * report['share']:.2f} % of {report['public_m2'] / 1e6:.3f} km² of public space"
    bound = f"assumed optics: {report['assumption']}" if report["assumption"] else "lower bound"
    known = ", ".join(report["known"]) or "anything: no footprints, water or private ground are known"
    lines = [
        f"Run {report['run_id']}, {report['day']}, {report['px_per_m']:g} px/m: {share} is under view in {report['grids']:,} {report['kind']} grids ({bound}).",
        *(line for figures in report.get("by_density", []) for line in _density_lines(figures)),
        *_function_lines(report),
        f"  {report['documented']:,} of {report['cameras']:,} cameras have documented optics; {report['unknown_views']:,} views are unknown and not counted.",
    ]
    if report.get("assumed"):
        lines.append(f"  {report['assumed']:,} cameras are counted with assumed optics.")
    lines.append(f"  Public space is the grid without {known}.{_shadows(report['occlusion'])}")
    return lines


_SHADOWS = {
    "off": " Shadows of buildings are not cast: ground behind a building counts as seen.",
    "plane": " Walls hide what is behind them.",
    "heights": " Walls hide what is behind them, up to the line over roofs of known height.",
}


def _shadows(occlusion: str) -> str:
    return _SHADOWS.get(occlusion, "")


def _density_lines(figures: Mapping[str, Any]) -> list[str]:
    """by_cameras 2 and 3, operators 2, mean depth, quality."""
    if not figures["seen_m2"]:
        return [f"  {figures['px_per_m']:g} px/m: nothing."]
    parts = [f"{_percent(figures['share'])} by at least one camera"]
    for key, noun in (("by_cameras", "cameras"), ("by_operators", "operators")):
        parts += [f"{_percent(found['share'])} by {n} {noun}" for n, found in figures[key].items() if n != "1"]
    quality = ", ".join(f"{_percent(share)} {name}" for name, share in figures["quality"].items())
    return [
        f"  {figures['px_per_m']:g} px/m: {', '.join(parts)}; mean depth {figures['mean_depth']:.2f}; camera-m² {quality}."
    ]


def _function_lines(report: Mapping[str, Any]) -> list[str]:
    """Where functions that tell persons apart are on, told apart from unknown."""
    figures = report.get("by_density", [])
    if not figures:
        return []
    lines = []
    for function in TELLING_APART:
        counts, ground = report["functions"][function], figures[0]["by_function"]
        on, unknown = (ground.get(f"{function}:{state}", {}).get("share", 0.0) for state in ("on", "unknown"))
        lines.append(
            f"  {function}: on at {counts['on']:,} cameras ({_percent(on)} of public space), unknown at {counts['unknown']:,} ({_percent(unknown)}),"
            f" fitted but off at {counts['fitted_off']:,}."
        )
    return lines


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.2f} %"


def comparison_lines(report: ComparisonReport) -> list[str]:
    """What changed, why, and what limits the comparison."""
    before, after = report.totals
    seen = [f"{totals['seen_m2']:,.0f} m² of {totals['public_m2']:,.0f} m²" for totals in (before, after)]
    lines = [
        f"Since run {report.before}: seen were {seen[0]}, now {seen[1]}; figures changed in {report.grids_changed:,} grids."
    ]
    lines += [f"  {reason}: {count:,} cameras" for reason, count in report.by_reason.items()]
    return [*lines, *(f"  Note: {sentence}" for sentence in report.limits)]
