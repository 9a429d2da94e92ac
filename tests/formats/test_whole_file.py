"""A file is there whole or as it was before."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridmap.errors import BadFile
from gridmap.formats.whole_file import check_target, whole_file


def test_file_appears_when_the_block_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with whole_file(path) as part:
        part.write_text("new")
        assert not path.exists()
    assert path.read_text() == "new"
    assert [found.name for found in tmp_path.iterdir()] == ["a.csv"]


def test_what_stood_stays_when_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")

    def write_half() -> None:
        with whole_file(path) as part:
            part.write_text("half")
            raise MemoryError

    with pytest.raises(MemoryError):
        write_half()
    assert path.read_text() == "old"
    assert [found.name for found in tmp_path.iterdir()] == ["a.csv"]


def test_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(BadFile, match=r"a\.csv cannot be written: there is no folder .*nowhere\."),
        whole_file(tmp_path / "nowhere" / "a.csv"),
    ):
        pass


def test_a_folder_is_no_file_to_write(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"cannot be written: it is a folder\."):
        check_target(tmp_path)
    check_target(tmp_path / "new.csv")
    assert list(tmp_path.iterdir()) == []
