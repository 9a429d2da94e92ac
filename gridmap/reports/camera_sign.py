"""The sign sheet of a camera: one printed page with the first layer of information (EDPB Guidelines 3/2019, 110 to 116).

Who films, what for, the functions with pictures and their own legal grounds, what is not known, how long, which rights, whom to ask,
the register id, and a QR code to the public record where the deployment names an address. Nothing on it becomes markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import quote

from gridmap.locale import Words, day_text
from gridmap.register.rules.camera_record import CameraFunction, CameraRecord
from gridmap.register.rules.vocabulary import FunctionState
from gridmap.reports.camera_dtpr import NEAREST_ELEMENT
from gridmap.reports.camera_words import (
    basis_text,
    function_names,
    operator_text,
    plain_line,
    purpose_text,
    refuse_absent,
    regime_of,
    retention_text,
    status_notice,
)
from gridmap.reports.html import style, template
from gridmap.reports.pictograms import camera_picture, pictogram
from gridmap.reports.qr import CHARACTERS_AT_MOST, qr_svg

_LONGEST_LINE = 100  # fits the sheet; the whole text stands in the record
_LONGEST_GROUND = 60


class Paper(StrEnum):
    """Sizes of a sheet (ISO 216)."""

    A4 = "A4"
    A5 = "A5"


@dataclass(frozen=True, slots=True)
class Picture:
    """A function on the sheet: its picture, name, legal ground and nearest DTPR element."""

    svg: str
    name: str
    ground: str
    element: str


@dataclass(frozen=True, slots=True)
class SignSheet:
    """A sheet before it has a form; all text is plain. code: SVG of the QR code, or "" with `address` saying why there is none."""

    title: str
    notices: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    in_use: tuple[Picture, ...]
    fitted: tuple[Picture, ...]
    unknown: tuple[Picture, ...]
    not_fitted: str
    rights: str
    code: str
    address: str
    register_id: str
    footer: str
    words: Words


def record_address(template: str | None, camera_id: str) -> str | None:
    """The public record's address: the template with the id in place of {camera_id}, encoded; None without a template."""
    return None if template is None else template.replace("{camera_id}", quote(camera_id, safe=""))


def sign_sheet(record: CameraRecord, *, day: date, words: Words, address: str | None, notice: str = "") -> SignSheet:
    """The sheet of a camera. day: of which the record is; address: of its public record, or None; notice: a sentence that must stand on it.

    Raises BadValue for a camera that was removed and for a dummy.
    """
    refuse_absent(record)
    say = words.say
    code, told = _code(address, words)
    return SignSheet(
        title=say("sign_title"),
        notices=tuple(line for line in (notice, status_notice(record, words)) if line),
        rows=tuple(
            (name, plain_line(value, most=_LONGEST_LINE))
            for name, value in (
                (say("sign_controller"), operator_text(record, words)),
                (say("sign_purpose"), purpose_text(record, words)),
                (say("sign_retention"), retention_text(record, words)),
                (say("sign_contact"), record.contact or say("not_on_record")),
            )
        ),
        in_use=_pictures(record, FunctionState.ON, words),
        fitted=_pictures(record, FunctionState.FITTED_OFF, words),
        unknown=_pictures(record, FunctionState.UNKNOWN, words),
        not_fitted=function_names(record.in_state(FunctionState.NO), words),
        rights=words.say(f"rights.{_rights(record, words)}"),
        code=code,
        address=told,
        register_id=plain_line(record.camera_id, most=_LONGEST_LINE),
        footer=say("sign_footer", day=day_text(day)),
        words=words,
    )


def sign_page(sheet: SignSheet, paper: Paper) -> str:
    """The sheet as one HTML page that opens without a network and prints on one page of that size."""
    return template("sign.html.j2").render(
        sheet=sheet, paper=paper.value, say=sheet.words.say, camera=camera_picture(), style=style("sign.css")
    )


def _code(address: str | None, words: Words) -> tuple[str, str]:
    """(QR code or "", the line beside it)."""
    if address is None:
        return "", words.say("sign_no_address")
    if len(address) > CHARACTERS_AT_MOST:
        return "", words.say("sign_too_long", address=plain_line(address, most=_LONGEST_LINE))
    return qr_svg(address), words.say("sign_scan")


def _pictures(record: CameraRecord, state: FunctionState, words: Words) -> tuple[Picture, ...]:
    return tuple(_picture(function, words) for function in record.in_state(state))


def _picture(function: CameraFunction, words: Words) -> Picture:
    ground = words.say("sign_ground", basis=plain_line(basis_text(function, words), most=_LONGEST_GROUND))
    shown = "" if function.state == FunctionState.UNKNOWN else ground
    name = words.word("function", function.function)
    return Picture(pictogram(function.function, function.state), name, shown, NEAREST_ELEMENT[function.function])


def _rights(record: CameraRecord, words: Words) -> str:
    regime = regime_of(record)
    return regime if f"rights.{regime}" in words.table else "unknown"
