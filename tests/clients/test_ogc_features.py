"""OGC API - Features by clients that nobody here wrote: GDAL's OAPIF driver and OWSLib, against a real server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
from owslib.ogcapi.features import Features

from gridmap.access.usecases.links import make_local_link
from gridmap.api.layers import LAYERS
from gridmap.db.engines import on_private_server
from gridmap.db.roles import DbRole
from gridmap.db.server import Server


@pytest.fixture(scope="module")
def token(served_city: dict[str, str], server: Server) -> str:
    """Of a session of its own: the link that the server printed is the browser's."""
    database = on_private_server(server, "served_city")
    link_token = make_local_link(database.engine(DbRole.GRIDS_JOB))
    database.close()
    answer = httpx.get(f"{served_city['base_url']}/sign-in", params={"token": link_token})
    assert answer.status_code == 303, answer.text
    return answer.cookies["gridmap_session"]


@pytest.fixture(scope="module")
def exported(served_city: dict[str, str], token: str) -> dict[str, Any]:
    """Each collection by the other way out: the whole-layer export."""
    headers = {"Authorization": f"Bearer {token}"}
    return {
        name: httpx.get(f"{served_city['base_url']}/exports/{name}.geojson", headers=headers, timeout=60).json()[
            "features"
        ]
        for name in LAYERS
    }


def _gdal(token: str, *command: str) -> str:
    if shutil.which(command[0]) is None:
        message = f"{command[0]} is not installed (apt-get install gdal-bin)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    environment = {**os.environ, "GDAL_HTTP_HEADERS": f"Authorization: Bearer {token}"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stderr, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", LAYERS)
def test_gdal_pages_through_all_features(
    served_city: dict[str, str], token: str, exported: dict[str, Any], tmp_path: Path, name: str
) -> None:
    """Page by page (37 a page), each feature once, as many and the same as the export has."""
    out = tmp_path / "out.geojson"
    _gdal(
        token,
        "ogr2ogr",
        "-f",
        "GeoJSON",
        "-preserve_fid",
        "-oo",
        "PAGE_SIZE=37",
        str(out),
        f"OAPIF:{served_city['base_url']}",
        name,
    )
    found = json.loads(out.read_text())["features"] if out.exists() else []
    assert len(found) == len(exported[name])
    assert len({f["id"] for f in found}) == len(found)
    assert {f["id"] for f in found} == {f["id"] for f in exported[name]}
    if name not in ("tiling", "hotspots"):
        assert len(found) >= 10


def test_gdal_lists_the_collections(served_city: dict[str, str], token: str) -> None:
    listed = _gdal(token, "ogrinfo", "-ro", f"OAPIF:{served_city['base_url']}")
    assert set(re.findall(r"^\d+: (\w+)", listed, re.MULTILINE)) == set(LAYERS)


def test_gdal_sends_its_box_to_the_server(served_city: dict[str, str], token: str, exported: dict[str, Any]) -> None:
    """-spat becomes `bbox`, and the answer is what lies in it."""
    points = {f["id"]: f["geometry"]["coordinates"] for f in exported["cameras"]}
    lons, lats = sorted(p[0] for p in points.values()), sorted(p[1] for p in points.values())
    box = (lons[len(lons) // 4], lats[len(lats) // 4], lons[len(lons) // 2], lats[len(lats) // 2])
    said = _gdal(
        token, "ogrinfo", "-ro", "-al", "-so", "-spat", *map(str, box), f"OAPIF:{served_city['base_url']}", "cameras"
    )
    inside = [p for p in points.values() if box[0] <= p[0] <= box[2] and box[1] <= p[1] <= box[3]]
    count = re.search(r"Feature Count: (\d+)", said)
    assert count is not None
    assert int(count[1]) == len(inside) > 0


def test_gdal_takes_the_extent_as_it_is_described(
    served_city: dict[str, str], token: str, exported: dict[str, Any]
) -> None:
    said = _gdal(token, "ogrinfo", "-ro", "-al", "-so", f"OAPIF:{served_city['base_url']}", "cameras")
    extent = re.search(r"Extent: \(([-\d.]+), ([-\d.]+)\) - \(([-\d.]+), ([-\d.]+)\)", said)
    assert extent is not None
    lons, lats = zip(*(f["geometry"]["coordinates"] for f in exported["cameras"]), strict=True)
    assert [float(n) for n in extent.groups()] == pytest.approx([min(lons), min(lats), max(lons), max(lats)], abs=1e-6)


def test_gdal_is_refused_without_a_token(served_city: dict[str, str]) -> None:
    done = subprocess.run(
        ["ogrinfo", "-ro", f"OAPIF:{served_city['base_url']}"], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode != 0
    assert "401" in done.stderr + done.stdout


@pytest.fixture(scope="module")
def owslib_client(served_city: dict[str, str], token: str) -> Features:
    return Features(served_city["base_url"], headers={"Authorization": f"Bearer {token}"})


def test_owslib_reads_the_capabilities(owslib_client: Features) -> None:
    assert set(owslib_client.feature_collections()) == set(LAYERS)
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in owslib_client.conformance()["conformsTo"]
    assert owslib_client.api()["openapi"].startswith("3.0")
    assert owslib_client.collection("grids")["itemType"] == "feature"


def test_owslib_reads_pages_items_boxes_and_times(owslib_client: Features, exported: dict[str, Any]) -> None:
    page = owslib_client.collection_items("cameras", limit=7)
    assert page["numberReturned"] == 7
    first = page["features"][0]
    assert owslib_client.collection_item("cameras", str(first["id"]))["properties"] == first["properties"]
    lon, lat = first["geometry"]["coordinates"]
    near = owslib_client.collection_items("cameras", bbox=[lon, lat, lon, lat])["features"]
    assert first["id"] in [f["id"] for f in near]
    reported = sorted(f["properties"]["reported_at"] for f in exported["incidents"])
    middle = reported[len(reported) // 2]
    late = owslib_client.collection_items("incidents", datetime_=f"{middle}/..", limit=10_000)["features"]
    assert len(late) == sum(when >= middle for when in reported)


def test_a_head_request_has_no_body_and_the_length_of_one(served_city: dict[str, str], token: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
    url = f"{served_city['base_url']}/collections/grids/items/1"
    got, head = httpx.get(url, headers=headers), httpx.head(url, headers=headers)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(got.content))
    assert head.headers["etag"] == got.headers["etag"]
