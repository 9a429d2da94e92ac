"""Each rule of the camera audit: a register that it finds something in, and one beside it in which it must not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.errors import BadValue, Severity
from gridmap.grids.rules.crs import GCJ02, from_wgs84
from gridmap.register.rules.finding import CHECKS, COLUMNS, DETAIL_KEYS, canonical, facts_digest, find, together
from gridmap.register.rules.finding_text import TEXTS, words
from gridmap.register.rules.rule_set import Known
from gridmap.register.rules.rule_sets import OF_VIEWS, RULE_SETS, sets_named
from tests.register.rules.register_facts import CAMERA, camera, facts_of, rules_of

Made = Mapping[str, Any]


def _all_functions(**legal: Any) -> dict[str, Any]:
    return {name: {"state": "on", **legal} for name in ("recording", "live_view")}


def _untold() -> dict[str, Any]:
    return _all_functions(legal_regime="unknown", legal_basis="unknown")


def _under(regime: str, **more: Any) -> dict[str, Any]:
    return {**_all_functions(legal_regime=regime, legal_basis="statute"), **more}


FACE = {"face_recognition": "on"}
UNDATED = {"in_service_since": None}

# rule → (camera that has it, camera that has not)
CASES: dict[str, tuple[Made, Made]] = {
    "own.regime-unknown": (camera(functions=_untold()), camera()),
    "own.regime-without-rules": (camera(functions=_under("other")), camera(functions=_under("led"))),
    "cn.basis-none": (camera(functions=_all_functions(legal_basis="none")), camera(functions=_all_functions(legal_basis="unknown"))),
    "cn.basis-unknown": (camera(functions=_all_functions(legal_basis=None)), camera(functions=_all_functions(legal_basis="none"))),
    "own.basis-none": (
        camera(functions=_all_functions(legal_regime=None, legal_basis="none")), camera(functions=_all_functions(legal_basis="none")),
    ),
    "own.basis-unknown": (camera(functions=_untold()), camera(functions=_all_functions(legal_basis="unknown"))),
    "gdpr.basis-none": (
        camera(functions=_all_functions(legal_regime="gdpr", legal_basis="none")), camera(functions=_all_functions(legal_basis="none")),
    ),
    "cn.authorisation-missing": (
        camera(functions={"face_recognition": {"state": "on", "authorisation_no": None}}),
        camera(functions={"face_recognition": {"state": "fitted_off", "authorisation_no": None}}),
    ),
    "cn.authorisation-expired": (
        camera(functions={"face_recognition": {"state": "on", "authorisation_until": date(2026, 11, 23)}}),
        camera(functions={"face_recognition": {"state": "on", "authorisation_until": date(2026, 11, 24)}}),
    ),
    "led.authorisation-missing": (
        camera(functions=_under("led", other_biometric={"state": "on", "legal_regime": "led", "authorisation_no": None})),
        camera(functions=_under("led", number_plates={"state": "on", "legal_regime": "led", "authorisation_no": None})),
    ),
    "cn.filing-missing": (
        camera(filing_no=None, filed_on=None, in_service_since=date(2026, 10, 24)),
        camera(filing_no=None, filed_on=None, in_service_since=date(2026, 10, 25)),
    ),
    "cn.filing-late": (camera(filed_on=date(2025, 5, 3)), camera(filed_on=date(2025, 5, 2))),
    "cn.filing-unclear": (camera(filing_no=None, filed_on=None, **UNDATED), camera(filing_no="F1", **UNDATED)),
    "cn.sign-none": (camera(sign="none"), camera(sign="unknown")),
    "cn.sign-unknown": (camera(sign="unknown"), camera(sign="none")),
    "own.sign-none": (camera(sign="none", functions=_untold()), camera(sign="none")),
    "own.sign-unknown": (camera(sign="unknown", functions=_untold()), camera(sign="layer1", functions=_untold())),
    "gdpr.contact-missing": (camera(contact=None, functions=_under("gdpr")), camera(contact=None)),
    "cn.operator-unknown": (camera(operator=None), camera(operator="natural person")),
    "own.operator-unknown": (camera(operator=None, functions=_untold()), camera(operator=None)),
    "gdpr.dpia-missing": (
        camera(dpia_ref=None, functions=_under("gdpr", audio={"state": "on", "legal_regime": "gdpr"})),
        camera(dpia_ref=None, functions=_under("gdpr", counting={"state": "on", "legal_regime": "gdpr"})),
    ),
    "cn.dpia-missing": (camera(dpia_ref=None, functions=FACE), camera(dpia_ref=None, functions={"number_plates": "on"})),
    "own.review-overdue": (camera(review_due=date(2026, 11, 23)), camera(review_due=date(2026, 11, 24))),
    "uk.review-overdue": (
        camera(review_due=None, reviewed_on=date(2025, 11, 23), functions=_under("uk")),
        camera(review_due=None, reviewed_on=date(2025, 11, 24), functions=_under("uk")),
    ),
    "uk.review-unknown": (
        camera(review_due=None, reviewed_on=None, functions=_under("uk")), camera(review_due=None, functions=_under("uk")),
    ),
    "own.functions-unknown": (camera(functions={"face_recognition": "unknown"}), camera(functions={"face_recognition": "no"})),
    "own.function-in-use": (camera(functions={"number_plates": "on"}), camera(functions={"number_plates": "fitted_off"})),
    "cn.retention-under": (camera(retention_days=29.0), camera(retention_days=30.0)),
    "cn.retention-reason": (camera(retention_days=31.0, retention_reason=None), camera(retention_days=30.0, retention_reason=None)),
    "gdpr.retention-reason": (
        camera(retention_days=4.0, retention_reason=None, functions=_under("gdpr")),
        camera(retention_days=3.0, retention_reason=None, functions=_under("gdpr")),
    ),
    "cn.retention-unknown": (
        camera(retention_days=None), camera(retention_days=None, functions={"recording": "no"}),
    ),
    "own.retention-contradicted": (camera(retention_days=0.0), camera(retention_days=0.0, functions={"recording": "unknown"})),
    "cn.purpose-unspecified": (camera(purpose=["traffic_flow", "unspecified"]), camera()),
    "own.purpose-unspecified": (camera(purpose=[], functions=_untold()), camera(functions=_untold())),
    "cn.function-purpose": (camera(functions=FACE), camera(purpose=["crime_prevention"], functions=FACE)),
    "cn.forbidden-interior": (camera(place_kind="forbidden_interior"), camera(place_kind="building")),
    "own.forbidden-interior": (
        camera(place_kind="forbidden_interior", functions=_untold()), camera(place_kind="forbidden_interior"),
    ),
    "own.left-standing": (
        camera(status="out_of_service", out_of_service_since=date(2025, 11, 23)),
        camera(status="out_of_service", out_of_service_since=date(2025, 11, 24)),
    ),
    "own.left-standing-unclear": (camera(status="out_of_service"), camera(status="removed")),
    "own.area-missing": (camera(zone=None), camera(zone=None, environment="indoor")),
    "own.area-unapproved": (camera(zone={"approval": None}), camera()),
    "own.area-without-class": (camera(zone={"px_per_m": None}), camera(zone={"px_per_m": 12.5})),
    "own.area-too-large": (camera(zone={"area_m2": 20_001.0}), camera(zone={"area_m2": 40_000.0, "cameras": 2})),
    "own.area-far": (camera(zone={"away_m": 501.0}), camera(zone={"away_m": 500.0})),
    "own.mask-empty": (camera(mask={"is_empty": True}), camera(mask={"is_empty": False})),
    "own.at-zero": (camera(lon=0.001, lat=0.001), camera(lon=24.0, lat=0.001)),
    "own.swapped": (camera(lon=60.17, lat=24.94, area_path=None), camera(lon=59.9, lat=24.94, area_path=None)),
    "own.outside-areas": (camera(lon=30.0, lat=60.17, area_path=None), camera(lon=60.17, lat=24.94, area_path=None)),
    "own.on-centroid": (camera(lon=25.0, lat=60.500015), camera(lon=25.0, lat=60.50002)),
    "own.in-water": (camera(in_water=True, street_m=26.0), camera(in_water=True, street_m=25.0)),
    "own.heading-missing": (camera(heading_deg=None), camera(heading_deg=None, kind="panoramic")),
    "own.optics-unusable": (camera(hfov_deg=None, received={"hfov": "400"}), camera(hfov_deg=None, received={})),
    "own.sees-only-sky": (camera(tilt_deg=-10.0, vfov_deg=20.0), camera(tilt_deg=-10.0, vfov_deg=20.5)),
    "own.below-target": (camera(height_m=1.6), camera(height_m=1.7)),
    "own.verification-stale": (camera(verified_on=date(2023, 11, 23)), camera(verified_on=date(2023, 11, 24))),
    "own.verification-unknown": (camera(verified_on=None), camera()),
    "own.dates-reversed": (camera(removed_on=date(2025, 4, 1), status="removed"), camera(removed_on=date(2025, 4, 2), status="removed")),
    "own.dates-sentinel": (camera(review_due=date(3000, 1, 1)), camera(review_due=date(2099, 12, 30))),
    "own.status-contradicted": (camera(status="planned"), camera(status="planned", in_service_since=date(2026, 11, 25))),
    "own.person-like": (camera(contact="jan.smit@city.example"), camera(contact="info@city.example")),
}  # fmt: skip
# rules that are asked by name, or of several cameras; each has a test of its own below
ELSEWHERE = {"own.other-datum", "own.duplicate", "own.on-default-point", "own.outside-operators-area"}
BY_NAME = {"amsterdam", "fr", "lu"}


def _apart(side: int) -> pd.DataFrame:
    """Findings in one register of that camera of every case, each where no other is; with the case's rule as `case`."""
    made = [dict(pair[side]) for pair in CASES.values()]
    for n, one in enumerate(made):
        one["camera_id"] = f"C{n}"
        if one["lon"] == CAMERA["lon"]:
            one["lon"] = 24.01 + n / 100
    frame = find(facts_of(*made))
    return frame.assign(case=[list(CASES)[row - 1] for row in frame["camera_row_id"]])


