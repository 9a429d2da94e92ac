"""Charts of a report as SVG text: stacked bars, columns, and counts by class.

Every value stands beside its bar as text, so nothing is told by colour alone. Ramps go from pale to dark in one hue, and what
stands side by side in different hues is from Okabe and Ito's set, which the colour-blind tell apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd

from gridmap.reports.drawing import FONT, INK, LINE

RAMP = ("#a3d0cd", "#2f8788", "#0f535c")
SEVERITY_COLOURS = {"error": "#d55e00", "warning": "#e69f00", "note": "#ccd4d9"}
QUALITY_COLOURS = {"measured": "#0f535c", "derived": "#2f8788", "defaulted": "#e69f00", "unknown": "#d7dcdf"}
_STEP, _TOP = 34.0, 40.0


@dataclass(frozen=True, slots=True)
class Stack:
    """One stacked bar: its label, the lengths of its parts (shares of the longest possible bar, 0 to 1), the text at its end."""

    label: str
    parts: tuple[float, ...]
    text: str = ""


def stacks(rows: Sequence[Stack], *, legend: Sequence[tuple[str, str]], label_width: float = 150.0) -> str:
    """Horizontal stacked bars in the order given, under their legend of (colour, words), one entry a part.

    The longest bar fills the room; shares keep their proportion to each other.
    """
    most = max((sum(row.parts) for row in rows), default=0.0) or 1.0
    room = 1000.0 - label_width - (20.0 + 12.0 * max((_width(row.text) for row in rows), default=0))
    parts = [_legend(legend)]
    for number, row in enumerate(rows):
        y, x = _TOP + number * _STEP, label_width
        parts.append(_label(label_width - 10, y + 22, row.label, anchor="end"))
        for (colour, _words), value in zip(legend, row.parts, strict=True):
            long = room * value / most
            parts.append(_bar(x, y + 4, long, 24.0, colour))
            x += long
        parts.append(_label(x + 8, y + 22, row.text))
    return _svg(_TOP + max(len(rows), 1) * _STEP, parts)


def columns(values: Sequence[int], *, labels: Sequence[str], axis: str, colour: str = RAMP[1]) -> str:
    """Upright columns side by side with their number above, and what the labels mean below."""
    high, foot, most = 200.0, 74.0, max(values, default=0) or 1
    step = 1000.0 / max(len(values), 1)
    parts = [f'<path d="M0,{high + 28:.1f}H1000" stroke="{LINE}" stroke-width="1"/>']
    for number, (value, label) in enumerate(zip(values, labels, strict=True)):
        x, tall = number * step, high * value / most
        parts.append(_bar(x + step * 0.12, 28 + high - tall, step * 0.76, tall, colour))
        parts.append(_label(x + step / 2, 20 + high - tall, f"{value:,}", anchor="middle"))
        parts.append(_label(x + step / 2, high + 52, label, anchor="middle"))
    parts.append(_label(500, high + 84, axis, anchor="middle"))
    return _svg(28 + high + foot, parts)


def counted(values: pd.Series, edges: Sequence[float]) -> list[int]:
    """How many values fall into each class from one edge up to the next; the last class holds its upper edge; NaN is nowhere."""
    known = values.dropna().to_numpy(dtype=np.float64)
    return [int(count) for count in np.histogram(known, bins=np.asarray(edges, dtype=np.float64))[0]]


def _svg(height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 {height:.0f}" {FONT} role="img">'
        + "".join(parts)
        + "</svg>"
    )


def _bar(x: float, y: float, width: float, height: float, colour: str) -> str:
    if width <= 0 or height <= 0:
        return ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}" stroke="#ffffff"'
        ' stroke-width="1"/>'
    )


def _label(x: float, y: float, words: str, *, anchor: str = "start") -> str:
    if not words:
        return ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="19" text-anchor="{anchor}" fill="{INK}">{escape(words)}</text>'


def _legend(entries: Sequence[tuple[str, str]]) -> str:
    parts, x = [], 0.0
    for colour, words in entries:
        parts.append(
            f'<rect x="{x:.0f}" y="6" width="22" height="15" fill="{colour}" stroke="{LINE}"/>{_label(x + 30, 20, words)}'
        )
        x += 60 + 10.5 * _width(words)
    return "".join(parts)


def _width(words: str) -> int:
    """In letters; a Chinese one is as wide as two."""
    return sum(2 if ord(letter) > 255 else 1 for letter in words)
