"""A camera as a DTPR data chain: JSON in the form of a data chain instance, with the ids of DTPR's device taxonomy.

DTPR publishes versioned schemas of `ai` only; its device taxonomy is frozen (element schema 0.2, elements of 2025-08-29). docs/decisions/0016
says how the two are joined here, what has no element, and what DTPR has no place for. DTPR has no word for *unknown*: an element says
that something is so, and its absence would read as *no*. So what is not known stands in the description that people read and in
`gridmap_unknown` for programs; what is known not to be fitted stands in `gridmap_not_fitted`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from gridmap.locale import Language
from gridmap.locale import words as words_of
from gridmap.register.rules.camera_record import CameraFunction, CameraRecord
from gridmap.register.rules.contact import ContactKind, kind_of
from gridmap.register.rules.vocabulary import FunctionState, OperatorKind, Purpose
from gridmap.reports.camera_words import (
    basis_text,
    function_names,
    is_natural_person,
    processor_text,
    refuse_absent,
    retention_contradicts,
    retention_text,
    status_notice,
)

SCHEMA_VERSION = "device@2025-08-29"
_NO_NOTICE: Mapping[str, str] = MappingProxyType({})

_LOCALES: Mapping[Language, str] = MappingProxyType({Language.ENGLISH: "en", Language.CHINESE: "zh-Hans"})

FUNCTION_ELEMENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "recording": ("pixel_based_image", "available_to_the_accountable_organization"),
        "live_view": ("available_to_the_accountable_organization",),
        "audio": ("microphone",),
        "number_plates": ("identifiable_video", "computer_vision"),
        "face_recognition": ("identifiable_video", "biometrics", "computer_vision"),
        "other_biometric": ("biometrics", "ai_system"),
        "behaviour_analysis": ("computer_vision", "ai_system"),
        "counting": ("aggregated",),
        "thermal": ("video_camera_infrared",),
    }
)
"""Elements that a function in use places; each carries the function's own legal ground."""

TECHNOLOGY = frozenset({"identifiable_video", "biometrics", "microphone", "video_camera_infrared"})
"""The elements of them that are things: a function that is fitted and switched off places these alone, for nothing is done yet."""

NEAREST_ELEMENT: Mapping[str, str] = MappingProxyType(
    {name: elements[0] for name, elements in FUNCTION_ELEMENTS.items()}
    | {"live_view": "video_camera", "face_recognition": "biometrics"}
)
"""The one element that a function's picture is named after."""

PURPOSE_ELEMENTS: Mapping[str, str] = MappingProxyType(
    {
        Purpose.TRAFFIC_FLOW: "mobility",
        Purpose.TRAFFIC_ENFORCEMENT: "enforcement",
        Purpose.PARKING: "mobility",
        Purpose.TRANSPORT_SAFETY: "safety_security",
        Purpose.PUBLIC_ORDER: "safety_security",
        Purpose.CRIME_PREVENTION: "safety_security",
        Purpose.PROPERTY_PROTECTION: "safety_security",
        Purpose.ACCESS_CONTROL: "entry",
        Purpose.CROWD_SAFETY: "safety_security",
        Purpose.FIRE_FLOOD: "fire_emergency",
        Purpose.ENVIRONMENT: "ecology",
        Purpose.OTHER_ENFORCEMENT: "enforcement",
        Purpose.WEBCAM: "inform",
    }
)
"""Purposes without an element (condition of assets, works site) are listed in `gridmap_without_element`."""


def data_chain(record: CameraRecord, *, now: datetime, notices: Mapping[str, str] = _NO_NOTICE) -> dict[str, Any]:
    """The data chain. now: with its zone; notices: by language code, a sentence that must stand in it. Text is in English and Chinese.

    Raises BadValue for a camera that was removed and for a dummy.
    """
    refuse_absent(record)
    placed = list(_elements(record))
    made = {
        "id": record.camera_id,
        "title": _both(lambda language: _say(language, "chain_title", camera=record.camera_id)),
        "description": _both(lambda language: _description(record, language, notices.get(language, ""))),
        "schema_version": SCHEMA_VERSION,
        "created_at": now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "elements": [{**element, "priority": n} for n, element in enumerate(placed)],
        "subchain_instances": [],
        "sources": [],
        "linked_instance_ids": [],
        "gridmap_unknown": sorted(_unknown(record)),
        "gridmap_fitted_off": [f.function for f in record.in_state(FunctionState.FITTED_OFF)],
        "gridmap_not_fitted": [f.function for f in record.in_state(FunctionState.NO)],
        "gridmap_without_element": [
            p for p in record.purpose if p not in PURPOSE_ELEMENTS and p != Purpose.UNSPECIFIED
        ],
    }
    if is_natural_person(record):
        made["gridmap_operator_kind"] = OperatorKind.NATURAL_PERSON.value
    return {**made, "gridmap_notice": " ".join(notices.values())} if notices else made


