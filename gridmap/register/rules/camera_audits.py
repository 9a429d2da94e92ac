"""What the newest stored audits found for one camera, as it is handed over with its record. Nothing of sensitive places is among it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd


@dataclass(frozen=True, slots=True)
class AuditRun:
    """A stored run that looked at the camera."""

    run_id: int
    day: date


@dataclass(frozen=True, slots=True)
class Audited:
    """What the newest audits found. A run that is None: there is none; an empty frame: it has nothing of this camera.

    figures: one row a density (px_per_m, view_m2, excess_m2, private_m2, dwelling_wall_m, dwelling_buildings,
    nearest_dwelling_m, serving_m2, overlap_m2). fits: one row a purpose area (purpose_area_id, px_per_m, fit). findings:
    rule, severity, clause, detail (a dict), answer (None where none stands).
    """

    proportion: AuditRun | None = None
    figures: pd.DataFrame | None = None
    fits: pd.DataFrame | None = None
    cameras: AuditRun | None = None
    findings: pd.DataFrame | None = None
