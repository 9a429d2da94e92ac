"""`gridmap cameras scenario` as it is typed: exit codes, words, JSON, nothing kept of what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gridmap.db.engines import Database
from tests.cli.conftest import Typed
from tests.usecases import toy


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Database:
    """Two cameras, of which K2's heading is not known, and a home 28 m east of K1, which looks north."""
    home = ({"building_id": "H1", "use": "dwelling"}, toy.box(0.58, 0.48, 0.05, 0.04))
    for kind, name, text in (
        ("areas", "areas.geojson", toy.features(toy.AREAS)),
        ("grids", "grids.geojson", toy.features(toy.GRIDS)),
        ("buildings", "buildings.geojson", toy.features([home])),
        ("cameras", "cameras.csv", toy.CAMERAS),
    ):
        (tmp_path / name).write_text(text)
        assert toy.load(database, kind, tmp_path / name).rows_refused == 0
    return database


def _file(folder: Path, name: str, *changes: dict[str, object]) -> str:
    (folder / name).write_text(json.dumps(list(changes)))
    return name


def test_a_scenario_goes_all_the_way(town: Database, typed: Typed, tmp_path: Path) -> None:
    crop = _file(tmp_path, "crop.json", {"change": "narrow", "camera": "K1", "hfov_deg": 34})
    gone = _file(tmp_path, "gone.json", {"change": "remove", "camera": "K1"}, {"change": "remove", "camera": "K2"})
    code, out, _ = typed("cameras", "scenario", "make", "crop", crop, "--json")
    made = json.loads(out)
    assert (code, made["state"]) == (0, "kept")
    row = next(r for r in made["result"]["cameras"] if r["px_per_m"] == 25.0)
    assert row["after"]["view_m2"] / row["before"]["view_m2"] == pytest.approx(0.48, abs=0.01)
    assert typed("cameras", "scenario", "make", "gone", gone)[0] == 0
    code, out, _ = typed("cameras", "scenario", "compare", "crop", "gone")
    assert out.splitlines()[0].startswith("25 px/m, ground viewed: crop -")
    assert "No figures, since what they see is not known: K2" in typed("cameras", "scenario", "show", "gone")[1]
    assert typed("cameras", "scenario", "drop", "gone")[:2] == (0, "Scenario gone is dropped.\n")
    code, _, err = typed("cameras", "scenario", "apply", "crop")
    assert (code, err) == (2, "gridmap: Scenario 'crop' is not approved yet; nothing was changed.\n")
    assert typed("cameras", "scenario", "approve", "crop")[0] == 0
    assert typed("cameras", "scenario", "apply", "crop")[1] == "Scenario crop is applied: 1 cameras changed.\n"
    (row,) = json.loads(typed("cameras", "scenario", "list", "--json")[1])
    assert (row["name"], row["state"], row["made_by"]) == ("crop", "applied", row["applied_by"])
    typed("export", "cameras", "-o", "cameras.geojson")
    exported = {
        f["properties"]["camera_id"]: f["properties"]
        for f in json.loads((tmp_path / "cameras.geojson").read_text())["features"]
    }
    assert exported["K1"]["hfov_deg"] == pytest.approx(34, abs=0.1)
    typed("cameras", "sheet", "K1", "--as", "sensorthings", "-o", "k1.json")
    typed("cameras", "sheet", "K1", "--as", "annex", "-o", "k1.html")
    assert "scenario crop" in (tmp_path / "k1.html").read_text()
    assert town


def test_what_is_refused_ends_with_two_and_its_figures(
    town: Database, typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["gridmap", "--json"])  # where a refusal looks for it
    turn = _file(tmp_path, "turn.json", {"change": "turn", "camera": "K1", "heading_deg": 90})
    code, out, err = typed("cameras", "scenario", "make", "turn", turn, "--json")
    told = json.loads(out)
    assert (code, told["refused"]) == (2, True)
    assert ("K1", 25.0, "dwelling_buildings", 0.0, 1.0) in {tuple(rise.values()) for rise in told["rises"]}
    assert "all of them together, 25 px/m: homes 0 → 1" in err
    assert typed("cameras", "scenario", "list")[1] == "No scenario is kept.\n"
    assert town


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"change": "add", "camera": "K3"}]', "Change 1 is no object whose `change` is one of remove"),
        ('[{"change": "remove", "camera": "K1", "why": "the man next door"}]', "has 'why'"),
        ('[{"change": "remove", "camera": "K9"}]', "There is no camera 'K9'"),
        ('[{"change": "turn", "camera": "K2", "heading_deg": 5}]', "cannot be measured"),
        ("{", "not well-formed JSON"),
    ],
)
def test_bad_files_are_told_and_end_with_two(
    town: Database, typed: Typed, tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "bad.json").write_text(text)
    code, _, err = typed("cameras", "scenario", "make", "bad", "bad.json")
    assert code == 2
    assert said in err
    assert "Traceback" not in err
    assert typed("cameras", "scenario", "make", "bad", "missing.json")[0] == 2
    assert town
