"""`gridmap cameras sheet` and `gridmap cameras assessed`: hand one camera's record over, and take a validated assessment back.

Command objects for the group `cameras` (gridmap/cli/cameras.py).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from gridmap.locale import Words
    from gridmap.register.rules.camera_record import CameraRecord
    from gridmap.register.store.camera_records import StoredView


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a form needs beside the record."""

    day: date
    now: datetime
    words: Words
    ending: str
    paper: str
    record_url: str | None
    view: StoredView | None


def _annex(record: CameraRecord, asked: _Asked) -> bytes:
    from gridmap.reports.camera_annex import Audited, annex_document
    from gridmap.reports.html import html_page
    from gridmap.reports.pdf import pdf_bytes
    from gridmap.reports.xlsx import xlsx_bytes

    written = f"{asked.now:%Y-%m-%d %H:%M %Z}"
    document = annex_document(record, Audited(), day=asked.day, words=asked.words, written_at=written)
    if asked.ending == ".html":
        return html_page(document).encode()
    return pdf_bytes(document) if asked.ending == ".pdf" else xlsx_bytes(document)


def _sign(record: CameraRecord, asked: _Asked) -> bytes:
    from gridmap.reports.camera_sign import Paper, record_address, sign_page, sign_sheet
    from gridmap.reports.pdf import page_pdf

    address = record_address(asked.record_url, record.camera_id)
    page = sign_page(sign_sheet(record, day=asked.day, words=asked.words, address=address), Paper(asked.paper.upper()))
    return page.encode() if asked.ending == ".html" else page_pdf(page)


def _dtpr(record: CameraRecord, asked: _Asked) -> bytes:
    from gridmap.reports.camera_dtpr import data_chain

    return _json(data_chain(record, now=asked.now))


def _pia(record: CameraRecord, asked: _Asked) -> bytes:
    from gridmap.reports.camera_pia import pia_annex

    return _json(pia_annex(record, now=asked.now, words=asked.words))


def _osm(record: CameraRecord, _asked: _Asked) -> bytes:
    from gridmap.register.rules.osm_tags import osm_tags

    point = {"type": "Point", "coordinates": [round(record.lon, 7), round(record.lat, 7)]}
    return _json({"type": "Feature", "geometry": point, "properties": osm_tags(record)})


def _sensorthings(record: CameraRecord, asked: _Asked) -> bytes:
    from gridmap.reports.camera_things import thing

    return _json(thing(record, day=asked.day, view=None if asked.view is None else asked.view.shape))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class _Form:
    endings: tuple[str, ...]
    write: Callable[[CameraRecord, _Asked], bytes]


FORMS: Mapping[str, _Form] = {
    "sign": _Form((".html", ".pdf"), _sign),
    "annex": _Form((".html", ".pdf", ".xlsx"), _annex),
    "dtpr": _Form((".json",), _dtpr),
    "pia": _Form((".json",), _pia),
    "osm": _Form((".geojson", ".json"), _osm),
    "sensorthings": _Form((".json",), _sensorthings),
}


@click.command(
    epilog="Examples: gridmap cameras sheet C-17 --as sign -o sign.pdf --paper a5    gridmap cameras sheet C-17 --as dtpr -o -"
)
@click.argument("camera_id")
@click.option("--as", "form", type=click.Choice(list(FORMS)), default="sign", show_default=True, help="what it is for")
@click.option("-o", "--output", required=True, help="file to write, its ending says the format; - for stdout")
@click.option("--lang", type=click.Choice(["en", "zh"]), help="of sign, annex and pia; the setting's without it")
@click.option("--paper", type=click.Choice(["a4", "a5"]), default="a4", show_default=True, help="of a sign")
@click.option("--with-view", is_flag=True, help="sensorthings: give the view as observedArea, for those who may see it")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="day of its purpose areas; today without it")
def sheet(
    camera_id: str, form: str, output: str, lang: str | None, paper: str, with_view: bool, as_of: datetime | None
) -> None:
    """Hand the record of one camera over: a sign to print, an annex for an impact assessment, DTPR, CNIL's PIA tool, OSM tags or SensorThings terms.

    What is not on record is said to be so. Legal grounds stand with each function. The export is written to the log.
    """
    from zoneinfo import ZoneInfo

    from gridmap.cli.running import actor, running_database, today
    from gridmap.db.roles import DbRole
    from gridmap.errors import BadValue
    from gridmap.locale import language_of, words
    from gridmap.register.usecases.camera_records import hand_over
    from gridmap.settings import read_settings

    ending = FORMS[form].endings[0] if output == "-" else Path(output).suffix.lower()
    if ending not in FORMS[form].endings:
        raise BadValue(f"{output} ends in none of {', '.join(FORMS[form].endings)}, which are the formats of {form}.")
    if with_view and form != "sensorthings":
        raise BadValue(f"--with-view is of sensorthings; {form} has no place for a view.")
    settings = read_settings()
    day = as_of.date() if as_of else today(settings)
    engine = running_database(settings).engine(DbRole.REGISTER)
    record, view = hand_over(
        engine, camera_id, day=day, scope="*", actor=actor(), sheet=form, view="given" if with_view else "withheld"
    )
    asked = _Asked(
        day=day,
        now=datetime.now(ZoneInfo(settings.zone)),
        words=words("annex", language_of(lang or settings.language)),
        ending=ending,
        paper=paper,
        record_url=settings.public_record_url,
        view=view,
    )
    _write(FORMS[form].write(record, asked), output)


@click.command(epilog="Example: gridmap cameras assessed C-17 pia-7.json")
@click.argument("camera_id")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="for programs")
def assessed(camera_id: str, file: Path, as_json: bool) -> None:
    """Take back from CNIL's PIA tool that a camera's assessment was validated: its id, status and date, and nothing else of FILE.

    They become the curated values of dpia_ref and dpia_on; what was reported stays beside them.
    """
    from gridmap.cli.running import actor, running_database, today
    from gridmap.db.roles import DbRole
    from gridmap.formats.pia_reader import read_pia
    from gridmap.register.rules.assessment import PiaStatus, ReturnedPia
    from gridmap.register.usecases.camera_records import take_assessment
    from gridmap.settings import read_settings

    read = read_pia(file)
    settings = read_settings()
    engine = running_database(settings).engine(DbRole.REGISTER_JOB)
    pia = ReturnedPia(read.pia_id, PiaStatus(read.status), read.on)
    record = take_assessment(engine, camera_id, pia, day=today(settings), actor=actor())
    told = {"camera_id": camera_id, "dpia_ref": record.dpia_ref, "dpia_on": str(record.dpia_on)}
    click.echo(
        json.dumps(told, ensure_ascii=False)
        if as_json
        else f"Camera {camera_id}: impact assessment {record.dpia_ref}, {record.dpia_on}."
    )


def _write(content: bytes, output: str) -> None:
    from gridmap.formats.whole_file import whole_file

    if output == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    with whole_file(Path(output)) as part:
        part.write_bytes(content)
