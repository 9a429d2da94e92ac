"""Each form of a report: nothing becomes markup or a formula, nothing is fetched, Chinese is set with fonts inside."""

from __future__ import annotations

import builtins
import io
import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from weasyprint.urls import FatalURLFetchingError

from gridmap.errors import MissingTool
from gridmap.locale import Language
from gridmap.reports.document import Cell, Document, Section, Text, cell_text
from gridmap.reports.html import html_page
from gridmap.reports.pdf import pdf_bytes
from gridmap.reports.xlsx import xlsx_bytes
from tests.html_reading import handlers, read, tags
from tests.reports.toy import HOSTILE, document, grids


def test_page_shows_hostile_names_as_text_and_runs_nothing() -> None:
    reading = read(html_page(document()))
    assert HOSTILE in reading.text
    assert not {"script", "img", "iframe", "link", "object"} & tags(reading)
    assert handlers(reading) == []


def test_page_names_no_address() -> None:
    page = html_page(document())
    assert set(re.findall(r"\bhttps?://[^\s\"'<>]+", page)) == {"http://www.w3.org/2000/svg"}
    assert "default-src 'none'" in page


def test_page_is_in_its_language_and_carries_the_notice() -> None:
    page = html_page(document(Language.CHINESE))
    assert '<html lang="zh-CN">' in page
    assert page.count("Fictional city") == 2


def test_empty_tables_say_so_instead_of_showing_a_bare_head() -> None:
    page = html_page(document(grids=grids().iloc[:0]))
    assert "There are no grids." in page


def test_spreadsheet_has_every_row_and_no_formula() -> None:
    made = xlsx_bytes(document(grids=grids(2_500)))
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["en", "areas", "grids"]
    assert book["grids"].max_row == 2_501
    name = book["grids"]["B2"]
    assert (name.value, name.data_type) == (HOSTILE, "s")
    assert book["grids"]["A2"].value == "440101001000000"
    assert book["grids"]["E2"].number_format == "0.00%"
    rows = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_name("grids").to_python()
    assert rows[2][4] == pytest.approx(0.4)
    assert rows[2500][4] == ""  # no public space: no share, not zero


def test_text_that_begins_like_a_formula_stays_text_in_the_spreadsheet() -> None:
    made = Document("=1+1", "+2", Language.ENGLISH, "@x", (Section("-3", (Text(("=2\x07",)),)),))
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(made)))["en"]
    kept = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kept == {"=1+1": "s", "+2": "s", "@x": "s", "-3": "s", "=2": "s"}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.pdf"
    path.write_bytes(pdf_bytes(document(Language.CHINESE)))
    return path


def _poppler(program: str, *arguments: str) -> str:
    assert shutil.which(program), f"{program} is missing (apt-get install poppler-utils)"
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


def test_pdf_has_pages_and_its_fonts_inside(printed: Path) -> None:
    facts = _poppler("pdfinfo", str(printed))
    assert re.search(r"Pages:\s+[4-9]", facts)
    assert "A4" in facts
    assert re.search(r"Tagged:\s+yes", facts)
    fonts = [line.split() for line in _poppler("pdffonts", str(printed)).splitlines()[2:]]
    assert fonts
    assert all("CJK" in f[0] or f[-5] == "yes" for f in fonts)
    assert all(f[-5] == "yes" for f in fonts), "a font is not embedded"


def test_pdf_text_can_be_read_out_in_chinese_with_page_numbers(printed: Path) -> None:
    text = _poppler("pdftotext", "-layout", str(printed), "-")
    assert "公共空间摄像头：审计报告" in text
    assert "<img src=x onerror" in text
    assert re.search(r"1\s*/\s*\d", text)
    assert text.count("Fictional city") >= 4  # on each page


def test_pdf_fetches_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", encoding="utf-8")
    page = f'<html lang="en"><title>x</title><link rel=attachment href="file://{secret}"><p>x</p></html>'
    monkeypatch.setattr("gridmap.reports.pdf.html_page", lambda _document: page)
    with pytest.raises(FatalURLFetchingError, match=r"secret\.txt"):
        pdf_bytes(document())


def test_missing_pango_is_a_sentence_that_names_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object, **more: object) -> object:
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingTool, match="apt-get install libpango"):
        pdf_bytes(document())


def test_missing_values_are_a_dash_and_never_zero() -> None:
    assert cell_text(None, Cell.SHARE) == cell_text(float("nan"), Cell.AREA_M2) == "–"
    assert cell_text(0.0, Cell.SHARE) == "0.0 %"
    assert cell_text("2026-11-24T00:00", Cell.DAY) == "2026-11-24"
