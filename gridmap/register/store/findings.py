"""What an audit of cameras reads, the findings that it stores, and the answers to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from sqlalchemy import Column, Connection, Text, cast, insert, literal, select, text
from sqlalchemy.dialects.postgresql import JSONB

from gridmap.db import copy_binary
from gridmap.db.arrays import frame_of, shapes_of
from gridmap.db.copy_binary import copy_columns
from gridmap.db.copying import staging_table
from gridmap.db.inserting import insert_one
from gridmap.db.statements import statement
from gridmap.grids.store.positions import street_distance_m
from gridmap.register.rules.facts import Facts, numbers
from gridmap.register.rules.vocabulary import FUNCTIONS
from gridmap.register.store.run_tables import audit_run, finding, finding_answer
from gridmap.register.store.tables import camera

_NUMBERS = ("camera_row_id", "area_id", "facts_digest")
_TEXTS = ("camera_id", "operator", "rule", "severity", "clause", "answer", "answer_reason")


def read_facts(connection: Connection, *, day: date) -> Facts:
    """The register and the ground that its cameras stand on, as the checks read them."""
    cameras = _rows(connection, "read_register").set_index("camera_row_id")
    wet = cameras["in_water"].to_numpy(dtype=np.bool_)
    street_m = np.full(len(cameras), np.nan)
    if wet.any():
        street_m[wet] = street_distance_m(connection, numbers(cameras, "lon")[wet], numbers(cameras, "lat")[wet])
    areas = _rows(connection, "read_audit_areas", day=day)
    outlines = shapely.from_wkb(areas.pop("geom").to_numpy(dtype=object))
    return Facts(
        day=day,
        cameras=cameras.assign(street_m=street_m),
        functions=_rows(connection, "read_legal_functions", functions=list(FUNCTIONS)),
        zones=_rows(connection, "read_zones", day=day),
        masks=_rows(connection, "read_mask_states").astype({"is_empty": bool}),
        areas=areas.assign(outline=np.asarray(outlines, dtype=object)),
    )


def operators_of(connection: Connection) -> list[str | None]:
    """The operators of all cameras, each once, None among them where one is unknown."""
    return list(connection.execute(select(camera.c.operator).distinct()).scalars())


def read_answers(connection: Connection) -> pd.DataFrame:
    """The answers that stand: camera_row_id, rule, facts_digest, answer, answer_reason."""
    return _rows(connection, "read_answers")


def write_run(connection: Connection, values: Mapping[str, Any], *, findings: pd.DataFrame) -> int:
    """Write an audit run with its findings (columns of `finding` but for the ids, detail as JSON text); returns the run's id."""
    run_id = insert_one(connection, audit_run, values)
    staged = staging_table(connection, finding, [*_NUMBERS, *_TEXTS], Column("told", Text))
    copied = {name: _number_column(findings[name]) for name in _NUMBERS}
    copied |= {name: _text_column(findings[name]) for name in _TEXTS}
    copy_columns(connection, staged, {**copied, "told": _text_column(findings["detail"])})
    rows = select(literal(run_id), cast(staged.c.told, JSONB), *[staged.c[name] for name in (*_NUMBERS, *_TEXTS)])
    connection.execute(insert(finding).from_select(["run_id", "detail", *_NUMBERS, *_TEXTS], rows))
    return run_id


def read_run(connection: Connection, *, run_id: int) -> gpd.GeoDataFrame:
    """The findings of one run as it stored them, under the scope."""
    return shapes_of(connection, statement("register", "read_findings"), {"run": run_id})


def _number_column(values: pd.Series) -> copy_binary.Column:
    known = values.to_numpy(dtype=np.float64, na_value=np.nan) if values.isna().any() else values.to_numpy()
    null = np.isnan(known) if known.dtype.kind == "f" else np.zeros(len(known), dtype=np.bool_)
    return copy_binary.numbers(np.where(null, 0, known), "i8", null=null)


def _text_column(values: pd.Series) -> copy_binary.Column:
    return copy_binary.texts(pa.array(values, type=pa.string(), from_pandas=True))


def find_finding(connection: Connection, finding_id: int) -> Mapping[str, Any] | None:
    """What an answer to a finding is kept by; None when there is none under the scope."""
    found = connection.execute(text(statement("register", "find_finding")), {"finding": finding_id})
    row = found.mappings().one_or_none()
    return None if row is None else dict(row)


def add_answer(connection: Connection, values: Mapping[str, Any]) -> int:
    """Write one answer; returns its id."""
    made = insert(finding_answer).values(**values).returning(finding_answer.c.answer_id)
    return int(connection.execute(made).scalar_one())


def _rows(connection: Connection, name: str, **parameters: Any) -> pd.DataFrame:
    return frame_of(connection, statement("register", name), parameters)