def _elements(record: CameraRecord) -> Iterator[dict[str, Any]]:
    """Purpose, accountable, technology and its functions, data, retention, access of the processor; in DTPR's order of questions."""
    for element in dict.fromkeys(PURPOSE_ELEMENTS[p] for p in record.purpose if p in PURPOSE_ELEMENTS):
        meant = tuple(p for p in record.purpose if PURPOSE_ELEMENTS.get(p) == element)
        yield {**_element(element), "variables": [_variable("purpose", "purposes", meant)]}
    if record.operator and not is_natural_person(record):
        kind = "institution" if record.operator_kind == OperatorKind.PUBLIC else "organization"
        made = _element(kind)
        made["variables"] = [{"id": "title", "value": _both(lambda _language: str(record.operator))}]
        yield {**made, "actions": _actions(record)}
    yield _element("video_camera")
    for function in record.functions:
        for element in _placed(function):
            yield {**_element(element), "variables": _function_variables(function)}
    yield _element("personal")
    retained = _retained(record)
    if retained:
        yield retained
    if record.processor:
        yield {
            **_element("available_to_vendor"),
            "variables": [
                {"id": "title", "value": _both(lambda language: processor_text(record, words_of("annex", language)))}
            ],
        }


def _placed(function: CameraFunction) -> tuple[str, ...]:
    elements = FUNCTION_ELEMENTS[function.function]
    if function.state == FunctionState.FITTED_OFF:
        return tuple(element for element in elements if element in TECHNOLOGY)
    return elements if function.state == FunctionState.ON else ()


def _element(element_id: str) -> dict[str, Any]:
    return {"element_id": element_id, "variables": [], "actions": [], "sources": []}


def _function_variables(function: CameraFunction) -> list[dict[str, Any]]:
    """Which function, its state and its own legal ground."""

    def ground(language: Language) -> str:
        words = words_of("annex", language)
        return words.say(
            "chain_ground", basis=basis_text(function, words), regime=words.word("regimes", function.legal_regime)
        )

    return [
        _variable("function", "function", (function.function,)),
        _variable("state", "state", (function.state,)),
        {"id": "legal_ground", "value": _both(ground)},
    ]


def _variable(name: str, family: str, members: tuple[str, ...]) -> dict[str, Any]:
    """A variable that holds members of a closed set in words."""
    return {"id": name, "value": _both(lambda language: _words(language, family, members))}


def _retained(record: CameraRecord) -> dict[str, Any] | None:
    """None where the time is not known or contradicts the recording."""
    if record.retention_days is None or retention_contradicts(record):
        return None
    if record.retention_days == 0:
        return _element("no_data_retained")
    duration = _both(lambda language: retention_text(record, words_of("annex", language)))
    return {**_element("data_retained"), "variables": [{"id": "duration", "value": duration}]}


def _actions(record: CameraRecord) -> list[dict[str, Any]]:
    """How to reach the operator: an address, number or page; an office's name is none."""
    found = kind_of(record.contact or "")
    if found is None:
        return []
    kind, address = found
    bare_page = kind is ContactKind.URL and address.casefold().startswith("www.")
    label = _both(lambda language: _say(language, "chain_contact"))
    return [{"type": kind.value, "label": label, "target": f"https://{address}" if bare_page else address}]


_QUESTIONS = MappingProxyType(
    {
        "tech:identifiable": "chain_identifiable",
        "tech:facial_characterization": "chain_facial",
        "storage": "chain_storage",
        "access": "chain_access",
        "retention": "chain_retention",
        "accountable": "chain_accountable",
        "purpose": "chain_purpose",
    }
)


def _unknown(record: CameraRecord) -> Iterator[str]:
    """What DTPR asks and the register does not say; functions as `function:NAME`."""
    yield from (f"function:{f.function}" for f in record.in_state(FunctionState.UNKNOWN))
    placed = {element for function in record.functions for element in _placed(function)}
    yield "tech:facial_characterization"
    yield "storage"
    if "identifiable_video" not in placed:
        yield "tech:identifiable"
    if not record.processor and "available_to_the_accountable_organization" not in placed:
        yield "access"
    if record.retention_days is None or retention_contradicts(record):
        yield "retention"
    if not record.operator and not is_natural_person(record):
        yield "accountable"
    if Purpose.UNSPECIFIED in record.purpose:
        yield "purpose"


def _description(record: CameraRecord, language: Language, notice: str) -> str:
    """Functions by state, then what is not known, in sentences: what any reader of a data chain shows."""
    words = words_of("annex", language)
    unknown = [words.word("function", u.removeprefix("function:")) if u.startswith("function:") else words.say(_QUESTIONS[u])
               for u in sorted(_unknown(record))]  # fmt: skip
    person = words.say("chain_natural_person") if is_natural_person(record) else ""
    parts = (
        ("chain_in_use", function_names(record.in_state(FunctionState.ON), words)),
        ("chain_fitted", function_names(record.in_state(FunctionState.FITTED_OFF), words)),
        ("chain_not_fitted", function_names(record.in_state(FunctionState.NO), words)),
        ("chain_unknown", words.say("sentence_comma").join(unknown)),
    )
    told = [words.say(key, list=found) for key, found in parts if found]
    return " ".join(part for part in (notice, status_notice(record, words), person, *told) if part)


def _both(tell: Callable[[Language], str]) -> list[dict[str, str]]:
    return [{"locale": locale, "value": tell(language)} for language, locale in _LOCALES.items()]


def _words(language: Language, family: str, members: Iterable[str]) -> str:
    words = words_of("annex", language)
    return words.say("sentence_comma").join(words.word(family, member) for member in members)


def _say(language: Language, key: str, **values: str) -> str:
    return words_of("annex", language).say(key, **values)
