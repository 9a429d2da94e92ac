"""How often the public may ask: by client, by all, and without keeping an address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmap.api.limits import Limits, Rate, network_of
from gridmap.errors import TooManyQuestions

WIDE = Rate(burst=1e9, per_s=1e9)


def _answered(limits: Limits, address: str, *times_s: float) -> list[bool]:
    answered = []
    for now_s in times_s:
        try:
            limits.take(address, now_s=now_s)
            answered.append(True)
        except TooManyQuestions:
            answered.append(False)
    return answered


def test_a_client_asks_in_a_burst_and_then_at_the_rate() -> None:
    limits = Limits(client=Rate(burst=3, per_s=0.5), everybody=WIDE)
    assert _answered(limits, "10.0.0.1", 0, 0, 0, 0, 1.9, 2.1, 2.2) == [True, True, True, False, False, True, False]
    assert _answered(limits, "10.0.0.2", 2.2) == [True]


def test_all_together_have_a_bound_that_many_addresses_do_not_widen() -> None:
    limits = Limits(client=WIDE, everybody=Rate(burst=5, per_s=1))
    asked = [_answered(limits, f"10.0.{n // 250}.{n % 250}", 0.0)[0] for n in range(500)]
    assert sum(asked) == 5


def test_a_refused_question_takes_nothing_and_says_when_to_come_back() -> None:
    limits = Limits(client=Rate(burst=1, per_s=0.1), everybody=Rate(burst=2, per_s=1))
    limits.take("a", now_s=0)
    for _ in range(50):
        with pytest.raises(TooManyQuestions) as refused:
            limits.take("a", now_s=4)
        assert refused.value.retry_after_s == pytest.approx(6)
    assert _answered(limits, "b", 4) == [True]
    assert _answered(limits, "a", 10.001) == [True]


@given(
    times=st.lists(st.floats(0, 100), min_size=1, max_size=60).map(sorted),
    burst=st.integers(1, 10),
    per_s=st.floats(0.01, 5),
)
def test_never_more_than_the_burst_and_what_time_brings(times: list[float], burst: int, per_s: float) -> None:
    limits = Limits(client=Rate(burst, per_s), everybody=WIDE)
    answered = sum(_answered(limits, "x", *times))
    assert answered <= burst + (times[-1] - times[0]) * per_s + 1e-6


def test_memory_is_bounded() -> None:
    limits = Limits(client=Rate(1, 0.001), everybody=WIDE, kept=100)
    for n in range(1000):
        limits.take(f"client {n}", now_s=n)
    assert len(limits._clients) == 100


def test_no_address_is_kept() -> None:
    limits = Limits()
    limits.take("203.0.113.77", now_s=0)
    assert "203.0.113.77" not in repr(limits)
    (kept,) = limits._clients
    other = Limits()
    other.take("203.0.113.77", now_s=0)
    assert kept not in other._clients, "the digest has a key of its own process"


def test_one_network_of_version_6_is_one_client() -> None:
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9") != network_of("2001:db8:1:3::1")
    assert network_of("::ffff:203.0.113.7") == network_of("203.0.113.7") != network_of("203.0.113.8")
    assert network_of("fe80::1%eth0") == network_of("fe80::2")
    assert network_of("testclient") == "testclient"
