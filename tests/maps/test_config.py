"""What the page is told."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmap.errors import BadValue
from gridmap.maps.config import LAYERS, CoverageRun, PageConfig, config_json, layer_named, script_json

BOX = (117.1, 39.0, 117.3, 39.2)


def config(**changes: object) -> PageConfig:
    return PageConfig(**{"title": "City", "notice": "", "bounds": BOX, "lang": "en", "version": "1", **changes})  # type: ignore[arg-type]


@given(
    st.recursive(
        st.text() | st.integers(-(2**53), 2**53) | st.none(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_script_json_reads_back_the_same_and_cannot_end_its_element(value: object) -> None:
    written = script_json(value)
    assert json.loads(written) == value
    assert not set(written) & set("<>&\u2028\u2029")


def test_views_are_told_only_to_those_who_may_see_them() -> None:
    def names(of: PageConfig) -> list[str]:
        layers = config_json(of)["layers"]
        assert isinstance(layers, list)
        return [layer["name"] for layer in layers]

    assert "views" not in names(config())
    assert "views" in names(config(may_see_views=True))
    assert set(names(config())) == {layer.name for layer in LAYERS} - {"views"}


def test_coverage_is_never_told_without_its_unknown_views() -> None:
    run = CoverageRun(date(2026, 9, 30), 25.0, 901, 299)
    assert config_json(config(coverage=run))["coverage"] == {
        "day": "2026-09-30",
        "pxPerM": 25.0,
        "cameras": 901,
        "unknownViews": 299,
        "waits": False,
    }


def test_district_is_told_that_findings_of_the_tiling_are_for_the_whole_city() -> None:
    assert config_json(config(whole_city=False))["wholeCity"] is False
    assert config_json(config())["tiling"] is None


def test_findings_of_the_tiling_are_off_and_in_the_group_of_the_ground() -> None:
    layer = layer_named("tiling")
    assert (layer.context, layer.shown) == ("grids", False)
    assert layer.properties == ("check", "codes", "area_m2", "width_m")


@pytest.mark.parametrize("bounds", [(39.0, 117.1, 39.2, 117.3), (10, 5, 9, 6), (float("nan"), 0, 1, 1)])
def test_bounds_that_are_not_west_south_east_north_are_refused(bounds: tuple[float, float, float, float]) -> None:
    with pytest.raises(BadValue, match="west, south, east, north"):
        config(bounds=bounds)


def test_an_unknown_layer_or_language_is_refused_by_name() -> None:
    with pytest.raises(BadValue, match="blind-areas"):
        layer_named("blind-areas")
    with pytest.raises(BadValue, match="fr"):
        config(lang="fr")
