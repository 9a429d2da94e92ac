"""A stored reduction read by pages: by whom, of which run, under which scope, and what is not in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from psycopg.types.json import Jsonb
from starlette.testclient import TestClient

from gridmap.access.usecases.logs import show_log
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.server import Server
from tests.api.client import add_account, client_of
from tests.db.rows import database_name, insert_row, superuser, tables_of

TABLES = {table.name: table for table in tables_of(["register", "grids"])}
CAMERAS = 250


@pytest.fixture(scope="module")
def reduced(new_database: Callable[[], Database], server: Server) -> Database:
    """Runs 1 and 2 of all cameras, 3 of one area. Cameras 1 to 250 in district 1, 251 in district 2."""
    database = new_database()
    with superuser(server, database_name(database)) as connection:
        for n in (1, 2):
            insert_row(connection, TABLES["area"], n)
        for n in range(1, CAMERAS + 2):
            insert_row(connection, TABLES["camera"], n, area_id=1 if n <= CAMERAS else 2, **_days("camera"))
        for run, area in ((1, None), (2, None), (3, "990101")):
            parameters, headline = Jsonb({"area": area, "share": 0.98}), Jsonb({"judged": CAMERAS, "run": run})
            insert_row(
                connection,
                TABLES["reduction_run"],
                run,
                parameters=parameters,
                headline=headline,
                **_days("reduction_run"),
            )
            for n in range(1, CAMERAS + 2):
                area_id = 1 if n <= CAMERAS else 2
                given = {
                    "run_id": run,
                    "camera_row_id": n,
                    "area_id": area_id,
                    "not_together_with": ["x"],
                    "geom": None,
                }
                insert_row(connection, TABLES["reduction_camera"], n, **given)
    return database


def _days(name: str) -> dict[str, Any]:
    """The sample's days count up with the row, further than a month goes; here all are the same."""
    kinds = {column.name: column.type for column in TABLES[name].c}
    return {c: "2026-01-01" for c, kind in kinds.items() if isinstance(kind, (sa.Date, sa.DateTime))}


@pytest.fixture(scope="module")
def client(reduced: Database) -> Iterator[TestClient]:
    with client_of(reduced) as opened:
        yield opened


@pytest.fixture
def as_role(reduced: Database, server: Server) -> Callable[..., dict[str, str]]:
    def header(role: str, path: str = "*") -> dict[str, str]:
        return add_account(server, reduced, roles=[role], paths=[path])

    return header


Header = Callable[..., dict[str, str]]


@pytest.mark.parametrize(
    ("role", "status"), [("planner", 200), ("dpo", 200), ("auditor", 200), ("viewer", 403), ("dispatcher", 403), ("admin", 403)]
)  # fmt: skip
def test_reductions_are_for_three_roles(client: TestClient, as_role: Header, role: str, status: int) -> None:
    assert client.get("/register/reduction", headers=as_role(role)).status_code == status


def test_pages_lead_through_every_camera_of_the_newest_run_of_all(client: TestClient, as_role: Header) -> None:
    header, path, seen, sizes = as_role("planner"), "/register/reduction", [], []
    while path:
        body = client.get(path, headers=header).json()
        assert (body["run"], body["headline"]["run"], body["parameters"]["area"]) == (2, 2, None)
        seen += [camera["camera_id"] for camera in body["cameras"]]
        sizes.append(len(body["cameras"]))
        path = next((link["href"] for link in body["links"] if link["rel"] == "next"), "")
    assert seen == [f"camera_id-{n}" for n in range(1, CAMERAS + 2)]
    assert sizes == [100, 100, 51]


def test_a_camera_has_its_figures_and_nothing_of_what_is_not_served(client: TestClient, as_role: Header) -> None:
    body = client.get("/register/reduction", headers=as_role("dpo")).json()
    assert set(body) == {"run", "day", "made_at", "parameters", "headline", "cameras", "links"}
    assert set(body["cameras"][0]) == {
        "camera_id", "operator", "purpose", "in_smallest_set", "removable_alone", "not_together_with", "purpose_areas", "excess_share",
        "crop_heading_deg", "crop_hfov_deg", "crop_width_px", "crop_excess_share", "lower_width_px", "lower_excess_share", "mask_m2",
    }  # fmt: skip


def test_a_walk_stays_in_the_run_that_it_began_in(client: TestClient, as_role: Header) -> None:
    header = as_role("planner")
    assert client.get("/register/reduction?after=1-240", headers=header).json()["run"] == 1
    assert client.get("/register/reduction?after=3-0", headers=header).status_code == 404
    assert client.get("/register/reduction?after=x", headers=header).status_code == 400


def test_a_district_reads_its_own_cameras(client: TestClient, as_role: Header) -> None:
    body = client.get("/register/reduction", headers=as_role("planner", "99/9902/")).json()
    assert [camera["camera_id"] for camera in body["cameras"]] == [f"camera_id-{CAMERAS + 1}"]


def test_the_read_is_logged(client: TestClient, as_role: Header, reduced: Database) -> None:
    client.get("/register/reduction?after=2-200", headers=as_role("auditor"))
    entry = show_log(reduced.engine(DbRole.GRIDS_JOB), limit=1)[0]
    assert (entry["action"], entry["object"], entry["row_count"], entry["detail"]) == (
        "read",
        "reduction",
        51,
        {"run": 2},
    )


def test_without_a_run_there_is_nothing_to_read(database: Database, server: Server) -> None:
    with client_of(database) as client:
        header = add_account(server, database, roles=["planner"], paths=["*"])
        answer = client.get("/register/reduction", headers=header)
    assert (answer.status_code, "gridmap cameras reduce" in answer.json()["detail"]) == (404, True)
