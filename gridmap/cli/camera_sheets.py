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
from typing import TYPE_CHECKING, Any, Literal

import click

if TYPE_CHECKING:
    from gridmap.locale import Words
    from gridmap.register.usecases.camera_records import Handed


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a form needs beside the record. day: today, of which the record is; areas_on: of which its purpose areas are;
    notices: by language, what a sheet of the made-up city must say."""

    day: date
    areas_on: date
    now: datetime
    words: Words
    ending: str
    paper: str
    record_url: str | None
    notices: Mapping[str, str]

    @property
    def notice(self) -> str:
        """In the sheet's language."""
        return self.notices.get(self.words.language.value, "")

    @property
    def every_notice(self) -> str:
        """In all languages, for forms that have none."""
        return " ".join(self.notices.values())


def _annex(handed: Handed, asked: _Asked) -> bytes:
    from gridmap.reports.camera_annex import annex_document
    from gridmap.reports.html import html_page
    from gridmap.reports.pdf import pdf_bytes
    from gridmap.reports.xlsx import xlsx_bytes

    written = f"{asked.now:%Y-%m-%d %H:%M %Z}"
    document = annex_document(
        handed.record,
        handed.audited,
        day=asked.day,
        areas_on=asked.areas_on,
        words=asked.words,
        written_at=written,
        notice=asked.notice,
    )
    if asked.ending == ".html":
        return html_page(document).encode()
    return pdf_bytes(document) if asked.ending == ".pdf" else xlsx_bytes(document)


def _sign(handed: Handed, asked: _Asked) -> bytes:
    from gridmap.reports.camera_sign import Paper, record_address, sign_page, sign_sheet
    from gridmap.reports.pdf import page_pdf

    address = record_address(asked.record_url, handed.record.camera_id)
    sheet = sign_sheet(handed.record, day=asked.day, words=asked.words, address=address, notice=asked.notice)
    page = sign_page(sheet, Paper(asked.paper.upper()))
    return page.encode() if asked.ending == ".html" else page_pdf(page)


def _dtpr(handed: Handed, asked: _Asked) -> bytes:
    from gridmap.reports.camera_dtpr import data_chain

    return _json(data_chain(handed.record, now=asked.now, notices=asked.notices))


def _pia(handed: Handed, asked: _Asked) -> bytes:
    from gridmap.reports.camera_pia import pia_annex

    return _json(
        pia_annex(handed.record, now=asked.now, areas_on=asked.areas_on, words=asked.words, notice=asked.notice)
    )


def _osm(handed: Handed, asked: _Asked) -> bytes:
    from gridmap.maps.notices import file_members
    from gridmap.register.rules.osm_tags import osm_tags

    point = {"type": "Point", "coordinates": [round(handed.record.lon, 7), round(handed.record.lat, 7)]}
    feature = {"type": "Feature", "geometry": point, "properties": osm_tags(handed.record)}
    members = file_members("cameras", fictional=bool(asked.notices))
    return _json({"type": "FeatureCollection", **members, "features": [feature]})


def _sensorthings(handed: Handed, asked: _Asked) -> bytes:
    from gridmap.reports.camera_things import thing

    return _json(
        thing(
            handed.record,
            day=asked.day,
            view=handed.view if isinstance(handed.view, str) else handed.view.shape,
            notice=asked.every_notice,
        )
    )


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class _Form:
    endings: tuple[str, ...]
    write: Callable[[Handed, _Asked], bytes]


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
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="day of its purpose areas; all else is as it is now")
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
    from gridmap.grids.usecases.ground import is_fictional
    from gridmap.locale import language_of, words
    from gridmap.maps.notices import FICTIONAL
    from gridmap.register.usecases.camera_records import hand_over
    from gridmap.settings import read_settings

    ending = FORMS[form].endings[0] if output == "-" else Path(output).suffix.lower()
    if ending not in FORMS[form].endings:
        raise BadValue(f"{output} ends in none of {', '.join(FORMS[form].endings)}, which are the formats of {form}.")
    if with_view and form != "sensorthings":
        raise BadValue(f"--with-view is of sensorthings; {form} has no place for a view.")
    settings = read_settings()
    day = today(settings)
    engine = running_database(settings).engine(DbRole.REGISTER)
    asked = _Asked(
        day=day,
        areas_on=as_of.date() if as_of else day,
        now=datetime.now(ZoneInfo(settings.zone)),
        words=words("annex", language_of(lang or settings.language)),
        ending=ending,
        paper=paper,
        record_url=settings.public_record_url,
        notices=FICTIONAL if is_fictional(engine) else {},
    )

    def hand_to(path: Path | None) -> bytes:
        """The form, written to that path where there is one, before the hand-over is logged."""

        def make(handed: Handed) -> bytes:
            content = FORMS[form].write(handed, asked)
            if path is not None:
                path.write_bytes(content)
            return content

        view: Literal["asked", "withheld"] = "asked" if with_view else "withheld"
        return hand_over(
            engine, camera_id, day=asked.areas_on, scope="*", actor=actor(), sheet=form, make=make, view=view
        )

    _write(hand_to, output)


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


def _write(hand_to: Callable[[Path | None], bytes], output: str) -> None:
    """To stdout or to a file that appears when it is whole; a folder that is missing is told before anything is read."""
    from gridmap.formats.whole_file import whole_file

    if output == "-":
        sys.stdout.buffer.write(hand_to(None))
        sys.stdout.buffer.flush()
        return
    with whole_file(Path(output)) as part:
        hand_to(part)
