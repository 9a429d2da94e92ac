"""`gridmap audit coverage` as typed: new and stored runs, assumptions, comparisons, files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from gridmap.db.engines import Database
from tests.cli.conftest import Typed
from tests.usecases import toy

ASSUMED = 'name = "disc"\nreason = "a test"\nheading = "all_round"\nrange_m = 50\n'


@pytest.fixture
def coverage(typed: Typed, database: Database, tmp_path: Path) -> Typed:
    toy.load_town(database, tmp_path)
    return lambda *words: typed("audit", "coverage", *words)


def _json(answer: tuple[int, str, str]) -> dict[str, Any]:
    code, out, err = answer
    assert (code, err) == (0, "")
    return dict(json.loads(out))


def test_the_default_is_all_bands_and_a_class_is_one(coverage: Typed) -> None:
    bands = _json(coverage("--json"))
    assert [figures["px_per_m"] for figures in bands["by_density"]] == [25, 62.5, 125, 250]
    one = _json(coverage("--class", "recognise", "--json"))
    assert [figures["px_per_m"] for figures in one["by_density"]] == [one["px_per_m"]] == [125]
    assert one["seen_m2"] == bands["by_density"][2]["seen_m2"]
    code, _out, err = coverage("--class", "perceive")  # a name of the other edition
    assert code == 2
    assert "EN 62676-4:2014" in err


def test_a_person_reads_depths_functions_and_what_is_unknown(coverage: Typed) -> None:
    code, out, _err = coverage()
    assert code == 0
    assert "62.5 px/m:" in out
    assert "(lower bound)" in out
    assert "1 views are unknown and not counted" in out
    assert "face_recognition: on at 0 cameras (0.00 % of public space), unknown at 1 (0.00 %)" in out


def test_a_stored_run_is_read_again_and_compared(coverage: Typed, tmp_path: Path) -> None:
    first, second = _json(coverage("--json")), _json(coverage("--json"))
    assert _json(coverage("--run", str(first["run_id"]), "--json")) == first
    told = _json(coverage("--run", str(second["run_id"]), "--compare", str(first["run_id"]), "-o", "c.csv", "--json"))
    assert told["comparison"]["grids_changed"] == 0
    assert (tmp_path / "c.csv").read_text(encoding="utf-8-sig").startswith("code,px_per_m,part,before_m2,after_m2,")


def test_rows_go_to_files_by_grid_and_by_area(coverage: Typed, tmp_path: Path) -> None:
    report = _json(coverage("--class", "25", "-o", "grids.csv", "--json"))
    grids = pd.read_csv(tmp_path / "grids.csv", dtype={"code": str})
    assert grids["code"].tolist() == sorted(grids["code"])
    assert grids["seen_m2"].sum() == pytest.approx(report["seen_m2"], abs=0.1)
    _json(coverage("--run", str(report["run_id"]), "--by", "area", "-o", "areas.geojson", "--json"))
    features = json.loads((tmp_path / "areas.geojson").read_text())["features"]
    assert [f["properties"]["code"] for f in features] == ["9901", "990101", "990101001001", "990101001002"]
    assert features[0]["properties"]["seen_m2"] == pytest.approx(report["seen_m2"], abs=0.1)


def test_an_assumption_labels_the_run(coverage: Typed, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(ASSUMED)
    code, out, _err = coverage("--assume", "a.toml", "--class", "25")
    assert code == 0
    assert "(assumed optics: disc)" in out
    assert "1 cameras are counted with assumed optics" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--assume", "none.toml"), "none.toml cannot be read"),
        (("--assume", "bad.toml"), "bad.toml cannot be read"),
        (("--assume", "list.json"), "no table"),
        (("--assume", "a.toml"), "one density class"),
        (("--occlusion", "x-ray"), "'x-ray' is not one of"),
        (("--run", "1", "--area", "9901"), "leave out --area"),
        (("--compare", "1", "--by", "area"), "leave out --by area"),
        (("--run", "999"), "no coverage run 999"),
        (("-o", "rows.docx"), ".geojson"),
    ],
)
def test_wrong_words_are_refused_with_a_sentence(
    coverage: Typed, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    (tmp_path / "a.toml").write_text(ASSUMED)
    (tmp_path / "bad.toml").write_text("name = ")
    (tmp_path / "list.json").write_text("[]")
    code, out, err = coverage(*words)
    assert (code, out) == (2, "")
    assert said in err


def test_no_run_is_made_when_there_is_none_to_compare_it_with(coverage: Typed) -> None:
    code, _out, err = coverage("--compare", "999")
    assert code == 2
    assert "no coverage run 999" in err
    assert coverage("--run", "1")[0] == 2
