"""The audit of cameras' records on the fictional block: what is stored, that it stays, and that answers survive the next audit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pandas as pd
import psycopg
import pytest

from gridmap.access.store import logs
from gridmap.access.usecases.logs import show_log
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.demo.city import FIRST_DAY, LAST_DAY
from gridmap.demo.generate import generate
from gridmap.errors import BadValue, NotFound, TooFewData
from gridmap.grids.usecases.import_kind import ImportOptions
from gridmap.kinds import import_file
from gridmap.register.usecases.findings import FindingsReport, answer_finding, audit_cameras, finding_rows

KINDS = {"areas", "streets", "water", "cameras", "purpose-areas"}


@pytest.fixture(scope="module")
def block(new_database: Callable[[], Database], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The ground and the cameras of the smallest fictional city, well and badly kept."""
    database = new_database()
    for file in generate(tmp_path_factory.mktemp("block"), scale="block", seed=1).files:
        if file.kind in KINDS:
            values = {"code_scheme": "fictional"} if file.kind == "areas" else {}
            options = ImportOptions(as_of=FIRST_DAY, datum=file.options.get("datum"), values=values)
            import_file(database, file.kind, file.path, options=options, actor="test")
    yield database
    database.close()


def _audit(database: Database, **options: Any) -> FindingsReport:
    return audit_cameras(database.engine(DbRole.REGISTER_JOB), day=LAST_DAY, actor="test", **options)


def _rows(database: Database, run: int, scope: str = "*") -> pd.DataFrame:
    return pd.DataFrame(
        finding_rows(database.engine(DbRole.REGISTER), run_id=run, scope=scope, actor="test").drop(columns="geometry")
    )


