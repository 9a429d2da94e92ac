"""Mapping files: every label of a source was looked at, and no conduct gets in."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from gridmap.errors import BadValue
from gridmap.service.rules.category import (
    SEVERITIES,
    Reason,
    categories,
    category_codes,
    conduct_reason,
    refusal_reason,
)
from gridmap.service.rules.mapping import (
    GBT_MATTERS,
    MappingRule,
    map_labels,
    parse_mapping,
    shipped_mapping,
    shipped_sources,
)

ON = date(2026, 11, 24)
CITY = {"boston": "BOS", "baltimore": "BAL", "chicago": "CHI", "amsterdam": "AMS"}
FILES = sorted(set(shipped_sources()) - {"gridmap", GBT_MATTERS})


def rules_of(source: str) -> list[MappingRule]:
    return [rule for rules in shipped_mapping(source).rules.values() for rule in rules]


@pytest.mark.parametrize("source", shipped_sources())
def test_no_shipped_mapping_maps_a_conduct_term(source: str) -> None:
    assert [rule.label for rule in rules_of(source) if rule.category and conduct_reason(rule.label)] == []


@pytest.mark.parametrize("source", FILES)
def test_refused_list_and_mapping_agree(source: str) -> None:
    for rule in rules_of(source):
        reason = refusal_reason(CITY.get(source, ""), rule.label)
        assert reason is None or rule.reason is reason, rule.label


@pytest.mark.parametrize("source", sorted(CITY))
def test_mapping_follows_the_aliases_of_the_table(source: str) -> None:
    # these read as complaints about parking, so they are refused until someone answers for them
    stricter = {"Divvy Bike Parking Complaint", "E-Scooter Parking Complaint"}
    for row in categories().values():
        for alias in row.aliases:
            if alias.city != CITY[source] or alias.is_recalled or alias.label in stricter:
                continue
            rule = shipped_mapping(source).rule_for(alias.label, on=ON)
            assert rule is not None, alias
            assert rule.category == row.code or rule.is_ambiguous, alias


@pytest.mark.parametrize("source", FILES)
def test_ambiguous_labels_take_the_less_severe_row(source: str) -> None:
    path = Path("gridmap/service/rules/data/mappings") / f"{source}.csv"
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            severities = [SEVERITIES.index(categories()[c].severity) for c in row["category"].split("|") if c]
            assert severities[:1] == sorted(severities)[:1] or "not the less severe" in row["note"], row


def source_labels(folder: Path) -> dict[str, list[str]]:
    service = folder / "service"
    cologne = pd.read_csv(service / "open311/koeln_categories_3level.csv", dtype=str, keep_default_na=False)
    giessen = ElementTree.parse(service / "open311/services_giessen.xml")  # noqa: S314 our own file
    toronto = ElementTree.parse(service / "open311/requests_toronto_2018.xml")  # noqa: S314 our own file
    chicago = json.loads((service / "open311/requests_chicago_2014.json").read_text())
    chicago += json.loads((service / "open311/requests_chicago_minimal.json").read_text())
    example = json.loads((service / "open311/services_spec_example.json").read_text())
    helsinki = json.loads((service / "open311/request_helsinki_tasks.json").read_text())
    return {
        "boston": pd.read_csv(service / "boston_311_types_2015.csv")["TYPE"].tolist(),
        "baltimore": pd.read_csv(service / "baltimore_311_types_2018.csv")["srtype"].tolist(),
        "amsterdam": pd.read_csv(service / "signalen/categories.csv")["slug"].tolist(),
        "cologne": cologne["subcategory2"].where(cologne["subcategory2"] != "none", cologne["subcategory"]).tolist(),
        "giessen": [node.text or "" for node in giessen.iter("service_name")],
        "toronto": [node.text or "" for node in toronto.iter("service_name")],
        "chicago": [row["service_name"] for row in chicago],
        "open311-example": [row["service_name"] for row in example],
        "helsinki": [helsinki["service_code"]],
    }


def test_every_label_of_every_source_was_looked_at(shared_data: Path) -> None:
    labels = source_labels(shared_data)
    assert sorted(labels) == FILES
    counts = {source: len(set(found)) for source, found in labels.items()}
    assert (counts["boston"], counts["baltimore"], counts["amsterdam"], counts["cologne"]) == (158, 102, 85, 33)
    for source, found in labels.items():
        unknown = {label for label in found if shipped_mapping(source).rule_for(label, on=ON) is None}
        assert unknown == set(), source


def test_names_of_signalen_are_found_as_well_as_its_slugs(shared_data: Path) -> None:
    rows = pd.read_csv(shared_data / "service/signalen/categories.csv")
    mapping = shipped_mapping("amsterdam")
    for slug, name in zip(rows["slug"], rows["name"], strict=True):
        assert mapping.rule_for(name, on=ON) == mapping.rule_for(slug, on=ON), name


def test_labels_are_mapped_row_by_row() -> None:
    labels = pd.Series(["Pothole Repair (Internal)", "Needle Pickup", None, "Traffic Signal Repair", "what?"])
    mapped = map_labels(labels, source="boston", on=ON)
    assert [c if isinstance(c, str) else None for c in mapped.codes] == ["ROD-POT", None, None, "TRF-FAULT", None]
    reasons = [r if isinstance(r, str) else None for r in mapped.reasons]
    assert reasons == [None, "PROXY_OF_PERSON", "UNMAPPED", None, "UNMAPPED"]
    assert mapped.is_ambiguous.tolist() == [False, False, False, True, False]


def test_a_label_that_covers_homes_needs_a_public_place() -> None:
    mapped = map_labels(["Rodent Activity", "Catchbasin"], source="boston", on=ON)
    assert mapped.needs_public_place.tolist() == [True, False]


def test_our_own_codes_stand_for_themselves() -> None:
    mapped = map_labels(pd.Categorical(category_codes()), source="gridmap", on=ON)
    assert list(mapped.codes) == list(category_codes())


def test_chinese_matter_codes_are_mapped_or_refused() -> None:
    mapped = map_labels(["01037", "06028", "01050", "99999"], source=GBT_MATTERS, on=ON)
    assert [c if isinstance(c, str) else None for c in mapped.codes] == ["LGT-OUT", None, None, None]
    assert list(mapped.reasons)[1:] == ["PERSON_CONDUCT", "SURVEILLANCE_ASSET", "UNMAPPED"]


def test_unknown_source_names_those_there_are() -> None:
    with pytest.raises(BadValue, match="boston"):
        shipped_mapping("springfield")


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"label": "Pothole", "category": "ROD-HOLE"}, "unknown-category"),
        ({"label": "Loud music", "category": "ROD-POT"}, "conduct-term"),
        ({"label": "路边流浪乞讨", "category": "CLN-STR"}, "conduct-term"),
        ({"label": "Pothole", "category": "ROD-POT", "refused_reason": "NOT_A_FAULT"}, "category-or-reason"),
        ({"label": "Pothole"}, "category-or-reason"),
        ({"label": "Pothole", "refused_reason": "BORING"}, "unknown-reason"),
        ({"label": "Pothole", "category": "ROD-POT", "valid_from": "soon"}, "bad-date"),
        ({"category": "ROD-POT"}, "missing-value"),
    ],
)
def test_a_local_mapping_is_checked_line_by_line(cells: dict[str, str | None], code: str) -> None:
    mapping, issues = parse_mapping([cells], source="local")
    assert [issue.code for issue in issues] == [code]
    assert not mapping.rules


def test_the_value_of_a_conduct_label_is_not_repeated() -> None:
    _, issues = parse_mapping([{"label": "Panhandling", "category": "CLN-STR"}], source="local")
    assert "anhandling" not in issues[0].message + issues[0].value


def test_labels_change_over_the_years() -> None:
    lines: list[dict[str, str | None]] = [
        {"label": "Sewer", "category": "DRN-SEWER", "valid_to": "2020-01-01"},
        {"label": "sewer", "category": "DRN-BLOCK", "valid_from": "2020-01-01"},
    ]
    mapping, issues = parse_mapping(lines, source="local")
    assert issues == []
    assert list(map_labels(["Sewer"], source=mapping, on=date(2019, 12, 31)).codes) == ["DRN-SEWER"]
    assert list(map_labels(["Sewer"], source=mapping, on=date(2020, 1, 1)).codes) == ["DRN-BLOCK"]
    _, twice = parse_mapping([*lines, {"label": "SEWER", "category": "DRN-COVER"}], source="local")
    assert [issue.code for issue in twice] == ["label-twice"]


def test_reasons_are_a_closed_list() -> None:
    assert {rule.reason for source in FILES for rule in rules_of(source)} <= {None, *Reason}
