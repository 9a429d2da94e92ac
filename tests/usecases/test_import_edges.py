"""Files at the edge of what can be imported, and exports that nobody reads to the end."""

from __future__ import annotations

import asyncio
import io
import sys
from datetime import date
from pathlib import Path

import pytest

from gridmap.cli.exporting import write_layer
from gridmap.db.engines import Database
from gridmap.db.server import Server
from gridmap.errors import BadFile
from tests.db.rows import database_name, superuser
from tests.usecases import toy


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
    export = write_layer(database, "streets", None, bbox=None, day=date(2026, 1, 1), actor="test")

    async def in_time() -> None:
        await asyncio.wait_for(export, 20)

    with pytest.raises(BrokenPipeError):
        asyncio.run(in_time())
