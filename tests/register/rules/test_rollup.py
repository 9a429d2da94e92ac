"""Sums up the area tree."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmap.register.rules.rollup import by_area

PATHS = ["1/", "1/11/", "1/11/111/", "1/11/112/", "1/12/", "1/110/"]
AREAS = pd.DataFrame({"path": PATHS}, index=[10, 20, 30, 40, 50, 60])


def test_an_area_holds_the_grids_below_it_and_no_namesake() -> None:
    paths = ["1/11/111/", "1/11/112/", "1/110/", "1/11/", None]
    sums = by_area(AREAS, pd.DataFrame({"area_path": paths, "m2": [1.0, 2.0, 4.0, 8.0, 16.0]}))
    assert sums["m2"].to_dict() == {10: 15.0, 20: 11.0, 30: 1.0, 40: 2.0, 60: 4.0}  # nothing in 50, the last in no area
    assert sums["grids"].to_dict() == {10: 4, 20: 3, 30: 1, 40: 1, 60: 1}


def test_without_areas_or_grids_there_are_no_sums() -> None:
    grids = pd.DataFrame({"area_path": ["1/"], "m2": [1.0]})
    assert by_area(AREAS.iloc[:0], grids).empty
    assert by_area(AREAS, grids.iloc[:0]).empty
    assert by_area(AREAS, grids.assign(area_path=None)).empty


@given(st.lists(st.tuples(st.sampled_from(PATHS), st.floats(0, 1e7)), min_size=1, max_size=60))
def test_a_parent_is_its_children_and_its_own_grids(rows: list[tuple[str, float]]) -> None:
    grids = pd.DataFrame(rows, columns=["area_path", "m2"])
    found = by_area(AREAS, grids)["m2"]
    sums = found.set_axis(AREAS["path"].loc[found.index]).reindex(PATHS).fillna(0.0)
    own = grids.groupby("area_path")["m2"].sum().reindex(PATHS).fillna(0.0)
    for parent, children in (("1/", ["1/11/", "1/12/", "1/110/"]), ("1/11/", ["1/11/111/", "1/11/112/"])):
        assert sums[parent] == pytest.approx(own[parent] + np.sum(sums[children]))
