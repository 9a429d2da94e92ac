"""Incidents as they are read: mapped or refused, in UTC, with state, point and nothing about persons."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
import shapely

from gridmap.errors import BadValue, Severity
from gridmap.grids.rules.crs import WGS84, Datum
from gridmap.grids.rules.field import Parsed, match_headers
from gridmap.service.rules.incident import FIELDS, read_incidents, stated_source
from gridmap.service.rules.mapping import CategoryMapping, parse_mapping, shipped_mapping
from gridmap.service.store.tables import incident as table

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
NEW_YORK, SHANGHAI = ZoneInfo("America/New_York"), ZoneInfo("Asia/Shanghai")


def rows(count: int = 1, **columns: Any) -> pd.DataFrame:
    """Rows that are right unless a column says otherwise; index = lines from 2."""
    made: dict[str, Any] = {
        "source_id": [f"A{n}" for n in range(count)],
        "label": ["ROD-POT"] * count,
        "reported_at": ["2026-03-02 10:00:00"] * count,
        "lon": [str(117.2 + n / 1000) for n in range(count)],
        "lat": ["39.1234"] * count,
        **columns,
    }
    frame = pd.DataFrame({name: pd.Series(values) for name, values in made.items() if values is not None})
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    return frame


def read(
    frame: pd.DataFrame,
    geometry: Any = None,
    *,
    source: str = "gridmap",
    mapping: CategoryMapping | None = None,
    zone: ZoneInfo | None = SHANGHAI,
    datum: Datum = WGS84,
    **more: Any,
) -> Parsed:
    return read_incidents(
        frame,
        geometry,
        datum=datum,
        zone=zone,
        source_system=source,
        mapping=mapping or shipped_mapping(source),
        now=NOW,
        **more,
    )


def codes(parsed: Parsed) -> list[tuple[int, str]]:
    return [(issue.line, issue.code) for issue in parsed.issues]


def real(shared_data: Path, name: str, source: str) -> tuple[pd.DataFrame, Parsed]:
    raw = pd.read_csv(shared_data / "service" / name, dtype="str")
    raw.index = pd.RangeIndex(2, len(raw) + 2)
    match = match_headers(list(raw.columns), FIELDS)
    assert match.missing == ("source_system",)
    frame = raw[list(match.columns.values())].rename(columns={v: k for k, v in match.columns.items()})
    return raw, read(frame, source=source, zone=NEW_YORK)


def test_boston_2015(shared_data: Path) -> None:
    raw, parsed = real(shared_data, "boston_311_2015.csv", "boston")
    made = parsed.frame
    assert len(made) == 11_981
    assert dict(parsed.counts) == {}
    assert made["lon"].isna().sum() == 1_366
    assert (made["time_quality"] == "suspect").sum() == 38
    assert (made["state"] == "reported").sum() == 1_233
    assert made["due_at"].isna().sum() == 2_150
    assert not made["verified"].any()
    both = made["closed_at"].notna() & made["due_at"].notna()
    late = made["closed_at"] > made["due_at"]
    assert (both.sum(), (late == (raw["OnTime_Status"] == "OVERDUE"))[both].sum()) == (8_659, 8_652)
    assert [issue.code for issue in parsed.issues] == ["default-point"]


def test_baltimore_2018(shared_data: Path) -> None:
    _, parsed = real(shared_data, "baltimore_311_2018.csv", "baltimore")
    assert (parsed.frame["state"] == "duplicate").sum() == 5
    assert parsed.frame["lon"].isna().sum() == 8  # 4 without coordinates, 4 on a default point
    assert dict(parsed.counts) == {"UNMAPPED": 12, "NOT_A_FAULT": 3}
    assert len(parsed.frame) == 124 - 15
    assert "zone-doubted" in {issue.code for issue in parsed.issues}


def test_flattened_open311_columns_are_matched() -> None:
    headers = ["service_request_id", "status", "status_notes", "service_name", "service_code", "agency_responsible",
               "requested_datetime", "updated_datetime", "expected_datetime", "address", "lat", "long", "description",
               "media_url", "extended_attributes.channel", "extended_attributes.duplicate", "email", "first_name"]  # fmt: skip
    match = match_headers(headers, FIELDS)
    assert match.missing == ("source_system",)
    assert match.columns["label"] == "service_name"
    assert match.columns["source_revision"] == "updated_datetime"
    assert match.columns["lon"] == "long"
    left = {"status_notes", "address", "description", "media_url", "email", "first_name", "service_code"}
    assert set(match.left_behind) == left


@pytest.mark.parametrize(
    "header",
    ["address", "house_number", "block", "street", "description", "notes", "地址", "门牌号", "联系人", "电话", "phone",
     "reporter", "reported_by", "name", "email", "photo", "media_url", "plate", "身份证", "问题描述", "zip"],
)  # fmt: skip
def test_columns_about_persons_places_of_living_and_text_are_left_behind(header: str) -> None:
    assert match_headers([header], FIELDS).left_behind == (header,)


def test_every_column_made_is_a_column_stored_and_no_other() -> None:
    frame = rows(2, **{f.name: ["1", "2"] for f in FIELDS if f.name.endswith("_unit") or f.name.endswith("_id")})
    made = read(frame).frame
    assert set(made.columns) - {"lon", "lat"} <= set(table.c.keys())


def test_refused_rows_are_counted_by_reason_and_never_repeated() -> None:
    frame = rows(
        4,
        label=["Needle Pickup", "Needle Pickup", "Sign Repair", "Mystery"],
        reported_at=["rubbish", "2015-01-01", "2015-01-02 10:00", "nonsense"],
        lon=["x", "-71.06", "-71.06", "y"],
    )
    parsed = read(frame, source="boston", zone=NEW_YORK)
    assert dict(parsed.counts) == {"PROXY_OF_PERSON": 2, "UNMAPPED": 1}
    assert parsed.frame["category"].tolist() == ["TRF-SIGN"]
    assert parsed.issues == ()


def test_a_label_that_covers_homes_needs_a_location_type_in_public_space() -> None:
    frame = rows(
        5,
        label=["Rodent Activity"] * 5,
        location_type=["Address", "Intersection", None, "Street/Sidewalk", "residence"],
    )
    parsed = read(frame, source="boston", zone=NEW_YORK)
    assert parsed.frame.index.tolist() == [3, 5]
    assert dict(parsed.counts) == {"PRIVATE_PREMISES": 3}
    assert read(frame.drop(columns="location_type"), source="boston", zone=NEW_YORK).counts == {"PRIVATE_PREMISES": 5}


def test_labels_are_mapped_as_they_were_used_on_the_day_of_the_report() -> None:
    mapping, issues = parse_mapping(
        [
            {"label": "Sewer", "category": "DRN-SEWER", "valid_to": "2020-01-01"},
            {"label": "Sewer", "category": "DRN-BLOCK", "valid_from": "2020-01-01"},
        ],
        source="local",
    )
    assert issues == []
    frame = rows(3, label=["Sewer"] * 3, reported_at=["2019-12-30 10:00", "2020-01-02 10:00", "2012-01-01 10:00"])
    made = read(frame, source="local", mapping=mapping).frame
    assert made["category"].tolist() == ["DRN-SEWER", "DRN-BLOCK", "DRN-SEWER"]
    assert date(2020, 1, 1) not in made["reported_at"].dt.date.tolist()


def test_ambiguous_labels_are_marked_and_severity_comes_from_the_category_unless_stated() -> None:
    frame = rows(
        3,
        label=["Tree Emergencies", "Pothole Repair (Internal)", "Pothole Repair (Internal)"],
        severity=[None, "紧急", "?"],
    )
    made = read(frame, source="boston", zone=NEW_YORK).frame
    assert made["category_ambiguous"].tolist() == [True, False, False]
    assert made["severity"].tolist() == ["high", "high", "high"]
    assert read(rows(2, severity=["low", None])).frame["severity"].tolist() == ["low", "high"]


def test_times_become_utc_and_need_a_zone() -> None:
    assert str(read(rows()).frame["reported_at"].iloc[0]) == "2026-03-02 02:00:00+00:00"
    with pytest.raises(BadValue, match="--zone"):
        read(rows(), zone=None)


def test_what_was_not_yet_reported_is_an_error() -> None:
    frame = rows(4, reported_at=["2026-11-24 20:30", "2026-11-25 09:00", "3020-01-01 00:00", "1969-01-01 10:00"])
    parsed = read(frame)
    assert codes(parsed) == [(3, "time-to-come"), (4, "time-to-come"), (5, "time-too-old")]
    assert parsed.frame.index.tolist() == [2]


def test_quality_of_times() -> None:
    frame = rows(
        6,
        reported_at=["2026-03-02 10:00", "2026-03-02 10:00", "2026-03-02", None, "2026-03-02 10:00", None],
        closed_at=["2026-03-03 10:00", "2026-03-01 10:00", None, "2026-03-04 10:00", "2026-03-02", None],
    )
    parsed = read(frame)
    assert parsed.frame["time_quality"].tolist() == ["exact", "suspect", "day", "imputed", "day"]
    assert codes(parsed) == [(7, "missing-value")]
    assert parsed.frame["reported_at"].iloc[3] == parsed.frame["closed_at"].iloc[3]


def test_due_times_may_lie_ahead() -> None:
    parsed = read(rows(due_at=["2027-01-01 10:00"]))
    assert parsed.issues == ()
    assert str(parsed.frame["due_at"].iloc[0]) == "2027-01-01 02:00:00+00:00"


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("Open", "reported"), ("Closed", "closed"), ("Closed (Duplicate)", "duplicate"), ("已结案", "closed"),
        ("Closed (Transferred)", "refused"), ("in progress", "assigned"), ("On hold", "suspended"), ("作废", "void"),
        ("fixed - council", "closed"), ("Afgehandeld", "closed"), ("待核查", "answered"), ("verified", "answered"),
        (None, "reported"), ("gone fishing", "reported"),
    ],
)  # fmt: skip
def test_words_of_other_systems(status: str | None, state: str) -> None:
    made = read(rows(status=[status])).frame
    assert made["state"].tolist() == [state]
    assert made["verified"].tolist() == [False]


def test_without_a_status_the_latest_time_decides() -> None:
    frame = rows(3, accepted_at=["2026-03-02 11:00"] * 3, answered_at=[None, "2026-03-03 10:00", None],
                 closed_at=[None, None, "2026-03-05 10:00"])  # fmt: skip
    assert read(frame).frame["state"].tolist() == ["accepted", "answered", "closed"]


def test_only_another_unit_verifies() -> None:
    at = ["2026-03-04 10:00"] * 4
    frame = rows(4, verified_at=at, status=["closed"] * 4, handler_unit=["u1", "u1", None, "u1"],
                 verifier_unit=["u2", "u1", "u2", None])  # fmt: skip
    parsed = read(frame)
    assert parsed.frame["verified"].tolist() == [True, False, False, False]
    assert parsed.frame["verified_at"].notna().tolist() == [True, False, False, False]
    assert codes(parsed) == [(0, "no-verifier")]


def test_a_closing_time_of_an_open_row_does_not_count() -> None:
    parsed = read(rows(status=["open"], closed_at=["2026-03-04 10:00"]))
    assert parsed.frame["closed_at"].isna().all()
    assert codes(parsed) == [(0, "open-with-closing-time")]


def test_a_column_of_text_is_no_status() -> None:
    with pytest.raises(BadValue, match="--map status"):
        read(rows(60, status=[f"called Mr {n} about it" for n in range(60)]))


def test_other_words_of_closed_columns_are_dropped_and_not_repeated() -> None:
    parsed = read(rows(2, channel=["Mrs Smith rang", "app"], found_by=["网格员", "my neighbour"]))
    assert parsed.frame["channel"].astype(object).where(parsed.frame["channel"].notna(), None).tolist() == [None, "app"]
    assert parsed.frame["found_by"].tolist() == ["patrol", "unknown"]
    assert all("Smith" not in i.message + i.value and "neighbour" not in i.message + i.value for i in parsed.issues)


def test_points_come_from_the_geometry_and_are_converted() -> None:
    geometry = np.array([shapely.Point(117.2, 39.1), None, shapely.LineString([(0, 0), (1, 1)])], dtype=object)
    frame = rows(3, lon=None, lat=None)
    parsed = read(frame, geometry)
    assert parsed.frame["lon"].tolist()[0] == 117.2
    assert np.isnan(parsed.frame["lon"].iloc[1])
    assert codes(parsed) == [(4, "not-a-point")]
    shifted = read(rows(), datum=Datum("gcj02")).frame
    assert abs(shifted["lon"].iloc[0] - 117.2) > 0.003


def test_what_is_no_coordinate_is_an_error_and_none_is_no_place() -> None:
    frame = rows(
        7, lon=["117.2", "east", "inf", "39.1", None, "", "400"], lat=["39.1", "39.1", "39.1", "117.2", None, "", "1"]
    )
    parsed = read(frame)
    assert codes(parsed) == [
        (3, "bad-number"),
        (4, "bad-number"),
        (5, "position-not-degrees"),
        (8, "position-not-degrees"),
    ]
    assert parsed.frame["lon"].isna().tolist() == [False, True, True]


def test_ids_stay_text_and_floats_are_refused() -> None:
    assert read(rows(source_id=[" 00123 "])).frame["source_id"].tolist() == ["00123"]
    assert read(rows(source_id=[123])).frame["source_id"].tolist() == ["123"]
    with pytest.raises(BadValue, match="floats"):
        read(rows(source_id=[123.0]))
    assert codes(read(rows(2, source_id=["1", None]))) == [(3, "missing-value")]


def test_the_same_row_twice_counts_once() -> None:
    parsed = read(rows(2, source_id=["1", "1"], lon=["117.2"] * 2))
    assert parsed.frame.index.tolist() == [2]
    assert [(i.line, i.code, i.severity) for i in parsed.issues] == [(3, "repeated-row", Severity.NOTE)]


def test_of_two_revisions_the_later_counts_and_without_them_none() -> None:
    twice = {"source_id": ["1", "1", "2"], "status": ["open", "closed", "open"]}
    parsed = read(rows(3, **twice, source_revision=["9", "10", "1"]))
    assert parsed.frame["state"].tolist() == ["closed", "reported"]
    assert codes(parsed) == [(2, "superseded-row")]
    undecided = read(rows(3, **twice))
    assert undecided.frame.index.tolist() == [4]
    assert codes(undecided) == [(2, "contradicting-rows"), (3, "contradicting-rows")]


def test_native_columns_and_text_columns_are_read_alike() -> None:
    text = rows(3, closed_at=["2026-03-05 10:00:00", None, "2026-03-06 11:30:00"])
    native = text.assign(
        reported_at=pd.to_datetime(text["reported_at"]), closed_at=pd.to_datetime(text["closed_at"]),
        lon=text["lon"].astype(float), lat=text["lat"].astype(float), label=text["label"].astype("category"),
    )  # fmt: skip
    pd.testing.assert_frame_equal(read(text).frame, read(native).frame)


def test_no_rows_are_no_incidents() -> None:
    parsed = read(rows(1).iloc[:0])
    assert parsed.frame.empty
    assert parsed.issues == ()


def test_one_import_has_one_source() -> None:
    assert stated_source(rows(2, source_system=["boston", "boston"])) == "boston"
    with pytest.raises(BadValue, match="2 source systems"):
        stated_source(rows(2, source_system=["boston", "chicago"]))


@pytest.mark.parametrize(("field", "code"), [("reported_at", "bad-time"), ("lon", "bad-number")])
def test_a_long_value_is_not_repeated_whole(field: str, code: str) -> None:
    made = read(rows(1, **{field: "x1" * 5_000}))
    told = [issue for issue in made.issues if issue.code == code]
    assert told
    assert all(len(issue.message) < 200 for issue in told)