@pytest.fixture(scope="module")
def having() -> pd.DataFrame:
    return _apart(0)


@pytest.fixture(scope="module")
def without() -> pd.DataFrame:
    return _apart(1)


@pytest.mark.parametrize("rule", CASES)
def test_rule_finds_what_it_is_for(having: pd.DataFrame, rule: str) -> None:
    assert rule in having.loc[having["case"] == rule, "rule"].tolist()


@pytest.mark.parametrize("rule", CASES)
def test_rule_is_silent_beside_it(without: pd.DataFrame, rule: str) -> None:
    assert rule not in without.loc[without["case"] == rule, "rule"].tolist()


def test_nothing_is_found_in_a_register_in_order() -> None:
    assert rules_of(camera()) == []


def test_every_check_has_a_case_a_text_and_a_rule() -> None:
    checks = {rule.check for rules in RULE_SETS.values() for rule in rules.rules}
    cased = {rule.partition(".")[2] for rule in {*CASES, *ELSEWHERE}}
    of_views = {rule.check for rule in OF_VIEWS.rules}
    assert checks == set(CHECKS) == set(TEXTS) - of_views == cased | {"retention-over"}
    assert of_views <= set(TEXTS)
    assert not of_views & checks


@pytest.mark.parametrize("rule", CASES)
def test_words_tell_the_values_in_both_languages(having: pd.DataFrame, rule: str) -> None:
    [detail] = having.loc[having["rule"].eq(rule) & having["case"].eq(rule), "detail"]
    for lang in ("en", "zh"):
        said = words(rule, detail, lang=lang)
        assert "{" not in said
        assert "?" not in said
        assert rule not in said


