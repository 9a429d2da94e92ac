"""Times as written become UTC, or are refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.errors import BadValue
from gridmap.service.rules.instant import NAT, read_instants, wall_to_utc
from gridmap.service.rules.instant_text import DAY_FIRST, MONTH_FIRST

BOSTON = ZoneInfo("America/New_York")
SHANGHAI = ZoneInfo("Asia/Shanghai")
moments = st.datetimes(datetime(1971, 1, 1), datetime(2099, 12, 31)).map(lambda m: m.replace(microsecond=0))


def utc(texts: list[str | None], zone: ZoneInfo | None = None) -> list[str]:
    column = read_instants(pd.Series(texts, dtype="str"), zone=zone, name="reported_at")
    return [
        "bad" if bad else str(t) for t, bad in zip(column.utc_us.view("datetime64[us]"), column.is_bad, strict=True)
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2015-01-31T18:05:00-05:00", "2015-01-31T23:05:00.000000"),
        ("2015-01-31 18:05:00.25Z", "2015-01-31T18:05:00.250000"),
        ("2018/01/04 09:13:33+00", "2018-01-04T09:13:33.000000"),
        ("2018-07-30T00:01:00-0430", "2018-07-30T04:31:00.000000"),
        ("2018-06-18T13:30:47.604472Z", "2018-06-18T13:30:47.604472"),
        ("2018-06-18 13:30 UTC", "2018-06-18T13:30:00.000000"),
    ],
)
def test_times_with_an_offset_need_no_zone(written: str, meant: str) -> None:
    assert utc([written]) == [meant]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("01/31/2015 06:05:00 PM", "2015-01-31T23:05:00.000000"),
        ("01/31/2015 12:05:00 AM", "2015-01-31T05:05:00.000000"),
        ("1/31/2015 18:05", "2015-01-31T23:05:00.000000"),
        ("31/01/2015 18:05", "2015-01-31T23:05:00.000000"),
        ("31.01.2015 18:05", "2015-01-31T23:05:00.000000"),
        ("20150131180500", "2015-01-31T23:05:00.000000"),
        ("20150131", "2015-01-31T05:00:00.000000"),
        ("2015年1月31日 18:05", "2015-01-31T23:05:00.000000"),
        ("2015年1月31日", "2015-01-31T05:00:00.000000"),
        ("  2015-01-31   18:05:00 ", "2015-01-31T23:05:00.000000"),
    ],
)
def test_wall_times_are_read_in_the_declared_zone(written: str, meant: str) -> None:
    assert utc([written], BOSTON) == [meant]


@pytest.mark.parametrize(
    "written",
    ["2015-02-29 10:00", "31.04.2015", "13:00", "2015-01-31 25:00", "yesterday", "2015-01-31 10:00 xx", "01/31/15",
     "2015-01-31 13:00 PM", "42011.5", "2015-01-31T18:05:00+99:00", "2015-1"],
)  # fmt: skip
def test_what_is_no_time_is_bad(written: str) -> None:
    assert utc([written], BOSTON) == ["bad"]


def test_nothing_is_missing_not_bad() -> None:
    assert utc([None, "", " ", "NaN", "NULL", "-"], BOSTON) == ["NaT"] * 6


def test_times_without_zone_are_refused() -> None:
    with pytest.raises(BadValue, match="--zone"):
        utc(["2015-01-31 18:05:00"])
    with pytest.raises(BadValue, match="--zone"):
        read_instants(pd.Series(pd.to_datetime(["2015-01-31"])), zone=None, name="reported_at")


def test_contradicting_slash_dates_are_refused() -> None:
    with pytest.raises(BadValue, match="month first"):
        utc(["13/01/2015", "01/13/2015"], BOSTON)


def test_slash_dates_that_nothing_decides_are_not_read_and_noted() -> None:
    column = read_instants(pd.Series(["01/02/2015", "03/03/2015", "2015-01-02"]), zone=BOSTON, name="reported_at")
    assert column.notes == ("slash-order",)
    assert column.is_bad.tolist() == [True, False, False]
    assert str(column.utc_us.view("datetime64[us]")[1]).startswith("2015-03-03")


@pytest.mark.parametrize(("order", "meant"), [(MONTH_FIRST, "2015-01-02"), (DAY_FIRST, "2015-02-01")])
def test_slash_dates_are_read_in_the_order_that_other_rows_show(order: int, meant: str) -> None:
    column = read_instants(pd.Series(["01/02/2015"]), zone=BOSTON, name="reported_at", order=order)
    assert column.notes == ()
    assert str(column.utc_us.view("datetime64[us]")[0]).startswith(meant)
    other = pd.Series(["13/01/2015" if order == MONTH_FIRST else "01/13/2015"])
    with pytest.raises(BadValue, match="month first"):
        read_instants(other, zone=BOSTON, name="reported_at", order=order)


def test_hyphens_have_the_day_first_unless_the_column_shows_the_contrary() -> None:
    assert utc(["06-07-2021 18:00"], BOSTON) == ["2021-07-06T22:00:00.000000"]
    assert utc(["06-07-2021 18:00", "02-13-2021"], BOSTON)[0] == "2021-06-07T22:00:00.000000"


@given(st.lists(moments, min_size=1, max_size=9), st.sampled_from(["%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S"]))
def test_no_moment_is_ever_read_as_another(walls: list[datetime], form: str) -> None:
    read = read_instants(pd.Series([wall.strftime(form) for wall in walls]), zone=ZoneInfo("UTC"), name="x")
    meant = np.array(walls, dtype="datetime64[us]").view(np.int64)
    assert all(bad or got == want for bad, got, want in zip(read.is_bad, read.utc_us, meant, strict=True))
    assert not (read.is_bad.any() and any(wall.day > 12 for wall in walls))


def test_plus_zero_everywhere_is_doubted_where_the_zone_is_another() -> None:
    column = read_instants(pd.Series(["2018/01/04 09:13:33+00"]), zone=BOSTON, name="reported_at")
    assert column.notes == ("zone-doubted",)
    assert read_instants(pd.Series(["2018/01/04 09:13:33+00"]), zone=None, name="x").notes == ()


def test_midnight_is_a_day() -> None:
    column = read_instants(
        pd.Series(["2018-01-04", "2018-01-04 00:00:00", "2018-01-04 00:00:01"]), zone=SHANGHAI, name="x"
    )
    assert column.is_day.tolist() == [True, True, False]
    native = read_instants(pd.Series(pd.to_datetime(["2018-01-03T16:00Z", "NaT"])), zone=SHANGHAI, name="x")
    assert native.is_day.tolist() == [True, False]


def test_a_skipped_hour_moves_to_the_end_of_the_gap() -> None:
    column = read_instants(pd.Series(["2015-03-08 02:30:00"]), zone=BOSTON, name="x")
    assert str(column.utc_us.view("datetime64[us]")[0]) == "2015-03-08T07:00:00.000000"  # 03:00 EDT
    assert column.is_moved.tolist() == [True]


def test_a_repeated_hour_is_its_first_occurrence() -> None:
    column = read_instants(pd.Series(["2015-11-01 01:30:00", "2015-11-01 02:30:00"]), zone=BOSTON, name="x")
    assert str(column.utc_us.view("datetime64[us]")[0]) == "2015-11-01T05:30:00.000000"  # EDT
    assert column.is_moved.tolist() == [True, False]


@settings(deadline=None)
@given(st.lists(moments, min_size=1, max_size=20), st.sampled_from(["America/New_York", "Asia/Shanghai", "UTC",
       "Australia/Lord_Howe", "Europe/Dublin", "Asia/Kathmandu", "America/Sao_Paulo"]))  # fmt: skip
def test_wall_times_agree_with_the_standard_library(walls: list[datetime], name: str) -> None:
    zone = ZoneInfo(name)
    wall_us = np.array(walls, dtype="datetime64[us]").view(np.int64)
    found, moved = wall_to_utc(wall_us, zone)
    for wall, micros, is_moved in zip(walls, found, moved, strict=True):
        expected = wall.replace(tzinfo=zone).astimezone(UTC)
        if not is_moved:
            assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(micros)) == expected
            assert expected.astimezone(zone).replace(tzinfo=None) == wall


@settings(deadline=None)
@given(st.lists(moments, min_size=1, max_size=20), st.sampled_from(
    ["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%Y%m%d%H%M%S", "%Y-%m-%dT%H:%M:%S"]))  # fmt: skip
def test_every_moment_is_read_back_from_every_form(walls: list[datetime], form: str) -> None:
    column = pd.Series([wall.strftime(form) for wall in walls])
    read = read_instants(column, zone=ZoneInfo("UTC"), name="x")
    assert read.utc_us.tolist() == np.array(walls, dtype="datetime64[us]").view(np.int64).tolist()


def test_object_columns_and_sliced_columns_are_read_alike() -> None:
    column = pd.Series(["x", "2018-01-04 01:00", None, "2018-01-05 01:00"], dtype="str")
    assert (
        read_instants(column.iloc[1:], zone=SHANGHAI, name="x").utc_us.tolist()
        == read_instants(column.astype(object).iloc[1:], zone=SHANGHAI, name="x").utc_us.tolist()
    )
    assert read_instants(column.iloc[:0], zone=SHANGHAI, name="x").utc_us.size == 0
    assert read_instants(column.iloc[2:3], zone=None, name="x").utc_us.tolist() == [NAT]
