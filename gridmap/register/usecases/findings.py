"""Audit the cameras' records, store what is found as a run, and keep the answers to it.

Findings of other origin (what views reach, `proportions.audit_proportion`) join the same run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from sqlalchemy import Engine

from gridmap import __version__
from gridmap.access.store import logs
from gridmap.db.door import translating
from gridmap.db.scope import reading, writing
from gridmap.errors import NotFound, Severity, TooFewData
from gridmap.register.rules.facts import Facts
from gridmap.register.rules.finding import canonical, facts_digest, find, together
from gridmap.register.rules.finding_answer import check_answer
from gridmap.register.rules.finding_text import words
from gridmap.register.rules.rule_sets import sets_named
from gridmap.register.store import audits, findings


@dataclass(frozen=True, slots=True)
class FindingsReport:
    """What a run found. cameras: looked at; by_severity, by_rule: numbers of findings; answered: of these, mended or contested.

    operators: the work list by the operator's name ("" where none is known): how many cameras have findings, and how many
    findings of each rule.
    """

    run_id: int
    day: str
    area: str | None
    operator: str | None
    rules: tuple[str, ...]
    cameras: int
    cameras_with_findings: int
    findings: int
    answered: int
    by_severity: dict[str, int]
    by_rule: dict[str, int]
    operators: dict[str, dict[str, Any]]

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def check_meant(engine: Engine, *, day: date, area: str | None, operator: str | None, rules: Sequence[str]) -> None:
    """Raises what `audit_cameras` would for its arguments, before anything is measured. engine: the register's job role."""
    sets_named(tuple(rules))
    with translating(), reading(engine, "*") as connection:
        audits.area_path(connection, area, day=day)
        _require_known(operator, findings.operators_of(connection))


def audit_cameras(
    engine: Engine,
    *,
    day: date,
    actor: str,
    area: str | None = None,
    operator: str | None = None,
    rules: Sequence[str] = (),
    beside: pd.DataFrame | None = None,
) -> FindingsReport:
    """Look at every camera's record as of a day and store what is found; of all, or of those in an area or of an operator.

    rules: names of rule sets; without them each camera is judged by the regimes of its functions and by the register's own
    rules. beside: findings of other origin (`finding.COLUMNS`), which join the run; None makes a run of the records only,
    which is not what the service tells (`latest_findings.sql`). engine: the register's job role. Raises BadValue for a set
    that is none, NotFound for an unknown area or operator, TooFewData when there are no cameras.
    """
    sets = sets_named(tuple(rules)) if rules else None
    with translating(), writing(engine, "*") as connection:
        path = audits.area_path(connection, area, day=day)
        facts = findings.read_facts(connection, day=day)
        meant = _meant(facts, path=path, operator=operator)
        found = together([find(facts, sets=sets), *([] if beside is None else [beside])])
        rows = _as_stored(found[found["camera_row_id"].isin(meant)], facts, findings.read_answers(connection))
        counts = _counts(rows, cameras=len(meant))
        run = {
            "kind": "cameras",
            "day": day,
            "code_version": __version__,
            "parameters": {"area": area, "operator": operator, "rules": list(rules), "records_only": beside is None},
            "headline": counts,
        }
        run_id = findings.write_run(connection, run, findings=rows)
        detail = {"run": run_id, "area": area, "operator": operator}
        logs.append(connection, actor=actor, action="audit", what="cameras", detail=detail, rows=len(rows))
    return FindingsReport(
        run_id=run_id,
        day=day.isoformat(),
        area=area,
        operator=operator,
        rules=tuple(rules),
        operators=_work(rows),
        **counts,
    )


