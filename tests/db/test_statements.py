"""Every SQL file: it has its header, and the real database understands it."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest

from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.statements import statement
from tests.conftest import REPOSITORY

FILES = sorted(REPOSITORY.glob("gridmap/*/store/sql/*.sql"))
ROLES = {"grids": DbRole.GRIDS_JOB, "service": DbRole.SERVICE_JOB, "register": DbRole.REGISTER_JOB}
# stages: the table that each is like, and what it has beside
STAGES = {
    "grid": ("grids.grid", ""),
    "camera_function": ("register.camera_function", ", ''::text AS camera_id, 0::bigint AS line"),
    "mask": ("register.mask", ", ''::text AS camera_id, 0::bigint AS line"),
    "incident": ("service.incident", ""),
    "incident_key": ("service.incident_key", ", 0::bigint AS row"),
    "incident_summary": ("service.incident_summary", ""),
}
NEEDS_A_STAGE = re.compile(r"\bstage_(\w+)")


def _plain(text: str) -> tuple[str, int]:
    """`:name` parameters as $1 …, and how many parameters there are."""
    names = list(dict.fromkeys(re.findall(r"(?<![:\w]):([a-z_]\w*)", text)))
    for number, name in enumerate(names, start=1):
        text = re.sub(rf"(?<![:\w]):{name}\b", f"${number}", text)
    return text, max([int(n) for n in re.findall(r"\$(\d+)", text)], default=0)


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parts[-4]}/{p.stem}")
def test_header_names_every_parameter(path: Path) -> None:
    header = "\n".join(line for line in path.read_text().splitlines() if line.startswith("--"))
    body = statement(path.parts[-4], path.stem)
    assert header, "the file needs a header"
    for name in set(re.findall(r"(?<![:\w]):([a-z_]\w*)", body)):
        assert f":{name}" in header, f":{name} is not explained"
    for number in set(re.findall(r"\$(\d+)", body)):
        assert f"${number}" in header, f"${number} is not explained"


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parts[-4]}/{p.stem}")
def test_statement_is_understood_by_its_role(path: Path, empty_database: Database) -> None:
    context = path.parts[-4]
    text, _count = _plain(statement(context, path.stem))
    with psycopg.connect(empty_database.url(ROLES[context])) as connection:
        for name in set(NEEDS_A_STAGE.findall(text)):
            if name not in STAGES:
                continue
            source, extra = STAGES[name]
            connection.execute(
                f"CREATE TEMP TABLE IF NOT EXISTS stage_{name} AS SELECT s.*{extra} FROM {source} s WITH NO DATA"
            )
        connection.execute(f"PREPARE checked AS {text}")


@pytest.fixture(scope="module")
def empty_database(new_database) -> Database:  # type: ignore[no-untyped-def]
    made: Database = new_database()
    return made
