"""The page of the map when a stored run says less than the page would tell, or says it strangely."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from psycopg.types.json import Jsonb
from starlette.testclient import TestClient

from gridmap.db.engines import Database
from gridmap.db.server import Server
from tests.api.client import SETTINGS, signed_in
from tests.db.rows import database_name, fill_every_table, superuser

RUNS = ("service.hotspot_run", "register.audit_run", "grids.tiling_run")
ODD = [
    {},
    [],
    "a word",
    7,
    None,
    {"from_day": None, "to_day": 5, "false_discovery_rate": "5 %", "documented": -1, "unknown_views": 2.5},
    {"from_day": "yesterday", "documented": 1e30, "unknown_views": True, "counts": ["overlap"], "is_complete": "no"},
    {"from_day": "</script><script>1</script>", "counts": {"<b>": 1, "overlap": "4"}, "gap_share": {"a": 1}},
]


@pytest.fixture(scope="module")
def odd_city(new_database: Callable[[], Database], server: Server) -> Iterator[Database]:
    """A filled city of this file's own, for its runs are changed."""
    made = new_database()
    fill_every_table(server, database_name(made))
    with superuser(server, database_name(made)) as connection:
        connection.execute("UPDATE register.audit_run SET kind = 'coverage', assumption = NULL, parameters = '{}'")
    yield made
    made.close()


@pytest.fixture(scope="module")
def client(odd_city: Database) -> Iterator[TestClient]:
    with signed_in(odd_city) as opened:
        yield opened


def _told(page: str) -> dict[str, Any]:
    text = page.split('id="gridmap-config"')[1].split(">", 1)[1].split("</script>", maxsplit=1)[0]
    told: dict[str, Any] = json.loads(text)
    return told


@pytest.mark.parametrize("headline", ODD, ids=lambda odd: json.dumps(odd)[:24])
def test_page_opens_whatever_a_run_says_in_its_headline(
    client: TestClient, odd_city: Database, server: Server, headline: object
) -> None:
    with superuser(server, database_name(odd_city)) as connection:
        for table in RUNS:
            connection.execute(f"UPDATE {table} SET headline = %s", [Jsonb(headline)])
    answer = client.get("/map")
    assert answer.status_code == 200, answer.text[:300]
    told = _told(answer.text)
    assert (told["coverage"]["cameras"], told["coverage"]["unknownViews"]) == (None, None)
    assert (told["hotspots"]["from"], told["hotspots"]["to"], told["hotspots"]["falseDiscoveryRate"]) == (None,) * 3
    assert (told["tiling"]["isComplete"], told["tiling"]["gapShare"]) == (None, None)
    assert "<script>1" not in answer.text


def test_page_tells_what_a_good_headline_says(client: TestClient, odd_city: Database, server: Server) -> None:
    good = {
        "from_day": "2026-07-01", "to_day": "2026-10-01", "false_discovery_rate": 0.05, "documented": 12,
        "unknown_views": 0, "is_complete": False, "gap_share": 0.25, "overlap_share": 0, "counts": {"overlap": 3},
    }  # fmt: skip
    with superuser(server, database_name(odd_city)) as connection:
        for table in RUNS:
            connection.execute(f"UPDATE {table} SET headline = %s", [Jsonb(good)])
    told = _told(client.get("/map").text)
    assert (told["coverage"]["cameras"], told["coverage"]["unknownViews"]) == (12, 0)
    assert (told["hotspots"]["from"], told["hotspots"]["to"]) == ("2026-07-01", "2026-10-01")
    assert (told["tiling"]["counts"], told["tiling"]["gapShare"]) == ({"overlap": 3}, 0.25)


def test_basemap_of_the_settings_is_the_one_foreign_place_of_images(odd_city: Database) -> None:
    url = "https://tiles.example:8443/{z}/{x}/{y}.png"
    with signed_in(odd_city, replace(SETTINGS, basemap_url=url)) as client:
        answer = client.get("/map")
    assert _told(answer.text)["basemap"]["url"] == url
    sources = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert sources["img-src"].split() == ["'self'", "data:", "blob:", "https://tiles.example:8443"]
    assert "tiles.example" not in "".join(value for name, value in sources.items() if name != "img-src")


def test_without_a_basemap_no_other_host_is_named(client: TestClient) -> None:
    assert "http" not in client.get("/map").headers["content-security-policy"]
