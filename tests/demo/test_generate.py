from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod

from gridmap.demo.city import SCALES, to_degrees
from gridmap.demo.generate import generate
from gridmap.demo.manifest import Manifest
from gridmap.demo.names import invent
from gridmap.demo.worktime import due_hours_after
from gridmap.formats.table import peek
from gridmap.grids.rules import address, area, building, grid, street, water
from gridmap.grids.rules.field import Field, match_headers
from gridmap.register.rules import camera_field, private_ground, purpose_area, sensitive_place
from gridmap.service.rules import asset, incident, unit

KIND_TEXT = "areas grids streets buildings addresses water private-ground sensitive-places units assets incidents cameras purpose-areas"
FIELDS: dict[str, tuple[Field, ...]] = {
    "areas": area.FIELDS, "grids": grid.FIELDS, "streets": street.FIELDS, "buildings": building.FIELDS,
    "addresses": address.FIELDS, "water": water.FIELDS, "private-ground": private_ground.FIELDS,
    "sensitive-places": sensitive_place.FIELDS, "units": unit.FIELDS, "assets": asset.FIELDS,
    "incidents": incident.FIELDS, "cameras": camera_field.FIELDS, "purpose-areas": purpose_area.FIELDS,
}  # fmt: skip


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_city(tmp_path: Path) -> None:
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        generate(tmp_path / name, scale="block", seed=seed, dirt=0.05)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")
    other = digests(tmp_path / "c")
    # one county has the same units, whatever the seed
    assert [name for name, value in digests(tmp_path / "a").items() if other[name] == value] == ["units.csv"]


def test_dirt_changes_only_what_it_soils(dirty: Manifest, district: Manifest) -> None:
    clean, soiled = (digests(m.files[0].path.parent) for m in (district, dirty))
    assert {name for name in clean if clean[name] != soiled[name]} == {
        "cameras.parquet", "incidents.parquet", "manifest.json"
    }  # fmt: skip


@pytest.mark.parametrize("name", ["block", "district"])
def test_the_manifest_counts_what_the_files_hold(name: str, request: pytest.FixtureRequest) -> None:
    manifest: Manifest = request.getfixturevalue(name)
    scale = SCALES[name]
    assert [f.kind for f in manifest.files] == KIND_TEXT.split()
    assert manifest.rows("grids") == scale.grids
    assert manifest.rows("buildings") == scale.buildings
    assert manifest.rows("cameras") == scale.cameras
    assert manifest.rows("incidents") == scale.incidents
    for file in manifest.files:
        header = peek(file.path)
        assert header.rows in (None, file.rows), file.kind
        # what does not state its datum has it in its options
        assert header.datum == "wgs84" or file.kind == "units" or file.options["datum"] == "wgs84"


def test_every_column_is_one_that_the_import_takes(district: Manifest) -> None:
    for file in district.files:
        match = match_headers(peek(file.path).columns, FIELDS[file.kind])
        assert match.left_behind == (), file.kind
        assert all(name == column for name, column in match.columns.items()), file.kind


def test_the_folder_says_that_it_is_fictional(block: Manifest) -> None:
    folder = block.files[0].path.parent
    said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert "fictional" in said["notice_en"]
    assert "虚构" in said["notice_zh"]
    assert "fictional" in (folder / "areas.geojson").read_text(encoding="utf-8")[:600]


def test_progress_is_told_each_file(tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    manifest = generate(tmp_path, scale="block", seed=1, progress=lambda kind, rows: told.append((kind, rows)))
    assert sorted(told) == sorted((f.kind, f.rows) for f in manifest.files)


def test_metres_become_degrees_of_the_right_length() -> None:
    lon_lat = to_degrees(np.array([[0.0, 0.0], [1000.0, 0.0], [0.0, 1000.0]]))
    geod = Geod(ellps="WGS84")
    for there, bearing in ((lon_lat[1], 90.0), (lon_lat[2], 0.0)):
        azimuth, _, length_m = geod.inv(*lon_lat[0], *there)
        assert length_m == pytest.approx(1000.0, rel=1e-4)
        assert azimuth == pytest.approx(bearing, abs=0.01)


def test_names_do_not_repeat_until_all_are_used() -> None:
    names = invent(20_000, [("路", "Lu")], np.random.default_rng(1))
    assert len(set(names)) == 20_000
    with pytest.raises(ValueError, match="can be made"):
        invent(10**6, [("路", "Lu")], np.random.default_rng(1))


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ((2026, 2, 13, 16), 8, (2026, 2, 14, 16)),  # a make-up Saturday counts
        ((2026, 2, 13, 16), 16, (2026, 2, 24, 16)),  # the Spring Festival does not
        ((2026, 9, 30, 15), 4, (2026, 10, 8, 11)),
        ((2026, 1, 3, 11), 4, (2026, 1, 4, 13)),
    ],
)
def test_work_hours_skip_holidays_and_count_make_up_days(
    start: tuple[int, int, int, int], hours: float, due: tuple[int, int, int, int]
) -> None:
    first = date(2025, 11, 1)

    def since(at: tuple[int, int, int, int]) -> float:
        return 24.0 * (date(*at[:3]) - first).days + at[3]

    found = due_hours_after(
        np.array([since(start)]), np.array([float(hours)]), is_work=np.array([True]), first_day=first, days=480
    )
    assert found[0] == since(due)
