"""The words of the page: every value of a closed list has a name in both languages, and none of a card is a raw code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser

from gridmap.grids.rules.tiling import CHECKS
from gridmap.grids.usecases.tilings import INFORMATION
from gridmap.register.rules import vocabulary
from gridmap.register.rules.optics import OpticsState, Quality
from gridmap.service.rules import category, incident_field
from gridmap.service.store import tables
from tests.browser.conftest import Watched, watched_page

CLOSED: Mapping[str, Iterable[str]] = {
    "purpose": vocabulary.Purpose,
    "kind": vocabulary.Kind,
    "mount": vocabulary.Mount,
    "status": vocabulary.Status,
    "sign": vocabulary.Sign,
    "function": vocabulary.FunctionState,
    "environment": vocabulary.Environment,
    "operator_kind": vocabulary.OperatorKind,
    "place_kind": [kind for kind in vocabulary.PlaceKind if kind != "sensitive"],  # it never leaves
    "optics": OpticsState,
    "quality": Quality,
    "state": tables.STATES,
    "severity": category.SEVERITIES,
    "position": tables.PLACE_KINDS,
    "found_by": tables.FOUND_BY,
    "time_quality": tables.TIME_QUALITIES,
    "channel": incident_field.CHANNELS,
    "class": ["hot", "cold", "none", "masked"],
    "method": ["excess", "gi-star"],
    "reach": ["instantaneous", "reachable"],
    "ground": ["free", "footprints_cut", "occluded"],
    "check": CHECKS,
    "check_means": [check for check in CHECKS if check not in INFORMATION],
}


@pytest.fixture(scope="module")
def page(browser: Browser, served_city: Mapping[str, str]) -> Iterator[Watched]:
    """The page for readers without a session: the own scripts are served to it, nothing else is needed."""
    with watched_page(browser, state=None) as seen:
        seen.page.goto(f"{served_city['base_url']}/map")
        yield seen


def ask(watched: Watched, script: str, *given: Any) -> Any:
    """Run `script` with the page's modules `fields`, `format`, `words` and the given values as `given`."""
    modules = ", ".join(f"import('/static/js/{name}.js')" for name in ("fields", "format", "words"))
    return watched.page.evaluate(
        f"async (given) => {{ const [fields, format, words] = await Promise.all([{modules}]); {script} }}", list(given)
    )


@pytest.mark.parametrize("name", CLOSED)
def test_every_value_of_a_closed_list_has_a_name_in_both_languages(page: Watched, name: str) -> None:
    values = [str(value) for value in CLOSED[name]]
    told = ask(
        page,
        """const [list, values] = given; const names = {};
           for (const tongue of ["en", "zh"]) { words.setLanguage(tongue); names[tongue] = values.map((value) => fields.word(list, value)); }
           return { ...names, known: fields.knownWords(list) };""",
        name,
        values,
    )
    assert set(values) <= set(told["known"])
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in word) for word in told["zh"] if "Gi*" not in word)
    assert not [word for word in told["en"] if "_" in word]
    assert len(set(told["zh"])) == len(set(told["en"])) == len(values), "two values must not read alike"


def test_every_function_of_a_camera_has_a_name(page: Watched) -> None:
    told = ask(
        page,
        "words.setLanguage('zh'); return given[0].map((name) => fields.fieldName(name));",
        list(vocabulary.FUNCTIONS),
    )
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in word) for word in told)


@pytest.mark.parametrize(
    ("zone", "tongue", "shown"),
    [
        ("Asia/Shanghai", "en", "1 Jan 2026, 00:30"),
        ("Asia/Shanghai", "zh", "2026年1月1日 00:30"),
        ("America/New_York", "en", "31 Dec 2025, 11:30"),
        ("UTC", "en", "31 Dec 2025, 16:30"),
    ],
)
def test_times_are_those_of_the_deployments_zone(page: Watched, zone: str, tongue: str, shown: str) -> None:
    script = "format.startClock(given[0]); words.setLanguage(given[1]); return fields.valueText('due_at', given[2]);"
    assert ask(page, script, zone, tongue, "2025-12-31T16:30:00+00:00") == shown


def test_zone_that_nobody_knows_becomes_the_browsers(page: Watched) -> None:
    script = "format.startClock(given[0]); return [format.zoneName(), new Intl.DateTimeFormat('en').resolvedOptions().timeZone];"
    shown, own = ask(page, script, "Mars/Phobos")
    assert shown == own


def test_a_day_is_the_same_day_in_every_zone(page: Watched) -> None:
    script = "words.setLanguage('en'); return given[0].map((zone) => { format.startClock(zone); return fields.valueText('review_due', '2026-03-01'); });"
    assert set(ask(page, script, ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])) == {"1 Mar 2026"}


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("area_m2", 4892.71, "4,893\u00a0m²"),
        ("area_m2", 0.024, "0.02\u00a0m²"),
        ("width_m", 0.0204, "0.02\u00a0m"),
        ("heading_deg", 359.6, "360° (N)"),
        ("heading_deg", 0, "0° (N)"),
        ("heading_deg", 281, "281° (W)"),
        ("retention_days", 1, "1 day"),
        ("retention_days", 30, "30 days"),
        ("retention_days", 0, "nothing is recorded"),
        ("px_per_m", 62.5, "62.5\u00a0px/m"),
        ("p", 0.00000001, "p < 0.0001"),
        ("p", 0.707, "p = 0.707"),
        ("share", 0.183, "18.3%"),
        ("purpose", "traffic_flow, counting", "traffic flow, counting"),
        ("purpose", ["parking", "unspecified"], "parking, not stated"),
        ("contact", None, "not on record"),
        ("purpose", [], "not on record"),
        ("name", "2026-13-45", "2026-13-45"),
    ],
)
def test_values_carry_their_unit_or_say_that_they_are_not_on_record(
    page: Watched, field: str, value: object, shown: str
) -> None:
    script = "words.setLanguage('en'); return fields.valueText(given[0], given[1]);"
    assert ask(page, script, field, value) == shown
