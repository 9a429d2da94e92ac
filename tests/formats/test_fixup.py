"""The fix-up file: what was refused and why, safe to open, ready to import again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridmap.errors import BadFile, BadValue, Issue, Severity
from gridmap.formats.fixup import refused_rows, safe_cell, write_fixup
from gridmap.formats.table import Chunk
from tests.formats.reading import frame_of, shapes_of


def chunk(geometry: np.ndarray | None = None) -> Chunk:
    frame = pd.DataFrame(
        {"code": ["007", "008", "009"], "lon": ["-76.6", "x", "117"], "telephone": ["555"] * 3}, index=[2, 3, 4]
    )
    return Chunk(frame, geometry)


ISSUES = (
    Issue(3, "lon", "bad-number", "lon is 'x'; a number is needed."),
    Issue(3, "code", "missing-value", "code is odd."),
    Issue(2, "code", "note", "nothing is wrong", Severity.WARNING),
    Issue(99, "code", "bad-number", "a line of another chunk"),
)


def test_only_refused_rows_and_allowed_columns_are_kept() -> None:
    kept = refused_rows(chunk(), ISSUES, columns=["code", "lon"])
    assert list(kept.frame.columns) == ["code", "lon", "_line", "_problem"]
    assert kept.frame.to_numpy().tolist() == [["008", "x", 3, "lon is 'x'; a number is needed. code is odd."]]


def test_a_table_goes_out_with_mark_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "fix.csv"
    parts = [refused_rows(chunk(), ISSUES, columns=["code", "lon"])] * 2
    assert write_fixup(path, parts) == 2
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"_problem") == 1
    assert frame_of(path, "code", "_line").to_numpy().tolist() == [["008", "3"]] * 2


def test_features_go_out_as_geojson_and_come_back(tmp_path: Path) -> None:
    shapes = np.array([shapely.Point(1, 2), shapely.Point(3, 4), None], dtype=object)
    path = tmp_path / "fix.geojson"
    assert write_fixup(path, [refused_rows(chunk(shapes), ISSUES, columns=["code"])]) == 1
    assert frame_of(path).to_numpy().tolist() == [["008", "3", "lon is 'x'; a number is needed. code is odd."]]
    assert shapes_of(path)[0].wkt == "POINT (3 4)"


def test_a_name_that_does_not_fit_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    shapes = np.array([shapely.Point(1, 2)] * 3, dtype=object)
    for name, part in (("fix.csv", chunk(shapes)), ("fix.geojson", chunk()), ("fix.xlsx", chunk())):
        with pytest.raises(BadValue, match=r"name|geometr"):
            write_fixup(tmp_path / name, [part])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["fix.csv", "fix.geojson"])
def test_without_a_refused_row_there_is_no_file(tmp_path: Path, name: str) -> None:
    shapes = None if name == "fix.csv" else np.array([shapely.Point(1, 2)] * 3, dtype=object)
    (tmp_path / name).write_text("of an earlier import")
    assert write_fixup(tmp_path / name, [refused_rows(chunk(shapes), (), columns=["code"])]) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_source_that_breaks_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "fix.csv"
    path.write_text("old")

    def breaking() -> Iterator[Chunk]:
        yield chunk()
        raise BadFile("cut off")

    with pytest.raises(BadFile):
        write_fixup(path, breaking())
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=1+1", "'=1+1"), ("+cmd|x", "'+cmd|x"), ("-2+3", "'-2+3"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"),
        (" =1", "' =1"), ("＝1", "'＝1"), ("-76.61", "-76.61"), ("+1,5e3", "+1,5e3"), ("南京=路", "南京=路"), ("", ""),
        (None, ""), (np.nan, ""), (3, "3"),
    ],
)  # fmt: skip
def test_no_cell_becomes_a_formula_and_numbers_stay(cell: object, expected: str) -> None:
    assert safe_cell(cell) == expected


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cell=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20))
def test_any_text_comes_back_but_for_the_apostrophe(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "fix.csv"
    write_fixup(path, [Chunk(pd.DataFrame({"a": [cell], "b": ["x"]}, index=[2]))])
    back = frame_of(path, "a", "b")["a"].tolist()[0]
    assert back in (cell, "'" + cell)
    assert back[0] not in "=@＝＠" or back == cell == ""
