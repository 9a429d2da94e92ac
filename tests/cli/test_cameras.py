"""`gridmap cameras`: places west of Greenwich, files that appear when they are whole, bad input in one sentence."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from gridmap.db.engines import Database
from tests.cli.conftest import Typed
from tests.usecases import toy
from tests.usecases.test_reductions import AREAS, CAMERAS, EAST, HEADER, NORTH


@pytest.fixture
def crossing(database: Database, tmp_path: Path) -> Database:
    texts = {
        "areas": toy.features(toy.AREAS),
        "purpose-areas": toy.features(AREAS),
        "cameras": "\n".join([HEADER, *CAMERAS]) + "\n",
    }
    for kind, text in texts.items():
        path = tmp_path / f"{kind}.{'csv' if kind == 'cameras' else 'geojson'}"
        path.write_text(text)
        toy.load(database, kind, path)
    return database


def test_a_place_west_of_greenwich_is_no_option(typed: Typed) -> None:
    code, out, err = typed("cameras", "at", "-0.12,51.5", "--as-of", "2026-06-01")
    assert (code, err) == (0, "")
    assert out.startswith("No views have been stored yet")


def test_the_answer_for_programs(typed: Typed, crossing: Database) -> None:
    assert crossing
    code, out, _err = typed("cameras", "at", f"{EAST},{NORTH}", "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["views_known"] is False
    assert sum(group["cameras"] for group in answer["unknown_views"]) == 5


@pytest.mark.parametrize(("words", "says"), [
    (("at", "39.9061,116.3912"), "longitude first"),
    (("at", "somewhere"), "is no LON,LAT"),
    (("at", "1,2", "--datum", "mars2000"), "mars2000"),
    (("reduce", "--share", "0"), "above 0 and at most 1"),
    (("reduce", "--cell", "0"), "a side above 0"),
    (("reduce",), "No purpose area is declared"),
    (("reduce", "-o", "a.pdf"), "a.pdf ends in none of"),
])  # fmt: skip
def test_bad_input_ends_with_2_and_a_sentence(typed: Typed, words: tuple[str, ...], says: str) -> None:
    code, out, err = typed("cameras", *words)
    assert (code, out) == (2, "")
    assert says in err
    assert "Traceback" not in err


def test_rows_and_masks_are_written(typed: Typed, crossing: Database, tmp_path: Path) -> None:
    assert crossing
    code, out, err = typed("cameras", "reduce", "-o", "can-go.csv", "--as-of", "2026-06-01")
    assert (code, err) == (0, "")
    assert "2 can go alone" in out
    with (tmp_path / "can-go.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [row["camera_id"] for row in rows] == ["O", "T1", "T2"]
    typed("cameras", "reduce", "-o", "can-go.geojson", "--as-of", "2026-06-01")
    features = json.loads((tmp_path / "can-go.geojson").read_text())["features"]
    assert [f["properties"]["camera_id"] for f in features] == ["O", "T1", "T2"]
    assert {f["geometry"]["type"] for f in features} == {"MultiPolygon"}
