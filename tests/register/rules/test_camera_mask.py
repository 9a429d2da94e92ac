"""Privacy masks of a camera's row: only a polygon near the camera hides anything, and what is declared is never forgotten."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from gridmap.errors import Severity
from gridmap.grids.rules.crs import GCJ02, WGS84, Datum, from_wgs84
from gridmap.grids.rules.field import Parsed
from gridmap.register.rules.camera import read_cameras
from gridmap.register.rules.camera_mask import masks_of

LON, LAT = 116.4, 39.9
SQUARE = "POLYGON ((116.4001 39.9001, 116.4002 39.9001, 116.4002 39.9002, 116.4001 39.9002, 116.4001 39.9001))"


def _read(*rows: dict[str, str], datum: Datum = WGS84) -> Parsed:
    full = [{"camera_id": f"C{n}", "lon": str(LON), "lat": str(LAT)} | row for n, row in enumerate(rows)]
    frame = pd.DataFrame(full, index=np.arange(2, len(rows) + 2)).astype("object")
    return read_cameras(frame.where(frame.notna(), None), None, datum=datum)


def _masks(parsed: Parsed) -> tuple[list[str], list[shapely.Geometry]]:
    rows, shapes = masks_of(parsed.frame)
    return rows["camera_id"].tolist(), list(shapes)


def test_polygon_becomes_a_mask_with_what_is_said_of_it() -> None:
    parsed = _read({"mask": SQUARE, "mask_follows_ptz": "是", "mask_checked_on": "2026-03-01"}, {"mask": SQUARE}, {})
    rows, shapes = masks_of(parsed.frame)
    assert rows["camera_id"].tolist() == ["C0", "C1"]
    assert rows["line"].tolist() == [2, 3]
    assert rows["follows_ptz"].tolist() == [True, False]
    assert str(rows["checked_on"].iloc[0]) == "2026-03-01"
    assert [shape.geom_type for shape in shapes] == ["MultiPolygon", "MultiPolygon"]
    assert all(shape.equals(shapely.from_wkt(SQUARE)) for shape in shapes)
    assert [i.code for i in parsed.issues if i.field.startswith("mask")] == []


@pytest.mark.parametrize("word", ["no", "无", "0", "", "Nee"])
def test_no_mask_is_declared_by_a_no(word: str) -> None:
    assert _masks(_read({"mask": word})) == ([], [])


@pytest.mark.parametrize("word", ["yes", "有", "1", "declared"])
def test_mask_that_is_only_declared_covers_nothing_and_is_kept(word: str) -> None:
    parsed = _read({"mask": word})
    ids, [shape] = _masks(parsed)
    assert ids == ["C0"]
    assert shape.is_empty
    assert [i.code for i in parsed.issues if i.field == "mask"] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("POLYGON ((116.4 39.9, 116.5", "bad-wkt"),
        ("the garden of no. 5", "bad-wkt"),
        ("POINT (116.4 39.9)", "wrong-geometry"),
        ("POLYGON ((116.4 39.9, 116.401 39.901, 116.401 39.9, 116.4 39.901, 116.4 39.9))", "self-crossing"),
        ("POLYGON ((39.9001 116.4, 39.9001 116.401, 39.9 116.401, 39.9001 116.4))", "mask-far"),
        ("POLYGON ((116.41 39.9, 116.411 39.9, 116.411 39.901, 116.41 39.9))", "mask-far"),
        ("POLYGON ((1e300 39.9, 116.411 39.9, 116.411 39.901, 1e300 39.9))", "mask-far"),
    ],
)
def test_mask_that_cannot_be_used_hides_nothing_and_says_why_with_the_camera_named(text: str, code: str) -> None:
    parsed = _read({"mask": text})
    _ids, [shape] = _masks(parsed)
    assert shape.is_empty
    [issue] = [i for i in parsed.issues if i.field == "mask"]
    assert (issue.code, issue.severity, issue.line) == (code, Severity.WARNING, 2)
    assert issue.message.startswith("camera C0: its mask")
    assert text not in issue.message


def test_mask_is_in_the_datum_of_the_file() -> None:
    ring = shapely.get_coordinates(shapely.from_wkt(SQUARE))
    lon, lat = from_wgs84(ring[:, 0], ring[:, 1], GCJ02)
    point_lon, point_lat = from_wgs84(np.array([LON]), np.array([LAT]), GCJ02)
    shifted = shapely.polygons(np.column_stack([lon, lat])).wkt
    row = {"mask": shifted, "lon": repr(float(point_lon[0])), "lat": repr(float(point_lat[0]))}
    _ids, [shape] = _masks(_read(row, datum=GCJ02))
    assert shapely.hausdorff_distance(shape, shapely.from_wkt(SQUARE)) < 1e-7


def test_word_that_is_neither_yes_nor_no_does_not_let_a_mask_turn() -> None:
    parsed = _read({"mask": SQUARE, "mask_follows_ptz": "sometimes"})
    assert masks_of(parsed.frame)[0]["follows_ptz"].tolist() == [False]
    assert [(i.field, i.code) for i in parsed.issues if i.field.startswith("mask")] == [
        ("mask_follows_ptz", "unknown-word")
    ]
