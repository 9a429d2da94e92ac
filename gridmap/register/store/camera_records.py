"""One camera's record with what belongs to it, and curated values set over reported ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, text

from gridmap.db.statements import statement
from gridmap.errors import NotFound
from gridmap.register.rules.camera_audits import Audited, AuditRun
from gridmap.register.rules.camera_record import CameraRecord, record_of


@dataclass(frozen=True, slots=True)
class StoredView:
    """A view as stored. shape: a GeoJSON geometry, WGS-84, 7 decimals."""

    px_per_m: float
    reach: str
    ground: str
    shape: Mapping[str, Any]


def read_record(connection: Connection, camera_id: str, *, day: date) -> tuple[int, CameraRecord]:
    """The camera's row id and its record on that day. Raises NotFound where there is none, or none in this scope."""
    query = text(statement("register", "read_camera"))
    row = connection.execute(query, {"camera": camera_id, "day": day}).mappings().one_or_none()
    if row is None:
        raise NotFound(f"There is no camera {camera_id[:200]!r} in the register.")
    record = record_of(row["camera"], functions=row["functions"], areas=row["areas"], overrides=row["overrides"])
    return row["camera_row_id"], record


def read_view(connection: Connection, row_id: int) -> StoredView | None:
    """The widest view that is stored of a camera; None where none is."""
    found = connection.execute(text(statement("register", "read_camera_view")), {"row": row_id}).one_or_none()
    return None if found is None else StoredView(found.px_per_m, found.reach, found.ground, json.loads(found.view))


def read_audited(connection: Connection, row_id: int, camera_id: str) -> Audited:
    """What the newest runs of proportion and of the cameras' audit have of a camera."""
    proportion = _newest(connection, "read_camera_proportion", row=row_id)
    cameras = _newest(connection, "read_camera_findings", camera=camera_id)
    found = Audited()
    if proportion is not None:
        figures, fits = (pd.DataFrame(proportion[name], columns=list(columns)) for name, columns in _FIGURES.items())
        found = replace(found, proportion=_run_of(proportion), figures=figures, fits=fits)
    if cameras is not None:
        rows = pd.DataFrame(cameras["findings"], columns=list(_FINDINGS), dtype=object)
        found = replace(found, cameras=_run_of(cameras), findings=rows)
    return found


_FIGURES = {
    "figures": ("px_per_m", "view_m2", "excess_m2", "private_m2", "dwelling_wall_m", "dwelling_buildings",
                "nearest_dwelling_m", "serving_m2", "overlap_m2"),
    "fits": ("purpose_area_id", "px_per_m", "fit"),
}  # fmt: skip
_FINDINGS = ("rule", "severity", "clause", "detail", "answer")


def _newest(connection: Connection, name: str, **parameters: Any) -> Mapping[str, Any] | None:
    row = connection.execute(text(statement("register", name)), parameters).mappings().one_or_none()
    return None if row is None else dict(row)


def _run_of(row: Mapping[str, Any]) -> AuditRun:
    return AuditRun(row["run_id"], row["day"])


def set_override(connection: Connection, row_id: int, field: str, value: Any, *, reason: str, actor: str) -> None:
    """Set a curated value; the reported one stays in `camera`."""
    values = {"row": row_id, "field": field, "value": json.dumps(value, default=str), "reason": reason, "actor": actor}
    connection.execute(text(statement("register", "set_override")), values)
