"""Delimited text: encodings and delimiters found out, codes kept, lines right, bad files refused."""

from __future__ import annotations

import csv
import gzip
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridmap.errors import BadFile, BadValue
from gridmap.formats import encoded
from gridmap.formats.table import peek, read_chunks
from tests.formats.reading import chunks_of, frame_of, issues_of, written

CHINESE = "编号,名称,地址\n001,南京路步行街,上海市黄浦区\n002,人民广场,上海市人民大道\n"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gbk", "gb18030"), ("gb18030", "gb18030"), ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
    ],
)  # fmt: skip
def test_chinese_text_is_read_in_each_encoding(tmp_path: Path, encoding: str, found: str) -> None:
    path = written(tmp_path, "a.csv", CHINESE.encode(encoding))
    assert peek(path).encoding == found
    assert frame_of(path).to_numpy().tolist() == [
        ["001", "南京路步行街", "上海市黄浦区"],
        ["002", "人民广场", "上海市人民大道"],
    ]


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        ("id;straße\n1;Königsallee\n2;Größe – „ß“\n", "cp1252", "cp1252"),
        ("id,nom\n1,Café de l’Été\n", "cp1252", "cp1252"),
        ("code,name\n1,x\n2,y\n", "utf-16-le", "utf-16-le"),
        ("code,name\n1,x\n2,y\n", "utf-16-be", "utf-16-be"),
        ("編號,名稱\n1,臺北市中正區重慶南路一段\n2,高雄市苓雅區四維三路二號\n", "big5", "big5"),
        ("код,имя\n1,Москва улица Ленина дом пять\n2,Санкт-Петербург Невский проспект\n", "cp1251", "cp1251"),
    ],
)
def test_other_encodings_are_told_apart(tmp_path: Path, text: str, encoding: str, found: str) -> None:
    path = written(tmp_path, "a.csv", text.encode(encoding))
    header = peek(path)
    assert header.encoding == found
    assert header.columns[1] in text.splitlines()[0]


