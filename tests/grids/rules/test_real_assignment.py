"""The point rule against rows that name their own neighbourhood, ward or district."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from gridmap.grids.rules.assign import assign, grid_lookup


def _agreement(layer: gpd.GeoDataFrame, codes: pd.Series, lon: np.ndarray, lat: np.ndarray, named: pd.Series) -> int:
    lookup = grid_lookup(np.asarray(layer.geometry, dtype=object), codes.astype(str).tolist())
    found = assign(lookup, lon, lat)
    return int((np.append(codes.astype(str).to_numpy(dtype=object), "")[found] == named.to_numpy(dtype=object)).sum())


def test_baltimore_cameras_name_their_neighbourhood_and_district(shared_data: Path) -> None:
    folder = shared_data / "baltimore"
    cameras = gpd.read_file(folder / "cctv_citiwatch_2014.geojson")
    lon, lat = cameras.geometry.x.to_numpy(), cameras.geometry.y.to_numpy()
    hoods, districts = (
        gpd.read_file(folder / "neighborhoods_278.geojson"),
        gpd.read_file(folder / "council_districts_14.geojson"),
    )
    assert _agreement(hoods, hoods["LABEL"], lon, lat, cameras["Neighborhood"]) == 614
    assert _agreement(districts, districts["id"], lon, lat, cameras["CouncilDistrict"].astype(int).astype(str)) == 610


def test_boston_requests_name_their_ward(shared_data: Path) -> None:
    requests = pd.read_csv(shared_data / "service" / "boston_311_2015.csv", dtype=str)
    wards = gpd.read_file(shared_data / "service" / "boston_wards.geojson")
    lon, lat = requests["LONGITUDE"].astype(float).to_numpy(), requests["LATITUDE"].astype(float).to_numpy()
    default = (lat == 42.3594) & (lon == -71.0587)
    assert int(default.sum()) == 1366
    named = requests["ward"].str.extract(r"(\d+)")[0].str.lstrip("0")
    judged = ~default & named.notna().to_numpy()
    assert int(judged.sum()) == 10_610
    assert _agreement(wards, wards["WARD"], lon[judged], lat[judged], named[judged]) == 10_451
