"""What a camera's record says, in words: shared by its annex, sign, assessment and data chain. Unknown is said, never left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from gridmap.errors import BadValue
from gridmap.grids.rules.person import NATURAL_PERSON
from gridmap.locale import Words, day_text, number_text
from gridmap.register.rules.camera_record import CameraFunction, CameraRecord
from gridmap.register.rules.vocabulary import FunctionState, OperatorKind, PlaceKind, Status

_SPACES = re.compile(r"\s+")


def plain_line(text: str, *, most: int) -> str:
    """One line without control and direction characters, cut with an ellipsis at `most` characters.

    What is printed on a sign must not turn the text beside it around.
    """
    kept = "".join(
        " " if c in "\t\r\n" else c for c in text if c in "\t\r\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs")
    )
    line = _SPACES.sub(" ", kept).strip()
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def told(value: str | None, words: Words) -> str:
    """The value, or that it is not on record."""
    return value or words.say("not_on_record")


def told_of_place(value: str | None, record: CameraRecord, words: Words) -> str:
    """The name, housing or reason of a camera: of one on a building it is not told, whether or not it is on record."""
    return words.say("not_told") if record.place_kind == PlaceKind.BUILDING else told(value, words)


def is_natural_person(record: CameraRecord) -> bool:
    """Whether a person runs the camera, who is counted and not named."""
    return record.operator == NATURAL_PERSON or record.operator_kind == OperatorKind.NATURAL_PERSON


def operator_text(record: CameraRecord, words: Words) -> str:
    """Who runs the camera; a natural person in the reader's language."""
    return words.word("operators", "natural_person") if is_natural_person(record) else told(record.operator, words)


def processor_text(record: CameraRecord, words: Words) -> str:
    """Who works on the operator's behalf; a natural person in the reader's language."""
    person = record.processor == NATURAL_PERSON
    return words.word("operators", "natural_person") if person else told(record.processor, words)


def told_day(day: date | None, words: Words) -> str:
    """The day, or that it is not on record."""
    return day_text(day, missing=words.say("not_on_record"))


def function_names(functions: Iterable[CameraFunction], words: Words) -> str:
    """The names of some functions as a list; "" for none."""
    return words.say("sentence_comma").join(words.word("function", f.function) for f in functions)


def purpose_text(record: CameraRecord, words: Words) -> str:
    """All purposes."""
    return words.say("sentence_comma").join(words.word("purposes", p) for p in record.purpose)


def basis_text(function: CameraFunction, words: Words) -> str:
    """The legal ground of one function with its reference, or that it is not on record."""
    basis = words.word("bases", function.legal_basis)
    return f"{basis}, {function.basis_ref}" if function.basis_ref else basis


def retention_contradicts(record: CameraRecord) -> bool:
    """Recording is in use and kept for no day."""
    return record.retention_days == 0 and "recording" in {f.function for f in record.in_state(FunctionState.ON)}


def retention_text(record: CameraRecord, words: Words) -> str:
    """How long recordings are kept; 0 is no recording, and a contradiction is called one."""
    if record.retention_days is None:
        return words.say("not_on_record")
    if retention_contradicts(record):
        return words.say("retention_contradicts")
    return (
        words.say("days", count=number_text(record.retention_days))
        if record.retention_days
        else words.say("no_recording")
    )


def refuse_absent(record: CameraRecord) -> None:
    """Raises BadValue for a camera that was removed and for a dummy: a sign or data chain would say of them what is not so."""
    if record.status in (Status.REMOVED, Status.DUMMY):
        raise BadValue(f"Camera {record.camera_id[:200]} is {record.status}; to say that it films would be wrong.")


def status_notice(record: CameraRecord, words: Words) -> str:
    """A sentence where the camera does not film yet, or no longer; "" else."""
    key = {Status.PLANNED.value: "planned_notice", Status.OUT_OF_SERVICE.value: "out_of_service_notice"}.get(
        record.status
    )
    return words.say(key) if key else ""


def regime_of(record: CameraRecord) -> str:
    """The one regime that the functions in use are under (those of filming where none is), else `unknown`."""
    used = record.in_state(FunctionState.ON) or tuple(
        f for f in record.functions if f.function in ("recording", "live_view")
    )
    regimes = {f.legal_regime for f in used if f.legal_regime and f.legal_regime != "unknown"}
    return regimes.pop() if len(regimes) == 1 else "unknown"