cells = st.text(
    alphabet=st.one_of(
        st.characters(codec="gb18030", exclude_categories=["Cs", "Cc", "Co", "Cn"]),
        st.sampled_from('",;\n\t|= '),
    ),
    max_size=12,
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(cells, cells), min_size=1, max_size=8))
def test_what_is_written_comes_back_in_any_encoding(tmp_path: Path, encoding: str, rows: list[tuple[str, str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([("first", "second"), *rows])
    path = written(tmp_path, "a.csv", text.getvalue().encode(encoding))
    back = chunks_of(path, encoding=encoding, rows=3)
    read = {line: tuple(row) for c in back for line, row in zip(c.frame.index, c.frame.to_numpy(), strict=True)}
    assert read == {line: row for line, row in enumerate(rows, start=2) if any(row)}
    assert not [issue for chunk in back for issue in chunk.issues]


def test_codes_keep_their_zeros_and_digits(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", b"code,n\n007,1.50\n110108001001001234,1e5\n")
    assert frame_of(path).to_numpy().tolist() == [["007", "1.50"], ["110108001001001234", "1e5"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_among_others_in_the_cells(tmp_path: Path, delimiter: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([["a", "b", "c"], ["1,5", "x;y", "p|q"], ["2,5", "z", "r"]])
    path = written(tmp_path, "a.csv", text.getvalue().encode())
    assert peek(path).delimiter == delimiter
    assert frame_of(path).iloc[0].tolist() == ["1,5", "x;y", "p|q"]


def test_lines_are_those_of_a_spreadsheet(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", b'a,b\n1,x\n\n2,"two\nlines"\n,,z\n3,y\n')
    for rows in (1, 2, 100):
        chunks = chunks_of(path, rows=rows)
        assert [line for chunk in chunks for line in chunk.frame.index] == [2, 4, 6]
        assert [issue.line for chunk in chunks for issue in chunk.issues] == [5]


def test_uneven_rows_are_issues_and_never_shift_cells(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", b"a,b,c\n1,2,3\n4,5\nsecret,6,7,8\n9,10,11\n12,1")
    assert frame_of(path).to_numpy().tolist() == [["1", "2", "3"], ["9", "10", "11"]]
    issues = issues_of(path)
    assert [(issue.line, issue.code) for issue in issues] == [(3, "uneven-row"), (4, "uneven-row"), (6, "uneven-row")]
    assert "4 cells and the header 3" in issues[1].message
    assert not any("secret" in issue.message + issue.value for issue in issues)


@pytest.mark.parametrize("rows", [1, 2, 100])
@pytest.mark.parametrize(
    "body",
    [
        b"1,x,\n2,y,,\n3,z\n4,w,  \n",  # most rows end with a spare delimiter
        b'1,x\n"2","y",,\n3,z\n4,"w",\n',  # a few do
        b"1,x,\n2,y,\n3,z,\n4,w,\n",
    ],
)
def test_empty_cells_beyond_the_header_are_no_cells(tmp_path: Path, body: bytes, rows: int) -> None:
    chunks = chunks_of(written(tmp_path, "a.csv", b"a,b\n" + body), rows=rows)
    read = [(line, *row) for c in chunks for line, row in zip(c.frame.index, c.frame.to_numpy(), strict=True)]
    assert read == [(2, "1", "x"), (3, "2", "y"), (4, "3", "z"), (5, "4", "w")]
    assert not [issue for chunk in chunks for issue in chunk.issues]


@pytest.mark.parametrize("end", [b"", b","])
def test_text_beyond_the_header_refuses_its_row(tmp_path: Path, end: bytes) -> None:
    body = b"".join(b"%d,x%s\n" % (number, b",secret" if number == 4 else end) for number in range(2, 9))
    path = written(tmp_path, "a.csv", b"a,b\n" + body)
    assert frame_of(path).index.tolist() == [2, 3, 5, 6, 7, 8]
    assert [(issue.line, issue.code) for issue in issues_of(path)] == [(4, "uneven-row")]
    assert "cells beyond the header must be empty" in issues_of(path)[0].message
    assert "secret" not in issues_of(path)[0].message


def test_a_long_file_whose_rows_all_end_with_a_spare_delimiter_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", b"a,b\n" + b"1,2,\n" * 50_000 + b"3,4\n")
    read = frame_of(path, rows=20_000)
    assert len(read) == 50_001
    assert read.iloc[-1].tolist() == ["3", "4"]


def test_uneven_rows_keep_their_lines_across_blocks(tmp_path: Path) -> None:
    row = b"x" * 90 + b",2\n"
    body = b"".join(b"only\n" if number % 50_000 == 0 else row for number in range(2, 250_002))
    path = written(tmp_path, "a.csv", b"a,b\n" + body)
    chunks = chunks_of(path, "b", rows=70_000)
    assert [issue.line for chunk in chunks for issue in chunk.issues] == [50_000, 100_000, 150_000, 200_000, 250_000]
    lines = [line for chunk in chunks for line in chunk.frame.index]
    assert lines == [number for number in range(2, 250_002) if number % 50_000]
    assert all(issue.line <= chunk.frame.index.max() for chunk in chunks[:-1] for issue in chunk.issues)


def test_a_quote_that_is_never_closed_is_told_as_such_and_not_as_missing_cells(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", b'a,b,c\n1,"x\n' + b"x\n" * 200_000 + b",2\n")
    (issue,) = issues_of(path)
    assert (issue.line, issue.code) == (2, "uneven-row")
    assert "never closed" in issue.message
    assert "quote cells" not in issue.message


def test_a_quoted_cell_may_have_any_number_of_line_breaks(tmp_path: Path) -> None:
    cell = "x\n" * 400_000
    path = written(tmp_path, "a.csv", b'a,b,c\n1,"' + cell.encode() + b'",2\n')
    assert frame_of(path).to_numpy().tolist() == [["1", cell, "2"]]


def test_a_long_cell_in_a_row_of_another_length_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", b"a,b\n1,2\n3,4\n" + b"x" * 200_000 + b",2,\n5,6\n")
    assert [issue.message for issue in issues_of(path)] == [
        "The row has 3 cells and the header 2, and one of more than 131,072 characters; give it as many as the header."
    ]


def test_only_the_columns_asked_for_are_read(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "code,telephone,name\n1,555-0100,一\n".encode())
    assert list(frame_of(path, "name", "code").columns) == ["name", "code"]


def test_repeated_and_nameless_headers_become_distinct(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", b"a,a,,b\n1,2,3,4\n")
    assert peek(path).columns == ("a", "a (2)", "column_3", "b")
    assert peek(path).repeated == ("a",)
    assert frame_of(path, "a (2)").iloc[0, 0] == "2"


def test_gzip_and_tabs_are_read(tmp_path: Path) -> None:
    assert frame_of(written(tmp_path, "a.csv.gz", gzip.compress(CHINESE.encode("gbk")))).iloc[0, 1] == "南京路步行街"
    assert frame_of(written(tmp_path, "a.tsv", b"a\tb\n1\t2,3\n")).iloc[0].tolist() == ["1", "2,3"]


def test_a_header_alone_gives_no_chunk(tmp_path: Path) -> None:
    assert chunks_of(written(tmp_path, "a.csv", b"a,b\n")) == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a,b\n" + "1,南京路\n".encode() * 5 + "2,上海滩\n".encode("gbk"), "line 7 is not"),
        (b"a,b\n" + "1,南京路\n".encode("gbk") * 90 + "2,上海滩外滩\n".encode(), "line 92 is not"),
        (b"a,b\n" + b"1,x\n" * 2_000_000 + "2,上海\n".encode("gbk") + "3,南京路\n".encode(), "line 2000002 is not"),
        (b"\n1,2\n", "The first line of a.csv is blank"),
        (b"a,b\n" + b"1,2\n" * 3000 + b"1,\x00\n", "a NUL character in line 3002"),
        (b"a,b\n" + b"x" * 60 + b",\x00\n", "a NUL character in line 2"),
        (b"a,b\n1," + b"x" * 1_000_001 + b"\n", "cell of 1,000,001 bytes in line 2, column 'b'"),
        (b'a,b\n1,"never closed\n' + b"1,2\n" * 500_000, "A quote that is never closed"),
        (b'a,b\n1,"never closed\n' + b"1,2\n" * 3_000_000, "A quote that is never closed"),
        (",".join(f"c{i}" for i in range(2001)).encode() + b"\n", "2,001 columns"),
        (b"a,b\n" + b"1,2,3\n" * 10_001, "more than 10,000 rows of a wrong length, the first in line 2"),
    ],
)  # fmt: skip
def test_bad_files_are_refused_with_their_place(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(BadFile, match=says):
        chunks_of(written(tmp_path, "a.csv", content))


def test_short_words_of_another_encoding_are_found_though_both_decode(tmp_path: Path) -> None:
    content = b"a,b\n" + "1,南京\n".encode() * 5 + "2,上海\n".encode("gbk") * 3
    content.decode("gb18030")
    with pytest.raises(BadFile, match=r"UTF-8 in part, but line 7 is not"):
        peek(written(tmp_path, "a.csv", content))


def test_utf_8_far_behind_the_start_of_a_gb18030_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoded, "BLOCK_BYTES", 300)
    content = b"a,b\n" + "1,南京东路\n".encode("gbk") * 90 + "2,上海滩外滩北\n".encode()
    content.decode("gb18030")
    with pytest.raises(BadFile, match=r"gb18030 in part, but line 92 is not \(UTF-8\)"):
        chunks_of(written(tmp_path, "a.csv", content))


def test_a_cut_gzip_file_is_refused(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(b"%d,%d\n" % (i, i * 7919 % 1009) for i in range(100_000)))
    with pytest.raises(BadFile, match="damaged or cut off"):
        chunks_of(written(tmp_path, "a.csv.gz", whole[:-100]))


def test_a_gzip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gridmap.formats.encoded._UNPACKED_FREE", 8 << 20)
    path = written(tmp_path, "a.csv.gz", gzip.compress(b"a,b\n" + b"1,2\n" * 6_000_000))
    with pytest.raises(BadFile, match="unpacks to more than"):
        chunks_of(path)


def test_a_given_encoding_is_taken_and_must_exist(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", CHINESE.encode("gbk"))
    assert frame_of(path, encoding="gbk").iloc[0, 1] == "南京路步行街"
    with pytest.raises(BadFile, match="line 1 is not"):
        peek(path, encoding="utf-8")
    for name in ("klingon", "base64"):
        with pytest.raises(BadValue, match="is no text encoding"):
            peek(path, encoding=name)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    import pyarrow as pa

    def peak(rows: int) -> int:
        path = written(tmp_path, f"{rows}.csv", b"a,b\n" + b"0123456789,abcdefghij\n" * rows)
        highest = 0
        tracemalloc.start()
        for _ in read_chunks(peek(path), ["a", "b"], rows_per_chunk=50_000):
            highest = max(highest, pa.total_allocated_bytes())
        _, python = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest + python

    assert peak(3_000_000) < 1.6 * peak(1_000_000)


def test_the_published_files_are_read(shared_data: Path) -> None:
    requests = frame_of(shared_data / "service/boston_311_2015.csv", "CASE_ENQUIRY_ID", "ward")
    assert len(requests) == 11_981
    assert requests.iloc[1].tolist() == ["101001240772", "03"]
    assert len(frame_of(shared_data / "baltimore/streets_48473.csv.gz", "segment_id", "wkt")) == 48_473
    assert peek(shared_data / "register/amsterdam_bulk_form.csv").delimiter == ";"
