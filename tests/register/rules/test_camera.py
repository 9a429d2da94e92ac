"""Rows of published camera lists: what becomes of them, and what never enters."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from gridmap.errors import Severity, WrongCrs
from gridmap.grids.rules.crs import GCJ02, WGS84, Datum
from gridmap.grids.rules.field import Parsed, match_headers
from gridmap.register.rules.camera import FIELDS, functions_of, read_cameras
from gridmap.register.rules.camera_field import CANONICAL, INPUT_ONLY
from gridmap.register.rules.vocabulary import FUNCTIONS


def _read(*rows: dict[str, object], datum: Datum = WGS84) -> Parsed:
    """Rows with an id and a position unless they say otherwise, from line 2."""
    full = [{"camera_id": f"C{n}", "lon": "116.4", "lat": "39.9"} | row for n, row in enumerate(rows)]
    frame = (
        pd.DataFrame(full, index=np.arange(2, len(rows) + 2)).astype("str").mask(pd.DataFrame(full).isna().to_numpy())
    )
    return read_cameras(frame, None, datum=datum)


def _codes(parsed: Parsed) -> list[str]:
    return [issue.code for issue in parsed.issues]


def test_nothing_said_is_unknown_and_never_no() -> None:
    row = _read({}).frame.iloc[0]
    for name in (
        *FUNCTIONS,
        "sign",
        "status",
        "kind",
        "mount",
        "environment",
        "operator_kind",
        "legal_basis",
        "place_kind",
    ):
        assert row[name] == "unknown", name
    assert row["purpose"] == ["unspecified"]
    assert (row["operator"], row["contact"]) == (None, None)
    assert row["optics"] == "unknown"
    assert np.isnan(row["retention_days"])


def test_words_of_several_languages_fill_the_closed_sets() -> None:
    parsed = _read(
        {"purpose": "治安；停车", "kind": "球机", "status": "在用", "sign": "有", "face_recognition": "否", "recording": "是",
         "environment": "室外公共", "mount": "立杆", "operator_kind": "公共机构"},
        {"purpose": "Verkeershandhaving", "legal_basis": "Publieke taak", "status": "Actief", "kind": "dome"},
    )  # fmt: skip
    one, two = parsed.frame.iloc[0], parsed.frame.iloc[1]
    assert one["purpose"] == ["parking", "public_order"]
    assert (one["kind"], one["status"], one["sign"], one["mount"]) == ("ptz", "in_service", "layer1", "pole")
    assert (one["face_recognition"], one["recording"], one["audio"]) == ("no", "on", "unknown")
    assert (one["environment"], one["operator_kind"]) == ("outdoor_public", "public")
    assert two["purpose"] == ["traffic_enforcement"]
    assert (two["legal_basis"], two["legal_regime"], two["kind"]) == ("gdpr_6_1_e", "gdpr", "dome_fixed")
    assert parsed.issues == ()


def test_an_unknown_word_is_unknown_with_a_warning() -> None:
    parsed = _read({"sign": "maybe", "purpose": "for your safety, ask Mr Brown"})
    assert parsed.frame["sign"].tolist() == ["unknown"]
    assert parsed.frame["purpose"].tolist() == [["unspecified"]]
    assert sorted(_codes(parsed)) == ["unknown-word", "vague-purpose"]
    assert all(issue.severity is Severity.WARNING for issue in parsed.issues)
    assert not any("Brown" in issue.message + issue.value for issue in parsed.issues)
    assert "camera C0" in parsed.issues[0].message


def test_columns_outside_the_allow_list_are_dropped() -> None:
    parsed = _read({"stream_url": "rtsp://10.0.0.1", "SBBM": "11010800001320000001", "ip": "10.0.0.1", "note": "text"})
    kept = {f.name for f in CANONICAL} | {"heading_spread_deg", "geometry_quality", "received", "optics"}
    assert set(parsed.frame.columns) <= kept
    assert "10.0.0.1" not in parsed.frame.to_json()


@pytest.mark.parametrize(
    "header",
    ["IP地址", "IPDZ", "MAC", "SBBM", "设备编码", "国标编码", "url", "stream", "streamURL", "contact:webcam", "phone", "email",
     "owner.name", "owner.email", "联系人", "联系电话", "Voornaam", "Achternaam", "Telefoonnummer", "op_sai", "note",
     "description", "Opmerking (niet verplicht)", "image", "password", "serial", "manufacturer", "addr:housenumber"],
)  # fmt: skip
def test_no_field_claims_a_person_a_device_or_a_stream(header: str) -> None:
    assert match_headers([header], FIELDS).left_behind == (header,)


def test_every_canonical_column_is_made_and_matched_by_its_own_name() -> None:
    names = [f.name for f in CANONICAL]
    assert match_headers(names, FIELDS).columns == {name: name for name in names}
    assert set(names) <= set(_read({}).frame.columns)
    assert not {f.name for f in INPUT_ONLY} & set(names)


@pytest.mark.parametrize(
    "contact", ["jan.jansen@city.nl", "06 12345678", "+8613812345678", "John Smith", "王伟", "J. Park", "Soo Park"]
)
def test_a_persons_contact_is_not_stored_nor_repeated(contact: str) -> None:
    parsed = _read({"contact": contact})
    assert parsed.frame["contact"].tolist() == [None]
    assert _codes(parsed) == ["person-not-stored"]
    assert not any(contact in issue.message + issue.value for issue in parsed.issues)


@pytest.mark.parametrize(
    "contact", ["privacy@city.nl", "020 624 1111", "https://city.org/cctv", "Privacy office", "Parks library"]
)
def test_an_organisations_contact_is_stored(contact: str) -> None:
    parsed = _read({"contact": contact})
    assert parsed.frame["contact"].tolist() == [contact]
    assert parsed.issues == ()


@pytest.mark.parametrize("operator", ["John Smith", "张晓明", "Mevr. de Vries", "个人", "info@jansen.nl"])
def test_a_natural_persons_camera_counts_without_the_person(operator: str) -> None:
    parsed = _read({"operator": operator})
    assert parsed.frame[["operator", "operator_kind"]].values.tolist() == [["natural person", "natural_person"]]
    assert _codes(parsed) == ["person-not-stored"]
    assert not any(operator in issue.message + issue.value for issue in parsed.issues)


@pytest.mark.parametrize(
    "operator", ["Gemeente Amsterdam", "海淀分局", "BPD - Downtown", "John Lewis Ltd", "Le Pub BV"]
)
def test_organisations_stay(operator: str) -> None:
    assert _read({"operator": operator}).frame["operator"].tolist() == [operator]


def test_dates_that_stand_for_no_date_are_missing() -> None:
    parsed = _read({"removed_on": "3000-12-31", "in_service_since": "1900-01-01"}, {"removed_on": "2100-01-01"})
    assert parsed.frame["removed_on"].tolist() == [None, None]
    assert parsed.frame["in_service_since"].tolist() == [None, None]
    assert _codes(parsed) == ["sentinel-date"] * 3


def test_unreadable_and_reversed_dates_are_warnings() -> None:
    parsed = _read({"filed_on": "inconnue"}, {"in_service_since": "2024-05-01", "removed_on": "2023-01-01"})
    assert sorted(_codes(parsed)) == ["bad-date", "end-before-start"]
    assert parsed.frame["removed_on"].tolist() == [None, date(2023, 1, 1)]
    assert len(parsed.frame) == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [("hfov_deg", "0"), ("hfov_deg", "361"), ("height_m", "0.5"), ("height_m", "61"), ("tilt_deg", "-11"),
     ("tilt_deg", "91"), ("max_range_m", "501"), ("width_px", "4"), ("height_m", "high"), ("hfov_deg", "nan°")],
)  # fmt: skip
def test_values_beyond_limits_are_unknown_with_the_camera_named(field: str, value: str) -> None:
    parsed = _read({"camera_id": "K-7", field: value})
    assert np.isnan(parsed.frame[field].iloc[0])
    (issue,) = parsed.issues
    assert (issue.code, issue.line, issue.severity) == ("beyond-limits", 2, Severity.WARNING)
    assert "K-7" in issue.message
    assert value in parsed.frame["received"].iloc[0].values()


def test_optics_keep_what_was_received_and_how_it_is_known() -> None:
    parsed = _read(
        {"kind": "枪机", "heading_deg": "东南", "hfov_deg": "68°", "width_px": "1920", "height_m": "4,5 m"},
        {"kind": "fixed", "heading_deg": "330-30", "max_range_m": "40"},
        {"kind": "ptz", "heading_deg": "330-30"},
    )
    one, two, three = (parsed.frame.iloc[n] for n in range(3))
    assert (one["heading_deg"], one["hfov_deg"], one["height_m"], one["heading_spread_deg"]) == (135.0, 68.0, 4.5, 22.5)
    assert one["received"] == {"lon": 116.4, "lat": 39.9, "datum": "wgs84", "heading": "东南", "hfov": "68°",
                               "width_px": "1920", "height": "4,5 m"}  # fmt: skip
    assert one["geometry_quality"]["heading"] == "derived"
    assert (one["geometry_quality"]["hfov"], one["geometry_quality"]["tilt"]) == ("measured", "unknown")
    assert one["optics"] == "documented"
    assert (two["heading_deg"], two["hfov_deg"], two["geometry_quality"]["hfov"]) == (0.0, 60.0, "derived")
    assert two["optics"] == "documented"
    assert (three["pan_range_deg"], three["optics"]) == (60.0, "partly")
    assert np.isnan(three["hfov_deg"])


def test_a_stated_angle_is_not_replaced_by_a_range() -> None:
    row = _read({"kind": "fixed", "heading_deg": "330-30", "hfov_deg": "45"}).frame.iloc[0]
    assert (row["heading_deg"], row["hfov_deg"], row["geometry_quality"]["hfov"]) == (0.0, 45.0, "measured")


def test_several_directions_are_unknown() -> None:
    parsed = _read({"heading_deg": "90;270"})
    assert np.isnan(parsed.frame["heading_deg"].iloc[0])
    assert _codes(parsed) == ["direction-several"]


def test_heading_zero_is_north_and_not_missing() -> None:
    parsed = _read({"heading_deg": "0", "hfov_deg": "60", "width_px": "1920"})
    assert parsed.frame["heading_deg"].tolist() == [0.0]
    assert parsed.frame["optics"].tolist() == ["documented"]


def test_a_ptz_does_not_see_its_pan_range_at_once() -> None:
    row = _read({"kind": "ptz", "hfov_deg": "360", "max_range_m": "50"}).frame.iloc[0]
    assert np.isnan(row["hfov_deg"])
    assert (row["pan_range_deg"], row["optics"]) == (360.0, "partly")


def test_stated_qualities_are_not_bettered_by_a_round_trip() -> None:
    stated = json.dumps({"heading": "defaulted", "hfov": "measured", "width_px": "measured", "tilt": "measured"})
    row = _read({"heading_deg": "10", "hfov_deg": "60", "width_px": "1920", "geometry_quality": stated}).frame.iloc[0]
    assert row["geometry_quality"]["heading"] == "defaulted"
    assert row["geometry_quality"]["tilt"] == "unknown"
    assert row["optics"] == "partly"


@pytest.mark.parametrize(
    ("text", "days"),
    [("30", 30), ("30天", 30), ("72 h", 3), ("4 weken", 28), ("1 mois", 30), ("0", 0), ("25 uur", 2), ("soon", None),
     ("-3", None), ("99999", None)],
)  # fmt: skip
def test_retention_in_days(text: str, days: int | None) -> None:
    parsed = _read({"retention_days": text})
    found = parsed.frame["retention_days"].iloc[0]
    assert (None if np.isnan(found) else found) == days
    assert _codes(parsed) == ([] if days is not None else ["retention-unclear"])


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [("0", "0", "zero-position"), ("39.9", "116.4", "swapped-position"), (None, None, "no-position"),
     ("116.4", None, "half-position"), ("nan", "inf", "bad-number")],
)  # fmt: skip
def test_a_camera_without_a_usable_position_is_refused(lon: str | None, lat: str | None, code: str) -> None:
    parsed = _read({}, {"lon": lon, "lat": lat}, {}, {})
    assert parsed.frame["camera_id"].tolist() == ["C0", "C2", "C3"]
    assert len(parsed.geometry if parsed.geometry is not None else []) == 3
    errors = [issue for issue in parsed.issues if issue.severity is Severity.ERROR]
    assert code in [issue.code for issue in errors]
    assert all("camera C1" in issue.message for issue in errors)


def test_positions_are_converted_and_kept_as_received() -> None:
    parsed = _read({"lon": "116.404269", "lat": "39.91405"}, datum=GCJ02)
    row = parsed.frame.iloc[0]
    assert (row["received"]["lon"], row["received"]["lat"], row["received"]["datum"]) == (116.404269, 39.91405, "gcj02")
    assert (row["lon"], row["lat"]) == pytest.approx((116.398026, 39.912648), abs=2e-5)
    assert parsed.geometry is not None
    assert (parsed.geometry[0].x, parsed.geometry[0].y) == (row["lon"], row["lat"])


def test_a_file_in_another_datum_is_refused() -> None:
    with pytest.raises(WrongCrs):
        _read({"lon": "448000", "lat": "4417000"})


def _with_points(points: list[shapely.Point | None], columns: tuple[str, str] = ("-76.64", "39.31")) -> Parsed:
    frame = pd.DataFrame({"camera_id": "A", "lon": columns[0], "lat": columns[1]}, index=[2]).astype("str")
    return read_cameras(frame, np.array(points, dtype=object), datum=WGS84)


def test_points_with_latitude_first_are_not_used_where_columns_have_the_position() -> None:
    parsed = _with_points([shapely.Point(39.31, -76.64)])
    assert parsed.frame[["lon", "lat"]].values.tolist() == [[-76.64, 39.31]]
    assert _codes(parsed) == ["swapped-point"]
    assert _with_points([None]).frame["lon"].tolist() == [-76.64]
    assert _with_points([shapely.Point(-76.64, 39.31)]).issues == ()


def test_a_point_that_differs_from_the_columns_wins_with_a_warning() -> None:
    parsed = _with_points([shapely.Point(-76.5, 39.2)])
    assert parsed.frame["lon"].tolist() == [-76.5]
    assert _codes(parsed) == ["position-differs"]


def test_duplicates_are_reported_and_cameras_on_one_pole_are_not() -> None:
    same: dict[str, object] = {"operator": "City", "kind": "fixed", "heading_deg": "355"}
    parsed = _read(
        same, same | {"heading_deg": "4", "lon": "116.40001"}, same | {"heading_deg": "90"}, {"lon": "116.5"}, {}
    )
    assert [(i.line, i.code) for i in parsed.issues] == [(3, "duplicate-camera")]
    assert len(parsed.frame) == 5


def test_a_heap_on_one_point_is_reported_once() -> None:
    assert _codes(_read(*[{} for _ in range(10)])) == ["many-on-one-point"]
    assert _codes(_read(*[{} for _ in range(9)])) == []


def test_ids_that_became_floats_and_ids_that_are_missing() -> None:
    parsed = _read({"camera_id": "1001.0"}, {"camera_id": None}, {"camera_id": None})
    ids = parsed.frame["camera_id"].tolist()
    assert ids[0] == "1001"
    assert len(set(ids)) == 3
    assert _codes(parsed) == ["id-from-place"]
    assert _read({"camera_id": "x"}, {"camera_id": None}).frame["camera_id"].tolist()[1] == ids[1]


def test_other_devices_are_counted_not_stored() -> None:
    parsed = _read({"kind": "Geluidsensor"}, {"kind": "Optische / camera sensor"})
    assert parsed.frame["camera_id"].tolist() == ["C1"]
    assert dict(parsed.counts) == {"not-a-camera": 1}


def test_withheld_places_are_kept_as_fields() -> None:
    kinds = _read({"place_kind": "更衣室"}, {"place_kind": "sensitive"}).frame["place_kind"].tolist()
    assert kinds == ["forbidden_interior", "sensitive"]


def test_each_function_has_its_own_legal_set() -> None:
    parsed = _read(
        {"recording": "on", "face_recognition": "on", "legal_basis": "gdpr_6_1_e", "authorisation_no": "7/24"}
    )
    rows = {row["function"]: row for row in functions_of(parsed.frame).to_dict("records")}
    assert sorted(rows) == sorted(FUNCTIONS)
    recording, face = rows["recording"], rows["face_recognition"]
    assert (recording["state"], recording["legal_basis"], recording["authorisation_no"]) == ("on", "gdpr_6_1_e", "7/24")
    assert (face["state"], face["legal_basis"], face["legal_regime"]) == ("on", "unknown", "unknown")
    assert face["authorisation_no"] is None


def test_no_rows() -> None:
    empty = read_cameras(
        pd.DataFrame({"camera_id": pd.Series([], dtype="str"), "lon": [], "lat": []}), None, datum=WGS84
    )
    assert empty.frame.empty
    assert empty.issues == ()


def _columns(header: list[str], rows: list[list[str]]) -> pd.DataFrame:
    match = match_headers(header, FIELDS)
    frame = pd.DataFrame([dict(zip(header, row, strict=False)) for row in rows], index=np.arange(2, len(rows) + 2))
    return frame[list(match.columns.values())].rename(columns={v: k for k, v in match.columns.items()}).astype("str")


def test_the_27_column_sheet() -> None:
    header = ["SBBM", "SBMC", "GLDW", "JD", "WD", "JSFW", "SBZT", "LXBCTS", "AZSJ", "AZGD", "IPDZ"]
    frame = _columns(header, [["1", "路口东", "海淀分局", "116.3", "39.9", "1", "2", "30", "2020/05/06", "6", "10.0.0.1"],
                              ["2", "路口西", "海淀分局", "116.3", "39.9", "9", "3", "90", "2020/05/06", "6", "10.0.0.2"]])  # fmt: skip
    parsed = read_cameras(frame, None, datum=GCJ02)
    one = parsed.frame.iloc[0]
    assert (one["name"], one["operator"], one["status"]) == ("路口东", "海淀分局", "out_of_service")
    assert (one["heading_deg"], one["heading_spread_deg"], one["retention_days"]) == (90.0, 22.5, 30)
    assert (one["in_service_since"], one["height_m"]) == (date(2020, 5, 6), 6.0)
    assert parsed.frame["status"].tolist() == ["out_of_service", "removed"]
    assert parsed.frame["pan_range_deg"].iloc[1] == 360.0
    assert "10.0.0.1" not in parsed.frame.to_json()


def test_traffords_163_cameras(shared_data: Path) -> None:
    header, *rows = list(csv.reader((shared_data / "register/trafford_cctv_163.csv").open(encoding="utf-8-sig")))
    parsed = read_cameras(_columns(header, rows), None, datum=WGS84)
    assert (len(parsed.frame), parsed.issues) == (163, ())
    assert parsed.frame["name"].notna().all()


def test_baltimores_614_cameras(shared_data: Path) -> None:
    header, *rows = list(csv.reader((shared_data / "baltimore/cctv_locations_raw.csv").open(encoding="utf-8-sig")))
    points = shapely.from_wkt([row[header.index("Location")] for row in rows])
    assert points[0].x > 0  # latitude first, as published
    parsed = read_cameras(_columns(header, rows), np.array(points), datum=WGS84)
    assert len(parsed.frame) == 614
    assert parsed.frame["lat"].between(39, 40).all()
    assert set(_codes(parsed)) == {"swapped-point"}
    assert parsed.frame["in_service_since"].map(lambda day: isinstance(day, date)).all()


def test_amsterdams_bulk_form(shared_data: Path) -> None:
    text = (shared_data / "register/amsterdam_bulk_form.csv").read_text(encoding="utf-8-sig")
    header, *rows = list(csv.reader(text.splitlines(), delimiter=";"))
    parsed = read_cameras(_columns(header, rows), None, datum=WGS84)
    row = parsed.frame.iloc[0]
    assert (row["camera_id"], row["removed_on"]) == ("7079-2296", date(2021, 7, 6))
    assert dict(parsed.counts) == {"not-a-camera": 1}
    assert row["legal_basis"] == "unknown"


def test_amsterdams_sensor_register(shared_data: Path) -> None:
    features = json.loads((shared_data / "register/amsterdam_sensor_register_8.geojson").read_text())["features"]
    header = [name for name in features[0]["properties"] if name != "themes"]
    rows = [["" if f["properties"][n] is None else str(f["properties"][n]) for n in header] for f in features]
    points = np.array([shapely.Point(f["geometry"]["coordinates"]) for f in features], dtype=object)
    parsed = read_cameras(_columns(header, rows), points, datum=WGS84)
    assert len(parsed.frame) == 6
    assert dict(parsed.counts) == {"not-a-camera": 2}
    assert _codes(parsed).count("sentinel-date") == 2
    assert not {"3000", "2100"} & {str(day)[:4] for day in parsed.frame["removed_on"]}


def test_a_long_angle_is_not_repeated_whole() -> None:
    issues = _read({"hfov_deg": "9" * 5_000}).issues
    assert [issue.field for issue in issues] == ["hfov_deg"]
    assert len(issues[0].message) < 300
