"""Hotspots of the tiling that incidents belong to, and a clear answer for another one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.errors import BadValue, TooFewData
from gridmap.service.usecases.hotspots import HotspotReport, find_hotspots
from tests.usecases import toy

WARDS: list[toy.Row] = [
    ({"code": "W1", "kind": "ward"}, toy.box(0, 0, 1.5, 2)),
    ({"code": "W2", "kind": "ward"}, toy.box(1.5, 0, 1.5, 2)),
]


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Database:
    """Incidents on six unit grids, and two wards over them."""
    toy.load_town(database, tmp_path)
    path = tmp_path / "wards.geojson"
    path.write_text(toy.features(WARDS))
    toy.load(database, "grids", path)
    return database


def _hotspots(database: Database, kind: str | None) -> HotspotReport:
    return find_hotspots(database.engine(DbRole.SERVICE_JOB), zone="UTC", actor="test", kind=kind, method="excess")


def test_incidents_belong_to_the_tiling_with_the_most_grids(town: Database) -> None:
    report = _hotspots(town, None)
    assert (report.kind, report.grids, report.incidents, report.elsewhere) == ("unit", 6, 40, 0)


def test_another_tiling_is_answered_with_the_one_that_they_belong_to(town: Database) -> None:
    with pytest.raises(TooFewData, match="None of the 40 incidents belongs to a ward grid: they were given unit grids"):
        _hotspots(town, "ward")


def test_few_grids_are_told_which_method_takes_them(town: Database) -> None:
    with pytest.raises(TooFewData, match=r"at least 30 cells with a value; there are 4\. The exact excess takes fewer"):
        find_hotspots(town.engine(DbRole.SERVICE_JOB), zone="UTC", actor="test", method="gi-star")


def test_exact_excess_on_counts_that_vary_more_than_chance_is_a_caution(town: Database) -> None:
    report = _hotspots(town, None)
    assert report.dispersion is not None
    calm, wild = (replace(report, dispersion=value) for value in (1.2, 8.5))
    assert len(wild.lines()) == len(calm.lines()) + 1
    assert "8.5 times as much" in wild.lines()[-1]


def test_kind_that_does_not_stand_is_named(town: Database) -> None:
    with pytest.raises(BadValue, match=r"No grid of kind 'precinct' tiles on .*; there are unit, ward"):
        _hotspots(town, "precinct")
