"""Merging an import: the statements of db/merging.py against a small model, and the promises of DESIGN 3 one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Boolean, Column, Connection, Table, delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from gridmap.db.copying import staging_table
from gridmap.db.door import translating
from gridmap.db.engines import Database
from gridmap.db.merging import MergeCounts, absent_keys, merge, merge_versions
from gridmap.db.roles import DbRole
from gridmap.db.scope import writing
from gridmap.errors import OverlappingValidity
from gridmap.grids.store.tables import grid, history, street
from tests.db.version_model import Outcome, Overlap, Row, Version, after

_SQUARE = "SRID=4326;MULTIPOLYGON(((20 60,20 60.01,20.01 60.01,20.01 60,20 60)))"
_LINE = "SRID=4326;LINESTRING(20 60,20 60.01)"
_COLUMNS = ("code", "kind", "geom", "valid_from", "valid_to", "content_digest", "households", "batch_id")
_DAYS = [date(2026, 1, 1) + timedelta(days=30 * n) for n in range(6)]


@dataclass(frozen=True)
class Bench:
    """One transaction with a stage; `apart` undoes what a test wrote."""

    connection: Connection
    staged: Table
    streets: Table

    @contextmanager
    def apart(self) -> Iterator[None]:
        savepoint = self.connection.begin_nested()
        try:
            yield
        finally:
            savepoint.rollback()

    def bring(self, rows: Sequence[Row], *, batch: int = 1) -> MergeCounts:
        """Stage the rows as a file and merge them."""
        self.connection.execute(delete(self.staged))
        if rows:
            self.connection.execute(insert(self.staged), [_staged(row, batch) for row in rows])
        return merge_versions(self.connection, grid, self.staged, key="code", history=history)

    def table(self) -> frozenset[Version]:
        found = self.connection.execute(select(grid.c.code, grid.c.valid_from, grid.c.valid_to, grid.c.households))
        return frozenset(Version(*row) for row in found)

    def history(self) -> list[Version]:
        rows = self.connection.execute(select(history.c.row).order_by(history.c.history_id)).scalars()
        return [
            Version(r["code"], date.fromisoformat(r["valid_from"]), r["valid_to"] and date.fromisoformat(r["valid_to"]), r["households"])
            for r in rows
        ]  # fmt: skip


def _staged(row: Row, batch: int) -> dict[str, object]:
    return {
        "line": row.line, "dated": row.dated, "code": row.code, "kind": "unit", "geom": _SQUARE, "valid_from": row.begins,
        "valid_to": row.ends, "content_digest": row.content, "households": row.content, "batch_id": batch,
    }  # fmt: skip


@pytest.fixture(scope="module")
def bench(new_database: object) -> Iterator[Bench]:
    database: Database = new_database()  # type: ignore[operator]
    with writing(database.engine(DbRole.GRIDS_JOB), "*") as connection:
        staged = staging_table(connection, grid, _COLUMNS, Column("line", BigInteger), Column("dated", Boolean))
        names = ("segment_id", "name", "length_m", "geom", "content_digest", "batch_id")
        yield Bench(connection, staged, staging_table(connection, street, names, Column("line", BigInteger)))


@st.composite
def _files(draw: st.DrawFn) -> list[list[Row]]:
    """One to three files about two codes, a handful of days and contents, so that every rule meets every other."""
    files = []
    for _ in range(draw(st.integers(1, 3))):
        rows = []
        as_of = draw(st.sampled_from(_DAYS))
        for line in range(2, 2 + draw(st.integers(0, 5))):
            dated = draw(st.booleans())
            begins = draw(st.sampled_from(_DAYS)) if dated else as_of
            later = [day for day in _DAYS if day >= begins]
            ends = draw(st.none() | st.none() | st.sampled_from(later))
            rows.append(Row(line, draw(st.sampled_from("AB")), begins, ends, draw(st.integers(1, 2)), dated))
        files.append(rows)
    return files


_property = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def _expected(table: frozenset[Version], rows: Sequence[Row]) -> Outcome | None:
    try:
        return after(table, rows)
    except Overlap:
        return None


@_property
@given(files=_files())
def test_merge_does_what_the_model_says(bench: Bench, files: list[list[Row]]) -> None:
    with bench.apart():
        replaced: list[Version] = []
        for number, rows in enumerate(files):
            expected = _expected(bench.table(), rows)
            if expected is None:
                with pytest.raises(OverlappingValidity), translating(), bench.connection.begin_nested():
                    bench.bring(rows, batch=number)
                return
            counts = bench.bring(rows, batch=number)
            replaced += expected.replaced
            assert bench.table() == expected.table
            assert (counts.new, counts.corrected, counts.unchanged, counts.ended) == (
                expected.new, expected.corrected, expected.unchanged, expected.ended,
            )  # fmt: skip
            assert [i.line for i in counts.issues if i.code == "repeated-key"] == list(expected.repeated)
            assert sorted(i.line for i in counts.issues if i.code == "overlapping-validity") == list(expected.refused)
            assert sorted(bench.history(), key=str) == sorted(replaced, key=str)


@_property
@given(files=_files(), later_days=st.sampled_from([0, 1, 45]))
def test_same_file_again_changes_nothing_today_or_later(bench: Bench, files: list[list[Row]], later_days: int) -> None:
    """A row that gives no date speaks of the day of the import: tomorrow it says the same of the version that stands."""
    rows = files[0]
    with bench.apart():
        if _expected(frozenset(), rows) is None or not _each_code_is_dated_or_alone(rows):
            return
        first = bench.bring(rows)
        held, kept = bench.table(), bench.history()
        again = [r if r.dated else replace(r, begins=r.begins + timedelta(days=later_days)) for r in rows]
        second = bench.bring(again, batch=2)
        assert (second.new, second.corrected, second.ended) == (0, 0, 0)
        assert second.unchanged == first.new + first.unchanged
        assert bench.table() == held
        assert bench.history() == kept


def _each_code_is_dated_or_alone(rows: Sequence[Row]) -> bool:
    """A real file either has the column valid_from or has each code once; and a row without a date has no end of its own."""
    undated = {r.code for r in rows if not r.dated}
    return not any(r.dated and r.code in undated for r in rows) and all(r.dated or r.ends is None for r in rows)


@_property
@given(files=_files())
def test_no_code_ever_has_two_versions_on_one_day_and_none_is_lost(bench: Bench, files: list[list[Row]]) -> None:
    with bench.apart():
        seen: set[tuple[str, date]] = set()
        for rows in files:
            try:
                with translating(), bench.connection.begin_nested():
                    bench.bring(rows)
            except OverlappingValidity:
                continue
            table = bench.table()
            now = {(v.code, v.begins) for v in table}
            assert seen <= now, "a version that stood is gone"
            assert len(now) == len(table)
            seen = now
            for day in _DAYS:
                valid = [v.code for v in table if v.begins <= day and (v.ends is None or day < v.ends)]
                assert len(valid) == len(set(valid))


def _one(
    code: str = "A", *, begins: date = _DAYS[2], content: int = 1, ends: date | None = None, dated: bool = True
) -> Row:
    return Row(2, code, begins, ends, content, dated)


def test_later_valid_from_ends_the_version_before(bench: Bench) -> None:
    with bench.apart():
        bench.bring([_one()])
        counts = bench.bring([_one(begins=_DAYS[3], content=2)])
        assert (counts.new, counts.ended) == (1, 1)
        assert bench.table() == {Version("A", _DAYS[2], _DAYS[3], 1), Version("A", _DAYS[3], None, 2)}
        assert bench.history() == [], "ending is no correction"


def test_earlier_valid_from_than_what_stands_is_refused_and_named(bench: Bench) -> None:
    with bench.apart():
        bench.bring([_one()])
        counts = bench.bring([_one(begins=_DAYS[1], content=2)])
        (issue,) = counts.issues
        assert (issue.line, issue.field, issue.code, issue.value) == (
            2,
            "valid_from",
            "overlapping-validity",
            "2026-01-31",
        )
        assert "'A'" in issue.message
        assert bench.table() == {Version("A", _DAYS[2], None, 1)}


def test_correction_leaves_the_old_row_in_history_with_the_batch_that_replaced_it(bench: Bench) -> None:
    with bench.apart():
        bench.bring([_one()], batch=1)
        counts = bench.bring([_one(content=2)], batch=7)
        assert counts.corrected == 1
        row = bench.connection.execute(select(history)).one()
        assert (row.table_name, row.row_key, row.replaced_by_batch) == ("grid", "A", 7)
        assert (row.row["households"], row.row["batch_id"]) == (1, 1)
        assert row.row["geom"]["type"] == "MultiPolygon"
        assert bench.table() == {Version("A", _DAYS[2], None, 2)}


def test_correction_keeps_the_identity_of_the_row(bench: Bench) -> None:
    with bench.apart():
        bench.bring([_one()])
        before = bench.connection.execute(select(grid.c.grid_id)).scalar_one()
        bench.bring([_one(content=2)])
        assert bench.connection.execute(select(grid.c.grid_id)).scalar_one() == before


def test_correction_without_an_end_does_not_reopen_a_version_that_ended(bench: Bench) -> None:
    with bench.apart():
        bench.bring([_one(ends=_DAYS[4])])
        bench.bring([_one(content=2)])
        assert bench.table() == {Version("A", _DAYS[2], _DAYS[4], 2)}


def test_version_that_has_a_later_one_can_still_be_corrected(bench: Bench) -> None:
    with bench.apart():
        bench.bring([_one(), replace(_one(begins=_DAYS[4]), line=3)])
        counts = bench.bring([_one(content=2)])
        assert (counts.corrected, counts.issues) == (1, ())
        assert bench.table() == {Version("A", _DAYS[2], _DAYS[4], 2), Version("A", _DAYS[4], None, 1)}


def test_repeated_key_keeps_the_first_row_and_names_the_others(bench: Bench) -> None:
    with bench.apart():
        rows = [replace(_one(content=n), line=n + 1) for n in (1, 2, 3)]
        counts = bench.bring(rows)
        assert [(i.line, i.field, i.value) for i in counts.issues] == [(3, "code", "A"), (4, "code", "A")]
        assert bench.table() == {Version("A", _DAYS[2], None, 1)}


def test_absent_keys_are_told_and_nothing_is_deleted(bench: Bench) -> None:
    with bench.apart():
        bench.bring([_one("A"), _one("B"), replace(_one("C"), ends=_DAYS[3])])
        bench.connection.execute(delete(bench.staged))
        bench.connection.execute(insert(bench.staged), [_staged(_one("A"), 2)])
        assert absent_keys(bench.connection, grid, bench.staged, key="code") == ["B"]
        assert len(bench.table()) == 3


def _bring_streets(bench: Bench, *rows: tuple[str, int]) -> MergeCounts:
    bench.connection.execute(delete(bench.streets))
    staged = [
        {"line": n, "segment_id": key, "name": f"n{content}", "length_m": 1, "geom": _LINE, "content_digest": content, "batch_id": 1}
        for n, (key, content) in enumerate(rows, start=2)
    ]  # fmt: skip
    bench.connection.execute(insert(bench.streets), staged)
    return merge(bench.connection, street, bench.streets, key="segment_id", history=history)


@_property
@given(
    files=st.lists(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 2)), min_size=1, max_size=5), max_size=3)
)
def test_rows_known_by_key_alone_hold_the_last_content_of_their_first_mention(
    bench: Bench, files: list[list[tuple[str, int]]]
) -> None:
    with bench.apart():
        model: dict[str, int] = {}
        corrections = 0
        for rows in files:
            counts = _bring_streets(bench, *rows)
            firsts = dict(reversed(rows))
            assert counts.new == len(firsts.keys() - model.keys())
            assert counts.unchanged == sum(model.get(key) == content for key, content in firsts.items())
            assert counts.corrected == sum(model.get(key, content) != content for key, content in firsts.items())
            assert len(counts.issues) == len(rows) - len(firsts)
            corrections += counts.corrected
            model |= firsts
        found = bench.connection.execute(select(street.c.segment_id, street.c.content_digest)).all()
        assert {row[0]: row[1] for row in found} == model
        assert len(bench.connection.execute(select(history.c.history_id)).all()) == corrections


def test_model_is_no_copy_of_the_database(bench: Bench) -> None:
    """The comparison can fail: a table changed behind the model's back is noticed."""
    with bench.apart():
        bench.bring([_one()])
        bench.connection.execute(update(grid).values(households=99))
        assert bench.table() != after(frozenset(), [_one()]).table


def test_end_before_the_beginning_is_refused_by_the_database(bench: Bench) -> None:
    failing = pytest.raises(DBAPIError, match="range lower bound")
    with bench.apart(), failing as caught, bench.connection.begin_nested():
        bench.bring([_one(ends=_DAYS[0])])
    assert isinstance(caught.value.orig, psycopg.errors.DataException)
