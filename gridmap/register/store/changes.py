"""The queue of changes that touch views or figures, and what lies near them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from sqlalchemy import Connection
from sqlalchemy import text as sql

from gridmap.db.arrays import shapes_of
from gridmap.db.statements import statement
from gridmap.register.rules.edges import Floats
from gridmap.register.rules.eye import WINDOW_M
from gridmap.register.store.outlines import Barred, barred_of

_TURN = 7305013  # of pg_advisory_xact_lock: one refresh at a time
_MOST = 10_000  # changes that wait; more are a load, in however many statements they came


@dataclass(frozen=True, slots=True)
class Changes:
    """What was taken from the queue. Boxes are (n, 4): west, south, east, north in degrees; a camera's is where it stands."""

    camera_rows: tuple[int, ...]
    camera_boxes: Floats
    building_boxes: Floats
    ground_boxes: Floats

    def __len__(self) -> int:
        """How many."""
        return len(self.camera_boxes) + len(self.building_boxes) + len(self.ground_boxes)

    def boxes(self) -> Floats:
        """All of them."""
        return np.concatenate([self.camera_boxes, self.building_boxes, self.ground_boxes])


def take_turn(connection: Connection) -> bool:
    """Whether this transaction is the one that refreshes; another one may be at it."""
    return bool(connection.execute(sql("SELECT pg_try_advisory_xact_lock(:turn)"), {"turn": _TURN}).scalar_one())


def await_turn(connection: Connection) -> None:
    """Wait until no other transaction audits or refreshes the coverage; held to the end of this one."""
    connection.execute(sql("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})


def load_waits(connection: Connection) -> bool:
    """Whether so much changed that only a full audit helps."""
    query = "SELECT count(*) > :most OR coalesce(bool_or(what = 'all'), false) FROM register.change_queue"
    return bool(connection.execute(sql(query), {"most": _MOST}).scalar_one())


def take_changes(connection: Connection) -> Changes:
    """Take what waits out of the queue; it is back when the transaction fails."""
    rows = connection.execute(sql(statement("register", "take_changes"))).all()
    boxes = {
        what: np.array([row[2:6] for row in rows if row[0] == what], dtype=np.float64).reshape(-1, 4)
        for what in ("camera", "building", "ground")
    }
    return Changes(
        camera_rows=tuple(sorted({int(row[1]) for row in rows if row[0] == "camera"})),
        camera_boxes=boxes["camera"],
        building_boxes=boxes["building"],
        ground_boxes=boxes["ground"],
    )


def forget_changes(connection: Connection) -> int:
    """Empty the queue: a run of the whole city has them all."""
    return connection.execute(sql("DELETE FROM register.change_queue")).rowcount


def live_run(connection: Connection) -> tuple[int, float, dict[str, Any], dict[str, Any]] | None:
    """Id, density, parameters and headline of the run that changes amend; None when there is none."""
    row = connection.execute(sql(statement("register", "read_live_run"))).one_or_none()
    return None if row is None else (int(row[0]), float(row[1]), dict(row[2]), dict(row[3]))


def cameras_reaching(connection: Connection, boxes: Floats) -> list[int]:
    """Cameras whose range reaches one of the boxes, by their stored views; those without one may."""
    if not len(boxes):
        return []
    values = {**_corners(boxes), "beside_m": WINDOW_M}
    return [int(row[0]) for row in connection.execute(sql(statement("register", "find_reaching")), values)]


def cameras_standing(connection: Connection, boxes: Floats) -> list[int]:
    """Cameras that stand in one of the boxes."""
    return [int(row[0]) for row in connection.execute(sql(statement("register", "find_standing")), _corners(boxes))]


def stored_densities(connection: Connection) -> list[float]:
    """Densities in px/m of which views are stored."""
    return [float(row[0]) for row in connection.execute(sql(statement("register", "read_densities")))]


def views_of(connection: Connection, camera_rows: Sequence[int], *, px_per_m: float, ground: str) -> gpd.GeoDataFrame:
    """The stored views of those cameras at that density and ground on index camera_row_id, EPSG:4326."""
    query = statement("register", "read_views_of")
    return shapes_of(connection, query, {"rows": list(camera_rows), "px": px_per_m, "ground": ground}).set_index(
        "camera_row_id"
    )


def views_meeting(connection: Connection, boxes: Floats, *, px_per_m: float, ground: str) -> gpd.GeoDataFrame:
    """All stored views at that density and ground whose box meets one of the boxes, on index camera_row_id, EPSG:4326."""
    query = statement("register", "read_views_meeting")
    return shapes_of(connection, query, {**_corners(boxes), "px": px_per_m, "ground": ground}).set_index(
        "camera_row_id"
    )


def grids_meeting(connection: Connection, boxes: Floats, *, day: date) -> gpd.GeoDataFrame:
    """Grids of the day that meet one of the boxes, on index grid_id: code, kind, tiles; EPSG:4326."""
    query = statement("register", "read_grids_meeting")
    return shapes_of(connection, query, {**_corners(boxes), "day": day}).set_index("grid_id")


def blocked_meeting(connection: Connection, boxes: Floats) -> Barred:
    """Footprints with their heights, water and private ground that meet one of the boxes."""
    return barred_of(connection.execute(sql(statement("register", "read_blocked_meeting")), _corners(boxes)))


def write_figures(connection: Connection, figures: pd.DataFrame, *, run_id: int, day: date) -> None:
    """Put the figures of these grids (index grid_id) in place of what stood, and drop those of grids that ended."""
    rows = [
        {
            "grid": int(str(grid)),
            "run": run_id,
            **{n: float(row[n]) for n in ("grid_m2", "public_m2", "seen_m2")},
            "share": None if np.isnan(row["share"]) else float(row["share"]),
            **{n: int(row[n]) for n in ("cameras", "unknown_views")},
        }
        for grid, row in figures.iterrows()
    ]
    if rows:
        connection.execute(sql(statement("register", "upsert_coverage_now")), rows)
    connection.execute(sql(statement("register", "delete_ended_coverage")), {"day": day})


def replace_figures(connection: Connection, *, run_id: int) -> None:
    """The figures of now are those of this run, of the whole city."""
    connection.execute(sql("DELETE FROM register.coverage_now"))
    connection.execute(sql(statement("register", "insert_coverage_now")), {"run": run_id})


def _corners(boxes: Floats) -> dict[str, list[float]]:
    return {name: boxes[:, place].tolist() for place, name in enumerate(("west", "south", "east", "north"))}
