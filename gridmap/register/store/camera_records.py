"""One camera's record with what belongs to it, and curated values set over reported ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from gridmap.db.statements import statement
from gridmap.errors import NotFound
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


def set_override(connection: Connection, row_id: int, field: str, value: Any, *, reason: str, actor: str) -> None:
    """Set a curated value; the reported one stays in `camera`."""
    values = {"row": row_id, "field": field, "value": json.dumps(value, default=str), "reason": reason, "actor": actor}
    connection.execute(text(statement("register", "set_override")), values)