# unknown is never no


@pytest.mark.parametrize("state", ["no", "unknown"])
def test_a_function_that_nobody_tells_of_is_no_use_of_it_and_no_absence(state: str) -> None:
    found = rules_of(camera(dpia_ref=None, functions={"face_recognition": {"state": state, "authorisation_no": None}}))
    assert found == ([] if state == "no" else ["own.functions-unknown"])


@pytest.mark.parametrize(
    ("untold", "told"),
    [("sign-unknown", "sign-none"), ("basis-unknown", "basis-none"), ("filing-unclear", "filing-missing")],
)
def test_unknown_and_no_are_never_found_of_one_camera(
    having: pd.DataFrame, without: pd.DataFrame, untold: str, told: str
) -> None:
    for frame in (having, without):
        for _, rules in frame.groupby("camera_row_id")["rule"]:
            assert not {untold, told} <= {rule.partition(".")[2] for rule in rules}


def test_a_camera_whose_status_nobody_tells_is_presumed_to_film() -> None:
    assert rules_of(camera(status="unknown", sign="none")) == ["cn.sign-none"]


@pytest.mark.parametrize("status", ["planned", "removed", "dummy"])
def test_papers_are_asked_of_cameras_that_film(status: str) -> None:
    gone = {
        "sign": "none",
        "filing_no": None,
        "filed_on": None,
        "retention_days": None,
        "in_service_since": None,
        "zone": None,
    }
    assert rules_of(camera(status=status, **gone)) == []


