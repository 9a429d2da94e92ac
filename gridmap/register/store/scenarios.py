"""Scenarios, and what they read of cameras and write to them when they are applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, delete, func, select, text, update

from gridmap.db.arrays import frame_of
from gridmap.db.inserting import insert_one
from gridmap.db.statements import statement
from gridmap.errors import NotFound
from gridmap.register.store.tables import scenario


@dataclass(frozen=True, slots=True)
class StoredScenario:
    """One scenario as it is kept. changes: as its file had them; result: see `scenario_report`."""

    name: str
    made_by: str
    made_at: datetime
    changes: list[dict[str, Any]]
    result: dict[str, Any]
    approved_by: str | None = None
    approved_at: datetime | None = None
    applied_by: str | None = None
    applied_at: datetime | None = None

    @property
    def state(self) -> str:
        """kept, approved or applied."""
        if self.applied_at is not None:
            return "applied"
        return "kept" if self.approved_at is None else "approved"


_COLUMNS = [scenario.c[name] for name in StoredScenario.__slots__]


def read_all(connection: Connection) -> list[StoredScenario]:
    """By name."""
    rows = connection.execute(select(*_COLUMNS).order_by(scenario.c.name.collate("C"))).mappings()
    return [StoredScenario(**row) for row in rows]


def read_one(connection: Connection, name: str) -> StoredScenario:
    """Raises NotFound."""
    return _one(connection, select(*_COLUMNS).where(scenario.c.name == name), name)


def hold_one(connection: Connection, name: str) -> StoredScenario:
    """The same, and nobody else changes it until this transaction ends. Raises NotFound."""
    return _one(connection, select(*_COLUMNS).where(scenario.c.name == name).with_for_update(), name)


def _one(connection: Connection, query: Any, name: str) -> StoredScenario:
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFound(f"There is no scenario {name[:60]!r}.")
    return StoredScenario(**row)


def exists(connection: Connection, name: str) -> bool:
    """Whether the name is taken."""
    return connection.execute(select(scenario.c.name).where(scenario.c.name == name)).one_or_none() is not None


def add(connection: Connection, values: Mapping[str, Any]) -> int:
    """name, made_by, changes, result."""
    return insert_one(connection, scenario, values)


def remove(connection: Connection, name: str) -> None:
    """Forget it."""
    connection.execute(delete(scenario).where(scenario.c.name == name))


def mark_approved(connection: Connection, name: str, *, actor: str) -> None:
    """By whom, now."""
    _mark(connection, name, approved_by=actor, approved_at=func.now())


def mark_applied(connection: Connection, name: str, *, actor: str) -> None:
    """By whom, now."""
    _mark(connection, name, applied_by=actor, applied_at=func.now())


def _mark(connection: Connection, name: str, **values: Any) -> None:
    connection.execute(update(scenario).where(scenario.c.name == name).values(**values))


def read_changeable(connection: Connection, camera_ids: Sequence[str]) -> pd.DataFrame:
    """Those of the cameras that the register has, as they are now, on camera_id; missing values are None."""
    rows = frame_of(connection, statement("register", "read_changeable_cameras"), {"ids": list(camera_ids)})
    whole = {name: rows[name].astype("Int64") for name in ("width_px", "height_px", "retention_days")}
    told = rows.assign(**whole).astype(object)
    return told.where(told.notna(), None).set_index("camera_id")


def taken_building_ids(connection: Connection, building_ids: Sequence[str]) -> list[str]:
    """Those ids that buildings have already."""
    query = text(statement("register", "find_buildings"))
    return list(connection.execute(query, {"ids": list(building_ids)}).scalars())


def add_mask(connection: Connection, row_id: int, polygon: BaseGeometry, *, follows_ptz: bool, actor: str) -> None:
    """Declare a mask of a camera; polygon: in EPSG:4326."""
    parts = shapely.multipolygons(shapely.get_parts(polygon))
    values = {"row": row_id, "follows_ptz": follows_ptz, "actor": actor, "geom": shapely.to_wkb(parts)}
    connection.execute(text(statement("register", "insert_mask")), values)
