"""Ways to the pictures: what is one, and which texts that look a little like one are none."""

from __future__ import annotations

import ipaddress
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmap.grids.rules.video_address import leads_to_pictures


@given(st.ip_addresses(v=4), st.sampled_from(["{}", "ip {}", "摄像机{}", "{}:554", "({})", "https://{}/dpia.pdf"]))
def test_ipv4_is_found_wherever_it_stands(address: ipaddress.IPv4Address, around: str) -> None:
    assert leads_to_pictures(around.format(address), links="allowed")


@given(st.ip_addresses(v=6).filter(lambda a: int(a) >> 64), st.sampled_from(["{}", "ip {}", "[{}]:554", "{}%eth0"]))
def test_ipv6_is_found_wherever_it_stands(address: ipaddress.IPv6Address, around: str) -> None:
    assert leads_to_pictures(around.format(address), links="allowed")


@pytest.mark.parametrize(
    "text",
    ["rtsp://cam", "RTSP：//CAM/1", "rtmps://a.example/live", "onvif://x", "srt://a:1", "admin:pw@cam", "sip:3402@3402000000",
     "http://nvr/1", "https://u:p@city.example", "https://city.example:8443/x", "https://city.example/live.m3u8",
     "https://nvr.local/x", "http://[::1]/x", "3c:ef:8c:11:22:33", "3C-EF-8C-11-22-33", "3cef.8c11.2233", "010.000.001.002",
     "34020000001320000001", "3402 0000 0013 2000 0001"],
)  # fmt: skip
def test_addresses_credentials_and_device_codes(text: str) -> None:
    assert leads_to_pictures(text, links="allowed")


@pytest.mark.parametrize(
    "text",
    [
        "https://city.example/dpia/12.pdf",
        "https://www.city.example/a?b=1#c",
        "see https://city.example/cctv.",
        "mailto:privacy@city.example",
    ],
)
def test_links_to_documents_where_a_link_belongs(text: str) -> None:
    assert not leads_to_pictures(text, links="allowed")


def test_no_link_stands_in_a_name() -> None:
    assert leads_to_pictures("https://city.example/dpia/12.pdf")


@pytest.mark.parametrize(
    "text",
    ["12:30:45", "2026-01-01T12:30:45+00:00", "a::1", "Art. 6.1.2", "2018.7.12.3", "01.23.45.67.89", "11-01-08-00-10-01",
     "11010820240131000017", "110108001001001", "350201199901010001202", "K-1:2", "std::x", "Main St: gate"],
)  # fmt: skip
def test_times_sections_and_codes_are_none(text: str) -> None:
    assert not leads_to_pictures(text)


@pytest.mark.parametrize("piece", ["a", "a:", ":", "sip:a", "0.0."])
def test_a_long_text_is_read_once(piece: str) -> None:
    """Where each place of the text was a start of its own, 30,000 characters took half a minute."""
    begun = perf_counter()
    assert not leads_to_pictures(piece * (30_000 // len(piece)))
    assert perf_counter() - begun < 1.5


@pytest.mark.parametrize("text", ["::admin:pw@cam", "x/:a:b@c", "a@b:c@d", "x a::@[fe80"])
def test_credentials_are_found_behind_any_sign(text: str) -> None:
    assert leads_to_pictures(text)
