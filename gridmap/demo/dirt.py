"""Dirt as it comes in real lists, put in on purpose and listed, so that tests can ask what an import must find.

A dirty row has one fault. Faults share the rows evenly; the same seed soils the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from gridmap.demo.city import Floats, Ints, stream
from gridmap.grids.rules.crs import GCJ02, from_wgs84

CAMERA_FAULTS = ("wrong-datum", "swapped", "zero", "duplicate", "no-heading")
INCIDENT_FAULTS = ("wrong-datum", "swapped", "zero", "repeated-row", "unknown-category")
UNKNOWN_LABEL = "XXX-NONE"


@dataclass(frozen=True, slots=True)
class Dirt:
    """Rows of one file with one fault. kind: of import; ids: camera ids or source ids.

    wrong-datum: the row alone is in GCJ-02. swapped: latitude first. zero: 0, 0. duplicate: the camera again under
    another id (the one listed). no-heading: left out. repeated-row: the same row twice. unknown-category: a label
    that stands for nothing.
    """

    kind: str
    fault: str
    ids: tuple[str, ...]


def soil_cameras(
    frame: pd.DataFrame, lon_lat: Floats, *, share: float, seed: int
) -> tuple[pd.DataFrame, Floats, list[Dirt]]:
    """The camera rows with about `share` of them soiled; duplicates stand at the end."""
    rng = stream(seed, "dirt cameras")
    has_heading = frame["heading_deg"].notna().to_numpy()
    parts = _parts(len(frame), share, len(CAMERA_FAULTS), rng)
    # only what has a heading can lose it or be recognised as the same camera
    parts[3:] = [rows[has_heading[rows]] for rows in parts[3:]]
    lon_lat = _soil_points(lon_lat, parts[:3])
    frame = frame.copy()
    frame.loc[parts[4], "heading_deg"] = np.nan
    ids = frame["camera_id"].to_numpy(dtype=object)
    again = frame.iloc[parts[3]].assign(camera_id=ids[parts[3]] + "-2")
    listed = [ids[rows] for rows in parts]
    listed[3] = again["camera_id"].to_numpy(dtype=object)
    dirt = _listed("cameras", CAMERA_FAULTS, listed)
    return pd.concat([frame, again], ignore_index=True), np.concatenate([lon_lat, lon_lat[parts[3]]]), dirt


def soil_incidents(
    table: pa.Table, lon_lat: Floats, *, share: float, seed: int, chunk: int
) -> tuple[pa.Table, Floats, list[Dirt]]:
    """A chunk of incidents with about `share` of its rows soiled; repeated rows stand at its end."""
    rng = stream(seed, "dirt incidents", chunk)
    parts = _parts(table.num_rows, share, len(INCIDENT_FAULTS), rng)
    has_point = np.isfinite(lon_lat[:, 0])
    parts[:3] = [rows[has_point[rows]] for rows in parts[:3]]
    lon_lat = _soil_points(lon_lat, parts[:3])
    wrong = np.zeros(table.num_rows, dtype=bool)
    wrong[parts[4]] = True
    label = pc.if_else(pa.array(wrong), UNKNOWN_LABEL, table.column("label"))
    table = table.set_column(table.column_names.index("label"), "label", label)
    ids = table.column("source_id")
    dirt = _listed("incidents", INCIDENT_FAULTS, [ids.take(pa.array(rows)).to_pylist() for rows in parts])
    again = table.take(pa.array(parts[3]))
    return pa.concat_tables([table, again]), np.concatenate([lon_lat, lon_lat[parts[3]]]), dirt


def merged(found: list[Dirt]) -> tuple[Dirt, ...]:
    """One entry per kind and fault."""
    keys = dict.fromkeys((d.kind, d.fault) for d in found)
    return tuple(
        Dirt(kind, fault, tuple(i for d in found if (d.kind, d.fault) == (kind, fault) for i in d.ids))
        for kind, fault in keys
    )


def _parts(count: int, share: float, faults: int, rng: np.random.Generator) -> list[Ints]:
    """Rows for each fault: disjoint, ascending, about share × count in all."""
    fault = np.floor(rng.random(count) / max(share, 1e-12) * faults).clip(0, faults).astype(np.int64)
    return [np.flatnonzero(fault == k) for k in range(faults)] if share > 0 else [np.empty(0, np.int64)] * faults


def _soil_points(lon_lat: Floats, parts: list[Ints]) -> Floats:
    shifted, swapped, zero = parts
    soiled = lon_lat.copy()
    soiled[shifted] = np.round(np.column_stack(from_wgs84(lon_lat[shifted, 0], lon_lat[shifted, 1], GCJ02)), 7)
    soiled[swapped] = lon_lat[swapped][:, ::-1]
    soiled[zero] = 0.0
    return soiled


def _listed(kind: str, faults: tuple[str, ...], ids: Sequence[Sequence[object] | NDArray[np.object_]]) -> list[Dirt]:
    return [Dirt(kind, fault, tuple(map(str, rows))) for fault, rows in zip(faults, ids, strict=True) if len(rows)]
