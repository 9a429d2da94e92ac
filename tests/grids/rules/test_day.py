"""Days of a column: read strictly, the order of day and month never guessed."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmap.errors import Severity
from gridmap.grids.rules.day import DayOrder, OrderSeen, as_date, order_seen

days = st.dates(date(1, 1, 1), date(9999, 12, 31))
FORMS = {
    DayOrder.DAY: lambda d: f"{d.day}/{d.month:02d}/{d.year:04d}",
    DayOrder.MONTH: lambda d: f"{d.month:02d}/{d.day:02d}/{d.year:04d}",
}


def read(*texts: str | None, order: DayOrder | None = None) -> tuple[list[date | None], list[str]]:
    """The days, and the codes of what is wrong."""
    found, issues = as_date(pd.Series(texts, dtype="str"), name="filed_on", order=order)
    return found.tolist(), [issue.code for issue in issues]


@pytest.mark.parametrize(
    "text",
    ["2018-01-04", "2018-1-4", "2018/01/04", "2018.01.04", "20180104", "04.01.2018", "4-1-2018", "2018-01-04T00:00:00Z",
     "2018-01-04 23:59", "2018/01/04 09:13:33+00", "2018-01-04T00:00:00.123456+05:30", "20180104T09:13:33",
     "2018-01-04 05:27:48 PM", "2018-01-04 09:13 UTC", " 2018-01-04 "],
)  # fmt: skip
def test_a_date_or_a_whole_date_time_is_read(text: str) -> None:
    assert read(text) == ([date(2018, 1, 4)], [])


@pytest.mark.parametrize(
    "text",
    ["2024-01-01garbage", "2024-01-01T00:00:00+99:00", "2020-04-03T99", "2020-04-03T", "2020-04-03 24:00", "2020-04-03 12:60",
     "2020-04-03 12:00 xx", "2024-02-30", "99999-01-01", "-4713-01-01", "2020-04/03", "2020-04", "2020", "-1", "01/31/15",
     "31.04.2020", "0000-01-01", "2015-00-00", "２０２０-01-01x"],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_what_was_given(text: str) -> None:
    found, issues = as_date(pd.Series([text]), name="filed_on")
    assert found.tolist() == [None]
    assert [(issue.code, issue.severity) for issue in issues] == [("bad-date", Severity.ERROR)]
    assert repr(text) in issues[0].message
    assert "2026-11-24" in issues[0].message


@pytest.mark.parametrize("text", ["0000-00-00", "0000-00-00 00:00:00", "00000000", "00/00/0000", "0000/00/00"])
def test_a_date_of_zeros_is_no_date(text: str) -> None:
    found, issues = as_date(pd.Series([text]), name="filed_on")
    assert found.tolist() == [None]
    assert [(issue.code, issue.severity) for issue in issues] == [("no-date", Severity.WARNING)]


def test_a_long_text_is_repeated_in_part_only() -> None:
    _, issues = as_date(pd.Series(["x" * 100_000]), name="filed_on")
    assert len(issues[0].message) < 200
    assert len(issues[0].value) == 80


@pytest.mark.parametrize("year", ["0000", "20000", "-4713"])
def test_native_times_beyond_the_calendar_are_refused(year: str) -> None:
    column = pd.Series(np.array([f"{year}-01-01", "2020-04-03", "NaT"], "datetime64[s]"), index=[2, 3, 4])
    found, issues = as_date(column, name="filed_on")
    assert found.tolist() == [None, date(2020, 4, 3), None]
    assert [(issue.line, issue.code) for issue in issues] == [(2, "bad-date")]


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["03/04/2020", "13/02/2015"], DayOrder.DAY),
        (["03/04/2020", "10/22/2014 05:27:48 PM"], DayOrder.MONTH),
        (["03/04/2020", "2020-04-13", "14.02.2015"], DayOrder.UNDECIDED),
        (["13/02/2015", "02/13/2015", "03/04/2020"], DayOrder.CONTRADICTING),
        (["02-13-2015", "03-04-2020"], DayOrder.MONTH),
    ],
)
def test_dates_that_can_be_read_one_way_decide_for_their_column(texts: list[str], order: DayOrder) -> None:
    assert order_seen(pd.Series(texts)).order is order


def test_one_day_above_twelve_decides_for_all() -> None:
    assert read("03/04/2020", "13/02/2015") == ([date(2020, 4, 3), date(2015, 2, 13)], [])
    assert read("03/04/2020", "02/13/2015") == ([date(2020, 3, 4), date(2015, 2, 13)], [])


def test_where_nothing_decides_both_readings_are_told_and_none_is_taken() -> None:
    found, issues = as_date(pd.Series(["03/04/2020", "05/05/2020", "2020-04-13"]), name="filed_on")
    assert found.tolist() == [None, date(2020, 5, 5), date(2020, 4, 13)]
    assert [issue.code for issue in issues] == ["ambiguous-date"]
    assert all(word in issues[0].message for word in ("'03/04/2020'", "2020-04-03", "2020-03-04"))


def test_where_dates_contradict_each_other_none_of_them_is_taken() -> None:
    found, codes = read("13/02/2015", "02/13/2015", "03/04/2020", "05/05/2020", "31/04/2020")
    assert found == [None, None, None, date(2020, 5, 5), None]
    assert codes == ["ambiguous-date"] * 3 + ["bad-date"]


def test_hyphens_have_the_day_first_unless_the_column_shows_the_contrary() -> None:
    assert read("06-07-2021") == ([date(2021, 7, 6)], [])
    assert read("06-07-2021", "02-13-2015") == ([date(2021, 6, 7), date(2015, 2, 13)], [])
    assert read("06.07.2021", "02/13/2015") == ([date(2021, 7, 6), date(2015, 2, 13)], [])


def test_the_order_of_the_whole_file_counts_where_these_rows_do_not_decide() -> None:
    assert read("03/04/2020", order=DayOrder.DAY) == ([date(2020, 4, 3)], [])
    assert read("13/02/2015", order=DayOrder.CONTRADICTING) == ([None], ["ambiguous-date"])
    assert read("13/02/2015", order=DayOrder.MONTH) == ([None], ["bad-date"])


@given(st.lists(days, min_size=1), st.sampled_from(sorted(FORMS)))
def test_no_date_is_ever_read_as_another(written: list[date], order: DayOrder) -> None:
    found, _ = read(*[FORMS[order](day) for day in written])
    assert all(got in (None, meant) for got, meant in zip(found, written, strict=True))
    if any(day.day > 12 for day in written):
        assert found == written


@given(st.lists(days, min_size=1), st.data())
def test_chunks_decide_as_the_whole_file_does(written: list[date], data: st.DataObject) -> None:
    texts = pd.Series([FORMS[data.draw(st.sampled_from(sorted(FORMS)))](day) for day in written])
    cut = data.draw(st.integers(0, len(texts)))
    seen = order_seen(texts[:cut]) | order_seen(texts[cut:])
    assert seen == order_seen(texts)
    parts = [as_date(part, name="x", order=seen.order)[0] for part in (texts[:cut], texts[cut:]) if len(part)]
    assert pd.concat(parts).tolist() == as_date(texts, name="x")[0].tolist()


@given(days)
def test_every_day_is_read_back(day: date) -> None:
    assert read(day.isoformat(), day.isoformat().replace("-", "")) == ([day, day], [])


def test_what_was_seen_only_adds_up() -> None:
    assert (OrderSeen(day=True) | OrderSeen(month=True)).order is DayOrder.CONTRADICTING
