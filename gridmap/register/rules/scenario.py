"""What a scenario may change, and how a file says it: seven closed changes, of which none adds a camera or sharpens one.

A file is a JSON list of objects with closed keys. Nothing in it is free text: ids of cameras must stand in the register, the id
of a new building passes the question that every imported id passes. Degrees are WGS-84, longitude first.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import shapely
from shapely.geometry.base import BaseGeometry

from gridmap.errors import BadFile, BadValue
from gridmap.grids.rules.building import USES
from gridmap.grids.rules.record_id import id_problem

BYTES_AT_MOST = 1 << 20
CHANGES_AT_MOST = 500  # what the queue of changes takes as changes and not as a load (docs/decisions/0017)
_CORNERS_AT_MOST = 2_000
_LONGEST_ID = 200
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)
_TALLEST_M = 1_000.0  # as for imported buildings
_LONGEST_DAYS = 3_650


@dataclass(frozen=True, slots=True)
class Remove:
    """The camera is taken down."""

    word: ClassVar[str] = "remove"
    camera: str


@dataclass(frozen=True, slots=True)
class Turn:
    """It looks elsewhere. heading_deg: clockwise from true north."""

    word: ClassVar[str] = "turn"
    camera: str
    heading_deg: float


@dataclass(frozen=True, slots=True)
class Narrow:
    """Its picture is cropped to `hfov_deg`, at most. side: what is cut off (left, right or both, as the camera looks);
    heading_deg: the crop's middle instead of a side."""

    word: ClassVar[str] = "narrow"
    camera: str
    hfov_deg: float
    side: str = "both"
    heading_deg: float | None = None


@dataclass(frozen=True, slots=True)
class Mask:
    """Ground that is burnt out of its picture before anything is recorded. polygon: GeoJSON."""

    word: ClassVar[str] = "mask"
    camera: str
    polygon: Mapping[str, Any]
    follows_ptz: bool = False


@dataclass(frozen=True, slots=True)
class LowerResolution:
    """Fewer pixels over the same angle. height_px: in proportion, rounded down; worked out where it is not given."""

    word: ClassVar[str] = "lower_resolution"
    camera: str
    width_px: int
    height_px: int | None = None


@dataclass(frozen=True, slots=True)
class ShortenRetention:
    """Pictures are deleted sooner; 0: not recorded."""

    word: ClassVar[str] = "shorten_retention"
    camera: str
    retention_days: int


@dataclass(frozen=True, slots=True)
class NewBuilding:
    """A building that is not there yet: what would it hide, and whose homes would be in view? Never written to the ground."""

    word: ClassVar[str] = "building"
    building_id: str
    polygon: Mapping[str, Any]
    height_m: float
    use: str


Change = Remove | Turn | Narrow | Mask | LowerResolution | ShortenRetention | NewBuilding

_KINDS: Mapping[str, type[Any]] = {
    kind.word: kind for kind in (Remove, Turn, Narrow, Mask, LowerResolution, ShortenRetention, NewBuilding)
}
# of each change: keys that must be there, keys that may
_KEYS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "remove": (frozenset({"camera"}), frozenset()),
    "turn": (frozenset({"camera", "heading_deg"}), frozenset()),
    "narrow": (frozenset({"camera", "hfov_deg"}), frozenset({"side", "heading_deg"})),
    "mask": (frozenset({"camera", "polygon"}), frozenset({"follows_ptz"})),
    "lower_resolution": (frozenset({"camera", "width_px"}), frozenset({"height_px"})),
    "shorten_retention": (frozenset({"camera", "retention_days"}), frozenset()),
    "building": (frozenset({"building_id", "polygon", "height_m", "use"}), frozenset()),
}


def check_name(name: str) -> None:
    """Raises BadValue for what is no name of a scenario: small letters, digits and hyphens, at most 40."""
    if not _NAME.fullmatch(name):
        raise BadValue(
            f"{name[:60]!r} is no name of a scenario; small letters, digits and hyphens are, at most 40: school-way-2."
        )


def read_changes(content: bytes) -> tuple[Change, ...]:
    """The changes of a file, in its order. Raises BadFile, which names the change by its number from 1 and the value."""
    if len(content) > BYTES_AT_MOST:
        raise BadFile(f"A scenario has at most {BYTES_AT_MOST >> 20} MiB; this file is larger.")
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadFile("The file is not well-formed JSON in UTF-8.") from error
    return changes_of(document)


def changes_of(document: Any) -> tuple[Change, ...]:
    """The same from the parsed list. Raises BadFile."""
    if not isinstance(document, list) or not 1 <= len(document) <= CHANGES_AT_MOST:
        raise BadFile(f"A scenario is a JSON list of 1 to {CHANGES_AT_MOST} changes.")
    changes = tuple(_change(row, number) for number, row in enumerate(document, start=1))
    _refuse_repeated(changes)
    return changes


