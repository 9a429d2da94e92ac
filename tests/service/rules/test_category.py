"""The closed table: twelve classes, a hundred categories, none that names conduct."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from gridmap.service.rules.category import (
    CONDUCT_REASONS,
    LOCATION_KINDS,
    SEVERITIES,
    Reason,
    categories,
    conduct_reason,
    conduct_terms,
    refusal_reason,
    refused_labels,
)


def test_the_table_has_12_classes_and_100_categories() -> None:
    rows = categories().values()
    assert len(rows) == 100
    assert Counter(row.class_code for row in rows) == {
        "LGT": 6, "DRN": 8, "CLN": 7, "ROD": 8, "WTR": 8, "WST": 9, "PED": 7, "UTL": 8, "FUR": 11, "TRF": 7, "GRN": 9,
        "HAZ": 12,
    }  # fmt: skip


def test_the_table_has_no_class_other() -> None:
    for row in categories().values():
        words = f"{row.class_en} {row.name_en} {row.class_zh} {row.name_zh}".casefold()
        assert not any(word in words for word in ("misc", "general", "unknown", "其他问题", "其它"))
        # "Other utility cover" is a cover of another utility, not a rest
        assert "other" not in words.replace("other utility cover", "")


def test_no_category_is_named_by_the_conduct_list() -> None:
    for row in categories().values():
        for name in (row.name_en, row.name_zh, row.class_en, row.class_zh):
            assert conduct_reason(name) is None, (row.code, name)


def test_every_refused_conduct_label_is_a_conduct_term() -> None:
    for row in refused_labels():
        assert (conduct_reason(row.label) is not None) or row.reason not in CONDUCT_REASONS, row


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        ("Noise - Residential", Reason.PERSON_CONDUCT),
        ("noise   (street)", Reason.PERSON_CONDUCT),
        ("Homeless Encampment", Reason.PERSON_PRESENCE),
        ("邪教集会", Reason.DISPUTE_PETITION_BELIEF),
        ("小区内聚众上访", Reason.DISPUTE_PETITION_BELIEF),
        ("沿街晾挂", Reason.PERSON_CONDUCT),
        ("Geluidsoverlast", Reason.PERSON_CONDUCT),
        ("ＮＥＥＤＬＥ pick-up", Reason.PROXY_OF_PERSON),
    ],
)
def test_conduct_is_recognised_whatever_the_spelling(label: str, reason: Reason) -> None:
    assert conduct_reason(label) is reason


@pytest.mark.parametrize(
    "label", ["Traffic Signal Repair", "Parking Meter Repairs", "Street Light Outages", "路灯不亮"]
)
def test_things_to_mend_are_no_conduct(label: str) -> None:
    assert conduct_reason(label) is None


def test_each_of_the_250_chinese_matters_is_in_one_row_or_refused() -> None:
    accepted = Counter(code for row in categories().values() for code in row.gbt47678_5)
    refused = {row.label[:5] for row in refused_labels() if row.source == "GB/T 47678.5-2026"}
    assert set(accepted.values()) == {1}
    assert (len(accepted), len(refused), len(set(accepted) | refused)) == (195, 55, 250)


def test_refusals_are_found_by_source_and_label() -> None:
    assert refusal_reason("BOS", "needle pickup") is Reason.PROXY_OF_PERSON
    assert refusal_reason("GB/T 47678.5-2026", "01050") is Reason.SURVEILLANCE_ASSET
    assert refusal_reason("BOS", "Pothole Repair (Internal)") is None
    assert refusal_reason("NYC", "Needle Pickup") is None


def test_rows_hold_to_their_closed_sets() -> None:
    for row in categories().values():
        assert row.severity in SEVERITIES
        assert row.location_kind in LOCATION_KINDS
        assert row.calendar in {"natural", "work"}
        assert row.due_hours > 0
        assert row.code.startswith(f"{row.class_code}-")
        assert row.is_valid(date(2015, 1, 1))
        assert not row.is_valid(date(1969, 12, 31))


def test_terms_stand_once() -> None:
    terms = [term.term for term in conduct_terms()]
    assert len(terms) == len(set(terms))
    assert {term.reason for term in conduct_terms()} == CONDUCT_REASONS
