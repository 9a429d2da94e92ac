"""Scenarios: what if cameras showed less? Measured without touching the register, kept by name, and applied as one change.

Somebody makes a scenario, somebody approves it, somebody applies it. Where accounts exist the second is not the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import shapely
from sqlalchemy import Connection, Engine

from gridmap.access.store import logs
from gridmap.db.door import translating
from gridmap.db.scope import writing
from gridmap.errors import BadValue, Conflict, NotAllowed, NotFound, RejectedFile, TooFewData
from gridmap.grids.rules.crs import to_metric
from gridmap.register.rules.edges import joined, outlines_of
from gridmap.register.rules.optics import BANDS_PX_PER_M
from gridmap.register.rules.proportion_run import Town
from gridmap.register.rules.reach import Stance
from gridmap.register.rules.scenario import (
    Change,
    NewBuilding,
    camera_ids,
    changes_of,
    changes_to_json,
    check_name,
    shape_of,
)
from gridmap.register.rules.scenario_change import Changed, change_cameras
from gridmap.register.rules.scenario_report import RefusedScenario, base_of, compared, result_of
from gridmap.register.rules.scenario_run import compare
from gridmap.register.rules.scenario_town import before_and_after, changed_cameras
from gridmap.register.store import camera_records, scenarios
from gridmap.register.store.scenarios import StoredScenario
from gridmap.register.usecases.proportions import CityRead, read_city, town_of

Accounts = Literal["one", "several"]


@dataclass(frozen=True, slots=True)
class _Judged:
    """changed: the cameras as they would be; row_ids: of each camera_id; result: to keep."""

    changed: tuple[Changed, ...]
    row_ids: dict[str, int]
    result: dict[str, Any]


def make_scenario(engine: Engine, name: str, changes: Sequence[Change], *, day: date, actor: str) -> StoredScenario:
    """Measure the changes on that day and keep them under a name; the register stays as it is.

    engine: the register's job role. Raises RejectedFile (its report: `RefusedScenario`) when anything would rise, BadValue for
    a name or a change that is not possible, NotFound for a camera that does not exist, Conflict for a name that is taken.
    """
    check_name(name)
    with translating(), writing(engine, "*") as connection:
        if scenarios.exists(connection, name):
            raise Conflict(f"There is a scenario {name!r} already; drop it first, or choose another name.")
        judged = _judge(connection, name, changes, day=day)
        kept = {"name": name, "made_by": actor, "changes": changes_to_json(changes), "result": judged.result}
        scenarios.add(connection, kept)
        _log(connection, "make", name, actor=actor, rows=len(changes))
        return scenarios.read_one(connection, name)


def list_scenarios(engine: Engine, *, actor: str) -> list[StoredScenario]:
    """All, by name. engine: the serving role."""
    with translating(), writing(engine, "*") as connection:
        found = scenarios.read_all(connection)
        _log(connection, "list", None, actor=actor, rows=len(found))
        return found


def read_scenario(engine: Engine, name: str, *, actor: str) -> StoredScenario:
    """One with its figures; the read is logged. engine: the serving role. Raises NotFound."""
    with translating(), writing(engine, "*") as connection:
        found = scenarios.read_one(connection, name)
        _log(connection, "read", name, actor=actor, rows=1)
        return found


def compare_scenarios(engine: Engine, one: str, other: str, *, actor: str) -> list[dict[str, Any]]:
    """What both would change together, side by side. Raises NotFound, and Conflict when they were made of different days."""
    first, second = (read_scenario(engine, name, actor=actor) for name in (one, other))
    days = [found.result["day"] for found in (first, second)]
    if days[0] != days[1]:
        raise Conflict(f"They were measured on different days ({days[0]}, {days[1]}); make one of them anew.")
    return compared(first.result, second.result)


def drop_scenario(engine: Engine, name: str, *, actor: str) -> None:
    """Forget one that was not applied. engine: the register's job role. Raises NotFound, and Conflict for an applied one."""
    with translating(), writing(engine, "*") as connection:
        if scenarios.hold_one(connection, name).state == "applied":
            raise Conflict(f"Scenario {name!r} was applied; it stays as the record of that change.")
        scenarios.remove(connection, name)
        _log(connection, "drop", name, actor=actor, rows=1)


