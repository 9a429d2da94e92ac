"""The report of a coverage run as a file: HTML, PDF or XLSX, whichever the file's name says."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from gridmap.settings import Settings

ENDINGS = (".html", ".pdf", ".xlsx")


def write_report(
    engine: Engine, path: Path, *, run_id: int, operator: str | None, lang: str | None, settings: Settings, actor: str
) -> None:
    """Write the report of a stored run and the newest others that fit, of one operator's cameras or of all; the file appears when
    it is whole. engine: the register's serving role. Raises NotFound for an operator that no camera has."""
    from gridmap import __version__
    from gridmap.formats.whole_file import whole_file
    from gridmap.grids.usecases.ground import is_fictional
    from gridmap.grids.usecases.maps import describe_city
    from gridmap.locale import language_of, words
    from gridmap.maps.notices import FICTIONAL
    from gridmap.register.usecases.reports import read_beside, read_coverage
    from gridmap.reports.coverage import Place, Run, coverage_document
    from gridmap.reports.html import html_page
    from gridmap.reports.pdf import pdf_bytes
    from gridmap.reports.xlsx import xlsx_bytes

    page = words("report", language_of(lang or settings.language))
    read = read_coverage(engine, run_id=run_id, scope="*", actor=actor)
    beside = read_beside(engine, run_id=run_id, operator=operator, scope="*", actor=actor)
    area = read.head["parameters"].get("area")
    city = describe_city(engine, area=area, day=read.head["day"], scope="*")
    notice = FICTIONAL[page.language.value] if is_fictional(engine) else ""
    document = coverage_document(
        Run(**read.head),
        read.grids,
        read.areas,
        place=Place(city["title"] or page.say("whole_city"), notice),
        words=page,
        beside=beside,
        written_at=page.say(
            "made", time=f"{datetime.now(ZoneInfo(settings.zone)):%Y-%m-%d %H:%M %Z}", version=__version__
        ),
    )
    ending = path.suffix.lower()
    content = (
        html_page(document).encode() if ending == ".html" else (pdf_bytes if ending == ".pdf" else xlsx_bytes)(document)
    )
    with whole_file(path) as part:
        part.write_bytes(content)