def test_a_camera_removed_later_filmed_on_the_day() -> None:
    made = camera(status="removed", removed_on=date(2026, 11, 25), sign="none")
    assert rules_of(made) == ["cn.sign-none"]
    assert rules_of(made, day=date(2026, 11, 25)) == []


# which set judges


def test_without_a_known_regime_only_the_own_rules_run() -> None:
    found = rules_of(camera(functions=_untold(), sign="none", filing_no=None, filed_on=None, retention_days=7.0))
    assert {rule.partition(".")[0] for rule in found} == {"own"}
    assert "own.regime-unknown" in found


def test_two_regimes_bring_two_sets_and_each_judges_its_functions() -> None:
    recording = {"state": "on", "legal_regime": "gdpr", "legal_basis": "none"}
    found = rules_of(camera(functions={"recording": recording, "live_view": {"state": "on", "legal_basis": "unknown"}}))
    assert {"gdpr.basis-none", "cn.basis-unknown"} <= set(found)
    assert not {"cn.basis-none", "gdpr.basis-unknown", "own.basis-none"} & set(found)


def test_a_function_of_untold_regime_is_judged_with_its_camera() -> None:
    face = {"state": "on", "legal_regime": "unknown", "authorisation_no": None}
    found = rules_of(camera(purpose=["public_order"], functions={"face_recognition": face}))
    assert {"cn.authorisation-missing", "own.regime-unknown"} <= set(found)


def test_named_sets_judge_every_camera_and_no_other_does() -> None:
    assert rules_of(camera(sign="none", zone=None), sets=("gdpr",)) == ["gdpr.sign-none"]
    with pytest.raises(BadValue, match="there are cn, gdpr"):
        sets_named(("eu",))


@pytest.mark.parametrize(
    ("days", "reason", "found"),
    [
        (8.0, None, []),
        (9.0, None, ["lu.retention-reason"]),
        (30.0, "investigation", []),
        (31.0, "investigation", ["lu.retention-over"]),
        (31.0, None, ["lu.retention-over"]),
        (None, None, ["fr.retention-unknown", "lu.retention-unknown"]),
        (32.0, "investigation", ["fr.retention-over", "lu.retention-over"]),
    ],
)
def test_limits_of_sets_collide_and_each_is_told(days: float | None, reason: str | None, found: list[str]) -> None:
    assert rules_of(camera(retention_days=days, retention_reason=reason), sets=("fr", "lu")) == found


