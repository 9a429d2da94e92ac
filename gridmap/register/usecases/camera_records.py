"""Hand one camera's record over, and take back that its impact assessment was validated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar

from sqlalchemy import Engine

from gridmap.access.store import logs
from gridmap.db.door import translating
from gridmap.db.scope import writing
from gridmap.register.rules.assessment import ReturnedPia, curated_values
from gridmap.register.rules.camera_audits import Audited
from gridmap.register.rules.camera_record import CameraRecord
from gridmap.register.store import camera_records
from gridmap.register.store.camera_records import StoredView

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Handed:
    """What a form is made of: the record as it is now with the purpose areas of a day, what audits found, and the view or why
    there is none."""

    record: CameraRecord
    audited: Audited
    view: StoredView | Literal["withheld", "unknown"]


def hand_over(
    engine: Engine,
    camera_id: str,
    *,
    day: date,
    scope: str,
    actor: str,
    sheet: str,
    make: Callable[[Handed], Made],
    view: Literal["withheld", "asked"] = "withheld",
) -> Made:
    """What `make` makes of one camera; the export is logged once it is made, so a form that is refused is no export.

    day: of its purpose areas. engine: the serving role, so the scope holds. sheet: what it is handed over as, for the log.
    view: `asked` only by those who may see views (planner, data-protection officer, auditor); the caller checks.
    Raises NotFound for a camera that does not exist or lies outside the scope, and whatever `make` raises.
    """
    with translating(), writing(engine, scope) as connection:
        row_id, record = camera_records.read_record(connection, camera_id, day=day)
        seen = camera_records.read_view(connection, row_id) if view == "asked" else None
        missing: Literal["withheld", "unknown"] = "unknown" if view == "asked" else "withheld"
        handed = Handed(record, camera_records.read_audited(connection, row_id, camera_id), seen or missing)
        made = make(handed)
        detail = {"camera": camera_id, "sheet": sheet, "view": missing if seen is None else "given"}
        logs.append(connection, actor=actor, action="export", what="camera", detail=detail, rows=1)
    return made


def take_assessment(engine: Engine, camera_id: str, pia: ReturnedPia, *, day: date, actor: str) -> CameraRecord:
    """Set a validated assessment as the camera's curated dpia_ref and dpia_on; what was reported stays beside it.

    engine: the register's job role. Returns the record as it reads now. Raises NotFound, and Conflict for an assessment that is not validated.
    """
    values = curated_values(pia)
    with translating(), writing(engine, "*") as connection:
        row_id, _record = camera_records.read_record(connection, camera_id, day=day)
        for name, value in values.items():
            camera_records.set_override(connection, row_id, name, value, reason="pia-returned", actor=actor)
        _row, changed = camera_records.read_record(connection, camera_id, day=day)
        detail = {"camera": camera_id, "fields": sorted(values), "pia": pia.pia_id}
        logs.append(connection, actor=actor, action="change", what="camera", detail=detail, rows=1)
    return changed
