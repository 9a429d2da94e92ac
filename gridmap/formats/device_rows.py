"""Devices of sensor registers as rows: Amsterdam's API (`/iothings/devices`) and SensRNet's (device, sensor, data stream, goal).

A row is one camera, or one other device, which its type says. Contact persons, their mail and telephone, websites, descriptions and
documents are never put into a cell: they are counted. Facts of the two forms: Amsterdam/iot-api, serializers; SensRNet's registry
backend, device and legal entity schemas.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gridmap.errors import Issue, Severity

COLUMNS = (
    "camera_id", "housing_id", "name", "type", "operator", "programme", "purpose", "legal_basis", "basis_ref", "status",
    "active_until", "longitude", "latitude",
)  # fmt: skip
"""Of devices; headers that kind `cameras` knows."""

AREA_COLUMNS = ("purpose_area_id", "purpose", "cameras")
"""Of observed areas; headers that kind `purpose-areas` knows."""

LEFT_BEHIND = (
    "owner.name", "owner.email", "owner.telephone", "owner.website", "contactDetails.name", "contactDetails.email",
    "contactDetails.phone", "description", "location_description", "documentation", "dataLink",
)  # fmt: skip
"""What is counted and never read; the first of them are persons'."""

_PERSONAL = frozenset(LEFT_BEHIND[:7])
_CAMERA_WORDS = ("camera", "video", "anpr", "alpr")
Json = Mapping[str, Any]


@dataclass(slots=True)
class Devices:
    """Rows of a file: cells by column, an observed area's shape beside its cells, what was left behind, and what is wrong."""

    rows: list[dict[str, str]] = field(default_factory=list)
    areas: list[tuple[dict[str, str], Any]] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)
    issues: list[Issue] = field(default_factory=list)


def devices_of(document: Any) -> Devices | None:
    """The devices of a parsed document; None where it is no list of them. Lines count the rows from 1, of areas the areas."""
    found = _listed(document)
    if found is None:
        return None
    made = Devices()
    goals = {_id(goal): goal for goal in _dicts(document, "observationGoals")}
    entities = {_id(entity): entity for entity in _dicts(document, "legalEntities")}
    for entity in entities.values():
        _count_entity(entity, made)
    for device in found:
        if "reference" in device:
            _add_amsterdam(device, made)
        else:
            _add_sensrnet(device, goals, entities, made)
    return made


def _listed(document: Any) -> list[Json] | None:
    entries = document.get("devices") if isinstance(document, dict) else document
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return None
    known = all("reference" in entry or "_id" in entry or "deviceId" in entry for entry in entries)
    return entries if known else None


def _dicts(parent: Any, name: str) -> list[Json]:
    entries = parent.get(name) if isinstance(parent, dict) else None
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _object(parent: Json, name: str) -> Json:
    """A member that is an object; an empty one where it is not."""
    member = parent.get(name)
    return member if isinstance(member, dict) else {}


def _id(entry: Json) -> str:
    names = ("_id", "deviceId", "sensorId", "datastreamId", "observationGoalId", "legalEntityId")
    return next((_text(entry[name]) for name in names if entry.get(name)), "")


def _add_amsterdam(device: Json, made: Devices) -> None:
    owner = _object(device, "owner")
    _count(made, "owner", owner, ("name", "email", "telephone", "website"))
    _count(made, "", device, ("location_description",))
    goals = _dicts(device, "observation_goals") or [device]
    paths = device.get("project_paths")
    place = _object(device, "location")
    line = len(made.rows) + 1
    made.rows.append(
        {
            "camera_id": _text(device.get("reference")),
            "type": _text(device.get("type")),
            "operator": _text(owner.get("organisation") or device.get("owner_organisation")),
            "programme": " / ".join(_texts(paths[0])) if isinstance(paths, list) and paths else "",
            "purpose": ";".join(_texts(goal.get("observation_goal") for goal in goals)),
            "legal_basis": _one_ground(_texts(goal.get("legal_ground") for goal in goals), line, made),
            "active_until": _text(device.get("active_until")),
            "longitude": _text(place.get("longitude")),
            "latitude": _text(place.get("latitude")),
        }
    )


def _add_sensrnet(device: Json, goals: Mapping[str, Json], entities: Mapping[str, Json], made: Devices) -> None:
    """One row a camera sensor; a device with no camera sensor is one row, with its category."""
    streams, sensors = _dicts(device, "datastreams"), _dicts(device, "sensors")
    for part in (device, *sensors, *streams):
        _count(made, "", part, ("description", "documentation", "dataLink"))
    embedded = _object(device, "legalEntity")
    _count_entity(embedded, made)
    entity = embedded or entities.get(_text(device.get("legalEntityId")), {})
    is_camera = _text(device.get("category")).casefold() == "camera"
    imagers = [s for s in sensors if _names_camera(_text(s.get("type"))) or (is_camera and len(sensors) == 1)]
    shared = {"name": _text(device.get("name")), "operator": _text(entity.get("name")), **_position(device)}
    if not imagers:
        kind = "camera" if is_camera else "beacon" if _text(device.get("category")).casefold() == "beacon" else "sensor"
        _add_imager({"camera_id": _id(device), "type": kind, **shared}, streams, goals, made)
    for imager in imagers:
        own = [s for s in streams if _text(s.get("sensorId")) == _id(imager)] if len(imagers) > 1 else streams
        name = _id(device) if len(imagers) == 1 else f"{_id(device)}/{_id(imager)}"
        housing = {"housing_id": _id(device)} if len(imagers) > 1 else {}
        _add_imager({"camera_id": name, "type": "camera", **housing, **shared}, own, goals, made)


