"""What a report reads of stored runs beside the coverage."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection
from sqlalchemy import text as sql

from gridmap.db.arrays import frame_of
from gridmap.db.statements import statement
from gridmap.register.rules.camera_field import OPTICAL
from gridmap.register.rules.optics import Quality, qualities_of
from gridmap.register.rules.report_readings import FindingsRead, ProportionRead, ReductionRead, StoredRun

_TEXTS = {"grouped_by", "label", "code", "name", "operator", "purpose_area_id", "purpose"}


def read_proportion(connection: Connection, *, area: str | None, operator: str | None) -> ProportionRead | None:
    """The newest run of proportion of that area; None where there is none."""
    run = _newest(connection, "newest_audit_for", kind="proportion", area=area, operator=None)
    if run is None:
        return None
    of_run: dict[str, Any] = {"run": run.run_id}
    of_operator = {**of_run, "operator": operator}
    groups = _figures(connection, "read_proportion_groups", of_run)
    if operator is not None:
        own = groups[groups["grouped_by"].eq("operator") & groups["label"].eq(operator)].assign(grouped_by="all")
        groups = pd.concat([own, _figures(connection, "read_proportion_purposes", of_operator)], ignore_index=True)
    grids = _figures(connection, "read_proportion_grids", of_run)
    return ProportionRead(
        run,
        groups,
        _figures(connection, "read_proportion_views", of_operator),
        _figures(connection, "read_proportion_fits", of_operator)["fit"],
        grids if operator is None else grids.iloc[:0],
    )


def read_findings(connection: Connection, *, area: str | None, operator: str | None) -> FindingsRead | None:
    """The newest audit of the cameras of that area, all of them or those of the operator; None where there is none."""
    run = _newest(connection, "newest_audit_for", kind="cameras", area=area, operator=operator)
    if run is None:
        return None
    of_run = {"run": run.run_id, "operator": operator}
    tells_sensitive = area is None and operator is None
    every = frame_of(connection, statement("register", "count_findings_by_operator"), {"run": run.run_id})
    if operator is None:
        listed = pd.DataFrame(columns=["camera_id", "rule", "severity", "clause", "detail"])
    else:
        every = every[every["operator"].eq(operator)]
        listed = frame_of(connection, statement("register", "list_operator_findings"), of_run)
    rules = frame_of(
        connection, statement("register", "count_findings_by_rule"), {**of_run, "with_sensitive": tells_sensitive}
    )
    return FindingsRead(run, rules, every, listed, tells_sensitive)


def read_reduction(connection: Connection, *, area: str | None, operator: str | None) -> ReductionRead | None:
    """The newest reduction of that area; None where there is none."""
    run = _newest(connection, "newest_reduction_for", area=area)
    if run is None:
        return None
    operators = _figures(connection, "count_reduction_by_operator", {"run": run.run_id})
    losses = _figures(connection, "read_reduction_losses", {"run": run.run_id})
    cameras = frame_of(connection, statement("register", "read_reduction"), {"run": run.run_id}).drop(columns="geom")
    shares = _figures(connection, "read_reduction_shares", {"run": run.run_id, "operator": operator})
    if operator is None:
        return ReductionRead(run, operators, shares, losses, cameras.iloc[:0])
    own = operators[operators["operator"].eq(operator)]
    return ReductionRead(run, own, shares, losses.iloc[:0], cameras[cameras["operator"].eq(operator)])


def count_quality(connection: Connection, *, run_id: int, operator: str | None) -> pd.DataFrame:
    """field and, for each quality, the number of cameras that a coverage run counted, as the register has them now."""
    cameras = frame_of(connection, statement("register", "read_counted_optics"), {"run": run_id, "operator": operator})
    told = qualities_of(cameras, OPTICAL)
    rows = [{"field": name, **{q.value: int(told[name].eq(q.value).sum()) for q in Quality}} for name in OPTICAL]
    return pd.DataFrame(rows, columns=["field", *(q.value for q in Quality)])


def has_operator(connection: Connection, operator: str) -> bool:
    """Whether any camera that the scope reaches has that operator."""
    found = connection.execute(sql(statement("register", "find_operator")), {"operator": operator})
    return found.one_or_none() is not None


def _newest(connection: Connection, name: str, **parameters: Any) -> StoredRun | None:
    row = connection.execute(sql(statement("register", name)), parameters).mappings().one_or_none()
    return None if row is None else StoredRun(**row)


def _figures(connection: Connection, name: str, parameters: dict[str, Any]) -> pd.DataFrame:
    """Rows with every figure as float64."""
    frame = frame_of(connection, statement("register", name), parameters)
    return frame.astype({column: np.float64 for column in frame if column not in _TEXTS})