def _ask(database: Database, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute("SELECT set_config('gridmap.scope', '*', false)")
        return connection.execute(query.encode(), parameters).fetchall()


def _change(database: Database, query: str, *parameters: Any) -> None:
    with psycopg.connect(database.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute(query.encode(), parameters)


@pytest.fixture(scope="module")
def first(block: Database) -> FindingsReport:
    return _audit(block)


DAY = f"DATE '{LAST_DAY}'"
_IN_USE = f"c.status IN ('in_service', 'unknown') AND coalesce(c.in_service_since <= {DAY}, true)"
COUNTED = {
    "cn.sign-unknown": "c.sign = 'unknown'",
    "own.review-overdue": f"c.review_due < {DAY}",
    "own.verification-unknown": "c.verified_on IS NULL",
    "own.area-missing": "c.environment <> 'indoor' AND NOT EXISTS (SELECT FROM register.purpose_area AS p WHERE c.camera_id = ANY(p.cameras) "
    f"AND p.valid_from <= {DAY} AND coalesce(p.valid_to > {DAY}, true))",
    "cn.purpose-unspecified": "'unspecified' = ANY(c.purpose)",
}  # fmt: skip


@pytest.mark.parametrize("rule", COUNTED)
def test_a_run_finds_as_many_as_the_register_holds(block: Database, first: FindingsReport, rule: str) -> None:
    ended_later = f"c.status IN ('out_of_service', 'removed') AND least(c.out_of_service_since, c.removed_on) > {DAY}"
    where = f"(({_IN_USE}) OR ({ended_later})) AND {COUNTED[rule]}"
    [(expected,)] = _ask(block, f"SELECT count(*) FROM register.camera AS c WHERE {where}")
    assert first.by_rule[rule] == expected > 0


def test_the_report_adds_up_and_names_every_operator(block: Database, first: FindingsReport) -> None:
    assert first.findings == sum(first.by_rule.values()) == sum(first.by_severity.values())
    assert first.findings == sum(sum(work["findings"].values()) for work in first.operators.values())
    assert list(first.operators) == sorted(first.operators), "by name: a work list is no ranking"
    assert first.cameras == _ask(block, "SELECT count(*) FROM register.camera")[0][0]
    stored = _ask(block, "SELECT count(*) FROM register.finding WHERE run_id = %s", first.run_id)
    assert stored == [(first.findings,)]


def test_no_output_tells_of_a_sensitive_place(block: Database, first: FindingsReport) -> None:
    _change(block, "UPDATE register.camera SET place_kind = 'sensitive' WHERE place_kind = 'building'")
    again = _audit(block)
    assert again.by_rule == first.by_rule
    theirs = "SELECT count(*) > 5 FROM register.finding JOIN register.camera AS c USING (camera_row_id) WHERE c.place_kind = 'sensitive'"
    assert _ask(block, theirs) == [(True,)]
    rows = _rows(block, again.run_id)
    for text in (rows.to_json(), json.dumps(again.to_json(), ensure_ascii=False)):
        assert "sensitive" not in text
        assert "place_kind" not in text


def test_a_stored_run_reads_the_same_when_the_register_moves_on(block: Database) -> None:
    run = _audit(block).run_id
    before = _rows(block, run)
    camera = str(before["camera_id"].iloc[0])
    _change(
        block, "UPDATE register.camera SET operator = 'Another Authority', sign = 'full' WHERE camera_id = %s", camera
    )
    later = _audit(block)
    pd.testing.assert_frame_equal(before, _rows(block, run))
    assert "Another Authority" in set(_rows(block, later.run_id)["operator"])


def _answer(database: Database, finding_id: int, answer: str, reason: str, scope: str = "*") -> int:
    engine = database.engine(DbRole.REGISTER_JOB)
    return answer_finding(engine, finding_id=finding_id, answer=answer, reason=reason, scope=scope, actor="a planner")


def _overdue(database: Database, run: int) -> pd.Series:
    rows = _rows(database, run)
    return rows[rows["rule"] == "own.review-overdue"].iloc[0]


def _same(database: Database, run: int, row: pd.Series) -> pd.Series:
    rows = _rows(database, run)
    return rows[rows["rule"].eq(row["rule"]) & rows["camera_id"].eq(row["camera_id"])].iloc[0]


def test_an_answer_survives_the_next_audit_until_the_facts_change(block: Database) -> None:
    run = _audit(block).run_id
    row = _overdue(block, run)
    _answer(block, int(row["finding_id"]), "contested", "fact_wrong")
    assert _same(block, run, row)["answer"] is None, "the run that was made before reads as it was"
    later = _audit(block)
    assert tuple(_same(block, later.run_id, row)[["answer", "answer_reason"]]) == ("contested", "fact_wrong")
    assert later.answered == 1
    due = date.fromisoformat(row["detail"]["review_due"])
    move = "UPDATE register.camera SET review_due = review_due - 1 WHERE camera_id = %s AND review_due = %s"
    _change(block, move, row["camera_id"], due)
    changed = _audit(block)
    assert _same(block, changed.run_id, row)["answer"] is None
    assert changed.answered == 0


def test_the_newest_answer_counts_and_a_finding_is_opened_again(block: Database) -> None:
    row = _overdue(block, _audit(block).run_id)
    finding = int(row["finding_id"])
    _answer(block, finding, "contested", "exempt")
    _answer(block, finding, "mended", "paper_found")
    assert _same(block, _audit(block).run_id, row)["answer"] == "mended"
    _answer(block, finding, "reopened", "not_accepted")
    assert _same(block, _audit(block).run_id, row)["answer"] is None
    kept = _ask(
        block,
        "SELECT answer FROM register.finding_answer WHERE rule = 'own.review-overdue' ORDER BY answer_id DESC LIMIT 3",
    )
    assert kept == [("reopened",), ("mended",), ("contested",)]


def test_answers_are_logged_with_who_and_what(block: Database) -> None:
    row = _overdue(block, _audit(block).run_id)
    _answer(block, int(row["finding_id"]), "mended", "done_on_site")
    entry = show_log(block.engine(DbRole.GRIDS_JOB), limit=1)[0]
    assert (entry["actor"], entry["action"], entry["object"]) == ("a planner", "answer", "finding")
    assert entry["detail"]["reason"] == "done_on_site"
    by = _ask(
        block,
        "SELECT answered_by, answered_at IS NOT NULL FROM register.finding_answer ORDER BY answer_id DESC LIMIT 1",
    )
    assert by == [("a planner", True)]
    _answer(block, int(row["finding_id"]), "reopened", "marked_by_mistake")


@pytest.mark.parametrize(
    ("answer", "reason"), [("mended", "exempt"), ("contested", "because the mayor says so"), ("closed", "exempt")]
)
def test_a_reason_must_be_a_coded_one_of_its_answer(block: Database, answer: str, reason: str) -> None:
    with pytest.raises(BadValue):
        _answer(block, 1, answer, reason)


def test_nobody_answers_beyond_their_jurisdiction(block: Database) -> None:
    run = _audit(block).run_id
    finding = int(_overdue(block, run)["finding_id"])
    before = _ask(block, "SELECT count(*) FROM register.finding_answer")
    for scope in ("99/nowhere/", ""):
        with pytest.raises(NotFound):
            _answer(block, finding, "mended", "done_on_site", scope)
    assert _ask(block, "SELECT count(*) FROM register.finding_answer") == before


def test_an_area_or_an_operator_narrows_the_run_not_what_it_knows(block: Database, first: FindingsReport) -> None:
    operator = next(name for name in first.operators if "Public Security" in name)
    whole = _audit(block)
    part = _audit(block, operator=operator)
    assert part.operators == {operator: whole.operators[operator]}
    [(area,)] = _ask(
        block,
        "SELECT a.code FROM register.camera AS c JOIN grids.area AS a USING (area_id) GROUP BY 1 ORDER BY count(*) DESC LIMIT 1",
    )
    below = _audit(block, area=area)
    assert 0 < below.cameras < whole.cameras
    assert set(_rows(block, below.run_id)["camera_id"]) <= set(_rows(block, whole.run_id)["camera_id"])
    with pytest.raises(NotFound):
        _audit(block, operator="Nobody")
    with pytest.raises(NotFound):
        _audit(block, area="000")
    with pytest.raises(BadValue):
        _audit(block, rules=["eu"])


def test_named_rules_alone_judge(block: Database) -> None:
    report = _audit(block, rules=["gdpr"])
    assert {rule.partition(".")[0] for rule in report.by_rule} == {"gdpr"}
    assert _ask(block, "SELECT parameters FROM register.audit_run WHERE run_id = %s", report.run_id) == [
        ({"area": None, "operator": None, "rules": ["gdpr"], "records_only": True},)
    ]


def test_findings_of_another_origin_join_the_run(block: Database) -> None:
    [(camera,)] = _ask(block, "SELECT min(camera_row_id) FROM register.camera")
    one = {"camera_row_id": camera, "rule": "own.from-elsewhere", "severity": "note", "clause": "x", "detail": {}}
    report = _audit(block, beside=pd.DataFrame([one]))
    assert _ask(
        block, "SELECT parameters ->> 'records_only' FROM register.audit_run WHERE run_id = %s", report.run_id
    ) == [("false",)]
    assert report.by_rule["own.from-elsewhere"] == 1
    assert "own.from-elsewhere" in set(_rows(block, report.run_id)["words_en"]), "without a text it says its code"


def test_nothing_stays_of_a_run_that_fails(block: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _ask(block, "SELECT count(*) FROM register.audit_run")
    monkeypatch.setattr(logs, "append", lambda *_a, **_k: (_ for _ in ()).throw(MemoryError))
    with pytest.raises(MemoryError):
        _audit(block)
    assert _ask(block, "SELECT count(*) FROM register.audit_run") == before


def test_no_cameras_is_said(database: Database) -> None:
    with pytest.raises(TooFewData, match="import them first"):
        _audit(database)


def test_rows_are_read_under_the_scope(block: Database) -> None:
    run = _audit(block).run_id
    assert _rows(block, run, scope="").empty


def test_words_and_clauses_stand_in_both_languages(block: Database) -> None:
    rows = _rows(block, _audit(block).run_id)
    assert not rows["words_zh"].eq(rows["words_en"]).any()
    assert not rows["words_en"].str.contains("?", regex=False).any()
    assert rows["clause"].ne("").all()
