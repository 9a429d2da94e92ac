from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from gridmap.demo.dirt import CAMERA_FAULTS, INCIDENT_FAULTS, UNKNOWN_LABEL
from gridmap.demo.generate import generate
from gridmap.demo.manifest import Manifest
from gridmap.errors import BadValue
from gridmap.grids.rules.crs import GCJ02, WGS84, to_wgs84
from gridmap.register.rules.camera import read_cameras
from tests.demo.layers import read_layer


def ids_of(manifest: Manifest, kind: str, fault: str) -> set[str]:
    return {i for d in manifest.dirt if (d.kind, d.fault) == (kind, fault) for i in d.ids}


def test_a_clean_city_lists_no_dirt(district: Manifest) -> None:
    assert district.dirt == ()


def test_about_the_share_asked_for_is_dirty_and_each_row_in_one_way(dirty: Manifest, district: Manifest) -> None:
    for kind, faults in (("cameras", CAMERA_FAULTS), ("incidents", INCIDENT_FAULTS)):
        found = {d.fault: d.ids for d in dirty.dirt if d.kind == kind}
        assert set(found) == set(faults)
        every = [i for ids in found.values() for i in ids]
        assert len(every) == len(set(every))
        assert 0.07 < len(every) / district.rows(kind) < 0.12


def test_the_camera_import_finds_what_can_be_found(dirty: Manifest) -> None:
    rows, points = read_layer(dirty, "cameras")
    parsed = read_cameras(rows, points, datum=WGS84)
    by_line = rows["camera_id"]
    told = {
        code: {by_line[i.line] for i in parsed.issues if i.code == code} for code in {i.code for i in parsed.issues}
    }
    assert told["zero-position"] == ids_of(dirty, "cameras", "zero")
    assert told["swapped-position"] == ids_of(dirty, "cameras", "swapped")
    assert ids_of(dirty, "cameras", "duplicate") <= told["duplicate-camera"]
    lost = rows["camera_id"].isin(ids_of(dirty, "cameras", "no-heading"))
    assert rows.loc[lost, "heading_deg"].isna().all()


def test_rows_of_the_wrong_datum_come_back_by_reading_them_as_gcj02(dirty: Manifest, district: Manifest) -> None:
    rows, points = read_layer(dirty, "cameras")
    clean_rows, clean_points = read_layer(district, "cameras")
    where = rows["camera_id"].isin(ids_of(dirty, "cameras", "wrong-datum")).to_numpy()
    was = clean_rows["camera_id"].isin(rows.loc[where, "camera_id"]).to_numpy()
    lon, lat = to_wgs84(shapely.get_x(points[where]), shapely.get_y(points[where]), GCJ02)
    np.testing.assert_allclose(lon, shapely.get_x(clean_points[was]), atol=3e-7)
    np.testing.assert_allclose(lat, shapely.get_y(clean_points[was]), atol=3e-7)


def test_incident_rows_are_dirty_as_listed(dirty: Manifest) -> None:
    rows, points = read_layer(dirty, "incidents")
    x, y = shapely.get_x(points), shapely.get_y(points)
    ids = rows["source_id"]
    assert set(ids[(x == 0) & (y == 0)]) == ids_of(dirty, "incidents", "zero")
    assert set(ids[y > 90]) == ids_of(dirty, "incidents", "swapped")
    assert set(ids[rows["label"] == UNKNOWN_LABEL]) == ids_of(dirty, "incidents", "unknown-category")
    assert set(ids[ids.duplicated()]) == ids_of(dirty, "incidents", "repeated-row")


def test_a_share_beyond_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="0 to 1"):
        generate(tmp_path, scale="block", seed=1, dirt=1.5)


def test_everything_may_be_dirty(tmp_path: Path) -> None:
    manifest = generate(tmp_path, scale="block", seed=1, dirt=1.0)
    rows, _ = read_layer(manifest, "incidents")
    assert sum(len(d.ids) for d in manifest.dirt if d.kind == "incidents") > 0.9 * manifest.rows("incidents") / 1.2
    assert len(rows) == manifest.rows("incidents")
