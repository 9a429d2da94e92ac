"""Settings that cannot be used are refused before anything starts."""

from __future__ import annotations

import pytest

from gridmap.errors import BadValue
from gridmap.settings import read_settings


@pytest.mark.parametrize(
    "url",
    [
        "tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example/{z}/{x}.png",
        "https://tiles.example; script-src *//{z}/{x}/{y}.png",
        "javascript:alert(1)//{z}/{x}/{y}",
        "https://user:secret@tiles.example/{z}/{x}/{y}.png",
    ],
)
def test_basemap_that_is_no_address_of_tiles_is_refused(url: str) -> None:
    with pytest.raises(BadValue, match="GRIDMAP_BASEMAP_URL"):
        read_settings({"GRIDMAP_BASEMAP_URL": url})


@pytest.mark.parametrize("datum", ["gcj02", "bd09", "mars"])
def test_shifted_basemap_is_refused(datum: str) -> None:
    url = "https://tiles.example/{z}/{x}/{y}.png"
    with pytest.raises(BadValue, match="GRIDMAP_BASEMAP_DATUM"):
        read_settings({"GRIDMAP_BASEMAP_URL": url, "GRIDMAP_BASEMAP_DATUM": datum})


@pytest.mark.parametrize(
    "url", ["https://tiles.example/{z}/{x}/{y}.png", "http://127.0.0.1:8085/wmts?x={x}&y={y}&z={z}"]
)
def test_basemap_in_the_data_s_own_datum_is_taken(url: str) -> None:
    settings = read_settings({"GRIDMAP_BASEMAP_URL": url, "GRIDMAP_BASEMAP_DATUM": "cgcs2000"})
    assert settings.basemap_url == url
