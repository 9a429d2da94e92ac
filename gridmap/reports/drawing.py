"""Pictures of a report as SVG text: the map of the grids and plain bar charts.

Numbers and our own words only; every word that is not ours is escaped. Shapes are drawn in the metric CRS of the run, north up.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import geopandas as gpd
import numpy as np
import shapely

from gridmap.errors import WrongCrs

INK, LINE, _NONE = "#1d2733", "#7d8894", "url(#none)"
FONT = 'font-family="Noto Sans, Noto Sans CJK SC, Source Han Sans SC, sans-serif"'
_MOST_SIDE = 1000.0
_FINEST_PX = 0.35  # of an outline, in pixels of the picture


@dataclass(frozen=True, slots=True)
class ShareClass:
    """A class of the map's legend: shares from `least` up to the next one."""

    least: float
    colour: str
    label: str


# the live map's ramp (static/js/palette.js); a test holds both together. A low share is pale on purpose.
SHARE_CLASSES = (
    ShareClass(0.0, "#f7f9f8", "0 %"),
    ShareClass(1e-9, "#d5e9e7", "< 5"),
    ShareClass(0.05, "#a3d0cd", "5–15"),
    ShareClass(0.15, "#68b0af", "15–30"),
    ShareClass(0.3, "#2f8788", "30–50"),
    ShareClass(0.5, "#0f535c", "≥ 50 %"),
)


def class_of(share: np.ndarray) -> np.ndarray:
    """Index of each share's class, -1 where it is NaN."""
    least = np.array([c.least for c in SHARE_CLASSES])
    place = np.searchsorted(least, np.nan_to_num(share, nan=-1.0), side="right") - 1
    return np.where(np.isnan(share), -1, np.maximum(place, 0))


def share_map(grids: gpd.GeoDataFrame, *, north: str, unknown: str) -> str:
    """Grids coloured by their column `share`, with legend, scale bar and north arrow.

    grids: polygons in a metric CRS, at least one. north: the word beside the arrow; unknown: the legend's word for grids
    without a share. Raises WrongCrs in degrees.
    """
    if grids.crs is None or grids.crs.is_geographic:
        raise WrongCrs("A picture needs metres.")
    west, south, east, north_m = grids.total_bounds
    scale = _MOST_SIDE / max(east - west, north_m - south, 1.0)
    width, height = (east - west) * scale, (north_m - south) * scale
    classes = class_of(grids["share"].to_numpy(dtype=np.float64))
    shapes = shapely.simplify(grids.geometry.to_numpy(), _FINEST_PX / scale)
    points = shapely.transform(shapes, lambda xy: np.column_stack([(xy[:, 0] - west), (north_m - xy[:, 1])]) * scale)
    paths = []
    for number in range(-1, len(SHARE_CLASSES)):
        ring = "".join(_path(shape) for shape in points[classes == number])
        colour = _NONE if number < 0 else SHARE_CLASSES[number].colour
        if ring:
            paths.append(f'<path d="{ring}" fill="{colour}" fill-rule="evenodd" stroke="{LINE}" stroke-width="0.4"/>')
    foot = 76.0
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-8 -8 {width + 16:.0f} {height + foot + 16:.0f}" {FONT} role="img">'
        + _hatch()
        + "".join(paths)
        + _legend(height + 22, has_unknown=bool((classes < 0).any()), unknown=unknown)
        + _scale_bar(width, height + 62, metres_a_pixel=1 / scale)
        + _north(width, height + 40, north)
        + "</svg>"
    )


def _path(shape: shapely.Geometry) -> str:
    """The rings of one polygon or several as path data, to a tenth of a pixel."""
    rings = []
    for part in shapely.get_parts(shape):
        for ring in [part.exterior, *part.interiors]:
            xy = shapely.get_coordinates(ring)[:-1].round(1)
            rings.append("M" + "L".join(f"{x:g},{y:g}" for x, y in xy) + "Z")
    return "".join(rings)


def _hatch() -> str:
    return (
        '<defs><pattern id="none" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" fill="#ffffff"/><path d="M0,6L6,0" stroke="{LINE}" stroke-width="0.7"/></pattern></defs>'
    )


def _legend(y: float, *, has_unknown: bool, unknown: str) -> str:
    entries = [(c.colour, c.label) for c in SHARE_CLASSES] + ([(_NONE, unknown)] if has_unknown else [])
    parts, x = [], 0.0
    for colour, label in entries:
        parts.append(
            f'<rect x="{x:.0f}" y="{y - 13:.0f}" width="22" height="15" fill="{colour}" stroke="{LINE}"/>'
            f'<text x="{x + 28:.0f}" y="{y:.0f}" font-size="20" fill="{INK}">{escape(label)}</text>'
        )
        x += 50 + 12 * sum(2 if ord(letter) > 255 else 1 for letter in label)
    return "".join(parts)


def _scale_bar(width: float, y: float, *, metres_a_pixel: float) -> str:
    """The longest of 1, 2 or 5 times a power of ten that fits into a quarter of the width."""
    room_m = width / 4 * metres_a_pixel
    power = 10.0 ** math.floor(math.log10(room_m))
    metres = max(step * power for step in (1, 2, 5) if step * power <= room_m)
    long = metres / metres_a_pixel
    label = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    return (
        f'<path d="M0,{y - 6:.1f}V{y:.1f}H{long:.1f}V{y - 6:.1f}" fill="none" stroke="{INK}" stroke-width="1.5"/>'
        f'<text x="{long + 8:.1f}" y="{y + 2:.1f}" font-size="20" fill="{INK}">{label}</text>'
    )


def _north(width: float, y: float, word: str) -> str:
    x = width - 16
    return (
        f'<path d="M{x:.0f},{y - 26:.0f}l8,26l-8,-7l-8,7z" fill="{INK}"/>'
        f'<text x="{x:.0f}" y="{y + 22:.0f}" font-size="20" text-anchor="middle" fill="{INK}">{escape(word)}</text>'
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its length (any unit, at least 0), the text at its end, and a colour."""

    label: str
    value: float
    text: str
    colour: str = "#2f8788"


def bars(
    rows: Sequence[Bar], *, label_width: float = 220.0, text_width: float = 150.0, longest: float | None = None
) -> str:
    """A chart of horizontal bars in the order given; an empty one when there are no rows. longest: what a bar of full length
    stands for, the greatest value without it."""
    step, most = 30.0, longest or max((row.value for row in rows), default=0.0) or 1.0
    room = 1000.0 - label_width - text_width
    parts = []
    for number, row in enumerate(rows):
        y = number * step
        long = room * row.value / most
        parts.append(
            f'<text x="{label_width - 10:.0f}" y="{y + 19:.0f}" font-size="20" text-anchor="end" fill="{INK}">{escape(row.label)}</text>'
            f'<rect x="{label_width:.0f}" y="{y + 4:.0f}" width="{long:.1f}" height="20" fill="{row.colour}"'
            f' stroke="{LINE}" stroke-width="0.6"/>'
            f'<text x="{label_width + long + 8:.1f}" y="{y + 19:.0f}" font-size="20" fill="{INK}">{escape(row.text)}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 {max(len(rows), 1) * step:.0f}" {FONT} role="img">'
        + "".join(parts)
        + "</svg>"
    )
