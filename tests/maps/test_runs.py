"""What a legend takes from stored runs: what is there and of the right type, nothing else, and never an error."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmap.grids.rules.tiling import MOST_FINDINGS
from gridmap.maps.config import HotspotRun
from gridmap.maps.runs import KEPT_FINDINGS, coverage_run, hotspot_run, tiling_run

KEYS = ("day", "kind", "method", "px_per_m", "headline", "documented", "unknown_views", "from_day", "to_day", "counts")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4), inner),
    max_leaves=12,
)


@given(JSON)
def test_any_document_gives_a_run_whose_numbers_are_finite_and_not_negative(document: object) -> None:
    text = json.dumps(document)
    coverage, hotspots, tiling = coverage_run(text), hotspot_run(text), tiling_run(text)
    assert coverage is not None
    assert hotspots is not None
    assert tiling is not None
    numbers = [coverage.px_per_m, coverage.cameras, coverage.unknown_views, hotspots.false_discovery_rate]
    numbers += [tiling.gap_share, tiling.overlap_share, *tiling.counts.values()]
    assert all(0 <= number < 1e16 for number in numbers if number is not None)


def test_no_run_is_none() -> None:
    assert (coverage_run(None), hotspot_run(None), tiling_run(None)) == (None, None, None)


@pytest.mark.parametrize(("told", "waits"), [("true", True), ("false", False), ("null", False), ('"yes"', False)])
def test_figures_wait_only_where_the_database_says_so(told: str, waits: bool) -> None:
    run = coverage_run(f'{{"waits": {told}, "headline": {{}}}}')
    assert run is not None
    assert run.waits is waits


def test_what_is_missing_beside_what_is_there_is_none() -> None:
    assert hotspot_run('{"method": "excess", "headline": {"to_day": "2026-10-01"}}') == HotspotRun(
        None, date(2026, 10, 1), "excess", None
    )


def test_page_says_the_number_of_findings_that_an_audit_keeps() -> None:
    assert KEPT_FINDINGS == MOST_FINDINGS
