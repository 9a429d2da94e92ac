from __future__ import annotations

from datetime import date

import numpy as np
import shapely

from gridmap.demo.city import CITY_CODE, SCALES
from gridmap.demo.manifest import Manifest
from gridmap.errors import Severity
from gridmap.grids.rules.area import read_areas
from gridmap.grids.rules.crs import WGS84
from gridmap.grids.rules.grid import read_grids
from tests.demo.layers import in_metres, read_layer

AS_OF = date(2025, 11, 1)


def test_unit_grids_tile_the_city_exactly(district: Manifest) -> None:
    rows, shapes = read_layer(district, "grids")
    areas, area_shapes = read_layer(district, "areas")
    tiles = shapes[(rows["kind"] == "unit").to_numpy()]
    assert shapely.coverage_is_valid(tiles)
    city = area_shapes[(areas["level"] == "city").to_numpy()][0]
    assert shapely.equals(shapely.normalize(shapely.union_all(tiles)), shapely.normalize(shapely.union_all([city])))
    assert np.isclose(shapely.area(tiles).sum(), shapely.area(city), rtol=1e-12)


def test_grids_are_neither_specks_nor_a_checkerboard(district: Manifest) -> None:
    rows, shapes = read_layer(district, "grids")
    hectares = shapely.area(in_metres(shapes[(rows["kind"] == "unit").to_numpy()])) / 1e4
    assert hectares.min() > 0.3
    assert hectares.max() < 40
    assert hectares.std() > 0.4 * hectares.mean()


def test_codes_nest_in_text_and_on_the_ground(district: Manifest) -> None:
    areas, area_shapes = read_layer(district, "areas")
    grids, grid_shapes = read_layer(district, "grids")
    by_code = dict(zip(areas["code"], area_shapes, strict=True))
    assert areas["code"].is_unique
    assert grids["code"].is_unique
    assert {len(code) for code in grids["code"]} == {15}
    assert [code[:12] for code in grids["code"]] == list(grids["area"])
    for code, parent, shape in zip(areas["code"], areas["parent"], area_shapes, strict=True):
        if code != CITY_CODE:
            assert code.startswith(parent)
            assert shapely.area(shapely.difference(shape, by_code[parent])) < 1e-12
    for area, shape in zip(grids["area"], grid_shapes, strict=True):
        assert shapely.area(shapely.difference(shape, by_code[area])) < 1e-12


def test_no_code_is_a_real_division(district: Manifest) -> None:
    areas, _ = read_layer(district, "areas")
    assert all(code.startswith("99") for code in areas["code"])
    assert "fictional" in areas.loc[areas["level"] == "city", "name"].iloc[0]
    assert "fictional" in district.notice_en
    assert "虚构" in district.notice_zh


def test_dedicated_grids_lie_on_the_tiling(district: Manifest) -> None:
    rows, shapes = read_layer(district, "grids")
    on_top = (rows["kind"] == "dedicated").to_numpy()
    assert on_top.sum() == SCALES["district"].dedicated
    assert all(code[12] == "9" for code in rows.loc[on_top, "code"])
    tree = shapely.STRtree(shapes[~on_top])
    assert all(len(tree.query(shape, predicate="within")) == 1 for shape in shapes[on_top])


def test_households_add_up(district: Manifest) -> None:
    areas, _ = read_layer(district, "areas")
    grids, _ = read_layer(district, "grids")
    sums = areas.assign(households=areas["households"].astype(int)).groupby("level")["households"].sum()
    assert sums.nunique() == 1
    assert sums["city"] == grids["households"].astype(int).sum() > 0


def test_the_import_takes_every_area_and_grid(district: Manifest) -> None:
    areas, area_shapes = read_layer(district, "areas")
    grids, grid_shapes = read_layer(district, "grids")
    parsed_areas = read_areas(areas, area_shapes, datum=WGS84, as_of=AS_OF)
    parsed_grids = read_grids(grids, grid_shapes, datum=WGS84, as_of=AS_OF)
    assert len(parsed_areas.frame) == len(areas)
    assert len(parsed_grids.frame) == SCALES["district"].grids
    assert [i for i in parsed_areas.issues + parsed_grids.issues if i.severity is not Severity.NOTE] == []