def test_article_9_sites_are_spared_filing_and_retention_but_not_the_sign() -> None:
    made = camera(
        functions=_all_functions(legal_basis="cn_799_9"), filing_no=None, filed_on=None, retention_days=7.0, sign="none"
    )
    assert rules_of(made) == ["cn.sign-none"]
    mixed = {"live_view": {"state": "on", "legal_basis": "cn_799_9"}}
    assert "cn.filing-missing" in rules_of(camera(functions=mixed, filing_no=None, filed_on=None))


def test_older_systems_file_until_the_first_of_july() -> None:
    old = {"in_service_since": date(2020, 1, 1), "filing_no": None, "filed_on": None}
    assert "cn.filing-missing" not in rules_of(camera(**old), day=date(2025, 7, 1))
    assert "cn.filing-missing" in rules_of(camera(**old), day=date(2025, 7, 2))


def test_sets_spare_whom_they_do_not_bind() -> None:
    bare = {"contact": None, "sign": "none", "filed_on": None}
    assert rules_of(camera(operator_kind="private", **bare), sets=("uk",)) == []
    assert rules_of(camera(operator_kind="unknown", **bare), sets=("uk",)) == ["uk.contact-missing", "uk.sign-none"]
    assert rules_of(camera(purpose=["public_order"], **bare), sets=("amsterdam",)) == []
    assert rules_of(camera(operator="natural person", **bare), sets=("amsterdam",)) == []
    assert rules_of(camera(purpose=["public_order", "parking"], **bare), sets=("amsterdam",)) == [
        "amsterdam.contact-missing"
    ]


def test_clauses_that_were_not_read_say_so() -> None:
    told = {rule.known: rule.cited for rules in RULE_SETS.values() for rule in rules.rules}
    assert told[Known.RECALLED].endswith("[recalled]")
    assert "recalled" not in told[Known.VERIFIED] + told[Known.OWN]


# places and several cameras


def test_a_camera_that_fits_only_in_gcj02_is_told_so() -> None:
    beijing = pd.DataFrame({"path": ["11/"], "code": ["11"], "lon": [0.0], "lat": [0.0]})
    outline = np.empty(1, dtype=object)
    outline[0] = shapely.box(116.39, 39.9, 116.4, 39.91)
    x, y = from_wgs84(np.array([116.3999]), np.array([39.9001]), GCJ02)
    received = {"lon": float(x[0]), "lat": float(y[0]), "datum": "wgs84"}
    made = camera(lon=float(x[0]), lat=float(y[0]), area_path=None, received=received)
    frame = find(facts_of(made, areas=beijing.assign(outline=outline)))
    assert list(frame["rule"]) == ["own.other-datum"]
    assert frame["detail"][0] == {"fits_as": "gcj02"}


def test_without_areas_nothing_is_outside_them() -> None:
    none = pd.DataFrame(columns=["path", "code", "lon", "lat", "outline"])
    assert rules_of(camera(area_path=None), areas=none) == []


def test_the_same_camera_again_is_a_duplicate_and_another_on_its_pole_is_not() -> None:
    again = camera(camera_id="C2", heading_deg=100.0, lon=24.940001)
    assert rules_of(camera(), again) == ["own.duplicate"]
    assert rules_of(camera(), camera(camera_id="C2", heading_deg=101.0)) == []
    assert rules_of(camera(), camera(camera_id="C2", kind="ptz")) == []
    assert rules_of(camera(), camera(camera_id="C2", status="removed")) == []


@pytest.mark.parametrize(("cameras", "housing", "found"), [(10, None, 10), (9, None, 0), (10, "H1", 0)])
def test_ten_on_one_point_are_a_default_point_unless_they_share_a_housing(
    cameras: int, housing: str | None, found: int
) -> None:
    made = [camera(camera_id=f"C{n}", heading_deg=n * 30.0, housing_id=housing) for n in range(cameras)]
    assert rules_of(*made) == ["own.on-default-point"] * found


