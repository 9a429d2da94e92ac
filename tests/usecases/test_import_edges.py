"""Files at the edge of what can be imported, and exports that nobody reads to the end."""

from __future__ import annotations

import asyncio
import io
import sys
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from gridmap.cli.exporting import write_layer
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.server import Server
from gridmap.errors import BadFile, BadValue
from gridmap.formats.table import read_chunks
from gridmap.formats.writers import WRITERS
from gridmap.grids.usecases import day_orders, importing
from gridmap.service.usecases import incidents, time_orders
from tests.db.rows import database_name, superuser
from tests.usecases import toy
from tests.usecases.test_imports import rows


def test_file_without_one_good_camera_is_reported_row_by_row(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "cameras.csv"
    path.write_text("camera_id,lon,lat\nK1,,\nK2,0,0\n")
    report = toy.load(database, "cameras", path)
    assert (report.rows_read, report.new, report.rows_refused) == (2, 0, 2)
    assert [issue.line for issue in report.issues] == [2, 3]


@pytest.mark.parametrize(
    ("kind", "says"), [("areas", "the columns of wkt with --map"), ("cameras", "lon and lat, or wkt")]
)
def test_table_without_shapes_is_refused_before_its_datum_is_asked_for(
    database: Database, tmp_path: Path, kind: str, says: str
) -> None:
    path = tmp_path / "towns.csv"
    path.write_text("code,name\n990101001000,甲街道\n")
    with pytest.raises(BadFile, match=f"towns.csv holds no shapes, and each row of kind {kind} needs one.*{says}"):
        toy.load(database, kind, path, datum=None)


class _Closed(io.RawIOBase):
    """A pipe whose reader has seen enough."""

    def writable(self) -> bool:
        return True

    def write(self, _piece: object) -> int:
        raise BrokenPipeError


def test_export_whose_reader_stops_early_ends_at_once(
    database: Database, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`gridmap export … | head`: the read that is under way is given up, and the connections go back."""
    with superuser(server, database_name(database)) as connection:
        connection.execute(
            "INSERT INTO grids.street (segment_id, name, length_m, geom, content_digest) "
            "SELECT 'long-' || n, repeat('名', 60), 1, ST_SetSRID(ST_MakeLine(ST_MakePoint(30, 60), ST_MakePoint(30, 60.1)), 4326), 0 "
            "FROM generate_series(1, 30000) AS n"
        )
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(_Closed()))  # type: ignore[type-var]
    export = write_layer(
        database, "streets", None, writer=WRITERS["geojson"], bbox=None, day=date(2026, 1, 1), actor="test"
    )

    async def in_time() -> None:
        await asyncio.wait_for(export, 20)

    with pytest.raises(BrokenPipeError):
        asyncio.run(in_time())


@pytest.fixture
def in_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read two rows at a time."""
    for module in (importing, day_orders, incidents, time_orders):
        monkeypatch.setattr(module, "read_chunks", partial(read_chunks, rows_per_chunk=2))


def _cameras(path: Path, *days: str) -> Path:
    lines = [f"K{n},{122.6 + n / 1000},38.0,{day}" for n, day in enumerate(days)]
    path.write_text("camera_id,lon,lat,in_service_since\n" + "\n".join(lines) + "\n")
    return path


@pytest.mark.usefixtures("in_pairs")
@pytest.mark.parametrize(
    ("last", "read"),
    [("13/02/2015", [date(2020, 4, 3), date(2015, 2, 13)]), ("02/13/2015", [date(2020, 3, 4), date(2015, 2, 13)])],
)
def test_the_last_row_of_a_file_decides_the_order_of_its_first_dates(
    database: Database, tmp_path: Path, last: str, read: list[date]
) -> None:
    report = toy.load(database, "cameras", _cameras(tmp_path / "a.csv", *["03/04/2020"] * 4, last))
    assert report.issue_counts == {}
    query = "SELECT in_service_since FROM register.camera ORDER BY camera_id"
    assert [day for (day,) in rows(database, query, DbRole.REGISTER_JOB)] == [read[0]] * 4 + [read[1]]


@pytest.mark.usefixtures("in_pairs")
@pytest.mark.parametrize("more", [[], ["13/02/2015", "2020-01-01", "02/13/2015"]])
def test_dates_that_nothing_decides_are_unknown_and_told(database: Database, tmp_path: Path, more: list[str]) -> None:
    path = _cameras(tmp_path / "a.csv", "03/04/2020", "05/05/2020", *more)
    report = toy.load(database, "cameras", path)
    assert report.issue_counts == {"ambiguous-date": 3 if more else 1}
    assert (report.new, report.rows_refused) == (2 + len(more), 0)
    assert "2020-04-03 or 2020-03-04" in report.issues[0].message


def _incidents(path: Path, *days: str) -> Path:
    lines = [f"gridmap,I{n},LGT-OUT,{day} 12:00:00,122.6,38.0" for n, day in enumerate(days)]
    path.write_text("source_system,source_id,label,reported_at,lon,lat\n" + "\n".join(lines) + "\n")
    return path


@pytest.mark.usefixtures("in_pairs")
@pytest.mark.parametrize(("last", "month"), [("13/02/2015", 4), ("02/13/2015", 3)])
def test_times_of_the_first_rows_are_read_in_the_order_that_a_later_row_shows(
    database: Database, tmp_path: Path, last: str, month: int
) -> None:
    report = toy.load(database, "incidents", _incidents(tmp_path / "a.csv", *["03/04/2020"] * 4, last), zone="UTC")
    assert (report.new, report.rows_refused) == (5, 0)
    found = rows(database, "SELECT reported_at FROM service.incident ORDER BY source_id", DbRole.SERVICE_JOB)
    assert [at.month for (at,) in found] == [month] * 4 + [2]  # type: ignore[attr-defined]


@pytest.mark.usefixtures("in_pairs")
def test_times_that_nothing_decides_are_refused_and_told(database: Database, tmp_path: Path) -> None:
    path = _incidents(tmp_path / "a.csv", "03/04/2020", "05/05/2020", "2020-04-13")
    report = toy.load(database, "incidents", path, zone="UTC")
    assert (report.new, report.rows_refused) == (2, 1)
    assert {"bad-time", "slash-order"} <= report.issue_counts.keys()


@pytest.mark.usefixtures("in_pairs")
def test_times_that_contradict_each_other_refuse_the_file(database: Database, tmp_path: Path) -> None:
    path = _incidents(tmp_path / "a.csv", "13/02/2015", "03/04/2020", "02/13/2015")
    with pytest.raises(BadValue, match="reported_at has dates with the month first and with the day first"):
        toy.load(database, "incidents", path, zone="UTC")