def answer_finding(engine: Engine, *, finding_id: int, answer: str, reason: str, scope: str, actor: str) -> int:
    """Mark a finding as mended or contested, or open it again; returns the answer's id.

    The answer stands for the same camera, rule and facts in every later run; when a fact changes, the finding is open again.
    engine: the register's job role; scope: of whoever answers. Raises BadValue for a reason that does not go with the answer,
    NotFound for a finding that the scope does not reach.
    """
    check_answer(answer, reason)
    with translating(), writing(engine, scope) as connection:
        found = findings.find_finding(connection, finding_id)
        if found is None:
            raise NotFound(f"There is no finding {finding_id}.")
        kept = {name: found[name] for name in ("camera_row_id", "area_id", "rule", "facts_digest")}
        answer_id = findings.add_answer(connection, {**kept, "answer": answer, "reason": reason, "answered_by": actor})
        detail = {"finding": finding_id, "rule": found["rule"], "answer": answer, "reason": reason}
        logs.append(connection, actor=actor, action="answer", what="finding", detail=detail, rows=1)
    return answer_id


def finding_rows(engine: Engine, *, run_id: int, scope: str, actor: str) -> gpd.GeoDataFrame:
    """The findings of one run in words of both languages, under the scope; the read is an export and is logged.

    engine: the serving role, which the policies bind.
    """
    with translating(), writing(engine, scope) as connection:
        rows = findings.read_run(connection, run_id=run_id)
        logs.append(connection, actor=actor, action="export", what="findings", detail={"run": run_id}, rows=len(rows))
    pairs = list(zip(rows["rule"], rows["detail"], strict=True))
    said = {f"words_{lang}": [words(r, d, lang=lang) for r, d in pairs] for lang in ("en", "zh")}
    return rows.assign(**said)


def _meant(facts: Facts, *, path: str, operator: str | None) -> pd.Index:
    """Rows of the cameras that the run is about."""
    cameras = facts.cameras
    _require_known(operator, cameras["operator"].unique().tolist())
    if path:
        cameras = cameras[[isinstance(p, str) and p.startswith(path) for p in cameras["area_path"]]]
    if operator is not None:
        cameras = cameras[cameras["operator"].eq(operator)]
    return cameras.index


def _require_known(operator: str | None, operators: Sequence[str | None]) -> None:
    """Raises TooFewData where there are no cameras, hence no operators, and NotFound for an operator that has none."""
    if not operators:
        raise TooFewData("There are no cameras to audit; import them first (gridmap import cameras FILE).")
    if operator is not None and operator not in operators:
        raise NotFound(f"No camera of the register has the operator {operator[:80]!r}.")


def _as_stored(found: pd.DataFrame, facts: Facts, answers: pd.DataFrame) -> pd.DataFrame:
    """Findings with detail as text, camera_id, operator, area_id, facts_digest and the answers that stand to them."""
    rows = found.join(facts.cameras[["camera_id", "operator", "area_id"]], on="camera_row_id")
    rows["detail"] = [canonical(detail) for detail in rows["detail"]]
    digests = [facts_digest(r, d) for r, d in zip(rows["rule"].tolist(), rows["detail"].tolist(), strict=True)]
    rows["facts_digest"] = np.array(digests, dtype=np.int64)
    keys = ["camera_row_id", "rule", "facts_digest"]
    types = {"camera_row_id": np.int64, "rule": object, "facts_digest": np.int64}
    return rows.astype(types).merge(answers.astype(types), on=keys, how="left")


def _counts(rows: pd.DataFrame, *, cameras: int) -> dict[str, Any]:
    by_severity = rows["severity"].value_counts()
    return {
        "cameras": cameras,
        "cameras_with_findings": int(rows["camera_row_id"].nunique()),
        "findings": len(rows),
        "answered": int(rows["answer"].notna().sum()),
        "by_severity": {s.value: int(by_severity.get(s.value, 0)) for s in Severity},
        "by_rule": {str(rule): int(n) for rule, n in rows["rule"].value_counts().sort_index().items()},
    }


def _work(rows: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """By name, never by number: a list of what to do, not a ranking."""
    return {
        str(operator): {
            "cameras": int(part["camera_row_id"].nunique()),
            "findings": {str(rule): int(n) for rule, n in part["rule"].value_counts().sort_index().items()},
        }
        for operator, part in rows.groupby(rows["operator"].fillna(""), sort=True)
    }