def approve_scenario(engine: Engine, name: str, *, actor: str, accounts: Accounts) -> StoredScenario:
    """Approve it. accounts: `one` where whoever uses the command line is all there is; with `several`, who made it may not.

    engine: the register's job role. Raises NotFound, Conflict when it is approved or its cameras have changed, NotAllowed.
    """
    with translating(), writing(engine, "*") as connection:
        found = scenarios.hold_one(connection, name)
        if found.state != "kept":
            raise Conflict(f"Scenario {name!r} is {found.state} already.")
        if accounts == "several" and actor == found.made_by:
            raise NotAllowed(f"Who made scenario {name!r} cannot approve it; a second account is needed.")
        _check_base(connection, found)
        scenarios.mark_approved(connection, name, actor=actor)
        _log(connection, "approve", name, actor=actor, rows=1)
        return scenarios.read_one(connection, name)


def apply_scenario(engine: Engine, name: str, *, day: date, actor: str) -> StoredScenario:
    """Write an approved scenario to the register: curated values and masks, all or nothing; measured again beforehand.

    day: on which cameras are removed. A new building is not written: it was a question, and what it would hide is no reason
    here: without it nothing may rise either. engine: the register's job role.
    Raises NotFound, Conflict when it is not approved, is applied or its cameras have changed, RejectedFile when on today's
    ground something would rise.
    """
    with translating(), writing(engine, "*") as connection:
        found = scenarios.hold_one(connection, name)
        if found.state != "approved":
            missing = "is applied already" if found.state == "applied" else "is not approved yet"
            raise Conflict(f"Scenario {name!r} {missing}; nothing was changed.")
        _check_base(connection, found)
        changes = [change for change in changes_of(found.changes) if not isinstance(change, NewBuilding)]
        if not changes:
            raise Conflict(f"Scenario {name!r} changes no camera; a new building comes with its own import.")
        judged = _judge(connection, name, changes, day=day)
        for one in judged.changed:
            _write(connection, judged.row_ids[one.camera_id], one, name=name, actor=actor)
        scenarios.mark_applied(connection, name, actor=actor)
        fields = {one.camera_id: [*one.values, *(["mask"] if one.masks else [])] for one in judged.changed}
        detail = {"scenario": name, "fields": fields}
        logs.append(connection, actor=actor, action="change", what="cameras", detail=detail, rows=len(fields))
        return scenarios.read_one(connection, name)


def _write(connection: Connection, row_id: int, one: Changed, *, name: str, actor: str) -> None:
    for field, value in one.values.items():
        camera_records.set_override(connection, row_id, field, value, reason=f"scenario {name}", actor=actor)
    for mask in one.masks:
        scenarios.add_mask(connection, row_id, shape_of(mask.polygon), follows_ptz=mask.follows_ptz, actor=actor)


def _log(connection: Connection, step: str, name: str | None, *, actor: str, rows: int) -> None:
    detail = {"step": step} | ({} if name is None else {"name": name})
    logs.append(connection, actor=actor, action="scenario", what="cameras", detail=detail, rows=rows)


def _check_base(connection: Connection, found: StoredScenario) -> None:
    """Figures that were approved are of cameras as they were. Raises Conflict."""
    base = found.result["base"]
    now = base_of(_values(connection, sorted(base)))
    changed = [camera for camera in base if now.get(camera) != base[camera]]
    if changed:
        raise Conflict(
            f"Camera {changed[0]!r} has changed since scenario {found.name!r} was made; drop the scenario and make it anew."
        )


