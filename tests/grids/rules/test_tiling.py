"""The audit of a tiling finds what was broken, and nothing in a clean one."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.errors import WrongCrs
from gridmap.grids.rules.tiling import CHECKS, FINDING_COLUMNS, TilingAudit, audit_tiling
from tests.builders import AWKWARD, CELL_DEG, ORIGIN, grid_codes, shapes, squares, voronoi

METRE = 1.0 / 111_000.0  # of latitude, in degrees


def _counts(audit: TilingAudit) -> dict[str, int]:
    return {check: n for check, n in audit.headline.counts.items() if n}


def _audit(geometries: np.ndarray, *, area: shapely.Geometry | None = None) -> TilingAudit:
    return audit_tiling(grid_codes(len(geometries)), geometries, area=area)


def test_clean_tiling_has_no_findings() -> None:
    audit = _audit(squares(4, 3))
    assert _counts(audit) == {}
    assert audit.findings.empty
    assert audit.headline.is_complete
    assert audit.headline.area_m2 == pytest.approx(12 * (CELL_DEG * 85_400) * (CELL_DEG * 111_030), rel=0.01)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 500), cells=st.integers(3, 60))
def test_irregular_clean_tilings_are_complete(seed: int, cells: int) -> None:
    geometries = voronoi(cells, seed=seed)
    audit = audit_tiling([f"x{n}" for n in range(len(geometries))], geometries)
    assert {"gap-hole", "overlap", "unmatched-vertex"}.isdisjoint(_counts(audit))
    assert audit.headline.is_complete


@settings(max_examples=10, deadline=None)
@given(missing=st.integers(0, 11))
def test_missing_grid_is_a_hole_of_its_size(missing: int) -> None:
    geometries = squares(4, 3)
    area = shapely.union_all(geometries)
    audit = _audit(np.delete(geometries, missing), area=area)
    assert audit.headline.counts["gap-hole"] == 1
    assert audit.headline.gap_share == pytest.approx(1 / 12, rel=1e-3)
    assert not audit.headline.is_complete
    hole = audit.findings[audit.findings["check_name"] == "gap-hole"].iloc[0]
    assert hole["width_m"] == pytest.approx(CELL_DEG * 85_400, rel=0.02)
    assert shapely.equals_exact(hole.geometry.normalize(), geometries[missing].normalize(), 1e-9)


def test_without_an_area_an_inner_hole_is_still_a_gap() -> None:
    audit = _audit(np.delete(squares(3, 3), 4))
    assert audit.headline.counts["gap-hole"] == 1
    assert audit.headline.gap_share == pytest.approx(1 / 9, rel=1e-3)


def test_thin_gap_is_a_sliver() -> None:
    geometries = squares(2, 1)
    geometries[1] = shapely.box(geometries[1].bounds[0] + 0.4 * METRE, *geometries[1].bounds[1:])
    audit = _audit(geometries, area=shapely.union_all(squares(2, 1)))
    assert _counts(audit) == {"gap-sliver": 1}
    assert audit.findings["width_m"].iloc[0] == pytest.approx(0.4 * 0.768, rel=0.05)


def test_triple_overlap_counts_once_in_the_headline() -> None:
    one = squares(1, 1)[0]
    audit = _audit(shapes(one, one, one))
    assert audit.headline.counts["overlap"] == 3
    assert audit.headline.overlap_share == pytest.approx(1.0)
    assert audit.headline.counts["duplicate"] == 2


def test_overlap_names_both_grids_and_its_ground() -> None:
    geometries = squares(2, 1)
    west, south, east, north = geometries[0].bounds
    geometries[0] = shapely.box(west, south, east + CELL_DEG / 10, north)
    audit = _audit(geometries)
    row = audit.findings[audit.findings["check_name"] == "overlap"].iloc[0]
    assert row["codes"] == ", ".join(grid_codes(2))
    assert audit.headline.overlap_share == pytest.approx(0.05, rel=0.01)


def test_ground_outside_the_area_is_found() -> None:
    geometries = squares(2, 1)
    audit = _audit(geometries, area=geometries[0])
    assert audit.headline.counts["outside"] == 1
    assert audit.headline.outside_m2 == pytest.approx(audit.headline.area_m2, rel=1e-3)
    assert grid_codes(2)[1] in audit.findings.iloc[0]["codes"]


def test_t_junction_is_an_unmatched_vertex_without_area() -> None:
    west, south = ORIGIN
    below = shapely.box(west, south, west + 2 * CELL_DEG, south + CELL_DEG)
    above = squares(2, 1, origin=(west, south + CELL_DEG))
    audit = _audit(shapes(below, *above))
    assert audit.headline.counts["unmatched-vertex"] == 1
    assert audit.headline.counts["overlap"] == 0
    point = audit.findings[audit.findings["check_name"] == "unmatched-vertex"].iloc[0]
    assert point.geometry.distance(shapely.Point(west + CELL_DEG, south + CELL_DEG)) < 1e-9
    assert point["width_m"] < 0.05


def test_invalid_grids_are_listed_and_left_out() -> None:
    audit = _audit(shapes(*squares(2, 1), AWKWARD["bow-tie"], None, AWKWARD["empty"], AWKWARD["point"]))
    assert audit.headline.counts["invalid"] == 4
    assert not audit.headline.is_complete
    assert audit.headline.gap_m2 == 0.0


def test_codes_order_size_and_parts_are_told() -> None:
    geometries = squares(3, 1)
    codes = grid_codes(3)
    tiny = shapely.box(*ORIGIN, ORIGIN[0] + CELL_DEG / 50, ORIGIN[1] + CELL_DEG / 50)
    pair = shapely.MultiPolygon([shapely.box(117, 39, 117.005, 39.005), shapely.box(117.1, 39, 117.105, 39.005)])
    audit = audit_tiling([codes[0], codes[0], codes[2], "t", "p"], shapes(*geometries, tiny, pair))
    counts = _counts(audit)
    assert counts["repeated-code"] == 1
    assert counts["size"] == 1
    assert counts["multipart"] == 1


def test_sequence_that_runs_back_is_told_for_information() -> None:
    audit = audit_tiling(grid_codes(4)[::-1], squares(2, 2))
    assert audit.headline.counts["order"] > 0
    assert audit.headline.is_complete
    assert _counts(_audit(squares(2, 2))) == {}


def test_findings_have_the_columns_of_the_store_and_checks_are_described() -> None:
    audit = _audit(np.delete(squares(3, 3), 4))
    assert set(FINDING_COLUMNS) <= set(audit.findings.columns)
    assert audit.findings.crs.to_epsg() == 4326
    assert set(audit.findings["check_name"]) <= set(CHECKS)
    assert audit.headline.to_json()["counts"].keys() == CHECKS.keys()


def test_nothing_to_measure_is_refused() -> None:
    with pytest.raises(WrongCrs):
        audit_tiling(["1"], shapes(None))


def test_trafford_wards_tile(shared_data: Path) -> None:
    wards = gpd.read_file(shared_data / "register" / "trafford_wards_21.geojson")
    assert audit_tiling(wards["area_code"].tolist(), np.asarray(wards.geometry)).headline.is_complete


def test_baltimore_neighbourhoods_do_not_fill_the_city(shared_data: Path) -> None:
    hoods = gpd.read_file(shared_data / "baltimore" / "neighborhoods_278.geojson")
    city = gpd.read_file(shared_data / "baltimore" / "baltimore_city.geojson").geometry.iloc[0]
    audit = audit_tiling(hoods["LABEL"].tolist(), np.asarray(hoods.geometry), area=city)
    assert audit.headline.counts["invalid"] == 2
    assert audit.headline.gap_share == pytest.approx(0.147, abs=0.002)  # the harbour is in no neighbourhood
    assert not audit.headline.is_complete
