"""COPY brings back what was put in: every column type, text of every kind, and NULL apart from empty text."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, MetaData, Table, delete, inspect, select, text

from gridmap.db import copy_binary
from gridmap.db.copying import copy_frame, staging_table
from gridmap.db.door import translating
from gridmap.db.engines import Database
from gridmap.db.metadata import metadata
from gridmap.db.roles import DbRole
from gridmap.db.scope import writing
from gridmap.errors import BadValue
from gridmap.register.store.tables import camera

AWKWARD = [
    "", " ", "a,b", 'say "x"', "it's", "back\\slash", "\\N", "\\.", "line\nbreak", "first\n\\.\nlast", "tab\there", "雪亮工程 东街",
    "ÄÖ ß é", "{curly,braces}", "NULL", "null", "nan", "😀", "\u200b", "'; DROP TABLE camera; --", "=1+1", "\r\n",
]  # fmt: skip
COLUMNS = (
    "camera_id",
    "name",
    "purpose",
    "filed_on",
    "retention_days",
    "heading_deg",
    "geometry_quality",
    "geom",
    "batch_id",
)

_text = st.sampled_from(AWKWARD) | st.text(
    st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20
)
_row = st.fixed_dictionaries(
    {
        "camera_id": _text,
        "name": st.none() | _text,
        "purpose": st.none() | st.lists(_text, max_size=3),
        "filed_on": st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
        "retention_days": st.none() | st.integers(-(2**31), 2**31 - 1),
        "heading_deg": st.none() | st.floats(allow_nan=False, allow_infinity=False),
        "geometry_quality": st.none()
        | st.dictionaries(_text.filter(lambda t: "\x00" not in t), st.none() | st.booleans() | st.integers(-9, 9) | _text, max_size=3),
        "batch_id": st.none() | st.integers(-(2**63), 2**63 - 1),
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def connection(new_database: Callable[[], Database]) -> Iterator[Connection]:
    with writing(new_database().engine(DbRole.REGISTER_JOB), "*") as opened:
        yield opened


@pytest.fixture(scope="module")
def staged(connection: Connection) -> Table:
    return staging_table(connection, camera, COLUMNS)


def _frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=object) for name in rows[0]})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(_row, min_size=1, max_size=6))
def test_every_column_type_comes_back_as_it_went_in(
    connection: Connection, staged: Table, rows: list[dict[str, object]]
) -> None:
    connection.execute(delete(staged))
    points = shapely.points(np.linspace(20, 21, len(rows)), 60)
    assert copy_frame(connection, staged, _frame(rows), points) == len(rows)
    found = [dict(row) for row in connection.execute(select(staged)).mappings()]
    shapes = connection.execute(text("SELECT ST_AsEWKT(geom) FROM stage_camera")).scalars().all()
    assert [{k: v for k, v in row.items() if k != "geom"} for row in found] == rows
    assert [shape.split(";")[0] for shape in shapes] == ["SRID=4326"] * len(rows)


@pytest.mark.parametrize("value", AWKWARD, ids=repr)
def test_awkward_text_alone_in_its_row(connection: Connection, staged: Table, value: str) -> None:
    connection.execute(delete(staged))
    copy_frame(connection, staged, pd.DataFrame({"name": [value, None, value]}), None)
    assert connection.execute(select(staged.c.name)).scalars().all() == [value, None, value]


def test_missing_values_of_pandas_are_null(connection: Connection, staged: Table) -> None:
    connection.execute(delete(staged))
    frame = pd.DataFrame(
        {
            "name": pd.array(["x", pd.NA], dtype="string"),
            "heading_deg": [1.5, math.nan],
            "retention_days": pd.array([3, pd.NA], dtype="Int64"),
            "filed_on": [date(2026, 1, 2), None],
        }
    )
    copy_frame(connection, staged, frame, np.array([shapely.Point(1, 2), None]))
    columns = [staged.c[name] for name in ("name", "heading_deg", "retention_days", "filed_on")]
    rows = connection.execute(select(*columns, staged.c.geom.is_(None).label("nowhere"))).all()
    assert [tuple(row) for row in rows] == [("x", 1.5, 3, date(2026, 1, 2), False), (None, None, None, None, True)]


def test_instants_keep_their_zone_and_microseconds(connection: Connection) -> None:
    stage = staging_table(connection, metadata.tables["service.incident"], ["accepted_at"])
    instants = pd.Series([pd.Timestamp("2026-11-24T08:00:00.123456+08:00"), pd.NaT])
    copy_frame(connection, stage, pd.DataFrame({"accepted_at": instants}), None)
    found = connection.execute(select(stage.c.accepted_at)).scalars().all()
    assert found == [datetime(2026, 11, 24, 0, 0, 0, 123456, tzinfo=UTC), None]


def test_coordinates_are_kept_to_the_last_bit(connection: Connection, staged: Table) -> None:
    connection.execute(delete(staged))
    point = shapely.Point(116.39747000000001, 39.908823999999996)
    copy_frame(connection, staged, pd.DataFrame({"name": ["x"]}), np.array([point]))
    row = connection.execute(text("SELECT ST_X(geom), ST_Y(geom) FROM stage_camera")).one()
    assert (row[0], row[1]) == (point.x, point.y)


def test_empty_frame_writes_nothing(connection: Connection, staged: Table) -> None:
    connection.execute(delete(staged))
    assert copy_frame(connection, staged, pd.DataFrame({"name": []}), np.array([], dtype=object)) == 0
    assert connection.execute(select(staged)).all() == []


def test_stage_has_the_columns_asked_for_and_goes_with_the_transaction(new_database: Callable[[], Database]) -> None:
    engine = new_database().engine(DbRole.REGISTER_JOB)
    with writing(engine, "*") as opened:
        made = staging_table(opened, camera, ["camera_id", "geom"])
        assert [c.name for c in made.c] == ["camera_id", "geom"]
        assert all(column.nullable for column in made.c)
        assert isinstance(made.metadata, MetaData)
        assert made.metadata is not metadata
        assert inspect(opened).has_table("stage_camera")
    with writing(engine, "*") as opened:
        assert not inspect(opened).has_table("stage_camera")


def test_character_that_text_cannot_hold_is_a_bad_value(new_database: Callable[[], Database]) -> None:
    with (
        pytest.raises(BadValue, match="cannot be stored"),
        translating(),
        writing(new_database().engine(DbRole.REGISTER_JOB), "*") as opened,
    ):
        copy_frame(opened, staging_table(opened, camera, ["name"]), pd.DataFrame({"name": ["a\x00b"]}), None)


def test_no_rows_make_columns_of_no_rows() -> None:
    column = copy_binary.numbers(np.empty(0), "f8")
    assert column.fixed is not None
    assert column.fixed.shape == (0, 8)
    points = copy_binary.points(np.empty(0), np.empty(0), null=np.empty(0, dtype=bool))
    assert bytes(copy_binary.encode([column, points], 0, 0)) == b""
