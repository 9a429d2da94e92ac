from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from gridmap.demo.camera_stock import XUELIANG
from gridmap.demo.city import LAST_DAY, SCALES
from gridmap.demo.manifest import Manifest
from gridmap.errors import Severity
from gridmap.grids.rules.crs import WGS84
from gridmap.grids.rules.person import looks_like_person
from gridmap.register.rules.camera import read_cameras
from gridmap.register.rules.purpose_area import read_purpose_areas
from tests.demo.layers import in_metres, inside, read_layer


@pytest.fixture(scope="module")
def cameras(district: Manifest) -> tuple[pd.DataFrame, np.ndarray]:
    return read_layer(district, "cameras")


def test_the_register_reads_every_camera(cameras: tuple[pd.DataFrame, np.ndarray]) -> None:
    rows, points = cameras
    parsed = read_cameras(rows, points, datum=WGS84)
    assert len(parsed.frame) == SCALES["district"].cameras
    # vague purposes are part of a badly kept register, all else would be a mistake of ours
    assert {i.code for i in parsed.issues if i.severity is not Severity.NOTE} <= {"vague-purpose", "duplicate-camera"}
    assert set(parsed.frame["optics"]) == {"documented", "partly", "unknown"}
    assert 0.5 < (parsed.frame["optics"] == "documented").mean() < 0.85


def test_programmes_and_operators(cameras: tuple[pd.DataFrame, np.ndarray]) -> None:
    rows, _ = cameras
    programmes = rows["programme"].value_counts(dropna=False)
    assert programmes[XUELIANG] > 100
    assert programmes["城市交通"] > 100
    assert rows["programme"].isna().sum() > 100
    operators = rows["operator"].unique()
    assert len(operators) > 15
    assert not any(looks_like_person(name) for name in operators)
    assert all("fictional" in name for name in operators)


def test_functions_are_told_also_where_they_are_unknown(cameras: tuple[pd.DataFrame, np.ndarray]) -> None:
    rows, _ = cameras
    face = rows["face_recognition"].value_counts(normalize=True)
    assert 0.0 < face["on"] < 0.06
    assert face["unknown"] > 0.1
    plates = rows.loc[rows["programme"] == "城市交通", "number_plates"]
    assert (plates == "on").mean() > 0.6


def test_some_are_kept_well_and_some_badly(cameras: tuple[pd.DataFrame, np.ndarray]) -> None:
    rows, _ = cameras
    overdue = pd.to_datetime(rows["review_due"]) < pd.Timestamp(LAST_DAY)
    assert 0.1 < overdue.mean() < 0.6
    assert 0.05 < rows["heading_deg"].isna().mean() < 0.5
    assert 0.03 < rows["legal_basis"].isin(["none", "unknown"]).mean() < 0.4
    assert set(rows["sign"]) == {"full", "layer1", "unknown", "none"}
    # the careful traffic unit beats the companies
    known = rows.assign(filed=rows["filing_no"].notna()).groupby("operator_kind")["filed"].mean()
    assert known["public"] > known["private"] + 0.1


def test_dates_do_not_run_backwards(cameras: tuple[pd.DataFrame, np.ndarray]) -> None:
    rows, _ = cameras
    for start, end in (
        ("in_service_since", "out_of_service_since"),
        ("in_service_since", "removed_on"),
        ("authorisation_on", "authorisation_until"),
        ("reviewed_on", "review_due"),
    ):
        both = rows[[start, end]].dropna()
        assert (both[start] <= both[end]).all()
    for column in ("filed_on", "reviewed_on", "verified_on", "sign_checked_on"):
        assert rows[column].dropna().max() <= LAST_DAY.isoformat()


def test_purpose_areas_name_cameras_that_exist_and_lie_near_them(
    district: Manifest, cameras: tuple[pd.DataFrame, np.ndarray]
) -> None:
    rows, points = cameras
    zones, shapes = read_layer(district, "purpose-areas")
    parsed = read_purpose_areas(zones, shapes, datum=WGS84, as_of=LAST_DAY)
    assert len(parsed.frame) == len(zones)
    at = dict(zip(rows["camera_id"], in_metres(points), strict=True))
    named: list[str] = []
    for ids, shape in zip(zones["cameras"], in_metres(shapes, points), strict=True):
        for camera in ids.split(";"):
            assert shapely.distance(at[camera], shape) < 60
            named.append(camera)
    assert len(named) == len(set(named))
    assert 0.3 < len(named) / len(rows) < 0.8
    assert zones["approval"].isna().any()
    assert zones["valid_to"].notna().any()


def test_wall_cameras_hang_outside_and_look_away(cameras: tuple[pd.DataFrame, np.ndarray], district: Manifest) -> None:
    rows, points = cameras
    _, houses = read_layer(district, "buildings")
    wall = ((rows["mount"] == "wall") & rows["heading_deg"].notna()).to_numpy()
    eyes = in_metres(points, houses)[wall]
    metres = in_metres(houses)
    assert not inside(metres, eyes).any()
    heading = np.radians(rows.loc[wall, "heading_deg"].astype(float).to_numpy())
    ahead = shapely.points(shapely.get_coordinates(eyes) + 1.5 * np.column_stack([np.sin(heading), np.cos(heading)]))
    assert inside(metres, ahead).mean() < 0.03


def test_some_housings_hold_several_imagers(cameras: tuple[pd.DataFrame, np.ndarray]) -> None:
    rows, points = cameras
    several = rows["housing_id"].value_counts()
    assert (several == 3).sum() > 5
    one = rows["housing_id"] == several.index[0]
    assert len(set(shapely.to_wkt(points[one.to_numpy()], rounding_precision=7))) == 1


def test_no_camera_stands_in_the_water_and_none_outdoors_in_a_house(
    cameras: tuple[pd.DataFrame, np.ndarray], district: Manifest
) -> None:
    rows, points = cameras
    _, water = read_layer(district, "water")
    _, houses = read_layer(district, "buildings")
    afloat = inside(in_metres(water, points), in_metres(points))
    # bridges carry cameras
    assert rows.loc[afloat, "mount"].isin(["pole", "signal", "street_lamp"]).all()
    assert not (afloat & (rows["place_kind"] == "park").to_numpy()).any()
    indoors = (rows["environment"] == "indoor").to_numpy()
    assert not inside(in_metres(houses, points), in_metres(points)[~indoors]).any()
    assert inside(in_metres(houses, points), in_metres(points)[indoors]).mean() > 0.95
