"""Polygons and lines row by row."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely

from gridmap.errors import Severity, WrongCrs
from gridmap.grids.rules.crs import WGS84, Datum, geometries_from_wgs84
from gridmap.grids.rules.shape import read_lines, read_polygons
from tests.builders import AWKWARD, rows, shapes

EXPECTED = {
    "square": None, "hole": None, "multipolygon": None, "corner-touching": None, "bow-tie": "invalid-polygon",
    "spike": "invalid-polygon", "flat": "invalid-polygon", "thin": None, "empty": "no-geometry", "none": "no-geometry",
    "point": "wrong-geometry", "collection": "wrong-geometry",
}  # fmt: skip


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_polygons_are_kept_or_refused_with_their_reason(name: str) -> None:
    read, issues = read_polygons(rows(code=["a"]), shapes(AWKWARD[name]), datum=WGS84)
    assert [i.code for i in issues] == ([EXPECTED[name]] if EXPECTED[name] else [])
    assert (read[0] is None) == (EXPECTED[name] is not None)
    assert read[0] is None or read[0].geom_type == "MultiPolygon"


def test_repair_is_done_only_when_asked_and_reported() -> None:
    read, issues = read_polygons(rows(code=["a"]), shapes(AWKWARD["spike"]), datum=WGS84, repair="make-valid")
    assert shapely.is_valid(read[0])
    assert [(i.code, i.severity) for i in issues] == [("repaired-polygon", Severity.WARNING)]
    assert "+0.0000%" in issues[0].message


def test_repair_of_a_bow_tie_tells_the_change_of_area() -> None:
    tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 1)])
    read, issues = read_polygons(rows(code=["a"]), shapes(tie), datum=WGS84, repair="make-valid")
    assert shapely.area(read[0]) == pytest.approx(shapely.area(shapely.make_valid(tie, method="structure")))
    assert f"{(read[0].area - tie.area) / tie.area:+.4%}" in issues[0].message


def test_what_has_no_area_cannot_be_repaired() -> None:
    read, issues = read_polygons(rows(code=["a"]), shapes(AWKWARD["flat"]), datum=WGS84, repair="make-valid")
    assert read[0] is None
    assert [i.severity for i in issues] == [Severity.ERROR]


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_nan_and_infinite_coordinates_are_refused(bad: float) -> None:
    shape = shapely.set_coordinates(shapely.box(0, 0, 1, 1), [(0, 0), (1, bad), (1, 1), (0, 1), (0, 0)])
    read, issues = read_polygons(rows(code=["a"]), shapes(shape), datum=WGS84)
    assert [i.code for i in issues] == ["not-finite"]
    assert read[0] is None


def test_projected_polygons_are_converted() -> None:
    square = shapely.box(117.0, 39.0, 117.01, 39.01)
    given = geometries_from_wgs84(shapes(square), Datum("EPSG:4548"))
    read, issues = read_polygons(rows(code=["a"]), given, datum=Datum("EPSG:4548"))
    assert issues == []
    assert shapely.equals_exact(shapely.get_geometry(read[0], 0).normalize(), square.normalize(), 1e-9)


def test_polygons_in_feet_stated_as_degrees_are_the_wrong_crs() -> None:
    with pytest.raises(WrongCrs):
        read_polygons(rows(code=["a"]), shapes(shapely.box(770_000, 2_950_000, 771_000, 2_951_000)), datum=WGS84)


def test_lines_that_join_become_one() -> None:
    joined = shapely.from_wkt("MULTILINESTRING ((0 0, 1 1), (1 1, 2 0))")
    apart = shapely.from_wkt("MULTILINESTRING ((0 0, 1 1), (5 5, 6 6))")
    short = shapely.from_wkt("LINESTRING (1 1, 1 1)")
    read, issues = read_lines(rows(segment_id=["a", "b", "c"]), shapes(joined, apart, short), datum=WGS84)
    assert read[0].geom_type == "LineString"
    assert [(i.line, i.code) for i in issues] == [(3, "line-in-parts"), (4, "no-length")]
    assert read[1] is None
    assert read[2] is None


@pytest.mark.parametrize(
    "text",
    [
        "CURVEPOLYGON((0 0, 1 1, 0 1, 0 0))",
        "CIRCULARSTRING(0 0, 1 1, 2 0)",
        "CompoundCurve((0 0, 1 1), (1 1, 2 0))",
        "MULTISURFACE (((0 0, 1 1, 0 1, 0 0)))",
        "TIN (((0 0 0, 1 1 0, 0 1 0, 0 0 0)))",
        "GEOMETRYCOLLECTION(CURVEPOLYGON((0 0, 1 1, 0 1, 0 0)))",
        "GEOMETRYCOLLECTION(" * 200_000 + "POINT(1 1)" + ")" * 200_000,
    ],
)
@pytest.mark.parametrize("read", [read_polygons, read_lines])
def test_curves_surfaces_and_collections_refuse_their_row_only(text: str, read: Any) -> None:
    good = "POLYGON ((0 0, 1 0, 1 1, 0 0))" if read is read_polygons else "LINESTRING (0 0, 1 1)"
    found, issues = read(rows(wkt=[text, good]), None, datum=WGS84)
    assert shapely.is_missing(found).tolist() == [True, False]
    assert [(i.line, i.code) for i in issues] == [(2, "wrong-geometry")]
    assert "straight edges" in issues[0].message
    assert len(issues[0].message) < 250


@pytest.mark.parametrize("flavour", ["Z", "M", "ZM"])
def test_heights_and_measures_are_left_out_whatever_they_are(flavour: str) -> None:
    more = " nan" * len(flavour)
    ring = ", ".join(f"{x} {y}{more}" for x, y in [(0, 0), (1, 0), (1, 1), (0, 0)])
    found, issues = read_polygons(rows(wkt=[f"POLYGON {flavour} (({ring}))"]), None, datum=WGS84)
    assert issues == []
    assert not shapely.has_z(found[0])
    assert shapely.to_wkt(found[0], trim=True) == "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))"


def test_a_geometry_without_points_is_none() -> None:
    _, issues = read_polygons(rows(wkt=["POLYGON EMPTY", "GEOMETRYCOLLECTION EMPTY", ""]), None, datum=WGS84)
    assert [i.code for i in issues] == ["no-geometry"] * 3


def test_a_collection_that_holds_a_curve_is_refused_as_a_collection() -> None:
    curved = shapely.from_wkt("GEOMETRYCOLLECTION(CURVEPOLYGON((0 0, 1 1, 0 1, 0 0)))")
    found, issues = read_polygons(rows(code=["a"]), shapes(curved), datum=WGS84)
    assert (found[0], [i.code for i in issues]) == (None, ["wrong-geometry"])
