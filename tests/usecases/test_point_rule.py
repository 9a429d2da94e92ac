"""The point rule in SQL and in Python: a point on a shared edge or corner belongs to the grid with the lowest code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.scope import reading
from gridmap.grids.rules.assign import OUTSIDE, Lookup, assign, grid_lookup
from gridmap.grids.store.grids import find_grid, read_tiling
from tests.usecases import toy


@pytest.fixture(scope="module")
def town(new_database: Callable[[], Database], tmp_path_factory: pytest.TempPathFactory) -> Database:
    database = new_database()
    path: Path = tmp_path_factory.mktemp("town") / "grids.geojson"
    path.write_text(toy.features(toy.GRIDS))
    toy.load(database, "grids", path)
    return database


@pytest.fixture(scope="module")
def lookup(town: Database) -> tuple[Lookup, list[str]]:
    with reading(town.engine(DbRole.GRIDS_JOB), "*") as connection:
        grids = read_tiling(connection, day=toy.DAY, kind="unit")
    codes = grids["code"].tolist()
    return grid_lookup(grids.geometry.to_numpy(), codes), codes


# vertices, points on edges, inside and outside, in quarters of a cell
PLACES = st.lists(st.tuples(st.integers(-2, 14), st.integers(-2, 10)), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(PLACES)
def test_sql_and_python_agree_on_edges_corners_inside_and_outside(
    town: Database, lookup: tuple[Lookup, list[str]], places: list[tuple[int, int]]
) -> None:
    points = [toy.at(column / 4, row / 4) for column, row in places]
    found = assign(lookup[0], np.array([p[0] for p in points]), np.array([p[1] for p in points]))
    ours = [None if row == OUTSIDE else lookup[1][row] for row in found]
    with reading(town.engine(DbRole.GRIDS_JOB), "*") as connection:
        theirs = [find_grid(connection, lon, lat, day=toy.DAY) for lon, lat in points]
    assert ours == [None if grid is None else grid[1] for grid in theirs]


def test_shared_corner_goes_to_the_lowest_code(town: Database, lookup: tuple[Lookup, list[str]]) -> None:
    lon, lat = toy.at(1, 1)
    with reading(town.engine(DbRole.GRIDS_JOB), "*") as connection:
        grid = find_grid(connection, lon, lat, day=toy.DAY)
    assert grid is not None
    assert grid[1] == min(str(properties["code"]) for properties, _shape in toy.GRIDS[:4])
