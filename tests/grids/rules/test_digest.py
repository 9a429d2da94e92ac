"""The digest of a row's content: equal when the content is, whatever carries it."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.grids.rules.digest import content_digest, geometry_digest
from tests.builders import AWKWARD, shapes

GOLDEN = [8504427518834507104, 2997357812984547318]
GOLDEN_SHAPES = [14330280079007400903, 9678500069161853251]


def _frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "code": ["110108", "é", "网格", None],
            "households": [1, 2, 3, None],
            "valid_to": [date(2026, 1, 1), None, date(2027, 1, 1), None],
            "flag": [True, False, None, True],
            "many": [["a", "b"], ["c"], None, []],
            "at": pd.to_datetime(["2026-01-01T08:00Z"] * 4),
        },
        index=[2, 3, 4, 5],
    )


def _digests(frame: pd.DataFrame) -> list[int]:
    return [int(v) for v in content_digest(frame, None)]


def test_digest_does_not_change_from_release_to_release() -> None:
    frame = pd.DataFrame({"code": ["110108", "网格"], "n": [1.5, 2.0], "lon": [116.1, 116.2]})
    assert _digests(frame) == GOLDEN
    assert [int(v) for v in geometry_digest(shapes(shapely.box(0, 0, 1, 1), shapely.Point(1, 2)))] == GOLDEN_SHAPES


def test_digest_does_not_depend_on_the_dtype_backend() -> None:
    plain = _frame()
    arrow = plain.copy()
    for name, kind in (
        ("code", pa.string()), ("households", pa.int32()), ("valid_to", pa.date32()), ("flag", pa.bool_()),
        ("many", pa.list_(pa.string())), ("at", pa.timestamp("us", "UTC")),
    ):  # fmt: skip
        arrow[name] = plain[name].astype(pd.ArrowDtype(kind))
    masked = plain.assign(
        code=plain["code"].astype("string"), households=plain["households"].astype("Int64"),
        flag=plain["flag"].astype("boolean"), at=plain["at"].dt.tz_convert("Asia/Shanghai"),
    )  # fmt: skip
    objects = plain.assign(code=plain["code"].astype(object), households=plain["households"].astype(object))
    named = plain.assign(code=plain["code"].astype("category"))
    for other in (arrow, masked, objects, named):
        assert _digests(other) == _digests(plain)


def test_column_order_and_empty_columns_are_of_no_account() -> None:
    frame = _frame()
    assert _digests(frame[frame.columns[::-1]].assign(absent=None)) == _digests(frame)


@pytest.mark.parametrize("column", ["code", "households", "valid_to", "flag", "many", "at"])
def test_a_change_in_any_column_changes_the_digest(column: str) -> None:
    frame = _frame().iloc[:1]
    others: dict[str, Any] = {
        "code": "110109", "households": 2, "valid_to": date(2026, 1, 2), "flag": False, "many": [["a"]],
        "at": pd.Timestamp("2026-01-01T08:01Z"),
    }  # fmt: skip
    other = others[column]
    assert _digests(frame.assign(**{column: other})) != _digests(frame)


def test_values_do_not_wander_between_columns() -> None:
    assert _digests(pd.DataFrame({"a": ["x"], "b": ["y"]})) != _digests(pd.DataFrame({"a": ["y"], "b": ["x"]}))
    assert _digests(pd.DataFrame({"a": ["x"]})) != _digests(pd.DataFrame({"b": ["x"]}))


@settings(deadline=None)
@given(st.lists(st.text(max_size=8), min_size=2, max_size=20))
def test_texts_are_told_apart_row_by_row(texts: list[str]) -> None:
    together = _digests(pd.DataFrame({"a": pd.Series(texts, dtype=object)}))
    alone = [_digests(pd.DataFrame({"a": pd.Series([t], dtype=object)}))[0] for t in texts]
    assert together == alone


def test_large_integers_are_compared_exactly() -> None:
    assert _digests(pd.DataFrame({"n": [2**60]})) != _digests(pd.DataFrame({"n": [2**60 + 1]}))


def test_coordinates_count_to_seven_decimals() -> None:
    line = shapely.LineString([(0, 0), (1, 1)])
    near, far = shapely.LineString([(0, 0), (1, 1.00000001)]), shapely.LineString([(0, 0), (1, 1.0000002)])
    same, close, other = geometry_digest(shapes(line, near, far))
    assert same == close
    assert same != other
    assert _digests(pd.DataFrame({"lon": [1.00000001]})) == _digests(pd.DataFrame({"lon": [1.0]}))


def test_start_turn_and_order_of_parts_are_of_no_account() -> None:
    ring = [(0, 0), (2, 0), (2, 1), (0, 1)]
    turned = shapely.Polygon(ring[2:] + ring[:2]).reverse()
    other = shapely.box(5, 5, 6, 6)
    one = shapely.MultiPolygon([shapely.Polygon(ring), other])
    two = shapely.MultiPolygon([other, turned])
    digests = geometry_digest(shapes(one, two, shapely.Polygon(ring), shapely.MultiPolygon([turned])))
    assert digests[0] == digests[1]
    assert digests[2] == digests[3]


def test_hole_is_no_part_and_a_line_has_a_direction() -> None:
    shell, inner = shapely.box(0, 0, 4, 4), shapely.box(1, 1, 2, 2)
    holed = shapely.Polygon(shell.exterior.coords, [inner.exterior.coords])
    parts = shapely.MultiPolygon([shell, inner])
    line = shapely.LineString([(0, 0), (1, 2)])
    assert len(set(geometry_digest(shapes(holed, parts, shell, line, line.reverse())).tolist())) == 5


def test_every_awkward_geometry_has_a_digest() -> None:
    digests = dict(zip(AWKWARD, geometry_digest(shapes(*AWKWARD.values())).tolist(), strict=True))
    assert digests["none"] == digests["empty"] == 0
    assert len(set(digests.values())) == len(AWKWARD) - 1


def test_missing_geometry_equals_no_geometry() -> None:
    frame = _frame().iloc[:2]
    assert content_digest(frame, shapes(None, shapely.Point())).tolist() == _digests(frame)
    assert content_digest(frame.iloc[:0], shapes()).tolist() == []
    assert content_digest(frame, None).to_numpy().dtype == np.int64
