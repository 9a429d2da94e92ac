"""What a reduction says: figures, and the same in words.

There is no figure here of what no camera sees: the base is what is seen today, and what would be lost is counted within it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from gridmap.register.rules.faces import Faces
from gridmap.register.rules.reduction import SmallestSet
from gridmap.register.rules.serving import Judged

OCCLUSION = "plane"  # how buildings cut the views that are judged


@dataclass(frozen=True, slots=True)
class ReductionReport:
    """What a run found. cost, bound: in weights (1 a camera, and a part of 1 by what it shows outside its purpose)."""

    run_id: int
    day: str
    area: str | None
    share: float
    cell_m: float
    crs: str
    occlusion: str
    cameras: int
    judged: int
    unknown_views: int
    without_purpose_area: int
    without_density_class: int
    purpose_areas: int
    removable_alone: int
    with_partners: int
    smallest_set: int
    can_go: int
    is_proven: bool
    cost: float
    bound: float
    optimality_gap: float
    greedy_set: int
    greedy_factor: float
    faces: int
    tiny_faces: int
    components: int
    largest_component: int
    programmes: int
    crops: int
    lower_resolutions: int
    masks: int
    lost_cells: int
    lost_m2: float
    lost: tuple[dict[str, Any], ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)

    def parameters(self) -> dict[str, Any]:
        """What was asked."""
        return {name: getattr(self, name) for name in ("area", "share", "cell_m", "crs", "occlusion")}

    def headline(self) -> dict[str, Any]:
        """What was found, without what stands in rows."""
        asked = {"run_id", "day", "lost", *self.parameters()}
        return {name: value for name, value in asdict(self).items() if name not in asked}

    def numbered(self, run_id: int) -> ReductionReport:
        """The same once it is stored."""
        return replace(self, run_id=run_id)

    def lines(self) -> list[str]:
        """For people."""
        return [
            f"Run {self.run_id}, {self.day}: {self.judged:,} of {self.cameras:,} cameras were judged, against {self.purpose_areas:,} purpose areas.",
            f"  {self.removable_alone:,} can go alone: without any one of them each purpose area keeps {100 * self.share:g} % of what is seen of it today."
            f" That holds for one at a time: of twins, which stand for each other, each can go and not both ({self.with_partners:,} are such).",
            f"  {self.smallest_set:,} together suffice, so {self.can_go:,} can go at once; {self._proof()}"
            f" Taking the best first needs {self.greedy_set:,} (never more than {self.greedy_factor:.2f} times the least).",
            f"  Lost would be {self.lost_cells:,} cells of {self.cell_m:g} m ({self.lost_m2:,.0f} m²) seen today, in {len(self.lost):,} purpose areas.",
            f"  To show less: a narrower crop for {self.crops:,}, fewer pixels for {self.lower_resolutions:,}, a mask for {self.masks:,} cameras.",
            f"  Not judged, and kept: {self.unknown_views:,} whose view is unknown, {self.without_purpose_area:,} without a declared purpose area,"
            f" {self.without_density_class:,} whose area states no density class. Walls hide what is behind them.",
        ]

    def _proof(self) -> str:
        if self.is_proven:
            return "no smaller set does (proven)."
        return f"whether a smaller set does is not proven (bound {self.bound:.1f}, {100 * self.optimality_gap:.1f} % below)."


def report_of(
    faces: Faces,
    found: SmallestSet,
    cameras: pd.DataFrame,
    lost: pd.DataFrame,
    judged: Judged,
    *,
    day: date,
    area: str | None,
    share: float,
    cell_m: float,
    crs: str,
    documented: np.ndarray,
) -> ReductionReport:
    """The report of a run that has no number yet (0). cameras, lost: its rows."""
    kept = int(cameras["is_kept"].sum())
    return ReductionReport(
        run_id=0,
        day=day.isoformat(),
        area=area,
        share=share,
        cell_m=cell_m,
        crs=crs,
        occlusion=OCCLUSION,
        cameras=len(documented),
        judged=len(cameras),
        unknown_views=int((~documented).sum()),
        without_purpose_area=int(judged.without_area.sum()),
        without_density_class=int(judged.without_class.sum()),
        purpose_areas=int((faces.seen_cells() > 0).sum()),
        removable_alone=int(cameras["is_removable"].sum()),
        with_partners=int((cameras["not_together_with"].str.len() > 0).sum()),
        smallest_set=kept,
        can_go=len(cameras) - kept,
        is_proven=found.is_proven,
        cost=round(found.cost, 6),
        bound=round(found.bound, 6),
        optimality_gap=round(found.relative_gap, 6),
        greedy_set=int(found.greedy.kept.sum()),
        greedy_factor=round(found.greedy.factor, 4),
        faces=found.faces,
        tiny_faces=found.tiny_faces,
        components=found.parts,
        largest_component=found.largest,
        programmes=found.solved,
        crops=int(cameras["crop_hfov_deg"].notna().sum()),
        lower_resolutions=int(cameras["lower_width_px"].notna().sum()),
        masks=int((cameras["mask_m2"] > 0).sum()),
        lost_cells=int(lost["lost_cells"].sum()),
        lost_m2=round(float(lost["lost_m2"].sum()), 1),
        lost=tuple({str(k): v for k, v in row.items()} for row in lost.to_dict("records")),
    )
