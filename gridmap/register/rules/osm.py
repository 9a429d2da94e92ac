"""OpenStreetMap's surveillance tags as the columns of a camera register.

Tags and their meaning: the wiki's man_made=surveillance, DOMAIN-register 2. Streams, pictures,
notes and descriptions are not among the fields and never read.
"""

from __future__ import annotations

import pandas as pd

from gridmap.grids.rules.field import plain
from gridmap.register.rules.column import each, holds, text_column

_CAMERAS = frozenset({"camera", "alpr", "anpr"})
_PLATES = frozenset({"alpr", "anpr"})


def is_osm(frame: pd.DataFrame) -> bool:
    """Whether the frame brings OSM's surveillance tags."""
    return "tag:surveillance:type" in frame or "tag:man_made" in frame


def not_cameras(frame: pd.DataFrame) -> pd.Series:
    """Rows that say they are something else: another man_made, or another surveillance:type (guard, gunshot_detector).

    man_made=surveillance with no type said is a camera: the wiki calls the tag "a surveillance camera or other
    equipment" and camera the most common type, and of Helsinki's 221 cameras 215 say no type.
    """
    types, made = text_column(frame, "tag:surveillance:type"), text_column(frame, "tag:man_made")
    other_type = types.notna() & ~holds(types, lambda text: bool(_types(text) & _CAMERAS))
    return other_type | (made.notna() & ~holds(made, lambda text: "surveillance" in _types(text)))


def _types(text: str) -> set[str]:
    return {plain(part) for part in text.split(";") if part.strip()}


def camera_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """The canonical columns that the tags stand for, beside those that already have their name; still raw text.

    camera:tilt (negative is down) becomes tilt_deg, else camera:angle without its sign; ALPR fills number_plates;
    survey:date stands in for check_date; an OSM id makes the camera_id.
    """
    made = frame.copy()
    plates = holds(text_column(frame, "tag:surveillance:type"), lambda text: bool(_types(text) & _PLATES))
    made["number_plates"] = text_column(frame, "number_plates").mask(plates, "on")
    tilt = each(text_column(frame, "tag:camera:tilt"), _downwards)
    made["tilt_deg"] = _either(tilt, each(text_column(frame, "tilt_deg"), lambda text: text.lstrip("+-")))
    made["verified_on"] = _either(text_column(frame, "verified_on"), text_column(frame, "tag:survey:date"))
    number = each(text_column(frame, "tag:id"), lambda text: "osm-" + text.removesuffix(".0").rsplit("/", 1)[-1])
    made["camera_id"] = _either(number, text_column(frame, "camera_id"))
    return made


def _downwards(text: str) -> str:
    """camera:tilt counts upwards; below the horizontal it is negative."""
    return text[1:] if text.startswith("-") else "-" + text.removeprefix("+")


def _either(first: pd.Series, second: pd.Series) -> pd.Series:
    return first.where(first.notna(), second)
