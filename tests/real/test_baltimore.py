"""Baltimore's files through the ordinary commands: the whole way from import to exports that other programs read.

Every line of "Real files" in docs/guides/importing.md is typed, and its counts hold. Where the rows of a file name their own neighbourhood, ward or
district, the point rule is checked on all of them against the polygons as they are stored, before categories are filtered.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from tests.real.city import City, agreement, counts

BALTIMORE = "../shared/data/baltimore/"


@pytest.fixture(scope="module")
def baltimore(city_of: Callable[[str], City]) -> City:
    return city_of("Baltimore")


class TestBaltimore:
    """Neighbourhoods as grids, the published camera list, footprints, streets, schools, requests."""

    def test_every_line_ends_as_it_should(self, baltimore: City) -> None:
        refusing = ("streets", "buildings", "baltimore_311", "audit grids")
        for typed in baltimore.typed:
            assert typed.code == int(any(word in typed.line for word in refusing)), (typed.line, typed.err)

    @pytest.mark.parametrize(
        ("file", "expected", "issues"),
        [
            ("baltimore_city.geojson", (1, 1, 0), {}),
            ("council_districts_14.geojson", (14, 14, 0), {}),
            ("neighborhoods_278.geojson", (278, 278, 0), {"repaired-polygon": 2}),
            ("streets_48473.csv.gz", (48_473, 48_445, 28), {"no-length": 20, "line-in-parts": 8}),
            ("buildings_cc0_9496.geojson", (9_496, 9_462, 34), {"repaired-polygon": 33, "repeated-key": 34}),
            ("cctv_citiwatch_2014.geojson", (614, 614, 0), {}),
            ("public_schools_164.csv", (164, 160, 0), {"same-place": 1}),
            ("baltimore_311_2018.csv", (124, 109, 15), {"default-point": 2, "zone-doubted": 1}),
        ],
    )
    def test_counts(self, baltimore: City, file: str, expected: tuple[int, int, int], issues: dict[str, int]) -> None:
        report = baltimore.report(file)
        assert counts(report) == expected
        assert report["issue_counts"] == issues

    def test_raw_list_says_the_same_as_the_geojson(self, baltimore: City) -> None:
        """Its WKT points are latitude first; the two columns count."""
        report = baltimore.report("cctv_locations_raw.csv")
        assert (report["rows_read"], report["new"], report["corrected"], report["unchanged"]) == (614, 0, 0, 614)
        assert report["matched"]["lon"] == "Longitude"
        assert "Location" in report["left_behind"]

    def test_refused_requests_are_counted_by_reason(self, baltimore: City) -> None:
        assert baltimore.report("baltimore_311_2018.csv")["refused_by_reason"] == {"UNMAPPED": 12, "NOT_A_FAULT": 3}

    def test_cameras_lie_in_the_neighbourhood_and_district_that_they_name(
        self, baltimore: City, shared_data: Path
    ) -> None:
        source = pd.read_csv(shared_data / "baltimore/cctv_locations_raw.csv", dtype=str).set_index("ID")
        stored = gpd.read_file(baltimore.folder / "cameras.geojson").set_index("camera_id")
        assert len(stored) == 614
        lon, lat = stored.geometry.x, stored.geometry.y
        named = source.reindex(stored.index)
        grids = baltimore.shapes("SELECT name AS label, ST_AsBinary(geom) AS geom FROM grids.grid")
        districts = baltimore.shapes(
            "SELECT code AS label, ST_AsBinary(geom) AS geom FROM grids.area WHERE level = 'district'"
        )
        assert agreement(grids, lon, lat, named["Neighborhood"]) == (614, 614)
        assert agreement(districts, lon, lat, named["CouncilDistrict"]) == (610, 614)

    def test_requests_lie_in_the_neighbourhood_and_district_that_they_name(
        self, baltimore: City, shared_data: Path
    ) -> None:
        rows = pd.read_csv(shared_data / "service/baltimore_311_2018.csv", dtype=str)
        lon, lat = rows["longitude"].astype(float), rows["latitude"].astype(float)
        grids = baltimore.shapes("SELECT name AS label, ST_AsBinary(geom) AS geom FROM grids.grid")
        districts = baltimore.shapes(
            "SELECT code AS label, ST_AsBinary(geom) AS geom FROM grids.area WHERE level = 'district'"
        )
        assert agreement(grids, lon, lat, rows["neighborhood"]) == (113, 115)
        assert agreement(districts, lon, lat, rows["councildistrict"].replace("NA", None)) == (111, 114)

    def test_invalid_polygons_are_refused_unless_repair_is_asked_for(self, baltimore: City) -> None:
        line = f"gridmap import buildings {BALTIMORE}buildings_cc0_9496.geojson --dry-run"
        report = baltimore.type_line(line).report
        assert report["issue_counts"] == {"invalid-polygon": 33, "repeated-key": 34}
        assert report["rows_refused"] == 67

    def test_zoning_is_read_as_plots_without_ids(self, baltimore: City) -> None:
        line = f"gridmap import private-ground {BALTIMORE}zoning_2407.csv.gz --datum wgs84 --repair --dry-run"
        report = baltimore.type_line(line).report
        assert counts(report) == (2_407, 2_405, 2)
        assert report["issue_counts"] == {"id-from-place": 1, "invalid-polygon": 2, "repaired-polygon": 4}

    def test_exchanged_columns_are_suspected(self, baltimore: City) -> None:
        line = (
            f"gridmap import cameras {BALTIMORE}cctv_locations_raw.csv --datum wgs84 "
            "--map lon=Latitude --map lat=Longitude --dry-run"
        )
        report = baltimore.type_line(line).report
        assert report["issue_counts"] == {"suspected-datum": 1}
        assert "only if read as latitude before longitude" in report["issues"][0]["message"]

    def test_audit_coverage_and_hotspots(self, baltimore: City) -> None:
        tiling, coverage, hot = (baltimore.report(w) for w in ("audit grids", "audit coverage", "gridmap hotspots"))
        assert (tiling["kind"], tiling["headline"]["grids"]) == ("neighbourhood", 278)
        assert not tiling["headline"]["is_complete"]
        assert coverage["grids"] == 278
        assert hot["grids"] == 278
        assert hot["incidents"] + hot["elsewhere"] == 103

    @pytest.mark.parametrize(
        ("layer", "features"),
        [("grids", 278), ("cameras", 614), ("incidents", 109), ("coverage", 278), ("hotspots", 278)],
    )
    def test_exports_are_read_by_ogrinfo_and_geopandas(self, baltimore: City, layer: str, features: int) -> None:
        path = baltimore.folder / f"{layer}.geojson"
        frame = gpd.read_file(path)
        assert len(frame) == features
        assert frame.crs.to_epsg() == 4326
        assert frame.geometry.dropna().is_valid.all()
        told = subprocess.run(["ogrinfo", "-so", "-al", str(path)], capture_output=True, text=True, check=True).stdout
        assert f"Feature Count: {features}" in told

    def test_nothing_is_suspected_where_nothing_is_wrong(self, baltimore: City) -> None:
        assert not any("suspected-datum" in typed.out for typed in baltimore.typed)