def _add_imager(cells: dict[str, str], streams: Sequence[Json], goals: Mapping[str, Json], made: Devices) -> None:
    line = len(made.rows) + 1
    meant = [goal for stream in streams for goal in _goals_of(stream, goals, line, made)]
    cells["purpose"] = ";".join(dict.fromkeys(_texts(goal.get("name") for goal in meant)))
    cells["legal_basis"] = _one_ground(_texts(goal.get("legalGround") for goal in meant), line, made)
    links = dict.fromkeys(_texts(goal.get("legalGroundLink") for goal in meant))
    cells["basis_ref"] = next(iter(links)) if len(links) == 1 else ""
    active = {stream["isActive"] for stream in streams if isinstance(stream.get("isActive"), bool)}
    cells["status"] = {(True,): "in_service", (False,): "out_of_service"}.get(tuple(active), "")
    made.rows.append(cells)
    if cells["type"] == "camera":
        for number, stream in enumerate(streams, start=1):
            _add_areas(cells["camera_id"], number, stream, goals, made)


def _add_areas(camera_id: str, number: int, stream: Json, goals: Mapping[str, Json], made: Devices) -> None:
    """The observed area of a stream once for each of its goals, since a purpose area has one purpose."""
    shape = stream.get("observedArea") or stream.get("observationArea")
    if not isinstance(shape, dict):
        return
    names = list(dict.fromkeys(_texts(g.get("name") for g in _goals_of(stream, goals, 0, Devices())))) or [""]
    name = _id(stream) or f"{camera_id}/{number}"
    for n, purpose in enumerate(names, start=1):
        key = name if len(names) == 1 else f"{name}/{n}"
        made.areas.append(({"purpose_area_id": key, "purpose": purpose, "cameras": camera_id}, shape))


def _goals_of(stream: Json, goals: Mapping[str, Json], line: int, made: Devices) -> Iterator[Json]:
    """Goals that stand in the stream, or that its ids name."""
    yield from _dicts(stream, "observationGoals")
    ids = stream.get("observationGoalIds")
    for name in _texts(ids if isinstance(ids, list) else []):
        if name in goals:
            yield goals[name]
        else:
            text = f"Its data stream names the goal {name[:40]!r}, which is not in the file; put observationGoals beside devices."
            made.issues.append(Issue(line, "purpose", "unknown-goal", text, Severity.WARNING, name[:80]))


def _one_ground(grounds: Iterable[str], line: int, made: Devices) -> str:
    """The legal ground that all goals share; none where they differ, since nobody says which function has which."""
    known = list(dict.fromkeys(grounds))
    if len(known) > 1:
        text = f"Its goals have {len(known)} legal grounds; the file does not say which function has which, so none was taken."
        made.issues.append(Issue(line, "legal_basis", "several-grounds", text, Severity.WARNING))
    return known[0] if len(known) == 1 else ""


def _position(device: Json) -> dict[str, str]:
    """Longitude and latitude of a GeoJSON point."""
    location = _object(device, "location")
    at = location.get("coordinates") if location.get("type", "Point") == "Point" else None
    if not isinstance(at, list) or len(at) < 2:
        return {}
    return {"longitude": _text(at[0]), "latitude": _text(at[1])}


def _names_camera(kind: str) -> bool:
    return any(word in kind.casefold() for word in _CAMERA_WORDS)


def _count_entity(entity: Json, made: Devices) -> None:
    for person in _dicts(entity, "contactDetails"):
        _count(made, "contactDetails", person, ("name", "email", "phone"))


def _count(made: Devices, parent: str, entry: Json, names: Sequence[str]) -> None:
    for name in names:
        if entry.get(name) not in (None, "", []):
            made.left[f"{parent}.{name}" if parent else name] += 1


def persons_note(left: Mapping[str, int]) -> tuple[Issue, ...]:
    """A note that counts what persons' fields were left behind; none where there were none."""
    told = ", ".join(f"{count} {name}" for name, count in sorted(left.items()) if name in _PERSONAL)
    text = f"Contact persons were left behind, unread: {told}."
    return (Issue(0, "contact", "persons-left-behind", text, Severity.NOTE),) if told else ()


def _texts(values: Iterable[Any]) -> list[str]:
    return [text for text in map(_text, values) if text]


def _text(value: Any) -> str:
    """A plain value as text; nothing for lists and objects, which are not what was expected there."""
    if value is None or isinstance(value, bool | list | dict):
        return ""
    return value.strip() if isinstance(value, str) else repr(value)
