"""What the guide types on real files: its lines, what came of each, and the databases that they filled."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import re
import shlex
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from sqlalchemy import text

from gridmap.cli.main import main
from gridmap.db.arrays import shapes_of
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.scope import reading
from gridmap.grids.rules.assign import OUTSIDE, assign, grid_lookup
from tests.db.rows import database_name
from tests.docs.documents import Document, document_named, shell_lines

REPOSITORY = Path(__file__).resolve().parents[2]
GUIDE = document_named("docs/guides/importing.md")
SAYS_JSON = ("import", "audit", "hotspots")


@dataclass(frozen=True)
class Typed:
    """One command line, as the guide has it, and what came of it."""

    line: str
    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """What `--json` printed."""
        found: dict[str, Any] = json.loads(self.out)
        return found


@dataclass
class City:
    """The databases of one section, the folder of its exports, and all that was typed."""

    folder: Path
    type_line: Callable[[str], Typed]
    databases: dict[str, Database] = field(default_factory=dict)
    typed: list[Typed] = field(default_factory=list)

    def report(self, *words: str) -> dict[str, Any]:
        """The report of the one line that holds these words."""
        found = [typed for typed in self.typed if all(word in typed.line for word in words)]
        assert len(found) == 1, [typed.line for typed in found]
        return found[0].report

    @property
    def database(self) -> Database:
        """The section's last database."""
        return list(self.databases.values())[-1]

    def rows(self, query: str, role: DbRole) -> list[tuple[Any, ...]]:
        """What that role reads of the whole city."""
        with reading(self.database.engine(role), "*") as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def shapes(self, query: str) -> gpd.GeoDataFrame:
        """Polygons as they are stored; the query's column geom is WKB."""
        with reading(self.database.engine(DbRole.GRIDS_JOB), "*") as connection:
            return shapes_of(connection, query)


def lines_of(heading: str) -> list[str]:
    """The shell lines below that heading of the guide."""
    section = re.split(r"^#{2,3} ", GUIDE.text.split(f"\n### {heading}\n")[1], flags=re.MULTILINE)[0]
    lines = [line for block in Document(heading, section).blocks("sh") for line in shell_lines(block)]
    assert len(lines) >= 3
    return lines


def type_line(line: str, city: City, shared_data: Path, patch: pytest.MonkeyPatch) -> Typed:
    """Run one line in the folder of the section, `../shared/data` being the real data; what a shell would do."""
    words = [
        word.replace("../shared/data", str(shared_data)).replace("data/boundaries", str(REPOSITORY / "data/boundaries"))
        for word in shlex.split(line)
    ]
    patch.chdir(city.folder)
    patch.setenv("GRIDMAP_DATABASE_NAME", database_name(city.database))
    if words[0] != "gridmap":
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        return Typed(line, done.returncode, done.stdout, done.stderr)
    out, err = io.StringIO(), io.StringIO()
    arguments = words[1:] + (["--json"] if words[1] in SAYS_JSON else [])
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main(arguments)
    gc.collect()  # each command opens pools of its own
    return Typed(line, int(str(ended.value.code)), out.getvalue(), err.getvalue())


def counts(report: dict[str, Any]) -> tuple[int, int, int]:
    """Rows read, new, refused."""
    assert report["corrected"] == report["ended"] == 0
    return report["rows_read"], report["new"], report["rows_refused"]


def agreement(shapes: gpd.GeoDataFrame, lon: pd.Series, lat: pd.Series, named: pd.Series) -> tuple[int, int]:
    """Rows whose point lies in the polygon that they name, and rows that name one and have a point.

    shapes: column `label` is what rows name.
    """
    judged = (named.notna() & lon.notna() & lat.notna()).to_numpy(dtype=bool)
    lookup = grid_lookup(shapes.geometry.to_numpy(), shapes["label"].tolist())
    found = assign(lookup, lon[judged].to_numpy("float64"), lat[judged].to_numpy("float64"))
    there = found != OUTSIDE
    same = shapes["label"].to_numpy(dtype=object)[found[there]] == named[judged].to_numpy(dtype=object)[there]
    return int(same.sum()), int(judged.sum())