def changes_to_json(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """As a file has them; `changes_of` reads them back."""
    return [{"change": change.word, **{k: v for k, v in asdict(change).items() if v is not None}} for change in changes]


def camera_ids(changes: Sequence[Change]) -> list[str]:
    """The cameras that are named, each once, by id."""
    return sorted({change.camera for change in changes if not isinstance(change, NewBuilding)})


def shape_of(polygon: Mapping[str, Any]) -> BaseGeometry:
    """A change's polygon in degrees."""
    return shapely.from_geojson(json.dumps(polygon))


def _refuse_constant(word: str) -> Any:
    raise ValueError(word)


def _change(row: Any, number: int) -> Change:
    word = row.get("change") if isinstance(row, dict) else None
    if not isinstance(word, str) or word not in _KINDS:
        raise BadFile(f"Change {number} is no object whose `change` is one of {', '.join(_KINDS)}.")
    needed, allowed = _KEYS[word]
    keys = set(row) - {"change"}
    if missing := sorted(needed - keys):
        raise BadFile(f"Change {number} ({word}) lacks {', '.join(missing)}.")
    if strange := sorted(keys - needed - allowed):
        raise BadFile(
            f"Change {number} ({word}) has {_listed(strange)}; it takes {', '.join(sorted(needed | allowed))}."
        )
    if {"side", "heading_deg"} <= keys:
        raise BadFile(f"Change {number} (narrow) has both side and heading_deg; one of them says where the crop lies.")
    values = {key: _READERS[key](row[key], f"Change {number} ({word}): {key}") for key in keys}
    made: Change = _KINDS[word](**values)
    return made


def _listed(keys: Sequence[str]) -> str:
    """Keys of others, cut: they may hold anything."""
    return ", ".join(repr(key[:40]) for key in keys[:3]) + (" …" if len(keys) > 3 else "")


def _id(value: Any, what: str) -> str:
    if not isinstance(value, str) or not 0 < len(value.strip()) <= _LONGEST_ID:
        raise BadFile(f"{what} must be an id, as text.")
    return value.strip()


def _new_id(value: Any, what: str) -> str:
    text = _id(value, what)
    if id_problem(text) is not None:
        raise BadFile(f"{what} must be a code that names nobody and leads nowhere, such as B-17.")
    return text


def _number(low: float, high: float, unit: str) -> Any:
    """A reader of numbers above `low` (or from it, where it is 0 degrees) up to `high`."""

    def read(value: Any, what: str) -> float:
        good = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        if not good or not low <= value <= high:
            raise BadFile(f"{what} must be a number of {unit} from {low:g} to {high:g}.")
        return float(value)

    return read


def _whole(low: int, high: int, unit: str) -> Any:
    def read(value: Any, what: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise BadFile(f"{what} must be a whole number of {unit} from {low} to {high}.")
        return value

    return read


def _word_of(*words: str) -> Any:
    def read(value: Any, what: str) -> str:
        if value not in words:
            raise BadFile(f"{what} must be one of {', '.join(words)}.")
        return str(value)

    return read


def _truth(value: Any, what: str) -> bool:
    if not isinstance(value, bool):
        raise BadFile(f"{what} must be true or false.")
    return value


def _polygon(value: Any, what: str) -> Mapping[str, Any]:
    """A GeoJSON Polygon or MultiPolygon with nothing else in it."""
    wrong = BadFile(
        f"{what} must be a valid GeoJSON Polygon or MultiPolygon in degrees, longitude first, "
        f"of at most {_CORNERS_AT_MOST} corners, and nothing besides."
    )
    if not isinstance(value, dict) or set(value) != {"type", "coordinates"}:
        raise wrong
    try:
        shape = shapely.from_geojson(json.dumps(value))
    except (shapely.errors.GEOSException, TypeError, ValueError) as error:
        raise wrong from error
    corners = shapely.get_coordinates(shape)
    known = shape.geom_type in ("Polygon", "MultiPolygon") and shapely.is_valid(shape) and shape.area > 0
    if not known or len(corners) > _CORNERS_AT_MOST or (abs(corners) > (180.0, 90.0)).any():
        raise wrong
    return {"type": value["type"], "coordinates": value["coordinates"]}


_READERS: Mapping[str, Any] = {
    "camera": _id,
    "building_id": _new_id,
    "heading_deg": _number(0.0, 360.0, "degrees"),
    "hfov_deg": _number(1.0, 120.0, "degrees"),
    "side": _word_of("left", "right", "both"),
    "polygon": _polygon,
    "follows_ptz": _truth,
    "width_px": _whole(1, 100_000, "pixels"),
    "height_px": _whole(1, 100_000, "pixels"),
    "retention_days": _whole(0, _LONGEST_DAYS, "days"),
    "height_m": _number(1.0, _TALLEST_M, "metres"),
    "use": _word_of(*USES),
}


def _refuse_repeated(changes: Sequence[Change]) -> None:
    """One change of a kind for a camera (masks may be several), and none beside its removal."""
    kinds: dict[str, list[str]] = {}
    buildings = [change.building_id for change in changes if isinstance(change, NewBuilding)]
    for change in changes:
        if not isinstance(change, NewBuilding):
            kinds.setdefault(change.camera, []).append(change.word)
    for camera, words in kinds.items():
        twice = sorted({word for word in words if word != Mask.word and words.count(word) > 1})
        if twice:
            raise BadFile(f"Camera {camera!r} has {twice[0]} more than once; one is enough.")
        if Remove.word in words and len(words) > 1:
            raise BadFile(f"Camera {camera!r} is removed; leave its other changes out.")
    if len(set(buildings)) < len(buildings):
        raise BadFile("Two new buildings have the same building_id.")
