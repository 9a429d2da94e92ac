"""Concatenated WKB as outlines: the polygons that PostGIS wrote, part by part."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.register.store.outlines import outlines_of

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
