"""Concatenated WKB as outlines: the polygons that PostGIS wrote, part by part."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.db.metadata import SRID
from gridmap.register.store.outlines import multipolygon_column, outlines_of

HOLED = shapely.box(0, 0, 10, 10) - shapely.box(2, 2, 4, 4) - shapely.box(6, 6, 7, 8)
TWO = shapely.MultiPolygon([shapely.box(20, 0, 21, 1), HOLED])
SHAPES = [
    shapely.box(-3, 5, -1, 6),
    HOLED,
    TWO,
    shapely.Polygon(),
    shapely.MultiPolygon(),
    shapely.MultiPolygon([HOLED]),
]


def _wkb(shapes: list[shapely.Geometry]) -> bytes:
    return b"".join(shapely.to_wkb(shape, byte_order=1) for shape in shapes)


@settings(deadline=None)  # the first call compiles
@given(strings=st.lists(st.lists(st.sampled_from(SHAPES), max_size=5), max_size=4))
def test_outlines_are_the_full_parts_in_their_order(strings: list[list[shapely.Geometry]]) -> None:
    made = outlines_of([_wkb(shapes) for shapes in strings]).polygons()
    parts = shapely.get_parts(np.array([s for shapes in strings for s in shapes], dtype=object))
    full = parts[~shapely.is_empty(parts)]
    assert len(made) == len(full)
    assert shapely.equals_exact(made, full, 0.0).all()


@pytest.mark.parametrize(
    "string",
    [
        shapely.to_wkb(shapely.Point(1, 2), byte_order=1),
        shapely.to_wkb(HOLED, byte_order=0),
        shapely.to_wkb(shapely.force_3d(HOLED), byte_order=1),
        shapely.to_wkb(shapely.set_srid(HOLED, 4326), byte_order=1, include_srid=True),
    ],
    ids=["point", "big-endian", "3-D", "with-srid"],
)
def test_other_strings_are_refused(string: bytes) -> None:
    with pytest.raises(ValueError, match="little-endian WKB"):
        outlines_of([_wkb([HOLED]), string])


@settings(deadline=None)
@given(shapes=st.lists(st.sampled_from([s for s in SHAPES if not s.is_empty]), max_size=5))
def test_a_column_is_the_ewkb_of_multipolygons(shapes: list[shapely.Geometry]) -> None:
    column = multipolygon_column(np.array([*shapes, None], dtype=object)[:-1], lambda x, y: (x / 8, y + 1))
    cuts = zip(column.offsets[:-1], column.offsets[1:], strict=True)
    moved = [shapely.transform(shape, lambda xy: xy * [0.125, 1] + [0, 1]) for shape in shapes]
    parts = [shapely.set_srid(shapely.MultiPolygon(shapely.get_parts([shape])), SRID) for shape in moved]
    assert len(column.null) == len(shapes)
    assert not column.null.any()
    assert [shapely.from_wkb(column.data[a:b].tobytes()) for a, b in cuts] == parts