def _values(connection: Connection, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    rows: dict[Any, Any] = scenarios.read_changeable(connection, ids).to_dict("index")
    return {str(camera): values for camera, values in rows.items()}


def _judge(connection: Connection, name: str, changes: Sequence[Change], *, day: date) -> _Judged:
    """Measure; nothing is written. Raises as `make_scenario` says."""
    cameras = _known_cameras(connection, changes)
    read = read_city(connection, day=day, path="")
    if read.grids.empty:
        raise TooFewData("There are no grids on this day to measure in; import them first (gridmap import grids FILE).")
    whole, _walls = town_of(read)
    named = whole.cameras[whole.cameras["camera_id"].isin(cameras)]
    views = whole.views(named, px_per_m=BANDS_PX_PER_M[0], stance=Stance.POSSIBLE)
    has_view = set(named["camera_id"].loc[views.index])
    told = {camera: {**values, "has_view": camera in has_view} for camera, values in cameras.items()}
    changed = change_cameras(told, changes, day=day)
    buildings = [change for change in changes if isinstance(change, NewBuilding)]
    after = _with_buildings(read, buildings, whole)
    towns = before_and_after(
        whole,
        replace(after, cameras=changed_cameras(whole.cameras, changed)),
        changed,
        buildings=to_metric(_shapes([change.polygon for change in buildings]), whole.crs),
        masks=_new_masks(whole, changed),
    )
    outcome = compare(towns, changed)
    if outcome.rises:
        refused = RefusedScenario(name, outcome.rises)
        raise RejectedFile(refused.message(), refused)
    row_ids = {camera: int(values["camera_row_id"]) for camera, values in cameras.items()}
    return _Judged(changed, row_ids, result_of(outcome, towns, changed, cameras, day=day))


def _known_cameras(connection: Connection, changes: Sequence[Change]) -> dict[str, dict[str, Any]]:
    ids = camera_ids(changes)
    cameras = _values(connection, ids)
    if missing := [camera for camera in ids if camera not in cameras]:
        raise NotFound(
            f"There is no camera {missing[0][:100]!r} in the register ({len(missing)} of {len(ids)} are unknown)."
        )
    built = [change.building_id for change in changes if isinstance(change, NewBuilding)]
    if taken := scenarios.taken_building_ids(connection, built):
        raise BadValue(f"There is a building {taken[0]!r} already; a new one needs an id of its own.")
    return cameras


def _with_buildings(read: CityRead, buildings: Sequence[NewBuilding], whole: Town) -> Town:
    """The town with the new footprints; without any, the same."""
    if not buildings:
        return whole
    prints = read.footprints
    parts = [shapely.get_parts(shape_of(change.polygon)) for change in buildings]
    homes = prints.homes + np.cumsum([change.use == "dwelling" for change in buildings]) - 1
    home = [np.full(len(part), row if change.use == "dwelling" else -1)
            for part, row, change in zip(parts, homes, buildings, strict=True)]  # fmt: skip
    more = replace(
        prints,
        outlines=joined([prints.outlines, outlines_of(np.concatenate(parts))]),
        home=np.concatenate([prints.home, *home]),
        homes=prints.homes + sum(change.use == "dwelling" for change in buildings),
    )
    return town_of(replace(read, footprints=more))[0]


def _new_masks(whole: Town, changed: Sequence[Changed]) -> gpd.GeoDataFrame:
    """Those of the scenario, in the town's CRS; the town's views are without what declared ones hide already."""
    row_of = dict(zip(whole.cameras["camera_id"], whole.cameras.index, strict=True))
    new = [(row_of[one.camera_id], mask) for one in changed for mask in one.masks]
    columns = {
        "camera_row_id": np.array([row for row, _mask in new], dtype=np.int64),
        "follows_ptz": np.array([mask.follows_ptz for _row, mask in new], dtype=np.bool_),
    }
    shapes = to_metric(_shapes([mask.polygon for _row, mask in new]), whole.crs)
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=whole.crs)


def _shapes(polygons: Sequence[Any]) -> np.ndarray:
    made = np.empty(len(polygons), dtype=object)
    made[:] = [shape_of(polygon) for polygon in polygons]
    return made
