"""Workbooks: what a spreadsheet does to codes and dates is seen, and none fills the memory."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook

from gridmap.errors import BadFile, BadValue
from gridmap.formats.table import peek
from tests.formats.reading import chunks_of, frame_of, written


@pytest.fixture
def book(tmp_path: Path) -> Path:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = "点位"
    sheet.append(["code", "number", "when", "day", "hour", "yes", None, "share"])
    sheet.append(
        ["007", 110108001001001, datetime(2026, 11, 24, 8, 30), date(2026, 11, 24), time(8, 5), True, None, 1.5]
    )
    sheet.append([None] * 8)
    sheet.append(["x", 110108001001001234, None, None, None, False, "note", -3])
    made.create_sheet("second").append(["only"])
    path = tmp_path / "a.xlsx"
    made.save(path)
    return path


def test_cells_become_text_as_they_are_meant(book: Path) -> None:
    frame = frame_of(book)
    assert list(frame.columns) == ["code", "number", "when", "day", "hour", "yes", "column_7", "share"]
    assert frame.iloc[0].fillna("").tolist() == [
        "007", "110108001001001", "2026-11-24T08:30:00", "2026-11-24", "08:05:00", "true", "", "1.5",
    ]  # fmt: skip
    assert frame[["yes", "column_7", "share"]].iloc[1].tolist() == ["false", "note", "-3"]


def test_a_code_beyond_15_digits_keeps_the_text_of_a_float(book: Path) -> None:
    assert frame_of(book, "number")["number"].tolist() == ["110108001001001", "1.101080010010012e+17"]


def test_lines_are_the_sheets_rows_and_blank_rows_are_left_out(book: Path) -> None:
    assert [chunk.frame.index.tolist() for chunk in chunks_of(book, rows=1)] == [[2], [4]]


def test_a_header_further_down_and_to_the_right_is_found(tmp_path: Path) -> None:
    made = Workbook()
    made.worksheets[0]["C4"], made.worksheets[0]["D4"], made.worksheets[0]["D5"] = "a", "b", "value"
    made.save(tmp_path / "a.xlsx")
    assert peek(tmp_path / "a.xlsx").columns == ("column_1", "column_2", "a", "b")
    frame = frame_of(tmp_path / "a.xlsx", "b")
    assert (frame.index.tolist(), frame["b"].tolist()) == ([5], ["value"])


def test_a_sheet_is_chosen_by_name_or_is_the_first_visible_one_with_text(book: Path, tmp_path: Path) -> None:
    assert peek(book).layer == "点位"
    assert peek(book, layer="second").columns == ("only",)
    with pytest.raises(BadValue, match="no sheet 'third'; it has 点位, second"):
        peek(book, layer="third")
    made = Workbook()
    made.create_sheet("hidden").append(["secret"])
    made["hidden"].sheet_state = "hidden"
    made.create_sheet("shown").append(["open"])
    made.save(tmp_path / "b.xlsx")
    assert peek(tmp_path / "b.xlsx").columns == ("open",)


def test_a_cut_or_empty_workbook_and_another_zip_are_refused(book: Path, tmp_path: Path) -> None:
    content = book.read_bytes()
    with pytest.raises(BadFile, match="damaged or cut off"):
        peek(written(tmp_path, "cut.xlsx", content[: len(content) // 2]))
    middle = len(content) // 3
    with pytest.raises(BadFile, match=r"damaged|cannot be read"):
        peek(written(tmp_path, "worn.xlsx", content[:middle] + bytes(200) + content[middle + 200 :]))
    Workbook().save(tmp_path / "empty.xlsx")
    with pytest.raises(BadFile, match="No visible sheet of empty"):
        peek(tmp_path / "empty.xlsx")
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as archive:
        archive.writestr("a.txt", "text")
    with pytest.raises(BadFile, match="is a zip archive, not a workbook"):
        peek(tmp_path / "other.xlsx")


@pytest.mark.parametrize(
    ("place", "says"), [("XFD2", "16,384 columns and 2 rows"), ("ZZ1048576", "702 columns and 1,0")]
)
def test_a_cell_far_out_does_not_fill_the_memory(tmp_path: Path, place: str, says: str) -> None:
    made = Workbook()
    made.worksheets[0]["A1"] = "a"
    made.worksheets[0][place] = "b"
    made.save(tmp_path / "a.xlsx")
    with pytest.raises(BadFile, match=f"spans {says}"):
        peek(tmp_path / "a.xlsx")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(book: Path, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part))
        new.writestr("xl/media/zeros.bin", bytes(201_000_000))
    with pytest.raises(
        BadFile, match=r"unpacks to 201,0\d\d,\d\d\d bytes, \d,?\d\d\d? times its own size; .* packed 200 times"
    ):
        peek(bomb)


def test_what_is_small_when_unpacked_may_be_packed_as_much_as_it_is(book: Path, tmp_path: Path) -> None:
    """Very regular sheets pack 340 times and more."""
    packed = tmp_path / "b.xlsx"
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part))
        new.writestr("xl/spare.bin", bytes(60_000_000))
    assert 60_000_000 / packed.stat().st_size > 200
    assert frame_of(packed).equals(frame_of(book))


def test_the_limit_that_a_workbook_passes_is_the_one_that_is_told(monkeypatch: pytest.MonkeyPatch, book: Path) -> None:
    monkeypatch.setattr("gridmap.formats.xlsx_size._UNPACKED_AT_MOST", 1000)
    with pytest.raises(BadFile, match="at most 1,000 are read"):
        peek(book)


def _with_sheet(book: Path, path: Path, sheet: str, shared: str = "<sst/>") -> Path:
    """The workbook with another XML as its first sheet and as its shared texts."""
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != "xl/sharedStrings.xml":
                new.writestr(part.filename, sheet if part.filename == "xl/worksheets/sheet1.xml" else old.read(part))
        new.writestr("xl/sharedStrings.xml", shared)
    return path


_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("<row>" + "<c/>" * 2001 + "</row>", "spans 2,001 columns and 1 rows"),
        ("<row>" + "<c/>" * 2000 + "</row>" + "<row><c/></row>" * 400_000, "spans 2,000 columns and 400,001 rows"),
    ],
)
def test_cells_that_do_not_say_where_they_are_are_counted(book: Path, tmp_path: Path, rows: str, says: str) -> None:
    with pytest.raises(BadFile, match=says):
        peek(_with_sheet(book, tmp_path / "b.xlsx", _SHEET.format(rows)))


def test_a_long_text_that_very_many_cells_share_is_counted_once_a_cell(book: Path, tmp_path: Path) -> None:
    shared = "<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><si><t>a</t></si><si><t>{}</t></si></sst>"
    rows = "".join(f'<row><c r="A{n}" t="s"><v>{min(n - 1, 1)}</v></c></row>' for n in range(1, 40_001))
    with pytest.raises(BadFile, match=r"texts of a sheet of b.xlsx come to 1,2\d\d,\d\d\d,\d\d\d bytes"):
        peek(_with_sheet(book, tmp_path / "b.xlsx", _SHEET.format(rows), shared.format("x" * 30_000)))
    few = _with_sheet(
        book, tmp_path / "c.xlsx", _SHEET.format(rows[: rows.index("</row>") + 6]), shared.format("x" * 30_000)
    )
    assert peek(few).columns == ("a",)
