"""Three values are read from an exported assessment, and nothing else, whatever stands in it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gridmap.errors import BadFile
from gridmap.formats import pia_reader
from gridmap.formats.pia_reader import read_pia


def _written(folder: Path, pia: Any, **members: Any) -> Path:
    path = folder / "pia.json"
    path.write_text(json.dumps({"pia": pia, "answers": [], **members}))
    return path


GOOD = {"id": 7, "status": 3, "updated_at": "2026-02-01T23:30:00-02:00"}


def test_id_status_and_utc_day_are_read_and_no_text_is(tmp_path: Path) -> None:
    secret = "Jane Doe thinks <script>"
    path = _written(
        tmp_path, {**GOOD, "author_name": secret, "dpo_opinion": secret}, comments=[{"description": secret}]
    )
    assert asdict(read_pia(path)) == {"pia_id": 7, "status": 3, "on": date(2026, 2, 2)}


def test_the_making_stands_in_for_the_last_change(tmp_path: Path) -> None:
    path = _written(tmp_path, {"id": 1, "status": 2, "created_at": "2021-01-07T09:22:30.542Z"})
    assert read_pia(path).on == date(2021, 1, 7)


@pytest.mark.parametrize(
    "pia",
    [None, [], "text", {}, GOOD | {"id": "7"}, GOOD | {"id": True}, GOOD | {"id": 0}, GOOD | {"status": 5}, GOOD | {"status": "3"},
     GOOD | {"status": -1}, GOOD | {"updated_at": "yesterday"}, GOOD | {"updated_at": "2026-02-01"}, GOOD | {"updated_at": 5}],
)  # fmt: skip
def test_whatever_is_no_assessment_is_refused_without_repeating_it(tmp_path: Path, pia: Any) -> None:
    with pytest.raises(BadFile, match=r"pia\.json"):
        read_pia(_written(tmp_path, pia))


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"pia": {"id": 7, "status": 3, "updated_at": "x"}}'],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "pia.json"
    path.write_bytes(content)
    with pytest.raises(BadFile, match=r"pia\.json"):
        read_pia(path)


def test_missing_and_huge_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadFile, match="is no file"):
        read_pia(tmp_path / "none.json")
    path = _written(tmp_path, GOOD)
    monkeypatch.setattr(pia_reader, "BYTES_AT_MOST", 10)
    with pytest.raises(BadFile, match="is larger than"):
        read_pia(path)