@pytest.mark.parametrize(("at_home", "away", "found"), [(19, 1, 1), (18, 2, 0), (18, 1, 0)])
def test_an_operators_area_holds_nineteen_of_twenty_of_its_cameras(at_home: int, away: int, found: int) -> None:
    paths = ["90/9001/"] * at_home + ["90/9002/"] * away
    made = [camera(camera_id=f"C{n}", area_path=path, lon=24.5 + n / 1000) for n, path in enumerate(paths)]
    assert rules_of(*made) == ["own.outside-operators-area"] * found


# the frame


def test_findings_are_one_frame_of_the_listed_columns() -> None:
    frame = find(facts_of(camera(sign="none"), camera(camera_id="C2", lon=24.95, tilt_deg=-10.0, vfov_deg=10.0)))
    assert tuple(frame.columns) == COLUMNS
    assert frame["camera_row_id"].tolist() == [1, 2]
    assert set(frame["severity"]) <= set(Severity)
    assert tuple(find(facts_of(camera())).columns) == COLUMNS


def test_an_empty_register_has_no_findings() -> None:
    assert find(facts_of()).empty


def test_findings_from_elsewhere_join_the_same_frame_and_keep_its_rules() -> None:
    mine = find(facts_of(camera(sign="none")))
    row = {"camera_row_id": 1, "rule": "own.dwellings", "severity": "warning", "clause": "x", "detail": {"away_m": 3}}
    assert together([mine, pd.DataFrame([row])])["rule"].tolist() == ["cn.sign-none", "own.dwellings"]
    for spoiled in ({"detail": {"place_kind": "sensitive"}}, {"severity": "grave"}):
        with pytest.raises(BadValue):
            together([mine, pd.DataFrame([row | spoiled])])


def test_no_detail_may_tell_a_kind_of_place_or_a_person() -> None:
    assert not {"place_kind", "kind", "contact", "operator", "name"} & DETAIL_KEYS


def test_a_sensitive_place_leaves_no_trace_in_a_finding() -> None:
    spoiled = {"sign": "none", "zone": None, "retention_days": None, "verified_on": None, "heading_deg": None}
    plain, hidden = (find(facts_of(camera(place_kind=kind, **spoiled))) for kind in ("building", "sensitive"))
    pd.testing.assert_frame_equal(plain, hidden)
    assert len(hidden) == 5


def test_facts_do_not_change_with_the_day() -> None:
    made = camera(review_due=date(2026, 1, 1), filing_no=None, filed_on=None, verified_on=date(2020, 1, 1))
    first, later = (find(facts_of(made, day=day)) for day in (date(2026, 11, 24), date(2027, 2, 1)))
    digests = [
        [facts_digest(r, canonical(d)) for r, d in zip(f["rule"], f["detail"], strict=True)] for f in (first, later)
    ]
    assert digests[0] == digests[1]
    assert len(digests[0]) == 3


_VALUES = st.fixed_dictionaries(
    {
        "sign": st.sampled_from(["none", "layer1", "full", "unknown"]),
        "status": st.sampled_from(["planned", "in_service", "out_of_service", "removed", "dummy", "unknown"]),
        "retention_days": st.sampled_from([None, 0.0, 3.0, 30.0, 400.0]),
        "filing_no": st.sampled_from([None, "F"]),
        "in_service_since": st.sampled_from([None, date(2020, 1, 1), date(2026, 11, 1)]),
        "tilt_deg": st.sampled_from([None, -10.0, 0.0, 90.0]),
        "functions": st.sampled_from([{}, FACE, {"audio": "unknown"}, {"recording": "no", "live_view": "unknown"}]),
    }
)


@settings(max_examples=10, deadline=None)
@given(st.lists(_VALUES, min_size=2, max_size=3))
def test_a_camera_is_judged_alone_as_in_company(rows: list[dict[str, Any]]) -> None:
    made = [camera(camera_id=f"C{n}", lon=24.3 + n / 10, **row) for n, row in enumerate(rows)]
    assert sorted(rules_of(*made)) == sorted(rule for one in made for rule in rules_of(one))
